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
from knowledge.people import PersonKey, Role
from knowledge.request import ESCALATED, FINAL, OPEN, RequestMove, RequestStatus
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_days_before, working_hours_before
from knowledge.understanding.fields import What
from knowledge.understanding.query import Condition, Group, Moment, Not, Or, Period, Query, Sort
from storage.engine import Storage
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import event, person, request, role

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
_Clause = sa.ColumnElement[bool]
_OPEN = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query with what its names stand for.

    ``uais``: the schools of each place or school named, by field and name; ``holders``: the experts of each name.
    """

    query: Query
    now: datetime  # Aware.
    uais: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)
    holders: Mapping[str, Sequence[PersonKey]] = field(default_factory=dict)
    delays: Delays = DEFAULT_DELAYS

    def found(self, name: str, values: Sequence[str]) -> list[str]:
        """Return the schools that the values of a field stand for."""
        return sorted({uai for one in values for uai in self.uais.get((name, one), ())})


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


def _state(asked: BoundQuery, names: Sequence[str]) -> _Clause:
    states = [state.value for name in names for state in STATES.get(name, ())]
    late = [_late(asked)] if LATE in names else []
    return sa.or_(sa.false(), *([request.c.status.in_(sorted(set(states)))] if states else []), *late)


def _age(asked: BoundQuery, values: Sequence[int]) -> _Clause:
    days, hours = values
    since = request.c.status_since if asked.query.aged_in_state else request.c.logged_at
    return since < asked.now - timedelta(days=days, hours=hours)


def _department(_asked: BoundQuery, numbers: Sequence[str]) -> _Clause:
    # Ranges, which every database finds in the index, whatever its collation does with LIKE.
    return sa.or_(*(request.c.uai.between(f"0{number}0000A", f"0{number}9999Z") for number in numbers))


def _expert(asked: BoundQuery, names: Sequence[str]) -> _Clause:
    held = (
        sa.and_(request.c.holder_tenant == key.tenant, request.c.holder_oid == key.oid)
        for name in names
        for key in asked.holders.get(name, ())
    )
    return sa.or_(sa.false(), *held)


def _by_expert(_asked: BoundQuery, _values: Sequence[bool]) -> _Clause:
    """Typed by somebody who is, or was, an expert."""
    return sa.exists().where(
        role.c.tenant == request.c.author_tenant, role.c.oid == request.c.author_oid, role.c.role == Role.EXPERT.value
    )


def _reopened(_asked: BoundQuery, _values: Sequence[bool]) -> _Clause:
    return sa.exists().where(
        event.c.subject == "request", event.c.reference == request.c.reference, event.c.move == RequestMove.REOPEN.value
    )


# How each field of ``knowledge.understanding.fields`` is looked for in the table of requests.
CONDITIONS: Mapping[str, Callable[[BoundQuery, Sequence[Any]], _Clause]] = MappingProxyType(
    {
        "state": _state,
        "age": _age,
        "urgent": lambda _asked, values: request.c.urgent.in_(values),
        "slot": lambda _asked, values: sa.or_(*(request.c.slot.is_not(None) if one else request.c.slot.is_(None) for one in values)),
        "reopened": _reopened,
        "escalated": lambda _asked, _values: request.c.alerts >= ESCALATED,
        "by_expert": _by_expert,
        "subject": lambda _asked, values: request.c.topic.in_(values),
        "school": lambda asked, values: request.c.uai.in_(asked.found("school", values)),
        "place": lambda asked, values: request.c.uai.in_(asked.found("place", values)),
        "department": _department,
        "expert": _expert,
        "reference": lambda _asked, values: request.c.reference.in_(values),
    }
)  # fmt: skip


def _clause(asked: BoundQuery, condition: Condition) -> _Clause:
    if isinstance(condition, Or):
        return sa.or_(*(_clause(asked, one) for one in condition.any))
    if isinstance(condition, Not):
        # What has no value does not have that value either.
        return sa.not_(sa.func.coalesce(_clause(asked, condition.of), sa.false()))
    return CONDITIONS[condition.field](asked, condition.values)


def _in_time(asked: BoundQuery) -> Iterator[_Clause]:
    query = asked.query
    if query.what is What.SESSIONS:
        yield request.c.slot.is_not(None)
        if query.upcoming:
            yield request.c.slot >= asked.now
    if query.period:
        column = _column(query.period.moment)
        start, end = instants(query.period)
        if query.period.moment is Moment.CLOSED and not query.values("state"):
            yield request.c.status.in_([state.value for state in FINAL])
        if start:
            yield column >= start
        if end:
            yield column < end


def _where(asked: BoundQuery) -> list[_Clause]:
    return [*_in_time(asked), *(_clause(asked, one) for one in asked.query.where)]


def _order(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    if query.sort is Sort.SOONEST:
        return request.c.slot.asc(), request.c.id.asc()
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
    wanted = _where(asked)
    async with storage.reading() as connection:
        total = await connection.execute(sa.select(sa.func.count()).select_from(request).where(*wanted))
        rows = await connection.execute(
            selected().where(*wanted).order_by(*_order(asked.query)).offset(skip).limit(limit)
        )
        return total.scalar_one(), [file_of(row) for row in rows.mappings()]


async def counted(storage: Storage, asked: BoundQuery) -> int:
    """Return how many requests the query means."""
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(sa.func.count()).select_from(request).where(*_where(asked)))
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
    asks = sa.select(*keys, sa.func.count().label("count")).select_from(source).where(*_where(asked)).group_by(*keys)
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
