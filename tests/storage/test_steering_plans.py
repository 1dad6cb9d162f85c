"""Every question of the bench reads what it shows, and no more: the database counts, and finds its rows by an index."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from dialogs.core.exchange import Happening
from storage.calls import find, read_base
from storage.engine import Storage
from tests.bench.seeding import NOW, seed
from tests.bench.steering import CALL, QUESTIONS
from tests.dialogs.steering import REGISTER
from tests.talk import Office

_REQUESTS = 2_500
_READ = 1_200  # Lines into Python at most: three years by day. Ten for a list, and what is counted.
# A list that nothing narrows is read in its own order, and stops at its page.
_ORDERS = ("ix_request_precedence", "ix_request_logged")


async def test_no_question_reads_more_than_it_shows_nor_walks_through_the_requests(sqlite: Storage) -> None:
    await seed(sqlite, REGISTER, _REQUESTS, experts=20)
    noted: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if "FROM request" in statement and statement.lstrip().upper().startswith(("SELECT", "WITH")):
            noted.append((statement, parameters))

    sa.event.listen(sqlite.engine.sync_engine, "before_cursor_execute", note)
    async with Office.open(sqlite, read_base(find(CALL)), NOW) as office:
        office.register = REGISTER
        pilot = office.talk("saeple")
        for text in QUESTIONS:
            await office.router.answer(pilot.incoming(Happening.MESSAGE, text=text))
    sa.event.remove(sqlite.engine.sync_engine, "before_cursor_execute", note)
    assert len(noted) > len(QUESTIONS)
    async with sqlite.reading() as connection:
        for statement, parameters in noted:
            rows = (await connection.exec_driver_sql(statement, parameters)).all()
            assert len(rows) <= _READ, statement
            plan = [row[3] for row in await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]
            walks = [step for step in plan if step.startswith("SCAN request") and "COVERING INDEX" not in step]
            walks = [step for step in walks if not any(index in step for index in _ORDERS)]
            assert walks == [], (statement, plan)
