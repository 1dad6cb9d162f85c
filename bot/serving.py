"""The parts put together, as the settings say: the assistant, what runs beside its turns, and ``serve``, which puts both on the wire."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.app import make_adapter, make_downloads, open_connector
from bot.app import serve as serve_app
from bot.backup import BACKUP
from bot.behind import Behind
from bot.delivery import Delivery, FindRoom, Render
from bot.doctor.examine import warnings
from bot.duties import (
    Applications,
    BadAnswers,
    Batches,
    Digest,
    Drafts,
    ErasedMails,
    Erasures,
    Mandates,
    Meetings,
    OldMails,
    Papers,
    PersonalReminders,
    Purge,
    Requests,
    Subscriptions,
    Team,
)
from bot.groups import Graph, GroupRoles
from bot.health import Health, Metrics, open_traces
from bot.inspection import Inspection
from bot.knowing import Knowing, PastCalls
from bot.leaving import OfficeQuiet, Reminders, Sender
from bot.log import configure
from bot.mail import Mail, Mailer, open_mailer
from bot.mail_in import inbox_at
from bot.process import FileLock
from bot.replies import Replies
from bot.settings import Settings, office_rules
from bot.teams.connector import TeamsRoster
from bot.teams.tokens import TryAgain
from bot.teams.turn import TeamsSender
from bot.terminal import LOCAL_TENANT, in_local_tenant
from bot.timers import Duty, Timers, WallClock
from dialogs import features
from dialogs.core import texts
from dialogs.core.acquaintances import Acquaintances
from dialogs.core.context import NO_DOWNLOADS, NO_ROSTER, Fetching, Post, PrivacyNotice, Roster, Services
from dialogs.core.exchange import Address, Incoming, Letter, Mailbox, Message, Reply, Scope
from dialogs.core.texts import PRODUCT
from dialogs.router import Router
from knowledge.people import PersonKey, Role
from knowledge.time.delays import office_moment
from storage import rooms
from storage.actions.erasures import Retention
from storage.actions.notices import to_phone
from storage.actions.people import seed_roles
from storage.calls import Templates
from storage.calls import find as calls_find
from storage.engine import PASSING, Storage, StorageUnavailable
from storage.outbox import Room, Row
from storage.schema import Changes, check, migrate, probe
from storage.transaction import last_done

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
            graph=Graph(settings, session) if settings.role_groups else None,
        ) as one,
    ):
        if prepare:
            await prepare(one)
        async for line in warnings(settings, one.services.storage, one.clock):
            LOG.warning("%s", line)

        async def database() -> None:
            await probe(one.services.storage)

        async def saved() -> None:
            at = await last_done(one.services.storage, BACKUP)
            metrics.saved.set(at.timestamp() if at else 0)

        metrics.looks.append(saved)
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


MAIL_FOLDER = Path("var/mail")


@dataclass(frozen=True, slots=True)
class Beside:
    """What runs beside the turns."""

    delivery: Delivery
    timers: Timers

    def wake(self) -> None:
        """Look now at what is due: the clock was moved."""
        self.timers.wake()
        self.delivery.wake()


@asynccontextmanager
async def running(
    settings: Settings,
    one: Assistant,
    sender: Sender,
    registry: CollectorRegistry | None = None,
    *,
    post: Mailer | None = None,
) -> AsyncIterator[Beside]:
    """Deliver and keep time while the block lasts; then finish what is in hand. ``post``: another than the settings'."""
    services = one.services
    delivery = Delivery(
        services.storage,
        sender=sender,
        mailer=post or mailer(settings, one),
        render=_renderer(one),
        in_charge=to_phone,
        find_room=_rooms_of(one),
        clock=one.clock.now,
        may_repeat=features.MAY_REPEAT,
        quiet=OfficeQuiet(services.rules),
        reminders=Reminders(features.REMINDERS, lambda now: office_moment(now, services.delays), features.digest),
        silent=features.SILENT,
        registry=registry,
    )
    timers = Timers(services.storage, duties(settings, one), one.clock.now, registry=registry)
    acquaintances = services.acquaintances
    changes = Changes(
        services.storage, forget=acquaintances.forget, forget_all=acquaintances.forget_all, learn=one.knowing.want
    )
    replies = _replies(settings, one, registry)
    delivery.start()
    timers.start()
    changes.start()
    if replies:
        replies.start()
    try:
        yield Beside(delivery, timers)
    finally:
        if replies:
            await replies.stop()
        await changes.stop()
        await timers.stop()
        await delivery.stop()


