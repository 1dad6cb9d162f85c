"""More turns than can be taken: those that are begun end in time, the others are told at once when to come back."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable

import pytest
from aiohttp import web

from bot import app as served
from bot.teams.tokens import TryAgain
from bot.teams.turn import PATIENCE, TurnPlaces
from dialogs.core.exchange import Incoming, Reply
from tests.bot.test_commands import free_port
from tests.bot.test_delivery_limits import Seconds
from tests.bot.test_inflow import ONE, OTHER, PRESS, incoming, of, raw
from tests.bot.wire import echo, wire
from tests.connector import Fault


class Work:
    """Turns that last until they are ended."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}

    async def handle(self, turn: Incoming) -> Reply:
        self.begun.append(turn.person.oid)
        await self._ends.setdefault(turn.person.oid, asyncio.Event()).wait()
        return Reply.text("fait")

    def end(self, *oids: str) -> None:
        for oid in oids:
            self._ends.setdefault(oid, asyncio.Event()).set()


async def settled() -> None:
    """Let everything go on that can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_they_are_begun_in_the_order_in_which_they_came() -> None:
    work, clock = Work(), Seconds()
    handle = TurnPlaces(2, clock=clock).through(work.handle)
    turns = [asyncio.create_task(handle(incoming(oid))) for oid in "abcdef"]
    await settled()
    assert work.begun == ["a", "b"]
    work.end("b", "c")
    await settled()
    assert work.begun == ["a", "b", "c", "d"]
    clock.now += PATIENCE
    work.end(*"adef")
    assert [(await turn).messages[0].text for turn in turns] == ["fait"] * 6
    assert work.begun == list("abcdef")


async def test_who_has_waited_too_long_is_refused_and_gives_way_to_who_has_not() -> None:
    work, clock = Work(), Seconds()
    handle = TurnPlaces(1, clock=clock).through(work.handle)
    first = asyncio.create_task(handle(incoming("first")))
    await settled()
    old = [asyncio.create_task(handle(incoming(f"old{number}"))) for number in range(3)]
    await settled()
    clock.now += PATIENCE - 1
    young = asyncio.create_task(handle(incoming("young")))
    await settled()
    clock.now += 2
    work.end("first", "young")
    assert (await first, await young) == (Reply.text("fait"), Reply.text("fait"))
    for turn in old:
        with pytest.raises(TryAgain):
            await turn
    assert work.begun == ["first", "young"]
    last = asyncio.create_task(handle(incoming("last")))  # No place was lost with those that were refused.
    work.end("last")
    assert await last == Reply.text("fait")


async def test_where_no_place_becomes_free_the_channel_is_asked_to_come_back() -> None:
    held = asyncio.Event()

    async def slow(turn: Incoming) -> Reply:
        if turn.person.oid == ONE:
            await held.wait()
        return await echo(turn)

    async with wire(slow, places=TurnPlaces(1, patience=0.05)) as made:
        waiting = asyncio.create_task(raw(made, of(made, ONE, 1)))
        async with asyncio.timeout(5):
            while not made.seen:  # noqa: ASYNC110 - the server tells nothing.
                await asyncio.sleep(0.01)
        for more in ({}, PRESS):
            assert (await raw(made, of(made, OTHER, 1, **more)))[:2] == (503, "5")
        assert len(made.seen) == 1
        held.set()
        assert (await waiting)[0] == 200
        assert (await raw(made, of(made, OTHER, 2)))[0] == 200
        assert made.health.turns == 0


async def test_a_reply_that_the_connector_is_slow_to_take_holds_no_place() -> None:
    async with wire(places=TurnPlaces(1, patience=0.05)) as made:
        made.connector.faults.append(Fault(status=201, hang=3600))
        waiting = asyncio.create_task(raw(made, of(made, ONE, 1)))
        async with asyncio.timeout(5):
            while not made.connector.refused:  # noqa: ASYNC110 - the server tells nothing.
                await asyncio.sleep(0.01)
        assert (await raw(made, of(made, OTHER, 1)))[0] == 200
        waiting.cancel()


def test_a_crowd_is_let_in_within_a_few_rounds_of_the_loop() -> None:
    uvloop = pytest.importorskip("uvloop")
    crowd, heard = 64, 0

    async def hear(_request: web.Request) -> web.Response:
        nonlocal heard
        heard += 1
        return web.Response()

    async def rounds(port: int) -> int:
        app = web.Application()
        app.router.add_get("/", hear)
        async with contextlib.AsyncExitStack() as stack:
            await served._listen(stack, app, "127.0.0.1", port)
            for _ in range(crowd):
                one = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
                one.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            count = 0
            while heard < crowd and count < 1_000:
                count += 1
                await asyncio.sleep(0)
            return count

    make: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=make) as runner:
        assert runner.run(rounds(free_port())) < crowd // 2
