"""What the life of a request took: working minutes, waiting left out, returns counted."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from knowledge.request import JournalStep, Measured, measure
from knowledge.time.delays import working_minutes


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """An instant of January 2024, by the clock of Paris."""
    return datetime(2024, 1, day, hour - 1, minute, tzinfo=UTC)


LOGGED = at(25, 10)  # A Thursday.
TAKE = JournalStep(at(25, 11, 30), "take", "assigned")
HOLD = JournalStep(at(25, 12), "put_on_hold", "waiting")
RESUME = JournalStep(at(26, 9), "resume", "assigned")
RESOLVE = JournalStep(at(29, 9), "resolve", "resolved")


@pytest.mark.parametrize(
    ("steps", "wanted"),
    [
        ([], Measured()),
        ([TAKE], Measured(taken=90)),
        ([TAKE, RESOLVE], Measured(taken=90, solved=480 + 600 + 60)),
        ([TAKE, HOLD, RESUME, RESOLVE], Measured(taken=90, solved=480 + 600 + 60 - 420, waited=420)),
        (
            [TAKE, RESOLVE, JournalStep(at(29, 10), "refuse_solution", "assigned")],
            Measured(taken=90, solved=None, refused=1),
        ),
        (
            [TAKE, RESOLVE, JournalStep(at(29, 10), "confirm", "closed"), JournalStep(at(30, 9), "reopen", "assigned"),
             JournalStep(at(30, 10), "resolve", "resolved")],
            Measured(taken=90, solved=480 + 600 + 600 + 120, reopened=1),
        ),
        ([JournalStep(at(25, 10), "log_and_take", "assigned")], Measured(taken=0)),
    ],
)  # fmt: skip
def test_a_life_is_measured_from_its_journal(steps: list[JournalStep], wanted: Measured) -> None:
    assert measure(LOGGED, steps) == wanted


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        (at(25, 10), at(25, 10), 0),
        (at(25, 10), at(25, 9), 0),
        (at(25, 7), at(25, 8, 30), 30),  # Before work.
        (at(25, 17, 30), at(26, 8, 30), 60),
        (at(26, 17), at(29, 9), 120),  # A week-end.
        (at(27, 10), at(28, 10), 0),
    ],
)
def test_working_minutes_leave_out_nights_and_week_ends(start: datetime, end: datetime, minutes: int) -> None:
    assert working_minutes(start, end) == minutes
