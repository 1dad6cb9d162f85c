"""Status questions, run over the requests: lists, counts, groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from knowledge.french import PARIS
from knowledge.people import PersonKey
from knowledge.request import ESCALATED, FINAL, OPEN, RequestMove, RequestStatus
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_days_before, working_hours_before
from knowledge.understanding.fields import What
from knowledge.understanding.query import Compare, Condition, Group, Moment, Not, Or, Period, Query, Sort
from storage.engine import Storage
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import event, person, request

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
    """A query with what its names stand for: the schools of its places and names, the experts, by condition."""

    query: Query
    now: datetime  # Aware.
    uais: Mapping[Compare, Collection[str]] = field(default_factory=dict)
    holders: Mapping[Compare, Sequence[PersonKey]] = field(default_factory=dict)
    delays: Delays = DEFAULT_DELAYS


def instants(period: Period) -> tuple[datetime | None, datetime | None]:
    """Return the first instant of a period and the first after it, UTC; an open end is None."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), PARIS).astimezone(UTC)

    start = midnight(period.start) if period.start else None
    return start, midnight(period.end + timedelta(days=1)) if period.end else None


def _moment(query: Query) -> Moment:
    """Return the day that the query's weeks and months are counted by."""
    if query.period:
        return query.period.moment
    return Moment.PLANNED if query.what is What.SESSIONS else Moment.CREATED


def _column(moment: Moment) -> sa.Column[Any]:
    return {Moment.PLANNED: request.c.slot, Moment.CLOSED: request.c.status_since}.get(moment, request.c.logged_at)


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


def _in_states(asked: BoundQuery, one: Compare) -> sa.ColumnElement[bool]:
    states = sorted({state.value for name in one.values for state in STATES.get(name, ())})
    late = [_late(asked)] if LATE in one.values else []
    return sa.or_(*([request.c.status.in_(states)] if states or not late else []), *late)


def _in_departments(_: BoundQuery, one: Compare) -> sa.ColumnElement[bool]:
    # Ranges, which every database finds in the index, whatever its collation does with LIKE.
    return sa.or_(*(request.c.uai.between(f"0{number}0000A", f"0{number}9999Z") for number in one.values))


def _in_schools(asked: BoundQuery, one: Compare) -> sa.ColumnElement[bool]:
    return request.c.uai.in_(sorted(asked.uais[one]))


def _held(asked: BoundQuery, one: Compare) -> sa.ColumnElement[bool]:
    held = (
        sa.and_(request.c.holder_tenant == key.tenant, request.c.holder_oid == key.oid) for key in asked.holders[one]
    )
    return sa.or_(sa.false(), *held)


def _aged(asked: BoundQuery, one: Compare) -> sa.ColumnElement[bool]:
    days, hours = one.values
    since = request.c.status_since if asked.query.aged_in_state else request.c.logged_at
    return since < asked.now - timedelta(days=days, hours=hours)


def _moved(move: str) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        event.c.subject == "request", event.c.reference == request.c.reference, event.c.move == move
    )


def _if(tells: sa.ColumnElement[bool], one: Compare) -> sa.ColumnElement[bool]:
    return tells if one.values == (True,) else sa.not_(tells)


_BY_EXPERT = sa.or_(
    request.c.requester_oid.is_(None),
    request.c.requester_oid != request.c.author_oid,
    request.c.requester_tenant != request.c.author_tenant,
)
# How each field of ``knowledge.understanding.fields`` narrows; those that are not kept of requests are missing.
NARROWS: Mapping[str, Callable[[BoundQuery, Compare], sa.ColumnElement[bool]]] = MappingProxyType({
    "state": _in_states,
    "department": _in_departments,
    "place": _in_schools,
    "school": _in_schools,
    "expert": _held,
    "subject": lambda _, one: request.c.topic.in_([str(value) for value in one.values]),
    "urgent": lambda _, one: request.c.urgent.in_(one.values),
    "age": _aged,
    "reference": lambda _, one: request.c.reference.in_(one.values),
    "slot": lambda _, one: _if(request.c.slot.is_not(None), one),
    "reopened": lambda _, one: _if(_moved(RequestMove.REOPEN.value), one),
    "escalated": lambda _, one: _if(request.c.alerts >= ESCALATED, one),
    "by_expert": lambda _, one: _if(_BY_EXPERT, one),
})  # fmt: skip


def _clause(asked: BoundQuery, condition: Condition) -> sa.ColumnElement[bool]:
    if isinstance(condition, Or):
        return sa.or_(*(_clause(asked, one) for one in condition.any))
    if isinstance(condition, Not):
        # What nobody holds is not held by Perrot either.
        return sa.not_(sa.func.coalesce(_clause(asked, condition.of), sa.false()))
    return NARROWS[condition.field](asked, condition)


def _in_time(query: Query, now: datetime) -> Iterator[sa.ColumnElement[bool]]:
    if query.what is What.SESSIONS:
        yield request.c.slot.is_not(None)
        if query.upcoming:
            yield request.c.slot >= now
    if query.period:
        column = _column(query.period.moment)
        start, end = instants(query.period)
        if query.period.moment is Moment.CLOSED and not query.values("state"):
            yield request.c.status.in_([state.value for state in FINAL])
        if start:
            yield column >= start
        if end:
            yield column < end


def _wanted(asked: BoundQuery) -> list[sa.ColumnElement[bool]]:
    return [*_in_time(asked.query, asked.now), *(_clause(asked, one) for one in asked.query.where)]


def _order(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    if query.sort is Sort.SOONEST:
        return request.c.slot.is_(None), request.c.slot.asc(), request.c.id.asc()
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
    }.get(by, _column(_moment(asked.query)))
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
