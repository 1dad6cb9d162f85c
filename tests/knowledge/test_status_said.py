"""A status question as a button carries it: the whole of it, and nothing that no question says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.understanding.query import (
    FIELDS,
    GROUPS_OF_REQUESTS,
    Compare,
    Condition,
    FilterField,
    Group,
    Moment,
    Not,
    Op,
    Or,
    Period,
    Query,
    Sort,
    What,
    read_query,
)

_TOWNS = ("Gap", "Aix-en-Provence", "Marseille")
_DAYS = st.dates(date(2023, 2, 1), date(2024, 6, 1))


def _compared(field: FilterField) -> st.SearchStrategy[Compare]:
    if field.name == "age":
        return st.tuples(st.integers(0, 60), st.integers(0, 23)).map(lambda age: Compare("age", age))
    one = st.sampled_from(field.values) if field.values else st.sampled_from(_TOWNS)
    most = 1 if field.values and isinstance(field.values[0], bool) else 3
    return st.lists(one, min_size=1, max_size=most, unique=True).map(lambda some: Compare(field.name, tuple(some)))


@st.composite
def _queries(draw: st.DrawFn) -> Query:
    what = draw(st.sampled_from(What))
    where: list[Condition] = []
    for field in draw(st.lists(st.sampled_from(sorted(FIELDS)), max_size=4, unique=True)):
        condition = draw(_compared(FIELDS[field]))
        # A state that is left out is told by those that stay, a department too.
        denied = field not in ("state", "department", "age", "reference") and draw(st.booleans())
        where.append(Not(condition) if denied else condition)
    if draw(st.booleans()):
        where.append(Or((Compare("urgent", (True,)), Compare("state", ("en retard",)))))
    start, end = sorted((draw(_DAYS), draw(_DAYS)))
    period = Period(draw(st.sampled_from(Moment)), start, draw(st.sampled_from((start, end, None))))
    return Query(
        what,
        draw(st.sampled_from(Op)),
        tuple(where),
        draw(st.sampled_from((None, period))),
        draw(st.sampled_from((None, *(Group if what is What.APPLICATIONS else GROUPS_OF_REQUESTS)))),
        draw(st.sampled_from((None, *Sort))),
        draw(st.sampled_from((None, 1, 5))),
        draw(st.sampled_from(((), ("0130040Y",)))),
        call=draw(st.sampled_from(("", "2026-jardins"))),
    )


def _same(query: Query) -> Query:
    """Return a query with an age of no hours as the format gives it: days alone."""
    return replace(query, where=tuple(sorted(query.where, key=str)))


@given(_queries())
def test_a_button_carries_the_whole_question(query: Query) -> None:
    assert _same(read_query(query.meaning(), query.schools)) == _same(query)


@pytest.mark.parametrize(
    "meaning",
    [
        {},
        {"what": "demandes"},
        {"what": "demandes", "op": "list", "filters": {"salaire": 1}},
        {"what": "demandes", "op": "list", "filters": {"urgent": 1}},
        {"what": "demandes", "op": "list", "filters": {"state": []}},
        {"what": "demandes", "op": "list", "filters": {"state": ["perdue"]}},
        {"what": "demandes", "op": "list", "filters": {"school": "x" * 201}},
        {"what": "demandes", "op": "list", "filters": {"older_than_days": True}},
        {"what": "demandes", "op": "list", "filters": {"any": [{"any": []}]}},
        {"what": "demandes", "op": "list", "period": {"field": "created", "from": "hier"}},
        {"what": "demandes", "op": "list", "limit": "3"},
    ],
)
def test_what_no_button_says_is_refused(meaning: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_query(meaning)
