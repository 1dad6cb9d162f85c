"""A status question as it is understood: what is asked, narrowed to what, in which order."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from knowledge.request import Topic

_LONGEST, _MOST = 200, 40  # Characters of a value, values of a filter: more was never said in one message.


DEPARTMENTS = ("04", "05", "13", "84")
FUNCTIONS = ("secrétaire général", "secrétaire général agent comptable", "fondé de pouvoir")
STATES = frozenset((
    "nouvelle", "attribuée", "planifiée", "en attente", "résolue", "close", "annulée",
    "ouvertes", "non prises", "en retard",
    "brouillon", "déposée", "à compléter", "en instruction", "retenue", "non retenue", "sans suite", "retirée", "expirée",
))  # fmt: skip


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

    @property
    def aged_in_state(self) -> bool:
        """Tell whether «depuis plus de 10 jours» counts from when the state was reached, not from when it was created."""
        return len(self.states) == 1 and self.states[0] not in ("ouvertes", "en retard")

    @property
    def upcoming(self) -> bool:
        """Tell whether only sessions to come are meant: no day was said."""
        return self.what is What.SESSIONS and self.period is None and self.group_by not in (Group.WEEK, Group.MONTH)

    def as_list(self) -> Query:
        """Return the query that lists what this one counts."""
        return replace(self, op=Op.LIST, group_by=None, limit=None)

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


def read_query(meaning: Mapping[str, Any], uai: str = "") -> Query:
    """Return the query of a :meth:`Query.meaning`. Raises ValueError for what no query gives."""
    try:
        filters, days = meaning.get("filters", {}), meaning.get("period", {})
        if not isinstance(filters, Mapping) or not isinstance(days, Mapping):
            raise ValueError("values by name are expected")
        group, sort, limit = meaning.get("group_by"), meaning.get("sort"), meaning.get("limit")
        numbers = (limit, filters.get("wave"), filters.get("older_than_days"))
        if any(not isinstance(one, int | None) or isinstance(one, bool) for one in numbers):
            raise ValueError("a number is expected")
        if not isinstance(filters.get("urgent"), bool | None):
            raise ValueError("yes or no is expected")
        return Query(
            what=What(meaning["what"]),
            op=Op(meaning["op"]),
            states=_texts(filters.get("state"), STATES),
            departments=_texts(filters.get("department"), DEPARTMENTS),
            school=_text(filters.get("school")),
            uai=_text(uai),
            places=_texts(filters.get("place")),
            expert=_text(filters.get("expert")),
            subjects=_texts(filters.get("subject"), frozenset(Topic)),
            urgent=filters.get("urgent"),
            wave=filters.get("wave"),
            function="".join(_texts(filters.get("function"), FUNCTIONS)),
            older_than_days=filters.get("older_than_days"),
            reference=_text(filters.get("reference")),
            period=_period(days) if days else None,
            group_by=Group(group) if group else None,
            sort=Sort(sort) if sort else None,
            limit=limit,
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("no status query") from wrong


def _period(days: Mapping[str, Any]) -> Period:
    ends = [date.fromisoformat(_text(days[end])) if days.get(end) else None for end in ("from", "to")]
    return Period(PeriodField(days["field"]), *ends)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError("a short text is expected")
    return value


def _texts(value: object, known: Container[str] | None = None) -> tuple[str, ...]:
    many = value if isinstance(value, list) else [] if value is None else [value]
    said = tuple(map(_text, many))
    if len(many) > _MOST or any(known is not None and one not in known for one in said):
        raise ValueError("known values are expected, and not too many")
    return said


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
