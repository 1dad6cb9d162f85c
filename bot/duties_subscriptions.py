"""Timed work about subscriptions: answers at set times, and when a count passes a number."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.timers import Item
from dialogs.core.context import Services
from dialogs.steering.subscriptions import count_of
from knowledge.people import Person
from knowledge.time.delays import office_moment
from storage.actions import subscriptions as actions
from storage.queries import subscriptions as queries
from storage.queries.people import roles_of
from storage.queries.subscriptions import Subscription
from storage.transaction import Transaction

_BACK = timedelta(days=7)  # An answer that a stop has held up is still worth giving that long.


class Subscriptions:
    """Answers each subscription when it falls due; after a stop, once for all that has passed meanwhile."""

    name = "subscriptions"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return the last occurrence of each that has passed, the next, and the numbers that are passed or no longer."""
        items: list[Item] = []
        for one in await queries.all_of_them(self._services.storage):
            if one.schedule:
                found = (one.schedule.last(now, max(one.created_at, now - _BACK)), one.schedule.coming(now))
                items += [Item(f"{one.number} {at.isoformat()}", at, {"number": one.number}) for at in found if at]
            else:
                items += await self._crossing(one, now)
        return items

    async def _crossing(self, one: Subscription, now: datetime) -> list[Item]:
        open_now = one.closed or office_moment(now, self._services.delays) == now
        if not one.passed and not open_now:
            return []
        person = Person(one.key, "", await roles_of(self._services.storage, one.key))
        count = await count_of(self._services, one, person, now)
        over = count is not None and count > (one.above or 0)
        if over is one.passed:
            return []
        key = f"{one.number} {'over' if over else 'under'} {one.crossings}"
        return [Item(key, now, {"number": one.number, "crossings": one.crossings, "up": over})]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Leave the answer, or note the crossing."""
        number = item.data["number"]
        if "up" in item.data:
            await actions.cross(tx, number, item.data["crossings"], up=item.data["up"])
        else:
            await actions.answer(tx, number, item.key)
