"""Cards of a title and sentences, and sentences with the call's names in them."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement
from knowledge.call import Call
from knowledge.french import long_date


def filled(call: Call, template: str, **values: object) -> str:
    """Return ``template`` with the call's names and the ``values`` put in."""
    heading = call.call
    known = {
        "closes": long_date(heading.closes),
        "authority": heading.authority,
        "deposit_mail": heading.deposit_mail,
        "copy_to": heading.copy_to,
        "contact_name": heading.contact.name,
        "contact_mail": heading.contact.mail,
        "contact_phones": " ou ".join(heading.contact.phones),
    }
    return template.format(**{**known, **values})


def plain_message(title: str, lines: Sequence[str], actions: Sequence[Action] = ()) -> Message:
    """Return a card of a title and sentences."""
    shown = el.card(el.heading(title), *map(_plain, lines), actions=actions)
    return Message("\n".join([title, *lines]), shown)


def _plain(line: str) -> CardElement:
    return el.paragraph(line)
