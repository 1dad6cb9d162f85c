"""Who may call the demonstration: this machine's own page and program, and no other site through a browser."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from bot.settings import is_loopback

_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def called_locally(handler: _Handler) -> _Handler:
    """Serve only requests that call us by a name of the loopback: another site's name may lead here too."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not is_loopback(_host(request.host)):
            raise web.HTTPForbidden
        return await handler(request)

    return guarded


def by_the_page(handler: _Handler) -> _Handler:
    """Serve only what our own page asks for: a browser names the page's origin with each change."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden
        return await handler(request)

    return called_locally(guarded)


def by_the_program(handler: _Handler) -> _Handler:
    """Serve only what no browser's page asks for: the assistant's own connector names no origin."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if "Origin" in request.headers:
            raise web.HTTPForbidden
        return await handler(request)

    return called_locally(guarded)


def _host(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
