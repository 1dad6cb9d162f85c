"""The experts as a team: absences, who is on call, what each knows; each change with its event and what is told of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.people import Person, PersonKey, Role
from knowledge.request import Topic
from knowledge.team import Absence, NotOfTheTeam, OnCall, Stretch, begins_on, eve_of, to_note
from knowledge.time.delays import paris_day
from storage.actions.notices import (
    ABSENCE,
    ABSENCE_BEGINS,
    ABSENCE_EVE,
    ABSENCE_NOTED,
    ON_CALL_DAY,
    ON_CALL_GIVEN,
    SLOT_AWAY,
)
from storage.engine import Storage
from storage.notice_data import MoveData, TeamData, to_json
from storage.outbox import Notice, notify
from storage.queries.team import (
    absence_by_number,
    held_by,
    on_call_by_number,
    on_calls,
    own_absences,
    reachable,
    sessions_within,
)
from storage.tables import absence, is_person, known_topic, on_call
from storage.transaction import ActivityKey, Event, Repeated, Shown, Transaction, insert, transaction

SUBJECT = "team"
# Whoever is away may hand a request over first: only what then still stands is told to the school.
_GRACE = timedelta(hours=1)


async def _may(tx: Transaction, by: PersonKey, of: PersonKey, *, sa_eple_only: bool = False) -> Role:
    """Return the role in which ``by`` notes something of the expert ``of``. Raises NotOfTheTeam."""
    person = await tx.person(by, keep=True)
    other = person if by == of else await tx.person(of, keep=True)
    if not other.has(Role.EXPERT):
        raise NotOfTheTeam(of.oid)
    if person.has(Role.SA_EPLE):
        return Role.SA_EPLE
    if by != of or sa_eple_only:
        raise NotOfTheTeam(by.oid)
    return Role.EXPERT


# Absences


async def note_absence(
    storage: Storage,
    of: PersonKey,
    days: Sequence[Stretch],
    cover: PersonKey | None,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
) -> list[Absence]:
    """Note when an expert is away, in the place of what was noted of these days; return all that are to come.

    The SA EPLE is told, and the expert where somebody else notes it; schools whose session falls on these days are told
    an hour later, if it still does. Raises NotOfTheTeam, PastDays.
    """
    today = paris_day(now)
    try:
        async with transaction(storage, now, activity) as tx:
            acting = await _may(tx, by, of)
            if cover is not None and (cover == of or not (await tx.person(cover, keep=True)).has(Role.EXPERT)):
                raise NotOfTheTeam(cover.oid)
            for one in days:
                await _note(tx, of, to_note(one, today), cover, (by, acting))
            found = await own_absences(tx.connection, of, today)
            await tx.commit({"team": "absence"})
            return found
    except Repeated:
        return await own_absences(storage, of, today)


async def _note(
    tx: Transaction, of: PersonKey, days: Stretch, cover: PersonKey | None, acts: tuple[PersonKey, Role]
) -> None:
    by, acting = acts
    for one in await own_absences(tx.connection, of, days.first):
        if one.days.meets(days.first, days.last or date.max):
            await tx.connection.execute(sa.delete(absence).where(absence.c.id == one.number))
            cover = cover or one.cover
    made = await tx.connection.execute(
        sa.insert(absence)
        .values(
            tenant=of.tenant, oid=of.oid, first_day=days.first, last_day=days.last,
            cover_tenant=cover and cover.tenant, cover_oid=cover and cover.oid, by_tenant=by.tenant, by_oid=by.oid,
            made_at=tx.now,
        )
        .returning(absence.c.id)
    )  # fmt: skip
    number = int(made.scalar_one())
    await tx.record(Event(SUBJECT, of.oid, "absence", by=by, role=acting, data=_said(days)))
    data = to_json(TeamData(number=number, by=by))
    members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one not in (by, of)]
    told = [Notice(ABSENCE, to=one, data=data) for one in members]
    if by != of:
        told.append(Notice(ABSENCE_NOTED, to=of, data=data))
    if cover and cover != by:
        told.append(Notice(ABSENCE_NOTED, to=cover, data=data))
    held = await held_by(tx.connection, of)
    told += [
        Notice(
            SLOT_AWAY, to=file.request.requester, mail=file.request.contact.mail or None, reference=file.reference,
            version=file.request.version, data=to_json(MoveData(slot=file.request.slot)),
            not_before=tx.now + _GRACE,
        )
        for file in sessions_within(held, days)
    ]  # fmt: skip
    await notify(tx, *told)


def _said(days: Stretch) -> dict[str, str]:
    return {"first_day": days.first.isoformat(), **({"last_day": days.last.isoformat()} if days.last else {})}


async def end_absence(
    storage: Storage, of: PersonKey, *, by: PersonKey, now: datetime, activity: Shown
) -> list[Absence]:
    """Note that an expert is back today; return the absences that ended so. Raises NotOfTheTeam, Repeated."""
    today = paris_day(now)
    async with transaction(storage, now, activity) as tx:
        acting = await _may(tx, by, of)
        ended = [one for one in await own_absences(tx.connection, of, today) if one.days.covers(today)]
        for one in ended:
            row = absence.c.id == one.number
            if one.days.first < today:
                yesterday = today - timedelta(days=1)
                await tx.connection.execute(sa.update(absence).where(row).values(last_day=yesterday))
            else:
                await tx.connection.execute(sa.delete(absence).where(row))
            await tx.record(Event(SUBJECT, of.oid, "back", by=by, role=acting))
        await tx.commit({"team": "back"})
    return ended


async def cancel_absence(storage: Storage, number: int, *, by: PersonKey, now: datetime, activity: Shown) -> bool:
    """Take an absence out; False when it is gone already. Raises NotOfTheTeam, Repeated."""
    async with transaction(storage, now, activity) as tx:
        row = (
            (await tx.connection.execute(sa.select(absence).where(absence.c.id == number).with_for_update()))
            .mappings()
            .first()
        )
        if row is not None:
            of = PersonKey(row["tenant"], row["oid"])
            acting = await _may(tx, by, of)
            await tx.connection.execute(sa.delete(absence).where(absence.c.id == number))
            days = Stretch(row["first_day"], row["last_day"])
            await tx.record(Event(SUBJECT, of.oid, "absence_cancelled", by=by, role=acting, data=_said(days)))
        await tx.commit({"team": "cancelled"})
    return row is not None


async def name_cover(
    storage: Storage, of: PersonKey, cover: PersonKey, *, by: PersonKey, now: datetime, activity: Shown
) -> list[Absence]:
    """Say who stands in for an expert on all days noted; return those absences. Raises NotOfTheTeam, Repeated."""
    today = paris_day(now)
    async with transaction(storage, now, activity) as tx:
        acting = await _may(tx, by, of)
        if cover == of or not (await tx.person(cover, keep=True)).has(Role.EXPERT):
            raise NotOfTheTeam(cover.oid)
        coming = await own_absences(tx.connection, of, today)
        for one in coming:
            await tx.connection.execute(
                sa.update(absence)
                .where(absence.c.id == one.number)
                .values(cover_tenant=cover.tenant, cover_oid=cover.oid)
            )
            data = to_json(TeamData(number=one.number, by=by))
            if cover != by:
                await notify(
                    tx, Notice(ABSENCE_NOTED, to=cover, data=data, dedupe=f"{ABSENCE_NOTED}:{one.number}:{cover.oid}")
                )
        if coming:
            await tx.record(Event(SUBJECT, of.oid, "cover", by=by, role=acting))
        found = await own_absences(tx.connection, of, today)
        await tx.commit({"team": "cover"})
    return found


async def tell_due(tx: Transaction, what: Mapping[str, Any]) -> None:
    """Leave what timers have found due: of an absence by its mark, or that somebody is on call on a day."""
    if "call" in what:
        call = await on_call_by_number(tx.connection, what["call"])
        if call:
            data = to_json(TeamData(number=call.number, day=date.fromisoformat(what["day"])))
            await notify(tx, Notice(ON_CALL_DAY, to=call.key, data=data))
        return
    one = await absence_by_number(tx.connection, what["absence"])
    if one is None or not await held_by(tx.connection, one.key):
        return
    data = to_json(TeamData(number=one.number))
    if what["mark"] == "eve":
        await notify(tx, Notice(ABSENCE_EVE, to=one.key, data=data))
    else:
        members = await reachable(tx.connection, Role.SA_EPLE)
        await notify(tx, *(Notice(ABSENCE_BEGINS, to=member, data=data) for member in members if member != one.key))


def marks_of(one: Absence) -> tuple[tuple[str, date], ...]:
    """Return the days on which something is told of an absence, by name."""
    return (("eve", eve_of(one.days.first)), ("begins", begins_on(one.days.first)))


# Who is on call


async def put_on_call(
    storage: Storage,
    experts: Sequence[PersonKey],
    days: Sequence[Stretch],
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
) -> list[OnCall]:
    """Put experts on call, who are told so; return what is noted from today on. Raises NotOfTheTeam, PastDays."""
    today = paris_day(now)
    try:
        async with transaction(storage, now, activity) as tx:
            for key in experts:
                await _may(tx, by, key, sa_eple_only=True)
                for one in days:
                    await _put(tx, key, to_note(Stretch(one.first, one.last or one.first), today), by)
            found = await on_calls(tx.connection, today)
            await tx.commit({"team": "on_call"})
            return found
    except Repeated:
        return await on_calls(storage, today)


async def _put(tx: Transaction, key: PersonKey, days: Stretch, by: PersonKey) -> None:
    same = sa.and_(
        is_person(on_call, key),
        on_call.c.first_day <= days.first, on_call.c.last_day >= days.last,
    )  # fmt: skip
    if (await tx.connection.execute(sa.select(on_call.c.id).where(same))).first():
        return
    made = await tx.connection.execute(
        sa.insert(on_call)
        .values(
            tenant=key.tenant, oid=key.oid, first_day=days.first, last_day=days.last, by_tenant=by.tenant,
            by_oid=by.oid, made_at=tx.now,
        )
        .returning(on_call.c.id)
    )  # fmt: skip
    number = int(made.scalar_one())
    await tx.record(Event(SUBJECT, key.oid, "on_call", by=by, role=Role.SA_EPLE, data=_said(days)))
    if key != by:
        await notify(tx, Notice(ON_CALL_GIVEN, to=key, data=to_json(TeamData(number=number, by=by))))


async def take_off_call(storage: Storage, number: int, *, by: PersonKey, now: datetime, activity: Shown) -> bool:
    """Take somebody off call; False when that is done already. Raises NotOfTheTeam, Repeated."""
    async with transaction(storage, now, activity) as tx:
        await _member(tx, by)
        gone = await tx.connection.execute(
            sa.delete(on_call)
            .where(on_call.c.id == number)
            .returning(on_call.c.oid, on_call.c.first_day, on_call.c.last_day)
        )
        row = gone.first()
        if row is not None:
            said = _said(Stretch(row.first_day, row.last_day))
            await tx.record(Event(SUBJECT, row.oid, "off_call", by=by, role=Role.SA_EPLE, data=said))
        await tx.commit({"team": "off_call"})
    return row is not None


async def _member(tx: Transaction, by: PersonKey) -> Person:
    person = await tx.person(by, keep=True)
    if not person.has(Role.SA_EPLE):
        raise NotOfTheTeam(by.oid)
    return person


# What each knows


async def know(
    storage: Storage,
    of: PersonKey,
    topics: Collection[Topic],
    *,
    by: PersonKey,
    now: datetime,
    activity: ActivityKey,
    known: bool = True,
) -> None:
    """Note the subjects that an expert knows, or no longer says to know. Raises NotOfTheTeam, Repeated."""
    async with transaction(storage, now, activity) as tx:
        await _may(tx, by, of)
        for topic in topics:
            row = {"tenant": of.tenant, "oid": of.oid, "topic": topic.value}
            if known:
                await tx.connection.execute(
                    insert(tx.connection, known_topic)
                    .values(**row, by_tenant=by.tenant, by_oid=by.oid, since=now)
                    .on_conflict_do_nothing(index_elements=["tenant", "oid", "topic"])
                )
            else:
                await tx.connection.execute(sa.delete(known_topic).filter_by(**row))
        await tx.commit({"team": "topics"})
