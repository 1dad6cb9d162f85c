"""The register of schools."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.schools.register import School
from storage.engine import Storage
from storage.tables import school


async def all_schools(storage: Storage) -> tuple[School, ...]:
    """Return every school ever imported, by UAI; empty before the first import."""
    async with storage.reading() as connection:
        return await read_schools(connection)


async def read_schools(connection: AsyncConnection) -> tuple[School, ...]:
    """Return every school, within a transaction or a reading."""
    rows = await connection.execute(sa.select(school).order_by(school.c.uai))
    return tuple(
        School(
            uai=row["uai"],
            name=row["name"],
            kind=row["kind"],
            town=row["town"],
            department=row["department"],
            former=tuple(row["former"]),
            type=row["type"],
            postcode=row["postcode"],
            street=row["street"],
            listed=row["listed"],
            mail=row["mail"],
            wave=row["wave"],
            accounting_group=row["accounting_group"],
            switched_on=row["switched_on"],
        )
        for row in rows.mappings()
    )
