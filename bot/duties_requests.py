"""Timed work about requests for assistance: alerts, reminders of sessions and of waiting, closing without an answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from bot.timers import Item
from dialogs.core.context import Services
from storage.actions import requests as actions
from storage.actions.measures import measure_missing
from storage.queries import requests as queries
from storage.transaction import Transaction


class Requests:
    """What the program owes requests, each at the moment kept with it. Quiet hours are the delivery's business."""

    name = "requests"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._renewed = False

    async def due(self, now: datetime) -> Iterable[Item]:
        """Return what falls due, and the next; at the first look of a process, for the delays that are set now."""
        storage = self._services.storage
        if not self._renewed:
            await actions.renew_due(storage, self._services.delays, now)
            await measure_missing(storage, self._services.delays, now)
            self._renewed = True
        return [
            Item(f"{one.reference} v{one.version} {one.at.isoformat()}", one.at, {"reference": one.reference})
            for one in await queries.due(storage, now)
        ]

    async def do(self, tx: Transaction, item: Item) -> None:
        """Make the moves that are due."""
        await actions.pass_time(tx, item.data["reference"], self._services.delays)
