"""The plan of action, subscriptions and reminders, as they are changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from knowledge.batch import PlanMove, PlannedAction, PlanRefused, PlanState, moved
from knowledge.french import DomainError
from knowledge.lifecycle import NotAllowed
from knowledge.people import Person, PersonKey, Role
from knowledge.rights import may_see_request
from knowledge.subscription import MOST as MOST_SUBSCRIPTIONS
from knowledge.subscription import LastingQuery, Schedule
from knowledge.time.delays import paris_day
from storage.actions.drafts import Draft, Place, consume
from storage.actions.meetings import last_committee
from storage.actions.notices import PROPOSAL, PROPOSAL_DECIDED, REMINDER, SUBSCRIPTION
from storage.actions.requests import UnknownRequest
from storage.engine import Storage, fetch
from storage.notice_data import MoveData, to_json
from storage.outbox import Notice, notify
from storage.queries.requests import read
from storage.queries.team import reachable
from storage.tables import event, is_person, plan_action, reminder, subscription
from storage.transaction import ActivityKey, Event, Repeated, Transaction, insert, transaction

SUBJECT = "plan"
_DECIDES = timedelta(days=14)  # So long after a committee, what is noted was decided there.


async def add(
    storage: Storage,
    place: Place,
    kept: Draft,
    answers: Mapping[str, str],
    *,
    now: datetime,
    activity: ActivityKey,
    uai: str = "",
    proposed: bool = False,
) -> int:
    """Add an action from its draft, which is consumed with it; return its number.

    It is tied to the committee of these days, and to the school ``uai``. ``proposed``: by an expert, for the committee.
    Raises NotAllowed, DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            role = Role.EXPERT if proposed else Role.SA_EPLE
            await _member(tx, place.key, role)
            state = PlanState.PROPOSED if proposed else PlanState.OPEN
            due = answers.get("due", "")
            made = await tx.connection.execute(
                sa.insert(plan_action)
                .values(
                    text=answers["text"], owner=answers.get("owner", ""), due=date.fromisoformat(due) if due else None,
                    state=state.value, decided_on=paris_day(now), tenant=place.key.tenant, oid=place.key.oid,
                    meeting=None if proposed else await _committee(tx), uai=uai or None, version=1,
                )
                .returning(plan_action.c.id)
            )  # fmt: skip
            number = int(made.scalar_one())
            await tx.record(
                Event(SUBJECT, str(number), "propose" if proposed else "add", by=place.key, role=role, to_state=state)
            )
            if proposed:
                members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one != place.key]
                await notify(tx, *(Notice(PROPOSAL, to=one, reference=str(number), version=1) for one in members))
            await tx.commit({"number": number})
            return number
    except Repeated as repeated:
        return int(repeated.answer["number"])


async def _committee(tx: Transaction) -> int | None:
    """Return the committee that decides now: the latest one that began in the last days."""
    return await last_committee(tx.connection, tx.now - _DECIDES, tx.now)


async def move(
    storage: Storage, number: int, what: PlanMove, version: int, *, by: PersonKey, now: datetime
) -> PlannedAction:
    """Make a move. Raises NotAllowed, PlanRefused."""
    async with transaction(storage, now) as tx:
        await _member(tx, by)
        found = await tx.connection.execute(sa.select(plan_action).where(plan_action.c.id == number).with_for_update())
        row = found.mappings().first()
        if row is None:
            raise PlanRefused(f"action {number}: gone")
        before = action_of(row)
        after = moved(before, what, version, paris_day(now))
        await tx.connection.execute(
            sa.update(plan_action)
            .where(plan_action.c.id == number)
            .values(
                state=after.state.value, version=after.version, ended_on=after.ended_on, decided_on=after.decided_on,
                meeting=await _committee(tx) if what is PlanMove.KEEP else before.meeting,
            )
        )  # fmt: skip
        if before.state is PlanState.PROPOSED and before.author and before.author != by:
            told = Notice(PROPOSAL_DECIDED, to=before.author, reference=str(number), version=after.version)
            await notify(tx, told)
        event = Event(
            SUBJECT, str(number), what.value, by=by, role=Role.SA_EPLE, from_state=before.state, to_state=after.state
        )
        await tx.record(event)
        await tx.commit()
    return after


async def proposals(storage: Storage, of: PersonKey | None = None) -> list[PlannedAction]:
    """Return what experts have proposed: what waits, the oldest first; ``of``: all that one has, the newest first."""
    if of is None:
        asked = sa.select(plan_action).where(plan_action.c.state == PlanState.PROPOSED.value).order_by(plan_action.c.id)
    else:
        proposed = sa.select(event.c.reference).where(event.c.subject == SUBJECT, event.c.move == "propose")
        theirs = sa.and_(is_person(plan_action, of), sa.cast(plan_action.c.id, sa.String).in_(proposed))
        asked = sa.select(plan_action).where(theirs).order_by(plan_action.c.id.desc())
    return [action_of(row) for row in (await fetch(storage, asked)).mappings()]


