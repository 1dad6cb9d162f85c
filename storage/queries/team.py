"""The team (who is away or on call on which days, what each holds and knows), and reminders that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.people import PersonKey, Role
from knowledge.request import HELD, RequestStatus, Topic
from knowledge.team import Absence, OnCall, Stretch
from knowledge.time.delays import at_paris, end_of_day
from storage.engine import Source, Storage, fetch
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import (
    absence,
    address,
    is_person,
    is_same_person,
    known_topic,
    on_call,
    person,
    reminder,
    request,
    role,
)

_FAR = date(9999, 12, 31)
_SOLVED = (RequestStatus.RESOLVED.value, RequestStatus.CLOSED.value)
_COVER = person.alias("cover")


def in_office(table: sa.Table) -> sa.ColumnElement[bool]:
    """Tell of each row whether the person whom it names is an expert."""
    return sa.exists().where(is_same_person(role, table), role.c.role == Role.EXPERT.value, role.c.active)


def _absences() -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(absence, person.c.name, _COVER.c.name.label("cover_name"))
        .outerjoin(person, is_same_person(person, absence))
        .outerjoin(_COVER, is_same_person(_COVER, absence, "cover_"))
        .order_by(absence.c.first_day, absence.c.id)
    )


def _absence_of(row: sa.RowMapping) -> Absence:
    cover = PersonKey(row["cover_tenant"], row["cover_oid"]) if row["cover_oid"] else None
    return Absence(
        row["id"], PersonKey(row["tenant"], row["oid"]), Stretch(row["first_day"], row["last_day"]), row["name"] or "",
        cover, row["cover_name"] or "", row["made_at"],
    )  # fmt: skip


async def absences(source: Source, first: date, last: date = _FAR) -> list[Absence]:
    """Return the absences of the experts in office that meet these days, the first to begin first."""
    ends = sa.func.coalesce(absence.c.last_day, _FAR)
    asked = _absences().where(absence.c.first_day <= last, ends >= first, in_office(absence))
    return [_absence_of(row) for row in (await fetch(source, asked)).mappings()]


async def own_absences(source: Source, key: PersonKey, first: date) -> list[Absence]:
    """Return a person's absences that last on ``first`` or later, the first to begin first."""
    mine = is_person(absence, key)
    ends = sa.func.coalesce(absence.c.last_day, _FAR)
    found = await fetch(source, _absences().where(mine, ends >= first))
    return [_absence_of(row) for row in found.mappings()]


async def absence_by_number(source: Source, number: int) -> Absence | None:
    """Return one absence; None once it is gone."""
    row = (await fetch(source, _absences().where(absence.c.id == number))).mappings().first()
    return _absence_of(row) if row else None


async def away(source: Source, day: date) -> Mapping[PersonKey, Absence]:
    """Return the experts who are away on a day."""
    return {one.key: one for one in await absences(source, day, day)}


def _on_calls() -> sa.Select[tuple[object, ...]]:
    return (
        sa.select(on_call, person.c.name)
        .outerjoin(person, is_same_person(person, on_call))
        .order_by(on_call.c.first_day, on_call.c.id)
    )


def _on_call_of(row: sa.RowMapping) -> OnCall:
    days = Stretch(row["first_day"], row["last_day"])
    return OnCall(row["id"], PersonKey(row["tenant"], row["oid"]), days, row["name"] or "")


async def on_calls(source: Source, first: date, last: date = _FAR) -> list[OnCall]:
    """Return who of the experts in office is on call within these days, the first to begin first."""
    asked = _on_calls().where(on_call.c.first_day <= last, on_call.c.last_day >= first, in_office(on_call))
    return [_on_call_of(row) for row in (await fetch(source, asked)).mappings()]


async def on_call_by_number(source: Source, number: int) -> OnCall | None:
    """Return one stretch on call; None once it is gone."""
    row = (await fetch(source, _on_calls().where(on_call.c.id == number))).mappings().first()
    return _on_call_of(row) if row else None


async def on_call_now(source: Source, day: date) -> list[PersonKey]:
    """Return who is on call on a day and not away, each once."""
    gone = await away(source, day)
    return list(dict.fromkeys(one.key for one in await on_calls(source, day, day) if one.key not in gone))


async def held_by(source: Source, key: PersonKey) -> list[RequestFile]:
    """Return what an expert holds, those with the nearest session first, then the oldest."""
    asked = selected().where(
        is_person(request, key, "holder_"), request.c.status.in_([status.value for status in HELD])
    )
    rows = await fetch(source, asked.order_by(request.c.slot.is_(None), request.c.slot, request.c.id))
    return [file_of(row) for row in rows.mappings()]


def sessions_within(files: Sequence[RequestFile], days: Stretch) -> list[RequestFile]:
    """Return those whose appointment falls on one of these days."""
    starts, ends = at_paris(days.first, datetime.min.time()), end_of_day(days.last) if days.last else None
    return [
        file
        for file in files
        if file.request.status is RequestStatus.PLANNED
        and file.request.slot is not None
        and file.request.slot >= starts
        and (ends is None or file.request.slot < ends)
    ]


