"""What is written about people: met, given roles, told about their data, their conversations, and where they are reached.

And what becomes of a mandate: begun with the role, renewed or ended by the SA EPLE, its end told before it comes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from knowledge.conversation import Remembered, kept
from knowledge.french import DomainError
from knowledge.people import Mandate, MandateRefusal, MandateRefused, PersonKey, Role
from knowledge.time.delays import paris_day
from storage.actions import requests
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import MANDATE_ENDS, MANDATE_RENEWED, MANDATE_TRAINED, PAPERS_DUE, ROLE_GIVEN, ROLE_TAKEN
from storage.engine import Storage, fetch
from storage.notice_data import MandateData, RoleData, to_json
from storage.outbox import Notice, notify
from storage.queries.people import PersonalChat, PersonContact, mandate_of
from storage.queries.team import reachable
from storage.tables import address, conversation, expert_paper, is_person, mandate, person, role
from storage.transaction import (
    ActivityKey,
    Event,
    Repeated,
    Shown,
    Transaction,
    execute_in_portions,
    insert,
    insert_into,
    transaction,
)

FormSent = tuple[Place, Draft] | None


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


async def keep_school(
    storage: Storage, key: PersonKey, uai: str | None, now: datetime, *, form: FormSent = None, first: bool = False
) -> None:
    """Keep which school is a person's; None forgets it. ``first``: only where none is known. Raises DraftGone, DraftChanged."""
    async with transaction(storage, now) as tx:
        if form:
            await consume(tx, form[0], form[1].nonce, form[1].version)
        met = insert(tx.connection, person).values(**key._asdict(), name="", first_seen=now, last_seen=now, uai=uai)
        kept = sa.func.coalesce(person.c.uai, uai) if first else uai
        await tx.connection.execute(met.on_conflict_do_update(index_elements=["tenant", "oid"], set_={"uai": kept}))
        await tx.commit()


# --- Roles by command, each with its event; the SA EPLE always keeps one member.


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
        await begin_mandate(tx, to)
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
        await end_mandate(tx, of)
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


_BY_GROUP = "groupe"  # Why, in the journal.


async def follow_groups(storage: Storage, tenant: str, members: Mapping[Role, Collection[str]], now: datetime) -> int:
    """Give each role to who has come into its groups, and take it from who has left; return how many were changed.

    Who is in a group holds the role by it, even where it was given before: leaving takes it. A role that a command took
    from somebody in the group stays taken until they have left and come back.
    """
    wanted = {(PersonKey(tenant, oid), what) for what, oids in members.items() for oid in oids}
    if wanted == {(PersonKey(row.tenant, row.oid), Role(row.role)) for row in await fetch(storage, _by_group(members))}:
        return 0
    changed = 0
    async with transaction(storage, now) as tx:
        rows = (await tx.connection.execute(_by_group(members).with_for_update())).all()
        there = {(PersonKey(row.tenant, row.oid), Role(row.role)) for row in rows}
        for key, what in sorted(wanted - there):
            if await give_in(tx, key, what, None, _BY_GROUP):
                await notify(tx, Notice(ROLE_GIVEN, to=key, data=to_json(RoleData(role=what, at=now))))
                changed += 1
            await _mark(tx, key, what, by_group=True)
        for key, what in sorted(there - wanted):
            if await take_in(tx, key, what, None, _BY_GROUP):
                await notify(tx, Notice(ROLE_TAKEN, to=key, data=to_json(RoleData(role=what, at=now))))
                changed += 1
            await _mark(tx, key, what, by_group=False)
        await tx.commit()
    return changed


def _by_group(members: Mapping[Role, Collection[str]]) -> sa.Select[Any]:
    return sa.select(role.c.tenant, role.c.oid, role.c.role).where(role.c.by_group, role.c.role.in_([*members]))


async def _mark(tx: Transaction, key: PersonKey, what: Role, *, by_group: bool) -> None:
    await tx.connection.execute(
        sa.update(role).where(is_person(role, key), role.c.role == what.value).values(by_group=by_group)
    )


async def _check(tx: Transaction, by: PersonKey) -> None:
    if not (await tx.person(by)).has(Role.SA_EPLE):
        raise MayNotGiveRoles(by.oid)


# --- Conversations, kept so that another replica can go on.

