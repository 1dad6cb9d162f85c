"""Questions that wait for the SA EPLE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.engine import Storage
from storage.tables import question


@dataclass(frozen=True, slots=True)
class WaitingQuestion:
    """A question as the SA EPLE sees it."""

    number: int
    name: str
    text: str
    entry: str | None
    asked_at: datetime


async def waiting(storage: Storage, *, skip: int = 0, limit: int = 10) -> tuple[int, list[WaitingQuestion]]:
    """Return how many questions wait, and a page of them, oldest first."""
    async with storage.reading() as connection:
        total = await connection.execute(
            sa.select(sa.func.count()).select_from(question).where(question.c.state == "waiting")
        )
        rows = await connection.execute(
            sa.select(question.c.id, question.c.name, question.c.text, question.c.entry, question.c.asked_at)
            .where(question.c.state == "waiting")
            .order_by(question.c.asked_at, question.c.id)
            .offset(skip)
            .limit(limit)
        )
        return total.scalar_one(), [WaitingQuestion(r.id, r.name, r.text, r.entry, r.asked_at) for r in rows]
