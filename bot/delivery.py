"""Delivery: what the outbox holds is rendered from the present state, sent, and seen to its end.

Inbound effects happen exactly once. A sending whose outcome nobody knows is repeated, three times at most, where the kind
of the notice allows it; then, or else, it ends as UNCERTAIN and is listed.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import random
import time
import uuid
from collections.abc import Awaitable, Callable, Collection, Sequence
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, Counter, Histogram

from bot.leaving import Backoff, LentPlaces, Limit, Limiter, Quiet, QuietHours, Reminders, Sender
from bot.mail import Mail, Mailer, mail_key
from bot.teams.connector import Fate, Outcome
from dialogs.core.exchange import Address, Message
from storage import outbox, rooms
from storage.actions.people import Whereabouts, lost_touch, whereabouts
from storage.engine import Failure, Storage, StorageUnavailable, judge, of_database
from storage.outbox import Also, InCharge, Medium, NoticeState, Room, Row
from storage.rooms import ShownCard

LOG = logging.getLogger(__name__)

# What Teams allows a bot (rate-limit.md), with half of the tenant's 50 a second left to the turns and other replicas.
PER_CONVERSATION = (Limit(7, 1), Limit(8, 2), Limit(60, 30), Limit(1800, 3600))
PER_TENANT = (Limit(25, 1),)
# Who is not known by an address, has opened no chat, or sits at no seat of the terminal: no fault, and no status of a server.
_NO_ADDRESS, _NO_CHAT = "no address", "unreachable"
_NO_FAULT = frozenset((_NO_ADDRESS, _NO_CHAT, Fate.BLOCKED))
_LONG_PAUSE = 5.0  # Seconds: a conversation that must be left alone for longer is so for the other replicas too.
_SEND_SECONDS = 60.0  # The senders have shorter limits of their own.
MOST_DOUBTS = 3  # How often a send is tried again that may have arrived.
MOST_REFUSALS = 6  # How often a send is tried, over some two minutes, that meets a refusal which may pass.
# Refusals that may pass: rights that a connector does not see for a moment, a request that came in too slowly, a
# conversation that is being changed.
_MAY_PASS = frozenset({403, 408, 409, 423, 425})
_STORE_TRIES = 6  # Over some ten seconds: an outcome that is not stored leaves its row in doubt.
_STORE_PAUSE = 0.2  # Seconds before the second try; then doubled.


Render = Callable[[Row], Awaitable[Message | Mail | None]]
"""Makes a :class:`Message` of a TEAMS row, a :class:`Mail` of a MAIL row (to ``row.notice.mail``), from the present
state; None when it is no longer true. The row is dropped then."""

FindRoom = Callable[[Room], Awaitable[Address | None]]
"""Gives the address of a channel or group; None when it is not known (any more)."""


class Delivery:
    """Sends the outbox's rows, one of each recipient at a time, several recipients at once."""

    def __init__(
        self,
        storage: Storage,
        *,
        sender: Sender,
        mailer: Mailer,
        render: Render,
        in_charge: InCharge,
        find_room: FindRoom,
        clock: Callable[[], datetime],
        may_repeat: Collection[str] = (),
        quiet: QuietHours | None = None,
        reminders: Reminders | None = None,
        silent: Collection[str] = (),
        backoff: Backoff | None = None,
        conversations: Limiter | None = None,
        tenants: Limiter | None = None,
        registry: CollectorRegistry | None = None,
        workers: int = 8,
        poll: float = 2.0,
        lease: timedelta = timedelta(seconds=120),
    ) -> None:
        """Create the delivery of a program; ``start`` begins to send.

        ``in_charge`` gives, in the row's transaction, the notices to those who shall phone somebody out of reach.
        ``may_repeat``: kinds of which a send whose outcome is unknown is tried again. ``silent``: kinds that redraw what
        is there, and end where there is nothing to redraw. ``poll``: seconds between looks for what other processes left.
        ``lease``: after which a row in hand is taken for abandoned; longer than any sending.
        """
        self.owner = uuid.uuid4().hex
        self._storage = storage
        self._sender = sender
        self._mailer = mailer
        self._render = render
        self._in_charge = in_charge
        self._find_room = find_room
        self._clock = clock
        self._may_repeat = frozenset(may_repeat)
        self._quiet = quiet or Quiet()
        self._reminders = reminders
        self._silent = frozenset(silent)
        self._backoff = backoff or Backoff()
        self._conversations = conversations or Limiter(*PER_CONVERSATION)
        self._tenants = tenants or Limiter(*PER_TENANT)
        self._workers = workers
        self._poll = poll
        self._lease = lease
        self._resting: dict[str, float] = {}  # Lanes whose conversation may not be written to yet, and until when.
        self._bell = asyncio.Event()
        self._stopping = asyncio.Event()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._places = LentPlaces(self.wake)
        self._loop: asyncio.Task[None] | None = None
        registry = registry or CollectorRegistry()
        self._ended = Counter("assistant_notices", "Notices, by kind, medium and what became of them",
                              ("kind", "medium", "outcome"), registry=registry)  # fmt: skip
        self._delay = Histogram("assistant_notice_seconds", "From the moment a notice was due until it was sent",
                                ("medium",), registry=registry,
                                buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600))  # fmt: skip

    def start(self) -> None:
        """Begin to deliver: at once after each commit of this process, and what is left over at each poll."""
        self._storage.bells.append(self.wake)
        self._loop = asyncio.create_task(self._run(), name="delivery")

    def wake(self) -> None:
        """Look at the outbox now."""
        self._bell.set()

    async def stop(self, seconds: float = 20.0) -> None:
        """Finish the rows in hand, give back those that wait for their turn, and end within ``seconds``."""
        self._stopping.set()
        self.wake()
        if self.wake in self._storage.bells:
            self._storage.bells.remove(self.wake)
        if self._loop:
            await asyncio.wait({self._loop}, timeout=seconds)
            for task in (self._loop, *self._in_hand):
                # Too late: the lease will run out, and whoever takes the row over knows whether it was begun.
                task.cancel()
            await asyncio.gather(self._loop, *self._in_hand, return_exceptions=True)
            self._loop = None

    async def _run(self) -> None:
        while not self._stopping.is_set():
            self._bell.clear()
            rows: list[Row] = []
            free = self._workers + self._places.lent - len(self._in_hand)
            if free > 0:
                try:
                    now = self._clock()
                    rows = await outbox.claim(
                        self._storage,
                        self.owner,
                        now,
                        limit=free,
                        lease=self._lease,
                        urgent_only=self._quiet.at(now),
                        resting=self._resting_now(),
                    )
                except StorageUnavailable as error:
                    LOG.warning("the outbox cannot be read: database %s", error)
                except Exception as error:  # A bug must not silence the delivery for good.
                    LOG.error("the outbox cannot be read", exc_info=error)
            for row in rows:
                task = asyncio.create_task(self._deliver(row), name=f"notice {row.id}")
                self._in_hand.add(task)
                task.add_done_callback(self._done)
            if not rows:
                # Jitter, so that replicas do not all look at the same moment.
                pause = self._poll * random.uniform(0.8, 1.2)  # noqa: S311
                rested = min(self._resting.values(), default=math.inf) - time.monotonic()
                await self._rest(max(0.0, min(pause, rested)) if free > 0 else pause)
        if self._in_hand:
            await asyncio.wait(set(self._in_hand))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self.wake()  # The next row of its lane may go.

    def _resting_now(self) -> list[str]:
        """Return the lanes from which nothing may be sent yet."""
        now = time.monotonic()
        self._resting = {lane: until for lane, until in self._resting.items() if until > now}
        return list(self._resting)

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._bell.wait(), seconds)

    async def _deliver(self, row: Row) -> None:
        try:
            await self._tell(row)
        except Exception as error:
            try:
                await self._failed(row, error)
            except Exception as second:
                # It stays in hand until the lease runs out; whoever takes it over knows whether it was begun.
                LOG.warning("notice %d is left as it stands", row.id, exc_info=second)

    async def _tell(self, row: Row) -> None:
        now = self._clock()
        held = self._reminders.held_until(row, now) if self._reminders else None
        if row.begun_at is not None or row.doubts > MOST_DOUBTS:
            await self._end(row, NoticeState.UNCERTAIN, "abandoned")
        elif row.attempts >= self._backoff.attempts:
            await self._end(row, NoticeState.DEAD, row.error or "abandoned")
        elif held:
            await outbox.put_off(self._storage, row, held, now)
        elif row.medium is Medium.TEAMS:
            await self._by_teams(row)
        else:
            await self._by_mail(row)

    async def _failed(self, row: Row, error: Exception) -> None:
        """Keep the row for later when the database failed; end it when it cannot be rendered."""
        if isinstance(error, StorageUnavailable):
            LOG.warning("notice %d given back: database %s", row.id, error)
            await asyncio.sleep(_STORE_PAUSE)
            # If it may have been sent, it is marked as begun and stays so: whoever takes it will not repeat it.
            await outbox.release(self._storage, row, self._clock())
            return
        LOG.error("notice %d (%s) cannot be told", row.id, row.notice.kind, exc_info=error)
        if of_database(error):
            await self._later(row, 0.0, type(error).__name__, unsent=False)
        else:
            await self._end(row, NoticeState.DEAD, type(error).__name__)

    async def _by_teams(self, row: Row) -> None:
        where, address = await self._address(row)
        if address is None and row.notice.kind in self._silent:
            await self._end(row, NoticeState.DROPPED, "unreachable")
            return
        if address is None:
            await self._otherwise(row, where, _NO_CHAT)
            return
        if self._reminders and row.notice.kind in self._reminders.kinds:
            await self._remind(row, where, address, self._reminders)
            return
        message = await self._render(row)
        if message is None:
            await self._end(row, NoticeState.DROPPED)
            return
        if not isinstance(message, Message):
            raise TypeError("a notice for Teams is rendered as a message")
        await self._say([row], where, address, message)

    async def _remind(self, row: Row, where: Whereabouts, address: Address, reminders: Reminders) -> None:
        """Send a reminder, with the others that are due to the same person: several come as one message."""
        beside = await outbox.claim_beside(self._storage, row, reminders.kinds, self._clock(), self._lease)
        said: list[tuple[Row, Message]] = []
        for one in (row, *beside):
            try:
                message = await self._render(one)
            except Exception as error:
                await self._failed(one, error)
                continue
            if isinstance(message, Message):
                said.append((one, message))
            else:
                await self._end(one, NoticeState.DROPPED)
        if said:
            whole = said[0][1] if len(said) == 1 else reminders.digest(said)
            await self._say([one for one, _ in said], where, address, whole)

    async def _say(self, rows: Sequence[Row], where: Whereabouts, address: Address, message: Message) -> None:
        """Send one message, which tells all of ``rows``, and store what becomes of it for each."""
        row = rows[0]
        tenant = row.notice.to.tenant if row.notice.to else row.notice.room.tenant if row.notice.room else ""
        if not await self._may_send(rows, address.conversation, tenant):
            return
        # Redrawing in place twice does no harm.
        repeatable = row.notice.kind in self._may_repeat or bool(message.replaces)
        outcome = await self._attempt(row, repeatable, self._sender.send(address, message))
        if outcome is None:
            return
        if outcome.fate is Fate.THROTTLED:
            self._conversations.pause(address.conversation, outcome.retry_after)
            self._let_rest(row.notice.lane, self._conversations.wait(address.conversation))
        gone = bool(message.replaces) and outcome.status == 404  # The message to redraw is gone; people are not.
        if outcome.fate is Fate.BLOCKED and not gone and row.notice.to and where.chat and where.seen_at:
            await lost_touch(self._storage, row.notice.to, where.chat, where.seen_at, self._clock())
        if outcome.fate is Fate.BLOCKED and not gone and row.notice.room:
            await rooms.lost(self._storage, row.notice.room, self._clock())
        for one in rows:
            if outcome.fate is not Fate.BLOCKED:
                await self._settle(one, outcome, repeatable, message)
            elif gone or one.notice.kind in self._silent:
                also = self._card(one, message, outcome, gone=gone)
                await self._end(one, NoticeState.DROPPED, _code(outcome), also=also)
            else:
                await self._otherwise(one, where, _code(outcome))

    @staticmethod
    def _card(row: Row, message: Message, outcome: Outcome, *, gone: bool) -> Also | None:
        """Return what notes, with the row's end, where somebody has a card that is to be redrawn, or that it is gone."""
        living, to, room = message.living, row.notice.to, row.notice.room
        if room and message.board:
            if outcome.ok:
                at = message.replaces or outcome.id
                return lambda tx: rooms.note_board(tx, room, at, message.board)
            return (lambda tx: rooms.note_board(tx, room, "", "")) if gone else None
        if living is None or to is None:
            return None
        if outcome.ok:
            shown = ShownCard(to, living.reference, message.replaces or outcome.id, living.shown)
            return lambda tx: rooms.note(tx, shown)
        lane, at = row.notice.lane, message.replaces
        return (lambda tx: rooms.forget_card(tx, lane, living.reference, at)) if gone else None

    async def _by_mail(self, row: Row) -> None:
        if row.notice.mail is None:
            await self._by_phone(row, _NO_ADDRESS)
            return
        mail = await self._render(row)
        if mail is None:
            await self._end(row, NoticeState.DROPPED)
            return
        if not isinstance(mail, Mail):
            raise TypeError("a notice by mail is rendered as a mail")
        repeatable = row.notice.kind in self._may_repeat
        key = mail_key(row.id, row.notice.key)
        outcome = await self._attempt(row, repeatable, self._mailer.send(mail, key))
        if outcome is None:
            return
        if outcome.fate is Fate.BLOCKED:
            await self._by_phone(row, _code(outcome))
        else:
            await self._settle(row, outcome, repeatable, Message(""))

    async def _address(self, row: Row) -> tuple[Whereabouts, Address | None]:
        notice = row.notice
        if notice.to is None:
            return Whereabouts(), await self._find_room(notice.room) if notice.room else None
        where = await whereabouts(self._storage, notice.to)
        chat = where.chat
        if chat is None:
            return where, None
        return where, Address(chat.channel, chat.service_url, chat.conversation, chat.bot_id, chat.user_id)

    async def _may_send(self, rows: Sequence[Row], conversation: str, tenant: str) -> bool:
        """Tell whether the rates allow one more message to a conversation; if not, the rows went back to the outbox.

        No worker waits for a conversation: the others would be held up by it. The tenant's rate holds for all of them,
        so it is waited for.
        """
        while True:
            wait = self._conversations.wait(conversation)
            if wait:
                self._let_rest(rows[0].notice.lane, wait)
            if wait > _LONG_PAUSE:
                for row in rows:
                    await self._later(row, wait, "throttled")
                return False
            if wait or self._stopping.is_set():
                for row in rows:
                    await outbox.release(self._storage, row, self._clock())
                return False
            wait = self._tenants.wait(tenant)
            if not wait:
                break
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), wait)
        self._conversations.take(conversation)
        self._tenants.take(tenant)
        self._let_rest(rows[0].notice.lane, self._conversations.wait(conversation))
        return True

    def _let_rest(self, lane: str, seconds: float) -> None:
        """Take nothing from a lane for some seconds."""
        if seconds > 0:
            self._resting[lane] = time.monotonic() + seconds

    async def _attempt(self, row: Row, repeatable: bool, sending: Awaitable[Outcome]) -> Outcome | None:
        """Send; None when the row has been taken from us (a lease that ran out while this process was held up)."""
        if not repeatable and not await self._begin(row, sending):
            return None
        try:
            with self._places.lending():
                async with asyncio.timeout(_SEND_SECONDS):
                    return await sending
        except TimeoutError:
            return Outcome(Fate.AMBIGUOUS)
        except Exception as error:
            LOG.error("notice %d (%s): the sender failed", row.id, row.notice.kind, exc_info=error)
            return Outcome(Fate.AMBIGUOUS)

    async def _begin(self, row: Row, sending: Awaitable[Outcome]) -> bool:
        begun = False
        try:
            begun = await outbox.begin(self._storage, row, self._clock())
        except StorageUnavailable as error:
            if judge(error) is Failure.PERHAPS_DONE:
                # The mark is perhaps stored, but nothing is sent: it would end as uncertain for nothing.
                await self._stored(lambda: outbox.release(self._storage, row, self._clock(), unsent=True))
            else:
                raise
        finally:
            if not begun and asyncio.iscoroutine(sending):
                sending.close()
        return begun

    async def _settle(self, row: Row, outcome: Outcome, repeatable: bool, message: Message) -> None:
        """Store what became of a sending, other than blocked. ``message``: what Teams was sent, empty for a mail."""
        replaced = message.replaces
        match outcome.fate:
            case Fate.OK:
                due = max(row.notice.not_before or row.created_at, row.created_at)
                self._delay.labels(row.medium).observe(max(0.0, (self._clock() - due).total_seconds()))
                also = self._card(row, message, outcome, gone=False)
                await self._end(row, NoticeState.SENT, activity=outcome.id or replaced, also=also)
            case Fate.THROTTLED | Fate.UNREACHABLE:
                await self._later(row, outcome.retry_after, _code(outcome))
            case Fate.REFUSED if outcome.status == 401:
                # Our own credentials: an expired secret must not end every notice.
                await self._later(row, outcome.retry_after, _code(outcome))
            case Fate.REFUSED if outcome.status in _MAY_PASS and not self._refused_again(row, outcome):
                await self._later(row, outcome.retry_after, _code(outcome))
            case Fate.AMBIGUOUS if repeatable and (replaced or row.doubts < MOST_DOUBTS):
                await self._later(row, outcome.retry_after, _code(outcome), doubtful=not replaced)
            case Fate.AMBIGUOUS:
                await self._end(row, NoticeState.UNCERTAIN, _code(outcome))
            case _:
                await self._end(row, NoticeState.DEAD, _code(outcome))

    @staticmethod
    def _refused_again(row: Row, outcome: Outcome) -> bool:
        """Tell whether a refusal that might have passed has not: the same as last time, after enough tries."""
        return row.attempts + 1 >= MOST_REFUSALS and row.error == _code(outcome)

    async def _otherwise(self, row: Row, where: Whereabouts, error: str) -> None:
        """Tell by mail who is not reachable in Teams, by phone who has no mail address."""
        mail = row.notice.mail or where.mail
        if mail is None:
            await self._by_phone(row, error)
            return
        self._count(row, "turned to mail")
        await self._stored(lambda: outbox.turn_to_mail(self._storage, row, mail, self._clock(), error=error))

    async def _by_phone(self, row: Row, error: str) -> None:
        level = logging.INFO if error in _NO_FAULT else logging.WARNING
        LOG.log(level, "notice %d (%s) is to be told by phone: %s", row.id, row.notice.kind, error)
        self._count(row, NoticeState.BLOCKED)
        await self._stored(lambda: outbox.block(self._storage, row, self._clock(), self._in_charge, error=error))

    async def _later(
        self, row: Row, seconds: float, error: str, *, unsent: bool = True, doubtful: bool = False
    ) -> None:
        self._count(row, "put off")
        now = self._clock()
        until = now + timedelta(seconds=max(seconds, self._backoff.pause(row.attempts)))
        await self._stored(
            lambda: outbox.later(self._storage, row, until, now, error=error, unsent=unsent, doubtful=doubtful)
        )

    async def _end(
        self, row: Row, state: NoticeState, error: str = "", activity: str = "", also: Also | None = None
    ) -> None:
        if state in outbox.PROBLEMS:
            LOG.warning("notice %d (%s) ends as %s: %s", row.id, row.notice.kind, state, error)
        self._count(row, state)
        await self._stored(
            lambda: outbox.finish(self._storage, row, state, self._clock(), error=error, activity=activity, also=also)
        )

    async def _stored(self, store: Callable[[], Awaitable[bool]]) -> None:
        """Store an outcome, patiently: while it is not, the row stands as begun."""
        for attempt in range(_STORE_TRIES):
            try:
                await store()
            except StorageUnavailable:
                if attempt == _STORE_TRIES - 1:
                    raise
                await asyncio.sleep(_STORE_PAUSE * 2**attempt)
            else:
                return

    def _count(self, row: Row, outcome: str) -> None:
        self._ended.labels(row.notice.kind, row.medium, outcome).inc()


def _code(outcome: Outcome) -> str:
    return f"{outcome.fate} {outcome.status}" if outcome.status else str(outcome.fate)
