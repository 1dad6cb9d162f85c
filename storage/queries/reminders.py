"""The reminders that wait: one person's, or those that fall due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage, fetch
from storage.tables import is_person, reminder


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder of a request. ``at``: when it is told; ``text``: of what, in the person's words; may be empty."""

    number: int
    reference: str
    at: datetime
    text: str


async def of_person(storage: Storage, key: PersonKey) -> list[Reminder]:
    """Return a person's reminders, the next first."""
    own = is_person(reminder, key)
    return await _read(storage, sa.select(reminder).where(own).order_by(reminder.c.at, reminder.c.id))


async def due(storage: Storage, until: datetime) -> list[Reminder]:
    """Return what falls due until then, and the next one after it, in order."""
    asked = sa.select(reminder).order_by(reminder.c.at, reminder.c.id)
    coming = await _read(storage, asked.where(reminder.c.at > until).limit(1))
    return [*await _read(storage, asked.where(reminder.c.at <= until)), *coming]


async def _read(storage: Storage, asked: sa.Select[tuple[object, ...]]) -> list[Reminder]:
    rows = (await fetch(storage, asked)).mappings()
    return [Reminder(row["id"], row["reference"], row["at"], row["text"]) for row in rows]
