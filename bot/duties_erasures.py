"""Timed work about personal data: reminders of requests of erasure, and mails kept as files that are to go."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.mail import remove_before, remove_of
from bot.timers import Item
from dialogs.core.context import Services
from knowledge.erasure import REMINDED_AFTER
from knowledge.french import PARIS
from storage.actions import erasures as actions
from storage.engine import Storage
from storage.queries import erasures as queries
from storage.transaction import Transaction

_HOUR = time(3, 40)
_IN_HAND = timedelta(minutes=2)  # A mail that was being written when its row was erased is then written.


class Erasures:
    """The SA EPLE is told again of a request of erasure before the month in which it must be answered is over."""

    name = "erasures"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return, of each request that waits, the last reminder that has passed and the next."""
        items = []
        for one in await queries.waiting(self._services.storage):
            reminders = [(count, one.asked_at + after) for count, after in enumerate(REMINDED_AFTER, 1)]
            past = [reminder for reminder in reminders if reminder[1] <= now]
            coming = reminders[len(past) :]
            items += [
                Item(f"{one.number} {count}", at, {"number": one.number, "count": count})
                for count, at in (*past[-1:], *coming[:1])
            ]
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Tell of it, if it still waits."""
        mail = self._services.notice.controller_mail
        await actions.remind(tx, item.data["number"], item.data["count"], mail)


class ErasedMails:
    """What was erased from the database goes from the folder of mails too, once a mail in hand has ended."""

    name = "erased_mails"

    def __init__(self, storage: Storage, folder: Path) -> None:
        self._storage = storage
        self._folder = folder

    async def due(self, now: datetime) -> Iterable[Item]:  # noqa: ARG002 - computed from the state alone.
        """Return the erasures whose mails are still to be removed."""
        return [
            Item(str(one.number), one.decided_at + _IN_HAND, {"rows": one.rows})
            for one in await actions.mails_left(self._storage)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Remove them, then note it: a process that dies in between does it again."""
        await asyncio.to_thread(remove_of, self._folder, item.data["rows"])
        await actions.mails_removed(tx, int(item.key))


class OldMails:
    """Once a day, each machine removes the mails that it has kept as files long enough."""

    name = "old_mails"

    def __init__(self, folder: Path, days: int) -> None:
        self._folder = folder
        self._days = days

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return today's removal and tomorrow's."""
        today = now.astimezone(PARIS).date()
        days = (today, today + timedelta(days=1))
        return [Item(f"{day} {platform.node()}", datetime.combine(day, _HOUR, PARIS)) for day in days]

    async def do(self, tx: Transaction, item: Item) -> None:  # noqa: ARG002 — one day is like another.
        """Remove them."""
        await asyncio.to_thread(remove_before, self._folder, tx.now - timedelta(days=self._days))
