"""Who a person is, which roles the product knows, and the mandate of an expert."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from knowledge.french import DomainError


class PersonKey(NamedTuple):
    """A person is known by tenant and Entra object id, never by name or mail address (both change hands)."""

    tenant: str
    oid: str


class Role(StrEnum):
    """Roles that are given; everyone may ask, apply and request assistance without one."""

    EXPERT = "expert"
    SA_EPLE = "saeple"


@dataclass(frozen=True, slots=True)
class Person:
    """A person in a turn, with the roles held at that moment."""

    key: PersonKey
    name: str = ""
    roles: frozenset[Role] = frozenset()

    def has(self, role: Role) -> bool:
        """Tell whether the person holds ``role``."""
        return role in self.roles

    @property
    def handles_requests(self) -> bool:
        """Tell whether the person is an expert or of the SA EPLE."""
        return self.has(Role.EXPERT) or self.has(Role.SA_EPLE)


# --- The mandate: from when until when, the training, and when people are reminded of its end.

REMINDED = (timedelta(days=60), timedelta(days=15), timedelta(0))  # Before its last day.


class MandateRefusal(StrEnum):
    """Why nothing is changed."""

    NOT_YOURS = "not_yours"  # The SA EPLE alone decides, and nobody of their own mandate.
    NONE = "none"  # The person is no expert.
    PAST = "past"  # The day given is gone, or before it began.
    FUTURE = "future"  # A training that is to come is not done.


class MandateRefused(DomainError):
    """A mandate is not changed so."""

    def __init__(self, why: MandateRefusal) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True, slots=True)
class Mandate:
    """A mandate in force. ``ends`` None: nobody has said until when; ``may_reach``: how far its call lets it be renewed."""

    key: PersonKey
    name: str
    begins: date
    ends: date | None = None
    may_reach: date | None = None
    trained_on: date | None = None
    reference: str = ""
    held: int = 0  # Open requests that the expert holds.

    @property
    def trained(self) -> bool:
        """Tell whether the expert may take control of a screen."""
        return self.trained_on is not None

    def over(self, today: date) -> bool:
        """Tell whether its last day has passed, with nobody having decided."""
        return self.ends is not None and self.ends < today

    def reminders(self) -> Iterator[date]:
        """Yield the days on which its end is told, the first one first."""
        if self.ends:
            for before in REMINDED:
                if self.ends - before >= self.begins:
                    yield self.ends - before
