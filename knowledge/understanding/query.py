"""A status question as it is understood: an expression over the fields, what is asked of it, in which order.

Query(What.REQUESTS, Op.COUNT, (Compare("state", ("close",)), Not(Compare("department", ("13",)))))
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from knowledge.french import listed
from knowledge.people import Role
from knowledge.request import Topic, WaitingFor
from knowledge.schools.words import WAVES

REQUEST_STATES = (  # A new request is one that nobody took: «non prises».
    "attribuée", "planifiée", "en attente", "résolue", "close", "annulée", "ouvertes", "non prises", "en retard",
)  # fmt: skip


APPLICATION_STATES = (
    "brouillon", "déposée", "à compléter", "en instruction", "retenue", "non retenue", "sans suite", "retirée",
    "expirée",
)  # fmt: skip


FUNCTIONS = ("secrétaire général", "secrétaire général agent comptable", "fondé de pouvoir")


# What else a question may say of requests: each label of the choice «more», the field that it narrows by, its value.
TRACES: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "without slot": ("slot", False),
        "with slot": ("slot", True),
        "reopened": ("reopened", True),
        "escalated": ("escalated", True),
        "by expert": ("by_expert", True),
    }
)


class What(StrEnum):
    """What is listed, counted or ranked."""

    REQUESTS = "demandes"
    APPLICATIONS = "candidatures"
    EXPERTS = "experts"
    SESSIONS = "sessions"
    ALL = "tout"


class Family(StrEnum):
    """Fields of one family take the place of one another in a follow-up: «à Gap», then «et dans le 84 ?»."""

    STATE = "state"
    WHERE = "where"
    WHO = "who"
    SUBJECT = "subject"
    URGENCY = "urgency"
    WHEN = "when"
    AGE = "age"
    PROFILE = "profile"
    WAVE = "wave"
    TRACE = "trace"
    REFERENCE = "reference"
    KIND = "kind"


_HELP = frozenset((What.REQUESTS, What.SESSIONS, What.ALL))
_PEOPLE = frozenset((What.APPLICATIONS, What.EXPERTS))
_EVERY = frozenset(What)


@dataclass(frozen=True, slots=True)
class FilterField:
    """One thing to narrow by. ``of``: what it can be asked of; ``values``: those possible, empty where any text or number is.

    ``said``: how the sentence said back tells it, {} being its values; ``words``: those that read otherwise than they are
    written; ``many``: ``said`` of several values, where it differs; ``whole``: those that say themselves, without ``said``. ``in_state``: instead of ``said``, where the query asks
    for one state. Left out, a condition is told by ``without``, {} being what is said of it.
    """

    name: str
    family: Family
    of: frozenset[What]
    values: tuple[object, ...] = ()
    said: str = "{}"
    words: Mapping[object, str] = field(default_factory=dict)
    whole: Mapping[object, str] = field(default_factory=dict)
    without: str = "sauf celles {}"
    in_state: str = ""
    many: str = ""

    def told(self, values: Sequence[str], *, out: bool = False, in_state: bool = False) -> str:
        """Return the condition in words; ``values``: as they read. ``out``: it is left out."""
        template = self.in_state if self.in_state and in_state else self.said
        if self.many and len(values) > 1:
            template = self.many
        told = template.format(listed(values, "ou" if out else "et"))
        return self.without.format(told) if out else told


ME = "moi"  # The expert who asks.
DEPARTMENTS = ("04", "05", "13", "84")
_STATES: Mapping[object, str] = {
    "nouvelle": "à l’état nouvelle", "attribuée": "attribuées", "planifiée": "planifiées", "en attente": "en attente",
    "résolue": "résolues", "close": "closes", "annulée": "annulées", "ouvertes": "ouvertes", "non prises": "non prises",
    "en retard": "en retard", "brouillon": "en brouillon", "déposée": "à l’état déposée", "à compléter": "à compléter",
    "en instruction": "en instruction", "retenue": "retenues", "non retenue": "non retenues", "sans suite": "sans suite",
    "retirée": "retirées", "expirée": "expirées",
}  # fmt: skip
# The kinds of schools that questions name, as they are said: vocational schools are lycées too.
SCHOOL_KINDS: Mapping[object, str] = {
    "collège": "des collèges",
    "lycée": "des lycées",
    "lycée professionnel": "des lycées professionnels",
}
# Whose answer a request waits for.
WAITED_FOR: Mapping[object, str] = {
    WaitingFor.SCHOOL.value: "en attente de l’établissement",
    WaitingFor.PUBLISHER.value: "en attente de l’éditeur",
    WaitingFor.SA_EPLE.value: "en attente du SA EPLE",
}
# In the order in which the sentence says them.
FIELDS: Mapping[str, FilterField] = MappingProxyType({
    one.name: one
    for one in (
        FilterField("state", Family.STATE, _EVERY - {What.EXPERTS}, (*REQUEST_STATES, *APPLICATION_STATES), words=_STATES),
        FilterField("waiting", Family.STATE, _HELP, tuple(WAITED_FOR), words=WAITED_FOR),
        FilterField("age", Family.AGE, _EVERY - {What.EXPERTS}, said="vieilles de plus de {}", in_state="depuis plus de {}"),
        FilterField("urgent", Family.URGENCY, _HELP, (True, False), words={True: "urgentes", False: "non urgentes"}),
        FilterField("slot", Family.TRACE, _HELP, (True, False), words={True: "avec rendez-vous", False: "sans rendez-vous"}),
        FilterField("ticket", Family.TRACE, _HELP, (True, False), words={True: "avec un ticket officiel", False: "sans ticket officiel"}),
        FilterField("reopened", Family.TRACE, _HELP, (True,), words={True: "rouvertes"}),
        FilterField("escalated", Family.TRACE, _HELP, (True,), words={True: "signalées au SA EPLE"}),
        FilterField("by_expert", Family.TRACE, _HELP, (True,), words={True: "saisies par les experts"}),
        FilterField("function", Family.PROFILE, _PEOPLE, FUNCTIONS, "de {}"),
        FilterField("subject", Family.SUBJECT, _HELP, tuple(Topic), "au sujet «\N{NO-BREAK SPACE}{}\N{NO-BREAK SPACE}»"),
        FilterField("kind", Family.KIND, _EVERY - {What.EXPERTS}, tuple(SCHOOL_KINDS), words=SCHOOL_KINDS),
        FilterField("school", Family.WHERE, _EVERY, said="de l’établissement {}"),
        FilterField("place", Family.WHERE, _EVERY, said="à {}"),
        FilterField("department", Family.WHERE, _EVERY, DEPARTMENTS, "du {}"),
        FilterField("wave", Family.WAVE, _EVERY, tuple(WAVES), "de la vague {}", many="des vagues {}"),
        FilterField("person", Family.WHO, _HELP, said="demandées par {}"),
        FilterField("expert", Family.WHO, _HELP, said="de l’expert {}", whole={ME: "que vous suivez"}),
        FilterField("reference", Family.REFERENCE, _EVERY),
    )
})  # fmt: skip


_LONGEST, _MOST = 200, 40  # Characters of a value, values of a filter: more was never said in one message.
_OLDEST = 100_000  # Days or hours of an age.
OPEN_STATES = ("nouvelle", "attribuée", "planifiée", "en attente", "résolue")
FINAL_STATES = ("close", "annulée")


class Op(StrEnum):
    """What is wanted."""

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
    WAVE = "wave"
    FUNCTION = "function"
    KIND = "kind"  # Collège, lycée, lycée professionnel.


# What requests can be counted and measured by: who asks has no function that is kept.
GROUPS_OF_REQUESTS = tuple(one for one in Group if one is not Group.FUNCTION)
# The fields of which several values are each counted apart: «combien de closes et combien d'annulées ?».
COUNTED_APART: Mapping[str, Group] = MappingProxyType(
    {one.value: one for one in (Group.STATE, Group.EXPERT, Group.DEPARTMENT, Group.SUBJECT, Group.WAVE, Group.FUNCTION)}
)


class Gauge(StrEnum):
    """What is measured instead of listed; ``measures.MEASURES`` has a row for each."""

    TAKE = "take"
    SOLVE = "solve"
    SATISFACTION = "satisfaction"
    REOPENED = "reopened"
    REFUSED = "refused"
    SESSIONS = "sessions"
    LOAD = "load"


class Moment(StrEnum):
    """Which day of a thing falls into the period."""

    CREATED = "created"
    DEPOSITED = "deposited"
    PLANNED = "planned"
    CLOSED = "closed"  # Reached «close» or «annulée».


class Sort(StrEnum):
    """The order of a list."""

    OLDEST = "created asc"
    NEWEST = "created desc"
    SOONEST = "planned asc"


@dataclass(frozen=True, slots=True)
class Compare:
    """The field has one of the values; of «age»: (days, hours), more than so much has passed."""

    field: str
    values: tuple[Any, ...]

    @property
    def families(self) -> frozenset[Family]:
        """What a follow-up on these takes the place of."""
        return frozenset({FIELDS[self.field].family})


@dataclass(frozen=True, slots=True)
class Not:
    """What does not meet the condition."""

    of: Compare

    @property
    def families(self) -> frozenset[Family]:
        """See Compare."""
        return self.of.families


@dataclass(frozen=True, slots=True)
class Or:
    """What meets one of the conditions at least."""

    any: tuple[Compare | Not, ...]

    @property
    def families(self) -> frozenset[Family]:
        """See Compare."""
        return frozenset().union(*(one.families for one in self.any))


Condition = Compare | Not | Or


def compared(condition: Condition) -> tuple[Compare, ...]:
    """Return the comparisons that a condition is made of, whether they are to hold or not."""
    if isinstance(condition, Or):
        return tuple(one for part in condition.any for one in compared(part))
    return (condition.of if isinstance(condition, Not) else condition,)


@dataclass(frozen=True, slots=True)
class Period:
    """Days of Paris, both included; an open end is None."""

    moment: Moment
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """One status question; what is asked of meets all of ``where``.

    ``schools``: the codes of the register's schools that «school» means; empty where there is no register. ``call``: of
    applications, the call that they are to, where it need not be the one in force.
    """

    what: What
    op: Op
    where: tuple[Condition, ...] = ()
    period: Period | None = None
    group_by: Group | None = None
    sort: Sort | None = None
    limit: int | None = None
    schools: tuple[str, ...] = ()
    measure: Gauge | None = None
    call: str = ""

    def values(self, field: str) -> tuple[Any, ...]:
        """Return the values that ``field`` must have one of; () where any will do."""
        return next((one.values for one in self.where if isinstance(one, Compare) and one.field == field), ())

    def value(self, field: str) -> Any:
        """Return the one value asked of ``field``, the first of several; None where any will do."""
        return next(iter(self.values(field)), None)

    @property
    def aged_in_state(self) -> bool:
        """Whether «depuis plus de 10 jours» counts from when the state was reached, not from when it was created."""
        states = self.values("state")
        return len(states) == 1 and states[0] not in ("ouvertes", "en retard")

    def with_condition(self, condition: Condition) -> Query:
        """Return the query narrowed by one condition more, in place of those of the same families."""
        kept = tuple(one for one in self.where if not one.families & condition.families)
        return replace(self, where=(*kept, condition))

    def without(self, family: Family) -> Query:
        """Return the query without what is said of ``family``."""
        kept = tuple(one for one in self.where if family not in one.families)
        gone = self.period and family is Family.WHEN
        return replace(
            self,
            where=kept,
            period=None if gone else self.period,
            schools=() if family is Family.WHERE else self.schools,
        )

    def as_list(self) -> Query:
        """Return the query that lists what this one counts."""
        return replace(self, op=Op.LIST, group_by=None, limit=None, measure=None)

    @property
    def upcoming(self) -> bool:
        """Whether only sessions to come are meant: no day was said."""
        return self.what is What.SESSIONS and self.period is None and self.group_by not in (Group.WEEK, Group.MONTH)

    def meaning(self) -> dict[str, Any]:
        """Return the query as plain values, only the useful keys (the format of the command «understand»)."""
        filters: dict[str, Any] = {}
        for one in self.where:
            filters.update(_plain(one, self.what))
        period: dict[str, Any] = {}
        if self.period:
            period = {"field": self.period.moment.value, "from": _day(self.period.start), "to": _day(self.period.end)}
        said = {
            "what": self.what.value,
            "op": self.op.value,
            "filters": filters,
            "period": _useful(period),
            "group_by": self.group_by.value if self.group_by else None,
            "sort": self.sort.value if self.sort else None,
            "limit": self.limit,
            "measure": self.measure.value if self.measure else None,
            "call": self.call,
        }
        return _useful(said)


def _plain(condition: Condition, what: What) -> Iterator[tuple[str, Any]]:
    """Yield a condition as the format says it; what the format cannot say keeps its own name."""
    if isinstance(condition, Or):
        yield "any", [dict(_plain(one, what)) for one in condition.any]
    elif isinstance(condition, Not):
        yield from _left_out(condition.of, what)
    elif condition.field == "age":
        days, hours = condition.values
        yield ("older_than_hours", 24 * days + hours) if hours else ("older_than_days", days)
    elif condition.field == "state":
        yield "state", list(condition.values)
    else:
        yield condition.field, condition.values[0] if len(condition.values) == 1 else list(condition.values)


def _left_out(condition: Compare, what: What) -> Iterator[tuple[str, Any]]:
    if condition.field == "state":
        states = APPLICATION_STATES if what is What.APPLICATIONS else (*OPEN_STATES, *FINAL_STATES)
        out = {state for name in condition.values for state in single_states(name)}
        left = [state for state in states if state not in out]
        yield "state", ["ouvertes"] if tuple(left) == OPEN_STATES else left
    elif condition.field == "department":
        yield "department", [number for number in DEPARTMENTS if number not in condition.values]
    else:
        yield f"not_{condition.field}", list(condition.values)


def single_states(name: str) -> Sequence[str]:
    """Return the states of the life cycle that a name covers."""
    return {"ouvertes": OPEN_STATES, "non prises": ("nouvelle",)}.get(name, (name,))


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _useful(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None and value not in ("", [], {})}


def read_query(meaning: Mapping[str, Any], schools: Sequence[str] = ()) -> Query:
    """Return the query of a :meth:`Query.meaning`. Raises ValueError for what no query gives."""
    try:
        group, sort, limit = meaning.get("group_by"), meaning.get("sort"), meaning.get("limit")
        measure = meaning.get("measure")
        days = meaning.get("period", {})
        if not isinstance(limit, int | None) or isinstance(limit, bool) or len(schools) > _MOST:
            raise ValueError("a number is expected")
        if group == Group.FUNCTION and (What(meaning["what"]) is not What.APPLICATIONS or measure):
            raise ValueError("candidates alone have a function")
        return Query(
            What(meaning["what"]),
            Op(meaning["op"]),
            _conditions(meaning.get("filters", {})),
            Period(Moment(days["field"]), _read_day(days.get("from")), _read_day(days.get("to"))) if days else None,
            Group(group) if group else None,
            Sort(sort) if sort else None,
            limit,
            tuple(map(_text, schools)),
            Gauge(measure) if measure else None,
            _text(meaning.get("call", "")),
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError("no status query") from wrong


def _conditions(filters: Mapping[str, Any]) -> tuple[Condition, ...]:
    read: list[Condition] = []
    for name, value in filters.items():
        if name == "any":
            parts = [one for part in value[:_MOST] for one in _conditions(part)]
            alone = tuple(one for one in parts if not isinstance(one, Or))
            if len(alone) < len(parts) or not alone:
                raise ValueError("single conditions are expected")
            read.append(Or(alone))
        elif name.startswith("older_than_"):
            read.append(
                Compare("age", (_number(value), 0) if name == "older_than_days" else divmod(_number(value), 24))
            )
        elif name == "not_age":
            days, hours = map(_number, value)
            read.append(Not(Compare("age", (days, hours))))
        else:
            field = name.removeprefix("not_")
            compared = Compare(field, _values(field, value if isinstance(value, list) else [value]))
            read.append(compared if name == field else Not(compared))
    return tuple(read)


def _values(field: str, values: Sequence[Any]) -> tuple[Any, ...]:
    known = FIELDS[field].values
    # True is 1 to Python, not to a field.
    odd = known and any(one not in known or isinstance(one, bool) is not isinstance(known[0], bool) for one in values)
    if not values or len(values) > _MOST or odd:
        raise ValueError("known values are expected, and not too many")
    return tuple(values) if known else tuple(map(_text, values))


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _OLDEST:
        raise ValueError("a number is expected")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError("a short text is expected")
    return value


def _read_day(day: Any) -> date | None:
    return date.fromisoformat(_text(day)) if day else None


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


_OVERVIEW = Query(What.REQUESTS, Op.SUMMARY)


def allowed(found: Query | AskBack, roles: Collection[Role]) -> Query | AskBack | Refusal:
    """Return what is asked as the person's roles allow it: experts get requests one by one and in lists, others nothing.

    Totals are an expert's where they are of their own requests.
    """
    if Role.SA_EPLE in roles:
        return found
    if Role.EXPERT not in roles:
        return Refusal()
    if isinstance(found, AskBack):
        return found
    if found in (Query(What.ALL, Op.SUMMARY), _OVERVIEW):
        return _OVERVIEW  # What they hold, and what nobody has taken.
    totals = (
        found.op in (Op.COUNT, Op.TOP) or found.group_by or found.measure or (found.op is Op.SUMMARY and found.period)
    )
    others = found.what in (What.APPLICATIONS, What.ALL, What.EXPERTS)
    return Refusal() if others or (totals and found.values("expert") != (ME,)) else found


Reading = Query | AskBack | Refusal | None


class Zone(StrEnum):
    """What is to be done with a reading."""

    RUN = "run"
    SAY_BACK = "say back"  # Shown with a button, and what was not understood.
    ASK = "ask"
