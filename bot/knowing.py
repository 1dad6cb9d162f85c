"""The knowledge in force in this process, read again when somebody teaches or the register is imported, here or elsewhere."""

from __future__ import annotations

import asyncio
import logging

from knowledge.base import KnowledgeBase, TaughtAnswer
from knowledge.schools.register import Register, School
from storage.calls import CallFiles, read_base
from storage.engine import Storage
from storage.failures import StorageUnavailable
from storage.queries.people import all_schools
from storage.queries.questions import lessons

LOG = logging.getLogger(__name__)


class Knowing:
    """Holds the base and the register in force. A new one takes its place whole, between two turns."""

    def __init__(self, storage: Storage, files: CallFiles) -> None:
        """Read the ``files`` of the call in force."""
        self._storage = storage
        self._files = files
        self._base = read_base(files)
        self._taught: list[TaughtAnswer] = []
        self._register = Register()
        self._schools: tuple[School, ...] = ()
        self._wanted = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def base(self) -> KnowledgeBase:
        """Return the knowledge of the call in force."""
        return self._base

    def register(self) -> Register:
        """Return the register of schools in force, empty before the first import."""
        return self._register

    async def start(self) -> None:
        """Read what was taught before and the register, and begin to hear of more."""
        await self.learn()
        self._storage.learners.append(self._wanted.set)
        self._task = asyncio.create_task(self._run(), name="knowing")

    def want(self) -> None:
        """Read what was taught, soon: another replica has heard of it, or this one may have missed it."""
        self._wanted.set()

    async def stop(self) -> None:
        """Hear no more."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def learn(self) -> None:
        """Read what was taught and the register, and take them into force; building them keeps no turn waiting."""
        taught = await lessons(self._storage, self._base.call.id)
        if taught != self._taught:
            self._base = await asyncio.to_thread(read_base, self._files, taught)
            self._taught = taught
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
