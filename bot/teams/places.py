"""How many turns are worked on at once: the others wait in line, and who has waited too long is asked to come back.

All turns share one processor. Where each that comes were begun at once, all would end late together; in line, those that
are begun end soon, and the channel, which gives a turn 15 seconds, is told in time of those that are not. Replies are sent
outside of a place: a connector that is slow holds up nobody's turn.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from bot.teams.refusals import TryAgain
from bot.teams.turn import Handler
from dialogs.core.turn import Incoming, Reply

PLACES = 32  # More than wait for the database or for a file at any time; the fewer, the shorter a round of the loop.
PATIENCE = 6.0  # Seconds in line: the turn itself and its reply come on top, and the channel gives 15 in all.


class TurnPlaces:
    """The places and the line before them, first come, first served. For one event loop."""

    def __init__(
        self, count: int = PLACES, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``patience`` in seconds; ``clock`` gives seconds that never go back."""
        self._places = asyncio.Semaphore(count)
        self._patience = patience
        self._clock = clock

    def through(self, handler: Handler) -> Handler:
        """Return ``handler`` behind the line. It raises TryAgain, nothing having been done, for who has waited too long."""

        async def placed(incoming: Incoming) -> Reply:
            if self._places.locked():
                await self._wait()
            else:
                await self._places.acquire()
            try:
                return await handler(incoming)
            finally:
                self._places.release()

        return placed

    async def _wait(self) -> None:
        came = self._clock()
        try:
            async with asyncio.timeout(self._patience):  # Where no place becomes free at all.
                await self._places.acquire()
        except TimeoutError:
            raise TryAgain("busy") from None
        if self._clock() - came > self._patience:  # Where the loop is late, so is its timer.
            self._places.release()
            raise TryAgain("busy")
