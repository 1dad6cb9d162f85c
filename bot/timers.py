"""Timers: work that falls due, computed from what is stored, done once on whichever replica. Here is the clock too.

Nothing is scheduled in memory: after a stop, what has fallen due meanwhile is found by the same computation.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram

from storage import transaction
from storage.engine import Storage, StorageUnavailable
from storage.transaction import Transaction

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Item:
    """One occurrence of a duty.

    ``key`` names it for ever: what it is about and why it is due, so that a changed date is another occurrence
    («DA-2024-0001 v3 slot 2024-02-01T10:00Z»).
    """

    key: str
    at: datetime  # Aware.
    data: Mapping[str, Any] = field(default_factory=dict)


class Duty(Protocol):
    """A kind of timed work."""

    @property
    def name(self) -> str:
        """Name the duty, for ever the same: it is part of the mark that an occurrence is done."""
        ...

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return, from the present state, the occurrences that fall due: past ones still worth doing, and next ones.

        Those already done may be among them. Next ones let the clock ring on time; without them, work is found at
        the next look.
        """
        ...

    async def do(self, tx: Transaction, item: Item) -> None:
        """Do it in ``tx``, without commit: read the state again, change it, leave notices.

        Nothing to be done any more is a normal end. What it raises undoes all, and it is tried again at the next look.
        """
        ...


class Timers:
    """Looks at the duties again and again."""

    def __init__(
        self,
        storage: Storage,
        duties: Sequence[Duty],
        clock: Callable[[], datetime],
        *,
        poll: float = 30.0,
        registry: CollectorRegistry | None = None,
    ) -> None:
        """Take the duties. ``poll``: most seconds between two looks. Raises ValueError for two of one name."""
        if len({duty.name for duty in duties}) != len(duties):
            raise ValueError("two duties of one name")
        self._storage = storage
        self._duties = tuple(duties)
        self._clock = clock
        self._poll = poll
        self._bell = asyncio.Event()
        self._stopping = False
        self._loop: asyncio.Task[None] | None = None
        registry = registry or CollectorRegistry()
        self._done = Counter("assistant_timers", "Timed work, by duty and outcome", ("duty", "outcome"),
                             registry=registry)  # fmt: skip
        self._late = Histogram("assistant_timer_seconds", "From the moment that work was due until it was done",
                               registry=registry, buckets=(0.5, 1, 5, 15, 60, 300, 3600, 86400))  # fmt: skip

    def start(self) -> None:
        """Begin to look."""
        self._loop = asyncio.create_task(self._run(), name="timers")

    def wake(self) -> None:
        """Look now: something has changed that may fall due sooner."""
        self._bell.set()

    async def stop(self, seconds: float = 20.0) -> None:
        """Finish the item in hand and end; what takes longer than ``seconds`` is cut off and undone."""
        self._stopping = True
        self.wake()
        if self._loop:
            await asyncio.wait({self._loop}, timeout=seconds)
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)
            self._loop = None

    async def look(self) -> datetime | None:
        """Do all that is due now; return when the next item known falls due."""
        coming: list[datetime] = []
        for duty in self._duties:
            if self._stopping:
                break
            try:
                coming += await self._look_at(duty)
            except StorageUnavailable as error:
                LOG.warning("duty %s put off: database %s", duty.name, error)
            except Exception as error:  # One duty's bug must not hold up the others.
                LOG.error("duty %s cannot tell what is due", duty.name, exc_info=error)
                self._done.labels(duty.name, "failed").inc()
        return min(coming, default=None)

    async def _look_at(self, duty: Duty) -> list[datetime]:
        now = self._clock()
        items = list(await duty.due(now))
        past = [item for item in items if item.at <= now]
        left = await transaction.undone(self._storage, duty.name, [item.key for item in past])
        for item in sorted(past, key=lambda item: item.at):
            if self._stopping:
                break
            if item.key in left:
                left.discard(item.key)
                await self._do(duty, item)
        return [item.at for item in items if item.at > now]

    async def _do(self, duty: Duty, item: Item) -> None:
        try:
            first = await transaction.once(
                self._storage, duty.name, item.key, self._clock(), lambda tx: duty.do(tx, item)
            )
        except StorageUnavailable as error:
            LOG.warning("duty %s put off for %s: database %s", duty.name, item.key, error)
            return
        except Exception as error:
            LOG.error("duty %s failed for %s", duty.name, item.key, exc_info=error)
            self._done.labels(duty.name, "failed").inc()
            return
        self._done.labels(duty.name, "done" if first else "elsewhere").inc()
        if first:
            self._late.observe(max(0.0, (self._clock() - item.at).total_seconds()))

    async def _run(self) -> None:
        while not self._stopping:
            self._bell.clear()
            coming = await self.look()
            # Jitter, so that replicas do not all look at the same moment.
            wait = self._poll * random.uniform(0.8, 1.0)  # noqa: S311
            if coming is not None:
                wait = min(wait, max(0.05, (coming - self._clock()).total_seconds()))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._bell.wait(), wait)


# --- The clock. Demonstrations and tests may start it at another time.


class WallClock:
    """Gives the present instant, aware and in UTC."""

    def __init__(self, start: datetime | None = None) -> None:
        """``start``: the instant (aware) at which the clock begins; None for the real time."""
        self._start = start.astimezone(UTC) if start else None
        self._began = time.monotonic()

    def now(self) -> datetime:
        """Return the present instant."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def move(self, to: datetime) -> None:
        """Run on from ``to`` (aware), later than now; for demonstrations only.

        Raises ValueError for a clock that shows the real time, and for a moment that has passed.
        """
        if self._start is None:
            raise ValueError("the real time is not ours to set")
        if to <= self.now():
            raise ValueError("time does not go back")
        self._start, self._began = to.astimezone(UTC), time.monotonic()