_KEY = ("tenant", "oid", "conversation")


@dataclass(frozen=True, slots=True)
class Remembering:
    """What is remembered of one person's conversation."""

    key: PersonKey
    conversation: str
    what: Remembered


async def keep_conversations(storage: Storage, remembering: Iterable[Remembering], now: datetime) -> None:
    """Store what is remembered, and have the other replicas read it at the person's next turn."""
    spoken = list(remembering)
    rows = (
        {**one.key._asdict(), "conversation": one.conversation, **kept(one.what), "at": one.what.at or now}
        for one in spoken
    )
    async with transaction(storage, now) as tx:
        await execute_in_portions(tx.connection, _kept(tx.connection.dialect.name), rows)
        for one in spoken:
            tx.told(one.key)
        await tx.commit()


@cache
def _kept(dialect: str) -> sqlite.Insert:
    """Return the statement that stores all of a row, made once: every turn writes one."""
    written = insert_into(dialect, conversation)
    changed = {one.name: written.excluded[one.name] for one in conversation.c if one.name not in _KEY}
    return written.on_conflict_do_update(index_elements=_KEY, set_=changed)


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person can be told something: ``chat`` only while reachable there, ``mail`` only if known."""

    chat: PersonalChat | None = None
    seen_at: datetime | None = None
    mail: str | None = None


async def whereabouts(storage: Storage, to: PersonKey) -> Whereabouts:
    """Return where to find a person now; empty when they are not known."""
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(address).where(is_person(address, to), address.c.reachable))
        chat = found.mappings().first()
        mail = await connection.execute(sa.select(person.c.mail).where(is_person(person, to)))
        return Whereabouts(
            PersonalChat(chat["channel"], chat["service_url"], chat["conversation"], chat["bot_id"], chat["user_id"])
            if chat
            else None,
            chat["seen_at"] if chat else None,
            mail.scalar(),
        )


async def lost_touch(storage: Storage, to: PersonKey, chat: PersonalChat, seen_at: datetime, now: datetime) -> None:
    """Mark a person's chat as closed to us, unless they were in contact since ``seen_at``."""
    async with transaction(storage, now) as tx:
        await tx.connection.execute(
            sa.update(address)
            .where(is_person(address, to), address.c.conversation == chat.conversation, address.c.seen_at == seen_at)
            .values(reachable=False)
        )
        await tx.commit()


SUBJECT = "mandate"


async def begin_mandate(
    tx: Transaction, key: PersonKey, *, ends: date | None = None, may_reach: date | None = None, reference: str = ""
) -> None:
    """Begin a mandate today, in the place of one that is over; what an expert was trained for stays."""
    days = {"begins_on": paris_day(tx.now), "ends_on": ends, "may_reach": may_reach, "reference": reference}
    whole = {**days, "ended_on": None, "since": tx.now}
    await tx.connection.execute(
        insert(tx.connection, mandate)
        .values(**key._asdict(), **whole)
        .on_conflict_do_update(index_elements=["tenant", "oid"], set_=whole)
    )


async def end_mandate(tx: Transaction, key: PersonKey) -> None:
    """Note that a mandate is over since today: the role was taken."""
    await tx.connection.execute(
        sa.update(mandate)
        .where(is_person(mandate, key), mandate.c.ended_on.is_(None))
        .values(ended_on=paris_day(tx.now), since=tx.now)
    )


async def renew_mandate(
    storage: Storage,
    key: PersonKey,
    ends: date,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    form: FormSent = None,
) -> Mandate:
    """Have a mandate last until ``ends``, and tell the expert. Raises MandateRefused."""

    def checked(one: Mandate, today: date) -> None:
        if ends < today or ends < one.begins:
            raise MandateRefused(MandateRefusal.PAST)

    return await _change(
        storage, key, {"ends_on": ends}, MANDATE_RENEWED, checked, by=by, now=now, activity=activity, form=form
    )


async def train_for_mandate(
    storage: Storage,
    key: PersonKey,
    day: date | None,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    form: FormSent = None,
) -> Mandate:
    """Note on which day an expert was trained, and tell them; None: they are not, after all. Raises MandateRefused."""

    def checked(_one: Mandate, today: date) -> None:
        if day and day > today:
            raise MandateRefused(MandateRefusal.FUTURE)

    return await _change(
        storage, key, {"trained_on": day}, MANDATE_TRAINED, checked, by=by, now=now, activity=activity, form=form
    )


