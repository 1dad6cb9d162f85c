"""Delays in the working time of an académie: Paris hours, Monday to Friday, less the public holidays.

Every instant that comes in or goes out is aware; results are in UTC. Working time lies between two changes of the
clock (which happen at night), so counting in Paris wall-clock time is exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from knowledge.french import PARIS

_DAY = timedelta(days=1)
_LAST_CALL = timedelta(minutes=30)  # Before work ends: what leaves then is still seen.
_FIRST_SAFE_HOUR = time(3)  # The clock changes between 2:00 and 3:00.


@dataclass(frozen=True, slots=True)
class Delays:
    """The delays that a service may choose. Hours and days are working ones unless said otherwise."""

    take_hours: float = 4  # T1: a new request is taken within.
    take_hours_urgent: float = 1
    idle_days: int = 2  # T2: something happens to an assigned request within.
    confirm_days: int = 5  # N: a solution without an answer is taken as confirmed after.
    reopen_days: int = 30  # M: calendar days during which a closed request may be reopened.
    day_starts: time = time(8)
    day_ends: time = time(18)
    reminder_time: time = time(9)  # When the reminders that fall on a day are sent.
    slot_reminders: tuple[timedelta, ...] = (timedelta(hours=24), timedelta(hours=1))  # Before a session.
    draft_reminder_days: tuple[int, ...] = (7, 2, 0)  # Calendar days before the call's last day.
    complement_reminder_days: int = 2  # Calendar days before the day on which a complement is due.

    def __post_init__(self) -> None:
        """Raise ValueError for delays that make no sense."""
        if not _FIRST_SAFE_HOUR <= self.day_starts < self.day_ends:
            raise ValueError("working time must start at 3:00 or later, and end after it starts")
        if min(self.take_hours, self.take_hours_urgent, self.idle_days, self.confirm_days, self.reopen_days) <= 0:
            raise ValueError("delays must be positive")


DEFAULT_DELAYS = Delays()


# Code du travail, L. 3133-1: those with a date (month, day), and those that follow Easter Sunday by so many days.
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of metropolitan France (without those of Alsace-Moselle), as they are since 2008.

    The package ``holidays`` gives the same days, and the tests compare with it; it takes 16 MiB and 0.4 s to load.
    """
    sunday = easter(year)
    return frozenset(
        [*(date(year, *day) for day in _FIXED), *(sunday + timedelta(days=days) for days in _AFTER_EASTER)]
    )


