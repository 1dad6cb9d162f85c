"""The office sets something itself: kept, in the journal with the former value, heard by every replica."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from knowledge.people import Role
from storage.actions.drafts import Draft, Place, consume
from storage.actions.questions import RoleMissing
from storage.engine import Storage
from storage.queries.office import SUBJECT, changed_rules
from storage.tables import office_setting
from storage.transaction import Event, Repeated, Shown, insert, transaction


async def set_rule(
    storage: Storage, place: Place, draft: Draft, name: str, value: Any, *, now: datetime, activity: Shown
) -> None:
    """Put ``value`` in the place of what ``name`` is; None gives it back to the settings. Raises RoleMissing, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("set")
            await consume(tx, place, draft.nonce, draft.version)
            former = (await changed_rules(tx.connection)).get(name)
            if value is None:
                await tx.connection.execute(sa.delete(office_setting).where(office_setting.c.name == name))
            else:
                kept = {"value": value, "at": now, "by_tenant": place.key.tenant, "by_oid": place.key.oid}
                await tx.connection.execute(
                    insert(tx.connection, office_setting)
                    .values(name=name, **kept)
                    .on_conflict_do_update(index_elements=["name"], set_=kept)
                )
            said = {"from": former, "to": value}
            await tx.record(Event(SUBJECT, name, "change", by=place.key, role=Role.SA_EPLE, data=said))
            tx.taught = True
            await tx.commit({})
    except Repeated:
        return
