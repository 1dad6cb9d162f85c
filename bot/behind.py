"""What is written behind the replies: contacts and counted questions in batches, the rest at once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from dialogs.core.exchange import Living
from knowledge.conversation import Remembered
from knowledge.people import PersonKey
from storage import rooms
from storage.actions.people import Remembering, keep_contacts, keep_conversations
from storage.actions.questions import log_questions
from storage.engine import Failure, Storage, StorageUnavailable, judge
from storage.queries.people import PersonContact
from storage.queries.questions import LoggedQuestion
from storage.rooms import ShownCard

LOG = logging.getLogger(__name__)

EVERY = 2.0  # Seconds between two batches.
_GATHERED = 0.5  # Seconds for which conversations are gathered where no other replica waits for them.
_PATIENCE = 1.0  # Seconds by which the answer 200 to a message is delayed at most, until its conversation is stored.
_PAUSE = 0.5  # Seconds before what the database did not take is tried again.
# Beyond, the oldest are dropped: nothing here was promised to anybody.
CAPACITY = 10_000


class Behind:
    """Collects what may be lost and writes it every other second, and at the end.

    What is remembered of a conversation is written as soon as the turn has ended, while its reply is being sent; the
    channel is told that the message was taken once that is stored, or after a second. Another replica, which reads it
    anew for a message of a few words, then knows it. On SQLite there is no other: what half a second brings is written
    in one go, and no message waits for it (a fifth of a turn's processor time). What the database does not take is kept
    for the next time; what a kill catches unwritten costs a «suite», nothing that was promised.
    """

    def __init__(self, storage: Storage, now: Callable[[], datetime]) -> None:
        self._storage = storage
        self._now = now
        self._contacts: dict[PersonKey, PersonContact] = {}
        self._asked: deque[LoggedQuestion] = deque(maxlen=CAPACITY)
        self._spoken: dict[tuple[PersonKey, str], Remembering] = {}
        self._writing: dict[tuple[PersonKey, str], Remembering] = {}
        self._written_once = asyncio.Event()  # Set, and replaced, by each write of conversations.
        self._shown: dict[tuple[PersonKey, str], ShownCard] = {}
        self._gathering = False  # What was gathered will be written in a moment.
        self._ending = False
        self._bell = asyncio.Event()  # Rung by what is to be written at once.
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

    def remember(self, key: PersonKey, conversation: str, what: Remembered) -> None:
        """Write what is remembered of a conversation, as soon as this turn has ended, or with what follows it."""
        self._spoken[key, conversation] = Remembering(key, conversation, what)
        if not self._storage.is_sqlite:
            self._bell.set()
        elif not self._gathering:
            self._gathering = True
            asyncio.get_running_loop().call_later(_GATHERED, self._gathered)

    def _gathered(self) -> None:
        self._gathering = False
        self._bell.set()

    def holds(self, key: PersonKey, conversation: str) -> bool:
        """Tell whether what is remembered of a conversation is still to be written."""
        return (key, conversation) in self._spoken or (key, conversation) in self._writing

    async def settled(self, conversation: str) -> None:
        """Return once what is remembered of a conversation is stored, or after a second: a busy database keeps nobody.

        Where no other replica reads it, at once.
        """
        if self._storage.is_sqlite:
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                while any(place == conversation for _, place in (*self._spoken, *self._writing)):
                    await self._written_once.wait()

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
        loop = asyncio.get_running_loop()
        due = loop.time() + EVERY
        while not self._ending:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), max(due - loop.time(), 0))
            self._bell.clear()
            if loop.time() < due and not self._ending:
                if not (await self._write_conversations() and await self._write_cards()):
                    await asyncio.sleep(_PAUSE)  # The database does not take it: not at every turn of the loop.
                continue
            await self.flush()
            due = loop.time() + EVERY

    async def _write_conversations(self) -> bool:
        """Write what is remembered; False where that is to be tried again."""
        if not self._spoken:
            return True
        self._writing, self._spoken = self._spoken, {}
        rows = list(self._writing.values())
        done = await self._written("conversations", keep_conversations(self._storage, rows, self._now()))
        if not done:
            self._spoken = {**self._writing, **self._spoken}
        self._writing = {}
        self._written_once.set()
        self._written_once = asyncio.Event()
        return done

    async def _write_cards(self) -> bool:
        """Write where cards were shown; False where that is to be tried again."""
        shown, self._shown = self._shown, {}
        if not shown or await self._written("cards", rooms.keep(self._storage, shown.values(), self._now())):
            return True
        self._shown = {**shown, **self._shown}
        return False

    async def flush(self) -> None:
        """Write what has been noted; each kind on its own, so that one cannot take the others down."""
        contacts, self._contacts = self._contacts, {}
        asked = list(self._asked)
        self._asked.clear()
        now = self._now()
        if contacts and not await self._written("contacts", keep_contacts(self._storage, contacts.values(), now)):
            for contact in contacts.values():
                self._again(contact)
        await self._write_conversations()
        await self._write_cards()
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
