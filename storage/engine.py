"""The database: SQLite in one file (one process), or PostgreSQL (as many replicas as wanted)."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import inspect
import json
import os
import socket
import sqlite3
import ssl
import uuid
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from enum import StrEnum
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from knowledge.french import DomainError
from knowledge.people import PersonKey

# --- The median and the ninth decile of a column: PostgreSQL has them, SQLite is taught them.


class Failure(StrEnum):
    """Whether what failed has been done all the same, and whether it may be tried again."""

    NOT_DONE = "not done"  # Surely; it may succeed later.
    PERHAPS_DONE = "perhaps done"  # The answer was lost; only what may be done twice is tried again.
    FOR_GOOD = "failed for good"  # A fault of the program, or of what it was given: a second try fails alike.


class Trouble(StrEnum):
    """What keeps a database from answering, as far as it says so."""

    AWAY = "not reachable"
    STARTING = "starting, stopping or recovering"
    CROWDED = "no connection left"
    LOGIN = "login refused"
    TRUST = "certificate not believed"
    NO_DATABASE = "no such database"
    CLOSED = "takes no connections"
    RIGHTS = "rights missing"
    OTHER_SCHEMA = "schema of another version"
    READ_ONLY = "read-only"
    FULL = "no space left"
    LOCKED = "locked by another"
    NO_FILE = "file cannot be opened"
    DAMAGED = "file damaged"
    OTHER = "cannot serve now"


# What passes by itself, so that waiting for it at the start makes sense. For the rest an operator has to act.
PASSING = frozenset({Trouble.AWAY, Trouble.STARTING, Trouble.CROWDED, Trouble.LOCKED, Trouble.OTHER})


class _Known(NamedTuple):
    failure: Failure
    trouble: Trouble = Trouble.OTHER


_NOT, _PERHAPS, _NEVER = Failure.NOT_DONE, Failure.PERHAPS_DONE, Failure.FOR_GOOD

# By the longest beginning of the code: a SQLSTATE of PostgreSQL (Appendix A of its manual), a result code of SQLite, or
# the system's name of an error of the network. A code of the database that is not here means «not now», never «for good».
_CODES: Mapping[str, _Known] = {
    "08": _Known(_PERHAPS, Trouble.AWAY),
    "08001": _Known(_NOT, Trouble.AWAY),
    "08004": _Known(_NOT, Trouble.AWAY),
    "21": _Known(_NEVER),
    "22": _Known(_NEVER),
    "23": _Known(_NEVER),
    "25006": _Known(_NOT, Trouble.READ_ONLY),
    "28": _Known(_NOT, Trouble.LOGIN),
    "3D000": _Known(_NOT, Trouble.NO_DATABASE),
    "40003": _Known(_PERHAPS),
    "42": _Known(_NEVER),
    "42501": _Known(_NOT, Trouble.RIGHTS),
    "42703": _Known(_NOT, Trouble.OTHER_SCHEMA),  # No such column, no such table: another version has migrated it.
    "42P01": _Known(_NOT, Trouble.OTHER_SCHEMA),
    "44": _Known(_NEVER),
    "53": _Known(_NOT, Trouble.FULL),
    "53300": _Known(_NOT, Trouble.CROWDED),
    "55000": _Known(_NOT, Trouble.CLOSED),
    "55P03": _Known(_NOT, Trouble.LOCKED),
    "57P": _Known(_PERHAPS, Trouble.STARTING),
    "57P03": _Known(_NOT, Trouble.STARTING),
    "58030": _Known(_PERHAPS, Trouble.FULL),
    "XX001": _Known(_NOT, Trouble.DAMAGED),
    "XX002": _Known(_NOT, Trouble.DAMAGED),
    "SQLITE_BUSY": _Known(_NOT, Trouble.LOCKED),
    "SQLITE_LOCKED": _Known(_NOT, Trouble.LOCKED),
    "SQLITE_FULL": _Known(_NOT, Trouble.FULL),
    "SQLITE_IOERR": _Known(_PERHAPS),
    "SQLITE_IOERR_WRITE": _Known(_PERHAPS, Trouble.FULL),
    "SQLITE_READONLY": _Known(_NOT, Trouble.READ_ONLY),
    "SQLITE_CANTOPEN": _Known(_NOT, Trouble.NO_FILE),
    "SQLITE_CORRUPT": _Known(_NOT, Trouble.DAMAGED),
    "SQLITE_NOTADB": _Known(_NOT, Trouble.DAMAGED),
    "SQLITE_CONSTRAINT": _Known(_NEVER),
    "SQLITE_MISMATCH": _Known(_NEVER),
    "SQLITE_MISUSE": _Known(_NEVER),
    "SQLITE_RANGE": _Known(_NEVER),
    "SQLITE_TOOBIG": _Known(_NEVER),
    "ECONNREFUSED": _Known(_NOT, Trouble.AWAY),
    "EHOSTUNREACH": _Known(_NOT, Trouble.AWAY),
    "ENETUNREACH": _Known(_NOT, Trouble.AWAY),
    "EAI": _Known(_NOT, Trouble.AWAY),  # The name of the machine is not found.
    "POOL": _Known(_NOT, Trouble.CROWDED),
    "TLS": _Known(_NOT, Trouble.TRUST),
}

_UNREADABLE = "ClientConfigurationError"  # asyncpg's, for «?ssl=» and the file of the authority.

# Errors without a code, in this order; what a driver refuses by itself it has not sent.
_TYPES: tuple[tuple[type[BaseException], _Known], ...] = (
    (IntegrityError, _Known(_NEVER)),
    (ProgrammingError, _Known(_NEVER)),
    (DataError, _Known(_NEVER)),
    (NotSupportedError, _Known(_NEVER)),
    (DBAPIError, _Known(_PERHAPS, Trouble.AWAY)),
    (sqlite3.Error, _Known(_NOT)),
    (OSError, _Known(_PERHAPS, Trouble.AWAY)),  # Among them TimeoutError.
)


class StorageUnavailable(DomainError):
    """The database does not serve now; what was asked may be tried again as far as ``failure`` allows."""

    def __init__(
        self, what: str = "", *, failure: Failure = Failure.NOT_DONE, trouble: Trouble = Trouble.OTHER, code: str = ""
    ) -> None:
        """Take what the log shall say, else the trouble and its ``code``, which an operator can look up."""
        super().__init__(what or f"{trouble} ({code})")
        self.failure = failure
        self.trouble = trouble
        self.code = code


def judge(error: BaseException) -> Failure:
    """Tell what an error means for what was asked; an error that is none of the database's is a fault for good."""
    return error.failure if isinstance(error, StorageUnavailable) else _find_known(error).failure


