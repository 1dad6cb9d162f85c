"""Who opened which application, for those who answer for personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage, fetch
from storage.queries.applications import ACCESS
from storage.tables import event, is_same_person, person


@dataclass(frozen=True, slots=True)
class FileOpening:
    """A member of the SA EPLE has opened an application, on that day for the first time, or was given one of its files.

    ``name``: "" where unknown.
    """

    at: datetime
    reference: str
    who: PersonKey
    name: str
    what: str  # «open», or «file» where one of its files was given.


async def openings(storage: Storage, *, reference: str = "", since: datetime | None = None) -> list[FileOpening]:
    """Return who opened applications, oldest first; of one ``reference``, or ``since`` an instant, where these are given."""
    known = is_same_person(person, event)
    asked = (
        sa.select(event.c.at, event.c.reference, event.c.tenant, event.c.oid, event.c.move, person.c.name)
        .select_from(event.outerjoin(person, known))
        .where(event.c.subject == ACCESS)
        .order_by(event.c.at, event.c.id)
    )
    if reference:
        asked = asked.where(event.c.reference == reference)
    if since is not None:
        asked = asked.where(event.c.at >= since)
    rows = await fetch(storage, asked)
    return [
        FileOpening(row.at, row.reference, PersonKey(row.tenant, row.oid), row.name or "", row.move) for row in rows
    ]
