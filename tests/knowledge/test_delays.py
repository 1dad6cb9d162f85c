"""Working time and holidays: examples, then properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.french import PARIS
from knowledge.time.delays import (
    Delays,
    add_working_days,
    add_working_hours,
    at_paris,
    end_of_day,
    is_working_day,
    next_working_day,
    office_moment,
    office_moment_before,
    paris_day,
    public_holidays,
)


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def test_the_public_holidays_are_those_that_a_calendar_library_gives() -> None:
    for year in range(2008, 2101):
        assert public_holidays(year) == set(holidays.country_holidays("FR", years=year)), year


def test_the_public_holidays_are_those_of_metropolitan_france() -> None:
    assert public_holidays(2024) == {
        date(2024, 1, 1), date(2024, 4, 1), date(2024, 5, 1), date(2024, 5, 8), date(2024, 5, 9), date(2024, 5, 20),
        date(2024, 7, 14), date(2024, 8, 15), date(2024, 11, 1), date(2024, 11, 11), date(2024, 12, 25),
    }  # fmt: skip
    assert not is_working_day(date(2024, 5, 9))
    assert is_working_day(date(2024, 3, 29)), "Good Friday is a holiday in Alsace-Moselle only"
    assert is_working_day(date(2024, 12, 26))


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2024-01-25T10:00", 4, "2024-01-25T14:00"),
        ("2024-01-25T10:00", 8, "2024-01-25T18:00"),
        ("2024-01-25T16:00", 4, "2024-01-26T10:00"),
        ("2024-01-26T17:00", 4, "2024-01-29T11:00"),  # Friday evening → Monday.
        ("2024-01-27T12:00", 1, "2024-01-29T09:00"),  # Saturday.
        ("2024-01-25T06:00", 1, "2024-01-25T09:00"),
        ("2024-01-25T18:00", 1, "2024-01-26T09:00"),
        ("2024-01-25T22:00", 0, "2024-01-26T08:00"),
        ("2024-05-07T17:00", 4, "2024-05-10T11:00"),  # 8 May, then Ascension day.
        ("2024-03-29T17:30", 1, "2024-04-02T08:30"),  # The clock changes on Easter Sunday; Easter Monday.
        ("2024-10-25T17:30", 1, "2024-10-28T08:30"),  # The clock changes back on the Sunday.
        ("2024-12-31T17:00", 2, "2025-01-02T09:00"),
        ("2024-01-25T10:00", 25, "2024-01-29T15:00"),
        ("2024-01-25T10:00", 0.5, "2024-01-25T10:30"),
    ],
)
def test_working_hours_are_added(start: str, hours: float, end: str) -> None:
    assert add_working_hours(paris(start), hours) == paris(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2024-01-25T10:00", 2, "2024-01-29T10:00"),  # Thursday → Monday.
        ("2024-01-27T12:00", 1, "2024-01-30T08:00"),
        ("2024-01-26T18:00", 1, "2024-01-30T08:00"),
        ("2024-01-25T10:00", 0, "2024-01-25T10:00"),
        ("2024-05-07T09:15", 2, "2024-05-13T09:15"),
        ("2024-03-29T09:00", 5, "2024-04-08T09:00"),  # Same wall-clock time over the change of the clock.
    ],
)
def test_working_days_are_added(start: str, days: int, end: str) -> None:
    assert add_working_days(paris(start), days) == paris(end)


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        (date(2024, 2, 5), datetime(2024, 2, 5, 23, 0, tzinfo=UTC)),
        (date(2024, 7, 5), datetime(2024, 7, 5, 22, 0, tzinfo=UTC)),
        (date(2024, 3, 31), datetime(2024, 3, 31, 22, 0, tzinfo=UTC)),  # 23 hours long.
        (date(2024, 10, 27), datetime(2024, 10, 27, 23, 0, tzinfo=UTC)),  # 25 hours long.
        (date(2024, 12, 31), datetime(2024, 12, 31, 23, 0, tzinfo=UTC)),
    ],
)
def test_a_day_ends_at_midnight_in_paris(day: date, instant: datetime) -> None:
    assert end_of_day(day) == instant
    assert end_of_day(day).tzinfo is UTC
    assert paris_day(instant) == day + timedelta(days=1)
    assert paris_day(instant - timedelta(microseconds=1)) == day


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert at_paris(date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_naive_datetimes_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        paris_day(datetime(2024, 1, 25, 10))  # noqa: DTZ001


@pytest.mark.parametrize("add", [add_working_hours, add_working_days])
def test_time_is_not_added_backwards(add: object) -> None:
    with pytest.raises(ValueError, match="negative"):
        add(paris("2024-01-25T10:00"), -1)  # type: ignore[operator]


@pytest.mark.parametrize(
    "wrong",
    [
        {"day_starts": time(18), "day_ends": time(8)},
        {"day_starts": time(2)},
        {"take_hours": 0},
        {"idle_days": -1},
    ],
)
def test_delays_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"working time|positive"):
        Delays(**wrong)  # type: ignore[arg-type]


def test_other_working_hours_are_counted() -> None:
    morning = Delays(day_starts=time(9), day_ends=time(12))
    assert add_working_hours(paris("2024-01-25T10:00"), 4, morning) == paris("2024-01-26T11:00")


# Properties. Days around the changes of the clock come often.

_CHANGES = [date(2024, 3, 31), date(2024, 10, 27), date(2026, 3, 29), date(2026, 10, 25)]
_days = st.one_of(
    st.dates(date(2020, 1, 1), date(2035, 12, 1)),
    st.builds(lambda day, shift: day + timedelta(days=shift), st.sampled_from(_CHANGES), st.integers(-3, 3)),
)
_moments = st.builds(
    lambda day, seconds: datetime.combine(day, time(0), UTC) + timedelta(seconds=seconds),
    _days,
    st.integers(0, 86_399),
)
_hours = st.integers(0, 200).map(lambda quarter: quarter / 4)


def _in_working_time(moment: datetime, *, end_too: bool = False) -> bool:
    local = moment.astimezone(PARIS)
    late = local.time() <= time(18) if end_too else local.time() < time(18)
    return is_working_day(local.date()) and time(8) <= local.time() and late


def _worked(start: datetime, end: datetime) -> timedelta:
    """Return the working time between two instants, counted day by day in another way: in UTC."""
    total, day = timedelta(0), start.astimezone(PARIS).date()
    while day <= end.astimezone(PARIS).date():
        if is_working_day(day):
            opens = datetime.combine(day, time(8), PARIS).astimezone(UTC)
            closes = datetime.combine(day, time(18), PARIS).astimezone(UTC)
            total += max(min(end, closes) - max(start, opens), timedelta(0))
        day += timedelta(days=1)
    return total


@given(_moments, _hours)
def test_exactly_the_hours_asked_for_pass(moment: datetime, hours: float) -> None:
    end = add_working_hours(moment, hours)
    assert end.tzinfo is UTC
    assert end >= moment
    assert _worked(moment, end) == timedelta(hours=hours)
    assert _in_working_time(end, end_too=True)


@given(_moments, _moments, _hours)
def test_an_earlier_start_never_ends_later(one: datetime, other: datetime, hours: float) -> None:
    first, second = sorted((one, other))
    assert add_working_hours(first, hours) <= add_working_hours(second, hours)


@given(_moments, _hours, _hours)
def test_more_hours_end_later_and_add_up(moment: datetime, some: float, more: float) -> None:
    assert add_working_hours(moment, some) <= add_working_hours(moment, some + more)
    together = add_working_hours(moment, some + more)
    assert _worked(moment, add_working_hours(add_working_hours(moment, some), more)) == _worked(moment, together)


@given(_moments, _moments, st.integers(0, 30))
def test_working_days_keep_the_order_and_the_time(one: datetime, other: datetime, days: int) -> None:
    first, second = sorted((one, other))
    assert add_working_days(first, days) <= add_working_days(second, days)
    end, start = add_working_days(first, days), add_working_hours(first, 0)
    assert end.astimezone(PARIS).time() == start.astimezone(PARIS).time()
    assert is_working_day(paris_day(end))
    between = [start.astimezone(PARIS).date() + timedelta(days=n) for n in range(1, 90)]
    assert sum(is_working_day(day) for day in between if day <= paris_day(end)) == days


@given(_moments)
def test_every_instant_lies_in_its_paris_day(moment: datetime) -> None:
    day = paris_day(moment)
    assert end_of_day(day - timedelta(days=1)) <= moment < end_of_day(day)
    assert end_of_day(day) - end_of_day(day - timedelta(days=1)) in {timedelta(hours=n) for n in (23, 24, 25)}


@given(_days)
def test_the_next_working_day_is_the_first(day: date) -> None:
    following = next_working_day(day)
    assert is_working_day(following)
    assert following > day
    assert not any(is_working_day(day + timedelta(days=n)) for n in range(1, (following - day).days))


@pytest.mark.parametrize(
    ("moment", "before", "leaves"),
    [
        ("2024-01-25T10:00", "2024-01-26T10:00", "2024-01-25T10:00"),  # In working time: as it falls.
        ("2024-01-28T10:00", "2024-01-29T10:00", "2024-01-26T10:00"),  # Sunday → Friday, at the same hour.
        ("2024-01-27T20:00", "2024-01-28T20:00", "2024-01-26T17:30"),  # Saturday evening → before work ends on Friday.
        ("2024-01-29T07:30", "2024-01-29T08:30", "2024-01-29T08:00"),  # Soon enough when work starts.
        ("2024-01-29T07:00", "2024-01-29T08:00", "2024-01-26T08:00"),  # Not soon enough: the working day before.
        ("2024-01-29T18:00", "2024-01-29T19:00", "2024-01-29T17:30"),
        ("2024-05-09T14:00", "2024-05-10T14:00", "2024-05-07T14:00"),  # Ascension day, and 8 May the day before.
        ("2024-12-31T23:00", "2025-01-01T09:00", "2024-12-31T17:30"),
        ("2024-03-31T10:00", "2024-04-02T10:00", "2024-03-29T10:00"),  # The clock goes forward on that Sunday.
        ("2024-10-27T10:00", "2024-10-28T10:00", "2024-10-25T10:00"),  # The clock goes back on that Sunday.
    ],
)
def test_a_reminder_leaves_in_working_time_ahead_of_what_it_reminds_of(moment: str, before: str, leaves: str) -> None:
    assert office_moment_before(paris(moment), paris(before)) == paris(leaves)


@given(
    hours=st.integers(0, 4 * 365 * 24),
    ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=8)),
)
def test_reminders_leave_on_working_days_only(hours: int, ahead: timedelta) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    leaves = office_moment_before(moment - ahead, moment)
    for at in (leaves, office_moment(moment)):
        local = at.astimezone(PARIS)
        assert is_working_day(local.date())
        assert time(8) <= local.time() < time(18)
    assert leaves < moment
    assert office_moment(moment) >= moment
