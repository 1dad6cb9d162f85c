"""What is written behind the replies, in batches: contacts, counted questions, last topics, where cards are."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from dialogs.core.turn import Incoming, Living
from knowledge.people import PersonKey
from storage import cards
from storage.actions.focus import Spoken, keep_topics
from storage.actions.people import PersonContact, keep_contacts
from storage.actions.questions import LoggedQuestion, log_questions
from storage.cards import ShownCard
from storage.engine import Storage
from storage.failures import Failure, StorageUnavailable, judge

LOG = logging.getLogger(__name__)

EVERY = 2.0  # Seconds between two batches.
# Beyond, the oldest are dropped: nothing here was promised to anybody.
CAPACITY = 10_000


class Behind:
    """Collects what may be lost and writes it every other second, and at the end.

    What the database does not take is kept for the next time.
    """

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now
        self._contacts: dict[PersonKey, PersonContact] = {}
        self._asked: deque[LoggedQuestion] = deque(maxlen=CAPACITY)
        self._spoken: dict[tuple[PersonKey, str], Spoken] = {}
        self._shown: dict[tuple[PersonKey, str], ShownCard] = {}
        self._ending = False
        self._bell = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def contact(self, contact: PersonContact) -> None:
        """Note that a person was seen; a later contact of the same person takes the place of an earlier one."""
        earlier = self._contacts.get(contact.key)
        if earlier and earlier.noticed and not contact.noticed:
            contact = PersonContact(contact.key, contact.name, contact.at, contact.chat, noticed=True)
        self._contacts[contact.key] = contact

    def asked(self, asked: LoggedQuestion) -> None:
        """Note a question, without identity."""
        self._asked.append(asked)

    def topic(self, incoming: Incoming, topic: str, now: datetime) -> None:
        """Note the last topic spoken of."""
        conversation = incoming.address.conversation
        self._spoken[incoming.person, conversation] = Spoken(incoming.person, conversation, topic, now)

    def card(self, living: Living, activity: str) -> None:
        """Note where a person was shown the card of a request: at once, since the next event redraws it there."""
        key = (living.to, living.reference)
        self._shown[key] = ShownCard(living.to, living.reference, activity, living.shown)
        self._bell.set()

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Write what is left, and end."""
        if self._task:
            # A batch is never cut short: what it holds would be lost, and its half-open transaction keep others out.
            self._ending = True
            self._bell.set()
            await self._task
        await self.flush()

    async def _run(self) -> None:
        while not self._ending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), EVERY)
            self._bell.clear()
            await self.flush()

    async def flush(self) -> None:
        """Write what has been noted; each kind on its own, so that one cannot take the others down."""
        contacts, self._contacts = self._contacts, {}
        spoken, self._spoken = self._spoken, {}
        shown, self._shown = self._shown, {}
        asked = list(self._asked)
        self._asked.clear()
        now = self._now()
        if contacts and not await self._written("contacts", keep_contacts(self._storage, contacts.values(), now)):
            for contact in contacts.values():
                self._again(contact)
        if spoken and not await self._written("topics", keep_topics(self._storage, spoken.values(), now)):
            self._spoken = {**spoken, **self._spoken}
        if shown and not await self._written("cards", cards.keep(self._storage, shown.values(), now)):
            self._shown = {**shown, **self._shown}
        if asked and not await self._written("questions", log_questions(self._storage, asked, now), twice=False):
            self._asked = deque((*asked, *self._asked), maxlen=CAPACITY)

    def _again(self, contact: PersonContact) -> None:
        """Keep a contact that was not written; one that was noted since takes its place."""
        later = self._contacts.get(contact.key)
        self._contacts[contact.key] = contact
        if later:
            self.contact(later)

    @staticmethod
    async def _written(what: str, writing: Awaitable[None], *, twice: bool = True) -> bool:
        """Tell whether what is to be written need not be tried again. ``twice``: it may be written again without harm."""
        try:
            await writing
        except StorageUnavailable as error:
            LOG.warning("%s %s: database %s", what, judge(error), error)
            return judge(error) is Failure.PERHAPS_DONE and not twice
        except Exception as error:  # A bug here must not end the writing of all that follows, and would come again.
            LOG.error("%s not written", what, exc_info=error)
        return True
