"""The schema: the migrations make exactly the tables that the program uses, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from storage.backup import dump
from storage.engine import Storage, StorageUnavailable
from storage.schema import SchemaNewer, SchemaOutdated, check, head, migrate, probe
from storage.tables import Instant, metadata

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
_SAMPLES = {bytes: b"x", str: "x", int: 1, bool: True, date: NOW.date()}


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


async def test_a_database_of_a_later_version_is_told_apart_and_left_as_it_is(storage: Storage) -> None:
    async def at(schema: str) -> None:
        async with storage.engine.begin() as connection:
            await connection.execute(sa.text("UPDATE alembic_version SET version_num = :schema"), {"schema": schema})

    await at("9999")
    try:
        for asked in (check, probe, migrate, partial(dump, write=lambda _line: None, now=NOW)):
            with pytest.raises(SchemaNewer, match="9999"):
                await asked(storage)
    finally:
        await at(head())


async def test_a_database_that_cannot_be_reached_is_said_to_be_unavailable() -> None:
    storage = Storage.open("postgresql+asyncpg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StorageUnavailable):
        await check(storage)
    await storage.close()


async def test_the_number_of_a_row_that_is_gone_is_not_given_again(storage: Storage) -> None:
    numbered = [table for table in metadata.sorted_tables if table.primary_key.columns.keys() == ["id"]]
    assert {table.name for table in numbered} >= {"application", "draft", "event", "outbox", "question", "request"}
    for table in numbered:
        values = {
            column.name: NOW if isinstance(column.type, Instant) else _SAMPLES[column.type.python_type]
            for column in table.c
            if not column.nullable and not column.primary_key and column.default is None
        }
        async with storage.engine.begin() as connection:
            first = (await connection.execute(sa.insert(table).values(**values).returning(table.c.id))).scalar_one()
            await connection.execute(sa.delete(table))
            second = (await connection.execute(sa.insert(table).values(**values).returning(table.c.id))).scalar_one()
        assert second > first, table.name
