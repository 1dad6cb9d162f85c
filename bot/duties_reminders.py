"""Timed work about the reminders that people ask of themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.timers import Item
from storage.actions import reminders as actions
from storage.engine import Storage
from storage.queries import reminders as queries
from storage.transaction import Transaction


class PersonalReminders:
    """Tells each reminder once, when it is due; after a stop, as soon as the program runs again."""

    name = "reminders"

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return those that are due, and the next."""
        return [
            Item(f"{one.number} {one.at.isoformat()}", one.at, {"number": one.number})
            for one in await queries.due(self._storage, now)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave the notice."""
        await actions.tell(tx, item.data["number"])
