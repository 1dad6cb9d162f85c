"""Status questions about applications and experts: what is kept of them is filtered, counted and listed.

A call has some hundreds of applications at most, so they are read whole: their school is what the candidate wrote, which
only the register tells the town and the department of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from dialogs.core import application_texts
from dialogs.core.application_line import list_line
from dialogs.core.context import Turn
from dialogs.core.route import open_by_name
from dialogs.core.turn import Reply
from dialogs.steering import cards, texts
from knowledge.application import ApplicationStatus
from knowledge.call import Call
from knowledge.french import PARIS, counted, shortened
from knowledge.people import Role
from knowledge.schools.register import Register, School
from knowledge.understanding.directory import in_place
from knowledge.understanding.intent.normalise import words
from knowledge.understanding.query import Compare, Condition, Group, Not, Op, Or, Query, Sort
from storage.queries import applications, people
from storage.queries.applications import ApplicationFile
from storage.queries.status import instants

_S = ApplicationStatus
_OPEN = (_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW)
STATES = {
    "déposée": (_S.SUBMITTED,), "à compléter": (_S.INCOMPLETE,), "en instruction": (_S.UNDER_REVIEW,),
    "retenue": (_S.ACCEPTED,), "non retenue": (_S.REJECTED,), "sans suite": (_S.DROPPED,), "retirée": (_S.WITHDRAWN,),
    "ouvertes": _OPEN, "en attente": _OPEN,
}  # fmt: skip
FUNCTIONS = {"secrétaire général": "sg", "secrétaire général agent comptable": "sgac", "fondé de pouvoir": "fonde"}
UNDEPOSITED = frozenset(("brouillon", "expirée"))
_UAI = re.compile(r"\b\d{7}[A-Z]\b")
_KEPT = frozenset((None, Group.STATE, Group.DEPARTMENT, Group.SCHOOL, Group.WEEK, Group.MONTH))
_PAGE, _LINES, _LONGEST = cards.PAGE, 30, 100


@dataclass(frozen=True, slots=True)
class _KnownNames:
    """An application as the one who asks may know it, with the school that its text names."""

    file: ApplicationFile
    state: ApplicationStatus
    uai: str
    school: School | None

    @property
    def department(self) -> str:
        return self.uai[1:3]

    @property
    def deposited_at(self) -> datetime | None:
        return self.file.candidature.deposited_at


async def show(turn: Turn, query: Query, skip: int) -> Reply:
    """Answer about applications. What is not kept of them is said so."""
    references = query.values("reference")
    if len(references) == 1:
        return await open_by_name(turn, "application.open", reference=references[0])
    if query == Query(query.what, Op.SUMMARY):
        return await open_by_name(turn, "application.counts")
    if set(query.values("state")) & UNDEPOSITED:
        return await _undeposited(turn, query)
    if not _is_kept(query) or query.group_by not in _KEPT:
        return Reply.text(texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query)))
    found = await matching(turn, query)
    if query.group_by or query.op is Op.SUMMARY:
        return _table(turn, query, found, query.group_by or Group.STATE)
    total = texts.COUNT.format(count=counted(len(found), "candidature"))
    if query.op is Op.COUNT:
        actions = [cards.again(texts.BUTTON_LIST, query.as_list())] if found else []
        return Reply.of(cards.plain(query, [total, *_unplaced(query)], actions))
    return _page(turn, query, found, skip, total)


def _page(turn: Turn, query: Query, found: Sequence[_KnownNames], skip: int, total: str) -> Reply:
    wanted = found[: query.limit] if query.limit else found
    shown = wanted[skip : skip + _PAGE]
    if not shown:
        return Reply.of(cards.plain(query, [texts.NO_MORE if skip else texts.NONE]))
    lines = [_line(turn.base.call, one) for one in shown]
    files = [one.file.candidature for one in shown]
    choices = [(one.reference, shortened(f"{one.reference}, {one.name}", _LONGEST)) for one in files]
    page = cards.Page(query, len(wanted), skip, lines, [total])
    return Reply.of(cards.paged(page, choices, [], "application.open"))


def _line(call: Call, one: _KnownNames) -> str:
    """Return the list's line, with the state that the viewer may know and where the candidate works."""
    known = replace(one.file, candidature=replace(one.file.candidature, status=one.state))
    line = list_line(call, known)
    school = one.school.label if one.school else str(one.file.candidature.answers.get("school", "") or "")
    return texts.APPLICATION_LINE.format(line=line, school=shortened(school, _LONGEST)) if school else line


