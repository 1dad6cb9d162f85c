"""A trouble that several schools have at once: noticed by counting, or announced; answered once for all.

And how long it usually is until an expert takes a request, from the requests of the past.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from statistics import median_low

from knowledge.french import PARIS, DomainError
from knowledge.people import PersonKey
from knowledge.request import Topic

LEAST = 3  # Schools with the same subject on the same day.
LONGEST = 600  # Characters of what is announced, or answered to all.
_LASTS = timedelta(days=7)  # So long what was announced is told at most.


class IncidentState(StrEnum):
    """Whether it is still told."""

    OPEN = "open"
    ENDED = "ended"


class IncidentRefused(DomainError):
    """It is over, has changed since it was looked at, or is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A trouble of several schools. ``since``: its day in Paris; ``text``: as it was announced, "" where it was only noticed."""

    number: int
    topic: Topic
    since: date
    text: str = ""
    by: PersonKey | None = None
    state: IncidentState = IncidentState.OPEN
    answer: str = ""  # What was last told to all.
    ended_on: date | None = None
    version: int = 1

    def current(self, today: date) -> bool:
        """Tell whether who asks next is told of it: what was noticed holds for a day, what was announced until it is over."""
        lasts = _LASTS if self.text else timedelta(0)
        return self.state is IncidentState.OPEN and self.since <= today <= self.since + lasts

    @property
    def last(self) -> date:
        """Return the last day of the requests that it counts."""
        return self.ended_on or (self.since + (_LASTS if self.text else timedelta(0)))


# --- The usual wait.

ENOUGH = 10  # Requests from which what is usual may be said.
_NOON = 12


@dataclass(frozen=True, slots=True)
class UsualWait:
    """How many working minutes it usually is until an expert takes a request, of how many; ``weekday``: only of those of that day."""

    minutes: int
    count: int
    weekday: bool
    morning: bool


def usual_wait(samples: Sequence[tuple[datetime, int]], at: datetime) -> UsualWait | None:
    """Return what is usual at that moment, from (logged at, minutes): of the same half of the same day of the week, else of any day.

    None where there are too few.
    """
    here = at.astimezone(PARIS)
    morning = here.hour < _NOON
    half = [
        (asked, minutes) for logged, minutes in samples if ((asked := logged.astimezone(PARIS)).hour < _NOON) == morning
    ]
    same = [minutes for asked, minutes in half if asked.weekday() == here.weekday()]
    every = [minutes for _, minutes in half]
    found = same if len(same) >= ENOUGH else every
    if len(found) < ENOUGH:
        return None
    return UsualWait(median_low(found), len(found), found is same, morning)
