"""Status questions, run over the applications to a call, and over those of the experts: lists, counts, groups.

Their school is what the candidate wrote, which the register alone tells the code of: each text that was written is looked
up once, and the database looks for the texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from knowledge.application import DECIDED, ApplicationStatus, status_known
from knowledge.people import PersonKey
from knowledge.time.delays import paris_day
from knowledge.understanding.query import Group, Query, Sort
from storage.engine import Storage, fetch
from storage.queries.applications import ApplicationFile, file_of
from storage.queries.status import clause, first_day, instants
from storage.tables import application, is_person

_S = ApplicationStatus
_OPEN = (_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW)
STATES = {
    "déposée": (_S.SUBMITTED,), "à compléter": (_S.INCOMPLETE,), "en instruction": (_S.UNDER_REVIEW,),
    "retenue": (_S.ACCEPTED,), "non retenue": (_S.REJECTED,), "sans suite": (_S.DROPPED,), "retirée": (_S.WITHDRAWN,),
    "ouvertes": _OPEN, "en attente": _OPEN,
}  # fmt: skip
# The functions that a status question names, by the call's own ids.
FUNCTION_IDS: Mapping[str, str] = MappingProxyType(
    {"secrétaire général": "sg", "secrétaire général agent comptable": "sgac", "fondé de pouvoir": "fonde"}
)
_GIVEN = sa.type_coerce(application.c.answers, sa.JSON)
_Clause = sa.ColumnElement[bool]


def _answer(name: str) -> sa.ColumnElement[str]:
    return sa.func.coalesce(_GIVEN[name].as_string(), "")


@dataclass(frozen=True, slots=True)
class BoundApplications:
    """A query with what its names stand for. ``viewer``: who asks, and knows no decision on their own that is held back.

    ``call``: to which they are; None: those that were accepted, whatever the call. ``codes``: of the schools, by what
    candidates wrote, "" where it names none for sure; ``uais``: the schools of each place or school named.
    """

    query: Query
    now: datetime  # Aware.
    viewer: PersonKey
    call: str | None
    codes: Mapping[str, str] = field(default_factory=dict)
    uais: Mapping[tuple[str, str], Collection[str]] = field(default_factory=dict)

    @property
    def known(self) -> sa.ColumnElement[str]:
        """Return the state that the viewer may know."""
        held = sa.and_(
            application.c.status.in_([state.value for state in DECIDED]),
            ~application.c.announced,
            sa.func.coalesce(is_person(application, self.viewer), sa.false()),
        )
        return sa.case((held, _S.UNDER_REVIEW.value), else_=application.c.status)

    def of_schools(self, meant: Callable[[str], bool]) -> _Clause:
        """Tell whether what was written names a school of which ``meant`` holds."""
        return _answer("school").in_([said for said, code in self.codes.items() if code and meant(code)])

    def named(self, name: str, values: Sequence[str]) -> _Clause:
        """Tell whether it names one of the schools that the values of a field stand for."""
        return self.of_schools({uai for one in values for uai in self.uais.get((name, one), ())}.__contains__)


def _age(asked: BoundApplications, values: Sequence[int]) -> _Clause:
    days, hours = values
    return application.c.deposited_at < asked.now - timedelta(days=days, hours=hours)


# How each field of ``knowledge.understanding.query`` is looked for in the table of applications.
CONDITIONS: Mapping[str, Callable[[BoundApplications, Sequence[Any]], _Clause]] = MappingProxyType(
    {
        "state": lambda asked, names: asked.known.in_([state.value for name in names for state in STATES.get(name, ())]),
        "age": _age,
        "function": lambda _asked, names: _answer("function").in_([FUNCTION_IDS[name] for name in names]),
        "wave": lambda _asked, numbers: _answer("wave").in_([f"v{number}" for number in numbers]),
        "school": lambda asked, names: asked.named("school", names),
        "place": lambda asked, names: asked.named("place", names),
        "kind": lambda asked, names: asked.named("kind", names),
        "department": lambda asked, numbers: asked.of_schools(lambda code: code[1:3] in numbers),
        "reference": lambda _asked, values: application.c.reference.in_(values),
    }
)  # fmt: skip


def narrowed(asked: BoundApplications) -> Iterator[_Clause]:
    """Give what an application must meet to be meant."""
    at, query = application.c.deposited_at, asked.query
    yield application.c.edition > 0
    yield asked.known == _S.ACCEPTED.value if asked.call is None else application.c.call == asked.call
    if query.period:
        start, end = instants(query.period)
        yield at.is_not(None)
        if start:
            yield at >= start
        if end:
            yield at < end
    for one in query.where:
        yield clause(CONDITIONS, asked, one)


async def listed(
    storage: Storage, asked: BoundApplications, *, skip: int = 0, limit: int | None = None
) -> tuple[int, list[ApplicationFile]]:
    """Return how many the query means, and a page of them in the state that the viewer may know, oldest first unless it says otherwise."""
    wanted, places = list(narrowed(asked)), (application.c.deposited_at, application.c.id)
    order = [one.desc() if asked.query.sort is Sort.NEWEST else one.asc() for one in places]
    async with storage.reading() as connection:
        total = await connection.execute(sa.select(sa.func.count()).select_from(application).where(*wanted))
        rows = await connection.execute(
            sa.select(application).where(*wanted).order_by(*order).offset(skip).limit(limit)
        )
        return total.scalar_one(), [_as_known(file_of(row), asked.viewer) for row in rows.mappings()]


def _as_known(file: ApplicationFile, viewer: PersonKey) -> ApplicationFile:
    kept = file.candidature
    status = status_known(kept.status, announced=kept.announced or kept.candidate != viewer)
    return replace(file, candidature=replace(kept, status=status))


async def counted(storage: Storage, asked: BoundApplications) -> int:
    """Return how many applications the query means."""
    found = await fetch(storage, sa.select(sa.func.count()).select_from(application).where(*narrowed(asked)))
    return int(found.scalar_one())


async def grouped(storage: Storage, asked: BoundApplications, by: Group) -> list[tuple[str, int]]:
    """Count what the query means by ``by``: (key, count), the most first, weeks and months in their order.

    Keys: a state, a function, the number of a wave, a UAI, two digits, a Monday or a first of the month as ISO; "" where
    none is known.
    """
    columns = {
        Group.STATE: asked.known,
        Group.FUNCTION: _answer("function"),
        Group.WAVE: _answer("wave"),
        Group.SCHOOL: _answer("school"),
        Group.DEPARTMENT: _answer("school"),
    }
    # Grouped from a subquery: PostgreSQL does not take two expressions with parameters for the same.
    rows = sa.select(columns.get(by, application.c.deposited_at).label("key")).where(*narrowed(asked)).subquery()
    found: Counter[str] = Counter()
    for value, count in await fetch(storage, sa.select(rows.c.key, sa.func.count()).group_by(rows.c.key)):
        found[key_of(asked, by, value)] += count
    by_day = by in (Group.WEEK, Group.MONTH)
    return sorted(found.items(), key=lambda row: (0 if by_day else -row[1], row[0]))


def key_of(asked: BoundApplications, by: Group, value: Any) -> str:
    """Return the key of a group, by what stands in the row; "" where none is known."""
    if by in (Group.SCHOOL, Group.DEPARTMENT):
        code = asked.codes.get(value, "")
        return code[1:3] if by is Group.DEPARTMENT else code
    if by is Group.WAVE:
        said = str(value).removeprefix("v")
        return said if said.isdigit() else ""
    if by in (Group.WEEK, Group.MONTH):
        return first_day(paris_day(value), by).isoformat() if value else ""
    return str(value)


async def schools_written(storage: Storage, call: str | None) -> list[str]:
    """Return what candidates to a call, or to any, wrote as their school, each text once."""
    to = [application.c.call == call] if call is not None else []
    rows = await fetch(
        storage, sa.select(_answer("school").label("said")).where(application.c.edition > 0, *to).distinct()
    )
    return list(rows.scalars())
