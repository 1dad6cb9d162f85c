"""What is said about a request or an application once it was sent: kept in the journal with it, taken back at once or never.

No state and no version changes, so that no card grows old.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.actions.notices import MESSAGE, redrawn
from storage.engine import Storage
from storage.notice_data import MoveData
from storage.outbox import Notice, NoticeState, notify
from storage.queries.applications import SAYINGS
from storage.queries.requests import read
from storage.tables import attached, event, is_person, outbox
from storage.transaction import Event, Repeated, Transaction, transaction

SAID, NOTE = SAYINGS
BY_MAIL = {"by_mail": True}  # What the journal keeps of a message that came so.
MOST_TOLD = 10  # Answers by mail about one file within an hour that are told; the rest is kept with it.
_WITHIN = timedelta(hours=1)
_TAKEN_BACK = timedelta(minutes=15)  # So long what was taken for a message may be taken back.


File = TypeVar("File")  # A request's or an application's.


@dataclass(frozen=True, slots=True)
class Saying(Generic[File]):
    """What was said, stored as the event ``number`` of ``file``. ``reaches``: somebody is told of it now; ``files``: how many came with it."""

    file: File
    number: int
    reaches: bool
    files: int = 0

    def answer(self, reference: str) -> dict[str, Any]:
        """Return what is kept of it for the same activity sent again."""
        return {"reference": reference, "said": self.number, "reaches": self.reaches, "files": self.files}


async def said_before(repeated: Repeated, find: Callable[[str], Awaitable[File | None]]) -> Saying[File]:
    """Return what the same activity said the first time; ``find``: the file of a reference. Raises ``repeated`` for another act."""
    file = await find(str(repeated.answer.get("reference", "")))
    if file is None or "said" not in repeated.answer:
        raise repeated
    return Saying(
        file, int(repeated.answer["said"]), bool(repeated.answer["reaches"]), int(repeated.answer.get("files", 0))
    )


def notices_of(kind: str, to: Iterable[tuple[PersonKey | None, str | None]], number: int, **more: Any) -> list[Notice]:
    """Return a notice of what was said as that event to each of ``to``, in Teams or by mail; ``more``: what else it says."""
    return [
        Notice(kind, to=key, mail=mail, dedupe=f"{dedupe_of(number)}{key.oid if key else 'mail'}", **more)
        for key, mail in to
    ]


class MailOutcome(StrEnum):
    """What became of an answer by mail."""

    TAKEN = "taken"
    UNKNOWN = "unknown"  # No such token, or it is not the contact who writes.
    ENDED = "ended"  # The request is over.


async def mails_told(tx: Transaction, subject: str, reference: str) -> int:
    """Return how many answers by mail about one file were kept in the last hour."""
    found = await tx.connection.execute(
        sa.select(event.c.data).where(
            event.c.subject == subject,
            event.c.reference == reference,
            event.c.move == SAID,
            event.c.at > sa.literal(tx.now - _WITHIN, type_=event.c.at.type),
        )
    )
    return sum(data == BY_MAIL for data in found.scalars())


async def tell_refusal(tx: Transaction, told: Notice) -> None:
    """Leave word to a contact that what they answered by mail was not taken, so often within an hour at most."""
    found = await tx.connection.execute(
        sa.select(sa.func.count()).where(
            outbox.c.kind == told.kind,
            outbox.c.reference == told.reference,
            outbox.c.created_at > sa.literal(tx.now - _WITHIN, type_=outbox.c.created_at.type),
        )
    )
    if found.scalar_one() < MOST_TOLD:
        await notify(tx, told)
        await tx.commit()


async def journal(tx: Transaction, said: Event) -> int:
    """Keep what was said; return the number of its event."""
    await tx.record(said)
    this = sa.and_(event.c.subject == said.subject, event.c.reference == said.reference)
    return int((await tx.connection.execute(sa.select(sa.func.max(event.c.id)).where(this))).scalar_one())


def dedupe_of(number: int) -> str:
    """Return how the notices of what was said as that event are named."""
    return f"{MESSAGE}:{number}:"


async def take_back(storage: Storage, number: int, *, by: PersonKey, now: datetime) -> bool:
    """Remove what was said, and its notices that have not left.

    Return False, with nothing removed, when it is not theirs, is older than a quarter of an hour, or is gone.
    """
    async with transaction(storage, now) as tx:
        found = await tx.connection.execute(
            sa.delete(event)
            .where(
                event.c.id == number,
                event.c.subject.in_(("request", "application")),
                event.c.move.in_((SAID, NOTE)),
                is_person(event, by),
                event.c.at > sa.literal(now - _TAKEN_BACK, type_=event.c.at.type),
            )
            .returning(event.c.reference)
        )
        reference = found.scalar()
        if reference is None:
            return False
        await tx.connection.execute(
            sa.delete(attached).where(attached.c.said == number, attached.c.reference == reference)
        )
        await tx.connection.execute(
            sa.delete(outbox).where(
                outbox.c.dedupe.startswith(dedupe_of(number), autoescape=True),
                outbox.c.state == NoticeState.PENDING.value,
            )
        )
        file = await read(tx.connection, reference)  # None where it is an application: no card of it is redrawn.
        if file:
            await notify(tx, *(await redrawn(tx, file, MoveData(move=SAID, at=now))))
        tx.erased = True
        await tx.commit()
        return True
