"""Calls that are kept: the text of each that comes into force, so that its applications can be dealt with to their end."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.engine import Storage, fetch
from storage.queries.calls import KeptCall
from storage.tables import call
from storage.transaction import insert, transaction


async def keep_call(storage: Storage, kept: KeptCall, now: datetime) -> None:
    """Keep the text of a call that is in force; one that is kept as it is costs no write."""
    found = await fetch(storage, sa.select(call.c.text, call.c.academy).where(call.c.name == kept.id))
    if found.first() == (kept.text, kept.academy):
        return
    async with transaction(storage, now) as tx:
        values = {"text": kept.text, "academy": kept.academy, "at": now}
        await tx.connection.execute(
            insert(tx.connection, call)
            .values(name=kept.id, **values)
            .on_conflict_do_update(index_elements=["name"], set_=values)
        )
        await tx.commit()
