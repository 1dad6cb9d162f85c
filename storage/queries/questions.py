"""Questions that were passed on to the SA EPLE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage, fetch
from storage.tables import question


@dataclass(frozen=True, slots=True)
class PassedQuestion:
    """A question as the SA EPLE sees it; ``answer`` is None while it waits."""

    number: int
    by: PersonKey
    name: str
    text: str
    school: str
    call: str  # About which it was asked; "" where that is not known.
    state: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
    answered_by: PersonKey | None = None


async def waiting(storage: Storage, *, skip: int = 0, limit: int = 10) -> tuple[int, list[PassedQuestion]]:
    """Return how many questions wait, and a page of them, oldest first."""
    async with storage.reading() as connection:
        total = await connection.execute(
            sa.select(sa.func.count()).select_from(question).where(question.c.state == "waiting")
        )
        rows = await connection.execute(
            sa.select(question)
            .where(question.c.state == "waiting")
            .order_by(question.c.asked_at, question.c.id)
            .offset(skip)
            .limit(limit)
        )
        return total.scalar_one(), [_question(row) for row in rows.mappings()]


async def get(storage: Storage, number: int) -> PassedQuestion | None:
    """Return one question; None if there is none of that number."""
    row = (await fetch(storage, sa.select(question).where(question.c.id == number))).mappings().first()
    return _question(row) if row else None


def _question(row: sa.RowMapping) -> PassedQuestion:
    return PassedQuestion(
        number=row["id"],
        by=PersonKey(row["tenant"], row["oid"]),
        name=row["name"],
        text=row["text"],
        school=row["school"],
        call=row["call"] or "",
        state=row["state"],
        asked_at=row["asked_at"],
        answer=row["answer"],
        answered_at=row["answered_at"],
        answered_by=PersonKey(row["answered_by_tenant"], row["answered_by_oid"]) if row["answered_by_oid"] else None,
    )
