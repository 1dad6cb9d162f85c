"""Reminders that people ask of themselves about a request: kept, told once, taken off."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from knowledge.errors import DomainError
from knowledge.people import Person, PersonKey
from knowledge.rights import may_see_request
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import REMINDER
from storage.actions.requests import UnknownRequest
from storage.engine import Storage
from storage.notice_data import MoveData, to_json
from storage.outbox import Notice, notify
from storage.queries.requests import read
from storage.tables import is_person, reminder
from storage.transaction import ActivityKey, Repeated, Transaction, insert, transaction

MOST = 20  # Reminders that one person may have waiting.


class TooManyReminders(DomainError):
    """The person has as many as one may have."""


async def remind(
    storage: Storage,
    reference: str,
    at: datetime,
    text: str,
    *,
    by: PersonKey,
    now: datetime,
    activity: ActivityKey,
    exact: bool,
    form: tuple[Place, Draft] | None = None,
) -> int:
    """Keep a reminder of a request and return its number; asked twice for the same moment and words, it is one.

    ``exact``: the person has said the hour, so it is told then whatever the hour. ``form``: the draft that gave it,
    consumed with it. Raises UnknownRequest where they may not
    see the request, TooManyReminders.
    """
    own = is_person(reminder, by)
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            person = await tx.person(by, keep=True)
            file = await read(tx.connection, reference)
            if file is None or not may_see_request(person, file.request):
                raise UnknownRequest(reference)
            same = sa.select(reminder.c.id).where(
                own,
                reminder.c.reference == reference,
                reminder.c.at == sa.literal(at, type_=reminder.c.at.type),
                reminder.c.text == text,
            )
            number = (await tx.connection.execute(same)).scalar()
            if number is None:
                count = sa.select(sa.func.count()).select_from(reminder).where(own)
                if (await tx.connection.execute(count)).scalar_one() >= MOST:
                    raise TooManyReminders(by.oid)
                made = insert(tx.connection, reminder).values(
                    tenant=by.tenant, oid=by.oid, reference=reference, at=at, text=text, exact=exact, created_at=now
                )
                number = (await tx.connection.execute(made.returning(reminder.c.id))).scalar_one()
            await tx.commit({"reminder": int(number)})
            return int(number)
    except Repeated as repeated:
        if "reminder" not in repeated.answer:
            raise
        return int(repeated.answer["reminder"])


async def take_off(storage: Storage, number: int, *, by: PersonKey, now: datetime) -> bool:
    """Remove one of a person's reminders; False when it is told already, gone, or somebody else's."""
    async with transaction(storage, now) as tx:
        gone = await tx.connection.execute(sa.delete(reminder).where(reminder.c.id == number, is_person(reminder, by)))
        await tx.commit()
    return gone.rowcount > 0


async def tell(tx: Transaction, number: int) -> None:
    """Leave the notice of a reminder that is due, and remove it: it is told once. One taken off meanwhile is no more."""
    found = (
        await tx.connection.execute(sa.delete(reminder).where(reminder.c.id == number).returning(reminder))
    ).first()
    if found is None:
        return
    key = PersonKey(found.tenant, found.oid)
    file = await read(tx.connection, found.reference)
    person: Person = await tx.person(key)
    if file is None or not may_see_request(person, file.request):
        return
    data = MoveData(move=REMINDED, by=key, reason=found.text, at=found.created_at)
    await notify(
        tx,
        Notice(
            REMINDER,
            to=key,
            reference=found.reference,
            version=file.request.version,
            data=to_json(data),
            urgent=found.exact,  # The hour is the person's own choice.
            dedupe=f"{REMINDER}:{number}",
        ),
    )


REMINDED = "reminded"  # What the notice says was done: no move of the life cycle.
