"""The one clock. It may start elsewhere in time, for demonstrations and tests, and runs on from there."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


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
