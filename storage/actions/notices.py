"""What people do about notices that did not arrive: try again, or say that they have phoned."""

from __future__ import annotations

from datetime import datetime

from knowledge.people import PersonKey, Role
from storage import outbox
from storage.engine import Storage
from storage.transaction import transaction


async def retry(storage: Storage, number: int, by: PersonKey, now: datetime) -> bool:
    """Send a notice again; False when it needs nobody any more, or ``by`` is not of the SA EPLE."""
    async with transaction(storage, now) as tx:
        done = (await tx.person(by)).has(Role.SA_EPLE) and await outbox.retry(tx, number, by, Role.SA_EPLE)
        await tx.commit()
    return done


async def told(storage: Storage, number: int, by: PersonKey, now: datetime) -> bool:
    """Note that a person was phoned; False when nobody is to be phoned any more, or not by this person."""
    async with transaction(storage, now) as tx:
        person = await tx.person(by)
        done = bool(person.roles) and await outbox.told(tx, number, by, min(person.roles))
        await tx.commit()
    return done
