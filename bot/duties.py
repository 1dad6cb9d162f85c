"""Timed work of the program itself."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from bot.timers import Item
from knowledge.french import PARIS
from storage.actions.retention import Retention, purge
from storage.transaction import Transaction

# When nobody is there, and after the backups of the night have begun.
_HOUR = time(3, 30)


class Purge:
    """Once a day, remove what has been kept long enough."""

    name = "purge"

    def __init__(self, keep: Retention) -> None:
        self._keep = keep

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return today's purge and tomorrow's; a day on which the program was stopped needs none of its own."""
        today = now.astimezone(PARIS).date()
        days = (today, today + timedelta(days=1))
        return [Item(day.isoformat(), datetime.combine(day, _HOUR, PARIS)) for day in days]

    async def do(self, tx: Transaction, item: Item) -> None:  # noqa: ARG002 — one purge is like another.
        """Remove it."""
        await purge(tx, self._keep)
