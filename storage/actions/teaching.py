"""What the SA EPLE teaches the assistant: a wording of an entry, or an answer for all who ask the same."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey, Role
from storage.actions.drafts import Draft, Place, consume
from storage.actions.questions import NotAllowed
from storage.engine import Storage
from storage.lessons import Lesson, keep
from storage.tables import taught
from storage.transaction import ActivityKey, Event, Repeated, transaction


async def teach(
    storage: Storage, place: Place, draft: Draft, *, call: str, now: datetime, activity: ActivityKey
) -> None:
    """Store what a draft (wording, entry or answer) teaches. Raises NotAllowed, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise NotAllowed("teach")
            sent = await consume(tx, place, draft.nonce, draft.version)
            answers = sent.answers
            lesson = Lesson(call, answers["wording"], answers.get("entry") or None, answers.get("answer") or None)
            await keep(tx, lesson, by=place.key, nonce=sent.nonce)
            await tx.commit({})
    except Repeated:
        return


async def forget(storage: Storage, number: int, by: PersonKey, now: datetime) -> bool:
    """Take back what was taught; False when it was already, or ``by`` is not of the SA EPLE."""
    async with transaction(storage, now) as tx:
        if not (await tx.person(by)).has(Role.SA_EPLE):
            return False
        gone = await tx.connection.execute(
            sa.update(taught).where(taught.c.id == number, taught.c.active).values(active=False)
        )
        if gone.rowcount:
            await tx.record(Event("taught", str(number), "forget", by=by, role=Role.SA_EPLE))
            tx.taught = True
        await tx.commit()
        return bool(gone.rowcount)
