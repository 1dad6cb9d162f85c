"""A meeting that the SA EPLE calls: a training session, or the steering committee; who comes, who was there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from knowledge.french import DomainError
from knowledge.people import PersonKey


class MeetingKind(StrEnum):
    """What people are called to."""

    TRAINING = "training"  # To take control of a screen: who was there is trained.
    COMMITTEE = "committee"


class MeetingState(StrEnum):
    """Where a meeting stands."""

    CALLED = "called"
    HELD = "held"  # Who was there is noted.
    CANCELLED = "cancelled"


class MeetingRefusal(StrEnum):
    """Why nothing is changed."""

    RIGHT = "right"
    GONE = "gone"  # It is over, cancelled, or has changed since it was looked at.
    PAST = "past"  # It is called for a moment that is over.
    EARLY = "early"  # It has not begun: nobody was there yet.


class MeetingRefused(DomainError):
    """A meeting is not called or changed so."""

    def __init__(self, why: MeetingRefusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody who is called. ``comes``: None until they answer; ``present``: None until it is noted."""

    key: PersonKey
    name: str
    comes: bool | None = None
    present: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting as it is kept. ``text``: what it is about; ``report``: what was said of it afterwards, or why it is cancelled."""

    number: int
    kind: MeetingKind
    at: datetime
    place: str = ""
    text: str = ""
    state: MeetingState = MeetingState.CALLED
    report: str = ""
    version: int = 1
    people: Sequence[Attendee] = ()

    def may_answer(self, key: PersonKey, now: datetime) -> bool:
        """Tell whether somebody is called and may still say whether they come."""
        return self.state is MeetingState.CALLED and now < self.at and any(one.key == key for one in self.people)
