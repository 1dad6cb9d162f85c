"""What tests stand on: real databases (a template copied per test), the real knowledge, conversations."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

from bot.log import OURS
from knowledge.base import KnowledgeBase
from storage.calls import find, read_base
from storage.engine import Storage
from storage.schema import migrate
from storage.tables import metadata
from tests.talk import Office

POSTGRES = os.environ.get("TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
# Thursday 25 January 2024, 10:00 in Paris.
NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


settings.register_profile("day", max_examples=10, stateful_step_count=20, derandomize=True, deadline=None, database=None,
                          suppress_health_check=[HealthCheck.too_slow])  # fmt: skip
settings.register_profile(
    "night", max_examples=200, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
)
settings.load_profile(os.environ.get("TESTS_AT", "day"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the night the conversations that are held on PostgreSQL too, where neither SQL nor a lock is at stake."""
    for item in items:
        given = getattr(item, "callspec", None)
        if given and given.params.get("storage_url") == "postgresql" and item.path.parent.name != "storage":
            alone = any("storage_url" in mark.args[0] for mark in item.iter_markers("parametrize"))
            if not alone and not item.get_closest_marker("both"):
                item.add_marker(pytest.mark.night)


def mostly_at_night(values: Iterable[Any], kind: Callable[[Any], object]) -> list[Any]:
    """Return parameters of which the first of each kind is for the day, the others for the night."""
    seen: set[object] = set()
    out: list[Any] = []
    for one in values:
        given = one if isinstance(one, tuple) else (one,)
        out.append(pytest.param(*given, marks=[pytest.mark.night] if kind(one) in seen else []))
        seen.add(kind(one))
    return out


def missing(what: str) -> None:
    """Skip a test for want of ``what``, said plainly; in CI nothing may be missing."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is needed in CI")
    pytest.skip(f"{what} is not here")


@pytest.fixture(autouse=True)
def _log_levels() -> Iterator[None]:
    """Put the program's loggers back to their levels: a command that runs in this process sets them."""
    ours = [logging.getLogger(name) for name in OURS]
    levels = [logger.level for logger in ours]
    yield
    for logger, level in zip(ours, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite database at the current schema."""
    path = tmp_path_factory.mktemp("template") / "template.db"

    async def make() -> None:
        storage = Storage.open(f"sqlite+aiosqlite:///{path}")
        await migrate(storage)
        await storage.close()  # The last connection to close empties the write-ahead log.

    asyncio.run(make())
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Return the URL of an empty PostgreSQL database at the current schema, dropped at the end."""
    name = f"assistant_test_{os.getpid()}"

    async def admin(statement: str) -> None:
        connection = await asyncpg.connect(POSTGRES)
        await connection.execute(statement)
        await connection.close()

    try:
        asyncio.run(admin(f"CREATE DATABASE {name}"))
    except (OSError, asyncpg.PostgresError):
        missing("PostgreSQL")
    url = POSTGRES.replace("postgresql://", "postgresql+asyncpg://").rsplit("/", 1)[0] + f"/{name}"

    async def prepare() -> None:
        storage = Storage.open(url)
        await migrate(storage)
        await storage.close()

    asyncio.run(prepare())
    yield url
    asyncio.run(admin(f"DROP DATABASE {name} WITH (FORCE)"))


_COMPILED: dict[str, tuple[Any, Any]] = {}


def opened(url: str) -> Storage:
    """Open a database with the statements that were compiled for earlier tests: compiling them anew took a tenth of each."""
    engine = Storage.open(url).engine
    one = engine.sync_engine
    kept = _COMPILED.get(one.name)
    if kept and kept[0].server_version_info:  # It has connected once: only then does it know its database.
        one.dialect, one._compiled_cache = kept
    else:
        _COMPILED[one.name] = one.dialect, one._compiled_cache
    if one.name == "sqlite":  # No power fails between two tests.
        sa.event.listen(one, "connect", lambda held, _record: held.cursor().execute("PRAGMA synchronous=OFF"))
    return Storage(engine)


@pytest.fixture
async def sqlite(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[Storage]:
    """Give an empty SQLite database of its own to a test."""
    shutil.copy(sqlite_template, tmp_path / "test.db")
    storage = opened(f"sqlite+aiosqlite:///{tmp_path / 'test.db'}")
    yield storage
    await storage.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def storage_url(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> str:
    """Return the URL of a database, once of each kind; outside the loop, since making one runs its own."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    shutil.copy(sqlite_template, tmp_path / "test.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"


async def emptied(made: Storage) -> None:
    """Take every row out of a PostgreSQL database and begin its numbers anew; TRUNCATE would write each table's files again."""
    gone = "; ".join(f'DELETE FROM "{table.name}"' for table in reversed(metadata.sorted_tables))
    anew = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"
    async with made.engine.connect() as connection:
        raw = await connection.get_raw_connection()
        await raw.driver_connection.execute(f"BEGIN; {gone}; {anew}; COMMIT")


@pytest.fixture
async def storage(storage_url: str) -> AsyncIterator[Storage]:
    """Give an empty database, once of each kind."""
    made = opened(storage_url)
    if not made.is_sqlite:
        await emptied(made)
    yield made
    await made.close()


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    """Return the knowledge of the 2024 call."""
    return read_base(find("2024-experts-opale"))


@pytest.fixture
async def office(sqlite: Storage, base: KnowledgeBase) -> AsyncIterator[Office]:
    """Give an assistant on SQLite, with the three seats' roles, on 25 January 2024."""
    async with Office.open(sqlite, base, NOW) as opened:
        yield opened


@pytest.fixture
async def offices(storage: Storage, base: KnowledgeBase) -> AsyncIterator[Office]:
    """Give the same on each of the two databases."""
    async with Office.open(storage, base, NOW) as opened:
        yield opened
