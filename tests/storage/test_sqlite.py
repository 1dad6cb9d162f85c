"""SQLite's connection leaves no transaction behind, whatever becomes of a change."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from storage.engine import Storage

_T = sa.Table("t", sa.MetaData(), sa.Column("id", sa.Integer, primary_key=True), sa.Column("word", sa.Text))


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = Storage.open(f"sqlite+aiosqlite:///{tmp_path / 'one.db'}")
    async with opened.writing() as connection:
        await connection.run_sync(_T.metadata.create_all)
        await connection.commit()
    yield opened
    await opened.close()


async def words(storage: Storage) -> list[str]:
    async with storage.reading() as connection:
        return list((await connection.execute(sa.select(_T.c.word).order_by(_T.c.id))).scalars())


async def test_what_is_not_committed_is_rolled_back(storage: Storage) -> None:
    async with storage.writing() as connection:
        await connection.execute(sa.insert(_T).values(word="un"))
    async with storage.writing() as connection:
        await connection.execute(sa.insert(_T).values(id=1, word="un"))
        with pytest.raises(IntegrityError):
            await connection.execute(sa.insert(_T).values(id=1, word="encore"))
    assert await words(storage) == []
    async with storage.writing() as connection:
        await connection.execute(sa.insert(_T).values(word="deux"))
        await connection.commit()
    assert await words(storage) == ["deux"]


async def test_a_change_that_is_called_off_holds_no_lock(storage: Storage) -> None:
    async def change() -> None:
        async with storage.writing() as connection:
            for _ in range(1_000):
                await connection.execute(sa.insert(_T).values(word="x"))
            await connection.commit()

    for pause in (0.0, 0.001, 0.003):
        task = asyncio.create_task(change())
        await asyncio.sleep(pause)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        async with storage.writing() as connection:
            await connection.execute(sa.delete(_T))
            await connection.commit()
    assert await words(storage) == []


async def test_rows_are_read_piece_by_piece_within_the_transaction(storage: Storage) -> None:
    async with storage.writing() as connection:
        await connection.execute(sa.insert(_T), [{"word": str(number)} for number in range(50)])
        streamed = await connection.stream(sa.select(_T.c.word).execution_options(yield_per=7))
        assert len([row async for row in streamed]) == 50
    async with storage.writing() as connection:
        streamed = await connection.stream(sa.select(_T.c.word))
        assert [row async for row in streamed] == []
        await connection.execute(sa.insert(_T).values(word="un"))
    assert await words(storage) == []
