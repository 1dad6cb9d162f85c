"""A database that the first version made, with what people had entered, serves this program; one of before is refused."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from bot.refusals import told
from knowledge.base import KnowledgeBase
from storage.engine import Storage
from storage.schema import MIGRATIONS, SchemaTooOld, check, first, migrate, probe
from storage.tables import metadata
from tests.bot.test_commands import bot
from tests.conftest import NOW, POSTGRES
from tests.dialogs.asking import OWN, ask
from tests.storage.test_backup import held
from tests.talk import Office

# What ``sqlite3 .dump`` and ``pg_dump --inserts`` said of two databases at schema 0031, after ``test_backup.live``.
KEPT = Path(__file__).parent / "schema_0031"


@pytest.fixture(params=["sqlite", "postgresql"])
def of_first(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database as the first version left it, once of each kind."""
    script = gzip.decompress((KEPT / f"{request.param}.sql.gz").read_bytes()).decode()
    if request.param == "sqlite":
        with contextlib.closing(sqlite3.connect(tmp_path / "first.db")) as made:
            made.executescript(script)
        yield f"sqlite+aiosqlite:///{tmp_path / 'first.db'}"
        return
    url = f"{request.getfixturevalue('postgres_url')}_first"

    async def order(base: str, statements: str) -> None:
        connection = await asyncpg.connect(base)
        await connection.execute(statements)
        await connection.close()

    name = url.rpartition("/")[2]
    asyncio.run(order(POSTGRES, f"CREATE DATABASE {name}"))
    asyncio.run(order(url.replace("+asyncpg", ""), script))
    yield url
    asyncio.run(order(POSTGRES, f"DROP DATABASE {name} WITH (FORCE)"))


async def test_a_database_of_the_first_version_serves_with_all_that_it_holds(
    of_first: str, base: KnowledgeBase
) -> None:
    before = Storage.open(of_first)
    rows = await held(before)
    assert all(rows[name] for name in ("application", "event", "inbox", "outbox", "person", "question", "request"))
    await before.close()
    done = bot("migrate", DATABASE_URL=of_first)
    assert (done.returncode, done.stdout) == (0, "La base est au schéma courant.\n")
    storage = Storage.open(of_first)
    await check(storage)
    assert await held(storage) == rows
    async with storage.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert differences == []
    async with Office.open(storage, base, NOW) as office:
        office.count = 1_000  # Activities that were not seen before.
        agent = office.talk()
        await agent.says("mes demandes")
        assert agent.listed == ["DA-2024-0001"]
        assert "CA-2024-0001" in await agent.says("ma candidature")
        assert "DA-2024-0003" in await ask(office.talk(), OWN[0], "REGIE", *OWN[2:])
    last = max(row.id for row in rows["event"])
    after = [row.id for row in (await held(storage))["event"] if row.id > last]
    assert min(after) == last + 2  # The number given in vain stays so.
    await storage.close()


async def test_a_database_of_before_the_first_version_is_refused_and_left_as_it_is(of_first: str) -> None:
    storage = Storage.open(of_first)
    async with storage.writing() as connection:
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0030'")
        await connection.commit()
    rows = await held(storage)
    for asked in (check, probe, migrate):
        with pytest.raises(SchemaTooOld, match="0030") as refused:
            await asked(storage)
        assert f"(schéma 0030, le plus ancien repris est {first()}) : visez une base vide" in told(
            refused.value
        ).replace("\u00a0", " ")
    assert await held(storage) == rows
    await storage.close()


async def test_the_last_migration_goes_back_and_forth_and_keeps_what_was_there(of_first: str) -> None:
    storage = Storage.open(of_first)
    rows = await held(storage)
    await migrate(storage)

    def down(connection: sa.Connection) -> None:
        settings = Config(attributes={"connection": connection})
        settings.set_main_option("script_location", str(MIGRATIONS))
        settings.set_main_option("path_separator", "os")
        command.downgrade(settings, "-1")

    async with storage.engine.begin() as connection:
        await connection.run_sync(down)
    assert await held(storage) == rows
    await migrate(storage)
    assert await held(storage) == rows
    async with storage.engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )
    assert differences == []
    await storage.close()
