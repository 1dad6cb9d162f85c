"""What runs beside the turns: delivery of notices, timed work, and hearing of other replicas' changes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import CollectorRegistry

from bot.delivery import Delivery, FindRoom, Render
from bot.duties import (
    Applications,
    Batches,
    Digest,
    Drafts,
    ErasedMails,
    Erasures,
    Mandates,
    OldMails,
    PersonalReminders,
    Purge,
    Requests,
    Subscriptions,
    Team,
)
from bot.leaving import Quiet, Reminders, Sender
from bot.mail import Mail, Mailer, open_mailer
from bot.mail_in import inbox_at
from bot.replies import Replies
from bot.settings import Settings
from bot.timers import Duty, Timers
from bot.wiring import Assistant
from dialogs import heeding
from dialogs.core.exchange import Address, Letter, Mailbox, Message, Scope
from dialogs.core.texts import PRODUCT
from knowledge.time.delays import office_moment
from storage import rooms
from storage.actions.erasures import Retention
from storage.actions.notices import to_phone
from storage.outbox import Room, Row
from storage.schema import Changes

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
        may_repeat=heeding.MAY_REPEAT,
        quiet=Quiet(settings.quiet_start, settings.quiet_end),
        reminders=Reminders(heeding.REMINDERS, lambda now: office_moment(now, services.delays), heeding.digest),
        silent=heeding.SILENT,
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
        services.storage, inbox, settings.reply_address, services.delays, one.clock.now,
        checked=settings.reply_senders_checked, registry=registry,
    )  # fmt: skip


def mailer(settings: Settings, one: Assistant) -> Mailer:
    """Return what sends mails, or keeps them as files where no server is set."""
    url = settings.smtp_url.get_secret_value() if settings.smtp_url else None
    return open_mailer(url, settings.mail_from, one.clock.now, name=PRODUCT[settings.assistance], folder=MAIL_FOLDER)


def duties(settings: Settings, one: Assistant) -> list[Duty]:
    """Return the program's timed work; what is owed to requests for assistance is there only where they are taken."""
    services = one.services
    found: list[Duty] = [Purge(retention(settings)), Drafts(services), Applications(services), Digest(services),
                         Batches(services), Subscriptions(services), Erasures(services),
                         ErasedMails(services.storage, MAIL_FOLDER), OldMails(MAIL_FOLDER, settings.keep_mails_days)]  # fmt: skip
    if settings.assistance:
        found += [Requests(services), PersonalReminders(services.storage), Team(services), Mandates(services)]
    return found


def retention(settings: Settings) -> Retention:
    """Return how long things are kept."""
    return Retention(
        inbox=settings.keep_inbox_days,
        drafts=settings.keep_drafts_days,
        questions=settings.keep_questions_days,
        log=settings.keep_questions_days,
        people=settings.keep_questions_days,
        applications=settings.keep_refused_days,
        requests=settings.keep_requests_days,
        accesses=settings.keep_refused_days,
        erasures=settings.keep_questions_days,
        mails=settings.keep_mails_days,
    )


def _renderer(one: Assistant) -> Render:
    async def render(row: Row) -> Message | Mail | None:
        shown = await heeding.render(one.services, row)
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
