"""Replies leave by the proxy of the environment, except to the hosts that go without one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.teams import tokens
from bot.teams.tokens import ProxiedConnector


@pytest.fixture
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[tuple[str, str | None]]]:
    """Give a proxy, named by the environment with a password, that notes what it is asked for and by whom."""
    asked: list[tuple[str, str | None]] = []

    async def take(request: web.BaseRequest) -> web.Response:
        asked.append((str(request.url), request.headers.get("Proxy-Authorization")))
        return web.Response(text="by the proxy")

    runner = web.ServerRunner(web.Server(take))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    for name in ("HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", f"http://user:secret@127.0.0.1:{port}")
    monkeypatch.setenv("no_proxy", "127.0.0.1,.interne.example")
    tokens._way.cache_clear()
    yield asked
    tokens._way.cache_clear()
    await runner.cleanup()


async def test_what_is_asked_goes_by_the_proxy_with_its_password(proxy: list[tuple[str, str | None]]) -> None:
    async with aiohttp.ClientSession(connector=ProxiedConnector()) as session:
        for _ in range(2):
            async with session.post("http://smba.example/v3", data=b"{}") as answer:
                assert await answer.text() == "by the proxy"
    assert proxy == [("http://smba.example/v3", "Basic dXNlcjpzZWNyZXQ=")] * 2


async def test_hosts_named_by_no_proxy_are_reached_directly(proxy: list[tuple[str, str | None]]) -> None:
    async def take(_request: web.BaseRequest) -> web.Response:
        return web.Response(text="directly")

    runner = web.ServerRunner(web.Server(take))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with aiohttp.ClientSession(connector=ProxiedConnector()) as session:
        async with session.get(f"http://127.0.0.1:{runner.addresses[0][1]}/") as answer:
            assert await answer.text() == "directly"
        with pytest.raises(aiohttp.ClientConnectorError):
            await session.get("http://un.interne.example/")
    await runner.cleanup()
    assert proxy == []
