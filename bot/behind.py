"""What is written behind the replies, in batches: contacts, counted questions, last topics."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from dialogs.turn import Incoming
from knowledge.people import PersonKey
from storage.actions.focus import Spoken, keep_topics
from storage.actions.people import Contact, keep_contacts
from storage.actions.questions import Asked, log_questions
from storage.engine import Storage, StorageUnavailable

LOG = logging.getLogger(__name__)

EVERY = 2.0  # Seconds between two batches.
# Beyond, the oldest are dropped: nothing here was promised to anybody.
CAPACITY = 10_000


class Behind:
    """Collects what may be lost and writes it every other second, and at the end."""

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now
        self._contacts: dict[PersonKey, Contact] = {}
        self._asked: deque[Asked] = deque(maxlen=CAPACITY)
        self._spoken: dict[tuple[PersonKey, str], Spoken] = {}
        self._task: asyncio.Task[None] | None = None

    def contact(self, contact: Contact) -> None:
        """Note that a person was seen; a later contact of the same person takes the place of an earlier one."""
        earlier = self._contacts.get(contact.key)
        if earlier and earlier.noticed and not contact.noticed:
            contact = Contact(contact.key, contact.name, contact.at, contact.chat, noticed=True)
        self._contacts[contact.key] = contact

    def asked(self, asked: Asked) -> None:
        """Note a question, without identity."""
        self._asked.append(asked)

    def topic(self, incoming: Incoming, topic: str, now: datetime) -> None:
        """Note the last topic spoken of."""
        conversation = incoming.address.conversation
        self._spoken[incoming.person, conversation] = Spoken(incoming.person, conversation, topic, now)

    def start(self) -> None:
        """Begin to write."""
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def close(self) -> None:
        """Write what is left, and end."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.flush()

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self.flush()

    async def flush(self) -> None:
        """Write what has been noted; each kind on its own, so that one cannot take the others down."""
        contacts, self._contacts = list(self._contacts.values()), {}
        spoken, self._spoken = list(self._spoken.values()), {}
        asked = list(self._asked)
        self._asked.clear()
        now = self._now()
        if contacts:
            await self._write("contacts", keep_contacts(self._storage, contacts, now))
        if spoken:
            await self._write("topics", keep_topics(self._storage, spoken, now))
        if asked:
            await self._write("questions", log_questions(self._storage, asked, now))

    @staticmethod
    async def _write(what: str, writing: Awaitable[None]) -> None:
        try:
            await writing
        except StorageUnavailable as error:
            LOG.warning("%s not written: %s", what, error)
        except Exception as error:  # A bug here must not end the writing of all that follows.
            LOG.error("%s not written", what, exc_info=error)
