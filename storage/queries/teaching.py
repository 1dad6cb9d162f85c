"""What was taught, and what could not be answered."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from knowledge.base import TaughtAnswer
from storage.engine import Storage
from storage.tables import question_log, taught

DOUBTFUL = ("unknown", "choose", "bad")


async def lessons(storage: Storage, call: str) -> list[TaughtAnswer]:
    """Return what is taught about a call, oldest first."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(taught).where(taught.c.call == call, taught.c.active).order_by(taught.c.id)
        )
        return [
            TaughtAnswer(row["id"], row["wording"], row["entry"], row["answer"], row["at"]) for row in rows.mappings()
        ]


async def unanswered(storage: Storage, call: str, since: date, *, limit: int = 2_000) -> list[str]:
    """Return the texts (without identity) that found no sure answer since a day, newest first."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(question_log.c.text)
            .where(
                question_log.c.call == call,
                question_log.c.day >= since,
                question_log.c.text.is_not(None),
                question_log.c.decision.in_(DOUBTFUL),
            )
            .order_by(question_log.c.id.desc())
            .limit(limit)
        )
        return list(rows.scalars())


async def reformulated(storage: Storage, call: str, since: date) -> dict[str, str]:
    """Return, for texts that were not understood, the entry that the person found by saying it otherwise."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(question_log.c.text, question_log.c.entry)
            .where(
                question_log.c.call == call,
                question_log.c.day >= since,
                question_log.c.decision == "reformulated",
                question_log.c.text.is_not(None),
                question_log.c.entry.is_not(None),
            )
            .order_by(question_log.c.id)
        )
        return {row.text: row.entry for row in rows}
