"""``serve``: the assistant on the wire, as the settings say."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.app import make_adapter, make_downloads, open_connector
from bot.app import serve as serve_app
from bot.doctor.examine import warnings
from bot.health import Health, Metrics, open_traces
from bot.leaving import TeamsSender
from bot.log import configure
from bot.mail import Mailer
from bot.running import Beside, running
from bot.settings import Settings
from bot.teams.connector import TeamsRoster
from bot.terminal import LOCAL_TENANT, in_local_tenant
from bot.wiring import Assistant, assistant
from dialogs.core import texts
from dialogs.core.exchange import Reply
from knowledge.people import PersonKey, Role
from storage.schema import probe

LOG = logging.getLogger(__name__)

# Seconds that the start waits for a database: one that recovers after a crash may need as long. Beyond, whoever starts
# this program should know.
PATIENCE = 60.0


def apology(incident: str) -> Reply:
    """Return what is said when a turn has failed: nothing was lost, and a number to quote."""
    return Reply.text(texts.APOLOGY.format(incident=incident))


async def serve(
    settings: Settings,
    *,
    seeds: list[tuple[PersonKey, Role]] | None = None,
    migrates: bool = False,
    prepare: Callable[[Assistant], Awaitable[None]] | None = None,
    extend: Callable[[web.Application, Assistant, Beside], None] = lambda _app, _one, _beside: None,
    post: Mailer | None = None,
    started: Callable[[], None] = lambda: None,
    stop: asyncio.Event | None = None,
) -> None:
    """Serve until the process is told to stop, or ``stop`` is set.

    The demonstration fills the database in ``prepare``, adds its page in ``extend``, and shows mails by its own ``post``.
    """
    configure(settings.log_level, settings.log_format)
    metrics = Metrics()
    async with (
        open_traces(settings) as traces,
        open_connector(settings, metrics) as (connector, session),
        assistant(
            settings,
            seeds=seeds,
            migrates=migrates,
            roster=TeamsRoster(connector, LOCAL_TENANT if settings.anonymous else ""),
            downloads=make_downloads(settings, connector, session),
            patience=PATIENCE,
        ) as one,
    ):
        if prepare:
            await prepare(one)
        async for line in warnings(settings, one.services.storage, one.clock):
            LOG.warning("%s", line)

        async def database() -> None:
            await probe(one.services.storage)

        health = Health({"database": database})
        adapter = make_adapter(
            settings,
            connector,
            session,
            handler=traces.handler(in_local_tenant(one.handle) if settings.anonymous else one.handle),
            posted=one.behind.card,
            apology=apology,
            clock=one.clock.now,
            health=health,
            metrics=metrics,
            settled=one.behind.settled,
        )
        settle()
        async with running(settings, one, traces.sender(TeamsSender(connector)), metrics.registry, post=post) as beside:
            await serve_app(
                settings,
                adapter,
                health,
                metrics,
                extend=lambda app: extend(app, one, beside),
                started=started,
                stop=stop,
            )


def settle() -> None:
    """Put what was loaded at the start out of the collector's rounds, and give back what loading has left free.

    The program and its knowledge are hundreds of thousands of objects that never die: each full round would walk through
    all of them, and a round now would take a tenth of the start to find two thousand that have.
    """
    gc.freeze()
    gc.enable()  # The command has disabled it for the time of the start.
    # A turn makes thousands of short-lived objects and hardly a cycle: the default walks through them every 700.
    gc.set_threshold(20_000, 20, 20)
    with contextlib.suppress(OSError, AttributeError):  # glibc alone has it; elsewhere nothing is lost.
        ctypes.CDLL(None).malloc_trim(0)
