"""What asks for nothing: thanks, complaints, stories. They are heard, and what can be done is said."""

from __future__ import annotations

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.plain import plain_message
from dialogs.core.turn import Reply
from dialogs.core.unoffered import of_requests
from dialogs.questions import heard_texts as texts
from dialogs.ui import elements as el
from knowledge.understanding.domains import Domain


async def answer(turn: Turn) -> Reply:
    """Say that it is heard."""
    domain = turn.understood.domain if turn.understood else None
    if domain is Domain.THANKS:
        return Reply.text(general.THANKS)
    if domain is Domain.COMPLAINT:
        return complaint(turn)
    if domain is Domain.TALK:
        return Reply.text(turn.worded(texts.TALK))
    if turn.person.roles:
        return Reply.text(turn.worded(texts.STORY_STAFF))
    return await _story(turn)


@of_requests
async def _story(turn: Turn) -> Reply:
    helps = [el.asks(texts.BUTTON_ASK, "assistance.start")] if turn.personal else []
    return Reply.of(plain_message(texts.STORY_TITLE, [texts.STORY], helps))


def complaint(turn: Turn) -> Reply:
    """Hear who complains: an apology, what would help, and somebody to reach."""
    buttons = [el.asks(texts.BUTTON_HUMAN, "contact.show"), el.asks(texts.BUTTON_ASK, "assistance.start")]
    line = turn.worded(texts.COMPLAINT)
    return Reply.of(plain_message(texts.COMPLAINT_TITLE, [line], buttons))
