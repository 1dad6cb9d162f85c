"""What a question that goes on does to the one before: changes, adds to or takes off some of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta

from knowledge.understanding.fields import FIELDS, Family, What
from knowledge.understanding.frames import APPLICATION_STATES, REQUEST_STATES
from knowledge.understanding.query import FINAL_STATES, Compare, Condition, Moment, Not, Op, Period, Query, Sort
from knowledge.understanding.together import stretch

_APPLICATION = frozenset((*APPLICATION_STATES, "ouvertes"))
_REQUEST = frozenset(REQUEST_STATES)
_MOMENTS = {What.APPLICATIONS: Moment.DEPOSITED, What.SESSIONS: Moment.PLANNED}
_FAMILIES = {
    "place": (Family.WHERE,),
    "time": (Family.WHEN, Family.AGE),
    "state": (Family.STATE,),
    "expert": (Family.WHO,),
    "subject": (Family.SUBJECT,),
    "urgent": (Family.URGENCY,),
    "wave": (Family.WAVE,),
    "function": (Family.PROFILE,),
    "all": tuple(Family),
}


def merged(before: Query, new: Query, edit: str, gone: Collection[str], no_more: Collection[str] = ()) -> Query:
    """Return ``before`` with what ``new`` says. ``edit``: «change», «add» or «drop»; ``gone``: families that a drop takes off.

    ``no_more``: families that are taken off whatever else is said.
    """
    before = _taken_off(before, no_more)
    # A measure goes on as long as it is only narrowed, or shown by something else.
    measure = before.measure if new.what is before.what else None
    out = replace(_of_what(before, new.what), op=Op.LIST if measure else _op(before, new), measure=measure)
    if edit == "drop" or "all" in gone:
        out = _taken_off(out, gone)
    if edit != "drop":
        out = _narrowed(out, new, adds=edit == "add")
    if _ends_no_more(out, new):
        out = replace(out, period=None)
    if before.value("reference") and _asks_of_several(new):
        out = out.without(Family.REFERENCE)
    group = new.group_by or (before.group_by if measure or out.op in (Op.COUNT, Op.TOP) else None)
    if group and not new.group_by and group.value in {name for one in new.where for name in names_of(one)}:
        group = None  # «par département», then «et dans le 04 ?»: of one alone there is nothing to compare.
    return replace(
        out,
        group_by=group,
        sort=_sort(before, new, out.op),
        limit=_limit(before, new, out.op),
        schools=_schools(out, new),
    )


def _op(before: Query, new: Query) -> Op:
    """Return what is asked: of all that goes on, then of requests alone, it is still the general state."""
    general = before.op is Op.SUMMARY and new.what is not before.what and new.op is Op.LIST
    return Op.SUMMARY if general and not (new.where or new.period) else new.op


def _sort(before: Query, new: Query, op: Op) -> Sort | None:
    return new.sort or (before.sort if op is Op.LIST else None)


def _limit(before: Query, new: Query, op: Op) -> int | None:
    """Return how many are shown: «la plus vieille» was one alone, and what is narrowed anew is shown whole."""
    anew = new.where or new.period or new.group_by or op not in (Op.LIST, Op.TOP)
    return new.limit or (
        None if anew and before.limit == 1 else before.limit if op in (Op.LIST, Op.TOP, Op.WHO) else None
    )


def without_the_last(before: Query) -> Query:
    """Return ``before`` without the condition that was said last; without its days where there is no other."""
    if before.where:
        return replace(before, where=before.where[:-1])
    return replace(before, period=None)


def with_number(before: Query, number: int) -> Query | None:
    """Return ``before`` with a number said alone in the place of its own: «depuis plus de 3 jours», then «et 7 ?»."""
    reference, age = before.value("reference"), before.values("age")
    if reference:
        head, _, _ = str(reference).rpartition("-")
        return before.with_condition(Compare("reference", (f"{head}-{number:04}",)))
    if age:
        days, *_ = age
        return before.with_condition(Compare("age", (number, 0) if days else (0, number)))
    if before.limit and before.limit > 1:
        return replace(before, limit=number)
    return (
        before.with_condition(Compare("wave", (number,)))
        if before.value("wave") and number in FIELDS["wave"].values
        else None
    )


def _taken_off(out: Query, gone: Collection[str]) -> Query:
    for family in (family for name in gone for family in _FAMILIES[name]):
        out = out.without(family)
    return out


def _asks_of_several(new: Query) -> bool:
    """Tell whether a question is no more about the one file that was asked of."""
    return bool(new.where or new.period or new.group_by or new.op not in (Op.ONE, Op.WHO))


def _schools(out: Query, new: Query) -> tuple[str, ...]:
    """Return the schools that are meant; a place that is said anew takes those of before off."""
    elsewhere = any(Family.WHERE in one.families for one in new.where)
    return new.schools or (() if elsewhere else out.schools)


def _of_what(before: Query, what: What) -> Query:
    """Return the question before asked of ``what``, with what can be asked of it."""
    if what is before.what:
        return before
    kept = tuple(
        one
        for one in before.where
        if all(what in FIELDS[name].of for name in names_of(one)) and not _foreign(one, what)
    )
    moment = _MOMENTS.get(what, Moment.CREATED)
    return replace(
        before, what=what, where=kept, period=replace(before.period, moment=moment) if before.period else None
    )


def _narrowed(out: Query, new: Query, *, adds: bool) -> Query:
    for condition in new.where:
        if isinstance(condition, Not):
            out = _less(out, condition)
        else:
            out = _added(out, condition) if adds else out.with_condition(condition)
    if not new.period:
        return out
    period = _longer(out.period, new.period) if adds and out.period else new.period
    return replace(out, period=period)


def _ends_no_more(out: Query, new: Query) -> bool:
    """Tell whether what is asked has not ended, while the days kept are those of an end: «closes en janvier», then «en attente»."""
    kept = out.period is not None and new.period is None and out.period.moment is Moment.CLOSED
    states = new.values("state")
    return kept and bool(states) and not set(states) & {*FINAL_STATES, "résolue"}


def _less(out: Query, left_out: Not) -> Query:
    """Return ``out`` without what is left out: a value that it asks for is asked for no more, another is left out beside."""
    field, gone = left_out.of.field, left_out.of.values
    kept = tuple(value for value in out.values(field) if value not in gone)
    others = tuple(one for one in out.where if field not in names_of(one))
    if len(kept) < len(out.values(field)):
        return replace(out, where=(*others, *([Compare(field, kept)] if kept else [])))
    before = next((one.of.values for one in out.where if isinstance(one, Not) and one.of.field == field), ())
    besides = tuple(one for one in out.where if not (isinstance(one, Not) and one.of.field == field))
    return replace(out, where=(*besides, Not(Compare(field, tuple(dict.fromkeys((*before, *gone)))))))


def _longer(before: Period, new: Period) -> Period:
    """Return both stretches of days as one: «les séances de mardi», then «ajoute mercredi»."""
    if before.moment is not new.moment:
        return new
    return Period(new.moment, *stretch([(before.start, before.end), (new.start, new.end)]))


def _added(out: Query, condition: Condition) -> Query:
    if isinstance(condition, Compare) and out.values(condition.field):
        values = (*out.values(condition.field), *condition.values)
        return out.with_condition(Compare(condition.field, tuple(dict.fromkeys(values))))
    return out.with_condition(condition)


def names_of(condition: Condition) -> list[str]:
    """Return the fields that a condition is about."""
    if isinstance(condition, Compare):
        return [condition.field]
    return (
        [condition.of.field]
        if isinstance(condition, Not)
        else [name for one in condition.any for name in names_of(one)]
    )


def _foreign(condition: Condition, what: What) -> bool:
    """Tell whether states of one life cycle are said of the other."""
    if not isinstance(condition, Compare) or condition.field != "state":
        return False
    known = _APPLICATION if what is What.APPLICATIONS else _REQUEST
    return not set(condition.values) <= known


def shifted(start: date, end: date, relative: int) -> tuple[date, date]:
    """Return the stretch of the same length just before (-1) or after (1)."""
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        if relative < 0:
            last = start - timedelta(days=1)
            return last.replace(day=1), last
        first = end + timedelta(days=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    length = end - start + timedelta(days=1)
    return start + relative * length, end + relative * length
