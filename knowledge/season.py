"""Where a call stands in its year: what the assistant offers first follows from it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from knowledge.call_heading import Heading
from knowledge.time.delays import paris_day

LAST_DAYS = 3  # So many days before the closing, and on the last, the days are counted.
_TOLD = timedelta(days=60)  # So long after their day, results are news.
_EXAMINED = timedelta(days=180)  # So long after the closing a call that gives no day of results is spoken of.


class Season(StrEnum):
    """What a call allows on a day."""

    BEFORE = "before"
    OPEN = "open"
    LAST_DAYS = "last_days"
    LAST_DAY = "last_day"
    EXAMINED = "examined"
    RESULTS = "results"
    OVER = "over"


def season_at(heading: Heading, now: datetime) -> Season:
    """Return the season of ``now`` (aware)."""
    today = paris_day(now)
    if now < heading.opens_at:
        return Season.BEFORE
    if now >= heading.closes_at:
        return _closed(heading, now)
    left = (heading.closes - today).days
    if left == 0:
        return Season.LAST_DAY
    return Season.LAST_DAYS if left <= LAST_DAYS else Season.OPEN


def _closed(heading: Heading, now: datetime) -> Season:
    today = paris_day(now)
    if heading.results is None:
        return Season.EXAMINED if today < heading.closes + _EXAMINED else Season.OVER
    if today < heading.results:
        return Season.EXAMINED
    return Season.RESULTS if today < heading.results + _TOLD else Season.OVER
