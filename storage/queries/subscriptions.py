"""The subscriptions of one person, or of all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey
from knowledge.subscription import LastingQuery, Schedule, read_lasting, read_schedule
from storage.engine import Storage, fetch
from storage.tables import is_person, subscription


@dataclass(frozen=True, slots=True)
class Subscription:
    """A status question that is answered of itself.

    ``schedule``: when; None: when there are more than ``above``. ``closed``: also when work rests. ``passed``: the number
    is passed now, and was told; ``crossings``: how often it was passed or come back under.
    """

    number: int
    key: PersonKey
    query: LastingQuery
    schedule: Schedule | None
    above: int | None
    closed: bool
    created_at: datetime
    passed: bool = False
    crossings: int = 0


async def of_person(storage: Storage, key: PersonKey) -> list[Subscription]:
    """Return a person's subscriptions, the oldest first."""
    own = is_person(subscription, key)
    return await _read(storage, sa.select(subscription).where(own))


async def all_of_them(storage: Storage) -> list[Subscription]:
    """Return every subscription."""
    return await _read(storage, sa.select(subscription))


async def by_number(storage: Storage, number: int) -> Subscription | None:
    """Return one subscription; None once it is stopped."""
    return next(iter(await _read(storage, sa.select(subscription).where(subscription.c.id == number))), None)


async def _read(storage: Storage, asked: sa.Select[tuple[object, ...]]) -> list[Subscription]:
    rows = await fetch(storage, asked.order_by(subscription.c.id))
    found = [subscription_of(row) for row in rows.mappings()]
    return [one for one in found if one]


def subscription_of(row: sa.RowMapping) -> Subscription | None:
    """Return a row as the rules know it; None for one that this version does not understand."""
    try:
        query = read_lasting(row["query"])
        schedule = read_schedule(row["schedule"]) if row["schedule"] else None
    except ValueError:
        return None
    return Subscription(
        row["id"], PersonKey(row["tenant"], row["oid"]), query, schedule, row["above"], row["closed"], row["created_at"],
        row["passed"], row["crossings"],
    )  # fmt: skip
