"""The values that a call's answers name: sums, days, two days from one to the other, texts; as French writes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from knowledge.french import both_days, days_between, euros, long_date

_DAY = timedelta(days=1)


def _in_order(days: tuple[date, date]) -> tuple[date, date]:
    if days[0] >= days[1]:
        raise ValueError("the first day comes first")
    return days


Value = int | Decimal | date | Annotated[tuple[date, date], AfterValidator(_in_order)] | str


def value_said(value: Value) -> str:
    """Return a value as it is written: «1 800 €», «42,50 €», «mardi 15 juin 2027», «du 22 au 26 juin 2026».

    Two days in a row are «les lundi 22 et mardi 23 juin 2026».
    """
    if isinstance(value, tuple):
        first, last = value
        return both_days(first, last) if first + _DAY == last else days_between(first, last)
    if isinstance(value, date):
        return long_date(value)
    return value if isinstance(value, str) else euros(value)


def last_day_of(value: Value) -> date | None:
    """Return the day, or the last of the two; None for what is no day."""
    if isinstance(value, tuple):
        return value[1]
    return value if isinstance(value, date) else None


def sums_of(values: Iterable[Value]) -> tuple[int | Decimal, ...]:
    """Return the sums among values."""
    return tuple(value for value in values if isinstance(value, int | Decimal))
