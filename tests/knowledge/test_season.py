"""The seasons of a call: what is offered first follows the calendar."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from knowledge.call_heading import Contact, Heading
from knowledge.conversation import Season, season_at
from knowledge.french import PARIS

HEADING = Heading(
    id="essai", title="Essai", reference="R", issued=date(2026, 1, 5), opens=date(2026, 1, 12), closes=date(2026, 2, 6),
    closes_hour=time(12), results=date(2026, 3, 2), authority="académie", service="Service",
    contact=Contact(name="N", mail="n@b.fr"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("day", "hour", "season"),
    [
        (date(2026, 1, 11), 23, Season.BEFORE),
        (date(2026, 1, 12), 0, Season.OPEN),
        (date(2026, 2, 2), 12, Season.OPEN),
        (date(2026, 2, 3), 0, Season.LAST_DAYS),
        (date(2026, 2, 6), 11, Season.LAST_DAY),
        (date(2026, 2, 6), 12, Season.EXAMINED),
        (date(2026, 3, 1), 12, Season.EXAMINED),
        (date(2026, 3, 2), 12, Season.RESULTS),
        (date(2026, 5, 1), 12, Season.OVER),
    ],
)
def test_the_seasons_of_a_call(day: date, hour: int, season: Season) -> None:
    assert season_at(HEADING, datetime.combine(day, time(hour), PARIS)) is season


def test_without_a_day_of_results_a_closed_call_is_spoken_of_half_a_year() -> None:
    heading = HEADING.model_copy(update={"results": None})
    assert season_at(heading, datetime(2026, 8, 4, 12, tzinfo=PARIS)) is Season.EXAMINED
    assert season_at(heading, datetime(2026, 8, 6, 12, tzinfo=PARIS)) is Season.OVER
