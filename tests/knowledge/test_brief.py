"""Short dates: a table of moments and what a list shows of them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from knowledge.french import NBSP, PARIS
from knowledge.time.moments import age, axis_names, brief, brief_day

NOW = datetime(2024, 1, 25, 10, 0, tzinfo=PARIS)  # A Thursday.


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW, "aujourd’hui 10 h"),
        (NOW - timedelta(days=1) + timedelta(hours=4, minutes=5), "hier 14 h 05"),
        (NOW + timedelta(days=1), "demain 10 h"),
        (NOW - timedelta(days=2), "mar. 23 janv. 10 h"),
        (datetime(2024, 2, 1, 9, 30, tzinfo=PARIS), "jeu. 1er févr. 9 h 30"),
        (datetime(2023, 12, 31, 9, 30, tzinfo=PARIS), "31 déc. 2023"),
        (datetime(2024, 1, 24, 23, 30, tzinfo=PARIS), "hier 23 h 30"),
    ],
)
def test_a_moment_is_short(moment: datetime, said: str) -> None:
    assert brief(moment, NOW).replace(NBSP, " ") == said


def test_a_day_alone() -> None:
    today = date(2024, 2, 29)
    said = [brief_day(today + timedelta(days=days), today).replace(NBSP, " ") for days in (-1, 0, 1, 2, 400)]
    assert said == ["hier", "aujourd’hui", "demain", "sam. 2 mars", "4 avr. 2025"]


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=30), "à l’instant"),
        (timedelta(minutes=20), "depuis 20 min"),
        (timedelta(hours=3, minutes=50), "depuis 3 h"),
        (timedelta(hours=11), "depuis 11 h"),
        (timedelta(hours=13), "depuis hier"),
        (timedelta(days=3), "depuis 3 jours"),
    ],
)
def test_an_age_is_short(passed: timedelta, said: str) -> None:
    assert age(NOW - passed, NOW).replace(NBSP, " ") == said


def test_days_stand_short_under_columns() -> None:
    assert axis_names([date(2024, 1, 1), date(2024, 1, 8)]) == ["1er janv.", "8 janv."]
    assert axis_names([date(2023, 12, 1), date(2024, 1, 1)]) == ["déc. 23", "janv. 24"]
