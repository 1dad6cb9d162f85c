"""Meetings as they are called, answered, held or cancelled; and how they are read."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.meeting import Attendee, Meeting, MeetingKind, MeetingRefusal, MeetingRefused, MeetingState
from knowledge.people import PersonKey, Role
from knowledge.time.delays import paris_day
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import MEETING_CALLED, MEETING_CANCELLED, MEETING_EVE
from storage.actions.people import note_trained
from storage.engine import Source, Storage, fetch
from storage.outbox import Notice, notify
from storage.tables import is_person, is_same_person, meeting, meeting_person, person, role
from storage.transaction import Event, Repeated, Shown, Transaction, transaction

SUBJECT = "meeting"
_CALLED: Mapping[MeetingKind, tuple[Role, ...]] = {
    MeetingKind.TRAINING: (Role.EXPERT,),
    MeetingKind.COMMITTEE: (Role.EXPERT, Role.SA_EPLE),
}
_LATEST = 12


# Read


async def latest(storage: Storage, kind: MeetingKind) -> list[Meeting]:
    """Return the latest meetings of a kind: those to come first, the nearest first, then the others, the newest first."""
    asked = sa.select(meeting).where(meeting.c.kind == kind.value).order_by(meeting.c.at.desc()).limit(_LATEST)
    async with storage.reading() as connection:
        rows = list((await connection.execute(asked)).mappings())
        found = [await _read(connection, row) for row in rows]
    called = sorted((one for one in found if one.state is MeetingState.CALLED), key=lambda one: one.at)
    return [*called, *(one for one in found if one.state is not MeetingState.CALLED)]


async def get(source: Source, number: int) -> Meeting | None:
    """Return one meeting; None if there is none of that number."""
    row = (await fetch(source, sa.select(meeting).where(meeting.c.id == number))).mappings().first()
    return await _read(source, row) if row else None


async def _read(source: Source, row: sa.RowMapping) -> Meeting:
    rows = await fetch(
        source,
        sa.select(meeting_person, person.c.name)
        .outerjoin(person, is_same_person(person, meeting_person))
        .where(meeting_person.c.number == row["id"])
        .order_by(person.c.name, meeting_person.c.oid),
    )
    people = [Attendee(PersonKey(one.tenant, one.oid), one.name or "", one.comes, one.present) for one in rows]
    return Meeting(
        number=row["id"], kind=MeetingKind(row["kind"]), at=row["at"], place=row["place"], text=row["text"],
        state=MeetingState(row["state"]), report=row["report"], version=row["version"], people=people,
    )  # fmt: skip


async def last_committee(connection: AsyncConnection, since: datetime, until: datetime) -> int | None:
    """Return the number of the latest committee that began between two moments, and was not cancelled."""
    asked = (
        sa.select(meeting.c.id)
        .where(
            meeting.c.kind == MeetingKind.COMMITTEE.value,
            meeting.c.state != MeetingState.CANCELLED.value,
            meeting.c.at.between(since, until),
        )
        .order_by(meeting.c.at.desc())
        .limit(1)
    )
    found = await connection.scalar(asked)
    return None if found is None else int(found)


async def held_between(source: Source, first: datetime, last: datetime) -> list[Meeting]:
    """Return the meetings that were held between two moments."""
    at = meeting.c.at.between(first, last)
    asked = sa.select(meeting).where(meeting.c.state == MeetingState.HELD.value, at).order_by(meeting.c.at)
    return [await _read(source, row) for row in (await fetch(source, asked)).mappings().all()]


async def to_come(storage: Storage, until: datetime, now: datetime) -> list[Meeting]:
    """Return the meetings that begin from now on until then."""
    at = meeting.c.at.between(now, until)
    asked = sa.select(meeting).where(meeting.c.state == MeetingState.CALLED.value, at)
    async with storage.reading() as connection:
        return [await _read(connection, row) for row in (await connection.execute(asked)).mappings().all()]


# Changed


async def call(
    storage: Storage, place: Place, kept: Draft, kind: MeetingKind, at: datetime, *, now: datetime, activity: Shown
) -> int:
    """Call a meeting, from its draft: those whom it is for are told. Raises MeetingRefused, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            await _member(tx, place.key)
            if at <= now:
                raise MeetingRefused(MeetingRefusal.PAST)
            said = kept.answers
            made = await tx.connection.execute(
                sa.insert(meeting)
                .values(
                    kind=kind.value, at=at, place=said.get("place", ""), text=said.get("text", ""), report="",
                    state=MeetingState.CALLED.value, tenant=place.key.tenant, oid=place.key.oid, version=1,
                )
                .returning(meeting.c.id)
            )  # fmt: skip
            number = int(made.scalar_one())
            await tx.record(_event(number, "call", place.key))
            called = await _called(tx, kind)
            if called:
                rows = [{"number": number, **key._asdict()} for key in called]
                await tx.connection.execute(sa.insert(meeting_person), rows)
            await _tell(tx, MEETING_CALLED, number, 1, [key for key in called if key != place.key])
            await tx.commit({"number": number})
            return number
    except Repeated as repeated:
        return int(repeated.answer["number"])


