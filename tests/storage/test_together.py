"""Reads that share a connection: PostgreSQL is asked once whether it is alive, not at each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from dialogs.core.exchange import Happening
from storage.engine import Storage
from tests.talk import Office

ONE = sa.text("SELECT 1")


@pytest.fixture
def taken(storage: Storage) -> Iterator[list[None]]:
    """Give a list that grows with each connection that is taken from the pool."""
    found: list[None] = []

    def note(*_: object) -> None:
        found.append(None)

    sa.event.listen(storage.engine.sync_engine.pool, "checkout", note)
    yield found
    sa.event.remove(storage.engine.sync_engine.pool, "checkout", note)


async def _read(storage: Storage) -> None:
    async with storage.reading() as connection:
        assert (await connection.execute(ONE)).scalar_one() == 1


async def test_reads_of_a_block_share_a_connection_and_those_after_it_do_not(
    storage: Storage, taken: list[None]
) -> None:
    async with storage.together():
        for _ in range(3):
            await _read(storage)
        async with storage.together():
            await _read(storage)
        await _read(storage)
    assert len(taken) == 1
    await _read(storage)
    assert len(taken) == 2


async def test_a_write_within_a_block_has_a_connection_of_its_own(storage: Storage, taken: list[None]) -> None:
    async with storage.together():
        await _read(storage)
        async with storage.writing() as connection:
            await connection.execute(ONE)
            await connection.commit()
    assert len(taken) == 2


async def test_another_turn_does_not_share_the_connection(storage: Storage, taken: list[None]) -> None:
    held, over = asyncio.Event(), asyncio.Event()

    async def block() -> None:
        async with storage.together():
            held.set()
            await over.wait()

    task = asyncio.create_task(block())
    await held.wait()
    await _read(storage)
    over.set()
    await task
    assert len(taken) == 2


async def test_a_block_that_fails_leaves_nothing_behind(storage: Storage, taken: list[None]) -> None:
    with pytest.raises(RuntimeError):
        async with storage.together():
            raise RuntimeError
    await _read(storage)
    assert len(taken) == 2


async def test_a_status_question_takes_few_connections(offices: Office, taken: list[None]) -> None:
    talk = offices.talk("saeple")
    await talk.says("statut")
    taken.clear()
    await offices.router.answer(talk.incoming(Happening.MESSAGE, text="statut"))
    assert len(taken) <= 5
