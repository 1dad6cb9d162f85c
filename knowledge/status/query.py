"""A status question as it is understood: what is asked, narrowed to what, in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class What(StrEnum):
    """What is listed, counted or ranked."""

    REQUESTS = "demandes"
    APPLICATIONS = "candidatures"
    EXPERTS = "experts"
    SESSIONS = "sessions"
    ALL = "tout"


class Op(StrEnum):
    """What is wanted of it."""

    LIST = "list"
    COUNT = "count"
    ONE = "one"  # By its reference.
    SUMMARY = "summary"
    TOP = "top"
    WHO = "who"


class Group(StrEnum):
    """By what it is counted or ranked."""

    STATE = "state"
    DEPARTMENT = "department"
    EXPERT = "expert"
    SUBJECT = "subject"
    WEEK = "week"
    SCHOOL = "school"
    MONTH = "month"


class PeriodField(StrEnum):
    """Which day of a thing falls into the period."""

    CREATED = "created"
    DEPOSITED = "deposited"
    PLANNED = "planned"
    CLOSED = "closed"  # Reached «close» or «annulée».


class Sort(StrEnum):
    """The order of a list; None where nothing was said."""

    OLDEST = "created asc"
    NEWEST = "created desc"


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Paris, both included; an open end is None."""

    field: PeriodField
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One status question. Empty values narrow nothing.

    ``states``: French names of states, or «ouvertes», «non prises», «en retard». ``departments``: two digits.
    ``places``: communes; «Marseille» is all its arrondissements. ``school``: words of its name, or its UAI;
    ``uai``: the register's one school that these words mean, "" where there is no register.
    ``function``: as in the eval's format («secrétaire général»…).
    """

    what: What
    op: Op
    states: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    school: str = ""
    uai: str = ""
    places: tuple[str, ...] = ()
    expert: str = ""
    subjects: tuple[str, ...] = ()
    urgent: bool | None = None
    wave: int | None = None
    function: str = ""
    older_than_days: int | None = None
    reference: str = ""
    period: Period | None = None
    group_by: Group | None = None
    sort: Sort | None = None
    limit: int | None = None

    def meaning(self) -> dict[str, Any]:
        """Return the query as plain values, only the useful keys (the format of the command «understand»)."""
        filters: dict[str, Any] = {
            "state": list(self.states),
            "department": _one_or_many(self.departments),
            "school": self.school,
            "place": _one_or_many(self.places),
            "expert": self.expert,
            "subject": _one_or_many(self.subjects),
            "urgent": self.urgent,
            "wave": self.wave,
            "function": self.function,
            "older_than_days": self.older_than_days,
            "reference": self.reference,
        }
        period: Mapping[str, Any] = {}
        if self.period:
            period = {
                "field": self.period.field.value,
                "from": self.period.start.isoformat() if self.period.start else None,
                "to": self.period.end.isoformat() if self.period.end else None,
            }
        said: dict[str, Any] = {
            "what": self.what.value,
            "op": self.op.value,
            "filters": _useful(filters),
            "period": _useful(period),
            "group_by": self.group_by.value if self.group_by else None,
            "sort": self.sort.value if self.sort else None,
            "limit": self.limit,
        }
        return _useful(said)


class Why(StrEnum):
    """Why nothing is run, and what is asked back."""

    WORDS = "words"  # Words that were not understood.
    NO_PREVIOUS = "no_previous"  # A continuation of nothing.
    INCOMPLETE_REFERENCE = "incomplete_reference"
    WHICH_SERIES = "which_series"  # A number alone: a request's or an application's.
    WHICH_SCHOOL = "which_school"  # Several schools fit.
    NO_SUCH_SCHOOL = "no_such_school"
    NOT_KEPT = "not_kept"  # Nothing of the kind is recorded.
    NOT_YET = "not_yet"  # Days to come, of what is past.
    OUTSIDE = "outside"  # A department that is not the académie's.


@dataclass(frozen=True, slots=True)
class AskBack:
    """Nothing is run: a question to the person. ``words``: those it is about; ``schools``: UAIs that fit equally well."""

    why: Why
    words: str = ""
    schools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not the person's business; what exists is not said."""


Reading = Query | AskBack | Refusal | None


def _one_or_many(values: tuple[str, ...]) -> str | list[str] | None:
    return (values[0] if len(values) == 1 else list(values)) if values else None


def _useful(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value not in ("", [], {})}