def _table(turn: Turn, query: Query, found: Sequence[_KnownNames], group: Group) -> Reply:
    keyed = Counter(key for one in found for key in [_key(one, group)] if key)
    by_day = group in (Group.WEEK, Group.MONTH)
    rows = sorted(keyed.items(), key=lambda row: (0 if by_day else -row[1], row[0]))
    most = min(query.limit or _LINES, _LINES)
    lines = [texts.GROUP_LINE.format(key=_label(turn, group, key), count=count) for key, count in rows[:most]]
    missing = len(found) - keyed.total()
    if missing:
        lines.append(texts.GROUP_LINE.format(key=texts.UNKNOWN_PLACE, count=missing))
    return Reply.of(cards.plain(query, [*lines, texts.COUNT.format(count=counted(len(found), "candidature"))]))


def _key(one: _KnownNames, group: Group) -> str:
    if group is Group.STATE:
        return one.state.value
    if group is Group.DEPARTMENT:
        return one.department
    if group is Group.SCHOOL:
        return one.uai
    if one.deposited_at is None:
        return ""
    day = one.deposited_at.astimezone(PARIS).date()
    return (day - timedelta(days=day.weekday()) if group is Group.WEEK else day.replace(day=1)).isoformat()


def _label(turn: Turn, group: Group, key: str) -> str:
    if group is Group.STATE:
        return application_texts.STATES[ApplicationStatus(key)]
    return cards.group_label(turn.register, group, key)


def _unplaced(query: Query) -> list[str]:
    return [texts.PLACE_AS_WRITTEN] if query.values("department") or query.values("place") else []


async def _undeposited(turn: Turn, query: Query) -> Reply:
    """Count drafts and those that expired: what is in them was never given to anybody."""
    call = turn.base.call
    state = query.value("state")
    if query != Query(query.what, query.op, (Compare("state", (state,)),)):
        return Reply.text(texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query)))
    if state == "brouillon":
        count = len(await applications.drafts_of_call(turn.storage, call.id))
    else:
        count = (await applications.counts(turn.storage, call.id)).get(_S.EXPIRED, 0)
    return Reply.of(cards.plain(query, [texts.COUNT.format(count=counted(count, "brouillon")), texts.DRAFTS_PRIVATE]))


async def matching(turn: Turn, query: Query) -> list[_KnownNames]:
    """Return the applications to the call in force that the query means, oldest first unless it says otherwise."""
    files = await applications.deposited(turn.storage, turn.base.call.id)
    found = [one for one in _known(turn, files) if _passes(query, one, turn.now)]
    return found[::-1] if query.sort is Sort.NEWEST else found


def _known(turn: Turn, files: Iterable[ApplicationFile]) -> list[_KnownNames]:
    out = []
    for file in files:
        candidature = file.candidature
        own = candidature.candidate == turn.person.key
        uai = uai_of(turn.register, str(candidature.answers.get("school", "") or ""))
        state = candidature.status_for_candidate if own else candidature.status
        out.append(_KnownNames(file, state, uai, turn.register.get(uai)))
    return out


def uai_of(register: Register, written: str) -> str:
    """Return the code of the school that a candidate wrote, "" when it names none for sure."""
    coded = _UAI.search(written)
    if coded:
        return coded[0]
    found = register.search(written).taken if written else None
    return found.uai if found else ""


def _is_kept(query: Query) -> bool:
    """Tell whether everything that the query asks of applications is kept of them."""
    return all(
        one.field in _NARROWS and (one.field != "state" or set(one.values) <= set(STATES)) for one in query.compared
    )


def _passes(query: Query, one: _KnownNames, now: datetime) -> bool:
    at = one.deposited_at
    start, end = instants(query.period) if query.period else (None, None)
    if query.period and (at is None or (start is not None and at < start) or (end is not None and at >= end)):
        return False
    return all(_meets(condition, one, query, now) for condition in query.where)


