"""Numbers that people quote: one series per kind and year, rising, never given twice."""

from __future__ import annotations

from knowledge.time.delays import paris_day
from storage.tables import numbering
from storage.transaction import Transaction, insert


async def allot(tx: Transaction, kind: str) -> str:
    """Return the next reference of a kind («CA» gives «CA-2024-0001»), the year being the one in Paris.

    Others who ask meanwhile wait for this transaction to end: what is rolled back leaves no gap.
    """
    series = f"{kind}-{paris_day(tx.now).year}"
    given = await tx.connection.execute(
        insert(tx.connection, numbering)
        .values(series=series, last=1)
        .on_conflict_do_update(index_elements=["series"], set_={"last": numbering.c.last + 1})
        .returning(numbering.c.last)
    )
    return f"{series}-{given.scalar_one():04}"
