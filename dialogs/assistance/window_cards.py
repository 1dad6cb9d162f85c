"""The cards of the window that opens over a message: the request it makes, to be read again, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dialogs.assistance import texts as asking
from dialogs.assistance import window_texts as texts
from dialogs.core import form_texts
from dialogs.core.form import Choice, Field
from dialogs.core.form_cards import input_of
from dialogs.core.plain import plain_message
from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement, ChoiceSetInput
from dialogs.ui.kit import Choice as ShownChoice
from knowledge.french import shortened

AUTHOR, OTHER = "author", "other"
SEND = "assistance.send_window"
_SHOWN = 600  # Characters of the message that are shown again.


@dataclass(frozen=True, slots=True)
class ChosenMessage:
    """The message that the window was opened over. ``known``: its author has spoken to the assistant."""

    text: str = ""
    oid: str = ""
    name: str = ""
    known: bool = False

    @property
    def author(self) -> str:
        """Return the choice that names its author."""
        return (texts.THE_AUTHOR if self.known else texts.THE_AUTHOR_UNKNOWN).format(name=self.name)


@dataclass(frozen=True, slots=True)
class Window:
    """What the window shows: fields with their values, what is said above, what is refused, the ways to send it.

    ``asks_who``: whose request it is has to be said; ``who`` has been.
    """

    fields: Sequence[Field]
    values: Mapping[str, str]
    data: Mapping[str, str]
    ways: Sequence[tuple[str, str]]  # Names and titles, the usual one first.
    written: ChosenMessage = ChosenMessage()
    said: Sequence[str] = ()
    warned: Sequence[str] = ()
    errors: Mapping[str, str] = field(default_factory=dict)
    asks_who: bool = False
    who: str = ""


def window_message(shown: Window) -> Message:
    """Return the request as it was understood, every answer of it to be corrected before it is sent."""
    written = shown.written
    title = texts.WRITTEN_BY.format(name=written.name) if written.name else texts.WRITTEN
    body: list[CardElement | None] = [
        el.heading(texts.TITLE),
        *(el.warning(line) for line in shown.warned),
        *([el.subtle(title), el.quote(shortened(written.text, _SHOWN))] if written.text else []),
        *(el.paragraph(line) for line in shown.said),
    ]
    if shown.asks_who:
        body += [_who(shown), el.warning(shown.errors[WHO]) if WHO in shown.errors else None]
    for one in shown.fields:
        body += input_of(one, shown.values.get(one.id, ""))
        if one.id in shown.errors:
            body.append(el.warning(form_texts.ERROR.format(why=shown.errors[one.id])))
        if one.hint:
            body.append(el.subtle(one.hint))
    actions: list[Action] = [
        el.asks(title, SEND, {**shown.data, "way": way}, style=None if number else "positive")
        for number, (way, title) in enumerate(shown.ways)
    ]
    return Message("\n".join([texts.TITLE, *shown.warned, *shown.said]), el.card(*body, actions=actions))


WHO = "who"


def _who(shown: Window) -> CardElement:
    choices = (Choice(AUTHOR, shown.written.author), Choice(OTHER, texts.SOMEBODY_ELSE))
    return ChoiceSetInput(
        id=WHO, label=texts.WHO, style="expanded", value=shown.who or None, is_required=True, wrap=True,
        error_message=texts.WHO_NEEDED, choices=[ShownChoice(title=one.title, value=one.value) for one in choices],
    )  # fmt: skip


def done_message(reference: str, note: str) -> Message:
    """Say that the request is stored, and where it goes on."""
    return plain_message(texts.DONE.format(reference=reference), [note, texts.FOLLOW])


def ways_of(*, own: bool, takes: bool, taking: bool = False, anyway: bool = False) -> list[tuple[str, str]]:
    """Return the ways to send: for oneself, to log, to log and take; ``anyway``: although one is open already."""
    if anyway:
        return [("anyway_take", asking.ANYWAY_TAKE)] if taking else [("anyway", asking.ANYWAY)]
    if own:
        return [("", asking.SEND_HELP)]
    return [("", asking.SEND_LOG), *([("take", asking.SEND_TAKE)] if takes else [])]