def _meets(condition: Condition, one: _KnownNames, query: Query, now: datetime) -> bool:
    if isinstance(condition, Or):
        return any(_meets(inner, one, query, now) for inner in condition.any)
    if isinstance(condition, Not):
        return not _meets(condition.of, one, query, now)
    return _NARROWS[condition.field](condition, one, query, now)


def _in_states(asked: Compare, one: _KnownNames, _query: Query, _now: datetime) -> bool:
    return any(one.state in STATES[name] for name in asked.values)


def _in_places(asked: Compare, one: _KnownNames, _query: Query, _now: datetime) -> bool:
    return one.school is not None and any(in_place(one.school.place, place) for place in asked.values)


def _in_schools(asked: Compare, one: _KnownNames, query: Query, _now: datetime) -> bool:
    if query.schools and asked in query.where:
        return one.uai in query.schools
    school = one.school
    return school is not None and any(
        set(words(name)) <= {*words(school.name), school.uai.lower()} for name in asked.values
    )


def _aged(asked: Compare, one: _KnownNames, _query: Query, now: datetime) -> bool:
    days, hours = asked.values
    return one.deposited_at is not None and one.deposited_at < now - timedelta(days=days, hours=hours)


# How each field narrows applications; the others are not kept of them.
_NARROWS: Mapping[str, Callable[[Compare, _KnownNames, Query, datetime], bool]] = MappingProxyType({
    "state": _in_states,
    "department": lambda asked, one, *_: one.department in asked.values,
    "place": _in_places,
    "school": _in_schools,
    "function": lambda asked, one, *_: one.file.candidature.answers.get("function") in [FUNCTIONS[name] for name in asked.values],
    "wave": lambda asked, one, *_: one.file.candidature.answers.get("wave") in [f"v{number}" for number in asked.values],
    "age": _aged,
})  # fmt: skip
_OF_EXPERTS = frozenset(("department", "place", "school", "function", "wave"))


async def show_experts(turn: Turn, query: Query, skip: int) -> Reply:
    """Answer about experts: where they work is known of those whose application says it, and the others are counted."""
    holders = await people.with_role(turn.storage, Role.EXPERT)
    if query == Query(query.what, query.op) and query.op is not Op.COUNT:
        return await open_by_name(turn, "experts")
    dated = query.period or query.group_by not in _KEPT - {Group.STATE, Group.WEEK, Group.MONTH}
    if dated or any(one.field not in _OF_EXPERTS for one in query.compared):
        return Reply.text(texts.NOT_KEPT_EXPERTS.format(said=texts.said(query)))
    if query == Query(query.what, Op.COUNT):
        return Reply.of(cards.plain(query, [texts.COUNT.format(count=counted(len(holders), "expert"))]))
    files = await applications.deposited(turn.storage, turn.base.call.id)
    appointed = {one.file.candidature.candidate: one for one in _known(turn, files) if one.state is _S.ACCEPTED}
    placed = [(holder, appointed[holder.key]) for holder in holders if holder.key in appointed]
    found = [(holder, one) for holder, one in placed if _passes(query, one, turn.now)]
    unknown = len(holders) - len(placed)
    note = [texts.EXPERTS_UNKNOWN.format(count=counted(unknown, "expert"))] if unknown else []
    if query.group_by:
        keyed = Counter(_key(one, query.group_by) for _, one in found)
        lines = [
            texts.GROUP_LINE.format(key=_label(turn, query.group_by, key) or texts.UNKNOWN_PLACE, count=count)
            for key, count in sorted(keyed.items(), key=lambda row: (-row[1], row[0]))
        ]
        return Reply.of(cards.plain(query, [*(lines or [texts.NONE]), *note]))
    total = texts.COUNT.format(count=counted(len(found), "expert"))
    if query.op is Op.COUNT:
        return Reply.of(cards.plain(query, [total, *note]))
    shown = found[skip : skip + _PAGE]
    lines = [
        texts.EXPERT_LINE.format(name=holder.name, school=one.school.label if one.school else one.uai)
        for holder, one in shown
    ]
    return Reply.of(cards.paged(cards.Page(query, len(found), skip, lines, [total, *note]), [], [], ""))
