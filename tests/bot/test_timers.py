from __future__ import annotations

import asyncio
import logging
import time as clocks
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from bot.timers import Item, Timers
from knowledge.people import PersonKey
from storage.engine import Storage, StorageUnavailable
from storage.outbox import Notice, notify
from storage.tables import outbox
from storage.transaction import Transaction

pytestmark = pytest.mark.both

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
CAMILLE = PersonKey("t", "camille")


class Clock:
    """Runs on from NOW, and can be put forward."""

    def __init__(self) -> None:
        self._start = clocks.monotonic()
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return NOW + self.ahead + timedelta(seconds=clocks.monotonic() - self._start)


@dataclass
class Reminders:
    """A duty: reminders at given times, each leaves one notice."""

    times: dict[str, timedelta]
    name: str = "reminder"
    tried: list[str] = field(default_factory=list)
    failures: int = 0
    hold: asyncio.Event | None = None

    async def due(self, now: datetime) -> Iterable[Item]:
        return [Item(key, NOW + after, {"key": key}) for key, after in self.times.items()]

    async def do(self, tx: Transaction, item: Item) -> None:
        self.tried.append(item.key)
        await notify(tx, Notice("reminder", CAMILLE, data=item.data, dedupe=f"{item.key} {len(self.tried)} {id(self)}"))
        if self.hold:
            await self.hold.wait()
        if self.failures:
            self.failures -= 1
            raise RuntimeError("a bug")


async def told(storage: Storage) -> Counter[str]:
    async with storage.reading() as connection:
        return Counter(data["key"] for data in (await connection.execute(sa.select(outbox.c.data))).scalars())


@asynccontextmanager
async def running(*timers: Timers) -> AsyncIterator[None]:
    for each in timers:
        each.start()
    try:
        yield
    finally:
        await asyncio.gather(*(each.stop() for each in timers))


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 20.0) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the database gives no event.
            await asyncio.sleep(0.01)


async def test_two_replicas_do_each_thing_once(storage: Storage) -> None:
    times = {f"k{number}": timedelta(milliseconds=10 * number) for number in range(60)}
    clock = Clock()
    duties = [Reminders(times) for _ in range(2)]
    async with running(*(Timers(storage, [duty], clock, poll=0.02) for duty in duties)):

        async def all_told() -> bool:
            return len(await told(storage)) == 60

        await until(all_told)
        await asyncio.sleep(0.2)
    assert await told(storage) == Counter(times.keys())


async def test_what_fell_due_during_a_stop_is_done_after_it_and_what_was_done_is_not(storage: Storage) -> None:
    clock = Clock()
    times = {"before": timedelta(), "during": timedelta(hours=2), "after": timedelta(hours=5)}
    await Timers(storage, [Reminders(times)], clock).look()
    assert await told(storage) == {"before": 1}
    clock.ahead = timedelta(hours=3)  # Stopped for three hours; then another process.
    coming = await Timers(storage, [Reminders(times)], clock).look()
    assert await told(storage) == {"before": 1, "during": 1}
    assert coming == NOW + timedelta(hours=5)


async def test_the_oldest_is_done_first(storage: Storage) -> None:
    duty = Reminders({"b": timedelta(seconds=-1), "a": timedelta(seconds=-2), "c": timedelta()})
    await Timers(storage, [duty], Clock()).look()
    assert duty.tried == ["a", "b", "c"]


async def test_the_next_thing_is_done_on_time_not_at_the_next_look(storage: Storage) -> None:
    registry = CollectorRegistry()
    duty = Reminders({"soon": timedelta(seconds=0.4)})
    async with running(Timers(storage, [duty], Clock(), poll=60, registry=registry)):

        async def done() -> bool:
            return registry.get_sample_value("assistant_timers_total", {"duty": "reminder", "outcome": "done"}) == 1

        await until(done, 5)
    assert (registry.get_sample_value("assistant_timer_seconds_sum") or 9) < 0.5


async def test_a_wake_looks_at_what_has_changed(storage: Storage) -> None:
    duty = Reminders({})
    timers = Timers(storage, [duty], Clock(), poll=60)
    async with running(timers):
        await asyncio.sleep(0.1)
        duty.times["new"] = timedelta()
        timers.wake()

        async def done() -> bool:
            return await told(storage) == {"new": 1}

        await until(done, 5)


async def test_a_failure_leaves_nothing_is_tried_again_and_holds_up_no_other(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    class Blind(Reminders):
        async def due(self, now: datetime) -> Iterable[Item]:
            raise StorageUnavailable("OperationalError") if self.failures else RuntimeError("a bug")

    failing, good = Reminders({"a": timedelta()}, failures=1), Reminders({"b": timedelta()}, name="other")
    registry = CollectorRegistry()
    blind = [Blind({}, name="blind"), Blind({}, name="blinder", failures=1)]
    timers = Timers(storage, [*blind, failing, good], Clock(), registry=registry)
    with caplog.at_level(logging.WARNING, "bot"):
        await timers.look()
    assert await told(storage) == {"b": 1}
    assert [record.getMessage() for record in caplog.records] == [
        "duty blind cannot tell what is due", "duty blinder put off: database OperationalError",
        "duty reminder failed for a",
    ]  # fmt: skip
    await timers.look()
    assert await told(storage) == {"a": 1, "b": 1}
    count = {"duty": "reminder", "outcome": "failed"}
    assert registry.get_sample_value("assistant_timers_total", count) == 1


async def test_a_stop_finishes_the_thing_in_hand_and_begins_no_other(storage: Storage) -> None:
    duty = Reminders({"a": timedelta(seconds=-2), "b": timedelta(seconds=-1)}, hold=asyncio.Event())
    timers = Timers(storage, [duty], Clock())
    timers.start()

    async def begun() -> bool:
        return duty.tried == ["a"]

    await until(begun)
    stopping = asyncio.create_task(timers.stop())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    assert duty.hold
    duty.hold.set()
    await stopping
    assert (duty.tried, await told(storage)) == (["a"], {"a": 1})


async def test_a_stop_cuts_off_what_takes_too_long_and_undoes_it(storage: Storage) -> None:
    duty = Reminders({"a": timedelta()}, hold=asyncio.Event())
    timers = Timers(storage, [duty], Clock())
    timers.start()

    async def begun() -> bool:
        return duty.tried == ["a"]

    await until(begun)
    await timers.stop(seconds=0.1)
    assert await told(storage) == {}
    duty.hold = None
    await Timers(storage, [duty], Clock()).look()
    assert await told(storage) == {"a": 1}


def test_two_duties_of_one_name_are_refused(storage: Storage) -> None:
    with pytest.raises(ValueError, match="one name"):
        Timers(storage, [Reminders({}), Reminders({})], Clock())
