"""Every measure is what arithmetic makes of the rows, read whole for this test alone; on both databases."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from statistics import median
from typing import Any

import sqlalchemy as sa

from knowledge.french import PARIS
from knowledge.understanding.measures import MEASURES, MeasureKind
from knowledge.understanding.query import GROUPS_OF_REQUESTS, Moment, Op, Period, Query, What
from storage.engine import Storage
from storage.queries.measures import measured
from storage.queries.status import BoundQuery
from storage.tables import person, request
from tests.bench.seeding import NOW, seed
from tests.storage.test_counting import KEYS, REGISTER

_YEAR = Period(Moment.CREATED, date(2023, 1, 1), date(2023, 12, 31))
_OPEN = ("new", "assigned", "planned", "waiting", "resolved")


def _by_hand(kind: MeasureKind, values: list[Any]) -> tuple[int, float, float | None] | None:
    values = sorted(value for value in values if value is not None)
    count = len(values)
    if not count:
        return None
    if kind is MeasureKind.DELAY:
        return count, median(values), values[math.ceil(count * 0.9) - 1]
    if kind is MeasureKind.SHARE:
        return count, sum(value > 0 for value in values) / count, None
    return count, {MeasureKind.SCORE: sum(values) / count, MeasureKind.MINUTES: sum(values)}.get(kind, count), None


async def test_measures_are_those_of_the_rows(storage: Storage) -> None:
    await seed(storage, REGISTER, 400, experts=4)
    holder = sa.and_(person.c.tenant == request.c.holder_tenant, person.c.oid == request.c.holder_oid)
    asked = sa.select(request, person.c.name.label("holder_name")).outerjoin(person, holder)
    async with storage.reading() as connection:
        rows = [
            row for row in await connection.execute(asked) if row.logged_at.astimezone(PARIS).date().year == 2023
        ]  # fmt: skip
    bound = BoundQuery(Query(What.REQUESTS, Op.LIST, period=_YEAR), NOW)
    assert rows
    for measure in MEASURES.values():
        meant = [row for row in rows if not measure.open_only or row.status in _OPEN]
        for by in (None, *GROUPS_OF_REQUESTS):
            sets = defaultdict(list)
            for row in meant:
                sets[KEYS[by](row) if by else ""].append(getattr(row, measure.column))
            wanted = {key: made for key, some in sets.items() if (made := _by_hand(measure.kind, some))}
            found = {one.key: (one.count, one.value, one.high) for one in await measured(storage, bound, measure, by)}
            assert found.keys() == wanted.keys(), (measure.name, by)
            for key, (count, value, high) in wanted.items():
                assert (found[key][0], found[key][2]) == (count, high), (measure.name, by, key)
                assert math.isclose(found[key][1], value, rel_tol=1e-6), (measure.name, by, key)
