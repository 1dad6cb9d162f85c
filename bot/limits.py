"""Token buckets: how often something may be done for each key (a conversation, a tenant, a person)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

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
