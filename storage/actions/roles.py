"""Roles given and taken away by command, each with its event; the SA EPLE always keeps one member."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from knowledge.errors import DomainError
from knowledge.people import PersonKey, Role
from storage.actions import mandates, requests
from storage.actions.notices import ROLE_GIVEN, ROLE_TAKEN
from storage.engine import Storage
from storage.notice_data import RoleData, to_json
from storage.outbox import Notice, notify
from storage.tables import is_person, role
from storage.transaction import Event, Repeated, Shown, Transaction, insert, transaction


class MayNotGiveRoles(DomainError):
    """Only a member of the SA EPLE gives and takes roles."""


class OwnRole(DomainError):
    """Nobody gives themself a role: a colleague does."""


class LastMember(DomainError):
    """The SA EPLE would have no member any more: nobody could give the role again."""


async def give_in(tx: Transaction, to: PersonKey, what: Role, by: PersonKey | None, reason: str = "") -> bool:
    """Give a role in ``tx``, with its event; False when the person holds it already."""
    written = await tx.connection.execute(
        insert(tx.connection, role)
        .values(**to._asdict(), role=what.value, active=True, since=tx.now)
        .on_conflict_do_update(
            index_elements=["tenant", "oid", "role"], set_={"active": True, "since": tx.now}, where=~role.c.active
        )
        .returning(role.c.oid)
    )
    if written.first() is None:
        return False
    await tx.record(Event("role", to.oid, "give", by=by, role=Role.SA_EPLE, to_state=what.value, reason=reason))
    if what is Role.EXPERT:
        await mandates.begin(tx, to)
    tx.changed(to)
    return True


async def take_in(tx: Transaction, of: PersonKey, what: Role, by: PersonKey | None, reason: str = "") -> bool:
    """Take a role away in ``tx``, with its event; False when the person does not hold it.

    What an expert holds is free again.
    """
    written = await tx.connection.execute(
        sa.update(role)
        .where(is_person(role, of), role.c.role == what.value, role.c.active)
        .values(active=False, since=tx.now)
        .returning(role.c.oid)
    )
    if written.first() is None:
        return False
    await tx.record(Event("role", of.oid, "remove", by=by, role=Role.SA_EPLE, from_state=what.value, reason=reason))
    if what is Role.EXPERT:
        await requests.release_all(tx, of)
        await mandates.end(tx, of)
    tx.changed(of)
    return True


async def give(storage: Storage, to: PersonKey, what: Role, *, by: PersonKey, now: datetime, activity: Shown) -> bool:
    """Give a role and welcome the person; False when they hold it already. Raises MayNotGiveRoles, OwnRole."""
    try:
        async with transaction(storage, now, activity) as tx:
            await _check(tx, by)
            if to == by:
                raise OwnRole(by.oid)
            done = await give_in(tx, to, what, by)
            if done:
                await notify(tx, Notice(ROLE_GIVEN, to=to, data=to_json(RoleData(role=what, at=now))))
            await tx.commit({"done": done})
            return done
    except Repeated as repeated:
        return bool(repeated.answer["done"])


async def take(storage: Storage, of: PersonKey, what: Role, *, by: PersonKey, now: datetime, activity: Shown) -> bool:
    """Take a role away and tell the person; False when they do not hold it. Raises MayNotGiveRoles, LastMember."""
    try:
        async with transaction(storage, now, activity) as tx:
            # Locked, so that two members who remove each other at the same time do not both succeed.
            held = await tx.connection.execute(
                sa.select(role.c.tenant, role.c.oid)
                .where(role.c.role == what.value, role.c.active)
                .order_by(role.c.oid)
                .with_for_update()
            )
            others = [row for row in held if PersonKey(row.tenant, row.oid) != of]
            await _check(tx, by)
            done = await take_in(tx, of, what, by)
            if done and what is Role.SA_EPLE and not others:
                raise LastMember(of.oid)
            if done and of != by:
                await notify(tx, Notice(ROLE_TAKEN, to=of, data=to_json(RoleData(role=what, at=now))))
            await tx.commit({"done": done})
            return done
    except Repeated as repeated:
        return bool(repeated.answer["done"])


async def _check(tx: Transaction, by: PersonKey) -> None:
    if not (await tx.person(by)).has(Role.SA_EPLE):
        raise MayNotGiveRoles(by.oid)
