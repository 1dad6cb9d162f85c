"""The server: its addresses, its metrics, its orderly end; and its logs."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest

from bot import log
from bot.app import make_adapter, open_connector, serve
from bot.health import Health, Metrics
from bot.settings import LogFormat, Settings
from dialogs.core.exchange import Incoming, Reply
from tests.bot.wire import NOW, anonymous, echo, message, wire
from tests.connector import FakeConnector

pytestmark = pytest.mark.both


async def get(session: aiohttp.ClientSession, url: str) -> tuple[int, str]:
    async with session.get(url) as response:
        return response.status, await response.text()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the server has no event to wait for, nor needs one.
            await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def running(
    settings: Settings, handler: Any, health: Health, stop: asyncio.Event | None = None
) -> AsyncIterator[asyncio.Task[None]]:
    metrics, ready = Metrics(), asyncio.Event()
    async with open_connector(settings, metrics) as (connector, session):
        adapter = make_adapter(
            settings, connector, session, handler=handler, posted=lambda living, activity: None, apology=Reply.text, clock=lambda: NOW, health=health,
            metrics=metrics,
        )  # fmt: skip
        task = asyncio.create_task(serve(settings, adapter, health, metrics, started=ready.set, stop=stop))
        await asyncio.wait({task, asyncio.create_task(ready.wait())}, return_when=asyncio.FIRST_COMPLETED)
        try:
            yield task
        finally:
            if stop is not None:
                stop.set()
            await task


async def test_alive_ready_and_counted() -> None:
    async with wire() as served:
        assert await get(served.session, f"{served.url}/healthz") == (200, "ok")
        status, body = await get(served.session, f"{served.url}/readyz")
        assert (status, json.loads(body)) == (200, {"ready": True, "failing": []})
        await served.post(served.message("un secret"))
        await served.post(b"{")
        status, text = await get(served.session, f"{served.url}/metrics")
        assert 'assistant_turns_total{happening="message",outcome="answered"} 1.0' in text
        assert 'assistant_sends_total{fate="ok",method="POST"} 1.0' in text
        assert 'assistant_refusals_total{reason="bad JSON",status="400"} 1.0' in text
        assert "assistant_turn_seconds_bucket" in text
        assert "secret" not in text


async def test_a_failing_check_is_named() -> None:
    async def closed() -> None:
        raise OSError("postgresql://u:password@h")

    async def hangs() -> None:
        await asyncio.sleep(60)

    async def fine() -> None:
        return

    health = Health({"database": closed, "schema": fine, "slow": hangs})
    from bot import health as module

    module._CHECK_SECONDS, before = 0.05, module._CHECK_SECONDS
    try:
        assert await health.failing() == ["database", "slow"]
    finally:
        module._CHECK_SECONDS = before


async def test_stopping_finishes_the_turn_in_hand(unused_tcp_port: int) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_incoming: Incoming) -> Reply:
        begun.set()
        await go_on.wait()
        return Reply.text("fini")

    health, settings = Health(), anonymous(PORT=str(unused_tcp_port))
    url = f"http://127.0.0.1:{unused_tcp_port}"
    async with FakeConnector() as fake, aiohttp.ClientSession() as session:
        async with running(settings, slow, health) as task:
            turn = asyncio.create_task(session.post(f"{url}/api/messages", json=message(fake.url)))
            await begun.wait()
            os.kill(os.getpid(), signal.SIGTERM)
            await until(lambda: health.stopping)
            assert (await get(session, f"{url}/readyz"))[0] == 503
            assert (await get(session, f"{url}/healthz"))[0] == 200
            async with session.post(f"{url}/api/messages", json=message(fake.url)) as late:
                assert late.status == 503
            assert not task.done()
            go_on.set()
            async with await turn as response:
                assert response.status == 200
            await task
        assert fake.texts == ["fini"]
        with pytest.raises(aiohttp.ClientConnectorError):
            await get(session, f"{url}/healthz")


async def test_a_turn_that_never_ends_does_not_hold_the_end_up(
    unused_tcp_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app._DRAIN", 0.05)

    async def stuck(_incoming: Incoming) -> Reply:
        await asyncio.sleep(60)
        return Reply.text("jamais")

    health, stop = Health(), asyncio.Event()
    async with FakeConnector() as fake, aiohttp.ClientSession() as session:
        async with running(anonymous(PORT=str(unused_tcp_port)), stuck, health, stop):
            url = f"http://127.0.0.1:{unused_tcp_port}/api/messages"
            turn = asyncio.create_task(session.post(url, json=message(fake.url)))
            await until(lambda: health.turns > 0)
        assert (await asyncio.gather(turn, return_exceptions=True))[0] is not None


async def test_metrics_have_their_own_port_when_asked(unused_tcp_port_factory: Any) -> None:
    port, metrics_port = unused_tcp_port_factory(), unused_tcp_port_factory()
    settings, stop = anonymous(PORT=str(port), METRICS_PORT=str(metrics_port)), asyncio.Event()
    async with running(settings, echo, Health(), stop), aiohttp.ClientSession() as session:
        assert (await get(session, f"http://127.0.0.1:{port}/metrics"))[0] == 404
        assert (await get(session, f"http://127.0.0.1:{metrics_port}/metrics"))[0] == 200
        assert (await get(session, f"http://127.0.0.1:{metrics_port}/readyz"))[0] == 404


async def test_too_many_turns_are_put_off() -> None:
    async with wire() as served:
        served.health.turns = 500
        assert (await served.post(served.message()))[0] == 503
        served.health.turns = 0


# Logs.


def logged(style: LogFormat, *args: Any, error: BaseException | None = None, **extra: Any) -> str:
    formatter = log.JsonFormatter() if style is LogFormat.JSON else log.TextFormatter()
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("bot.x", logging.INFO, "x.py", 1, args[0], args[1:], info)
    record.__dict__.update(extra)
    return formatter.format(record)


SECRETS = {
    "Authorization: Bearer eyJ0.eyJh.sig-_": "Authorization: ***",
    "sent with Bearer abc.def/g+h==": "sent with Bearer ***",
    "headers {'Authorization': 'Basic eDp5', 'A': 'b'}": "headers {'Authorization': '***', 'A': 'b'}",
    "postgresql+asyncpg://u:hunter2@h/db": "postgresql+asyncpg://u:***@h/db",
    "smtp://:hunter2@h": "smtp://:***@h",
    "http://127.0.0.1:3978/x": "http://127.0.0.1:3978/x",
}


@pytest.mark.parametrize("line", SECRETS)
@pytest.mark.parametrize("style", LogFormat)
def test_secrets_are_redacted(style: LogFormat, line: str) -> None:
    written = logged(style, "%s", line)
    assert SECRETS[line] in written
    for secret in ("eyJ0", "abc.def", "eDp5", "hunter2"):
        assert secret not in written


@pytest.mark.parametrize("style", LogFormat)
def test_a_record_is_one_line(style: LogFormat) -> None:
    written = logged(style, "un\r\ndeux %s", "x\ny", incident="INC-1")
    assert "\n" not in written
    assert "INC-1" in written


def test_what_the_loop_reports_is_logged_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    stream = io.StringIO()
    before = logging.root.handlers[:], logging.root.level
    log.configure("info", LogFormat.TEXT, stream)
    try:
        loop = asyncio.new_event_loop()
        error = ValueError("Camille")
        log.on_loop_error(loop, {"message": "Task exception was never retrieved\nfuture: Camille", "exception": error})
        loop.close()
    finally:
        logging.root.handlers[:], logging.root.level = before
    assert "Task exception was never retrieved" in stream.getvalue()
    assert "builtins.ValueError" in stream.getvalue()
    assert "Camille" not in stream.getvalue()


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert log.trace(first) == "builtins.ValueError at - from builtins.KeyError at -"


def test_incidents_differ_and_read_well() -> None:
    seen = {log.new_incident() for _ in range(100)}
    assert len(seen) == 100
    assert all(len(one) == 12 and one.startswith("INC-") and not set(one[4:]) & set("01OIL") for one in seen)
