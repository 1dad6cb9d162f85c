"""The experts as a team: who is away and who stands in, who is on call, what each knows.

Days are those of Paris, both ends included. An absence is of whole days.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from knowledge.french import DomainError
from knowledge.people import PersonKey
from knowledge.time.delays import last_working_day, next_working_day


class TeamAct(StrEnum):
    """What is wanted; the value is the command that does it."""

    ABSENCE = "je suis absent"
    BACK = "je suis de retour"
    CANCEL_ABSENCE = "annuler mon absence"
    COVER = "me remplace"
    WHO_IS_AWAY = "qui est absent"
    ON_CALL = "noter une permanence"
    OFF_CALL = "retirer une permanence"
    WHO_IS_ON_CALL = "qui est de permanence"
    WHO_KNOWS = "qui est libre"
    KNOWN = "mes sujets"
    NOT_KNOWN = "retirer un sujet"


LONGEST = timedelta(days=400)  # Of what is noted at once.
_DAY = timedelta(days=1)


class NotOfTheTeam(DomainError):
    """Only an expert, or the SA EPLE, notes this; only of somebody who is an expert now."""


class PastDays(DomainError):
    """What lies behind is not noted."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row; ``last`` None: until the person is back."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether ``day`` is one of them."""
        return self.first <= day and (self.last is None or day <= self.last)

    def meets(self, first: date, last: date) -> bool:
        """Tell whether one of them lies between two days, both included."""
        return self.first <= last and (self.last is None or first <= self.last)


@dataclass(frozen=True, slots=True)
class Absence:
    """An expert is away; ``cover``: who stands in, None where nobody was named."""

    number: int
    key: PersonKey
    days: Stretch
    name: str = ""
    cover: PersonKey | None = None
    cover_name: str = ""
    noted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OnCall:
    """An expert is told first of what is urgent, on these days."""

    number: int
    key: PersonKey
    days: Stretch
    name: str = ""


def worked(days: Stretch) -> Stretch:
    """Return the days without the closed ones at their end: a week ends on Friday."""
    if days.last is None:
        return days
    last = last_working_day(days.last)
    return Stretch(days.first, last if last >= days.first else days.last)


def to_note(days: Stretch, today: date) -> Stretch:
    """Return the days from today on, as they are noted. Raises PastDays for what is over, or longer than is noted."""
    noted = worked(Stretch(max(days.first, today), days.last))
    if noted.last is not None and (noted.last < noted.first or noted.last - noted.first > LONGEST):
        raise PastDays(f"{days.first} {days.last}")
    if noted.first - today > LONGEST:
        raise PastDays(f"{days.first}")
    return noted


def eve_of(first: date) -> date:
    """Return the last working day before ``first``."""
    return last_working_day(first - _DAY)


def begins_on(first: date) -> date:
    """Return the first working day of an absence: nobody is missed on a closed one."""
    return next_working_day(first - _DAY)