def _replies(settings: Settings, one: Assistant, registry: CollectorRegistry | None) -> Replies | None:
    """Return what reads answers by mail; None where no folder is set."""
    if settings.reply_inbox is None or settings.reply_address is None:
        return None
    inbox, services = inbox_at(settings.reply_inbox.get_secret_value()), one.services
    return Replies(
        services.storage, inbox, settings.reply_address, lambda: services.delays, one.clock.now,
        checked=settings.reply_senders_checked, registry=registry,
    )  # fmt: skip


def mailer(settings: Settings, one: Assistant) -> Mailer:
    """Return what sends mails, or keeps them as files where no server is set."""
    url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    return open_mailer(url, settings.mail_from, one.clock.now, name=PRODUCT[settings.assistance], folder=MAIL_FOLDER)


def duties(settings: Settings, one: Assistant) -> list[Duty]:
    """Return the program's timed work; what is owed to requests for assistance is there only where they are taken."""
    services = one.services
    found: list[Duty] = [Purge(retention(settings)), Drafts(services), Applications(services), Digest(services), BadAnswers(services),
                         Batches(services), Subscriptions(services), Erasures(services),
                         ErasedMails(services.storage, MAIL_FOLDER), OldMails(MAIL_FOLDER, settings.keep_mails_days)]  # fmt: skip
    if one.groups:
        found.append(one.groups)
    if settings.assistance:
        found += [
            Requests(services),
            PersonalReminders(services.storage),
            Team(services),
            Mandates(services),
            Meetings(services),
            Papers(services),
        ]
    return found


# Which setting says how long each kind of data is kept; the others are as ``Retention`` has them.
KEPT_BY = {
    "inbox": "keep_inbox_days", "drafts": "keep_drafts_days", "questions": "keep_questions_days",
    "log": "keep_questions_days", "people": "keep_questions_days", "applications": "keep_refused_days",
    "requests": "keep_requests_days", "accesses": "keep_refused_days", "erasures": "keep_questions_days",
    "mails": "keep_mails_days",
}  # fmt: skip


def retention(settings: Settings) -> Retention:
    """Return how long things are kept."""
    return Retention(**{kept: getattr(settings, name) for kept, name in KEPT_BY.items()})


def _renderer(one: Assistant) -> Render:
    async def render(row: Row) -> Message | Mail | None:
        shown = await features.render(one.services, row)
        return _mail(shown) if isinstance(shown, Letter) else shown

    return render


def _mail(letter: Letter) -> Mail:
    return Mail(
        to=(Mailbox(letter.to, letter.name),),
        subject=letter.subject,
        text=letter.text,
        cc=letter.cc,
        reply_to=letter.reply_to,
        attachments=letter.enclosed,
    )


def _rooms_of(one: Assistant) -> FindRoom:
    """Return what finds the experts' channel, while it is the one that is declared."""

    async def find(place: Room) -> Address | None:
        found = await rooms.find(one.services.storage, place.tenant)
        if found is None or found.place != place:
            return None
        return Address(found.channel, found.service_url, place.conversation, found.bot_id, "", Scope.CHANNEL)

    return find


_AGAIN = 1.0  # Seconds between two looks for a database that is not there yet.


@dataclass(frozen=True, slots=True)
class Assistant:
    """A running assistant, without its wire."""

    services: Services
    router: Router
    behind: Behind
    knowing: Knowing
    clock: WallClock
    groups: GroupRoles | None = None

    async def handle(self, incoming: Incoming) -> Reply:
        """Answer a turn of the wire. Raises TryAgain when the channel should send it again."""
        try:
            if self.groups:
                await self.groups.follow()
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
    graph: Graph | None = None,
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
        files = calls_find(settings.call, settings.calls_dir)
        knowing, calls = Knowing(storage, files, office_rules(settings)), PastCalls(settings.calls_dir)
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
            rules=knowing.rules,
            roster=roster or NO_ROSTER,
            downloads=downloads or NO_DOWNLOADS,
            inspect=Inspection().inspect,
            templates=Templates(settings.templates_dir),
            assistance=settings.assistance,
        )
        await knowing.start()
        behind.start()
        try:
            groups = GroupRoles(graph, storage, settings.app_tenant or "", clock.now) if graph else None
            yield Assistant(services, Router(services), behind, knowing, clock, groups)
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
