"""What the SA EPLE teaches the assistant: a wording of an entry, or an answer for all who ask the same."""

from __future__ import annotations

from datetime import datetime

from knowledge.people import PersonKey, Role
from storage.actions.drafts import Draft, Place, consume
from storage.actions.questions import RoleMissing
from storage.engine import Storage
from storage.lessons import Lesson, keep, switch
from storage.transaction import ActivityKey, Repeated, transaction


async def teach(
    storage: Storage, place: Place, draft: Draft, *, call: str, now: datetime, activity: ActivityKey
) -> None:
    """Store what a draft (wording, entry or answer) teaches, in the place of the lesson that it corrects, if any.

    Raises RoleMissing, DraftGone, DraftChanged.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("teach")
            sent = await consume(tx, place, draft.nonce, draft.version)
            answers = sent.answers
            lesson = Lesson(call, answers["wording"], answers.get("entry") or None, answers.get("answer") or None)
            if sent.subject_version:
                await switch(tx, sent.subject_version, active=False, by=place.key)
            await keep(tx, lesson, by=place.key, nonce=sent.nonce)
            await tx.commit({})
    except Repeated:
        return


async def set_active(storage: Storage, number: int, *, active: bool, by: PersonKey, now: datetime) -> bool:
    """Withdraw a lesson, or put it back; False where it is so already. Raises RoleMissing."""
    async with transaction(storage, now) as tx:
        if not (await tx.person(by)).has(Role.SA_EPLE):
            raise RoleMissing("teach")
        done = await switch(tx, number, active=active, by=by)
        await tx.commit()
        return done
