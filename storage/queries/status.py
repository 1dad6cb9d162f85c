"""Status questions, run over the requests: lists, counts, groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.french import PARIS
from knowledge.people import PersonKey
from knowledge.request import OPEN, RequestStatus
from knowledge.status.query import Group, Period, PeriodField, Query, Sort, What
from storage.engine import Storage
from storage.queries.requests import File, file_of, selected
from storage.tables import request

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
_ENDED = (RequestStatus.RESOLVED, RequestStatus.CLOSED, RequestStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with what its names stand for: the schools of a place or name, the experts; None narrows nothing."""

    query: Query
    now: datetime  # Aware.
    uais: Collection[str] | None = None
    holders: Sequence[PersonKey] | None = None


def instants(period: Period) -> tuple[datetime | None, datetime | None]:
    """Return the first instant of a period and the first after it, UTC; an open end is None."""

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), PARIS).astimezone(UTC)

    start = midnight(period.start) if period.start else None
    return start, midnight(period.end + timedelta(days=1)) if period.end else None


def _column(field: PeriodField) -> sa.Column[Any]:
    return {PeriodField.PLANNED: request.c.slot, PeriodField.CLOSED: request.c.status_since}.get(
        field, request.c.logged_at
    )


def _wanted(asked: Asked) -> list[sa.ColumnElement[bool]]:
    query = asked.query
    wanted: list[sa.ColumnElement[bool]] = []
    if query.states:
        states = [state.value for name in query.states for state in STATES.get(name, ())]
        late = sa.and_(request.c.alerts > 0, request.c.status.in_([state.value for state in OPEN]))
        of_state = [request.c.status.in_(states)] if states else []
        wanted.append(sa.or_(*of_state, *([late] if "en retard" in query.states else [])))
    if query.departments:
        # Ranges, which every database finds in the index, whatever its collation does with LIKE.
        wanted.append(
            sa.or_(*(request.c.uai.between(f"0{number}0000A", f"0{number}9999Z") for number in query.departments))
        )
    if asked.uais is not None:
        wanted.append(request.c.uai.in_(sorted(asked.uais)))
    if asked.holders is not None:
        wanted.append(
            sa.or_(
                sa.false(),
                *(
                    sa.and_(request.c.holder_tenant == key.tenant, request.c.holder_oid == key.oid)
                    for key in asked.holders
                ),
            )
        )
    if query.subjects:
        wanted.append(request.c.topic.in_(query.subjects))
    if query.urgent is not None:
        wanted.append(request.c.urgent == query.urgent)
    if query.older_than_days is not None:
        wanted.append(request.c.logged_at < asked.now - timedelta(days=query.older_than_days))
    if query.reference:
        wanted.append(request.c.reference == query.reference)
    if query.what is What.SESSIONS:
        wanted.append(request.c.slot.is_not(None))
        if query.period is None:
            wanted.append(request.c.slot >= asked.now)
    if query.period:
        column = _column(query.period.field)
        start, end = instants(query.period)
        if query.period.field is PeriodField.CLOSED:
            wanted.append(request.c.status.in_([state.value for state in _ENDED]))
        wanted += [column >= start] if start else []
        wanted += [column < end] if end else []
    return wanted


async def listed(storage: Storage, asked: Asked, *, limit: int) -> tuple[int, list[File]]:
    """Return how many requests the query means, and the first: urgent ones, then the oldest, unless it says an order.

    Sessions come by their time.
    """
    wanted = _wanted(asked)
    order: tuple[sa.ColumnElement[Any], ...] = (request.c.urgent.desc(), request.c.id.asc())
    if asked.query.what is What.SESSIONS:
        order = (request.c.slot.asc(), request.c.id.asc())
    elif asked.query.sort:
        newest = asked.query.sort is Sort.NEWEST
        order = (request.c.id.desc() if newest else request.c.id.asc(),)
    async with storage.reading() as connection:
        total = await connection.execute(sa.select(sa.func.count()).select_from(request).where(*wanted))
        rows = await connection.execute(selected().where(*wanted).order_by(*order).limit(limit))
        return total.scalar_one(), [file_of(row) for row in rows.mappings()]


async def grouped(storage: Storage, asked: Asked, by: Group) -> list[tuple[str, int]]:
    """Count what the query means by ``by``: (key, count), the most first, weeks and months in their order.

    Keys: a state, two digits, the holder's tenant and oid with a space between («» for none), a topic, a UAI with the
    school's name behind a space, a Monday or a first of the month as ISO.
    """
    field = _column(asked.query.period.field if asked.query.period else PeriodField.CREATED)
    columns: tuple[sa.ColumnElement[Any], ...] = {
        Group.STATE: (request.c.status,),
        Group.DEPARTMENT: (sa.func.substr(request.c.uai, 2, 2),),
        Group.EXPERT: (request.c.holder_tenant, request.c.holder_oid),
        Group.SUBJECT: (request.c.topic,),
        Group.SCHOOL: (request.c.uai, request.c.school),
    }.get(by, (field,))
    asks = sa.select(*columns, sa.func.count().label("count")).where(*_wanted(asked)).group_by(*columns)
    counted: Counter[str] = Counter()
    async with storage.reading() as connection:
        for row in await connection.execute(asks):
            *values, count = row
            if by in (Group.WEEK, Group.MONTH):
                day = values[0].astimezone(PARIS).date()
                first = day - timedelta(days=day.weekday()) if by is Group.WEEK else day.replace(day=1)
                counted[first.isoformat()] += count
            else:
                counted[" ".join(filter(None, values))] += count
    if by in (Group.WEEK, Group.MONTH):
        return sorted(counted.items())
    return sorted(counted.items(), key=lambda one: (-one[1], one[0]))
