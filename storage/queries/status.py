"""Status questions, run over the requests: lists, counts, groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.french import PARIS
from knowledge.people import PersonKey
from knowledge.request import FINAL, OPEN, RequestStatus
from knowledge.status.query import Group, Period, PeriodField, Query, Sort, What
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_days_before, working_hours_before
from storage.engine import Storage
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import person, request

STATES = {
    "nouvelle": (RequestStatus.NEW,),
    "non prises": (RequestStatus.NEW,),
    "attribuée": (RequestStatus.ASSIGNED,),
    "planifiée": (RequestStatus.PLANNED,),
    "en attente": (RequestStatus.WAITING,),
    "résolue": (RequestStatus.RESOLVED,),
    "close": (RequestStatus.CLOSED,),
    "annulée": (RequestStatus.CANCELLED,),
    "ouvertes": tuple(sorted(OPEN)),
}
LATE = "en retard"
_OPEN = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query with what its names stand for: the schools of a place or name, the experts; None narrows nothing."""

    query: Query
    now: datetime  # Aware.
    uais: Collection[str] | None = None
    holders: Sequence[PersonKey] | None = None
    delays: Delays = DEFAULT_DELAYS


def instants(period: Period) -> tuple[datetime | None, datetime | None]:
    """Return the first instant of a period and the first after it, UTC; an open end is None."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), PARIS).astimezone(UTC)

    start = midnight(period.start) if period.start else None
    return start, midnight(period.end + timedelta(days=1)) if period.end else None


def _field(query: Query) -> PeriodField:
    """Return the day that the query's weeks and months are counted by."""
    if query.period:
        return query.period.field
    return PeriodField.PLANNED if query.what is What.SESSIONS else PeriodField.CREATED


def _column(field: PeriodField) -> sa.Column[Any]:
    return {PeriodField.PLANNED: request.c.slot, PeriodField.CLOSED: request.c.status_since}.get(
        field, request.c.logged_at
    )


def _late(asked: BoundQuery) -> sa.ColumnElement[bool]:
    """Past the delays: new and not taken within T1 (a shorter one where urgent), taken and without event for T2."""
    delays, now = asked.delays, asked.now
    new, since = request.c.status == RequestStatus.NEW.value, request.c.status_since
    return sa.or_(
        sa.and_(new, since <= working_hours_before(now, delays.take_hours, delays)),
        sa.and_(new, request.c.urgent, since <= working_hours_before(now, delays.take_hours_urgent, delays)),
        sa.and_(
            request.c.status == RequestStatus.ASSIGNED.value,
            request.c.touched_at <= working_days_before(now, delays.idle_days, delays),
        ),
    )


def _of_states(asked: BoundQuery) -> Iterator[sa.ColumnElement[bool]]:
    names = asked.query.states
    states = [state.value for name in names for state in STATES.get(name, ())]
    if states:
        yield request.c.status.in_(sorted(set(states)))
    if LATE in names:
        yield _late(asked)


def _in_time(asked: BoundQuery) -> Iterator[sa.ColumnElement[bool]]:
    query = asked.query
    if query.older_than_days is not None:
        since = request.c.status_since if query.aged_in_state else request.c.logged_at
        yield since < asked.now - timedelta(days=query.older_than_days)
    if query.what is What.SESSIONS:
        yield request.c.slot.is_not(None)
        if query.upcoming:
            yield request.c.slot >= asked.now
    if query.period:
        column = _column(query.period.field)
        start, end = instants(query.period)
        if query.period.field is PeriodField.CLOSED and not query.states:
            yield request.c.status.in_([state.value for state in FINAL])
        if start:
            yield column >= start
        if end:
            yield column < end


