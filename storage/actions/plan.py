"""The plan of action as it is kept: added to, looked at, moved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa

from knowledge.lifecycle import NotAllowed
from knowledge.people import PersonKey, Role
from knowledge.plan import PlanMove, PlannedAction, PlanRefused, PlanState, moved
from knowledge.time.delays import paris_day
from storage.actions.drafts import Draft, Place, consume
from storage.engine import Storage, fetch
from storage.tables import plan_action
from storage.transaction import ActivityKey, Event, Repeated, Transaction, transaction

SUBJECT = "plan"


async def add(
    storage: Storage, place: Place, kept: Draft, answers: Mapping[str, str], *, now: datetime, activity: ActivityKey
) -> int:
    """Add an action from its draft, which is consumed with it; return its number. Raises NotAllowed, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            await consume(tx, place, kept.nonce, kept.version)
            await _member(tx, place.key)
            due = answers.get("due", "")
            made = await tx.connection.execute(
                sa.insert(plan_action)
                .values(
                    text=answers["text"], owner=answers.get("owner", ""), due=date.fromisoformat(due) if due else None,
                    state=PlanState.OPEN.value, decided_on=paris_day(now), tenant=place.key.tenant, oid=place.key.oid,
                    version=1,
                )
                .returning(plan_action.c.id)
            )  # fmt: skip
            number = int(made.scalar_one())
            await tx.record(
                Event(SUBJECT, str(number), "add", by=place.key, role=Role.SA_EPLE, to_state=PlanState.OPEN)
            )
            await tx.commit({"number": number})
            return number
    except Repeated as repeated:
        return int(repeated.answer["number"])


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
            .values(state=after.state.value, version=after.version, ended_on=after.ended_on)
        )
        event = Event(
            SUBJECT, str(number), what.value, by=by, role=Role.SA_EPLE, from_state=before.state, to_state=after.state
        )
        await tx.record(event)
        await tx.commit()
    return after


async def plan(storage: Storage) -> list[PlannedAction]:
    """Return all actions: open ones first, those with the nearest day before the others, then the others, the latest first."""
    rows = await fetch(storage, sa.select(plan_action).order_by(plan_action.c.id))
    found = [action_of(row) for row in rows.mappings()]
    open_ = [one for one in found if one.state is PlanState.OPEN]
    ended = [one for one in found if one.state is not PlanState.OPEN]
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
        version=row["version"],
    )


async def _member(tx: Transaction, key: PersonKey) -> None:
    if not (await tx.person(key)).has(Role.SA_EPLE):
        raise NotAllowed(SUBJECT, "", PlanMove.FINISH)
