"""What is known of solved cases. Nothing here looks at rights: ``knowledge.cases`` does, with what is found."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from knowledge.cases import CaseState, CaseText, SolvedCase
from knowledge.people import PersonKey
from knowledge.request import Topic
from storage.engine import Storage, fetch
from storage.tables import is_same_person, person, solved_case


def selected() -> sa.Select[Any]:
    """Return the SELECT that :func:`case_of` reads: cases with the name of who proposed them."""
    author = is_same_person(person, solved_case)
    return sa.select(solved_case, person.c.name.label("author_name")).select_from(solved_case.outerjoin(person, author))


def case_of(row: sa.RowMapping) -> SolvedCase:
    """Return a row as the rules know it."""
    return SolvedCase(
        number=row["id"],
        text=CaseText(topic=Topic(row["topic"]), problem=row["problem"], solution=row["solution"]),
        state=CaseState(row["state"]),
        since=row["since"],
        reference=row["reference"],
        author=PersonKey(row["tenant"], row["oid"]) if row["oid"] else None,
        author_name=row["author_name"] or "",
        helped=row["helped"],
        version=row["version"],
    )


async def get(storage: Storage, number: int) -> SolvedCase | None:
    """Return one case, None if there is none of that number."""
    found = await _found(storage, solved_case.c.id == number)
    return found[0] if found else None


async def of_request(storage: Storage, reference: str) -> SolvedCase | None:
    """Return the case that was made of a request, None if there is none."""
    found = await _found(storage, solved_case.c.reference == reference)
    return found[0] if found else None


async def in_state(storage: Storage, state: CaseState) -> list[SolvedCase]:
    """Return the cases in a state: those that wait, the oldest first; the others, those that helped most first."""
    order = [solved_case.c.since] if state is CaseState.PROPOSED else [solved_case.c.helped.desc()]
    return await _found(storage, solved_case.c.state == state.value, *order)


async def published(storage: Storage, topics: Collection[Topic]) -> list[SolvedCase]:
    """Return the published cases of these subjects."""
    of_topics = solved_case.c.topic.in_([topic.value for topic in topics])
    return await _found(storage, sa.and_(solved_case.c.state == CaseState.PUBLISHED.value, of_topics))


async def count_waiting(storage: Storage) -> int:
    """Return how many cases wait for the SA EPLE."""
    asked = sa.select(sa.func.count()).select_from(solved_case).where(solved_case.c.state == CaseState.PROPOSED.value)
    return int((await fetch(storage, asked)).scalar_one())


async def _found(storage: Storage, where: sa.ColumnElement[bool], *order: sa.ColumnElement[Any]) -> list[SolvedCase]:
    rows = await fetch(storage, selected().where(where).order_by(*order, solved_case.c.id))
    return [case_of(row) for row in rows.mappings()]
