"""``accesses``: who opened which application, as lines to read or to sort, for whoever answers for personal data."""

from __future__ import annotations

from datetime import datetime, timedelta

from knowledge.french import PARIS
from storage import schema
from storage.engine import Storage
from storage.queries.accesses import openings

HEAD = "jour\theure\tcandidature\tqui\tidentifiant\tquoi"
_WHAT = {"open": "dossier", "file": "pièce"}
_AT = "%d/%m/%Y\t%H:%M"


async def accesses(database_url: str, now: datetime, *, reference: str = "", days: int = 0) -> str:
    """Return a table with tabs, oldest first, times of Paris; of one ``reference``, or of the last ``days``, if given."""
    storage = Storage.open(database_url)
    try:
        await schema.check(storage)
        found = await openings(
            storage, reference=reference.strip().upper(), since=now - timedelta(days=days) if days else None
        )
    finally:
        await storage.close()
    lines = [
        f"{one.at.astimezone(PARIS).strftime(_AT)}\t{one.reference}\t{' '.join(one.name.split()) or '—'}\t{one.who.oid}\t{_WHAT.get(one.what, one.what)}"
        for one in found
    ]
    return "\n".join([HEAD, *lines])