@dataclass(frozen=True, slots=True)
class TeamExpert:
    """An expert of the team. ``load``: open requests held; ``known``: subjects said, ``solved``: those of requests solved."""

    key: PersonKey
    name: str
    away: Absence | None = None
    load: int = 0
    known: frozenset[Topic] = field(default_factory=frozenset)
    solved: frozenset[Topic] = field(default_factory=frozenset)

    def knows(self, topics: frozenset[Topic]) -> bool:
        """Tell whether the expert has said to know, or has solved, something of these."""
        return bool(topics & (self.known | self.solved))


async def members(storage: Storage, day: date) -> list[TeamExpert]:
    """Return the experts in office as they stand on a day, in alphabetical order: nobody is ranked."""
    held = sa.and_(request.c.holder_oid.is_not(None), request.c.status.in_([one.value for one in HELD]))
    async with storage.reading() as connection:
        people = (
            await connection.execute(
                sa.select(role.c.tenant, role.c.oid, person.c.name)
                .outerjoin(person, is_same_person(person, role))
                .where(role.c.role == Role.EXPERT.value, role.c.active)
            )
        ).all()
        gone = await away(connection, day)
        by = (request.c.holder_tenant, request.c.holder_oid)
        counts = await connection.execute(sa.select(*by, sa.func.count()).where(held).group_by(*by))
        loads = {PersonKey(tenant, oid): count for tenant, oid, count in counts}
        said = (await connection.execute(sa.select(known_topic.c.tenant, known_topic.c.oid, known_topic.c.topic))).all()
        done = (
            await connection.execute(
                sa.select(*by, request.c.topic)
                .where(request.c.holder_oid.is_not(None), request.c.status.in_(_SOLVED))
                .distinct()
            )
        ).all()
    known, solved = _by_person(said), _by_person(done)
    found = [
        TeamExpert(
            key,
            row.name or "",
            gone.get(key),
            loads.get(key, 0),
            known.get(key, frozenset()),
            solved.get(key, frozenset()),
        )
        for row in people
        for key in (PersonKey(row.tenant, row.oid),)
    ]
    return sorted(found, key=lambda one: (one.name.casefold() or "~", one.key))


def _by_person(rows: Iterable[Sequence[str]]) -> dict[PersonKey, frozenset[Topic]]:
    found: dict[PersonKey, set[Topic]] = {}
    for tenant, oid, topic in rows:
        found.setdefault(PersonKey(tenant, oid), set()).add(Topic(topic))
    return {key: frozenset(topics) for key, topics in found.items()}


async def topics_of(storage: Storage, key: PersonKey) -> frozenset[Topic]:
    """Return the subjects that an expert has said to know."""
    mine = is_person(known_topic, key)
    rows = await fetch(storage, sa.select(known_topic.c.topic).where(mine))
    return frozenset(Topic(topic) for topic in rows.scalars())


# --- Reminders that wait: one person's, or those that fall due.


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a request. ``at``: when it is told; ``text``: of what, in the person's words; may be empty."""

    number: int
    reference: str
    at: datetime
    text: str


async def of_person(storage: Storage, key: PersonKey) -> list[Reminder]:
    """Return a person's reminders, the next first."""
    own = is_person(reminder, key)
    return await _read(storage, sa.select(reminder).where(own).order_by(reminder.c.at, reminder.c.id))


async def due(storage: Storage, until: datetime) -> list[Reminder]:
    """Return what falls due until then, and the next one after it, in order."""
    asked = sa.select(reminder).order_by(reminder.c.at, reminder.c.id)
    coming = await _read(storage, asked.where(reminder.c.at > until).limit(1))
    return [*await _read(storage, asked.where(reminder.c.at <= until)), *coming]


async def _read(storage: Storage, asked: sa.Select[tuple[object, ...]]) -> list[Reminder]:
    rows = (await fetch(storage, asked)).mappings()
    return [Reminder(row["id"], row["reference"], row["at"], row["text"]) for row in rows]


async def reachable(connection: AsyncConnection, what: Role) -> list[PersonKey]:
    """Return who holds a role and can be told something, the longest first.

    Whoever has neither a chat with the assistant nor a mail address finds everything in the lists.
    """
    rows = await connection.execute(
        sa.select(role.c.tenant, role.c.oid)
        .outerjoin(address, is_same_person(address, role))
        .outerjoin(person, is_same_person(person, role))
        .where(role.c.role == what.value, role.c.active, sa.or_(address.c.reachable, person.c.mail.is_not(None)))
        .order_by(role.c.since, role.c.oid)
    )
    return [PersonKey(row.tenant, row.oid) for row in rows]


async def in_chat(connection: AsyncConnection, what: Role) -> tuple[list[PersonKey], list[PersonKey]]:
    """Return who holds a role and has opened a chat with the assistant, and who has none (any more)."""
    rows = await connection.execute(
        sa.select(role.c.tenant, role.c.oid, address.c.reachable)
        .outerjoin(address, is_same_person(address, role))
        .where(role.c.role == what.value, role.c.active)
        .order_by(role.c.since, role.c.oid)
    )
    found = [(PersonKey(row.tenant, row.oid), bool(row.reachable)) for row in rows]
    return [key for key, reached in found if reached], [key for key, reached in found if not reached]
