"""Importing the official register: one file, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from knowledge.errors import DomainError
from knowledge.schools.register import School
from storage.engine import Storage
from storage.queries.schools import read_schools
from storage.tables import school
from storage.transaction import Event, transaction
from storage.transaction import insert as insert_into

_FORMER = 8  # Names kept of a school besides its present one.
_AT_ONCE = 500


class NothingToImport(DomainError):
    """The file has not one school of the académie: the register in force stays as it is."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import has done, in the order of the codes.

    ``gone``: those that the file has no more; they keep their name, and are not found any more. ``unchanged``: a count.
    """

    added: tuple[School, ...]
    changed: tuple[School, ...]
    gone: tuple[School, ...]
    unchanged: int


async def import_schools(storage: Storage, schools: Sequence[School], now: datetime) -> Imported:
    """Take ``schools`` as the register in force, and have every replica read it. Raises NothingToImport.

    A name that a school no longer has is kept among its former ones: people go on using it.
    """
    if not schools:
        raise NothingToImport
    async with transaction(storage, now) as tx:
        before = {one.uai: one for one in await read_schools(tx.connection)}
        wanted = {one.uai: _with_former(one, before.get(one.uai)) for one in schools}
        added = [one for uai, one in wanted.items() if uai not in before]
        changed = [one for uai, one in wanted.items() if uai in before and before[uai] != one]
        gone = [replace(one, listed=False) for uai, one in before.items() if one.listed and uai not in wanted]
        for some in _batches([*added, *changed, *gone]):
            written = insert_into(tx.connection, school).values([{**asdict(one), "since": now} for one in some])
            await tx.connection.execute(
                written.on_conflict_do_update(
                    index_elements=["uai"],
                    set_={column.name: written.excluded[column.name] for column in school.c if column.name != "uai"},
                )
            )
        if added or changed or gone:
            counts = {"added": len(added), "changed": len(changed), "gone": len(gone)}
            await tx.record(Event("schools", "", "import", data=counts))
            tx.taught = True
        await tx.commit()
    unchanged = len(wanted) - len(added) - len(changed)
    return Imported(_by_uai(added), _by_uai(changed), _by_uai(gone), unchanged)


def _with_former(new: School, old: School | None) -> School:
    """Return ``new`` with the names that it had before."""
    if old is None:
        return new
    names = dict.fromkeys((*new.former, old.name, *old.former))
    return replace(new, former=tuple(name for name in names if name != new.name)[:_FORMER])


def _by_uai(schools: Sequence[School]) -> tuple[School, ...]:
    return tuple(sorted(schools, key=lambda one: one.uai))


def _batches(schools: Sequence[School]) -> list[Sequence[School]]:
    """Return ``schools`` in parts that a statement may hold."""
    return [schools[start : start + _AT_ONCE] for start in range(0, len(schools), _AT_ONCE)]
