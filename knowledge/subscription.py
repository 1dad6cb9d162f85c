"""Subscriptions: a status question answered of itself at set times, or when its count passes a number.

The question is kept as data. What it says of time («hier», «cette semaine») is kept as it stands to the day of each answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from knowledge.time.delays import at_paris, is_working_day, paris_day
from knowledge.understanding.query import ME, Compare, Moment, Op, Period, Query, What, read_query

MOST = 20  # Subscriptions of one person.
_DAY = timedelta(days=1)
_PROBES = (38, 130, 401)  # Days ahead at which a question is read again: other weekdays, months, quarters and years.
_LOOKS_AHEAD = 40  # Days: a weekly time falls on closed days for no longer than that.
_Day = date | None


@dataclass(frozen=True, slots=True)
class Schedule:
    """When it is answered: weekdays (0: Monday; empty: each day), Paris time. ``closed``: also on days when work rests."""

    days: frozenset[int]
    at: time
    closed: bool = False

    def falls_on(self, day: date) -> bool:
        """Tell whether it is answered on ``day``."""
        return (not self.days or day.weekday() in self.days) and (self.closed or is_working_day(day))

    def last(self, now: datetime, since: datetime) -> datetime | None:
        """Return the latest occurrence at ``now`` or before, after ``since``; None where there is none."""
        day, first = paris_day(now), paris_day(since)
        while day >= first:
            at = at_paris(day, self.at)
            if self.falls_on(day) and since < at <= now:
                return at
            day -= _DAY
        return None

    def coming(self, now: datetime) -> datetime | None:
        """Return the next occurrence after ``now``; None where none is near."""
        day = paris_day(now)
        for ahead in range(_LOOKS_AHEAD):
            at = at_paris(day + ahead * _DAY, self.at)
            if at > now and self.falls_on(day + ahead * _DAY):
                return at
        return None

    def as_kept(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"days": sorted(self.days), "at": self.at.isoformat("minutes"), "closed": self.closed}


def read_schedule(kept: Mapping[str, Any]) -> Schedule:
    """Return a schedule as it was kept. Raises ValueError for what is none."""
    try:
        days = frozenset(kept["days"])
        if not days <= set(range(7)) or not isinstance(kept["closed"], bool):
            raise ValueError("weekdays are expected")
        return Schedule(days, time.fromisoformat(kept["at"]), kept["closed"])
    except (KeyError, TypeError) as wrong:
        raise ValueError("no schedule") from wrong


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date, by: int, months: int = 1) -> date:
    """Return the first of the stretch of so many months, ``by`` such stretches later than that of ``day``."""
    at = day.year * 12 + (day.month - 1) // months * months + by * months
    return date(at // 12, at % 12 + 1, 1)


def _of_months(months: int, *, last: bool) -> Callable[[date, int], date]:
    def found(day: date, by: int) -> date:
        return _month(day, by + 1, months) - _DAY if last else _month(day, by, months)

    return found


# How an end of a period stands to the day of the answer: the day that is so many of the unit away.
_UNITS: Mapping[str, Callable[[date, int], date]] = MappingProxyType(
    {
        "day": lambda day, by: day + timedelta(days=by),
        "week": lambda day, by: _monday(day) + timedelta(days=by),
        **{
            f"{name}{'_end' if last else ''}": _of_months(months, last=last)
            for name, months in (("month", 1), ("quarter", 3), ("year", 12))
            for last in (False, True)
        },
    }
)
_REACH = {
    "day": 400,
    "week": 400,
    "month": 24,
    "month_end": 24,
    "quarter": 8,
    "quarter_end": 8,
    "year": 3,
    "year_end": 3,
}


def _end(read: Sequence[tuple[date, _Day]]) -> dict[str, Any] | None:
    """Return how an end of a period stands to the days on which it was read; None where that follows no rule."""
    days = [end for _, end in read]
    if all(end is None for end in days):
        return {}
    if any(end is None for end in days):
        return None
    if len(set(days)) == 1:
        return {"date": str(days[0])}
    first, end = read[0]
    for unit, found in _UNITS.items():
        by = next((by for by in range(-_REACH[unit], _REACH[unit] + 1) if found(first, by) == end), None)
        if by is not None and all(found(day, by) == one for day, one in read):
            return {"unit": unit, "by": by}
    return None


def _at(kept: Mapping[str, Any], day: date) -> _Day:
    if not kept:
        return None
    return date.fromisoformat(kept["date"]) if "date" in kept else _UNITS[kept["unit"]](day, int(kept["by"]))


@dataclass(frozen=True, slots=True)
class LastingQuery:
    """A question that can be asked on any day. ``whole_day``: all that the day holds for who asks, sessions and more."""

    query: Query  # Without its period.
    moment: Moment | None = None
    start: Mapping[str, Any] = field(default_factory=dict)
    end: Mapping[str, Any] = field(default_factory=dict)
    whole_day: bool = False

    def on(self, day: date) -> Query:
        """Return the question as it is asked on ``day``."""
        period = Period(self.moment, _at(self.start, day), _at(self.end, day)) if self.moment else None
        return replace(self.query, period=period)

    def as_kept(self) -> dict[str, Any]:
        """Return it as JSON."""
        period = (
            {"moment": self.moment.value, "start": dict(self.start), "end": dict(self.end)} if self.moment else None
        )
        kept = {"query": self.query.meaning(), "schools": list(self.query.schools), "period": period}
        return {**kept, "whole_day": True} if self.whole_day else kept


DAY = LastingQuery(Query(What.SESSIONS, Op.LIST, (Compare("expert", (ME,)),)), whole_day=True)


def read_lasting(kept: Mapping[str, Any]) -> LastingQuery:
    """Return a question as it was kept. Raises ValueError for what is none."""
    try:
        query, period = read_query(kept["query"], kept["schools"]), kept["period"]
        if kept.get("whole_day"):
            return DAY
        if period is None:
            return LastingQuery(query)
        found = LastingQuery(query, Moment(period["moment"]), dict(period["start"]), dict(period["end"]))
        found.on(date(2024, 2, 29))  # Raises for units that there are not.
        return found
    except (KeyError, TypeError, OverflowError) as wrong:
        raise ValueError("no question") from wrong


def lasting(query: Query, today: date, again: Callable[[date], Query | None]) -> LastingQuery | None:
    """Return the question that was read ``today`` as it lasts; ``again`` reads its words on another day.

    None where the days that it names follow no rule.
    """
    if query.period is None:
        return LastingQuery(query)
    moment = query.period.moment
    read = [(today, query.period)]
    for ahead in _PROBES:
        day = today + timedelta(days=ahead)
        found = again(day)
        if found is None or found.period is None or found.period.moment is not moment:
            return None
        read.append((day, found.period))
    start, end = _end([(day, one.start) for day, one in read]), _end([(day, one.end) for day, one in read])
    if start is None or end is None:
        return None
    return LastingQuery(replace(query, period=None), moment, start, end)
