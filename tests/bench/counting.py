"""Speed of status questions and measures on a database of ``tests.bench.seeding``: ``python -m tests.bench.counting URL``.

Elapsed time of each, median and 95th percentile, in milliseconds, the database's own included.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import date
from statistics import median, quantiles

from knowledge.understanding.measures import MEASURES
from knowledge.understanding.query import Compare, Group, Moment, Op, Period, Query, What
from storage.engine import Storage
from storage.queries import measures, status
from storage.queries.status import BoundQuery
from tests.bench.seeding import NOW

_TIMES = 20
_CLOSED, _OPEN, _LATE = (Compare("state", (state,)) for state in ("close", "ouvertes", "en retard"))
_YEAR = Period(Moment.CREATED, date(2023, 1, 1), date(2023, 12, 31))
_QUARTER = Period(Moment.CREATED, date(2023, 10, 1), date(2023, 12, 31))
Ask = Callable[[], Awaitable[object]]


def asked(storage: Storage) -> Iterator[tuple[str, Ask]]:
    """Yield each question with its name."""

    def bound(*where: Compare, period: Period | None = None) -> BoundQuery:
        return BoundQuery(Query(What.REQUESTS, Op.LIST, where, period), NOW)

    for group in Group:
        for name, query in (
            ("toutes", bound()),
            ("closes", bound(_CLOSED)),
            ("ouvertes", bound(_OPEN)),
            ("de 2023", bound(period=_YEAR)),
            ("du 13", bound(Compare("department", ("13",)))),
        ):
            yield f"{name} par {group.value}", lambda query=query, group=group: status.grouped(storage, query, group)  # type: ignore[misc]
    for name, query in (
        ("toutes", bound()),
        ("ouvertes", bound(_OPEN)),
        ("en retard", bound(_LATE)),
        ("rouvertes", bound(Compare("reopened", (True,)))),
        ("urgentes", bound(Compare("urgent", (True,)))),
    ):
        yield f"liste : {name}", lambda query=query: status.listed(storage, query, limit=10)  # type: ignore[misc]
    for measure in MEASURES.values():
        for by in (None, Group.DEPARTMENT, Group.SUBJECT):
            name = f"{measure.name}, trimestre{f', par {by.value}' if by else ''}"
            query = bound(period=_QUARTER)
            yield name, lambda query=query, one=measure, by=by: measures.measured(storage, query, one, by)  # type: ignore[misc]


async def _main(url: str) -> None:
    storage = Storage.open(url)
    print(f"{'question, en ms':44}{'médiane':>9}{'95e c.':>9}")
    for name, ask in asked(storage):
        spent = []
        for _ in range(_TIMES):
            start = time.perf_counter()
            await ask()
            spent.append(1_000 * (time.perf_counter() - start))
        print(f"{name:44}{median(spent):9.1f}{quantiles(spent, n=20)[-1]:9.1f}")
    await storage.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    asyncio.run(_main(parser.parse_args().url))
