"""What this process knows: the knowledge in force, and past calls, as their applications were made.

What is in force is read again when somebody teaches or the register is imported, here or elsewhere.
"""

from __future__ import annotations

import asyncio
import logging
import tomllib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from dialogs.core.form_texts import name_topics
from knowledge.base import KnowledgeBase, TaughtAnswer
from knowledge.call import Call
from knowledge.call_file import read_call
from knowledge.call_heading import read_academy
from knowledge.office import OfficeRules
from knowledge.schools.register import Register, School
from storage.actions.questions import keep_call
from storage.calls import CallFiles, UnknownCall, academies, academy_text, find, read_all, read_base, types
from storage.engine import Storage, StorageUnavailable
from storage.queries.people import all_schools
from storage.queries.questions import KeptCall, changed_rules, kept_calls, lessons

LOG = logging.getLogger(__name__)


class Knowing:
    """Holds the base and the register in force. A new one takes its place whole, between two turns."""

    def __init__(self, storage: Storage, files: CallFiles, rules: OfficeRules | None = None) -> None:
        """Read the ``files`` of the call in force. ``rules``: what the office sets, kept up to date here."""
        self._storage = storage
        self._files = files
        self._base = read_base(files)
        self._taught: list[TaughtAnswer] = []
        self._register = Register()
        self._schools: tuple[School, ...] = ()
        self.rules = rules or OfficeRules()
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None

    def base(self) -> KnowledgeBase:
        """Return the knowledge of the call in force."""
        return self._base

    def register(self) -> Register:
        """Return the register of schools in force, empty before the first import."""
        return self._register

    async def start(self) -> None:
        """Read what was taught before, the register and what the office sets, and begin to hear of more."""
        await self.learn()
        self._storage.learners.append(self._wanted.set)
        self._reading = asyncio.create_task(asyncio.to_thread(read_all), name="reading weights")
        self._task = asyncio.create_task(self._run(), name="knowing")

    def want(self) -> None:
        """Read what was taught, soon: another replica has heard of it, or this one may have missed it."""
        self._wanted.set()

    async def stop(self) -> None:
        """Hear no more."""
        running = [one for one in (self._task, self._reading) if one]
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def learn(self) -> None:
        """Read what was taught and the register, and take them into force; building them keeps no turn waiting."""
        taught = await lessons(self._storage, self._base.call.id)
        if taught != self._taught:
            self._base = await asyncio.to_thread(read_base, self._files, taught)
            self._taught = taught
        changed = await changed_rules(self._storage)
        if changed != self.rules.changed:
            self.rules.take(changed)
            name_topics(changed)
        schools = await all_schools(self._storage)
        if schools != self._schools:
            self._register = await asyncio.to_thread(Register, schools)
            self._schools = schools

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.learn()
            except StorageUnavailable as error:
                LOG.warning("what was taught is not read yet: database %s", error)
                await asyncio.sleep(5)
                self._wanted.set()
            except Exception as error:  # The knowledge in force stays; the next lesson tries again.
                LOG.error("what was taught cannot be used", exc_info=error)


class PastCalls:
    """Gives any call by its id, without the ways of asking about it: what its applications need."""

    def __init__(self, folder: Path | None = None) -> None:
        """``folder``: where calls are looked for before our own."""
        self._folder = folder
        self._kept: dict[str, KeptCall] = {}
        self._read: dict[str, Call] = {}

    async def start(self, storage: Storage, files: CallFiles, call: Call, now: datetime) -> None:
        """Keep the text of the call in force, ``call`` as it was read, and read those that are kept."""
        academy = academy_text(call.call.academy, files.call.parent)
        await keep_call(storage, KeptCall(call.id, files.call.read_text(encoding="utf-8"), academy), now)
        self._kept = {one.id: one for one in await kept_calls(storage)}

    def get(self, id_: str) -> Call:
        """Return the call of that id. Raises UnknownCall."""
        if id_ not in self._read:
            self._read[id_] = self._found(id_)
        return self._read[id_]

    def all(self) -> Sequence[Call]:
        """Return the calls that have been in force, that which closes last first."""
        return sorted((self.get(id_) for id_ in self._kept), key=lambda call: call.call.closes_at, reverse=True)

    def _found(self, id_: str) -> Call:
        try:
            files = find(id_, self._folder)
            text = files.call.read_text(encoding="utf-8")
            return read_call(text, types=types(wordings=False), academies=academies(files.call.parent))
        except UnknownCall:
            kept = self._kept.get(id_)
            if kept is None:
                raise
        name = str(tomllib.loads(kept.text)["call"].get("academy", ""))
        known = {name: read_academy(kept.academy)} if kept.academy else {}
        return read_call(kept.text, types=types(wordings=False), academies=known)
