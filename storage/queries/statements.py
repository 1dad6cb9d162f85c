"""An expert's year in figures: the requests that they follow or have followed, their sessions, the schools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage
from storage.queries.status import OPEN_STATES
from storage.tables import is_person, request


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A school's part: requests, those with a session, and the minutes of these."""

    uai: str
    school: str
    requests: int
    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A year. ``open``: still to be ended; ``months``: requests logged in each month, from January."""

    requests: int
    open: int
    sessions: int
    minutes: int
    schools: Sequence[StatementLine]
    months: Sequence[int]


async def statement(storage: Storage, key: PersonKey, year: int) -> Statement:
    """Return what is counted of the requests logged in ``year`` whose holder is, or was at their end, that person."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    own = sa.and_(is_person(request, key, "holder_"), request.c.logged_on.between(first, last))
    sessions = sa.func.count(request.c.session_minutes)
    minutes = sa.func.coalesce(sa.func.sum(request.c.session_minutes), 0)
    count = sa.func.count()
    month = sa.extract("month", request.c.logged_on)
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(request.c.uai, sa.func.max(request.c.school), count, sessions, minutes)
            .where(own)
            .group_by(request.c.uai)
            .order_by(count.desc(), request.c.uai)
        )
        schools = [StatementLine(row[0], row[1] or "", int(row[2]), int(row[3]), int(row[4])) for row in rows]
        by_month = {
            int(row[0]): int(row[1])
            for row in await connection.execute(sa.select(month, count).where(own).group_by(month))
        }
        left = await connection.execute(sa.select(count).where(own, request.c.status.in_(OPEN_STATES)))
        return Statement(
            requests=sum(one.requests for one in schools),
            open=int(left.scalar_one()),
            sessions=sum(one.sessions for one in schools),
            minutes=sum(one.minutes for one in schools),
            schools=schools,
            months=[by_month.get(number, 0) for number in range(1, 13)],
        )
