"""Status questions, run over the requests: lists, counts, groups; and the subscriptions to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.french import PARIS
from knowledge.people import PersonKey, Role
from knowledge.request import ESCALATED, FINAL, OPEN, RequestStatus
from knowledge.subscription import LastingQuery, Schedule, read_lasting, read_schedule
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_days_before, working_hours_before
from knowledge.understanding.query import Condition, Group, Moment, Not, Or, Period, Query, Sort, What
from storage.engine import Storage, fetch
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import is_person, is_same_person, person, request, role, school, subscription

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
_Bound = TypeVar("_Bound")
# What the register says of a request's school, by the group that asks it.
_OF_SCHOOL: Mapping[Group, sa.ColumnElement[Any]] = MappingProxyType(
    {
        Group.WAVE: sa.func.coalesce(school.c.wave, sa.literal_column("''")),
        Group.KIND: sa.case(
            (school.c.type == sa.literal_column("'LP'"), sa.literal_column("'Lycée professionnel'")),
            else_=sa.func.coalesce(school.c.kind, sa.literal_column("''")),
        ),
    }
)
OPEN_STATES = [state.value for state in OPEN]


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
    """Return the day in Paris that a period is about."""
    return {Moment.PLANNED: request.c.slot_on, Moment.CLOSED: request.c.since_on}.get(moment, request.c.logged_on)


def _late(asked: BoundQuery) -> sa.ColumnElement[bool]:
    """Past the delays: new and not taken within T1 (a shorter one where urgent), taken and without event for T2."""
    delays, now = asked.delays, asked.now
    new, since = request.c.status == RequestStatus.NEW.value, request.c.status_since
    return sa.and_(
        request.c.status.in_(
            (RequestStatus.NEW.value, RequestStatus.ASSIGNED.value)
        ),  # The part of the index looked at.
        sa.or_(
            sa.and_(new, since <= working_hours_before(now, delays.take_hours, delays)),
            sa.and_(new, request.c.urgent, since <= working_hours_before(now, delays.take_hours_urgent, delays)),
            sa.and_(~new, request.c.touched_at <= working_days_before(now, delays.idle_days, delays)),
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


def _wave(_asked: BoundQuery, numbers: Sequence[int]) -> _Clause:
    """Of a school that the register says to be of one of these waves."""
    return request.c.uai.in_(sa.select(school.c.uai).where(school.c.wave.in_(list(map(str, numbers)))))


def _expert(asked: BoundQuery, names: Sequence[str]) -> _Clause:
    held = (is_person(request, key, "holder_") for name in names for key in asked.holders.get(name, ()))
    return sa.or_(sa.false(), *held)


def _person(_asked: BoundQuery, names: Sequence[str]) -> _Clause:
    """Asked by somebody of one of these names, or for somebody whom the request names as its contact."""
    asker = sa.select(person.c.oid).where(is_same_person(person, request, "requester_"), person.c.name.in_(names))
    return sa.or_(request.c.contact_name.in_(names), asker.exists())


def _waiting(_asked: BoundQuery, whom: Sequence[str]) -> _Clause:
    return sa.and_(request.c.status == RequestStatus.WAITING.value, request.c.waiting_for.in_(whom))


def _by_expert(_asked: BoundQuery, _values: Sequence[bool]) -> _Clause:
    """Typed by somebody who is, or was, an expert."""
    experts = sa.select(role.c.tenant, role.c.oid).where(role.c.role == Role.EXPERT.value)
    return sa.tuple_(request.c.author_tenant, request.c.author_oid).in_(experts)


# How each field of ``knowledge.understanding.query`` is looked for in the table of requests.
CONDITIONS: Mapping[str, Callable[[BoundQuery, Sequence[Any]], _Clause]] = MappingProxyType(
    {
        "state": _state,
        "age": _age,
        "urgent": lambda _asked, values: request.c.urgent.in_(values),
        "slot": lambda _asked, values: sa.or_(*(request.c.slot.is_not(None) if one else request.c.slot.is_(None) for one in values)),
        "ticket": lambda _asked, values: sa.or_(*((request.c.ticket != "") if one else sa.func.coalesce(request.c.ticket, "") == "" for one in values)),
        "reopened": lambda _asked, _values: request.c.reopened > 0,
        "escalated": lambda _asked, _values: request.c.alerts >= ESCALATED,
        "by_expert": _by_expert,
        "subject": lambda _asked, values: request.c.topic.in_(values),
        "school": lambda asked, values: request.c.uai.in_(asked.found("school", values)),
        "place": lambda asked, values: request.c.uai.in_(asked.found("place", values)),
        "kind": lambda asked, values: request.c.uai.in_(asked.found("kind", values)),
        "department": lambda _asked, numbers: request.c.department.in_(numbers),
        "wave": _wave,
        "expert": _expert,
        "person": _person,
        "waiting": _waiting,
        "reference": lambda _asked, values: request.c.reference.in_(values),
    }
)  # fmt: skip


def clause(
    conditions: Mapping[str, Callable[[_Bound, Sequence[Any]], _Clause]], asked: _Bound, one: Condition
) -> _Clause:
    """Return a condition of a query, by how each field is looked for."""
    if isinstance(one, Or):
        return sa.or_(*(clause(conditions, asked, part) for part in one.any))
    if isinstance(one, Not):
        # What has no value does not have that value either.
        return sa.not_(sa.func.coalesce(clause(conditions, asked, one.of), sa.false()))
    return conditions[one.field](asked, one.values)


def _in_time(asked: BoundQuery) -> Iterator[_Clause]:
    query = asked.query
    if query.what is What.SESSIONS:
        yield request.c.slot.is_not(None)
        if query.upcoming:
            yield request.c.slot >= asked.now
    if query.period:
        column = _column(query.period.moment)
        start, end = query.period.start, query.period.end
        if query.period.moment is Moment.CLOSED and not query.values("state"):
            yield request.c.status.in_([state.value for state in FINAL])
        if start:
            yield column >= start
        if end:
            yield column <= end


def narrowed(asked: BoundQuery) -> list[_Clause]:
    """Return what a request must meet to be meant."""
    return [*_in_time(asked), *(clause(CONDITIONS, asked, one) for one in asked.query.where)]


def order(query: Query) -> tuple[sa.ColumnElement[Any], ...]:
    """Return what a list is sorted by."""
    if query.sort is Sort.SOONEST:
        return request.c.slot.asc(), request.c.id.asc()
    if query.sort:
        newest = query.sort is Sort.NEWEST
        at = (request.c.logged_at, request.c.id)
        return tuple(column.desc() for column in at) if newest else at
    if query.what is What.SESSIONS:
        return request.c.slot.asc(), request.c.id.asc()
    return request.c.precedence.asc(), request.c.logged_at.asc(), request.c.id.asc()


async def listed(storage: Storage, asked: BoundQuery, *, skip: int = 0, limit: int) -> tuple[int, list[RequestFile]]:
    """Return how many requests the query means, and a page of them.

    Open ones come first, then urgent ones, then the oldest, unless the query says an order; sessions by their time.
    """
    wanted, places = narrowed(asked), order(asked.query)
    counted_all = sa.select(sa.func.count()).select_from(request).where(*wanted)
    # The rows of the page alone are read whole.
    page = sa.select(request.c.id).where(*wanted).order_by(*places).offset(skip).limit(limit).scalar_subquery()
    whole = selected().add_columns(counted_all.scalar_subquery().label("total")).where(request.c.id.in_(page))
    async with storage.reading() as connection:
        rows = (await connection.execute(whole.order_by(*places))).mappings().all()
        if rows:
            return rows[0]["total"], [file_of(row) for row in rows]
        return (await connection.execute(counted_all)).scalar_one(), []


async def schools(storage: Storage) -> list[tuple[str, str]]:
    """Return the schools that requests are about: code, and name with town as it was shown then."""
    found = await fetch(storage, sa.select(request.c.uai, request.c.school).distinct())
    return [(row.uai, row.school) for row in found]


async def counted(storage: Storage, asked: BoundQuery) -> int:
    """Return how many requests the query means."""
    found = await fetch(storage, sa.select(sa.func.count()).select_from(request).where(*narrowed(asked)))
    return int(found.scalar_one())


async def grouped(storage: Storage, asked: BoundQuery, by: Group) -> list[tuple[str, int]]:
    """Count what the query means by ``by``: (key, count), the most first, weeks and months in their order.

    Keys: a state, two digits, a topic, a UAI, the holder's name («» for none, or without a name), a Monday or a first
    of the month as ISO. Things without a day are in no week. Rows are counted by the database, weeks by day.
    """
    keys = group_keys(asked.query, by)
    asks = sa.select(*keys, sa.func.count().label("count")).where(*narrowed(asked), *_has_day(keys, by)).group_by(*keys)
    if by in _OF_SCHOOL:
        asks = _of_schools(asked, by)
    async with storage.reading() as connection:
        found = [(tuple(row[:-1]), int(row[-1])) for row in await connection.execute(asks)]
        names = await holders(connection) if by is Group.EXPERT else {}
    if by in (Group.WEEK, Group.MONTH):
        days: Counter[str] = Counter()
        for (day,), count in found:
            days[first_day(day, by).isoformat()] += count
        return sorted(days.items())
    # Two experts of one name stay two.
    rows = [(names.get(key, key[0] or "") if by is Group.EXPERT else str(key[0]), count) for key, count in found]
    return sorted(rows, key=lambda one: (-one[1], one[0]))


def rows_of(by: Group | None) -> sa.FromClause:
    """Return the table that a question grouped by ``by`` looks at: that of requests, with its school where that tells it."""
    return request.outerjoin(school, school.c.uai == request.c.uai) if by in _OF_SCHOOL else request


def _of_schools(asked: BoundQuery, by: Group) -> sa.Select[Any]:
    """Return the counts by what the register says: of each school first, so that it is looked up once for each of them."""
    of_school = sa.select(request.c.uai, sa.func.count().label("count")).where(*narrowed(asked)).group_by(request.c.uai)
    rows = of_school.subquery()
    total = sa.func.sum(rows.c.count)
    told = _OF_SCHOOL[by]
    return sa.select(told, total).select_from(rows.outerjoin(school, school.c.uai == rows.c.uai)).group_by(told)


def group_keys(query: Query, by: Group) -> list[sa.ColumnElement[Any]]:
    """Return the columns that a question is grouped by; weeks and months by their days in Paris."""
    if by is Group.EXPERT:
        return [request.c.holder_oid, request.c.holder_tenant]
    return [
        {
            Group.STATE: request.c.status,
            Group.DEPARTMENT: request.c.department,
            Group.SUBJECT: request.c.topic,
            Group.SCHOOL: request.c.uai,
            **_OF_SCHOOL,
        }.get(by, _column(_moment(query)))
    ]  # fmt: skip


def first_day(day: date, by: Group) -> date:
    """Return the Monday, or the first of the month, of a day."""
    return day - timedelta(days=day.weekday()) if by is Group.WEEK else day.replace(day=1)


def _has_day(keys: Sequence[sa.ColumnElement[Any]], by: Group) -> list[_Clause]:
    return [keys[0].is_not(None)] if by in (Group.WEEK, Group.MONTH) else []


async def holders(connection: AsyncConnection) -> Mapping[tuple[Any, ...], str]:
    """Return the names of those who are, or were, experts, by (oid, tenant)."""
    known = sa.select(person.c.oid, person.c.tenant, person.c.name).join(role, is_same_person(role, person))
    rows = await connection.execute(known.where(role.c.role == Role.EXPERT.value))
    return {(row.oid, row.tenant): row.name for row in rows}


# --- The subscriptions of one person, or of all.


@dataclass(frozen=True, slots=True)
class Subscription:
    """A status question that is answered of itself.

    ``schedule``: when; None: when there are more than ``above``. ``closed``: also when work rests. ``passed``: the number
    is passed now, and was told; ``crossings``: how often it was passed or come back under.
    """

    number: int
    key: PersonKey
    query: LastingQuery
    schedule: Schedule | None
    above: int | None
    closed: bool
    created_at: datetime
    passed: bool = False
    crossings: int = 0


async def of_person(storage: Storage, key: PersonKey) -> list[Subscription]:
    """Return a person's subscriptions, the oldest first."""
    own = is_person(subscription, key)
    return await _read(storage, sa.select(subscription).where(own))


async def all_of_them(storage: Storage) -> list[Subscription]:
    """Return every subscription."""
    return await _read(storage, sa.select(subscription))


async def by_number(storage: Storage, number: int) -> Subscription | None:
    """Return one subscription; None once it is stopped."""
    return next(iter(await _read(storage, sa.select(subscription).where(subscription.c.id == number))), None)


async def _read(storage: Storage, asked: sa.Select[tuple[object, ...]]) -> list[Subscription]:
    rows = await fetch(storage, asked.order_by(subscription.c.id))
    found = [subscription_of(row) for row in rows.mappings()]
    return [one for one in found if one]


def subscription_of(row: sa.RowMapping) -> Subscription | None:
    """Return a row as the rules know it; None for one that this version does not understand."""
    try:
        query = read_lasting(row["query"])
        schedule = read_schedule(row["schedule"]) if row["schedule"] else None
    except ValueError:
        return None
    return Subscription(
        row["id"], PersonKey(row["tenant"], row["oid"]), query, schedule, row["above"], row["closed"], row["created_at"],
        row["passed"], row["crossings"],
    )  # fmt: skip
