"""Answers by mail: fetched from their folder, read, given to the request or the application that they are about."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge

from bot.log import new_incident
from bot.mail_in import FetchedMail, Inbox, InboxUnavailable, ReplyMail, Unfit, read_mail
from dialogs.assistance.card_texts import LEFT_ASIDE
from dialogs.core.fields import secret_in
from knowledge.time.delays import Delays
from storage.actions.sayings import MailOutcome, answered_by_mail, refuse_mail
from storage.engine import Storage, StorageUnavailable

LOG = logging.getLogger(__name__)
LONGEST = 1_000  # Characters of a message about a request.
_TOLD = (Unfit.TOO_LARGE, Unfit.NO_TEXT)
_FAILED = "failed"
_LONGEST_PAUSE = 900.0  # Seconds between two looks, however often the folder could not be read.


class Replies:
    """Looks into the folder again and again; a mail is taken once, whichever replica has fetched it."""

    def __init__(
        self,
        storage: Storage,
        inbox: Inbox,
        address: str,
        delays: Callable[[], Delays],
        clock: Callable[[], datetime],
        *,
        checked: bool = False,
        poll: float = 60.0,
        registry: CollectorRegistry | None = None,
    ) -> None:
        """``address``: ours, without a token; ``checked``: as in ``read_mail``; ``poll``: seconds between two looks."""
        self._storage = storage
        self._inbox = inbox
        self._address = address
        self._delays = delays
        self._clock = clock
        self._checked = checked
        self._poll = poll
        self._loop: asyncio.Task[None] | None = None
        self._failures = 0  # Looks in a row that came to nothing.
        registry = registry or CollectorRegistry()
        self._seen = Counter("assistant_replies", "Mails that answer about a request, by what became of them",
                             ("outcome",), registry=registry)  # fmt: skip
        failing = Gauge("assistant_replies_failing", "Looks in a row into the folder of answers by mail that failed",
                        registry=registry)  # fmt: skip
        failing.set_function(lambda: self._failures)

    def start(self) -> None:
        """Begin to look."""
        self._loop = asyncio.create_task(self._run(), name="replies")

    async def stop(self) -> None:
        """End; a mail in hand is fetched again, and taken once."""
        if self._loop:
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None

    async def _run(self) -> None:
        while True:
            pause = await self.look_safely()
            await asyncio.sleep(pause)

    async def look_safely(self) -> float:
        """Look, whatever goes wrong; return the seconds until the next look, twice as many after each failure."""
        try:
            await self.look()
        except (InboxUnavailable, StorageUnavailable) as error:
            self._failures += 1
            LOG.warning("answers by mail put off, %d times in a row: %s", self._failures, error)
        except Exception as error:  # Whatever it is, mails must be read again.
            self._failures += 1
            LOG.error("%s answers by mail cannot be read", new_incident(), exc_info=error)
        else:
            self._failures = 0
        return min(self._poll * 2.0 ** min(self._failures, 10), max(self._poll, _LONGEST_PAUSE))

    async def look(self) -> dict[str, int]:
        """Take what has come; return how many mails had which outcome. Raises InboxUnavailable, StorageUnavailable."""
        fetched = await asyncio.to_thread(self._inbox.fetch)
        taken: list[str] = []
        left: list[str] = []
        counted: dict[str, int] = {}
        for mail in fetched:
            outcome = await self._take_safely(mail)
            self._seen.labels(outcome).inc()
            counted[outcome] = counted.get(outcome, 0) + 1
            (taken if outcome == MailOutcome.TAKEN else left).append(mail.name)
        if fetched:
            await asyncio.to_thread(self._inbox.settle, taken, left)
        if unchecked := counted.get(Unfit.UNCHECKED):
            LOG.warning(
                "%d mails without Authentication-Results left in the folder: see REPLY_SENDERS_CHECKED", unchecked
            )
        return counted

    async def _take_safely(self, mail: FetchedMail) -> str:
        """Take one mail. One that cannot be handled stays in the folder, and holds up no other."""
        try:
            return await self._take(mail)
        except StorageUnavailable:
            raise
        except Exception as error:
            LOG.error("%s an answer by mail cannot be handled", new_incident(), exc_info=error)
            return _FAILED

    async def _take(self, mail: FetchedMail) -> str:
        """Take one mail; what it holds is never logged."""
        read = await asyncio.to_thread(read_mail, mail.raw, self._address, checked=self._checked)
        if read.unfit:
            return await self._refused(read, read.unfit) if read.unfit in _TOLD else read.unfit
        if secret_in(read.text):
            return await self._refused(read, "secret")
        text = read.text[:LONGEST]
        if read.left:
            text = f"{text} {LEFT_ASIDE.format(count=read.left)}"
        now = self._clock()
        outcome = await answered_by_mail(
            self._storage, read.token, read.sender, text, self._delays(), key=read.key, now=now
        )
        return await self._refused(read, outcome) if outcome is MailOutcome.ENDED else outcome

    async def _refused(self, read: ReplyMail, why: str) -> str:
        """Tell the contact, and nobody else, why it was not taken."""
        known = await refuse_mail(self._storage, read.token, read.sender, str(why), key=read.key, now=self._clock())
        return str(why) if known else MailOutcome.UNKNOWN
