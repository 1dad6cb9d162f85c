"""When a notice may leave: the hours of the day, the office hours of what comes of itself, the pause after a failure.

And what room a slow sending leaves to the others.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from zoneinfo import ZoneInfo

from dialogs.core.turn import Message
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
