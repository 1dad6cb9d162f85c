"""The median and the ninth decile of a column, by the database: PostgreSQL has them, SQLite is taught them here.

Both are values of the column: the least one that half, or nine in ten, of the values do not pass.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_NAME = "median_and_ninth"


class _Pair(sa.TypeDecorator[tuple[int, int]]):
    """Two whole numbers: an array of PostgreSQL's, JSON of SQLite's."""

    impl = sa.String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> tuple[int, int] | None:  # noqa: ARG002
        """Give the pair; None where no row had a value."""
        if value is None:
            return None
        median, ninth = json.loads(value) if isinstance(value, str) else value
        return median, ninth


class MedianAndNinth(FunctionElement[tuple[int, int]]):
    """Stands for both quantiles of a column of whole numbers, in each group of a select."""

    name = _NAME
    inherit_cache = True
    type = _Pair()


@compiles(MedianAndNinth)
def _called(element: MedianAndNinth, compiler: Any, **given: Any) -> str:
    return f"{_NAME}({compiler.process(element.clauses, **given)})"


@compiles(MedianAndNinth, "postgresql")
def _within(element: MedianAndNinth, compiler: Any, **given: Any) -> str:
    return f"percentile_disc(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY {compiler.process(element.clauses, **given)})"


class _Aggregate:
    """Takes the values of one group: SQLite has no such function before 3.47, and none that every build of it has."""

    def __init__(self) -> None:
        self._values: list[int] = []
        self.step = self._values.append

    def finalize(self) -> str | None:
        """Return both as JSON; NULL for no values. NULLs are the caller's to leave out."""
        values = sorted(self._values)
        count = len(values)
        return json.dumps([values[(count + 1) // 2 - 1], values[-(-9 * count // 10) - 1]]) if count else None


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection of SQLite the function."""
    made: Any = _Aggregate  # The stubs know of aggregates that give numbers alone.
    connection.create_aggregate(_NAME, 1, made)
