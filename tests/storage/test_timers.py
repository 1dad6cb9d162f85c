from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage.engine import Storage
from storage.tables import event
from storage.transaction import Event, Transaction, forget_marks, once, transaction, undone

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


async def record(tx: Transaction) -> None:
    await tx.record(Event("request", "DA-2024-0001", "remind"))
    await asyncio.sleep(0.01)


async def events(storage: Storage) -> int:
    async with storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(event))).scalar_one()


async def test_of_many_at_once_one_does_it(storage: Storage) -> None:
    done = await asyncio.gather(*(once(storage, "remind", "DA-1 v3", NOW, record) for _ in range(10)))
    assert sorted(done) == [False] * 9 + [True]
    assert await events(storage) == 1
    assert not await once(storage, "remind", "DA-1 v3", NOW, record)


async def test_what_fails_leaves_no_mark_and_the_next_does_it(storage: Storage) -> None:
    begun = asyncio.Event()

    async def fail(tx: Transaction) -> None:
        begun.set()
        await record(tx)
        raise LookupError

    async def attempt() -> bool:
        with pytest.raises(LookupError):
            await once(storage, "remind", "DA-1 v3", NOW, fail)
        return False

    async def second() -> bool:
        await begun.wait()
        return await once(storage, "remind", "DA-1 v3", NOW, record)

    assert await asyncio.gather(attempt(), second()) == [False, True]
    assert await events(storage) == 1


async def test_what_is_not_done_yet_is_told_of_thousands(storage: Storage) -> None:
    assert await undone(storage, "remind", []) == set()
    await once(storage, "remind", "k1500", NOW, record)
    await once(storage, "other", "k7", NOW, record)
    keys = [f"k{number}" for number in range(2000)]
    assert await undone(storage, "remind", keys) == set(keys) - {"k1500"}


async def test_old_marks_are_forgotten(storage: Storage) -> None:
    await once(storage, "remind", "old", NOW, record)
    await once(storage, "remind", "new", NOW + timedelta(days=2), record)
    async with transaction(storage, NOW) as tx:
        assert await forget_marks(tx, NOW + timedelta(days=1)) == 1
        await tx.commit()
    assert await undone(storage, "remind", ["old", "new"]) == {"old"}