async def _change(
    storage: Storage,
    key: PersonKey,
    values: Mapping[str, date | None],
    kind: str,
    checked: Callable[[Mandate, date], None],
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
    form: FormSent,
) -> Mandate:
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            one = await _theirs(tx, key, by)
            checked(one, paris_day(now))
            await _set_day(tx, one, values, kind, by)
            changed = await mandate_of(tx.connection, key) or one
            await tx.commit({"mandate": key.oid})
            return changed
    except Repeated as repeated:
        kept = await mandate_of(storage, key)
        if kept is None:
            raise MandateRefused(MandateRefusal.NONE) from repeated
        return kept


async def note_trained(tx: Transaction, key: PersonKey, day: date, by: PersonKey) -> None:
    """Note in ``tx`` that an expert was trained, where nothing says so yet; nobody is trained whose role is gone."""
    one = await mandate_of(tx.connection, key)
    if one and not one.trained:
        await _set_day(tx, one, {"trained_on": day}, MANDATE_TRAINED, by)


async def _set_day(tx: Transaction, one: Mandate, values: Mapping[str, date | None], kind: str, by: PersonKey) -> None:
    """Put one day of a mandate in the place of what it was, with its event and its notice."""
    (day,) = values.values()
    whole = {"begins_on": one.begins, "reference": one.reference, **values}
    await tx.connection.execute(
        insert(tx.connection, mandate)
        .values(**one.key._asdict(), **whole, since=tx.now)
        .on_conflict_do_update(index_elements=["tenant", "oid"], set_={**values, "ended_on": None, "since": tx.now})
    )
    said = {"day": day.isoformat()} if day else {}
    move = kind.removeprefix("mandate_")
    await tx.record(Event(SUBJECT, one.key.oid, move, by=by, role=Role.SA_EPLE, data=said))
    await notify(tx, Notice(kind, to=one.key, data=to_json(MandateData(key=one.key, day=day))))


async def _theirs(tx: Transaction, key: PersonKey, by: PersonKey) -> Mandate:
    """Return the mandate of an expert that this member of the SA EPLE may decide on. Raises MandateRefused."""
    if by == key or not (await tx.person(by, keep=True)).has(Role.SA_EPLE):
        raise MandateRefused(MandateRefusal.NOT_YOURS)
    one = await mandate_of(tx.connection, key)
    if one is None:
        raise MandateRefused(MandateRefusal.NONE)
    return one


async def note_papers(
    storage: Storage, year: int, made: Collection[tuple[PersonKey, str]], *, by: PersonKey, now: datetime
) -> None:
    """Note which papers of a year were made, for whom; made anew, the first day stands."""
    async with transaction(storage, now) as tx:
        for key, kind in made:
            row = {
                **key._asdict(),
                "kind": kind,
                "year": year,
                "made_at": now,
                "by_tenant": by.tenant,
                "by_oid": by.oid,
            }
            await tx.connection.execute(insert(tx.connection, expert_paper).values(**row).on_conflict_do_nothing())
        await tx.record(Event("papers", str(year), "make", by=by, data={"count": len(made)}))
        await tx.commit()


async def tell_papers(tx: Transaction, year: int) -> None:
    """Remind the SA EPLE that the papers of a year are to be made."""
    members = await reachable(tx.connection, Role.SA_EPLE)
    await notify(tx, *(Notice(PAPERS_DUE, to=member, dedupe=f"{PAPERS_DUE}:{year}:{member.oid}") for member in members))


async def tell_mandate_end(tx: Transaction, what: Mapping[str, Any]) -> None:
    """Tell the SA EPLE, and the expert, that a mandate comes to its end; nobody where it was renewed or ended since."""
    key = PersonKey(what["tenant"], what["oid"])
    ends = date.fromisoformat(what["ends"])
    one = await mandate_of(tx.connection, key)
    if one is None or one.ends != ends:
        return
    data = to_json(MandateData(key=key, day=ends))
    members = [member for member in await reachable(tx.connection, Role.SA_EPLE) if member != key]
    await notify(tx, *(Notice(MANDATE_ENDS, to=to, data=data) for to in (key, *members)))
