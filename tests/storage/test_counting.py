"""What is counted is counted by the database: no row of a request is read for it, and the counts are those of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.french import PARIS
from knowledge.schools.register import Register, School
from knowledge.understanding.query import GROUPS_OF_REQUESTS, Compare, Group, Moment, Op, Period, Query, What
from storage.engine import Storage
from storage.queries import status
from storage.tables import person, request
from tests.bench.seeding import NOW, seed

REGISTER = Register(
    tuple(
        School(uai, name, "Collège", town, uai[1:3], wave=wave)
        for uai, name, town, wave in (
            ("0040014U", "Collège Marcel Massot", "La Motte-du-Caire", "3"),
            ("0050008G", "Lycée Paul Héraud", "Gap", "2"),
            ("0130001F", "Lycée Émile Zola", "Aix-en-Provence", "2"),
            ("0840015K", "Lycée Jean-Henri Fabre", "Carpentras", ""),
        )
    )
)


def _monday(at: datetime) -> str:
    day = at.astimezone(PARIS).date()
    return (day - timedelta(days=day.weekday())).isoformat()


KEYS: dict[Group, Callable[[Any], str]] = {
    Group.STATE: lambda row: row.status,
    Group.DEPARTMENT: lambda row: row.uai[1:3],
    Group.SUBJECT: lambda row: row.topic,
    Group.SCHOOL: lambda row: row.uai,
    Group.EXPERT: lambda row: row.holder_name or "",
    Group.WEEK: lambda row: _monday(row.logged_at),
    Group.WAVE: lambda row: {one.uai: one.wave for one in REGISTER}[row.uai],
    Group.KIND: lambda row: {one.uai: "Lycée professionnel" if one.type == "LP" else one.kind for one in REGISTER}[
        row.uai
    ],
    Group.MONTH: lambda row: row.logged_at.astimezone(PARIS).date().replace(day=1).isoformat(),
}


async def test_counts_are_those_of_the_rows_and_no_row_is_read_for_them(storage: Storage) -> None:
    await seed(storage, REGISTER, 400, experts=5)
    async with storage.reading() as connection:
        asked = sa.select(request, person.c.name.label("holder_name")).outerjoin(
            person, sa.and_(person.c.tenant == request.c.holder_tenant, person.c.oid == request.c.holder_oid)
        )
        rows = (await connection.execute(asked)).all()
    assert set(KEYS) == set(GROUPS_OF_REQUESTS)
    for group, key in KEYS.items():
        for wanted, where in (
            (rows, ()),
            ([row for row in rows if row.status == "closed"], (Compare("state", ("close",)),)),
            ([row for row in rows if row.uai.startswith("013")], (Compare("department", ("13",)),)),
        ):
            query = Query(What.REQUESTS, Op.COUNT, where, group_by=group)
            found = await status.grouped(storage, status.BoundQuery(query, NOW), group)
            assert dict(found) == Counter(map(key, wanted))


@pytest.mark.parametrize("group", GROUPS_OF_REQUESTS)
async def test_counting_reads_an_index_alone(sqlite: Storage, group: Group) -> None:
    await seed(sqlite, REGISTER, 300, experts=5)
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(sqlite.engine.sync_engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if "FROM request" in statement:
            asked.append((statement, parameters))

    year = Period(Moment.CREATED, date(2023, 1, 1), date(2023, 12, 31))
    for query in (
        Query(What.REQUESTS, Op.COUNT),
        Query(What.REQUESTS, Op.COUNT, (Compare("state", ("close",)),)),
        Query(What.REQUESTS, Op.COUNT, period=year),
        Query(What.REQUESTS, Op.COUNT, period=Period(Moment.CLOSED, year.start, year.end)),
    ):
        await status.grouped(sqlite, status.BoundQuery(query, NOW), group)
        await status.counted(sqlite, status.BoundQuery(query, NOW))
    sa.event.remove(sqlite.engine.sync_engine, "before_cursor_execute", _note)
    assert len(asked) == 8
    async with sqlite.reading() as connection:
        for statement, parameters in asked:
            plan = [row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            read = [step for step in plan if "request" in step]
            assert read, statement
            assert all("COVERING INDEX" in step for step in read), (statement, plan)
