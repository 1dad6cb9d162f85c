"""What the SA EPLE teaches the assistant: a wording of an entry, or an answer for all who ask the same."""

from __future__ import annotations

from datetime import datetime

from knowledge.people import Role
from storage.actions.drafts import Draft, Place, consume
from storage.actions.questions import RoleMissing
from storage.engine import Storage
from storage.lessons import Lesson, keep
from storage.transaction import ActivityKey, Repeated, transaction


async def teach(
    storage: Storage, place: Place, draft: Draft, *, call: str, now: datetime, activity: ActivityKey
) -> None:
    """Store what a draft (wording, entry or answer) teaches. Raises RoleMissing, DraftGone, DraftChanged."""
    try:
        async with transaction(storage, now, activity) as tx:
            if not (await tx.person(place.key)).has(Role.SA_EPLE):
                raise RoleMissing("teach")
            sent = await consume(tx, place, draft.nonce, draft.version)
            answers = sent.answers
            lesson = Lesson(call, answers["wording"], answers.get("entry") or None, answers.get("answer") or None)
            await keep(tx, lesson, by=place.key, nonce=sent.nonce)
            await tx.commit({})
    except Repeated:
        return
