"""The schema's version: brought up to date by ``migrate``, checked at each start."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from knowledge.errors import DomainError
from storage.engine import Storage, translated

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as nothing else in the database takes the same advisory lock.
MIGRATION_LOCK = 0x0BA1E


class SchemaOutdated(DomainError):
    """The database lacks tables or changes of this program: ``migrate`` brings them."""


class SchemaTooOld(SchemaOutdated):
    """What is stored is of before the first migration that this program has; ``args``: the schema it is at."""


class SchemaNewer(DomainError):
    """A later version of the program has migrated the database; ``args``: the schema it is at."""


async def migrate(storage: Storage) -> None:
    """Bring the database to the current schema; one replica at a time does it.

    Raises SchemaTooOld, SchemaNewer, StorageUnavailable.
    """
    async with translated(), storage.engine.begin() as connection:
        await connection.run_sync(upgrade)


def upgrade(connection: sa.Connection, to: str = "head") -> None:
    """Bring the database to a schema. Raises SchemaTooOld, SchemaNewer."""
    from alembic import command  # noqa: PLC0415 - only migrating and restoring need it.
    from alembic.config import Config  # noqa: PLC0415

    lock(connection)
    refuse_unknown(current(connection))
    settings = Config(attributes={"connection": connection})
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    command.upgrade(settings, to)


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
