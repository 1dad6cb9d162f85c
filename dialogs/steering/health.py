"""The health of the service: what could not be told, and trying again. For the SA EPLE."""

from __future__ import annotations

from collections.abc import Callable

from pydantic import BaseModel, Field

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.parts import notes, told, words
from dialogs.core.pressed import PRESSED_STRICTLY
from dialogs.core.turn import Message, Reply
from dialogs.steering import health_texts as texts
from dialogs.ui import elements as el
from knowledge.french import counted, instant
from storage.actions import notices as actions
from storage.outbox import OPEN, Row
from storage.queries import outgoing
from storage.queries.outgoing import OutboxHealth

PAGE = 5  # A card shows so many buttons before it gets in the way.


async def show_health(turn: Turn) -> Reply:
    """Show what waits and what needs somebody, with a button to send each again."""
    health = await outgoing.health(turn.storage, turn.now)
    return Reply.of(health_message(health, await outgoing.problems(turn.storage), turn.registry.notice_label))


def health_message(health: OutboxHealth, problems: list[Row], label: Callable[[str], str]) -> Message:
    """Return the health as a card and as lines; ``label`` names a kind of notice."""
    lines = []
    waiting = sum(health.counts.get(state, 0) for state in OPEN)
    if waiting and health.waiting_since:
        since = instant(health.waiting_since)
        lines.append(texts.PENDING.format(count=counted(waiting, "notification"), since=since))
    if problems:
        lines.append(texts.PROBLEMS.format(count=counted(len(problems), "notification")))
    if not lines:
        lines.append(texts.ALL_WELL)
    page = problems[:PAGE]
    rows = [
        texts.ROW.format(
            id=row.id,
            kind=label(row.notice.kind) or texts.OTHER_KIND,
            state=texts.STATES.get(row.state, row.state),
            date=instant(row.ended_at or row.created_at),
        )
        for row in page
    ]
    more = [texts.MORE.format(count=len(problems) - len(page))] if len(problems) > len(page) else []
    actions_ = [el.acts(texts.RETRY.format(id=row.id), "service.retry", {"row": row.id}) for row in page]
    return told(texts.TITLE, words(*lines, *rows), notes(*more), actions=actions_)


class NoticeRow(BaseModel):
    """The notice that a button is about, by its row in the outbox."""

    model_config = PRESSED_STRICTLY

    row: int = Field(ge=1, le=2**53)


async def send_again(turn: Turn, notice: NoticeRow) -> Reply:
    """Send a notice again."""
    again = await actions.retry(turn.storage, notice.row, turn.person.key, turn.now)
    return Reply.text((texts.RETRIED if again else texts.NOT_RETRIED).format(id=notice.row))


class NoticeTold(NoticeRow):
    """Also what the notice is about."""

    reference: str = Field(min_length=1, max_length=64)


async def mark_told(turn: Turn, notice: NoticeTold) -> Reply:
    """Note that the person of a notice, out of reach, was phoned."""
    done = await actions.mark_told(turn.storage, notice.row, notice.reference, by=turn.person.key, now=turn.now)
    return Reply.text(general.TOLD if done else general.TOLD_ALREADY)
