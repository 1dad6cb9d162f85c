"""Dates and hours as people type them, on Thursday 25 January 2024 at 10:00."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.french import PARIS, instant, long_date
from knowledge.time.moments import Bound, SaidMoment, is_moment, moments

NOW = datetime(2024, 1, 25, 10, tzinfo=PARIS)


def read(text: str, now: datetime = NOW) -> list[str]:
    """Return each moment as «text said|day hour|bound», short."""
    return [
        f"{one.day or '-'} {one.hour.strftime('%H:%M') if one.hour else '-'}"
        + ("" if one.bound is Bound.AT else f" {one.bound}")
        for one in moments(text, now)
    ]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("demain 14h", ["2024-01-26 14:00"]),
        ("jeudi à 9 h 30", ["2024-02-01 09:30"]),
        ("le 30/01 à 16h.", ["2024-01-30 16:00"]),
        ("Proposer le 30/1/24 à 16 h 15", ["2024-01-30 16:15"]),
        ("le 30 à 13h30", ["2024-01-30 13:30"]),
        ("lundi prochain", ["2024-01-29 -"]),
        ("après-demain matin", ["2024-01-27 -"]),
        ("vers 10h", ["- 10:00"]),
        ("à 14:00", ["- 14:00"]),
        ("d'ici vendredi", ["2024-01-26 - before"]),
        ("d’ici vendredi 17h", ["2024-01-26 17:00 before"]),
        ("avant le 31", ["2024-01-31 - before"]),
        ("demain avant 16h", ["2024-01-26 16:00 before"]),
        ("demain après 16h", ["2024-01-26 16:00 after"]),
        ("à partir de lundi 9h", ["2024-01-29 09:00"]),
        ("depuis lundi", ["2024-01-22 - since"]),
        ("depuis le 1er janvier", ["2024-01-01 - since"]),
        ("mardi 6", ["2024-02-06 -"]),
        ("mardi 6 février", ["2024-02-06 -"]),
        ("6 février", ["2024-02-06 -"]),
        ("le 5 fév. 14h30", ["2024-02-05 14:30"]),
        ("15 décembre", ["2023-12-15 -"]),
        ("mardi 30/01 10h", ["2024-01-30 10:00"]),
        ("MAR. 30 10H", ["2024-01-30 10:00"]),
        ("lun 29/1 9h", ["2024-01-29 09:00"]),
        ("dans 2 jours", ["2024-01-27 -"]),
        ("dans une semaine", ["2024-02-01 -"]),
        ("dans 2 heures", ["2024-01-25 12:00"]),
        ("dans 30 min", ["2024-01-25 10:30"]),
        ("cet après-midi", ["2024-01-25 -"]),
        ("cet aprem 15h", ["2024-01-25 15:00"]),
        ("demain aprem 2h", ["2024-01-26 14:00"]),
        ("2main 8h du mat", ["2024-01-26 08:00"]),
        ("14h lundi", ["2024-01-29 14:00"]),
        ("à 10 h mardi 30", ["2024-01-30 10:00"]),
        ("mardi à midi", ["2024-01-30 12:00"]),
        ("neuf heures et demie vendredi", ["2024-01-26 09:30"]),
        ("vendredi prochain 10h", ["2024-02-02 10:00"]),
        ("lundi en huit à 9h", ["2024-02-05 09:00"]),
        ("mercredi de la semaine prochaine 9h", ["2024-01-31 09:00"]),
        ("mardi dernier", ["2024-01-23 -"]),
        ("entre 14 et 15h demain", ["2024-01-26 14:00"]),
        ("lundi de 14h à 16h", ["2024-01-29 14:00"]),
        ("9h-11h vendredi", ["2024-01-26 09:00"]),
        ("mardi prochain, si possible en début d'après-midi vers 14h", ["2024-01-30 14:00"]),
        ("lundi 9h ou mardi 10h30", ["2024-01-29 09:00", "2024-01-30 10:30"]),
        ("mercredi 31 janvier à 8 h moins le quart", ["2024-01-31 07:45"]),
        # No dates, no hours.
        ("06 39 98 61 61", []),
        ("0639985005", []),
        ("compte 443, 2 000 €", []),
        ("le 2 000 € de trop", []),
        ("12 500 euros", []),
        ("2/3 des élèves", []),
        ("24h/24, 7j/7", []),
        ("bloqué depuis 2h", []),
        ("2h de retard", []),
        ("300 fiches, vague 6, classe 9, article 60", []),
        ("mar à la mer, sam a dit", []),
        ("31/02", []),
        ("25h", []),
    ],
)
def test_moments_are_read(typed: str, expected: list[str]) -> None:
    assert read(typed) == expected


@pytest.mark.parametrize(
    ("typed", "alone"),
    [
        ("jeudi 1er février à 14 h 30", True),
        ("plutôt demain 9h", True),
        ("ok pour lundi 10h, merci", True),
        ("planifie la 12 demain à 14h", False),
        ("rendez-vous demain 9h ?", False),
        ("je suis absente lundi", False),
        ("le flux est rejeté depuis lundi", False),
        ("lundi 9h ou mardi 14h", False),
        ("bonjour", False),
    ],
)
def test_a_moment_alone_is_told_from_a_message_that_holds_one(typed: str, alone: bool) -> None:
    assert is_moment(typed, NOW) is alone


def test_a_moment_tells_where_it_stands() -> None:
    text = "Rappeler ’œ’ la SG DEMAIN à 14 h, merci"
    assert moments(text, NOW) == (SaidMoment(text.index("DEMAIN"), text.index(", merci"), date(2024, 1, 26), time(14)),)


def test_the_weekday_said_today_is_that_of_next_week() -> None:
    assert read("jeudi 16h") == ["2024-02-01 16:00"]
    assert read("jeudi 25 à 16h") == ["2024-01-25 16:00"]


_DAYS = st.dates(date(2024, 1, 25), date(2024, 7, 1))


@given(day=_DAYS, hour=st.times(), before=st.text(max_size=20), after=st.text(max_size=20))
def test_what_we_print_is_read_back(day: date, hour: time, before: str, after: str) -> None:
    moment = datetime.combine(day, hour.replace(second=0, microsecond=0), PARIS)
    if moment.astimezone(UTC).astimezone(PARIS).replace(tzinfo=None) != moment.replace(tzinfo=None):
        return  # The hour that summer time leaves out.
    text = f"{before}. Visio {instant(moment)}. {after}"
    assert moment in [one.instant for one in moments(text, NOW)]


@given(day=_DAYS)
def test_a_printed_day_is_read_back(day: date) -> None:
    assert [one.day for one in moments(f"rendez-vous {long_date(day)}", NOW)] == [day]


@given(text=st.text(), now=st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_any_text_is_read(text: str, now: datetime) -> None:
    for one in moments(text, now.replace(tzinfo=PARIS)):
        assert 0 <= one.start < one.end <= len(text)


@given(
    st.lists(
        st.sampled_from(
            [
                "le",
                "lundi",
                "30",
                "/",
                "01",
                "à",
                "14h",
                "9",
                "-",
                "h",
                ":",
                "midi",
                "de",
                "du",
                "avant",
                "demain",
                "dans",
                "2",
                "jours",
                "heures",
                "1er",
                "janvier",
                "2024",
            ]
        )
    )
)
def test_any_words_of_dates_are_read(said: list[str]) -> None:
    for one in moments(" ".join(said), NOW):
        assert one.instant is None or abs(one.instant - NOW) < timedelta(days=400)


def test_time_grows_with_the_length_only() -> None:
    def seconds(text: str) -> float:
        best = float("inf")
        for _ in range(5):
            start = process_time()
            moments(text, NOW)
            best = min(best, process_time() - start)
        return best

    for piece in ("lundi 30 à 14h, ", "a a a a 1 1 1 ", "le le le 3 ", "                ", "avant avant le "):
        assert seconds(piece * 400) < 12 * seconds(piece * 100)
