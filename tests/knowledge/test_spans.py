"""Times as people say them, on Thursday 25 January 2024 at 10:00: where they stand, and what they mean."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.french import PARIS
from knowledge.time.moments import Bound
from knowledge.time.points import Days
from knowledge.time.spans import SpanKind, TimeSpan, spans

NOW = datetime(2024, 1, 25, 10, tzinfo=PARIS)


def days(said: Days) -> str:
    """Return «2024-01-22..2024-01-25», one day once, an open end as «…»."""
    first, last = (day.isoformat() if day else "…" for day in said)
    return first if first == last != "…" else f"{first}..{last}"


def read(text: str) -> list[str]:
    """Return each span as «words said: kind past | coming hour», the coming one where it differs."""
    return [_told(text, one) for one in spans(text, NOW)]


def _told(text: str, one: TimeSpan) -> str:
    said = f"{text[one.start : one.end]}: {one.kind}"
    if one.length is not None:
        return f"{said} {one.length}"
    if one.kind is SpanKind.BESIDE:
        return f"{said} {one.relative:+}"
    said += f" {days(one.past)}" + (f" | {days(one.coming)}" if one.coming != one.past else "")
    return said + (f" {one.hour:%H:%M}" if one.hour else "")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        # Days.
        ("celles d'hier", ["hier: day 2024-01-24"]),
        ("rdv lundi", ["lundi: day 2024-01-22 | 2024-01-29"]),
        ("vendredi dernier", ["vendredi dernier: day 2024-01-19"]),
        ("mardi prochain", ["mardi prochain: day 2024-01-30"]),
        ("mardi 30", ["mardi 30: day 2023-12-30 | 2024-01-30"]),
        ("le 1er février", ["1er février: day 2023-02-01 | 2024-02-01"]),
        ("le 22", ["le 22: day 2024-01-22 | 2024-02-22"]),
        ("29/01", ["29/01: day 2023-01-29 | 2024-01-29"]),
        ("2024-01-15", ["2024-01-15: day 2024-01-15"]),
        ("vendredi dix-neuf janvier", ["vendredi dix-neuf janvier: day 2024-01-19"]),
        ("à Noël", ["Noël: day 2023-12-25 | 2024-12-25"]),
        ("le lundi de Pâques", ["le lundi de Pâques: day 2023-04-10 | 2024-04-01"]),
        ("ce matin", ["ce matin: day 2024-01-25"]),
        ("rdv 2m1", ["2m1: day 2024-01-26"]),
        # Hours, of a day or of none.
        ("jeudi aprèm vers 15h", ["jeudi aprèm vers 15h: day 2024-01-18 | 2024-02-01 15:00"]),
        ("demain 14h", ["demain 14h: day 2024-01-26 14:00"]),
        ("mercredi 14h/15h", ["mercredi 14h/15h: day 2024-01-24 | 2024-01-31 14:00"]),
        ("vers 10h30", ["10h30: hour …..… 10:30"]),
        # From one day to another.
        ("du 8 au 12 janv", ["du 8 au 12 janv: period 2024-01-08..2024-01-12"]),
        ("entre le 15 et le 19 janvier", ["entre le 15 et le 19 janvier: period 2024-01-15..2024-01-19"]),
        ("hier et avant-hier", ["hier et avant-hier: period 2024-01-23..2024-01-24"]),
        ("lundi et mardi", ["lundi et mardi: period 2024-01-22..2024-01-23 | 2024-01-29..2024-01-30"]),
        ("d'octobre à novembre", ["d'octobre à novembre: period 2023-10-01..2023-11-30"]),
        ("du 20 décembre au 5 janvier", ["du 20 décembre au 5 janvier: period 2023-12-20..2024-01-05"]),
        # Open ranges.
        ("depuis lundi", ["depuis lundi: period 2024-01-22..2024-01-25"]),
        ("depuis la rentrée de septembre", ["depuis la rentrée de septembre: period 2023-09-04..2024-01-25"]),
        ("depuis novembre", ["depuis novembre: period 2023-11-01..2024-01-25"]),
        ("depuis Noël", ["depuis Noël: period 2023-12-25..2024-01-25"]),
        ("depuis début décembre", ["depuis début décembre: period 2023-12-01..2024-01-25"]),
        ("à partir du 15", ["à partir du 15: period 2024-01-15..2024-01-25 | 2024-02-15..…"]),
        ("d'ici vendredi", ["d'ici vendredi: period …..2024-01-19 | 2024-01-25..2024-01-26"]),
        ("avant le 1er décembre", ["avant le 1er décembre: period …..2023-11-30 | 2024-01-25..2024-11-30"]),
        ("d'ici à la fin du mois", ["d'ici à la fin du mois: period …..2024-01-31 | 2024-01-25..2024-01-31"]),
        ("à venir", ["à venir: period 2024-01-25..…"]),
        # Weeks, months, quarters, years.
        ("cette semaine", ["cette semaine: period 2024-01-22..2024-01-28"]),
        ("sem pro", ["sem pro: period 2024-01-29..2024-02-04"]),
        ("la sem der", ["la sem der: period 2024-01-15..2024-01-21"]),
        ("semaine 3", ["semaine 3: period 2024-01-15..2024-01-21 | 2025-01-13..2025-01-19"]),
        ("S5", ["S5: period 2023-01-30..2023-02-05 | 2024-01-29..2024-02-04"]),
        ("la semaine du 8 janvier", ["la semaine du 8 janvier: period 2024-01-08..2024-01-14"]),
        ("1ere sem d janv", ["1ere sem d janv: period 2024-01-01..2024-01-07"]),
        ("le mois dernier", ["le mois dernier: period 2023-12-01..2023-12-31"]),
        ("en décembre", ["en décembre: period 2023-12-01..2023-12-31 | 2024-12-01..2024-12-31"]),
        ("closes 12/23", ["12/23: period 2023-12-01..2023-12-31"]),
        ("en 2023", ["en 2023: period 2023-01-01..2023-12-31"]),
        ("l'année deux mille vingt-trois", ["l'année deux mille vingt-trois: period 2023-01-01..2023-12-31"]),
        ("dernier trimestre 2023", ["dernier trimestre 2023: period 2023-10-01..2023-12-31"]),
        ("ces 7 derniers jours", ["ces 7 derniers jours: period 2024-01-19..2024-01-25"]),
        ("le week-end dernier", ["le week-end dernier: period 2024-01-20..2024-01-21"]),
        ("la semaine d'avant", ["la semaine d'avant: period 2024-01-15..2024-01-21"]),
        ("et la précédente ?", ["la précédente: beside -1"]),
        # Ages.
        ("plus de 3 jours", ["plus de 3 jours: older 3 days, 0:00:00"]),
        ("en attente depuis plus de 2h", ["depuis plus de 2h: older 2:00:00"]),
        ("> 10 j", ["> 10 j: older 10 days, 0:00:00"]),
        ("depuis plus de vingt et un jours", ["depuis plus de vingt et un jours: older 21 days, 0:00:00"]),
        ("+ de d1 mois", ["+ de d1 mois: older 30 days, 0:00:00"]),
        ("moins de 2 heures", ["moins de 2 heures: newer 2:00:00"]),
        # None.
        ("DA-2024-0012", []),
        ("des A deux mille vingt-quatre tiret douze", []),
        ("experts du 04", []),
        ("vague 3, 2 000 €", []),
        ("les demandes ouvertes", []),
    ],
)
def test_times_are_read(typed: str, expected: list[str]) -> None:
    assert read(typed) == expected


def test_a_span_holds_what_was_said() -> None:
    assert spans("Rappel d'ici vendredi 17h", NOW) == (
        TimeSpan(
            7,
            25,
            SpanKind.PERIOD,
            (None, date(2024, 1, 19)),
            (date(2024, 1, 25), date(2024, 1, 26)),
            Bound.BEFORE,
            time(17),
        ),
    )


def test_the_day_is_that_of_paris() -> None:
    late = datetime(2024, 1, 25, 23, 30, tzinfo=PARIS).astimezone()
    assert [one.past for one in spans("aujourd'hui", late)] == [(date(2024, 1, 25), date(2024, 1, 25))]


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    found = spans(text, NOW)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


@example(["hier", "au", "avant", "hier"])
@given(
    st.lists(
        st.sampled_from(
            [
                "depuis",
                "du",
                "au",
                "le",
                "la",
                "lundi",
                "8",
                "12",
                "janvier",
                "décembre",
                "2023",
                "semaine",
                "mois",
                "dernier",
                "prochain",
                "plus",
                "de",
                "jours",
                "et",
                "avant",
                "d'ici",
                "fin",
                "début",
                "hier",
                "entre",
                "29/02",
                "31",
                "trimestre",
                "douze",
                "vingt",
            ]
        ),
        max_size=10,
    )
)
def test_any_words_of_times_are_read(said: list[str]) -> None:
    for one in spans(" ".join(said), NOW):
        assert one.length is None or one.length >= timedelta(0)
        assert one.past[0] is None or one.past[1] is None or one.past[0] <= one.past[1]
