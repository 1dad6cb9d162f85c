"""From what was found in a message to the query it asks for, and who may ask it."""

from __future__ import annotations

from datetime import date

from knowledge.people import Role
from knowledge.status.periods import Days
from knowledge.status.query import (
    AskBack,
    Group,
    Op,
    Period,
    PeriodField,
    Query,
    Reading,
    Refusal,
    Sort,
    What,
    Why,
)
from knowledge.status.slots import Slots, State, settle

_FINAL = frozenset(("close", "annulée"))
_DONE = ("résolue", "close")
_OVERVIEW = Query(what=What.REQUESTS, op=Op.SUMMARY)
_DOMAINS = {"demandes": What.REQUESTS, "candidatures": What.APPLICATIONS}


def what_of(slots: Slots, default: What = What.REQUESTS) -> What:  # noqa: PLR0911 - one way of saying it after the other.
    """Return what is asked about; ``default`` where nothing says it."""
    if slots.references:
        return What.APPLICATIONS if slots.references[0].startswith("CA") else What.REQUESTS
    said = set(slots.whats)
    domains = [state.domains for state in slots.states]
    if slots.experts and said != {What.EXPERTS}:
        said.discard(What.EXPERTS)  # «expert Martin» only tells whose.
    if {What.APPLICATIONS, What.REQUESTS} <= said and Op.SUMMARY in slots.ops:
        return What.ALL
    if What.APPLICATIONS in said:
        return What.APPLICATIONS
    if What.EXPERTS in said:
        busy = (
            slots.experts
            or What.REQUESTS in said
            or slots.weak
            or (domains and any("demandes" in one for one in domains))
        )
        ranked = Op.TOP in slots.ops or Op.WHO in slots.ops or Group.EXPERT in slots.groups
        return What.REQUESTS if busy or ranked else What.EXPERTS
    if What.SESSIONS in said:
        return What.SESSIONS
    if What.REQUESTS in said:
        return What.REQUESTS
    if slots.function or slots.wave:
        return What.APPLICATIONS
    only = frozenset.intersection(*domains) if domains else frozenset()
    if len(only) == 1:
        return _DOMAINS[next(iter(only))]
    if domains and default not in (What.REQUESTS, What.APPLICATIONS):
        return What.REQUESTS
    return default


def states_of(slots: Slots, what: What) -> tuple[str, ...]:
    """Return the states said, as they are called for ``what``."""
    domain = "candidatures" if what is What.APPLICATIONS else "demandes"
    found: list[str] = []
    for said in slots.states:
        found += [state for state in said.of(domain) if state not in found]
    if len(found) > 1 and "ouvertes" in found and not set(found) & {*_FINAL, "fini"}:
        found.remove("ouvertes")  # The other one tells more.
    return tuple(found)


def misfit(slots: Slots, what: What) -> AskBack | None:
    """Return the question to ask when something that was said cannot be said of ``what``: it must not be ignored."""
    words: list[str] = []
    domain = {What.REQUESTS: "demandes", What.APPLICATIONS: "candidatures"}.get(what)
    if domain:
        fitting = any(domain in state.domains for state in slots.states)
        words += [
            state.raw
            for state in slots.states
            if domain not in state.domains
            and not _only_sent(state)
            and not (fitting and state.of("candidatures") == ["ouvertes"])  # «il reste quoi à prendre»
        ]
    elif what is What.EXPERTS:
        words += [state.raw for state in slots.states]
    if what in (What.REQUESTS, What.SESSIONS):
        words += [f"vague {slots.wave}"] * bool(slots.wave) + [slots.function] * bool(slots.function)
    if what in (What.APPLICATIONS, What.EXPERTS):
        words += ["urgent"] * (slots.urgent is not None)
    if what in (What.APPLICATIONS, What.EXPERTS):
        words += slots.subjects
    if what is What.APPLICATIONS:
        words += slots.experts
    explained = {
        Group.DEPARTMENT: slots.departments or slots.places,
        Group.WEEK: slots.period or slots.age,
        Group.MONTH: slots.period or slots.age,
        Group.SUBJECT: slots.subjects,
    }
    ranked = Op.TOP in slots.ops
    words += [
        raw for group, raw in slots.bare if not ranked and group not in slots.groups and not explained.get(group, True)
    ]
    return AskBack(Why.WORDS, ", ".join(dict.fromkeys(words))) if words else None


def _impossible(slots: Slots, what: What, today: date) -> AskBack | None:
    """Return the question to ask about days that cannot be meant: none, or days to come of what is past."""
    if slots.period is None:
        return None
    start = slots.period.days[0]
    if slots.period.days == (None, None):
        return AskBack(Why.NO_PREVIOUS)
    past = what in (What.APPLICATIONS, What.EXPERTS) or not (
        slots.planned or what is What.SESSIONS or "planifiée" in states_of(slots, what)
    )
    return AskBack(Why.NOT_YET) if past and start and start > today else None


def _only_sent(state: State) -> bool:
    """Tell whether the phrase only says that a request was made, as «déposées hier» does."""
    return state.domains == {"candidatures"} and state.of("candidatures") == ["déposée"] and "pos" in state.raw


