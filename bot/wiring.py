"""The parts put together: from settings to something that answers."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.behind import Behind
from bot.inspection import Inspection
from bot.knowing import Knowing
from bot.process import FileLock
from bot.settings import Settings
from bot.teams.hosts import TryAgain
from bot.terminal import LOCAL_TENANT
from bot.timers import WallClock
from dialogs.core import texts
from dialogs.core.acquaintances import Acquaintances
from dialogs.core.context import NO_DOWNLOADS, NO_ROSTER, Fetching, Post, PrivacyNotice, Roster, Services
from dialogs.core.exchange import Incoming, Reply
from dialogs.router import Router
from knowledge.people import PersonKey, Role
from knowledge.time.delays import Delays
from storage.actions.people import seed_roles
from storage.calls import Templates, find
from storage.engine import Storage
from storage.failures import PASSING, StorageUnavailable
from storage.past_calls import PastCalls
from storage.schema import check, migrate

LOG = logging.getLogger(__name__)

_AGAIN = 1.0  # Seconds between two looks for a database that is not there yet.


@dataclass(frozen=True, slots=True)
class Assistant:
    """A running assistant, without its wire."""

    services: Services
    router: Router
    behind: Behind
    knowing: Knowing
    clock: WallClock

    async def handle(self, incoming: Incoming) -> Reply:
        """Answer a turn of the wire. Raises TryAgain when the channel should send it again."""
        try:
            return await self.router.answer(incoming)
        except StorageUnavailable as error:
            raise TryAgain(f"database {error}", says=texts.NOT_NOW) from error


@asynccontextmanager
async def assistant(
    settings: Settings,
    *,
    seeds: list[tuple[PersonKey, Role]] | None = None,
    migrates: bool = False,
    roster: Roster | None = None,
    downloads: Fetching | None = None,
    patience: float = 0.0,
) -> AsyncIterator[Assistant]:
    """Open the database, read the knowledge, give the seeded roles; write what is left at the end.

    ``patience``: seconds to wait for a database that is not there yet. Raises Held (another process has the SQLite file), SchemaOutdated, SchemaNewer, UnknownCall, CallFault, StorageUnavailable.
    """
    storage = Storage.open(settings.database_url)
    lock = FileLock(storage.path) if storage.path else None
    if lock:
        lock.take()
    try:
        await reach(storage, patience)
        if migrates:
            await migrate(storage)
        await check(storage)
        files = find(settings.call, settings.calls_dir)
        knowing, calls = Knowing(storage, files), PastCalls(settings.calls_dir)
        clock = WallClock(settings.now)
        await calls.start(storage, files, knowing.base().call, clock.now())
        await seed_roles(storage, [*seeded(settings), *(seeds or [])], clock.now())
        behind = Behind(storage, clock.now)
        services = Services(
            storage=storage,
            knowledge=knowing.base,
            calls=calls,
            register=knowing.register,
            notebook=behind,
            acquaintances=Acquaintances(),
            now=clock.now,
            notice=notice(settings),
            post=Post(
                server=settings.smtp_url is not None,
                copy_to=settings.copy_email or "",
                replies=settings.reply_address or "",
            ),
            delays=delays(settings),
            roster=roster or NO_ROSTER,
            downloads=downloads or NO_DOWNLOADS,
            inspect=Inspection().inspect,
            templates=Templates(settings.templates_dir),
            assistance=settings.assistance,
        )
        await knowing.start()
        behind.start()
        try:
            yield Assistant(services, Router(services), behind, knowing, clock)
        finally:
            await behind.close()
            await knowing.stop()
    finally:
        await storage.close()
        if lock:
            lock.release()


async def reach(storage: Storage, patience: float) -> None:
    """Wait until the database takes connections, at most ``patience`` seconds.

    Raises StorageUnavailable then, or at once when an operator has to act first.
    """
    until = time.monotonic() + patience
    waiting = False
    while True:
        try:
            async with storage.reading():
                return
        except StorageUnavailable as error:
            if error.trouble not in PASSING or time.monotonic() >= until:
                raise
            if not waiting:
                LOG.warning("waiting for the database, at most %d s: %s", patience, error)
            waiting = True
        await asyncio.sleep(_AGAIN)


def seeded(settings: Settings) -> list[tuple[PersonKey, Role]]:
    """Return the roles that the settings name, in the app's own tenant."""
    tenant = settings.app_tenant or LOCAL_TENANT
    return [
        *((PersonKey(tenant, oid), Role.SA_EPLE) for oid in settings.saeple_members),
        *((PersonKey(tenant, oid), Role.EXPERT) for oid in settings.experts),
    ]


def delays(settings: Settings) -> Delays:
    """Return the delays of the life cycles."""
    return Delays(
        take_hours=settings.untaken_alert_hours,
        take_hours_urgent=settings.urgent_alert_hours,
        idle_days=settings.idle_alert_days,
        confirm_days=settings.auto_close_days,
        reopen_days=settings.reopen_days,
        day_starts=settings.workday_start,
        day_ends=settings.workday_end,
        slot_reminders=tuple(timedelta(minutes=minutes) for minutes in settings.session_reminder_minutes),
        draft_reminder_days=settings.closing_reminder_days,
    )


def notice(settings: Settings) -> PrivacyNotice:
    """Return what the notice on personal data and the help name."""
    return PrivacyNotice(
        controller=settings.data_controller or "",
        controller_mail=settings.data_controller_email or "",
        dpo=settings.dpo_contact or "",
        tickets_url=settings.tickets_url or "",
        question_days=settings.keep_questions_days,
        log_days=settings.keep_questions_days,
        person_days=settings.keep_questions_days,
        application_days=settings.keep_refused_days,
        request_days=settings.keep_requests_days,
        draft_days=settings.keep_drafts_days,
        mail_days=settings.keep_mails_days,
    )
