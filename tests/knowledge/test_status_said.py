"""The sentence above an answer, read again, is the same question; reading takes no more than the text is long."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.steering import texts
from knowledge.request import Topic
from knowledge.status.names import names_of
from knowledge.status.query import Group, Op, Period, PeriodField, Query, Sort, What, read_query
from knowledge.understanding.query import read_query as read_tree
from knowledge.understanding.steering import parsed
from storage.calls import find, read_base
from tests.conftest import NOW
from tests.dialogs.steering import REGISTER

BASE = read_base(find("2024-experts-opale"))
TODAY = date(2024, 1, 25)
_R, _A, _S = What.REQUESTS, What.APPLICATIONS, What.SESSIONS
_REQUEST_STATES = ("nouvelle", "attribuée", "planifiée", "en attente", "résolue", "close", "annulée", "ouvertes",
                   "non prises", "en retard")  # fmt: skip
_APPLICATION_STATES = ("déposée", "à compléter", "en instruction", "retenue", "non retenue", "sans suite", "retirée",
                       "expirée", "brouillon", "ouvertes")  # fmt: skip
_TOWNS = ("Gap", "Aix-en-Provence", "Marseille", "Carpentras")
_SCHOOLS = (("Thiers", "0130040Y"), ("Émile Zola", "0130001F"), ("Jean-Henri Fabre", "0840015K"))
_DAYS = st.dates(date(2023, 2, 1), TODAY)


@st.composite
def _periods(draw: st.DrawFn, field: PeriodField) -> Period:
    start, end = sorted((draw(_DAYS), draw(_DAYS)))
    if field is PeriodField.PLANNED:
        start, end = TODAY + (TODAY - end) % timedelta(days=60), TODAY + timedelta(days=90)
    return Period(field, start, draw(st.sampled_from((start, end))))


def _fields(query: Query) -> tuple[PeriodField, ...]:
    if query.states == ("planifiée",):
        return PeriodField.CREATED, PeriodField.PLANNED
    ended = query.states in (("close",), ("annulée",))
    return (PeriodField.CREATED, PeriodField.CLOSED) if ended else (PeriodField.CREATED,)


@st.composite
def _queries(draw: st.DrawFn) -> Query:
    what = draw(st.sampled_from((_R, _R, _A, _S)))
    query = Query(what=what, op=Op.LIST)

    def maybe(**changes: st.SearchStrategy[Any]) -> dict[str, Any]:
        return {name: draw(value) for name, value in changes.items() if draw(st.booleans())}

    if what is not _S:
        names = _REQUEST_STATES if what is _R else _APPLICATION_STATES
        query = replace(query, **maybe(states=st.sampled_from(names).map(lambda one: (one,))))
    where = draw(st.sampled_from(("", "department", "departments", "place", "school")))
    if where == "department":
        query = replace(query, departments=(draw(st.sampled_from(("04", "05", "13", "84"))),))
    elif where == "departments":
        query = replace(query, departments=("13", "84"))
    elif where == "place":
        query = replace(query, places=(draw(st.sampled_from(_TOWNS)),))
    elif where == "school":
        school, uai = draw(st.sampled_from(_SCHOOLS))
        query = replace(query, school=school, uai=uai)
    if what is _R:
        query = replace(query, **maybe(
            urgent=st.booleans(),
            expert=st.sampled_from(("Dupont", "Marc Lopez")),
            subjects=st.sampled_from(list(Topic)).map(lambda topic: (topic.value,)),
            older_than_days=st.sampled_from((1, 2, 10, 45)),
            period=_periods(draw(st.sampled_from(_fields(query)))),
        ))  # fmt: skip
    if what is _A:
        query = replace(query, **maybe(
            wave=st.integers(1, 6),
            function=st.sampled_from(("secrétaire général", "secrétaire général agent comptable", "fondé de pouvoir")),
            period=_periods(PeriodField.DEPOSITED),
        ))  # fmt: skip
        if query.period and query.states == ("déposée",):
            query = replace(query, states=())  # «déposées le 24» says when, not where they stand now.
    if what is _S:
        query = replace(query, **maybe(urgent=st.booleans(), period=_periods(PeriodField.PLANNED)))
    shape = draw(st.sampled_from(("list", "sorted", "limited", "count", "table", "top")))
    groups = [Group.STATE, Group.DEPARTMENT, Group.SCHOOL, Group.WEEK, Group.MONTH]
    groups += [Group.EXPERT, Group.SUBJECT] if what is _R else []
    if shape == "sorted":
        return replace(query, sort=draw(st.sampled_from(list(Sort))))
    if shape == "limited":
        return replace(query, sort=Sort.OLDEST, limit=draw(st.integers(2, 50)))
    if shape == "count":
        return replace(query, op=Op.COUNT)
    if shape in ("table", "top"):
        op = Op.COUNT if shape == "table" else Op.TOP
        limit = None if shape == "table" else draw(st.sampled_from((None, 3, 5)))
        return replace(query, op=op, group_by=draw(st.sampled_from(groups)), limit=limit)
    return query


@settings(max_examples=400, deadline=None)
@given(_queries())
def test_what_is_said_back_is_read_as_the_same_question(query: Query) -> None:
    assert BASE.status.read(texts.said(parsed(query)), NOW, names_of(REGISTER)) == query


@given(_queries())
def test_a_button_carries_the_whole_question(query: Query) -> None:
    assert read_query(query.meaning(), query.uai) == query
    tree = parsed(query)
    assert read_tree(tree.meaning(), tree.schools) == tree


def test_a_number_is_said_back_and_read() -> None:
    for reference in ("DA-2024-0012", "CA-2024-0003"):
        what = _R if reference.startswith("DA") else _A
        for op in (Op.ONE, Op.WHO):
            asked = Query(what=what, op=op, reference=reference)
            assert BASE.status.read(texts.said(parsed(asked)), NOW, names_of(REGISTER)) == asked


def test_reading_takes_a_time_in_proportion_to_the_text() -> None:
    """Nothing longer than a question is read; up to there, twice the words take about twice the time."""

    def cost(count: int) -> float:
        text = " ".join(["demandes ouvertes du lycee"] * count)
        best = 9.0
        for _ in range(5):
            begun = time.perf_counter()
            BASE.status.read(text, NOW, names_of(REGISTER))
            best = min(best, time.perf_counter() - begun)
        return best

    cost(12)
    assert cost(12) < 6 * cost(4) + 0.002
    assert cost(4000) < cost(12) + 0.05
