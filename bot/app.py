"""The HTTP server: its addresses, its start and its orderly end."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import json
import logging
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast

import aiohttp
from aiohttp import web

from bot.health import Health, Metrics
from bot.leaving import Limit
from bot.log import on_loop_error
from bot.process import AddressRefused, watched
from bot.settings import Settings, is_loopback
from bot.teams.adapter import MAX_TURNS, TeamsAdapter
from bot.teams.connector import Connector
from bot.teams.envelope import MAX_BODY, Gate, Handler
from bot.teams.files import Downloads, Uploads
from bot.teams.tokens import (
    ISSUER,
    AppCredentials,
    NoCredentials,
    ProxiedConnector,
    ServiceHosts,
    SigningKeys,
    StorageHosts,
    TokenVerifier,
)
from bot.teams.turn import Allowance, Inflow, Posted, TurnPlaces
from dialogs.core.exchange import Reply

LOG = logging.getLogger(__name__)


# Connections that the system keeps until they are taken: where there is no room, it lets one wait for 1, 3, 7, 15, 31 s.
_BACKLOG = 2_048
# How many of them are taken each time the loop comes round. uvloop takes one by each listening handle; with a single one,
# who comes in a crowd waits in the system, where nobody can tell for how long, and is neither served nor refused.
_TAKEN_AT_ONCE = 32
_DRAIN = 20.0  # Seconds for turns in hand at the end: more than the 15 that the channel gives one.
_T = TypeVar("_T")


@contextlib.asynccontextmanager
async def open_connector(
    settings: Settings, metrics: Metrics
) -> AsyncIterator[tuple[Connector, aiohttp.ClientSession]]:
    """Open the one session of the process and the connector on it; the turns and the delivery share both."""
    # The default keep-alive (15 s) is shorter than any server's: a connection that the other side is just closing
    # would leave a POST in doubt.
    local = settings.anonymous or settings.local_cloud  # A proxy has no business on the loopback.
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=200) if local else ProxiedConnector(limit=200),
        cookie_jar=aiohttp.DummyCookieJar(),
    ) as session:
        credentials = NoCredentials() if settings.anonymous else AppCredentials.of(settings)
        yield (
            Connector(
                session,
                credentials,
                ServiceHosts.of(settings),
                observe=lambda method, outcome: metrics.sends.labels(method, outcome.fate.value).inc(),
            ),
            session,
        )


def make_downloads(settings: Settings, connector: Connector, session: aiohttp.ClientSession) -> Downloads:
    """Return what fetches the files that people send, as the settings allow."""
    storage = StorageHosts(anonymous=settings.anonymous)
    return Downloads(session, connector.credentials, ServiceHosts.of(settings), storage)


def make_adapter(
    settings: Settings,
    connector: Connector,
    session: aiohttp.ClientSession,
    *,
    handler: Handler,
    posted: Posted,
    apology: Callable[[str], Reply],
    clock: Callable[[], datetime],
    health: Health,
    metrics: Metrics,
    settled: Callable[[str], Awaitable[None]] | None = None,
    inflow: Inflow | None = None,
    places: TurnPlaces | None = None,
) -> TeamsAdapter:
    """Put the adapter together as the settings say: tokens verified, unless this is anonymous local use."""
    verifier = None
    if settings.app_id is not None:
        keys = SigningKeys(settings.openid_metadata_url, session)
        verifier = TokenVerifier(settings.app_id, ISSUER, keys)
    return TeamsAdapter(
        gate=Gate(ServiceHosts.of(settings), frozenset(settings.tenants), settings.anonymous),
        verifier=verifier,
        connector=connector,
        uploads=Uploads(
            session,
            StorageHosts(anonymous=settings.anonymous),
            observe=lambda stored: metrics.sends.labels("file", stored.value).inc(),
        ),
        handler=(places or TurnPlaces()).through(handler),
        posted=posted,
        apology=apology,
        clock=clock,
        health=health,
        metrics=metrics,
        settled=settled,
        inflow=inflow or Inflow(_allowance(settings)),
    )


def _allowance(settings: Settings) -> Allowance:
    """Return what one person, and one of several tenants, may ask at once."""
    return Allowance(
        person=(Limit(settings.person_turns, 30),),
        tenant_in_hand=MAX_TURNS // 2 if len(settings.tenants) > 1 else None,
    )


def make_app(adapter: TeamsAdapter, health: Health, metrics: Metrics | None = None) -> web.Application:
    """Return the application; ``/metrics`` is served when ``metrics`` is given."""
    app = web.Application(client_max_size=MAX_BODY)

    async def messages(request: web.Request) -> web.Response:
        return await adapter.process(request)

    app.router.add_post("/api/messages", messages)
    _add_health(app, health)
    if metrics is not None:
        _add_metrics(app, metrics)
    return app


def _add_health(app: web.Application, health: Health) -> None:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def readyz(_request: web.Request) -> web.Response:
        failing = await health.failing()
        body = json.dumps({"ready": not failing, "failing": failing})
        return web.Response(status=503 if failing else 200, text=body, content_type="application/json")

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)


def _add_metrics(app: web.Application, metrics: Metrics) -> None:
    async def text(_request: web.Request) -> web.Response:
        return web.Response(
            body=await metrics.text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )

    app.router.add_get("/metrics", text)


async def serve(
    settings: Settings,
    adapter: TeamsAdapter,
    health: Health,
    metrics: Metrics,
    *,
    extend: Callable[[web.Application], None] = lambda _app: None,
    started: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until SIGTERM, SIGINT or ``stop``; then finish the turns in hand and return.

    ``extend`` may add routes (the demonstration page); ``started`` is called once requests are taken. The end:
    ``/readyz`` says 503 and new turns are put off with 503, turns in hand get 20 s, then the sockets close. What the
    turns stand on (database, session) must be closed by the caller, after this returns. Raises AddressRefused.
    """
    stop = stop or asyncio.Event()
    app = make_app(adapter, health, metrics if settings.metrics_port is None and is_loopback(settings.host) else None)
    extend(app)
    async with contextlib.AsyncExitStack() as stack:
        await _listen(stack, app, settings.host, settings.port)
        if settings.metrics_port is not None:
            own = web.Application()
            _add_metrics(own, metrics)
            await _listen(stack, own, settings.host, settings.metrics_port)
        # All that is loaded by now stays for good: the collector need not walk through it again and again, which
        # would hold turns up for tens of milliseconds.
        gc.collect()
        gc.freeze()
        await stack.enter_async_context(watched(settings.watchdog_seconds))
        with _signals(stop):
            LOG.info("serving on %s port %d", settings.host, settings.port)
            started()
            await stop.wait()
        health.stopping = True
        LOG.info("stopping, %d turns in hand", health.turns)
        if not await health.idle(_DRAIN):
            LOG.error("stopped with %d turns in hand", health.turns)


