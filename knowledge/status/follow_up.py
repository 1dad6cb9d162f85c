"""A question that continues the one before: «et dans le 84 ?», «les urgentes ?», «par sujet ?», «ça fait combien ?»."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from knowledge.status.build import build, group_of, misfit, op_of, period_of, states_of, what_of
from knowledge.status.periods import Said
from knowledge.status.query import AskBack, Op, Period, PeriodField, Query, Sort, What, Why
from knowledge.status.slots import Slots, settle


def continued(previous: Query, slots: Slots, today: date) -> Query | AskBack:
    """Return ``previous`` with what the message changes; a question about another thing when it cannot be that."""
    if slots.others and not slots.narrows:
        return AskBack(Why.NO_PREVIOUS)
    if slots.numbers:
        found = _numbered(previous, slots.numbers[0])
        if isinstance(found, AskBack) or not slots.narrows:
            return found
        previous = found
    what = what_of(slots, previous.what)
    moved = what is not previous.what
    if moved and not slots.whats and previous.what is not What.ALL:
        return build(slots, today)
    school, uai, trouble = settle(slots)
    trouble = trouble or misfit(slots, what)
    if trouble:
        return trouble
    states = states_of(slots, what)
    kept = () if moved else previous.states
    states = states or kept
    changed = replace(
        previous,
        what=what,
        states=states,
        departments=tuple(slots.departments) or previous.departments,
        school=school or ("" if slots.places or slots.departments else previous.school),
        uai=uai or ("" if slots.places or slots.departments else previous.uai),
        places=tuple(slots.places) or (() if slots.departments or school else previous.places),
        expert=slots.experts[0] if slots.experts else previous.expert,
        subjects=tuple(slots.subjects) or previous.subjects,
        urgent=previous.urgent if slots.urgent is None else slots.urgent,
        wave=slots.wave or previous.wave,
        function=slots.function or previous.function,
        older_than_days=previous.older_than_days if slots.age is None else slots.age,
        reference="",
        group_by=group_of(slots) or previous.group_by,
        sort=Sort(slots.sort) if slots.sort else previous.sort,
        limit=slots.limit or previous.limit,
    )
    if slots.departments and not slots.places:
        changed = replace(changed, places=())
    if slots.places and not slots.departments:
        changed = replace(changed, departments=())
    if previous.op is Op.ONE or previous.reference:
        changed = replace(changed, op=Op.LIST)
    return replace(changed, op=_op(previous, slots, changed), period=_period(previous, slots, changed, today))


def _op(previous: Query, slots: Slots, changed: Query) -> Op:
    if slots.ops or slots.groups:
        wanted = op_of(slots, changed.what, changed.states)
        if wanted is Op.LIST and Op.LIST not in slots.ops:
            return Op.LIST if previous.op in (Op.ONE, Op.SUMMARY, Op.WHO) else previous.op
        return wanted
    if previous.op in (Op.ONE, Op.WHO) or (previous.op is Op.SUMMARY and changed.states):
        return Op.LIST
    return previous.op


def _period(previous: Query, slots: Slots, changed: Query, today: date) -> Period | None:
    """Return the days: those said now, of the moment that the question before was about; else those said before."""
    before = previous.period
    said = slots.period
    if said is not None and said.relative and before and before.start and before.end:
        return Period(before.field, *_shifted(before.start, before.end, said))
    if said is not None and said.days == (None, None):
        return before
    new = period_of(slots, changed.what, changed.states, today)
    if new is None:
        if before is None:
            return None
        if changed.what is previous.what:
            return before
        field = {What.APPLICATIONS: PeriodField.DEPOSITED, What.SESSIONS: PeriodField.PLANNED}.get(
            changed.what, PeriodField.CREATED
        )
        return replace(before, field=field)
    if before and changed.what is previous.what and not slots.states and not slots.planned:
        if before.field is PeriodField.PLANNED and said is not None and said.future and not said.since:
            return Period(before.field, *said.future)
        return replace(new, field=before.field)
    return new


def _shifted(start: date, end: date, said: Said) -> tuple[date, date]:
    """Return the stretch of the same length just before or after."""
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        if said.relative < 0:
            last = start - timedelta(days=1)
            return last.replace(day=1), last
        first = end + timedelta(days=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    length = end - start + timedelta(days=1)
    return start + said.relative * length, end + said.relative * length


def _numbered(previous: Query, number: int) -> Query | AskBack:
    """Return the question about the n-th wave or the request of that number, by what was asked before."""
    if previous.reference:
        return replace(previous, reference=f"{previous.reference.rpartition('-')[0]}-{number:04}")
    if previous.wave:
        return replace(previous, wave=number)
    if previous.departments and f"{number:02}" in ("04", "05", "13", "84"):
        return replace(previous, departments=(f"{number:02}",))
    return AskBack(Why.WHICH_SERIES, str(number))