async def _called(tx: Transaction, kind: MeetingKind) -> list[PersonKey]:
    of = role.c.role.in_([one.value for one in _CALLED[kind]])
    rows = await tx.connection.execute(sa.select(role.c.tenant, role.c.oid).where(of, role.c.active).distinct())
    return sorted(PersonKey(*row) for row in rows)


async def _tell(tx: Transaction, kind: str, number: int, version: int, to: Collection[PersonKey]) -> None:
    about: dict[str, Any] = {"reference": str(number), "version": version}
    told = (Notice(kind, to=key, dedupe=f"{kind}:{number}:{version}:{key.oid}", **about) for key in to)
    await notify(tx, *told)


async def answer(storage: Storage, number: int, *, comes: bool, by: PersonKey, now: datetime) -> Meeting:
    """Note whether somebody who is called comes. Raises MeetingRefused."""
    async with transaction(storage, now) as tx:
        one = await _locked(tx, number)
        if not one.may_answer(by, now):
            mine = any(other.key == by for other in one.people)
            raise MeetingRefused(MeetingRefusal.GONE if mine else MeetingRefusal.RIGHT)
        await tx.connection.execute(
            sa.update(meeting_person)
            .where(meeting_person.c.number == number, is_person(meeting_person, by))
            .values(comes=comes, answered_at=now)
        )
        await tx.commit()
    return await _again(storage, number)


async def hold(
    storage: Storage,
    number: int,
    version: int,
    present: Collection[str],
    report: str,
    *,
    by: PersonKey,
    now: datetime,
    activity: Shown,
) -> Meeting:
    """Note who was there, by id, and what was said of it; who was at a training is trained from that day on.

    Raises MeetingRefused.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            await _member(tx, by)
            one = await _locked(tx, number)
            if one.state is MeetingState.CANCELLED or one.version != version:
                raise MeetingRefused(MeetingRefusal.GONE)
            if now < one.at:
                raise MeetingRefused(MeetingRefusal.EARLY)
            for other in one.people:
                there = other.key.oid in present
                await tx.connection.execute(
                    sa.update(meeting_person)
                    .where(meeting_person.c.number == number, is_person(meeting_person, other.key))
                    .values(present=there)
                )
                if there and one.kind is MeetingKind.TRAINING and other.key != by:
                    await note_trained(tx, other.key, paris_day(one.at), by)
            await _changed(tx, number, MeetingState.HELD, report)
            await tx.record(_event(number, "hold", by))
            await tx.commit({"number": number})
    except Repeated:
        pass
    return await _again(storage, number)


async def cancel(
    storage: Storage, place: Place, kept: Draft, reason: str, *, now: datetime, activity: Shown
) -> Meeting:
    """Cancel a meeting, from the draft that says why: all who were called are told. Raises MeetingRefused, DraftGone, DraftChanged."""
    number = int(kept.subject)
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            await _member(tx, place.key)
            one = await _locked(tx, number)
            if one.state is not MeetingState.CALLED:
                raise MeetingRefused(MeetingRefusal.GONE)
            await _changed(tx, number, MeetingState.CANCELLED, reason)
            await tx.record(_event(number, "cancel", place.key))
            others = [other.key for other in one.people if other.key != place.key]
            await _tell(tx, MEETING_CANCELLED, number, one.version + 1, others)
            await tx.commit({"number": number})
    except Repeated:
        pass
    return await _again(storage, number)


async def remind(tx: Transaction, number: int) -> None:
    """Remind those who have not said that they stay away, once, of a meeting that still stands."""
    one = await get(tx.connection, number)
    if one and one.state is MeetingState.CALLED:
        await _tell(
            tx, MEETING_EVE, number, one.version, [other.key for other in one.people if other.comes is not False]
        )


async def _changed(tx: Transaction, number: int, state: MeetingState, report: str) -> None:
    values = {"state": state.value, "report": report, "version": meeting.c.version + 1}
    await tx.connection.execute(sa.update(meeting).where(meeting.c.id == number).values(values))


def _event(number: int, move: str, by: PersonKey) -> Event:
    return Event(SUBJECT, str(number), move, by=by, role=Role.SA_EPLE)


async def _member(tx: Transaction, key: PersonKey) -> None:
    if not (await tx.person(key, keep=True)).has(Role.SA_EPLE):
        raise MeetingRefused(MeetingRefusal.RIGHT)


async def _locked(tx: Transaction, number: int) -> Meeting:
    await tx.connection.execute(sa.select(meeting.c.id).where(meeting.c.id == number).with_for_update())
    one = await get(tx.connection, number)
    if one is None:
        raise MeetingRefused(MeetingRefusal.GONE)
    return one


async def _again(storage: Storage, number: int) -> Meeting:
    one = await get(storage, number)
    if one is None:
        raise MeetingRefused(MeetingRefusal.GONE)
    return one
