"""Times said in a status question on Thursday 25 January 2024, and numbers said in words."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.understanding.numerals import numbered
from knowledge.understanding.time_words import times_words
from knowledge.understanding.times import Age, Said, SpokenTimes
from knowledge.understanding.utterance import cut

TODAY = date(2024, 1, 25)


def longest(text: str) -> Said | Age | None:
    """Return the time that the most words of a text say."""
    words = numbered(cut(text))
    said, calendar = times_words(words), SpokenTimes(TODAY)
    found = [(end - start, value) for start in range(len(words)) for end, value in calendar.spot(said, start)]
    return max(found, key=lambda one: one[0])[1] if found else None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("depuis lundi", "2024-01-22", "2024-01-25"),
        ("hier et avant-hier", "2024-01-23", "2024-01-24"),
        ("arrivées hier + av hier", "2024-01-23", "2024-01-24"),
        ("sem. 3", "2024-01-15", "2024-01-21"),
        ("depuis la rentrée de Noël", "2024-01-08", "2024-01-25"),
        ("la semène dernière", "2024-01-15", "2024-01-21"),
        ("du 15 au 19", "2024-01-15", "2024-01-19"),
        ("le douze ou le treize janvier", "2024-01-12", "2024-01-13"),
        ("closes 12/23", "2023-12-01", "2023-12-31"),
        ("≥ 01/12", "2023-12-01", "2024-01-25"),
        ("< 01/09/23", None, "2023-08-31"),
        ("au quatrième trimestre deux mille vingt-trois", "2023-10-01", "2023-12-31"),
        ("rdv 2m1", "2024-01-26", "2024-01-26"),
        ("d'ici la fin du mois", "2024-01-25", "2024-01-31"),
        ("since Monday", "2024-01-22", "2024-01-25"),
        ("la semaine du 15", "2024-01-15", "2024-01-21"),
        ("la sem du 22", "2024-01-22", "2024-01-28"),
        ("la semaine qui vient", "2024-01-29", "2024-02-04"),
        ("la semaine là qui vient", "2024-01-29", "2024-02-04"),
        ("d'avant octobre", None, "2023-09-30"),
        ("la veille", "2024-01-24", "2024-01-24"),
        ("le lendemain", "2024-01-26", "2024-01-26"),
    ],
)
def test_days_are_read_however_they_are_said(text: str, first: str | None, last: str) -> None:
    said = longest(text)
    assert isinstance(said, Said)
    assert said.days == (date.fromisoformat(first) if first else None, date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("depuis plus de 2 heures", Age(0, 2)),
        ("depuis 10 jours", Age(10, plain=True)),
        ("> 7 jours", Age(7)),
        ("+ de 15j", Age(15)),
        ("depuis plus de vingt et un jours", Age(21)),
        ("vieilles de 3 semaines", Age(21)),
        ("depuis plus de dis jours", Age(10)),
    ],
)
def test_ages_are_read_in_days_and_hours(text: str, age: Age) -> None:
    assert longest(text) == age


@pytest.mark.parametrize("text", ["dénombre les experts", "les trois sujets", "la mairie", "un passage par la régie"])
def test_words_that_resemble_times_are_none(text: str) -> None:
    assert longest(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("la trois cent dix sept", ["la", "317"]),
        ("zéro zéro quarante deux", ["0042"]),
        ("quatre-vingt-quatre", ["84"]),
        ("vendredi dix neuf janvier", ["vendredi", "19", "janvier"]),
        ("une semaine", ["une", "semaine"]),
        ("en sept", ["en", "sept"]),
    ],
)
def test_numbers_said_in_words_are_figures(text: str, words: list[str]) -> None:
    assert [word.word for word in numbered(cut(text))] == words
