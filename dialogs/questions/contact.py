"""Who can be reached, and how."""

from __future__ import annotations

from dialogs.core import texts
from dialogs.core.context import Turn
from dialogs.core.plain import filled
from dialogs.core.turn import Message, Reply
from dialogs.questions import texts as question_texts
from dialogs.ui import elements as el


async def show_contact(turn: Turn) -> Reply:
    """Say who can be reached, and how."""
    lines = [filled(turn.base.call, question_texts.HUMAN)]
    if turn.personal:
        lines.append(question_texts.HUMAN_PASS)
    if turn.services.notice.tickets_url:
        lines.append(texts.HELP_TICKETS.format(url=turn.services.notice.tickets_url))
    return Reply.of(
        Message("\n".join(lines), el.card(el.heading(question_texts.HUMAN_TITLE), *map(el.paragraph, lines)))
    )
