"""Cards of a title and sentences, and sentences with the call's names in them."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement
from knowledge.call import Call, Heading
from knowledge.french import long_date, typeset


def filled(call: Call, template: str, **values: object) -> str:
    """Return ``template`` with the call's names and the ``values`` put in."""
    heading = call.call
    known = {
        "closes": long_date(heading.closes),
        "until": heading.until,
        **_closing(heading),
        "authority": heading.authority,
        "deposit_mail": heading.deposit_mail,
        "copy_to": heading.copy_to,
        "contact_name": heading.contact.name,
        "contact_mail": heading.contact.mail,
        "contact_phones": " ou ".join(heading.contact.phones),
    }
    return template.format(**{**known, **values})


def _closing(heading: Heading) -> dict[str, str]:
    """Return the closing as sentences say it: up to when, since when, and whose rule the hour is."""
    day = long_date(heading.closes)
    if heading.closes_hour is None:
        rule = typeset(" L'appel donne le jour sans l'heure : c'est ma règle.")
        return {"through": f"{day} inclus", "ended": f"la fin du {day}", "rule": rule}
    return {"through": f"{day} à {heading.until}", "ended": f"le {day} à {heading.until}", "rule": ""}


def plain_message(title: str, lines: Sequence[str], actions: Sequence[Action] = ()) -> Message:
    """Return a card of a title and sentences."""
    shown = el.card(el.heading(title), *map(_plain, lines), actions=actions)
    return Message("\n".join([title, *lines]), shown)


def _plain(line: str) -> CardElement:
    return el.paragraph(line)
