"""Waves in a message, found by their words; whatever the message, nothing else of it is lost."""

from __future__ import annotations

import pytest

from knowledge.understanding.query import Compare, Group, Not, Op, Or, Query, What, read_query
from knowledge.understanding.status import WaveSaid, wave_said, waves_in, with_waves


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("demandes de la vague 3", (3,)),
        ("les établissements des vagues 3 et 4", (3, 4)),
        ("vague n° 12", (12,)),
        ("demandes v2 urgentes", (2,)),
        ("la deuxième vague", (2,)),
        ("la 1re vague", (1,)),
        ("la 10e vague", (10,)),
        ("vague 2, de la vague 5", (2, 5)),
        ("vague 2 dans le 13", (2,)),
        ("vague 13", ()),
        ("vague 20", ()),
        ("j’ai une vague idée", ()),
        ("par vague", ()),
        ("les 3 dernières", ()),
    ],
)
def test_the_waves_that_are_named(text: str, numbers: tuple[int, ...]) -> None:
    assert waves_in(text) == numbers


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("demandes ouvertes de la vague 3 à Gap", "demandes ouvertes du 84 à Gap"),
        ("demandes de la vague 3 du 84", "demandes du 13 du 84"),
        ("demandes sauf la vague 3", "demandes sauf celles du 84"),
        ("la vague 3 a combien de demandes ?", "le 84 a combien de demandes ?"),
        ("délais selon la vague", "délais par département"),
        ("quelle vague a le plus de demandes ?", "quel département a le plus de demandes ?"),
    ],
)
def test_a_department_stands_for_them(text: str, read: str) -> None:
    said = wave_said(text, None)
    assert said is not None
    assert said.text == read


def test_the_stand_in_is_no_department_of_the_question_before() -> None:
    before = Query(What.REQUESTS, Op.LIST, (Not(Compare("department", ("84", "13"))),))
    said = wave_said("et la vague 3 ?", before)
    assert said is not None
    assert said.stand_in == "05"
    assert wave_said("demandes ouvertes", before) is None


_SAID = WaveSaid("", (3,), "84", False)
_WAVE = Compare("wave", (3,))


@pytest.mark.parametrize(
    ("where", "back"),
    [
        ((Compare("department", ("84",)),), (_WAVE,)),
        ((Not(Compare("department", ("84",))),), (Not(_WAVE),)),
        ((Compare("department", ("13", "84")),), (_WAVE, Compare("department", ("13",)))),
        ((Compare("wave", (2,)), Compare("department", ("84",))), (_WAVE,)),
        (
            (Or((Compare("department", ("84",)), Compare("urgent", (True,)))),),
            (Or((_WAVE, Compare("urgent", (True,)))),),
        ),
        ((Compare("urgent", (True,)),), None),
    ],
)
def test_waves_are_put_back_in_its_place(where: tuple[Compare, ...], back: tuple[Compare, ...] | None) -> None:
    query = with_waves(Query(What.REQUESTS, Op.LIST, where), _SAID)
    assert (query and query.where) == back


def test_a_group_that_was_not_read_as_one_is_not_made_one() -> None:
    grouped = WaveSaid("", (), "84", Group.WAVE)
    assert with_waves(Query(What.REQUESTS, Op.COUNT, group_by=Group.MONTH), grouped) is None
    found = with_waves(Query(What.REQUESTS, Op.COUNT, group_by=Group.DEPARTMENT), grouped)
    assert found == Query(What.REQUESTS, Op.COUNT, group_by=Group.WAVE)


def test_by_function_is_of_candidates() -> None:
    said = wave_said("combien de candidatures par fonction", None)
    assert said is not None
    assert said.grouped is Group.FUNCTION
    found = with_waves(Query(What.APPLICATIONS, Op.COUNT, group_by=Group.DEPARTMENT), said)
    assert found == Query(What.APPLICATIONS, Op.COUNT, group_by=Group.FUNCTION)
    bare = wave_said("combien par fonction ?", None)
    assert bare is not None
    assert with_waves(Query(What.REQUESTS, Op.COUNT, group_by=Group.DEPARTMENT), bare) == found


@pytest.mark.parametrize("text", ["demandes par fonction", "délais par fonction", "satisfaction par fonction"])
def test_who_asks_for_help_has_no_function(text: str) -> None:
    said = wave_said(text, None)
    assert said is not None
    assert with_waves(Query(What.REQUESTS, Op.COUNT, group_by=Group.DEPARTMENT), said) is None
    with pytest.raises(ValueError, match="function"):
        read_query({"what": "demandes", "op": "count", "group_by": "function"})
