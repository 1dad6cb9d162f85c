"""Timed work done once: its mark and its effect are one transaction, on whichever replica gets there first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection
from datetime import datetime

import sqlalchemy as sa

from storage.engine import Storage, fetch
from storage.tables import timer_done
from storage.transaction import Transaction, insert, transaction

# SQLite takes a bounded number of parameters in one statement.
_CHUNK = 500


async def undone(storage: Storage, duty: str, occurrences: Collection[str]) -> set[str]:
    """Return those ``occurrences`` of a duty that are not marked as done."""
    left = set(occurrences)
    keys = sorted(left)
    for start in range(0, len(keys), _CHUNK):
        found = await fetch(
            storage,
            sa.select(timer_done.c.occurrence).where(
                timer_done.c.duty == duty, timer_done.c.occurrence.in_(keys[start : start + _CHUNK])
            ),
        )
        left.difference_update(found.scalars())
    return left


async def once(
    storage: Storage, duty: str, occurrence: str, now: datetime, work: Callable[[Transaction], Awaitable[None]]
) -> bool:
    """Do ``work`` in a transaction that also marks the occurrence; return False, nothing done, if it was before.

    A replica that comes second waits for the first to end: it goes on only if the first has failed. What ``work``
    raises is raised, and nothing of it stays, the mark included. ``work`` must not commit.
    """
    async with transaction(storage, now) as tx:
        marked = await tx.connection.execute(
            insert(tx.connection, timer_done)
            .values(duty=duty, occurrence=occurrence, at=now)
            .on_conflict_do_nothing()
            .returning(timer_done.c.occurrence)
        )
        if marked.first() is None:
            return False
        await work(tx)
        await tx.commit()
    return True


async def forget(tx: Transaction, before: datetime) -> int:
    """Remove marks older than ``before`` and return how many.

    An occurrence that its duty still calls due would be done again: keep marks longer than any duty looks back.
    """
    return (await tx.connection.execute(sa.delete(timer_done).where(timer_done.c.at < before))).rowcount
