"""A few schools, where no register was imported: enough to name one, and to meet homonyms.

Their names, towns and codes are public: Ministère de l'Éducation nationale – data.education.gouv.fr.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from knowledge.schools.file import read_file
from storage.actions.schools import import_schools
from storage.engine import Storage
from storage.queries.schools import all_schools

FILE = Path(__file__).with_name("schools.csv")


async def seed_schools(storage: Storage, now: datetime) -> None:
    """Import them, unless there are schools already."""
    if not await all_schools(storage):
        await import_schools(storage, read_file(FILE.read_text(encoding="utf-8")).schools, now)