async def plan(storage: Storage) -> list[PlannedAction]:
    """Return all actions: open ones first, those with the nearest day before the others, then the others, the latest first."""
    rows = await fetch(storage, sa.select(plan_action).order_by(plan_action.c.id))
    found = [action_of(row) for row in rows.mappings()]
    open_ = [one for one in found if one.state is PlanState.OPEN]
    ended = [one for one in found if one.state not in (PlanState.OPEN, PlanState.PROPOSED)]
    return [
        *sorted(open_, key=lambda one: (one.due or date.max, one.number)),
        *sorted(ended, key=lambda one: (one.ended_on or date.min, one.number), reverse=True),
    ]


async def get(storage: Storage, number: int) -> PlannedAction | None:
    """Return one action, None if there is none of that number."""
    row = (await fetch(storage, sa.select(plan_action).where(plan_action.c.id == number))).mappings().first()
    return action_of(row) if row else None


def action_of(row: sa.RowMapping) -> PlannedAction:
    """Return a row as the rules know it."""
    return PlannedAction(
        number=row["id"],
        text=row["text"],
        owner=row["owner"],
        due=row["due"],
        state=PlanState(row["state"]),
        decided_on=row["decided_on"],
        ended_on=row["ended_on"],
        meeting=row["meeting"],
        uai=row["uai"] or "",
        author=PersonKey(row["tenant"], row["oid"]) if row["oid"] else None,
        version=row["version"],
    )


async def _member(tx: Transaction, key: PersonKey, role: Role = Role.SA_EPLE) -> None:
    if not (await tx.person(key)).has(role):
        raise NotAllowed(SUBJECT, "", PlanMove.FINISH)


# --- Subscriptions: made, stopped, answered when they fall due.


class TooManySubscriptions(DomainError):
    """The person has as many as one may have."""


async def subscribe(
    storage: Storage,
    key: PersonKey,
    query: LastingQuery,
    when: Schedule | int,
    *,
    nonce: str,
    now: datetime,
    activity: ActivityKey,
    closed: bool = False,
) -> int:
    """Make a subscription, to be answered at set times, or when there are more than a number; return its number.

    The same ``nonce`` makes it once. Raises TooManySubscriptions, NoRole, Repeated.
    """
    own = is_person(subscription, key)
    timed = isinstance(when, Schedule)
    async with transaction(storage, now, activity) as tx:
        if not (await tx.person(key)).roles:
            raise NoRole(key.oid)
        asked = sa.select(sa.func.count()).select_from(subscription).where(own)
        if (await tx.connection.execute(asked)).scalar_one() >= MOST_SUBSCRIPTIONS:
            raise TooManySubscriptions(key.oid)
        await tx.connection.execute(
            insert(tx.connection, subscription)
            .values(
                tenant=key.tenant, oid=key.oid, query=query.as_kept(), created_at=now, nonce=nonce,
                schedule=when.as_kept() if isinstance(when, Schedule) else sa.null(),
                above=None if timed else when, closed=closed, passed=False, crossings=0,
            )
            .on_conflict_do_nothing(index_elements=["nonce"])
        )  # fmt: skip
        made = sa.select(subscription.c.id).where(own, subscription.c.nonce == nonce)
        number = int((await tx.connection.execute(made)).scalar_one())
        await tx.commit({})
    return number


class NoRole(DomainError):
    """Subscriptions are for experts and the SA EPLE."""


async def stop(storage: Storage, key: PersonKey, number: int | None, now: datetime, activity: ActivityKey) -> int:
    """Stop one subscription of a person, or all; return how many there were. Raises Repeated."""
    wanted = [is_person(subscription, key)]
    if number is not None:
        wanted.append(subscription.c.id == number)
    async with transaction(storage, now, activity) as tx:
        gone = (await tx.connection.execute(sa.delete(subscription).where(*wanted))).rowcount
        await tx.commit({"stopped": gone})
    return gone


async def answer(tx: Transaction, number: int, occurrence: str) -> None:
    """Leave the answer of an occurrence to whoever has subscribed and still holds a role."""
    key = await _of(tx, number)
    if key and (await tx.person(key)).roles:
        # The hour is the person's own choice.
        await notify(
            tx,
            Notice(
                SUBSCRIPTION, to=key, reference=str(number), urgent=True, dedupe=f"{SUBSCRIPTION}:{number}:{occurrence}"
            ),
        )


async def cross(tx: Transaction, number: int, crossings: int, *, up: bool) -> None:
    """Note that a number was passed, which is told, or come back under, which is not; once for each crossing."""
    changed = await tx.connection.execute(
        sa.update(subscription)
        .where(subscription.c.id == number, subscription.c.crossings == crossings, subscription.c.passed != up)
        .values(passed=up, crossings=crossings + 1)
    )
    if changed.rowcount and up:
        await answer(tx, number, f"over {crossings}")


async def _of(tx: Transaction, number: int) -> PersonKey | None:
    found = await tx.connection.execute(
        sa.select(subscription.c.tenant, subscription.c.oid).where(subscription.c.id == number)
    )
    row = found.first()
    return PersonKey(row.tenant, row.oid) if row else None


# --- Reminders of a request that people set for themselves.

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
