"""Acts on several at once that a turn has begun: what is left of them is carried out, also after a stop."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.timers import Item
from dialogs.core.context import Services
from storage.actions.batches import Rules, carry_out
from storage.queries import batches as queries
from storage.transaction import Transaction

_AGAIN = timedelta(milliseconds=50)
_LINES = 100  # Of one batch at one look, so that no other duty waits long.


class Batches:
    """Each line is a transaction of its own, named for ever: nothing is scheduled, and two replicas do no harm."""

    name = "batches"

    def __init__(self, services: Services) -> None:
        self._services = services

    async def due(self, now: datetime) -> Iterable[Item]:
        """Go on with what is running; return a next look at once while anything is left."""
        services = self._services
        rules = Rules(services.terms_of, services.delays)
        for one in await queries.running(services.storage):
            await carry_out(services.storage, one, rules, services.now, most=_LINES)
        left = await queries.running(services.storage)
        return [Item("left", now + _AGAIN)] if left else []

    async def do(self, tx: Transaction, item: Item) -> None:
        """Do nothing: the lines have been carried out when the duty was asked for what is due."""
