"""How requests stand against a week ago: what is open, what came, what ended; counted in two statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from knowledge.request import FINAL, RequestStatus
from storage.engine import Storage
from storage.queries.measures import WEEK
from storage.queries.status import OPEN_STATES, BoundQuery, narrowed
from storage.tables import request

_FINAL = sorted(state.value for state in FINAL)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Numbers now, and a week ago. ``states``: how many are in each open state.

    ``came``, ``ended``: in the seven days that end today, and (``_before``) in the seven days before those. A request that
    was closed a week ago and opened again since counts among ``open_before``.
    """

    states: Mapping[RequestStatus, int]
    open_before: int
    came: int
    came_before: int
    ended: int
    ended_before: int

    @property
    def open(self) -> int:
        """Return how many are open."""
        return sum(self.states.values())


async def pulse(storage: Storage, asked: BoundQuery, today: date) -> Pulse:
    """Return the numbers of what the query narrows to, which names no state and no period."""
    where, c = narrowed(asked), request.c
    since, before = today - WEEK, today - 2 * WEEK

    def count(*more: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(request).where(*where, *more).scalar_subquery()

    opened, final = c.status.in_(OPEN_STATES), c.status.in_(_FINAL)
    numbers = sa.select(
        count(opened, c.logged_on > since),
        count(final, c.since_on > since, c.logged_on <= since),
        count(c.logged_on > since, c.logged_on <= today),
        count(c.logged_on > before, c.logged_on <= since),
        count(final, c.since_on > since, c.since_on <= today),
        count(final, c.since_on > before, c.since_on <= since),
    )
    states = sa.select(c.status, sa.func.count()).where(*where, opened).group_by(c.status)
    async with storage.reading() as connection:
        young, gone, came, came_before, ended, ended_before = (await connection.execute(numbers)).one()
        found = {RequestStatus(status): number for status, number in await connection.execute(states)}
    return Pulse(found, sum(found.values()) - young + gone, came, came_before, ended, ended_before)
