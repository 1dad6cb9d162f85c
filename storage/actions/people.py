"""People: met, given roles, told about their data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from knowledge.people import PersonKey, Role
from storage.engine import Storage
from storage.tables import address, is_person, person, role
from storage.transaction import ActivityKey, Event, Repeated, execute_in_portions, insert, transaction


@dataclass(frozen=True, slots=True)
class PersonalChat:
    """Where a person can be told something later."""

    channel: str
    service_url: str
    conversation: str
    bot_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class PersonContact:
    """One contact with a person: what is renewed at each of them."""

    key: PersonKey
    name: str
    at: datetime
    chat: PersonalChat | None = None  # None outside the personal chat.
    noticed: bool = False  # The notice on personal data was shown.


async def keep_contacts(storage: Storage, contacts: Iterable[PersonContact], now: datetime) -> None:
    """Store who was seen, where they can be told something, and that the notice was shown."""
    met = list(contacts)
    people = (
        {**one.key._asdict(), "name": one.name, "first_seen": one.at, "last_seen": one.at,
         "noticed_at": one.at if one.noticed else None}
        for one in met
    )  # fmt: skip
    chats = ({**one.key._asdict(), **asdict(one.chat), "reachable": True, "seen_at": one.at} for one in met if one.chat)
    async with transaction(storage, now) as tx:
        seen = insert(tx.connection, person)
        noted = seen.on_conflict_do_update(
            index_elements=["tenant", "oid"],
            set_={
                "name": sa.case((seen.excluded.name != "", seen.excluded.name), else_=person.c.name),
                "last_seen": seen.excluded.last_seen,
                "noticed_at": sa.func.coalesce(person.c.noticed_at, seen.excluded.noticed_at),
            },
        )
        await execute_in_portions(tx.connection, noted, people)
        await execute_in_portions(tx.connection, _renewed(insert(tx.connection, address)), chats)
        await tx.commit()


def _renewed(statement: sqlite.Insert) -> sqlite.Insert:
    """Return an INSERT of an address that renews every column but the key where the row is there."""
    return statement.on_conflict_do_update(
        index_elements=["tenant", "oid"],
        set_={one.name: statement.excluded[one.name] for one in address.c if not one.primary_key},
    )


async def welcome(storage: Storage, contact: PersonContact, activity: ActivityKey | None) -> bool:
    """Store the contact and tell whether the welcome is to be said: once per person, whatever Teams repeats."""
    try:
        async with transaction(storage, contact.at, activity) as tx:
            known = await tx.connection.execute(sa.select(person.c.noticed_at).where(is_person(person, contact.key)))
            first = known.scalar() is None
            await tx.commit({"welcome": first})
    except Repeated:
        return False
    await keep_contacts(storage, [contact], contact.at)
    return first


async def lost(storage: Storage, key: PersonKey, now: datetime) -> None:
    """Mark the person as out of reach: the assistant was removed from their chat, until they are back."""
    async with transaction(storage, now) as tx:
        await tx.connection.execute(sa.update(address).where(is_person(address, key)).values(reachable=False))
        await tx.commit()


async def seed_roles(storage: Storage, seeds: Iterable[tuple[PersonKey, Role]], now: datetime) -> int:
    """Give the roles that the settings name, once per person: a later removal by command wins. Return how many."""
    given = 0
    async with transaction(storage, now) as tx:
        for key, what in seeds:
            row = await tx.connection.execute(
                insert(tx.connection, role)
                .values(**key._asdict(), role=what.value, active=True, since=now)
                .on_conflict_do_nothing()
                .returning(role.c.oid)
            )
            if row.first() is not None:
                given += 1
                await tx.record(Event("role", f"{key.oid}", "seed", to_state=what.value, reason="settings"))
        await tx.commit()
    return given
