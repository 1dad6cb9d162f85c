"""Reads that every turn may need find their rows by an index, never by walking through a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.people import Person, PersonKey
from knowledge.request import Topic
from knowledge.understanding.query import Compare, Moment, Op, Period, Query, What
from storage.actions.drafts import Place, focused
from storage.actions.people import whereabouts
from storage.engine import Storage
from storage.outbox import Notice, claim, notify
from storage.queries import outgoing, requests, status
from storage.queries.people import known
from storage.queries.questions import get
from storage.tables import outbox
from storage.transaction import ActivityKey, repeated, transaction

# What the statement itself makes is one row; a list that narrows by no more than its own order stops at its page.
_NO_WALK = ("SCAN CONSTANT ROW", "SCAN anon_1", "SCAN request USING COVERING INDEX ix_request_precedence")
AT = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
KEY = PersonKey("t", "22222222-2222-4222-8222-222222222222")


def _requests(*where: Compare, period: Period | None = None) -> Query:
    return Query(What.REQUESTS, Op.LIST, where, period)


async def test_hot_reads_walk_through_no_table(sqlite: Storage) -> None:
    asked: list[tuple[str, object]] = []

    @sa.event.listens_for(sqlite.engine.sync_engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, parameters: object, *_: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append((statement, parameters))

    await known(sqlite, KEY, "c")
    await focused(sqlite, Place(KEY, "c"))
    await repeated(sqlite, ActivityKey("t", "c", "a"))
    await get(sqlite, 1)
    await whereabouts(sqlite, KEY)
    await requests.by_reference(sqlite, "DA-2024-0001")
    async with sqlite.reading() as connection:
        await requests.open_for(connection, "0130001F", Topic.BOURSES, Person(KEY))
    await requests.held_by(sqlite, KEY)
    await requests.made_by(sqlite, Person(KEY))
    await requests.timeline(sqlite, "DA-2024-0001")
    await requests.due(sqlite, datetime(2024, 1, 25, tzinfo=UTC))
    at = datetime(2024, 1, 25, tzinfo=UTC)
    day = date(2024, 1, 24)
    for query in (
        _requests(Compare("state", ("ouvertes",))),
        _requests(Compare("state", ("en retard",))),
        _requests(Compare("department", ("04", "13"))),
        _requests(Compare("subject", ("TRESO",))),
        _requests(period=Period(Moment.CREATED, day, day)),
        _requests(period=Period(Moment.CLOSED, day, day)),
        _requests(Compare("age", (10, 0))),
        Query(What.SESSIONS, Op.LIST, (), Period(Moment.PLANNED, day, day)),
    ):
        await status.listed(sqlite, status.BoundQuery(query, at), limit=10)
    school, expert = _requests(Compare("school", ("Zola",))), _requests(Compare("expert", ("Durand",)))
    await status.listed(sqlite, status.BoundQuery(school, at, {("school", "Zola"): ["0130001F"]}), limit=10)
    await status.listed(sqlite, status.BoundQuery(expert, at, holders={"Durand": [KEY]}), limit=10)
    await outgoing.posted(sqlite, "DA-2024-0001", ["request_card"])
    sa.event.remove(sqlite.engine.sync_engine, "before_cursor_execute", _note)
    assert len(asked) >= 18
    async with sqlite.reading() as connection:
        for statement, parameters in asked:
            plan = (await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)).all()
            walks = [row[3] for row in plan if row[3].startswith("SCAN") and row[3] not in _NO_WALK]
            assert walks == [], statement


async def test_what_a_claim_costs_grows_with_the_queue_and_not_with_its_square(sqlite: Storage) -> None:
    steps = 0  # Of SQLite's own machine, in hundreds: no load of this one changes them.

    def count() -> None:
        nonlocal steps
        steps += 1

    @sa.event.listens_for(sqlite.engine.sync_engine, "checkout")
    def _counted(connection: Any, *_: object) -> None:
        connection.run_async(lambda driver: driver.set_progress_handler(count, 100))

    async def costs(queued: int) -> int:
        async with transaction(sqlite, AT) as tx:
            await notify(
                tx, *(Notice("role_given", to=PersonKey("t", f"p{n % 6}"), reference=f"{n}") for n in range(queued))
            )
            await tx.commit()
        before = steps
        assert len(await claim(sqlite, "me", AT, limit=8, lease=timedelta(minutes=1))) == 6, "one of each lane"
        spent = steps - before
        async with sqlite.writing() as connection:
            await connection.execute(outbox.delete())
            await connection.commit()
        return spent

    few, many = await costs(500), await costs(4_000)
    assert few > 20
    assert many < 12 * few, "eight times the rows: 64 times the steps, were it the square"
