"""What the SA EPLE teaches the assistant: a wording of an entry, or an answer for all who ask the same."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey, Role
from storage.actions.drafts import Draft, Place, consume
from storage.actions.questions import RoleMissing
from storage.engine import Storage
from storage.lessons import Lesson, LessonChanged, TaughtAlready, alike, keep, switch
from storage.tables import taught
from storage.transaction import Repeated, Shown, Transaction, transaction


async def teach(storage: Storage, place: Place, draft: Draft, *, call: str, now: datetime, activity: Shown) -> None:
    """Store what a draft (wording, entry or answer) teaches, in the place of the lesson that it corrects, if any.

    Raises RoleMissing, DraftGone, DraftChanged; TaughtAlready for words that another lesson answers; LessonChanged for a
    correction that comes too late.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("teach")
            sent = await consume(tx, place, draft.nonce, draft.version)
            answers = sent.answers
            lesson = Lesson(call, answers["wording"], answers.get("entry") or None, answers.get("answer") or None)
            if sent.subject_version > 0 and not await switch(tx, sent.subject_version, active=False, by=place.key):
                raise LessonChanged(str(sent.subject_version))
            await _refuse_another(tx, call, lesson.wording)
            await keep(tx, lesson, by=place.key, nonce=sent.nonce)
            await tx.commit({})
    except Repeated:
        return


async def set_active(storage: Storage, number: int, *, active: bool, by: PersonKey, now: datetime) -> bool:
    """Withdraw a lesson, or put it back; False where it is so already.

    Raises RoleMissing, and TaughtAlready for one to put back whose words another lesson answers by now.
    """
    async with transaction(storage, now) as tx:
        if not (await tx.person(by)).has(Role.SA_EPLE):
            raise RoleMissing("teach")
        if active:
            asked = sa.select(taught.c.call, taught.c.wording).where(taught.c.id == number, taught.c.active.is_(False))
            for row in (await tx.connection.execute(asked)).all():
                await _refuse_another(tx, row.call, row.wording)
        done = await switch(tx, number, active=active, by=by)
        await tx.commit()
        return done


async def _refuse_another(tx: Transaction, call: str, wording: str) -> None:
    for number in await alike(tx, call, wording):
        raise TaughtAlready(number)