def _wanted(asked: BoundQuery) -> list[sa.ColumnElement[bool]]:
    query = asked.query
    wanted = [*_in_time(asked)]
    if query.states:
        wanted.append(sa.or_(sa.false(), *_of_states(asked)))
    if query.departments:
        # Ranges, which every database finds in the index, whatever its collation does with LIKE.
        wanted.append(
            sa.or_(*(request.c.uai.between(f"0{number}0000A", f"0{number}9999Z") for number in query.departments))
        )
    if asked.uais is not None:
        wanted.append(request.c.uai.in_(sorted(asked.uais)))
    if asked.holders is not None:
        held = (
            sa.and_(request.c.holder_tenant == key.tenant, request.c.holder_oid == key.oid) for key in asked.holders
        )
        wanted.append(sa.or_(sa.false(), *held))
    if query.subjects:
        wanted.append(request.c.topic.in_(query.subjects))
    if query.urgent is not None:
        wanted.append(request.c.urgent == query.urgent)
    if query.reference:
        wanted.append(request.c.reference == query.reference)
    return wanted


def _order(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    if query.sort:
        newest = query.sort is Sort.NEWEST
        at = (request.c.logged_at, request.c.id)
        return tuple(column.desc() for column in at) if newest else at
    if query.what is What.SESSIONS:
        return request.c.slot.asc(), request.c.id.asc()
    return request.c.status.in_(_OPEN).desc(), request.c.urgent.desc(), request.c.logged_at.asc(), request.c.id.asc()


async def listed(storage: Storage, asked: BoundQuery, *, skip: int = 0, limit: int) -> tuple[int, list[RequestFile]]:
    """Return how many requests the query means, and a page of them.

    Open ones come first, then urgent ones, then the oldest, unless the query says an order; sessions by their time.
    """
    wanted = _wanted(asked)
    async with storage.reading() as connection:
        total = await connection.execute(sa.select(sa.func.count()).select_from(request).where(*wanted))
        rows = await connection.execute(
            selected().where(*wanted).order_by(*_order(asked.query)).offset(skip).limit(limit)
        )
        return total.scalar_one(), [file_of(row) for row in rows.mappings()]


async def counted(storage: Storage, asked: BoundQuery) -> int:
    """Return how many requests the query means."""
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(sa.func.count()).select_from(request).where(*_wanted(asked)))
        return int(found.scalar_one())


async def grouped(storage: Storage, asked: BoundQuery, by: Group) -> list[tuple[str, int]]:
    """Count what the query means by ``by``: (key, count), the most first, weeks and months in their order.

    Keys: a state, two digits, a topic, a UAI, the holder's name («» for none, or without a name), a Monday or a first
    of the month as ISO. Things without a day are in no week.
    """
    column: sa.ColumnElement[Any] = {
        Group.STATE: request.c.status,
        Group.DEPARTMENT: sa.func.substr(request.c.uai, 2, 2),
        Group.EXPERT: sa.func.coalesce(person.c.name, request.c.holder_oid, ""),
        Group.SUBJECT: request.c.topic,
        Group.SCHOOL: request.c.uai,
    }.get(by, _column(_field(asked.query)))
    source: sa.FromClause = request
    if by is Group.EXPERT:
        holder = sa.and_(person.c.tenant == request.c.holder_tenant, person.c.oid == request.c.holder_oid)
        source = request.outerjoin(person, holder)
    # Two experts of one name stay two.
    keys = [column, request.c.holder_oid] if by is Group.EXPERT else [column]
    asks = sa.select(*keys, sa.func.count().label("count")).select_from(source).where(*_wanted(asked)).group_by(*keys)
    async with storage.reading() as connection:
        rows = [(row[0], int(row.count)) for row in await connection.execute(asks)]  # type: ignore[call-overload]
    if by not in (Group.WEEK, Group.MONTH):
        return sorted(rows, key=lambda one: (-one[1], one[0]))
    days: Counter[str] = Counter()
    for at, count in rows:
        if at is not None:
            day = at.astimezone(PARIS).date()
            days[(day - timedelta(days=day.weekday()) if by is Group.WEEK else day.replace(day=1)).isoformat()] += count
    return sorted(days.items())
