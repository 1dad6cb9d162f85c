"""What files a request or an application has. Nothing here looks at rights: whoever asks has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Storage, fetch
from storage.tables import attached, is_same_person, person


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a request or an application. ``by``: the name of who sent it, empty when it is not known; ``size`` in bytes."""

    number: int
    reference: str
    name: str
    type: str
    size: int
    at: datetime
    by: str = ""


def _selected() -> sa.Select[tuple[object, ...]]:
    columns = (attached.c.id, attached.c.reference, attached.c.name, attached.c.type, attached.c.size, attached.c.at)
    who = is_same_person(person, attached, "by_")
    return sa.select(*columns, person.c.name.label("by")).select_from(attached.outerjoin(person, who))


def _line(row: sa.RowMapping) -> FileLine:
    return FileLine(row["id"], row["reference"], row["name"], row["type"], row["size"], row["at"], row["by"] or "")


async def files_of(storage: Storage, reference: str) -> list[FileLine]:
    """Return the files of a request or an application, oldest first."""
    rows = await fetch(storage, _selected().where(attached.c.reference == reference).order_by(attached.c.id))
    return [_line(row) for row in rows.mappings()]


async def file_of(storage: Storage, reference: str, number: int) -> tuple[FileLine, bytes] | None:
    """Return one file of a request or an application with its bytes; None where it has none of that number."""
    wanted = sa.and_(attached.c.reference == reference, attached.c.id == number)
    async with storage.reading() as connection:
        row = (await connection.execute(_selected().where(wanted))).mappings().first()
        content = (await connection.execute(sa.select(attached.c.content).where(wanted))).scalar()
    return (_line(row), bytes(content)) if row and content is not None else None


async def count(connection: AsyncConnection, reference: str) -> int:
    """Return how many files a request has."""
    asked = sa.select(sa.func.count()).select_from(attached).where(attached.c.reference == reference)
    return int((await connection.execute(asked)).scalar_one())
