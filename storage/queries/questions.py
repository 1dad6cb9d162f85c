"""Questions passed on to the SA EPLE, what was taught or not answered, the calls that were in force, and what the office has set itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from knowledge.base import TaughtAnswer
from knowledge.people import PersonKey
from storage.engine import Source, Storage, fetch
from storage.tables import call, event, is_same_person, office_setting, person, question, question_log, taught


@dataclass(frozen=True, slots=True)
class LoggedQuestion:
    """One question as the log keeps it: no identity, the text only where it helps to improve the answers."""

    day: date
    call: str
    decision: str
    entry: str | None
    score: int
    text: str | None


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
    entry: str = ""  # What the assistant had answered; "" where it had nothing.


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
        entry=row["entry"] or "",
    )


# --- What was taught, and what could not be answered.

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


_UNANSWERED = 2_000  # Texts of questions that are read at once.


async def unanswered(storage: Storage, call: str, since: date) -> list[str]:
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
        .limit(_UNANSWERED),
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


@dataclass(slots=True)
class JudgedAnswer:
    """What people thought of an answer: how many found it beside the point, or useful; what was asked, what they added."""

    entry: str
    bad: int = 0
    good: int = 0
    asked: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


async def judged(source: Source, call: str, first: date, last: date) -> list[JudgedAnswer]:
    """Return the answers that were found beside the point from one day to another, both included, the worst first."""
    rows = await fetch(
        source,
        sa.select(question_log.c.entry, question_log.c.decision, question_log.c.text)
        .where(
            question_log.c.call == call,
            question_log.c.day.between(first, last),
            question_log.c.decision.in_(("bad", "good", "comment")),
        )
        .order_by(question_log.c.id.desc()),
    )
    found: dict[str, JudgedAnswer] = {}
    for row in rows:
        one = found.setdefault(row.entry or "", JudgedAnswer(row.entry or ""))
        one.bad += row.decision == "bad"
        one.good += row.decision == "good"
        if row.text:
            (one.comments if row.decision == "comment" else one.asked).append(row.text)
    return sorted((one for one in found.values() if one.bad or one.comments), key=lambda one: (-one.bad, one.entry))


# --- The calls that have been in force.


@dataclass(frozen=True, slots=True)
class KeptCall:
    """A call's text and that of its académie, as TOML; ``academy`` empty: the call names none."""

    id: str
    text: str
    academy: str = ""


async def kept_calls(storage: Storage) -> Sequence[KeptCall]:
    """Return the calls that are kept, the last first."""
    rows = await fetch(storage, sa.select(call.c.name, call.c.text, call.c.academy).order_by(call.c.at.desc()))
    return [KeptCall(*row) for row in rows]


SETTING = "setting"


async def changed_rules(source: Source) -> Mapping[str, Any]:
    """Return what the office has put in the place of settings and texts, by name."""
    rows = await fetch(source, sa.select(office_setting.c.name, office_setting.c.value).order_by(office_setting.c.name))
    return {row.name: row.value for row in rows}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One change. ``former``, ``value``: as they are kept; None where the setting, or the program's own text, held or holds."""

    name: str
    at: datetime
    by: str
    former: Any = None
    value: Any = None


async def rule_changes(storage: Storage, limit: int) -> list[RuleChange]:
    """Return the last changes, the newest first."""
    rows = await fetch(
        storage,
        sa.select(event.c.reference, event.c.at, event.c.data, person.c.name)
        .outerjoin(person, is_same_person(person, event))
        .where(event.c.subject == SETTING)
        .order_by(event.c.id.desc())
        .limit(limit),
    )
    return [RuleChange(row.reference, row.at, row.name or "", row.data.get("from"), row.data.get("to")) for row in rows]
