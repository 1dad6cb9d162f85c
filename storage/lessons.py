"""Lessons: what the SA EPLE teaches, stored with the change that teaches it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from knowledge.french import DomainError
from knowledge.people import PersonKey, Role
from knowledge.understanding.words import plain_words
from storage.tables import taught
from storage.transaction import Event, Transaction, insert


class TaughtAlready(DomainError):
    """A lesson in use answers these very words; ``number``: which."""

    def __init__(self, number: int) -> None:
        super().__init__("taught already")
        self.number = number


class LessonChanged(DomainError):
    """The lesson was corrected or withdrawn meanwhile."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A wording of a call's ``entry``, or one that has an ``answer`` of its own."""

    call: str
    wording: str
    entry: str | None = None
    answer: str | None = None


async def keep(tx: Transaction, lesson: Lesson, *, by: PersonKey, nonce: str) -> None:
    """Store a lesson in ``tx``, once per ``nonce``, and have every replica learn it after the commit.

    It takes the place of one with the same words: a question has one answer.
    """
    for number in await alike(tx, lesson.call, lesson.wording):
        await switch(tx, number, active=False, by=by)
    written = await tx.connection.execute(
        insert(tx.connection, taught)
        .values(call=lesson.call, wording=lesson.wording, entry=lesson.entry,
                answer=None if lesson.entry else lesson.answer, active=True, at=tx.now, by_tenant=by.tenant,
                by_oid=by.oid, nonce=nonce)
        .on_conflict_do_nothing(index_elements=["nonce"])
        .returning(taught.c.id)
    )  # fmt: skip
    number = written.scalar()
    if number is not None:
        what = lesson.entry or "answer"
        await tx.record(Event("taught", str(number), "teach", by=by, role=Role.SA_EPLE, to_state=what))
        tx.taught = True


async def alike(tx: Transaction, call: str, wording: str) -> list[int]:
    """Return the numbers of the lessons in use, about a call, that have the very words of ``wording``."""
    asked = sa.select(taught.c.id, taught.c.wording).where(taught.c.call == call, taught.c.active)
    words = plain_words(wording)
    return [row.id for row in await tx.connection.execute(asked) if plain_words(row.wording) == words]


async def switch(tx: Transaction, number: int, *, active: bool, by: PersonKey) -> bool:
    """Take a lesson out of use or put it back in ``tx``, on every replica after the commit; False where it is so already."""
    changed = await tx.connection.execute(
        sa.update(taught).where(taught.c.id == number, taught.c.active.is_(not active)).values(active=active)
    )
    if not changed.rowcount:
        return False
    move = "put_back" if active else "withdraw"
    await tx.record(Event("taught", str(number), move, by=by, role=Role.SA_EPLE))
    tx.taught = True
    return True