def unavailable(error: Exception) -> StorageUnavailable:
    """Return the refusal to raise in the place of an error that is not for good; it never quotes the statement."""
    failure, trouble = _find_known(error)
    return StorageUnavailable(failure=failure, trouble=trouble, code=_code(error) or type(error).__name__)


def of_database(error: BaseException) -> bool:
    """Tell whether an error came out of the database, be it for good or not."""
    return isinstance(error, StorageUnavailable | DBAPIError | PoolTimeout)


def _find_known(error: BaseException) -> _Known:
    code = _code(error)
    found = next((_CODES[code[:end]] for end in range(len(code), 0, -1) if code[:end] in _CODES), None)
    if found:
        return found
    if code and not isinstance(error, OSError):
        return _Known(Failure.NOT_DONE)
    if isinstance(error, DBAPIError) and isinstance(error.orig and error.orig.__cause__, ValueError | TypeError):
        return _Known(Failure.FOR_GOOD)  # asyncpg cannot write a value that it was given.
    return next((known for kind, known in _TYPES if isinstance(error, kind)), _Known(Failure.FOR_GOOD))


def _code(error: BaseException) -> str:
    """Return the code of an error; "" for one without."""
    if isinstance(error, PoolTimeout):
        return "POOL"
    original: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, ssl.SSLError) or type(getattr(original, "__cause__", None)).__name__ == _UNREADABLE:
        return "TLS"
    if isinstance(original, socket.gaierror):
        return "EAI"  # Its numbers are the resolver's, not the system's.
    if isinstance(original, OSError):
        return errno.errorcode.get(original.errno or 0, "")
    return str(getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or "")


_NAME = "median_and_ninth"


class _Pair(sa.TypeDecorator[tuple[float, float]]):
    """Two numbers: an array of PostgreSQL's, JSON of SQLite's."""

    impl = sa.String
    cache_ok = True

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> tuple[float, float] | None:  # noqa: ARG002
        """Give the pair; None where no row had a value."""
        if value is None:
            return None
        median, ninth = json.loads(value) if isinstance(value, str) else value
        return median, ninth


class MedianAndNinth(FunctionElement[tuple[float, float]]):
    """Stands for both quantiles of a column of whole numbers, in each group of a select."""

    name = _NAME
    inherit_cache = True
    type = _Pair()


@compiles(MedianAndNinth)
def _called(element: MedianAndNinth, compiler: Any, **given: Any) -> str:
    return f"{_NAME}({compiler.process(element.clauses, **given)})"


@compiles(MedianAndNinth, "postgresql")
def _within(element: MedianAndNinth, compiler: Any, **given: Any) -> str:
    within = f"WITHIN GROUP (ORDER BY {compiler.process(element.clauses, **given)})"
    return f"ARRAY[percentile_cont(0.5) {within}, percentile_disc(0.9) {within}]"


