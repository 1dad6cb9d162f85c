"""Timed work about the team: what is to be handed over before and when an absence begins, who is on call today."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.timers import Item
from dialogs.core.context import Services
from knowledge.people import PersonKey
from knowledge.time.delays import at_paris, is_working_day, paris_day
from storage.actions import mandates
from storage.actions import team as actions
from storage.queries import mandates as of_mandates
from storage.queries import team as queries
from storage.transaction import Transaction

_AHEAD = timedelta(days=10)  # The eve of an absence lies within that of its first day.
_EVE_HOURS = 4  # Before work ends on the eve: there is time to hand over.


class Team:
    """Tells, once on one replica and on working days, what absences leave behind and who is on call."""

    name = "team"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what is to be told today and what comes next."""
        storage, today, delays = self._services.storage, paris_day(now), self._services.delays
        items: list[Item] = []
        for one in await queries.absences(storage, today, today + _AHEAD):
            for mark, day in actions.marks_of(one):
                at = at_paris(day, delays.day_starts)
                if mark == "eve":
                    at = at_paris(day, delays.day_ends) - timedelta(hours=_EVE_HOURS)
                # What was noted later than that was said back with the same buttons.
                if paris_day(at) >= today and (one.noted_at is None or one.noted_at < at):
                    key = f"{mark} {one.number} {one.days.first} {day}"
                    items.append(Item(key, at, {"absence": one.number, "mark": mark}))
        for call in await queries.on_calls(storage, today, today + _AHEAD):
            day = today if call.days.covers(today) else call.days.first
            if is_working_day(day):
                key = f"call {call.number} {day}"
                items.append(Item(key, at_paris(day, delays.day_starts), {"call": call.number, "day": day.isoformat()}))
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave what is to be told; what is gone meanwhile is told to nobody."""
        await actions.tell_due(tx, item.data)


_LATE = timedelta(days=5)  # A reminder that falls on days on which nothing runs is still told so much later.


class Mandates:
    """Tells the SA EPLE, and the expert, that a mandate comes to its end: long before, a fortnight before, on its last day."""

    name = "mandates"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what is to be told from today on."""
        delays, today, items = self._services.delays, paris_day(now), []
        for one in await of_mandates.mandates(self._services.storage):
            for day in one.reminders():
                if day >= today - _LATE and one.ends:
                    data = {**one.key._asdict(), "ends": one.ends.isoformat()}
                    items.append(Item(f"{_mark(one.key)} {one.ends} {day}", at_paris(day, delays.day_starts), data))
        return items

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave what is to be told."""
        await mandates.tell_end(tx, item.data)


def _mark(key: PersonKey) -> str:
    """Return what names a person in what is kept for years: it leads back to nobody who was erased."""
    return hashlib.sha256(f"{key.tenant}/{key.oid}".encode()).hexdigest()[:16]
