"""What is measured of requests, kept with them: counted anew from the journal at each move, and once after an upgrade."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from knowledge.measures import JournalStep, measure
from knowledge.request import OPEN
from knowledge.time.delays import Delays, paris_day
from storage.engine import Storage
from storage.tables import event, request
from storage.transaction import Transaction, transaction

_BATCH = 400  # Requests in one transaction: others who write wait for no longer than that takes.


def precedence(status: str, *, urgent: bool) -> int:
    """Return the place of a request in lists: what is open comes first, of that what is urgent."""
    return 2 * (status not in OPEN) + (not urgent)


def department(uai: str) -> str:
    """Return the two digits of a school's code that name its department."""
    return uai[1:3]


async def measure_anew(tx: Transaction, reference: str, delays: Delays) -> None:
    """Count one request's journal anew."""
    await _measure(tx, [reference], delays)


async def measure_missing(storage: Storage, delays: Delays, now: datetime) -> int:
    """Measure the requests that were changed without it, by an earlier version; return how many there were."""
    done = 0
    while True:
        async with transaction(storage, now) as tx:
            asked = sa.select(request.c.reference).where(request.c.measured != request.c.version).limit(_BATCH)
            references = list((await tx.connection.execute(asked)).scalars())
            await _measure(tx, references, delays)
            await tx.commit()
        done += len(references)
        if len(references) < _BATCH:
            return done


async def _measure(tx: Transaction, references: Sequence[str], delays: Delays) -> None:
    if not references:
        return
    moments = await tx.connection.execute(
        sa.select(
            request.c.reference,
            request.c.uai,
            request.c.logged_at,
            request.c.status_since,
            request.c.slot,
            request.c.status,
            request.c.urgent,
        ).where(request.c.reference.in_(references))
    )
    begun = {row.reference: row for row in moments}
    found = await tx.connection.execute(
        sa.select(event.c.reference, event.c.at, event.c.move, event.c.to_state)
        .where(event.c.subject == "request", event.c.reference.in_(references))
        .order_by(event.c.reference, event.c.id)
    )
    steps = {
        reference: [JournalStep(row.at, row.move, row.to_state or "") for row in rows]
        for reference, rows in groupby(found, itemgetter(0))
    }
    values = []
    for reference, row in begun.items():
        taken = measure(row.logged_at, steps.get(reference, ()), delays)
        values.append({
            "of": reference, "department": department(row.uai), "logged_on": paris_day(row.logged_at), "since_on": paris_day(row.status_since),
            "slot_on": row.slot and paris_day(row.slot), "precedence": precedence(row.status, urgent=row.urgent),
            "taken_minutes": taken.taken, "solved_minutes": taken.solved,
            "waited_minutes": taken.waited, "reopened": taken.reopened, "refused": taken.refused,
        })  # fmt: skip
    if values:
        names = [name for name in values[0] if name != "of"]
        changes: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        await tx.connection.execute(
            sa.update(request).where(request.c.reference == sa.bindparam("of")).values(**changes, measured=request.c.version),
            [{"of": one["of"], **{f"new_{name}": one[name] for name in names}} for one in values],
        )  # fmt: skip
