"""The journal of requests and applications as people read it: their moves, and what was said about them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.tables import event, is_same_person, person


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line. ``by``: who did it, empty for the program and for people without a name.

    ``holder``: the name of who holds a request from then on, where that changed to somebody.
    """

    move: str
    role: str
    at: datetime
    by: str = ""
    to_state: str = ""
    reason: str = ""
    holder: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


async def lines_of(
    connection: AsyncConnection, subject: str, references: Collection[str], which: sa.ColumnElement[bool]
) -> dict[str, list[JournalLine]]:
    """Return the lines of several files of a kind, oldest first, by number."""
    asked = (
        sa.select(event, person.c.name)
        .outerjoin(person, is_same_person(person, event))
        .where(event.c.subject == subject, event.c.reference.in_(sorted(references)), which)
        .order_by(event.c.reference, event.c.id)
    )
    found: dict[str, list[JournalLine]] = {}
    for row in await connection.execute(asked):
        line = JournalLine(row.move, row.role, row.at, row.name or "", row.to_state or "", row.reason, data=row.data)
        found.setdefault(row.reference, []).append(line)
    return found
