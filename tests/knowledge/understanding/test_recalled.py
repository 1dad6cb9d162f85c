"""What a word recalls of the question before, and what leaving out and adding do to it."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.understanding.follow_up import Past, adds, asks_altogether, expert_recalled, merged, no_more_narrowed
from knowledge.understanding.query import Compare, Condition, Moment, Not, Op, Period, Query, What

ELISE, DOMINIQUE, KARIM = "Élise Perrot", "Dominique Ferrand", "Karim Haddad"
BOTH, THREE = (ELISE, DOMINIQUE), (ELISE, DOMINIQUE, KARIM)


def asked_of(expert: str) -> Query:
    return Query(What.REQUESTS, Op.LIST, (Compare("expert", (expert,)),))


@pytest.mark.parametrize(
    ("text", "last", "experts", "recalled"),
    [
        ("et pour lui", ELISE, BOTH, DOMINIQUE),
        ("et pour lui", KARIM, THREE, KARIM),
        ("et elle", KARIM, (*BOTH, KARIM), None),  # Élise, or Dominique: nobody is taken for granted.
        ("et elle", ELISE, THREE, ELISE),
        ("les demandes qu elle a closes en janvier", ELISE, BOTH, ELISE),
        ("ses dossiers en attente", DOMINIQUE, BOTH, DOMINIQUE),
        ("et l autre", ELISE, BOTH, DOMINIQUE),
        ("et l autre", ELISE, THREE, None),
        ("ou en est elle", ELISE, BOTH, None),
        ("combien y en a t il", ELISE, BOTH, None),
        ("les demandes du 84", ELISE, BOTH, None),
    ],
)
def test_a_pronoun_is_the_expert_who_was_asked_about(
    text: str, last: str, experts: tuple[str, ...], recalled: str | None
) -> None:
    assert expert_recalled(text, Past(asked_of(last), experts)) == recalled


def test_nobody_is_recalled_where_no_expert_was_asked_about() -> None:
    assert expert_recalled("et pour lui", Past(Query(What.REQUESTS, Op.LIST), BOTH)) is None
    assert expert_recalled("et pour lui", Past(None, BOTH)) is None


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("toutes communes confondues combien y en a t il", ["place"]),
        ("en fait toutes les vagues", ["wave"]),
        ("quelle vague que ce soit", ["wave"]),
        ("tous les experts", ["expert"]),
        ("toute fonction", ["function"]),
        ("toutes les demandes du 13", []),
    ],
)
def test_all_of_a_kind_narrows_no_more(text: str, kinds: list[str]) -> None:
    assert no_more_narrowed(text) == kinds


@pytest.mark.parametrize(
    ("text", "whole"), [("quel est le total", True), ("combien en tout", True), ("le total par mois", False)]
)
def test_the_whole_is_told_from_its_parts(text: str, whole: bool) -> None:
    assert asks_altogether(text) is whole


@pytest.mark.parametrize(
    ("text", "more"), [("ajoute mercredi", True), ("et digne aussi", True), ("et dans le 84", False)]
)
def test_adding_has_words_of_its_own(text: str, more: bool) -> None:
    assert adds(text) is more


IN_13, GAP, NOT_GAP = Compare("department", ("13",)), Compare("place", ("Gap",)), Not(Compare("place", ("Gap",)))
OF_84 = Compare("department", ("84",))


@pytest.mark.parametrize(
    ("before", "said", "left"),
    [
        ((IN_13,), Not(Compare("place", ("Marseille",))), {IN_13, Not(Compare("place", ("Marseille",)))}),
        ((OF_84,), Not(OF_84), set()),
        ((Compare("department", ("84", "13")),), Not(OF_84), {IN_13}),
        ((NOT_GAP,), Not(Compare("place", ("Digne",))), {Not(Compare("place", ("Gap", "Digne")))}),
        ((IN_13,), GAP, {GAP}),
    ],
)
def test_leaving_out_takes_off_what_was_asked_and_nothing_else(
    before: tuple[Condition, ...], said: Condition, left: set[Condition]
) -> None:
    found = merged(Query(What.REQUESTS, Op.LIST, before), Query(What.REQUESTS, Op.LIST, (said,)), "change", ())
    assert set(found.where) == left


def test_a_day_that_is_added_lengthens_the_days_asked() -> None:
    tuesday, wednesday = date(2024, 1, 30), date(2024, 1, 31)
    before = Query(What.SESSIONS, Op.LIST, period=Period(Moment.PLANNED, tuesday, tuesday))
    new = Query(What.SESSIONS, Op.LIST, period=Period(Moment.PLANNED, wednesday, wednesday))
    assert merged(before, new, "add", ()).period == Period(Moment.PLANNED, tuesday, wednesday)
    assert merged(before, new, "change", ()).period == new.period
