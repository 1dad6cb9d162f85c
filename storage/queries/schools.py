"""The register of schools."""

from __future__ import annotations

import sqlalchemy as sa

from knowledge.schools.register import School
from storage.engine import Source, fetch
from storage.tables import school


async def all_schools(source: Source) -> tuple[School, ...]:
    """Return every school ever imported, by UAI; empty before the first import."""
    columns = (column for column in school.c if column.name != "since")
    rows = (await fetch(source, sa.select(*columns).order_by(school.c.uai))).mappings()
    return tuple(School(**{**row, "former": tuple(row["former"])}) for row in rows)