def is_working_day(day: date) -> bool:
    """Tell whether ``day`` is neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def last_working_day(day: date) -> date:
    """Return ``day`` where it is a working one, else the last before it."""
    return day if is_working_day(day) else _working_day_before(day)


def next_working_day(day: date) -> date:
    """Return the first working day after ``day``."""
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return day


def add_working_hours(moment: datetime, hours: float, delays: Delays = DEFAULT_DELAYS) -> datetime:
    """Return the instant at which ``hours`` (0 or more) of working time have passed since ``moment``."""
    if hours < 0:
        raise ValueError("hours must not be negative")
    at = _working(_wall_clock(moment), delays)
    left = timedelta(hours=hours)
    while left > (room := datetime.combine(at.date(), delays.day_ends) - at):
        left -= room
        at = datetime.combine(next_working_day(at.date()), delays.day_starts)
    return _utc(at + left)


def add_working_days(moment: datetime, days: int, delays: Delays = DEFAULT_DELAYS) -> datetime:
    """Return the same Paris time, ``days`` (0 or more) working days later.

    Outside working time the count starts when work does: from Saturday, one day leads to Tuesday at 8:00.
    """
    if days < 0:
        raise ValueError("days must not be negative")
    at = _working(_wall_clock(moment), delays)
    day = at.date()
    for _ in range(days):
        day = next_working_day(day)
    return _utc(datetime.combine(day, at.time()))


def working_minutes(start: datetime, end: datetime, delays: Delays = DEFAULT_DELAYS) -> int:
    """Return how many minutes of working time lie between two instants, rounded; 0 where ``end`` comes first."""
    at, until = _working(_wall_clock(start), delays), _working(_wall_clock(end), delays)
    passed = timedelta()
    while at.date() < until.date():
        passed += datetime.combine(at.date(), delays.day_ends) - at
        at = datetime.combine(next_working_day(at.date()), delays.day_starts)
    return max(round((passed + (until - at)).total_seconds() / 60), 0)


def office_moment(moment: datetime, delays: Delays = DEFAULT_DELAYS) -> datetime:
    """Return ``moment`` where it lies in working time, else the next start of work."""
    return add_working_hours(moment, 0, delays)


def office_moment_before(moment: datetime, before: datetime, delays: Delays = DEFAULT_DELAYS) -> datetime:
    """Return when a reminder that falls at ``moment`` leaves, in working time, so as to come ahead of ``before``.

    Early on a working day it waits for the start of work, if that is soon enough. Otherwise it leaves on the last working
    day, at the same hour as far as work lasts, half an hour before its end at the latest.
    """
    at = _wall_clock(moment)
    latest = (datetime.combine(at.date(), delays.day_ends) - _LAST_CALL).time()
    if is_working_day(at.date()):
        if delays.day_starts <= at.time() < delays.day_ends:
            return moment
        starts = at_paris(at.date(), delays.day_starts)
        if at.time() < delays.day_starts and starts < before:
            return starts
    day = at.date() if is_working_day(at.date()) and at.time() >= delays.day_ends else _working_day_before(at.date())
    return at_paris(day, min(max(at.time(), delays.day_starts), max(latest, delays.day_starts)))


def working_hours_before(moment: datetime, hours: float, delays: Delays = DEFAULT_DELAYS) -> datetime:
    """Return the latest instant from which ``hours`` (more than 0) of working time have passed at ``moment``.

    What began then or before is past the delay: ``add_working_hours`` of it is ``moment`` at the latest.
    """
    at = _worked(_wall_clock(moment), delays)
    left = timedelta(hours=hours)
    while left > (room := at - datetime.combine(at.date(), delays.day_starts)):
        left -= room
        at = datetime.combine(_working_day_before(at.date()), delays.day_ends)
    return _utc(at - left)


def working_days_before(moment: datetime, days: int, delays: Delays = DEFAULT_DELAYS) -> datetime:
    """Return the latest instant (to the microsecond) from which ``add_working_days`` leads to ``moment`` at the latest."""
    at = _worked(_wall_clock(moment), delays)
    if at.time() == delays.day_ends:
        at -= timedelta(microseconds=1)  # From the end of work on, the count starts on the next day.
    day = at.date()
    for _ in range(days):
        day = _working_day_before(day)
    return _utc(datetime.combine(day, at.time()))


def end_of_day(day: date) -> datetime:
    """Return the instant at which ``day`` is over in Paris: what happens before it, still happens on that day."""
    return at_paris(day + _DAY, time(0))


def at_paris(day: date, at: time) -> datetime:
    """Return the UTC instant of a Paris day and time; of a time that comes twice, the first."""
    return _utc(datetime.combine(day, at))


def paris_day(moment: datetime) -> date:
    """Return the day that it is in Paris at ``moment``."""
    return _wall_clock(moment).date()


def _wall_clock(moment: datetime) -> datetime:
    """Return what clocks show in Paris, as a naive value that days can be counted in."""
    if moment.tzinfo is None:
        raise ValueError("an aware datetime is expected")
    return moment.astimezone(PARIS).replace(tzinfo=None)


def _utc(wall_clock: datetime) -> datetime:
    return wall_clock.replace(tzinfo=PARIS).astimezone(UTC)


def _working(at: datetime, delays: Delays) -> datetime:
    """Return ``at`` (Paris) or the next start of working time."""
    if is_working_day(at.date()):
        if at.time() < delays.day_starts:
            return datetime.combine(at.date(), delays.day_starts)
        if at.time() < delays.day_ends:
            return at
    return datetime.combine(next_working_day(at.date()), delays.day_starts)


def _worked(at: datetime, delays: Delays) -> datetime:
    """Return ``at`` (Paris) or the last end of working time."""
    if is_working_day(at.date()) and at.time() >= delays.day_starts:
        return min(at, datetime.combine(at.date(), delays.day_ends))
    return datetime.combine(_working_day_before(at.date()), delays.day_ends)


def _working_day_before(day: date) -> date:
    day -= _DAY
    while not is_working_day(day):
        day -= _DAY
    return day


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Butcher's algorithm)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)
