"""What becomes of a mandate: begun with the role, renewed or ended by the SA EPLE, its end told before it comes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from knowledge.people import Mandate, MandateRefusal, MandateRefused, PersonKey, Role
from knowledge.time.delays import paris_day
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import MANDATE_ENDS, MANDATE_RENEWED, MANDATE_TRAINED
from storage.engine import Storage
from storage.notice_data import MandateData, to_json
from storage.outbox import Notice, notify
from storage.queries.people import mandate_of, reachable
from storage.tables import is_person, mandate
from storage.transaction import Event, Repeated, Shown, Transaction, insert, transaction

SUBJECT = "mandate"
FormSent = tuple[Place, Draft] | None
"""The draft that gave the day, consumed with it; it stays where the change is refused."""


async def begin(
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


async def end(tx: Transaction, key: PersonKey) -> None:
    """Note that a mandate is over since today: the role was taken."""
    await tx.connection.execute(
        sa.update(mandate)
        .where(is_person(mandate, key), mandate.c.ended_on.is_(None))
        .values(ended_on=paris_day(tx.now), since=tx.now)
    )


async def renew(
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


async def train(
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
    (day,) = values.values()
    try:
        async with transaction(storage, now, activity) as tx:
            if form:
                await consume(tx, form[0], form[1].nonce, form[1].version)
            one = await _theirs(tx, key, by)
            checked(one, paris_day(now))
            whole = {"begins_on": one.begins, "reference": one.reference, **values}
            await tx.connection.execute(
                insert(tx.connection, mandate)
                .values(**key._asdict(), **whole, since=now)
                .on_conflict_do_update(
                    index_elements=["tenant", "oid"], set_={**values, "ended_on": None, "since": now}
                )
            )
            said = {"day": day.isoformat()} if day else {}
            move = kind.removeprefix("mandate_")
            await tx.record(Event(SUBJECT, key.oid, move, by=by, role=Role.SA_EPLE, data=said))
            await notify(tx, Notice(kind, to=key, data=to_json(MandateData(key=key, day=day))))
            changed = await mandate_of(tx.connection, key) or one
            await tx.commit({"mandate": key.oid})
            return changed
    except Repeated as repeated:
        kept = await mandate_of(storage, key)
        if kept is None:
            raise MandateRefused(MandateRefusal.NONE) from repeated
        return kept


async def _theirs(tx: Transaction, key: PersonKey, by: PersonKey) -> Mandate:
    """Return the mandate of an expert that this member of the SA EPLE may decide on. Raises MandateRefused."""
    if by == key or not (await tx.person(by, keep=True)).has(Role.SA_EPLE):
        raise MandateRefused(MandateRefusal.NOT_YOURS)
    one = await mandate_of(tx.connection, key)
    if one is None:
        raise MandateRefused(MandateRefusal.NONE)
    return one


async def tell_end(tx: Transaction, what: Mapping[str, Any]) -> None:
    """Tell the SA EPLE, and the expert, that a mandate comes to its end; nobody where it was renewed or ended since."""
    key = PersonKey(what["tenant"], what["oid"])
    ends = date.fromisoformat(what["ends"])
    one = await mandate_of(tx.connection, key)
    if one is None or one.ends != ends:
        return
    data = to_json(MandateData(key=key, day=ends))
    members = [member for member in await reachable(tx.connection, Role.SA_EPLE) if member != key]
    await notify(tx, *(Notice(MANDATE_ENDS, to=to, data=data) for to in (key, *members)))
