"""SQLite with one visit to the connection's thread for each statement, where SQLAlchemy's driver makes four.

A visit costs the event loop a tenth of a millisecond: the cursor is made, used, read and closed in one, BEGIN goes
with the first statement of its transaction, and there is none to roll back what is over already. What SQLAlchemy and
aiosqlite keep to themselves is used here alone, as SQLAlchemy's own driver does.
"""

# ruff: noqa: SLF001

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy.dialects.sqlite.aiosqlite import AsyncAdapt_aiosqlite_connection, AsyncAdapt_aiosqlite_cursor
from sqlalchemy.util import EMPTY_DICT, await_only


class _Ran(NamedTuple):
    """What a statement left."""

    description: Any = None
    rows: Sequence[Any] = ()
    rowcount: int = -1
    lastrowid: int | None = None


class OneHopCursor(AsyncAdapt_aiosqlite_cursor):
    """Runs a statement and holds all of its rows."""

    __slots__ = ("_ran", "arraysize")

    _adapt_connection: OneHopConnection

    def __init__(self, connection: OneHopConnection) -> None:
        self._adapt_connection = connection
        self._connection = connection._connection
        self._soft_closed_memoized = EMPTY_DICT
        self._rows = deque()
        self._ran = _Ran()
        self.arraysize = 1

    @property
    def description(self) -> Any:
        """Return the columns; None for a statement that gives no rows."""
        return self._ran.description

    @property
    def rowcount(self) -> int:
        """Return how many rows were changed."""
        return self._ran.rowcount

    @property
    def lastrowid(self) -> Any:
        """Return the number of the row that was added last."""
        return self._ran.lastrowid

    def execute(self, operation: Any, parameters: Any = None) -> Any:
        """Run a statement."""
        self._visit(operation, () if parameters is None else parameters, many=False)

    def executemany(self, operation: Any, seq_of_parameters: Any) -> Any:
        """Run a statement once for each of ``seq_of_parameters``."""
        self._visit(operation, seq_of_parameters, many=True)

    def _visit(self, operation: str, parameters: Any, *, many: bool) -> None:
        self._ran = self._adapt_connection.visit(_run, operation, parameters, many)
        self._rows = deque(self._ran.rows)

    def close(self) -> None:
        """Let the rows go; the cursor itself is closed already."""
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """Do nothing: the cursor is closed already."""


class OneHopConnection(AsyncAdapt_aiosqlite_connection):
    """Holds a connection whose transactions are begun by :meth:`begin` alone."""

    __slots__ = ("_begin", "_interrupted")

    _cursor_cls: Any = OneHopCursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._begin = ""
        self._interrupted = False  # A visit was called off: what has become of it is not known here.

    def begin(self, statement: str) -> None:
        """Have the transaction begin, by ``statement``, with its first statement."""
        self._begin = statement

    def cursor(self, server_side: bool = False) -> Any:
        """Return a cursor; one that reads piece by piece makes its own visits, and so comes after BEGIN."""
        if server_side and self._begin:
            self.visit(lambda _raw: None)
        return super().cursor(server_side)

    def visit(self, does: Any, *given: Any) -> Any:
        """Return what ``does(connection, *given)`` returns on the connection's thread, after BEGIN where it is due."""
        begin, self._begin = self._begin, ""
        self._interrupted = True
        try:
            result = await_only(self._connection._execute(_begun, self._connection._conn, begin, does, given))
        except Exception as error:
            self._interrupted = False
            self._handle_exception(error)
        self._interrupted = False
        return result

    def rollback(self) -> None:
        """Roll back, where there is anything to."""
        if self._open():
            super().rollback()

    def commit(self) -> None:
        """Commit, where there is anything to."""
        if self._open():
            super().commit()

    def _open(self) -> bool:
        """Tell whether a transaction is open, or may be; one that had no statement is not."""
        self._begin = ""
        return self._interrupted or bool(self._connection._connection and self._connection.in_transaction)


def _begun(raw: sqlite3.Connection, begin: str, does: Any, given: tuple[Any, ...]) -> Any:
    if begin:
        raw.execute(begin)
    return does(raw, *given)


def _run(raw: sqlite3.Connection, operation: str, parameters: Any, many: bool) -> _Ran:
    cursor = raw.cursor()
    try:
        if many:
            cursor.executemany(operation, parameters)
        else:
            cursor.execute(operation, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return _Ran(cursor.description, rows, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()
