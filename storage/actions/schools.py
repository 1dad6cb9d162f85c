"""Importing the official register: one file, one transaction."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from knowledge.french import DomainError
from knowledge.schools.register import ADDED, School
from storage.engine import Storage
from storage.queries.people import all_schools
from storage.tables import school
from storage.transaction import Event, transaction
from storage.transaction import insert as insert_into

_FORMER = 8  # Names kept of a school besides its present one.
_FEW = 3  # Schools that may be gone however small the register is.
_AT_ONCE = 500


class TooManyGone(DomainError):
    """The file lacks ``gone`` of the ``listed`` schools of the register, more than a year closes."""

    def __init__(self, gone: int, listed: int) -> None:
        super().__init__("too many schools gone")
        self.gone, self.listed = gone, listed


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


@dataclass(frozen=True, slots=True)
class Completed:
    """What a file of additions has done: counts, and the codes that the register does not have."""

    changed: int
    unchanged: int
    unknown: tuple[str, ...]


async def import_schools(
    storage: Storage, schools: Sequence[School], now: datetime, *, retires: bool = False
) -> Imported:
    """Take ``schools`` as the register in force, and have every replica read it. Raises NothingToImport, TooManyGone.

    A name that a school no longer has is kept among its former ones: people go on using it. Schools that the file lacks
    are no longer proposed; where they are more than one in ten, the file is likely a part of the register, and only
    ``retires`` takes it.
    """
    if not schools:
        raise NothingToImport
    async with transaction(storage, now) as tx:
        before = {one.uai: one for one in await all_schools(tx.connection)}
        wanted = {one.uai: _with_former(one, before.get(one.uai)) for one in schools}
        added = [one for uai, one in wanted.items() if uai not in before]
        changed = [one for uai, one in wanted.items() if uai in before and before[uai] != one]
        gone = _gone([one for one in before.values() if one.listed], wanted, retires=retires)
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


def _gone(listed: Sequence[School], wanted: Container[str], *, retires: bool) -> list[School]:
    """Return the schools of the register that are not ``wanted``, no longer listed. Raises TooManyGone."""
    gone = [replace(one, listed=False) for one in listed if one.uai not in wanted]
    if len(gone) > max(_FEW, len(listed) // 10) and not retires:
        raise TooManyGone(len(gone), len(listed))
    return gone


def _with_former(new: School, old: School | None) -> School:
    """Return ``new`` with the names that it had before, and what the SA EPLE has added to it."""
    if old is None:
        return new
    names = dict.fromkeys((*new.former, old.name, *old.former))
    added = {name: getattr(new, name) or getattr(old, name) for name in ADDED}
    return replace(new, former=tuple(name for name in names if name != new.name)[:_FORMER], **added)


async def complete_schools(storage: Storage, told: Mapping[str, Mapping[str, Any]], now: datetime) -> Completed:
    """Add to schools of the register what ``told`` says of them by UAI; what it leaves empty stays as it was."""
    async with transaction(storage, now) as tx:
        before = {one.uai: one for one in await all_schools(tx.connection)}
        changed = 0
        for uai, values in told.items():
            new = {name: value for name, value in values.items() if name in ADDED and value}
            if uai in before and any(getattr(before[uai], name) != value for name, value in new.items()):
                await tx.connection.execute(sa.update(school).where(school.c.uai == uai).values(**new, since=now))
                changed += 1
        if changed:
            await tx.record(Event("schools", "", "complete", data={"changed": changed}))
            tx.taught = True
        await tx.commit()
    unknown = tuple(sorted(set(told) - set(before)))
    return Completed(changed, len(told) - changed - len(unknown), unknown)


def _by_uai(schools: Sequence[School]) -> tuple[School, ...]:
    return tuple(sorted(schools, key=lambda one: one.uai))


def _batches(schools: Sequence[School]) -> list[Sequence[School]]:
    """Return ``schools`` in parts that a statement may hold."""
    return [schools[start : start + _AT_ONCE] for start in range(0, len(schools), _AT_ONCE)]
