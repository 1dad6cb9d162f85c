"""Questions as they are said back, made from the table of fields: what the assistant says, it must understand.

A new row of ``knowledge.understanding.query`` is in these lines at once, with its values and the words that say them.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from dialogs.steering import texts
from knowledge.training.lines import EXPERTS, TODAY, Line
from knowledge.understanding.directory import Directory
from knowledge.understanding.query import (
    APPLICATION_STATES,
    FIELDS,
    REQUEST_STATES,
    Compare,
    Condition,
    FilterField,
    Group,
    Moment,
    Not,
    Op,
    Period,
    Query,
    Sort,
    What,
)

WEIGHT = 0.5
_SHAPES = (Op.LIST, Op.LIST, Op.LIST, Op.COUNT, Op.COUNT, Op.TOP, Op.WHO, Op.SUMMARY)
_WHATS = (What.REQUESTS, What.REQUESTS, What.REQUESTS, What.APPLICATIONS, What.SESSIONS)
_GROUPS = {
    What.APPLICATIONS: (Group.STATE, Group.DEPARTMENT, Group.SCHOOL, Group.WEEK, Group.MONTH),
    What.REQUESTS: tuple(Group),
    What.SESSIONS: (Group.DEPARTMENT, Group.EXPERT, Group.SUBJECT, Group.WEEK, Group.MONTH, Group.SCHOOL),
}
_MOMENTS = {
    What.APPLICATIONS: (Moment.DEPOSITED,),
    What.REQUESTS: (Moment.CREATED, Moment.CREATED, Moment.CLOSED),
    What.SESSIONS: (Moment.PLANNED,),
}
_SAVE = (
    "sauf celles",
    "sauf celles",
    "hors celles",
    "sans celles",
    "à l’exception de celles",
    "hormis celles",
    "mais pas celles",
)
_NAMED = {"Nombre de": ("combien de", "Nombre de", "nb de"), "Bilan des": ("bilan des", "le point sur les")}


def _is_flag(field: FilterField) -> bool:
    """Tell whether a field is yes or no."""
    return bool(field.values) and isinstance(field.values[0], bool)


class Speaker:
    """Says questions. The same seed gives the same lines."""

    def __init__(self, directory: Directory, seed: int = 11) -> None:
        self._random = random.Random(seed)
        towns = {found[0] for school in directory.schools if (found := directory.commune(school.town.split()))}
        self._texts: dict[str, Sequence[str]] = {
            "place": sorted(towns),
            "school": sorted({school.name for school in directory.schools if len(school.words) < 3}),
            "expert": (*EXPERTS, "moi"),
        }

    def lines(self, count: int) -> list[Line]:
        """Return ``count`` lines."""
        return [self._line() for _ in range(count)]

    def _line(self) -> Line:
        chance = self._random
        what, op = chance.choice(_WHATS), chance.choice(_SHAPES)
        if what is not What.REQUESTS and op is Op.WHO:
            op = Op.LIST
        names = [name for name, field in FIELDS.items() if what in field.of and name != "reference"]
        where = tuple(
            self._condition(FIELDS[name], what) for name in chance.sample(names, chance.choice((1, 1, 2, 2, 3)))
        )
        group = chance.choice(_GROUPS[what]) if op is Op.TOP or (op is Op.COUNT and chance.random() < 0.4) else None
        period = self._period(chance.choice(_MOMENTS[what])) if chance.random() < 0.25 else None
        sort = chance.choice((Sort.OLDEST, Sort.NEWEST)) if op is Op.LIST and chance.random() < 0.15 else None
        limit = chance.choice((3, 5, 10)) if (sort or op is Op.TOP) and chance.random() < 0.5 else None
        query = Query(what, op, where, period, group, sort, limit)
        return Line(self._said(query), query.meaning(), group="said", staffed=True, weight=WEIGHT)

    def _said(self, query: Query) -> str:
        chance, said = self._random, texts.said(query)
        for begins, others in _NAMED.items():
            if said.startswith(begins):
                said = chance.choice(others) + said.removeprefix(begins)
        said = said.replace("sauf celles", chance.choice(_SAVE))
        return said.lower() if chance.random() < 0.5 else said

    def _condition(self, field: FilterField, what: What) -> Condition:
        chance = self._random
        compared = Compare(field.name, tuple(self._values(field, what)))
        denied = field.name not in ("age", "state") and not _is_flag(field) and compared.values != ("moi",)
        return Not(compared) if denied and chance.random() < 0.3 else compared

    def _values(self, field: FilterField, what: What) -> Iterator[object]:
        chance = self._random
        if field.name == "age":
            yield from (chance.choice((1, 2, 3, 5, 7, 10, 15, 30)), 0)
        elif field.name == "state":
            yield chance.choice(APPLICATION_STATES if what is What.APPLICATIONS else REQUEST_STATES)
        elif field.name in self._texts:
            yield chance.choice(self._texts[field.name])
        else:
            many = field.name in ("department", "subject") and chance.random() < 0.25
            yield from sorted(chance.sample(field.values, min(2 if many else 1, len(field.values))), key=str)

    def _period(self, moment: Moment) -> Period:
        start = date(2023, 9, 1) + timedelta(days=self._random.randrange((TODAY - date(2023, 9, 1)).days))
        return Period(moment, start, self._random.choice((start, start + timedelta(days=9), None)))
