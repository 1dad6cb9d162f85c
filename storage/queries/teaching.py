"""What was taught, and what could not be answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from knowledge.base import TaughtAnswer
from storage.engine import Storage, fetch
from storage.tables import event, is_same_person, person, question_log, taught

DOUBTFUL = ("unknown", "choose", "bad")


async def lessons(storage: Storage, call: str) -> list[TaughtAnswer]:
    """Return what is taught about a call, oldest first."""
    rows = await fetch(storage, sa.select(taught).where(taught.c.call == call, taught.c.active).order_by(taught.c.id))
    return [TaughtAnswer(row["id"], row["wording"], row["entry"], row["answer"], row["at"]) for row in rows.mappings()]


@dataclass(frozen=True, slots=True)
class LessonLine:
    """A lesson as its list shows it, in use or withdrawn. ``by``: a name, "" where unknown; ``changed_at``: the last change."""

    number: int
    call: str
    wording: str
    entry: str | None
    answer: str | None
    active: bool
    at: datetime
    by: str = ""
    changed_at: datetime | None = None


def _lines() -> sa.Select[Any]:
    who = is_same_person(person, taught, "by_")
    named = sa.cast(taught.c.id, sa.String)
    changed = (
        sa.select(sa.func.max(event.c.at))
        .where(event.c.subject == "taught", event.c.reference == named, event.c.move != "teach")
        .scalar_subquery()
    )
    return sa.select(
        taught, person.c.name.label("by"), sa.type_coerce(changed, event.c.at.type).label("changed_at")
    ).select_from(taught.outerjoin(person, who))


def _line(row: sa.RowMapping) -> LessonLine:
    return LessonLine(
        row["id"], row["call"], row["wording"], row["entry"], row["answer"], row["active"], row["at"], row["by"] or "",
        row["changed_at"],
    )  # fmt: skip


async def all_lessons(storage: Storage, call: str, *, skip: int, limit: int) -> tuple[int, list[LessonLine]]:
    """Return how many lessons there have been about a call, and a page of them, the last first."""
    of_call = taught.c.call == call
    async with storage.reading() as connection:
        total = (await connection.execute(sa.select(sa.func.count()).select_from(taught).where(of_call))).scalar_one()
        asked = _lines().where(of_call).order_by(taught.c.id.desc()).offset(skip).limit(limit)
        return total, [_line(row) for row in (await connection.execute(asked)).mappings()]


async def lesson(storage: Storage, number: int) -> LessonLine | None:
    """Return one lesson; None if there is none of that number."""
    row = (await fetch(storage, _lines().where(taught.c.id == number))).mappings().first()
    return _line(row) if row else None


async def unanswered(storage: Storage, call: str, since: date, *, limit: int = 2_000) -> list[str]:
    """Return the texts (without identity) that found no sure answer since a day, newest first."""
    rows = await fetch(
        storage,
        sa.select(question_log.c.text)
        .where(
            question_log.c.call == call,
            question_log.c.day >= since,
            question_log.c.text.is_not(None),
            question_log.c.decision.in_(DOUBTFUL),
        )
        .order_by(question_log.c.id.desc())
        .limit(limit),
    )
    return list(rows.scalars())


async def reformulated(storage: Storage, call: str, since: date) -> dict[str, str]:
    """Return, for texts that were not understood, the entry that the person found by saying it otherwise."""
    rows = await fetch(
        storage,
        sa.select(question_log.c.text, question_log.c.entry)
        .where(
            question_log.c.call == call,
            question_log.c.day >= since,
            question_log.c.decision == "reformulated",
            question_log.c.text.is_not(None),
            question_log.c.entry.is_not(None),
        )
        .order_by(question_log.c.id),
    )
    return {row.text: row.entry for row in rows}