class _Aggregate:
    """Takes the values of one group: SQLite has no such function before 3.47, and none that every build of it has."""

    def __init__(self) -> None:
        self._values: list[int] = []
        self.step = self._values.append

    def finalize(self) -> str | None:
        """Return both as JSON; NULL for no values. NULLs are the caller's to leave out."""
        values = sorted(self._values)
        return json.dumps([median(values), values[-(-9 * len(values) // 10) - 1]]) if values else None


def teach(connection: sqlite3.Connection) -> None:
    """Give a connection of SQLite the function."""
    made: Any = _Aggregate  # The stubs know of aggregates that give numbers alone.
    connection.create_aggregate(_NAME, 1, made)


# --- The engine.

# Seconds to wait for SQLite's single writer, for a connection of the pool, and for a new one: the channel gives a turn 15.
BUSY_SECONDS = 5
# The mode of files with personal data.
OWNER_ALONE = 0o600
# The connection that reads share just now, and whose it is.
_HELD: ContextVar[tuple[Storage, AsyncConnection] | None] = ContextVar("held", default=None)


class Storage:
    """One engine, seen as short reads and as transactions that write."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        # On PostgreSQL each statement sees what is committed when it begins, in a transaction or not: reads do without
        # one, and so with one trip over the wire in place of three. SQLite's reads share one state of the file.
        alone = {} if engine.dialect.name == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
        self._readers = engine.execution_options(write=False, **alone)
        self._writer = asyncio.Lock()
        self.origin = uuid.uuid4().hex  # Names this process among the replicas.
        self.stored: deque[tuple[str, str, str]] = deque(maxlen=64)  # The activities that were stored last.
        self.bells: list[Callable[[], None]] = []  # Rung after each commit that left notices to be sent.
        # Told of people changed, after the commit, and in which conversations a form now waits, or does not any more.
        self.forgetters: list[Callable[[PersonKey, Mapping[str, bool]], None]] = []
        self.learners: list[Callable[[], None]] = []  # Told that the knowledge was changed, after the commit.

    @classmethod
    def open(cls, url: str) -> Storage:
        """Return the storage at ``url``; connects at the first use. The folder of a SQLite file is created.

        Raises StorageUnavailable when it cannot be.
        """
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            if parsed.database and parsed.database != ":memory:":
                _make_room(Path(parsed.database))
            engine = create_async_engine(parsed)
            _prepare_sqlite(engine)
        else:
            engine = create_async_engine(
                parsed, pool_size=10, max_overflow=10, pool_timeout=BUSY_SECONDS, pool_pre_ping=True,
                connect_args={"timeout": BUSY_SECONDS},
            )  # fmt: skip
            engine.sync_engine.dialect.do_ping = _alive  # type: ignore[assignment, method-assign]
        return cls(engine)

    @staticmethod
    def can_be_at(url: str) -> bool:
        """Tell whether ``url`` names a database that lasts, with options that its driver knows; nothing is opened."""
        try:
            parsed = make_url(url)
        except (sa.exc.ArgumentError, ValueError):  # The port may be no number.
            return False
        if parsed.database in (None, "", ":memory:"):
            return False
        if parsed.get_backend_name() == "sqlite" or not parsed.query:
            return True
        import asyncpg  # noqa: PLC0415 - for this kind of database alone.

        return {*inspect.signature(asyncpg.connect).parameters, "prepared_statement_cache_size"}.issuperset(
            parsed.query
        )

    @staticmethod
    def file_of(url: str) -> Path | None:
        """Return the file of the embedded database at ``url``, None for any other; nothing is opened nor made."""
        parsed = make_url(url)
        return Path(parsed.database) if parsed.get_backend_name() == "sqlite" and parsed.database else None

    @property
    def is_sqlite(self) -> bool:
        """Tell whether this is the embedded database, which one process at a time may use."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """Return the SQLite file, None on PostgreSQL."""
        return Path(self.engine.url.database) if self.is_sqlite and self.engine.url.database else None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection for reads only; within :meth:`together`, the one that is held. Raises StorageUnavailable."""
        held = _HELD.get()
        if held and held[0] is self:
            async with translated():
                yield held[1]
            return
        async with translated(), self._readers.connect() as connection:
            yield connection

    @asynccontextmanager
    async def together(self) -> AsyncIterator[None]:
        """Let the reads of the block, one after the other and of one task, share a connection. Raises StorageUnavailable.

        PostgreSQL is asked once whether it is alive, not at each read: one of the two trips of a read. SQLite shows the
        block one state of the file, so nothing is to be written in it and read again.
        """
        async with self.reading() as connection:
            before = _HELD.set((self, connection))
            try:
                yield
            finally:
                _HELD.reset(before)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection in a write transaction; leaving without ``commit()`` rolls back.

        On SQLite the transaction is IMMEDIATE: what is read in it cannot change before it ends.
        """
        async with translated(), self._turn_to_write(), self.engine.connect() as connection:
            await connection.begin()
            yield connection

    @asynccontextmanager
    async def _turn_to_write(self) -> AsyncIterator[None]:
        """On SQLite, let the process's writers go in the order they came.

        Its own way is to try again after a sleep, which may pass one writer over for seconds.
        """
        if not self.is_sqlite:
            yield
            return
        try:
            async with asyncio.timeout(BUSY_SECONDS):
                await self._writer.acquire()
        except TimeoutError as error:
            raise StorageUnavailable(trouble=Trouble.LOCKED, code="writers") from error
        try:
            yield
        finally:
            self._writer.release()

    async def write_over(self) -> None:
        """Leave nothing of what was removed in SQLite's write-ahead log; the file itself is written over at once.

        Readers may hold it up: what is left then goes with the next time, or at the end of the process. PostgreSQL's log
        and its dead rows are its administrator's business.
        """
        if not self.is_sqlite:
            return
        async with translated(), self.engine.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            if raw:
                await raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


# Where a query is read: on a connection of the storage's own, or on that of a transaction.
Source: TypeAlias = Storage | AsyncConnection


async def fetch(
    source: Source, asked: sa.Executable, given: Mapping[str, Any] | None = None
) -> sa.Result[*tuple[Any, ...]]:
    """Return all that a query finds. Raises StorageUnavailable."""
    if isinstance(source, AsyncConnection):
        return await source.execute(asked, given)
    async with source.reading() as connection:
        return (await connection.execute(asked, given)).freeze()()


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Raise StorageUnavailable for what the database cannot do now; a fault of the program stays what it is."""
    try:
        yield
    except StorageUnavailable:
        raise
    except Exception as error:
        if judge(error) is Failure.FOR_GOOD:
            raise
        raise unavailable(error) from error


def _alive(dbapi: Any) -> bool:
    """Ask a connection of PostgreSQL whether it is alive in one trip; the driver's way opens a transaction for it, three."""
    dbapi.autocommit = True
    try:
        dbapi.ping()
    finally:
        dbapi.autocommit = False
    return True


def _make_room(path: Path) -> None:
    """Make the folder of a SQLite database, and keep a file that is there to its owner alone.

    A file that is not there is made at the first connection: asking whether it is there must not make it.

    Raises StorageUnavailable when that, or a file already there, cannot be opened: aiosqlite would say so too, but its
    thread may outlive the loop then, and end with a trace of its own.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _keep_to_owner(path)
            sqlite3.connect(path).close()
    except OSError as error:
        raise StorageUnavailable(trouble=Trouble.NO_FILE, code=type(error).__name__) from error
    except sqlite3.Error as error:
        raise unavailable(error) from error


def _make_file(path: str) -> None:
    """Make a SQLite file that is not there yet, for its owner alone; SQLite gives its other files the same mode.

    A file that is there is left to SQLite: a process that closes any descriptor of a file gives up all its locks on it,
    SQLite's too, and another process then removes the write-ahead log that this one still writes to.
    """
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ALONE))


def _keep_to_owner(path: Path) -> None:
    """Close a file of an earlier version to others, where it is ours."""
    for one in (path, *(path.with_name(f"{path.name}{more}") for more in ("-wal", "-shm"))):
        with contextlib.suppress(PermissionError, FileNotFoundError):
            if one.stat().st_mode & 0o077:
                one.chmod(OWNER_ALONE)


def _prepare_sqlite(engine: AsyncEngine) -> None:
    """Make SQLite safe: no implicit transactions, WAL, a write transaction locks from its start."""

    @sa.event.listens_for(engine.sync_engine, "do_connect")
    def _open(_dialect: Any, _record: Any, given: Any, _more: Any) -> None:
        if given and given[0] and given[0] != ":memory:":
            _make_file(given[0])

    @sa.event.listens_for(engine.sync_engine, "connect")
    def _connect(dbapi: Any, _record: Any) -> None:
        dbapi.isolation_level = None  # The driver must not open transactions of its own.
        cursor = dbapi.cursor()
        for pragma in (
            "journal_mode=WAL",
            f"busy_timeout={BUSY_SECONDS * 1000}",
            "foreign_keys=ON",
            "synchronous=FULL",  # NORMAL may lose the last commits when the power fails.
            "secure_delete=ON",  # What is removed is written over: «erased» is true of the file too.
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
        dbapi.run_async(lambda driver: driver._execute(teach, driver._conn))  # noqa: SLF001 - it has no way for aggregates.

    @sa.event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        cursor = connection.connection.cursor()
        cursor.execute("BEGIN IMMEDIATE" if options.get("write", True) else "BEGIN")
        cursor.close()
