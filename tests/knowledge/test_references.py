"""References and numbers as people type or dictate them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.understanding.arbiter import tokens
from knowledge.understanding.references import Reference, in_usual_letters, references
from knowledge.understanding.words import dictated, value_at


def read(text: str, *, bare: bool = False) -> list[str]:
    return [f"{text[one.start : one.end]}: {one.whole(2024)}" for one in references(text, bare=bare)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("où en est DA-2024-0012 ?", ["DA-2024-0012: DA-2024-0012"]),
        ("da 2023 7", ["da 2023 7: DA-2023-0007"]),
        ("DA12", ["DA12: DA-2024-0012"]),
        ("DA douze", ["DA douze: DA-2024-0012"]),
        ("des A tiret douze", ["des A tiret douze: DA-2024-0012"]),
        ("des A deux mille vingt-quatre tiret zéro zéro trente et un", [
            "des A deux mille vingt-quatre tiret zéro zéro trente et un: DA-2024-0031"
        ]),
        ("éta de la DA 2024 oo19 svp", ["DA 2024 oo19: DA-2024-0019"]),
        ("CA-2024-0003", ["CA-2024-0003: CA-2024-0003"]),
        ("ses A tiret sept", ["ses A tiret sept: CA-2024-0007"]),
        ("candidature n° 4", ["candidature n° 4: CA-2024-0004"]),
        ("je prends la 12", ["la 12: DA-2024-0012"]),
        ("n° 12", ["n° 12: DA-2024-0012"]),
        ("la demande trente-cinq", ["demande trente-cinq: DA-2024-0035"]),
        ("la trois cent dix sept", ["la trois cent dix sept: DA-2024-0317"]),
        ("DA 2024-0021 et la 31", ["DA 2024-0021: DA-2024-0021", "la 31: DA-2024-0031"]),
        # None.
        ("ça fait 12", []),
        ("le CA 2024", []),
        ("le CA du 12", []),
        ("la vague 3", []),
        ("la 12 h", []),
        ("des 12 demandes", []),
        ("demande deux choses", []),
        ("la une", []),
        ("46 réglé", []),
    ],
)  # fmt: skip
def test_references_are_read(typed: str, expected: list[str]) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("46 réglé", ["46: DA-2024-0046"]),
        ("dix-sept, info ajoutée", ["dix-sept: DA-2024-0017"]),
        ("mets Rossi sur soixante-quatre", ["soixante-quatre: DA-2024-0064"]),
        ("63 : cet aprèm 15h30", ["63: DA-2024-0063"]),
        ("reglé en 20 min", []),
    ],
)
def test_a_number_alone_is_one_where_an_act_is_told(typed: str, expected: list[str]) -> None:
    assert read(typed, bare=True) == expected


def test_a_reference_tells_where_it_stands() -> None:
    assert references("clos CA-2023-0012.") == (Reference(5, 17, "CA", 12, 2023),)


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_read(text: str, bare: bool) -> None:
    assert all(0 <= one.start < one.end <= len(text) for one in references(text, bare=bare))


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("zero", 0), ("dix neuf", 19), ("vingt et un", 21), ("soixante et onze", 71), ("soixante dix sept", 77),
        ("quatre vingt", 80), ("quatre vingt dix huit", 98), ("cent", 100), ("deux cent quatre vingt dix neuf", 299),
        ("nonante", 90),
    ],
)  # fmt: skip
def test_numbers_in_letters(said: str, value: int) -> None:
    assert value_at(said.split(), 0) == (value, len(said.split()))


@pytest.mark.parametrize(
    ("said", "figures"),
    [
        ("au zéro six trente-neuf quatre-vingt-dix-huit vingt-deux dix svp", "au 0639982210 svp"),
        ("06 trente-neuf quatre vingt dix huit 22 dix", "0639982210"),
        ("0 6 3 9 9 8 1 5 5 1", "0639981551"),
        ("zéro zéro quatre zéro zéro cinquante et un J", "0040051 J"),
        ("deux ou trois trucs, vingt élèves", "deux ou trois trucs, vingt élèves"),
        ("12 500 euros du 12 12 2023", "12 500 euros du 12 12 2023"),
    ],
)
def test_dictated_numbers_are_put_in_figures(said: str, figures: str) -> None:
    assert dictated(said).text == figures


@given(st.text(max_size=60))
def test_each_figure_has_its_place(text: str) -> None:
    made = dictated(text)
    assert len(made.text) == len(made.places)
    assert list(made.places) == sorted(made.places)


def test_the_letters_of_a_call_make_no_difference() -> None:
    assert tokens("refuser JP-2026-0001") == tokens("refuser CA-2026-0001") == ["refuser", "<ca>"]
    assert in_usual_letters("statut jp-2026-0001, DA-2026-0002") == "statut CA-2026-0001, DA-2026-0002"
