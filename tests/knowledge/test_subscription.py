"""When subscriptions are answered, and their questions from one day to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from knowledge.subscription import Schedule, lasting, read_lasting, read_schedule
from knowledge.understanding.query import Moment, Op, Period, Query, What
from knowledge.understanding.wishes import read_subscription

THURSDAY = date(2024, 1, 25)
EIGHT = time(8)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


EACH_DAY, MONDAYS, ALWAYS = (
    Schedule(frozenset(), EIGHT),
    Schedule(frozenset({0}), EIGHT),
    Schedule(frozenset(), EIGHT, True),
)


@pytest.mark.parametrize(
    ("schedule", "now", "last", "coming"),
    [
        (EACH_DAY, utc(2024, 1, 25, 9), utc(2024, 1, 25, 7), utc(2024, 1, 26, 7)),
        (EACH_DAY, utc(2024, 1, 27, 12), utc(2024, 1, 26, 7), utc(2024, 1, 29, 7)),  # A week-end.
        (ALWAYS, utc(2024, 1, 27, 12), utc(2024, 1, 27, 7), utc(2024, 1, 28, 7)),
        (EACH_DAY, utc(2024, 5, 8, 12), utc(2024, 5, 7, 6), utc(2024, 5, 10, 6)),  # Two public holidays.
        (MONDAYS, utc(2024, 4, 1, 12), utc(2024, 3, 25, 7), utc(2024, 4, 8, 6)),  # Easter Monday, and summer time.
        (EACH_DAY, utc(2024, 10, 28, 6, 59), utc(2024, 10, 25, 6), utc(2024, 10, 28, 7)),  # Winter time.
        (
            Schedule(frozenset({6}), time(2, 30), True),
            utc(2024, 3, 31, 12),
            utc(2024, 3, 31, 1, 30),
            utc(2024, 4, 7, 0, 30),
        ),
        (
            Schedule(frozenset({6}), time(2, 30), True),
            utc(2024, 10, 27, 12),
            utc(2024, 10, 27, 0, 30),
            utc(2024, 11, 3, 1, 30),
        ),
    ],
)
def test_times_keep_to_open_days_and_to_the_clocks_of_paris(
    schedule: Schedule, now: datetime, last: datetime, coming: datetime
) -> None:
    assert schedule.last(now, utc(2024, 1, 1)) == last
    assert schedule.coming(now) == coming
    assert schedule.last(now, last) is None or schedule.last(now, last) != last
    assert read_schedule(schedule.as_kept()) == schedule


def test_a_day_has_one_occurrence_whatever_the_clocks_do() -> None:
    for day in range(366):
        noon = utc(2024, 1, 1, 23) + timedelta(days=day)
        found = {ALWAYS.last(noon - timedelta(minutes=minutes), utc(2023, 12, 1)) for minutes in range(0, 24 * 60, 30)}
        assert len(found) == 2  # That of the day and, before its hour, that of the day before.


@pytest.mark.parametrize(
    "kept", [{}, {"days": [7], "at": "08:00", "closed": False}, {"days": [], "at": "x", "closed": False}, {"days": 1}]
)
def test_what_is_no_schedule_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        read_schedule(kept)


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


READINGS: dict[str, Callable[[date], tuple[date | None, date | None]]] = {
    "today": lambda day: (day, day),
    "yesterday": lambda day: (day - timedelta(1), day - timedelta(1)),
    "seven days": lambda day: (day - timedelta(6), day),
    "this week": lambda day: (monday(day), monday(day) + timedelta(6)),
    "last week": lambda day: (monday(day) - timedelta(7), monday(day) - timedelta(1)),
    "since the first of the month": lambda day: (day.replace(day=1), None),
    "last month": lambda day: ((day.replace(day=1) - timedelta(1)).replace(day=1), day.replace(day=1) - timedelta(1)),
    "this quarter": lambda day: (
        date(day.year, (day.month - 1) // 3 * 3 + 1, 1),
        date(day.year + (day.month > 9), (day.month - 1) // 3 * 3 % 9 + 4 if day.month <= 9 else 1, 1) - timedelta(1),
    ),
    "this year": lambda day: (date(day.year, 1, 1), date(day.year, 12, 31)),
    "since a date": lambda _day: (date(2024, 1, 1), None),
    "from a date to today": lambda day: (date(2024, 1, 1), day),
}


@pytest.mark.parametrize("name", list(READINGS))
@pytest.mark.parametrize("today", [THURSDAY, date(2024, 2, 29), date(2024, 12, 31), date(2024, 4, 1)])
def test_a_question_means_on_each_day_what_its_words_mean_then(name: str, today: date) -> None:
    def asked(day: date) -> Query:
        return Query(What.REQUESTS, Op.LIST, period=Period(Moment.CREATED, *READINGS[name](day)))

    kept = lasting(asked(today), today, asked)
    assert kept is not None
    for ahead in range(0, 800, 7):
        day = today + timedelta(days=ahead)
        assert kept.on(day) == asked(day), day
    assert read_lasting(kept.as_kept()) == kept


def test_days_that_follow_no_rule_are_not_kept() -> None:
    def asked(day: date) -> Query:
        return Query(What.REQUESTS, Op.LIST, period=Period(Moment.CREATED, date(2000 + day.month, 1, day.day % 28 + 1)))

    assert lasting(asked(THURSDAY), THURSDAY, asked) is None


@pytest.mark.parametrize(
    "kept",
    [
        {},
        {"query": {}, "schools": [], "period": None},
        {
            "query": {"what": "demandes", "op": "list"},
            "schools": [],
            "period": {"moment": "created", "start": {"unit": "x", "by": 1}, "end": {}},
        },
    ],
)
def test_what_is_no_question_is_refused(kept: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"[a-z]"):
        read_lasting(kept)


@pytest.mark.parametrize(
    ("text", "rest", "days", "at", "closed"),
    [
        ("chaque lundi à 8 h les demandes en retard", "les demandes en retard", {0}, time(8), False),
        ("tous les matins mes séances", "mes séances", set(), time(8), False),
        (
            "envoie-moi les urgentes non prises tous les jours à 17h30",
            "les urgentes non prises",
            set(),
            time(17, 30),
            False,
        ),
        ("tous les mardis et jeudis à 9h le statut", "le statut", {1, 3}, time(9), False),
        ("chaque semaine les délais par département", "délais par département", {0}, time(8), False),
        ("les demandes non prises tous les matins même le week-end", "les demandes non prises", set(), time(8), True),
        ("chaque samedi à 10h les demandes en retard", "les demandes en retard", {5}, time(10), True),
        (
            "tous les soirs à 6h les demandes closes aujourd'hui",
            "les demandes closes aujourd'hui",
            set(),
            time(18),
            False,
        ),
        ("tous les lundis à 8h", "", {0}, time(8), False),
    ],
)
def test_times_are_read_out_of_the_message(text: str, rest: str, days: set[int], at: time, closed: bool) -> None:
    wish = read_subscription(text)
    assert wish is not None
    assert (wish.rest, wish.schedule) == (rest, Schedule(frozenset(days), at, closed))


@pytest.mark.parametrize(
    ("text", "rest", "above"),
    [
        ("préviens-moi au-delà de 5 demandes non prises", "demandes non prises", 5),
        ("préviens-moi dès qu'il y a plus de 10 demandes urgentes dans le 84", "demandes urgentes dans le 84", 10),
        ("alerte moi si plus de trois demandes non prises", "demandes non prises", 3),
        ("préviens moi quand il y a au moins 5 demandes en retard", "demandes en retard", 4),
    ],
)
def test_numbers_are_read_out_of_the_message(text: str, rest: str, above: int) -> None:
    wish = read_subscription(text)
    assert wish is not None
    assert (wish.rest, wish.above, wish.schedule) == (rest, above, None)


@pytest.mark.parametrize(
    "text",
    ["le lundi 5 les demandes", "demandes de lundi", "il y a plus de 5 demandes non prises ?", "préviens le gestionnaire",
     "les demandes du lycée Thiers", "j'ai plus de 5 demandes", "préviens le collège que je viens à partir de 18 h", "la séance du matin",
        "toutes les demandes", "tous les experts", "les demandes et les séances"],
)  # fmt: skip
def test_no_subscription_is_heard_where_none_is_asked_for(text: str) -> None:
    assert read_subscription(text) is None
