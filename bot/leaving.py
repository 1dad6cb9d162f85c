"""When a notice may leave, how often each conversation may be written to, and the interface of what sends it.

And what room a slow sending leaves to the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.teams.connector import Outcome
from dialogs.core.exchange import Address, Message
from knowledge.office import OfficeRules
from storage.outbox import Row

_SLOW = 1.0  # Seconds after which a sending that has not ended gives its worker's place to another row meanwhile.
_LENT = 32  # How many places are given so at most: what waits for a network costs little, but a connection each.

Digest = Callable[[Sequence[tuple[Row, Message]]], Message]
"""Makes one message of several reminders to one person."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of each day in which only urgent notices leave, by the clock on the wall of ``zone``."""

    start: clock_time = clock_time(19)
    end: clock_time = clock_time(7, 30)
    zone: ZoneInfo = ZoneInfo("Europe/Paris")  # noqa: RUF009 - immutable.

    def at(self, now: datetime) -> bool:
        """Tell whether it is quiet at ``now``; never when start and end are the same."""
        local = now.astimezone(self.zone).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end


class QuietHours(Protocol):
    """Tells when only urgent notices leave."""

    def at(self, now: datetime) -> bool:
        """Tell whether it is quiet at ``now``."""
        ...


@dataclass(frozen=True, slots=True)
class OfficeQuiet:
    """Quiet hours as the office sets them now."""

    rules: OfficeRules

    def at(self, now: datetime) -> bool:
        """Tell whether it is quiet at ``now``."""
        return Quiet(*self.rules.quiet).at(now)


@dataclass(frozen=True, slots=True)
class Reminders:
    """What comes of itself: kinds that leave in office hours only, and in one message where several are due together.

    ``opens``: the first moment, at the one given or after it, at which they may leave. ``settles``: what has just been
    left waits so long for what the same look at the clock leaves besides.
    """

    kinds: frozenset[str]
    opens: Callable[[datetime], datetime]
    digest: Digest
    settles: timedelta = timedelta(seconds=5)

    def held_until(self, row: Row, now: datetime) -> datetime | None:
        """Return until when a row must wait; None when it may leave now."""
        if row.notice.kind not in self.kinds or row.notice.urgent:
            return None
        opens = max(self.opens(now), row.created_at + self.settles)
        return opens if opens > now else None


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses between attempts, in seconds: doubled each time up to a longest one; then given up after so many."""

    first: float = 2.0
    longest: float = 900.0
    attempts: int = 200  # About a day and a half.

    def pause(self, attempts: int) -> float:
        """Return the pause after so many earlier attempts, with jitter: rows that failed together come apart."""
        return min(self.longest, self.first * 2.0 ** min(attempts, 30)) * random.uniform(0.5, 1.0)  # noqa: S311


class LentPlaces:
    """Workers' places that go to another row while a sending is slow: slow conversations hold up nobody else."""

    def __init__(self, wake: Callable[[], None]) -> None:
        """``wake`` is called when a place has been given."""
        self.lent = 0
        self._wake = wake

    @contextlib.contextmanager
    def lending(self) -> Iterator[None]:
        """Give this worker's place where the block lasts long, until it ends."""
        given = False

        def give() -> None:
            nonlocal given
            if self.lent < _LENT:
                given = True
                self.lent += 1
                self._wake()

        timer = asyncio.get_running_loop().call_later(_SLOW, give)
        try:
            yield
        finally:
            timer.cancel()
            self.lent -= given


# --- Token buckets: how often something may be done for each key (a conversation, a tenant, a person).

# Keys remembered before those that are at rest (full buckets) are forgotten.
MAX_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` within any ``seconds``."""

    count: int
    seconds: float


@dataclass(slots=True)
class _Bucket:
    """Half of the allowance may go at once, the other half comes back over the window.

    A bucket as large as the allowance would let nearly twice as much through: all of it at once, and what flows in
    meanwhile.
    """

    capacity: float
    rate: float  # Tokens per second.
    level: float
    at: float

    @classmethod
    def full(cls, limit: Limit, now: float) -> _Bucket:
        capacity = max(1.0, (limit.count + 1) // 2)
        # A limit of one leaves nothing for the flow: then the whole window is waited.
        rate = max(limit.count - capacity, 0.0) / limit.seconds or 1.0 / limit.seconds
        return cls(capacity, rate, capacity, now)

    def wait(self, now: float) -> float:
        """Fill up to ``now`` and return the seconds until a token is there."""
        self.level = min(self.capacity, self.level + max(0.0, now - self.at) * self.rate)
        self.at = now
        # What floating point leaves short of a whole token is not worth a wait.
        return 0.0 if self.level >= 1.0 - 1e-9 else (1.0 - self.level) / self.rate


class Limiter:
    """Several limits, each kept for every key. For one event loop; nothing here waits by itself."""

    def __init__(self, *limits: Limit, clock: Callable[[], float] = time.monotonic) -> None:
        """Keep all of ``limits``; ``clock`` gives seconds that never go back."""
        self._limits = limits
        self._clock = clock
        self._buckets: dict[str, tuple[_Bucket, ...]] = {}
        self._paused: dict[str, float] = {}

    def wait(self, key: str) -> float:
        """Return the seconds until ``key`` may go, 0 when it may now."""
        now = self._clock()
        until = self._paused.get(key, 0.0)
        if until <= now:
            self._paused.pop(key, None)
        return max(until - now, *(bucket.wait(now) for bucket in self._of(key, now)), 0.0)

    def take(self, key: str) -> None:
        """Count one for ``key``; to be called right after ``wait`` has given 0."""
        for bucket in self._of(key, self._clock()):
            bucket.level -= 1.0

    def pause(self, key: str, seconds: float) -> None:
        """Let nothing go for ``key`` during ``seconds``: the other side has asked for it."""
        self._paused[key] = max(self._paused.get(key, 0.0), self._clock() + seconds)

    def _of(self, key: str, now: float) -> tuple[_Bucket, ...]:
        buckets = self._buckets.get(key)
        if buckets is None:
            if len(self._buckets) >= MAX_KEYS:
                self._forget(now)
            buckets = self._buckets[key] = tuple(_Bucket.full(limit, now) for limit in self._limits)
        return buckets

    def _forget(self, now: float) -> None:
        for key, buckets in list(self._buckets.items()):
            if all(bucket.wait(now) == 0.0 and bucket.level >= bucket.capacity for bucket in buckets):
                del self._buckets[key]
        self._paused = {key: until for key, until in self._paused.items() if until > now}


# --- What sends a message: Teams, through its connector, or a double of it in the tests.


class Sender(Protocol):
    """Sends a message to a conversation, or redraws the one that it ``replaces``; never raises for the network."""

    async def send(self, address: Address, message: Message) -> Outcome:
        """Send it once; ``id`` of the outcome names the message."""
        ...