def op_of(slots: Slots, what: What, states: tuple[str, ...]) -> Op:
    """Return what is wanted: a list, a count, a ranking."""
    ops = set(slots.ops)
    if slots.references:
        return Op.WHO if Op.WHO in ops else Op.ONE
    group = group_of(slots)
    if Op.TOP in ops and group:
        return Op.TOP
    if Op.COUNT in ops and not (Op.WHO in ops and what is What.REQUESTS and not slots.groups):
        return Op.COUNT
    if Op.WHO in ops and what in (What.REQUESTS, What.SESSIONS):
        return Op.WHO
    if group:
        return Op.COUNT
    detailed = states or slots.sort or slots.limit or slots.age is not None or slots.urgent is not None
    if Op.SUMMARY in ops and what in (What.REQUESTS, What.APPLICATIONS, What.ALL) and not detailed:
        return Op.SUMMARY
    return Op.LIST


def group_of(slots: Slots) -> Group | None:
    """Return by what things are counted or ranked."""
    if slots.groups:
        return slots.groups[0]
    if Op.TOP in slots.ops:
        if slots.asked or slots.nouns:
            return (slots.asked or slots.nouns)[0]
        if What.EXPERTS in slots.whats or slots.who or Op.WHO in slots.ops:
            return Group.EXPERT
    if slots.asked and (slots.whats or slots.weak) and Op.WHO not in slots.ops:
        return slots.asked[0]
    return None


def period_of(slots: Slots, what: What, states: tuple[str, ...], today: date) -> Period | None:
    """Return the days said, of the moment that they are said of."""
    said = slots.period
    made = slots.made and what is What.REQUESTS
    future = what is What.SESSIONS or (("planifiée" in states or slots.planned) and not made)
    if said is None:
        if slots.coming and (future or what is What.SESSIONS):
            return Period(PeriodField.PLANNED, today, None)
        return None
    if what is What.APPLICATIONS:
        field = PeriodField.DEPOSITED
    elif future:
        field = PeriodField.PLANNED
    elif not made and states and set(states) <= {*_FINAL, "résolue", "fini"}:
        field = PeriodField.CLOSED
    else:
        field = PeriodField.CREATED
    ahead = future and not slots.held
    days: Days = said.future if said.future and ahead and not said.since else said.days
    return Period(field, *days)


def build(slots: Slots, today: date) -> Query | AskBack:
    """Return the query that a message asks for by itself."""
    if slots.numbers and not slots.references:
        return AskBack(Why.WHICH_SERIES, str(slots.numbers[0]))
    telling = bool(slots.whats or slots.weak or slots.states or slots.subjects or slots.urgent is not None
                   or slots.schools or slots.uai or slots.experts or slots.places or slots.groups or slots.school_words)  # fmt: skip
    default = What.ALL if Op.SUMMARY in slots.ops and not telling else What.REQUESTS
    if slots.groups and Op.SUMMARY in slots.ops:
        default = What.REQUESTS
    what = what_of(slots, default)
    school, uai, trouble = settle(slots)
    trouble = trouble or misfit(slots, what)
    trouble = trouble or _impossible(slots, what, today)
    if trouble:
        return trouble
    states = states_of(slots, what)
    period = period_of(slots, what, states, today)
    states = _cleared(states, what, period)
    op = op_of(slots, what, states)
    sort = Sort(slots.sort) if slots.sort else None
    limit = slots.limit
    if slots.latest and slots.period is None and sort is None and op is Op.LIST:
        sort = Sort.NEWEST
    if slots.references:
        return Query(what=what, op=op, reference=slots.references[0])
    group = group_of(slots)
    if what is What.ALL and group:
        what = What.REQUESTS
    return Query(
        what=what,
        op=op,
        states=states,
        departments=tuple(slots.departments),
        school=school,
        uai=uai,
        places=tuple(slots.places),
        expert=slots.experts[0] if slots.experts else "",
        subjects=tuple(slots.subjects),
        urgent=slots.urgent,
        wave=slots.wave if what in (What.APPLICATIONS, What.EXPERTS) else None,
        function=slots.function if what in (What.APPLICATIONS, What.EXPERTS) else "",
        older_than_days=slots.age,
        period=period,
        group_by=group,
        sort=sort,
        limit=limit,
    )


def _cleared(states: tuple[str, ...], what: What, period: Period | None) -> tuple[str, ...]:
    """Return the states without those that only say how something came: «candidatures déposées hier»."""
    if what is What.APPLICATIONS and period and "déposée" in states:
        states = tuple(state for state in states if state != "déposée")
    if "fini" in states:
        states = tuple(dict.fromkeys(one for state in states for one in (_DONE if state == "fini" else (state,))))
    if what in (What.SESSIONS, What.EXPERTS):
        return tuple(state for state in states if state not in ("planifiée", "attribuée"))
    if period and period.field is PeriodField.CLOSED and states == ("résolue",):
        return _DONE
    return states


def refused(reading: Reading, roles: frozenset[Role]) -> Reading:
    """Return the reading as the person's roles allow: experts get requests one by one and in lists, others theirs only."""
    if Role.SA_EPLE in roles or reading is None:
        return reading
    if Role.EXPERT in roles:
        if not isinstance(reading, Query):
            return reading
        if reading.op is Op.SUMMARY and reading in (Query(what=What.ALL, op=Op.SUMMARY), _OVERVIEW):
            return _OVERVIEW  # What they hold, and what nobody has taken.
        if reading.op is Op.SUMMARY and reading.period:
            return Refusal()
        if (
            reading.what in (What.APPLICATIONS, What.ALL, What.EXPERTS)
            or reading.op in (Op.COUNT, Op.TOP)
            or reading.group_by
        ):
            return Refusal()
        return reading
    if isinstance(reading, AskBack):
        return Refusal() if reading.why in (Why.WHICH_SCHOOL, Why.INCOMPLETE_REFERENCE) else None
    return Refusal()