def make_runner(app: web.Application) -> web.AppRunner:
    """Return what serves the application over HTTP.

    No access log: addresses and query strings are personal data that nobody needs. Handlers left after the drain get a
    last second. Bodies are unpacked by who reads them: aiohttp would log what cannot be unpacked as a bug, trace included.
    """
    return web.AppRunner(app, access_log=None, shutdown_timeout=1.0, handle_signals=False, auto_decompress=False)


async def _listen(stack: contextlib.AsyncExitStack, app: web.Application, host: str, port: int) -> None:
    runner = make_runner(app)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    loop, protocol = asyncio.get_running_loop(), cast("Callable[[], asyncio.Protocol]", runner.server)
    try:
        server = await loop.create_server(protocol, host.strip("[]"), port, backlog=_BACKLOG)
    except OSError as error:
        raise AddressRefused(host, port, taken=error.errno == errno.EADDRINUSE) from error
    stack.callback(server.close)
    for bound in server.sockets:
        for _ in range(_TAKEN_AT_ONCE - 1):
            same = socket.fromfd(bound.fileno(), bound.family, bound.type)
            stack.callback((await loop.create_server(protocol, sock=same, backlog=_BACKLOG)).close)


@contextlib.contextmanager
def _signals(stop: asyncio.Event) -> Iterator[None]:
    """Set ``stop`` on SIGTERM and SIGINT while the block lasts, where signals can be had (main thread, POSIX)."""
    loop = asyncio.get_running_loop()
    caught = []
    for number in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, stop.set)
            caught.append(number)
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


def run(main: Coroutine[Any, Any, _T]) -> _T:
    """Run the program's main coroutine, on uvloop where it is installed."""
    try:
        import uvloop  # noqa: PLC0415 - not there on Windows.
    except ImportError:
        factory = None
    else:
        factory = uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.get_loop().set_exception_handler(on_loop_error)
        return runner.run(main)
