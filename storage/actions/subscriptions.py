"""Subscriptions: made, stopped, answered when they fall due."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from knowledge.errors import DomainError
from knowledge.people import PersonKey
from knowledge.subscription import MOST, LastingQuery, Schedule
from storage.actions.notices import SUBSCRIPTION
from storage.engine import Storage
from storage.outbox import Notice, notify
from storage.tables import is_person, subscription
from storage.transaction import ActivityKey, Transaction, insert, transaction


class TooManySubscriptions(DomainError):
    """The person has as many as one may have."""


async def subscribe(
    storage: Storage,
    key: PersonKey,
    query: LastingQuery,
    when: Schedule | int,
    *,
    nonce: str,
    now: datetime,
    activity: ActivityKey,
    closed: bool = False,
) -> None:
    """Make a subscription, to be answered at set times, or when there are more than a number.

    The same ``nonce`` makes it once. Raises TooManySubscriptions, NoRole, Repeated.
    """
    own = is_person(subscription, key)
    timed = isinstance(when, Schedule)
    async with transaction(storage, now, activity) as tx:
        if not (await tx.person(key)).roles:
            raise NoRole(key.oid)
        asked = sa.select(sa.func.count()).select_from(subscription).where(own)
        if (await tx.connection.execute(asked)).scalar_one() >= MOST:
            raise TooManySubscriptions(key.oid)
        await tx.connection.execute(
            insert(tx.connection, subscription)
            .values(
                tenant=key.tenant, oid=key.oid, query=query.as_kept(), created_at=now, nonce=nonce,
                schedule=when.as_kept() if isinstance(when, Schedule) else sa.null(),
                above=None if timed else when, closed=closed, passed=False, crossings=0,
            )
            .on_conflict_do_nothing(index_elements=["nonce"])
        )  # fmt: skip
        await tx.commit({})


class NoRole(DomainError):
    """Subscriptions are for experts and the SA EPLE."""


async def stop(storage: Storage, key: PersonKey, number: int | None, now: datetime, activity: ActivityKey) -> int:
    """Stop one subscription of a person, or all; return how many there were. Raises Repeated."""
    wanted = [is_person(subscription, key)]
    if number is not None:
        wanted.append(subscription.c.id == number)
    async with transaction(storage, now, activity) as tx:
        gone = (await tx.connection.execute(sa.delete(subscription).where(*wanted))).rowcount
        await tx.commit({"stopped": gone})
    return gone


async def answer(tx: Transaction, number: int, occurrence: str) -> None:
    """Leave the answer of an occurrence to whoever has subscribed and still holds a role."""
    key = await _of(tx, number)
    if key and (await tx.person(key)).roles:
        # The hour is the person's own choice.
        await notify(
            tx,
            Notice(
                SUBSCRIPTION, to=key, reference=str(number), urgent=True, dedupe=f"{SUBSCRIPTION}:{number}:{occurrence}"
            ),
        )


async def cross(tx: Transaction, number: int, crossings: int, *, up: bool) -> None:
    """Note that a number was passed, which is told, or come back under, which is not; once for each crossing."""
    changed = await tx.connection.execute(
        sa.update(subscription)
        .where(subscription.c.id == number, subscription.c.crossings == crossings, subscription.c.passed != up)
        .values(passed=up, crossings=crossings + 1)
    )
    if changed.rowcount and up:
        await answer(tx, number, f"over {crossings}")


async def _of(tx: Transaction, number: int) -> PersonKey | None:
    found = await tx.connection.execute(
        sa.select(subscription.c.tenant, subscription.c.oid).where(subscription.c.id == number)
    )
    row = found.first()
    return PersonKey(row.tenant, row.oid) if row else None
