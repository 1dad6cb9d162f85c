"""What other replicas must hear of: PostgreSQL's NOTIFY, heard on a connection of its own.

On SQLite there is one process, and nobody to tell.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from knowledge.people import PersonKey
from storage.engine import Storage
from storage.failures import unavailable
from storage.transaction import CHANNEL, KNOWLEDGE

LOG = logging.getLogger(__name__)

_RETRY = 5.0  # Seconds before a lost connection is made again.
_PING = 30.0  # Seconds between two signs of life: a connection that a firewall dropped says nothing.


class Changes:
    """Hears of people whose roles, focus or data were changed by another replica."""

    def __init__(
        self,
        storage: Storage,
        *,
        forget: Callable[[PersonKey], None],
        forget_all: Callable[[], None],
        learn: Callable[[], None],
    ) -> None:
        """Call ``forget`` with each person changed, ``learn`` when the knowledge was.

        ``forget_all`` and ``learn`` are called when something may have been missed.
        """
        self._storage = storage
        self._learn = learn
        self._forget = forget
        self._forget_all = forget_all
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen, where there is anything to hear."""
        if not self._storage.is_sqlite:
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def stop(self) -> None:
        """Stop listening."""
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (
                Exception
            ) as error:  # Whatever it is: a replica that hears nothing any more shows what is no longer so.
                LOG.warning("not hearing of changes: database %s", unavailable(error))
            await asyncio.sleep(_RETRY)

    async def _listen(self) -> None:
        import asyncpg  # noqa: PLC0415 — not needed on SQLite.

        # As the engine connects: what follows «?» in the address («ssl») is not what asyncpg would read there.
        engine = self._storage.engine
        _, given = engine.dialect.create_connect_args(engine.url)
        theirs = {name: value for name, value in given.items() if not name.startswith("prepared_statement_")}
        connection = await asyncpg.connect(**theirs, timeout=10)
        try:
            await connection.add_listener(CHANNEL, self._heard)
            self._forget_all()  # What changed while nobody listened was missed.
            self._learn()
            while True:
                await asyncio.sleep(_PING)
                await connection.execute("SELECT 1")
        finally:
            connection.terminate()

    def _heard(self, _connection: Any, _process: int, _channel: str, payload: object) -> None:
        try:
            what = json.loads(str(payload))
            if what == KNOWLEDGE:
                self._learn()
                return
            tenant, oid, *origin = what
        except (ValueError, TypeError):
            self._forget_all()
            return
        if origin != [self._storage.origin]:
            self._forget(PersonKey(tenant, oid))
