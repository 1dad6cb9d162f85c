"""Moments as a list shows them: «hier 14 h», «jeu. 25 janv. 9 h 30», «depuis 3 jours»; Paris time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from knowledge.french import NBSP, PARIS, counted

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_NAMED = {0: "aujourd’hui", -1: "hier", 1: "demain"}
_JUST_NOW = timedelta(minutes=1)
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def brief_day(day: date, today: date) -> str:
    """Return «aujourd’hui», «hier», «demain», «jeu. 25 janv.»; with the year, not the weekday, where it is another year."""
    named = _NAMED.get((day - today).days)
    if named:
        return named
    number = "1er" if day.day == 1 else str(day.day)
    month = _MONTHS[day.month - 1]
    if day.year != today.year:
        return f"{number}{NBSP}{month}{NBSP}{day.year}"
    return f"{_DAYS[day.weekday()]}{NBSP}{number}{NBSP}{month}"


def brief_hour(moment: datetime) -> str:
    """Return «9 h», «14 h 05» of an aware ``moment``."""
    local = moment.astimezone(PARIS)
    minutes = f"{NBSP}{local.minute:02}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


def brief(moment: datetime, now: datetime) -> str:
    """Return «hier 14 h», «jeu. 25 janv. 9 h 30»: both moments are aware. Of another year, the day alone."""
    local, today = moment.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    day = brief_day(local, today)
    return day if local.year != today.year else f"{day}{NBSP}{brief_hour(moment)}"


def age(since: datetime, now: datetime) -> str:
    """Return «à l’instant», «depuis 20 min», «depuis 3 h», then in days of the calendar: «depuis hier», «depuis 3 jours»."""
    passed = now - since
    if passed < _JUST_NOW:
        return "à l’instant"
    if passed < _HOUR:
        return f"depuis {int(passed / _JUST_NOW)}{NBSP}min"
    days = (now.astimezone(PARIS).date() - since.astimezone(PARIS).date()).days
    if days == 0 or passed < _DAY / 2:
        return f"depuis {int(passed / _HOUR)}{NBSP}h"
    return "depuis hier" if days == 1 else f"depuis {counted(days, 'jour')}"


def axis_names(days: Sequence[date]) -> list[str]:
    """Return days as they stand under the columns of a chart: «8 janv.»; months, where each is the first of one: «janv. 24»."""
    if all(day.day == 1 for day in days):
        return [f"{_MONTHS[day.month - 1]} {day.year % 100:02}" for day in days]
    return [f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]}" for day in days]
