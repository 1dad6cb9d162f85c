"""What people do about notices that did not arrive: try again, or say that they have phoned.

A notice is owned by those who answer for what it is about: one about a request by its holder, by whoever was asked to
phone, and by the SA EPLE; any other one by the SA EPLE alone. Its row number gives no right.
"""

from __future__ import annotations

from datetime import datetime

from knowledge.people import Person, PersonKey, Role
from storage import outbox
from storage.engine import Storage
from storage.outbox import Row
from storage.queries.requests import read
from storage.transaction import Transaction, transaction


async def retry(storage: Storage, number: int, by: PersonKey, now: datetime) -> bool:
    """Send a notice again; False when it needs nobody any more, or ``by`` is not of the SA EPLE."""
    async with transaction(storage, now) as tx:
        done = (await tx.person(by)).has(Role.SA_EPLE) and await outbox.retry(tx, number, by, Role.SA_EPLE)
        await tx.commit()
    return done


async def told(storage: Storage, number: int, reference: str, *, by: PersonKey, now: datetime) -> bool:
    """Note that the person of a notice about ``reference`` was phoned. Returns False as :func:`tell` does."""
    async with transaction(storage, now) as tx:
        done = await tell(tx, number, reference, await tx.person(by))
        await tx.commit()
    return done


async def tell(tx: Transaction, number: int, reference: str, by: Person) -> bool:
    """Note in ``tx`` that the person of a notice was phoned.

    Return False, with nothing written, when nobody is to be phoned (any more), when the notice is about something else
    than ``reference``, or when it is not ``by`` who owns it.
    """
    row = await outbox.locked(tx, number)
    if row is None or row.notice.reference != reference or not await _owns(tx, by, row):
        return False
    return await outbox.told(tx, number, by.key, min(by.roles))


async def _owns(tx: Transaction, person: Person, row: Row) -> bool:
    """Tell whether a person, with the roles held now, owns a notice. Nobody owns one that is addressed to them."""
    if not person.roles or row.notice.to == person.key:
        return False
    if person.has(Role.SA_EPLE):
        return True
    file = await read(tx.connection, row.notice.reference)
    if file is None:
        return False  # It is about a question or an application.
    return file.request.holder == person.key or await outbox.was_asked_to_phone(tx, row, person.key)
