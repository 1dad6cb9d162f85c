"""The schema's version, brought up to date by ``migrate`` and checked at each start, and the news to other replicas."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from knowledge.french import DomainError
from knowledge.people import PersonKey
from storage.engine import Storage, translated, unavailable
from storage.transaction import CHANNEL, KNOWLEDGE

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as nothing else in the database takes the same advisory lock.
MIGRATION_LOCK = 0x0BA1E


class SchemaOutdated(DomainError):
    """The database lacks tables or changes of this program: ``migrate`` brings them."""


class SchemaTooOld(SchemaOutdated):
    """What is stored is of before the first migration that this program has; ``args``: the schema it is at."""


class SchemaNewer(DomainError):
    """A later version of the program has migrated the database; ``args``: the schema it is at."""


class SchemaUnknown(DomainError):
    """This program cannot bring a database to that schema; ``args``: it, and those that it can."""


async def migrate(storage: Storage, to: str = "") -> None:
    """Bring the database to the current schema, or back to that of an earlier version; one replica at a time does it.

    What an earlier schema has no place for is lost. Raises SchemaTooOld, SchemaNewer, SchemaUnknown, StorageUnavailable.
    """
    if to and to not in _revisions():
        raise SchemaUnknown(to, first(), head())
    async with translated(), storage.engine.begin() as connection:
        await connection.run_sync(upgrade, to or "head")


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Bring the database to a schema, later or earlier. Raises SchemaTooOld, SchemaNewer."""
    from alembic import command  # noqa: PLC0415 - only migrating and restoring need it.
    from alembic.config import Config  # noqa: PLC0415

    lock(connection)
    found = current(connection)
    refuse_unknown(found)
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    back = found is not None and to != "head" and to < found
    (command.downgrade if back else command.upgrade)(settings, to)


def lock(connection: sa.Connection) -> None:
    """Keep others from changing the schema until the transaction ends."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _revisions() -> list[str]:
    """Return the revisions, oldest first: files are named by them. Alembic would cost 10 MiB to say the same."""
    return sorted(path.name.split("_", 1)[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def first() -> str:
    """Return the oldest revision that a database may be at."""
    return _revisions()[0]


def head() -> str:
    """Return the newest revision."""
    return _revisions()[-1]


async def check(storage: Storage) -> None:
    """Raise SchemaOutdated (SchemaTooOld among it) or SchemaNewer unless the database is at the current schema."""
    async with storage.reading() as connection:
        try:
            found = (await connection.execute(sa.text("SELECT version_num FROM alembic_version"))).scalar()
        except DBAPIError as error:
            # A database that cannot be reached is told apart by the storage; this one lacks the table.
            if error.connection_invalidated or not _lacks_table(error):
                raise
            found = None
    refuse_unknown(found)
    if found != head():
        raise SchemaOutdated(f"{found} instead of {head()}")


def refuse_unknown(schema: str | None) -> None:
    """Raise SchemaNewer for a schema that this program does not know yet, SchemaTooOld for one it knows no more."""
    if schema is not None and schema > head():
        raise SchemaNewer(schema)
    if schema is not None and schema < first():
        raise SchemaTooOld(schema)


def current(connection: sa.Connection) -> str | None:
    """Return the revision that the database is at; None without our tables."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    return found


async def probe(storage: Storage) -> None:
    """Store a trace that changes nothing, as a change would be. Raises SchemaOutdated, SchemaNewer, StorageUnavailable.

    A full disk or a read-only replica still answers every read.
    """
    await check(storage)
    # An UPDATE to the same value may write nothing on SQLite; the number in the file's head is always written.
    trace = "PRAGMA user_version = 1" if storage.is_sqlite else "UPDATE alembic_version SET version_num = version_num"
    async with storage.writing() as connection:
        await connection.exec_driver_sql(trace)
        await connection.commit()


async def in_clear(storage: Storage) -> bool:
    """Tell whether what is read and written travels to another machine without TLS."""
    if storage.is_sqlite:
        return False
    async with storage.reading() as connection:
        found = await connection.execute(
            sa.text(
                "SELECT NOT ssl AND COALESCE(NOT inet_server_addr() <<= ANY (ARRAY['127.0.0.0/8', '::1/128']::inet[]),"
                " false) FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            )
        )
        return bool(found.scalar())


def _lacks_table(error: DBAPIError) -> bool:
    text = str(error.orig)
    return "no such table" in text or "UndefinedTable" in text or "does not exist" in text


# --- NOTIFY of PostgreSQL, heard on a connection of its own.

LOG = logging.getLogger(__name__)

_RETRY = 5.0  # Seconds before a lost connection is made again.
_PING = 30.0  # Seconds between two signs of life: a connection that a firewall dropped says nothing.


class Changes:
    """Hears of people whose roles, focus or data were changed by another replica."""

    def __init__(
        self,
        storage: Storage,
        *,
        forget: Callable[[PersonKey], None],
        forget_all: Callable[[], None],
        learn: Callable[[], None],
    ) -> None:
        """Call ``forget`` with each person changed, ``learn`` when the knowledge was.

        ``forget_all`` and ``learn`` are called when something may have been missed.
        """
        self._storage = storage
        self._learn = learn
        self._forget = forget
        self._forget_all = forget_all
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, where there is anything to hear."""
        if not self._storage.is_sqlite:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (
                Exception
            ) as error:  # Whatever it is: a replica that hears nothing any more shows what is no longer so.
                LOG.warning("not hearing of changes: database %s", unavailable(error))
            await asyncio.sleep(_RETRY)

    async def _listen(self) -> None:
        import asyncpg  # noqa: PLC0415 — not needed on SQLite.

        # As the engine connects: what follows «?» in the address («ssl») is not what asyncpg would read there.
        engine = self._storage.engine
        _, given = engine.dialect.create_connect_args(engine.url)
        theirs = {name: value for name, value in given.items() if not name.startswith("prepared_statement_")}
        connection = await asyncpg.connect(**theirs, timeout=10)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._forget_all()  # What changed while nobody listened was missed.
            self._learn()
            while True:
                await asyncio.sleep(_PING)
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        try:
            what = json.loads(str(payload))
            if what == KNOWLEDGE:
                self._learn()
                return
            tenant, oid, *origin = what
        except (ValueError, TypeError):
            self._forget_all()
            return
        if origin != [self._storage.origin]:
            self._forget(PersonKey(tenant, oid))
