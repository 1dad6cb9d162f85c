"""Files that the person may accept: offered by name and size, made anew from the present state when accepted."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from pydantic import BaseModel, Field, ValidationError

from dialogs.core import file_texts as texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.pressed import PRESSED_STRICTLY
from dialogs.core.turn import ACCEPT, DECLINE, Enclosed, Message, OfferedFile, Reply

Maker = Callable[[Turn, str], Awaitable[Enclosed | None]]
"""Makes a file about what has that reference; None when this person may not have it, or no longer."""


# The reference of a file that is about the person who accepts it.
ONESELF = "me"


class _Context(BaseModel):
    """What an offer was about. It comes back from outside: it names, and decides nothing."""

    model_config = PRESSED_STRICTLY

    file: str = Field(max_length=40)
    reference: str = Field(pattern=rf"^([A-Z]{{2}}-\d{{4}}-\d{{4,6}}(/\d{{1,15}})?|{ONESELF})$")


def offered(file: Enclosed, kind: str, reference: str, text: str) -> Message:
    """Return the offer of ``file``, which ``text`` describes; ``kind`` names its maker."""
    return Message(text, offers=OfferedFile(file.name, len(file.content), {"file": kind, "reference": reference}))


async def answer(turn: Turn, makers: Mapping[str, Maker]) -> Reply:
    """Give the file that was accepted, if the person may still have it; take note of a refusal."""
    if not turn.personal:
        return Reply.text(general.PERSONAL_ONLY)
    try:
        asked = _Context.model_validate(turn.incoming.value)
    except ValidationError:
        return Reply.text(general.UNKNOWN_BUTTON)
    maker = makers.get(asked.file)
    if maker is None or turn.incoming.verb not in (ACCEPT, DECLINE):
        return Reply.text(general.UNKNOWN_BUTTON)
    offer = turn.incoming.reply_to
    if turn.incoming.verb == DECLINE:
        return Reply.of(Message(texts.DECLINED, replaces=offer))
    file = await maker(turn, asked.reference)
    if file is None:
        return Reply.of(Message(texts.GONE, replaces=offer))
    return Reply((Message(texts.SAVED.format(name=file.name), replaces=offer),), file=file)
