"""The schema's version: brought up to date by ``migrate``, checked at each start."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from knowledge.errors import DomainError
from storage.engine import Storage

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as nothing else in the database takes the same advisory lock.
MIGRATION_LOCK = 0x0BA1E


class SchemaOutdated(DomainError):
    """The database is not at the schema that this program needs."""


def config() -> Config:
    """Return alembic's configuration, without a file."""
    settings = Config()
    settings.set_main_option("script_location", str(MIGRATIONS))
    settings.set_main_option("path_separator", "os")
    return settings


async def migrate(storage: Storage) -> None:
    """Bring the database to the current schema; one replica at a time does it."""
    async with storage.engine.begin() as connection:
        if not storage.is_sqlite:
            await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
        await connection.run_sync(_upgrade)


def _upgrade(connection: sa.Connection) -> None:
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")


async def check(storage: Storage) -> None:
    """Raise SchemaOutdated unless the database is at the current schema."""
    async with storage.reading() as connection:
        current = await connection.run_sync(lambda sync: MigrationContext.configure(sync).get_current_revision())
    head = ScriptDirectory.from_config(config()).get_current_head()
    if current != head:
        raise SchemaOutdated(f"{current} instead of {head}")
