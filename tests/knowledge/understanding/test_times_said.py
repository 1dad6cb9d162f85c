"""Times said in a status question on Thursday 25 January 2024, and numbers said in words."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.understanding.times import Age, Days, Said, times_in
from knowledge.understanding.words import cut, numbered, visible

TODAY = date(2024, 1, 25)


def days(said: Days) -> str:
    """Return «2024-01-22..2024-01-25», one day once, an open end as «…»."""
    first, last = (day.isoformat() if day else "…" for day in said)
    return first if first == last != "…" else f"{first}..{last}"


def read(text: str) -> list[str]:
    """Return each time as «words said: days», with the coming days and the place beside a question where they are told."""
    return [f"{text[start:end]}: {_told(value)}" for start, end, value in times_in(text, TODAY)]


def _told(value: Said | Age) -> str:
    if isinstance(value, Age):
        return f"{value.days} days {value.hours} hours" + (" or since" if value.plain else "")
    told = days(value.days) + (f" | {days(value.future)}" if value.coming != value.days and value.future else "")
    return told + (f" {value.relative:+}" if value.relative else "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # Days.
        ("celles d'hier", "d'hier: 2024-01-24"),
        ("rdv lundi", "lundi: 2024-01-22 | 2024-01-29"),
        ("vendredi dernier", "vendredi dernier: 2024-01-19"),
        ("mardi dernié", "mardi dernié: 2024-01-23"),
        ("mardi prochain", "mardi prochain: 2024-01-30"),
        ("mardi 30", "mardi 30: 2023-12-30 | 2024-01-30"),
        ("mar 30 10h", "mar 30: 2023-12-30 | 2024-01-30"),
        ("vendredi 2/2 à 9h15", "vendredi 2/2: 2023-02-02 | 2024-02-02"),
        ("le 1er février", "le 1er février: 2023-02-01 | 2024-02-01"),
        ("le 30 je serai absent", "le 30: 2023-12-30 | 2024-01-30"),
        ("le 22", "le 22: 2024-01-22 | 2024-02-22"),
        ("29/01", "29/01: 2023-01-29 | 2024-01-29"),
        ("2024-01-15", "2024-01-15: 2024-01-15"),
        ("vendredi dix-neuf janvier", "vendredi dix-neuf janvier: 2024-01-19"),
        ("à Noël", "à Noël: 2023-12-25 | 2024-12-25"),
        ("le lundi de Pâques", "le lundi de Pâques: 2023-04-10 | 2024-04-01"),
        ("ce matin", "ce matin: 2024-01-25"),
        ("rdv 2m1", "2m1: 2024-01-26"),
        ("la veille", "la veille: 2024-01-24 -1"),
        ("le lendemain", "le lendemain: 2024-01-26 +1"),
        # Hours are read elsewhere: they leave the day as it is.
        ("jeudi aprèm vers 15h", "jeudi aprèm: 2024-01-18 | 2024-02-01"),
        ("lundi 10 h", "lundi: 2024-01-22 | 2024-01-29"),
        ("lundi seize heures", "lundi: 2024-01-22 | 2024-01-29"),
        ("vers 10h30", ""),
        # From one day to another.
        ("du 8 au 12 janv", "du 8 au 12 janv: 2024-01-08..2024-01-12"),
        ("du 15 au 19", "du 15 au 19: 2024-01-15..2024-01-19 | 2024-02-15..2024-02-19"),
        ("du 10 au 25", "du 10 au 25: 2024-01-10..2024-01-25 | 2024-02-10..2024-02-25"),
        ("5 au 9 février", "5 au 9 février: 2023-02-05..2023-02-09 | 2024-02-05..2024-02-09"),
        ("entre le 15 et le 19 janvier", "entre le 15 et le 19 janvier: 2024-01-15..2024-01-19"),
        ("02/01→12/01", "02/01→12/01: 2024-01-02..2024-01-12"),
        ("hier et avant-hier", "hier et avant-hier: 2024-01-23..2024-01-24"),
        ("arrivées hier + av hier", "hier + av hier: 2024-01-23..2024-01-24"),
        ("lundi et mardi", "lundi et mardi: 2024-01-22..2024-01-23 | 2024-01-29..2024-01-30"),
        ("jeudi ou vendredi", "jeudi ou vendredi: 2024-01-18..2024-01-19 | 2024-02-01..2024-02-02"),
        ("le douze ou le treize janvier", "le douze ou le treize janvier: 2024-01-12..2024-01-13"),
        ("d'octobre à novembre", "d'octobre à novembre: 2023-10-01..2023-11-30"),
        ("du 20 décembre au 5 janvier", "du 20 décembre au 5 janvier: 2023-12-20..2024-01-05 | 2024-12-20..2025-01-05"),
        ("du 1er janvier à fin février", "du 1er janvier à fin février: 2024-01-01..2024-02-29"),
        # Open ranges.
        ("depuis lundi", "depuis lundi: 2024-01-22..2024-01-25"),
        ("since Monday", "since Monday: 2024-01-22..2024-01-25"),
        ("depuis la rentrée de septembre", "depuis la rentrée de septembre: 2023-09-01..2024-01-25"),
        ("depuis la rentrée de Noël", "depuis la rentrée de Noël: 2024-01-08..2024-01-25"),
        ("depuis novembre", "depuis novembre: 2023-11-01..2024-01-25"),
        ("depuis septembre dernier", "depuis septembre dernier: 2023-09-01..2024-01-25"),
        ("depuis Noël", "depuis Noël: 2023-12-25..2024-01-25"),
        ("depuis début décembre", "depuis début décembre: 2023-12-01..2024-01-25"),
        ("≥ 01/12", "≥ 01/12: 2023-12-01..2024-01-25 | 2024-12-01..…"),
        ("à partir du 15", "à partir du 15: 2024-01-15..2024-01-25 | 2024-02-15..…"),
        ("à partir de lundi 9h", "à partir de lundi: 2024-01-22..2024-01-25 | 2024-01-29..…"),
        ("d'ici vendredi", "d'ici vendredi: 2024-01-25..2024-01-26"),
        ("jusqu'au 15", "jusqu'au 15: 2024-01-25..2024-02-15"),
        ("jusqu'au week-end", "jusqu'au week-end: 2024-01-25..2024-01-28"),
        ("avant le 1er décembre", "avant le 1er décembre: …..2023-11-30 | 2024-01-25..2024-11-30"),
        ("d'avant octobre", "d'avant octobre: …..2023-09-30 | 2024-01-25..2024-09-30"),
        ("< 01/09/23", "< 01/09/23: …..2023-08-31"),
        ("au-delà du 10 janvier", "au-delà du 10 janvier: 2024-01-11..2024-01-25 | 2024-01-11..…"),
        ("d'ici à la fin du mois", "d'ici à la fin du mois: 2024-01-25..2024-01-31"),
        ("d'ici la fin du mois", "d'ici la fin du mois: 2024-01-25..2024-01-31"),
        ("à venir", "à venir: 2024-01-25..…"),
        # Weeks, months, quarters, years.
        ("cette semaine", "cette semaine: 2024-01-22..2024-01-28"),
        ("sem pro", "sem pro: 2024-01-29..2024-02-04"),
        ("la sem der", "la sem der: 2024-01-15..2024-01-21"),
        ("la semène dernière", "la semène dernière: 2024-01-15..2024-01-21"),
        ("la semaine qui vient", "la semaine qui vient: 2024-01-29..2024-02-04"),
        ("la semaine là qui vient", "la semaine là qui vient: 2024-01-29..2024-02-04"),
        ("sem. 3", "sem. 3: 2024-01-15..2024-01-21 | 2025-01-13..2025-01-19"),
        ("S5", "S5: 2023-01-30..2023-02-05 | 2024-01-29..2024-02-04"),
        ("la semaine du 8 janvier", "la semaine du 8 janvier: 2024-01-08..2024-01-14"),
        ("la semaine du 15", "la semaine du 15: 2024-01-15..2024-01-21 | 2024-02-12..2024-02-18"),
        ("la sem du 22", "la sem du 22: 2024-01-22..2024-01-28"),
        ("1ere sem d janv", "1ere sem d janv: 2024-01-01..2024-01-07"),
        ("ce week-end", "ce week-end: 2024-01-27..2024-01-28"),
        ("le week-end dernier", "le week-end dernier: 2024-01-20..2024-01-21"),
        ("le mois dernier", "le mois dernier: 2023-12-01..2023-12-31"),
        ("en décembre", "en décembre: 2023-12-01..2023-12-31 | 2024-12-01..2024-12-31"),
        ("mi-décembre", "mi-décembre: 2023-12-10..2023-12-20 | 2024-12-10..2024-12-20"),
        ("fin d'année", "fin d'année: 2024-01-25..2024-12-31"),
        ("closes 12/23", "12/23: 2023-12-01..2023-12-31"),
        ("11/2023", "11/2023: 2023-11-01..2023-11-30"),
        ("en 2023", "en 2023: 2023-01-01..2023-12-31"),
        ("l'année deux mille vingt-trois", "l'année deux mille vingt-trois: 2023-01-01..2023-12-31"),
        ("dernier trimestre 2023", "dernier trimestre 2023: 2023-10-01..2023-12-31"),
        (
            "quatrième trimestre deux mille vingt-trois",
            "quatrième trimestre deux mille vingt-trois: 2023-10-01..2023-12-31",
        ),
        ("ces 7 derniers jours", "ces 7 derniers jours: 2024-01-19..2024-01-25"),
        ("dans les 48 heures", "dans les 48 heures: 2024-01-25..2024-01-27"),
        ("la semaine d'avant", "la semaine d'avant: 2024-01-15..2024-01-21 -1"),
        ("et la précédente ?", "la précédente: …..… -1"),
        # Ages.
        ("plus de 3 jours", "plus de 3 jours: 3 days 0 hours"),
        ("en attente depuis plus de 2h", "depuis plus de 2h: 0 days 2 hours"),
        ("depuis 10 jours", "depuis 10 jours: 10 days 0 hours or since"),
        ("> 10 j", "> 10 j: 10 days 0 hours"),
        ("+ de 15j", "+ de 15j: 15 days 0 hours"),
        ("depuis plus de vingt et un jours", "depuis plus de vingt et un jours: 21 days 0 hours"),
        ("vieilles de 3 semaines", "vieilles de 3 semaines: 21 days 0 hours"),
        ("depuis plus de dis jours", "depuis plus de dis jours: 10 days 0 hours"),
        ("moins de 2 heures", "moins de 2 heures: 2024-01-24..2024-01-25"),
        # None.
        ("DA-2024-0012", ""),
        ("des A deux mille vingt-quatre tiret douze", ""),
        ("vague 3, 2 000 €", ""),
        ("les demandes ouvertes", ""),
        ("dénombre les experts", ""),
        ("les trois sujets", ""),
        ("la mairie", ""),
        ("un passage par la régie", ""),
    ],
)
def test_times_are_read_however_they_are_said(typed: str, expected: str) -> None:
    assert read(typed) == ([expected] if expected else [])


def test_days_joined_that_are_no_neighbours_are_told_apart() -> None:
    ((_, _, said),) = times_in("le 2 et le 12 février", TODAY)
    assert isinstance(said, Said)
    assert [one.coming for one in said.apart] == [(date(2024, 2, 2),) * 2, (date(2024, 2, 12),) * 2]


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = times_in(visible(text), TODAY)
    assert all(0 <= start < end <= len(visible(text)) for start, end, _ in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))


_SAID = (
    "depuis", "du", "au", "le", "la", "lundi", "8", "12", "janvier", "décembre", "2023", "semaine", "mois", "dernier",
    "prochain", "plus", "de", "jours", "et", "avant", "d'ici", "fin", "début", "hier", "entre", "29/02", "31",
    "trimestre", "douze", "vingt",
)  # fmt: skip


@example(["hier", "au", "avant", "hier"])
@given(st.lists(st.sampled_from(_SAID), max_size=10))
def test_any_words_of_times_are_read(said: list[str]) -> None:
    for _, _, one in times_in(" ".join(said), TODAY):
        assert isinstance(one, Said) or (one.days >= 0 and one.hours >= 0)


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
