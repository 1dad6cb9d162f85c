"""The schema: the migrations make exactly the tables that the program uses, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.engine import Storage
from storage.failures import StorageUnavailable
from storage.schema import SchemaOutdated, check, migrate
from storage.tables import metadata


async def test_the_migrations_make_the_tables_of_the_program(storage: Storage) -> None:
    async with storage.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert differences == []


async def test_migrating_twice_changes_nothing_and_the_check_passes(storage: Storage) -> None:
    await migrate(storage)
    await check(storage)


async def test_a_database_without_the_schema_is_refused(tmp_path: Path) -> None:
    storage = Storage.open(f"sqlite+aiosqlite:///{tmp_path / 'new' / 'empty.db'}")
    with pytest.raises(SchemaOutdated):
        await check(storage)
    await storage.close()


async def test_a_database_that_cannot_be_reached_is_said_to_be_unavailable() -> None:
    storage = Storage.open("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StorageUnavailable):
        await check(storage)
    await storage.close()
