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
from typing import Any

from dialogs.core import application_texts
from dialogs.core.application_line import FUNCTION_IDS, application_row, list_line
from dialogs.core.context import Turn
from dialogs.core.route import open_by_name
from dialogs.core.turn import Reply
from dialogs.steering import cards, texts
from dialogs.ui.patterns import ListRow
from knowledge.application import ApplicationStatus
from knowledge.call import Call
from knowledge.french import PARIS, counted, shortened
from knowledge.people import Role
from knowledge.schools.register import Register, School
from knowledge.understanding.directory import in_place
from knowledge.understanding.fields import FIELDS, What
from knowledge.understanding.intent.normalise import words
from knowledge.understanding.query import Compare, Condition, Group, Not, Op, Or, Query, Sort, compared
from storage.queries import applications, people
from storage.queries.applications import ApplicationFile
from storage.queries.people import Someone
from storage.queries.status import instants

_S = ApplicationStatus
_OPEN = (_S.SUBMITTED, _S.INCOMPLETE, _S.UNDER_REVIEW)
STATES = {
    "déposée": (_S.SUBMITTED,), "à compléter": (_S.INCOMPLETE,), "en instruction": (_S.UNDER_REVIEW,),
    "retenue": (_S.ACCEPTED,), "non retenue": (_S.REJECTED,), "sans suite": (_S.DROPPED,), "retirée": (_S.WITHDRAWN,),
    "ouvertes": _OPEN, "en attente": _OPEN,
}  # fmt: skip
_UAI = re.compile(r"\b\d{7}[A-Z]\b")
_NEVER_DEPOSITED = frozenset(("brouillon", "expirée"))
_KEPT = frozenset((None, Group.STATE, Group.DEPARTMENT, Group.SCHOOL, Group.WEEK, Group.MONTH))
_PAGE, _LINES, _LONGEST = cards.PAGE, 30, 100


@dataclass(frozen=True, slots=True)
class KnownApplication:
    """An application as the one who asks may know it, with the school that its text names."""

    file: ApplicationFile
    state: ApplicationStatus
    uai: str
    school: School | None

    @property
    def department(self) -> str:
        """Return the two digits of the school's code; "" where no school is known."""
        return self.uai[1:3]

    @property
    def deposited_at(self) -> datetime | None:
        """Return when it was deposited."""
        return self.file.candidature.deposited_at


async def show(turn: Turn, query: Query, skip: int) -> Reply:
    """Answer about applications. What is not kept of them is said so."""
    if query.value("reference"):
        return await open_by_name(turn, "application.open", reference=query.value("reference"))
    if query == Query(query.what, Op.SUMMARY):
        return await open_by_name(turn, "application.counts")
    if _states(query) & _NEVER_DEPOSITED:
        return await _undeposited(turn, query)
    if not kept(query):
        return Reply.text(texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query)))
    found = await matching(turn, query)
    if query.group_by or query.op is Op.SUMMARY:
        return _table(turn, query, found, query.group_by or Group.STATE)
    total = texts.COUNT.format(count=counted(len(found), "candidature"))
    if query.op is Op.COUNT:
        actions = [cards.again(texts.BUTTON_LIST, query.as_list())] if found else []
        return Reply.of(cards.plain(query, [total, *_unplaced(query)], actions))
    return _page(turn, query, found, skip, total)


def kept(query: Query) -> bool:
    """Tell whether all that the query asks of deposited applications is kept of them."""
    return _states(query) <= set(STATES) and query.group_by in _KEPT and _kept_of(query, What.APPLICATIONS)


def _states(query: Query) -> set[str]:
    return {name for part in query.where for one in compared(part) if one.field == "state" for name in one.values}


def _page(turn: Turn, query: Query, found: Sequence[KnownApplication], skip: int, total: str) -> Reply:
    wanted = found[: query.limit] if query.limit else found
    shown = wanted[skip : skip + _PAGE]
    if not shown:
        return Reply.of(cards.plain(query, [texts.NO_MORE if skip else texts.NONE]))
    lines = [_line(turn.base.call, one) for one in shown]
    rows = [application_row(turn.base.call, one.file, turn.register, turn.now, one.state) for one in shown]
    return Reply.of(cards.paged(cards.Page(query, len(wanted), skip, lines, rows, [total])))


def _line(call: Call, one: KnownApplication) -> str:
    """Return the list's line, with the state that the viewer may know and where the candidate works."""
    known = replace(one.file, candidature=replace(one.file.candidature, status=one.state))
    line = list_line(call, known)
    school = one.school.label if one.school else str(one.file.candidature.answers.get("school", "") or "")
    return texts.APPLICATION_LINE.format(line=line, school=shortened(school, _LONGEST)) if school else line


def _table(turn: Turn, query: Query, found: Sequence[KnownApplication], group: Group) -> Reply:
    counts = tallied(turn, found, group)
    most = min(query.limit or _LINES, _LINES)
    missing = len(found) - sum(count for _, count in counts)
    shown = [*counts[:most], *([(texts.UNKNOWN_PLACE, missing)] if missing else [])]
    total = texts.COUNT.format(count=counted(len(found), "candidature"))
    return Reply.of(cards.counts(query, texts.THINGS[query.what], shown, [total]))


def tallied(turn: Turn, found: Sequence[KnownApplication], group: Group) -> list[tuple[str, int]]:
    """Return how many applications there are of each, by name, the most numerous first; weeks and months in their order."""
    keyed = Counter(key for one in found for key in [_key(one, group)] if key)
    by_day = group in (Group.WEEK, Group.MONTH)
    rows = sorted(keyed.items(), key=lambda row: (0 if by_day else -row[1], row[0]))
    return [(_label(turn, group, key), count) for key, count in rows]


def _key(one: KnownApplication, group: Group) -> str:
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
    places = {one.field for part in query.where for one in compared(part)} & {"department", "place"}
    return [texts.PLACE_AS_WRITTEN] if places else []


async def _undeposited(turn: Turn, query: Query) -> Reply:
    """Count drafts and those that expired: what is in them was never given to anybody."""
    call = turn.base.call
    states = query.values("state")
    if query != Query(query.what, query.op, (Compare("state", states[:1]),)):
        return Reply.text(texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query)))
    if states == ("brouillon",):
        count = len(await applications.drafts_of_call(turn.storage, call.id))
    else:
        count = (await applications.counts(turn.storage, call.id)).get(_S.EXPIRED, 0)
    return Reply.of(cards.plain(query, [texts.COUNT.format(count=counted(count, "brouillon")), texts.DRAFTS_PRIVATE]))


async def matching(turn: Turn, query: Query) -> list[KnownApplication]:
    """Return the applications to the call in force that the query means, oldest first unless it says otherwise."""
    states = {state for name in query.values("state") for state in STATES.get(name, ())}
    # What the database can tell apart is not read; the rest, which the register knows, is looked for in what is.
    answers = {
        "function": [FUNCTION_IDS[name] for name in query.values("function")],
        "wave": [f"v{number}" for number in query.values("wave")],
    }
    files = await applications.deposited(
        turn.storage, turn.base.call.id, states=states, viewer=turn.person.key, answers=answers
    )
    found = [one for one in _known(turn, files) if _passes(query, one, turn.now)]
    return found[::-1] if query.sort is Sort.NEWEST else found


def _known(turn: Turn, files: Iterable[ApplicationFile]) -> list[KnownApplication]:
    out = []
    for file in files:
        candidature = file.candidature
        own = candidature.candidate == turn.person.key
        uai = uai_of(turn.register, str(candidature.answers.get("school", "") or ""))
        state = candidature.status_for_candidate if own else candidature.status
        out.append(KnownApplication(file, state, uai, turn.register.get(uai)))
    return out


def uai_of(register: Register, written: str) -> str:
    """Return the code of the school that a candidate wrote, "" when it names none for sure."""
    coded = _UAI.search(written)
    if coded:
        return coded[0]
    found = register.search(written).taken if written else None
    return found.uai if found else ""


_Test = Callable[[Query, "KnownApplication", Any, datetime], bool]


def _older(_query: Query, one: KnownApplication, age: tuple[int, int], now: datetime) -> bool:
    days, hours = age
    return one.deposited_at is not None and one.deposited_at < now - timedelta(days=days, hours=hours)


def _school(query: Query, one: KnownApplication, name: str, _now: datetime) -> bool:
    if query.schools:
        return one.uai in query.schools
    return one.school is not None and set(words(name)) <= {*words(one.school.name), one.school.uai.lower()}


def _answer(one: KnownApplication, field: str) -> object:
    return one.file.candidature.answers.get(field)


# How one value of each field of ``knowledge.understanding.fields`` is looked for in an application.
TESTS: Mapping[str, _Test] = MappingProxyType(
    {
        "state": lambda _query, one, name, _now: one.state in STATES.get(name, ()),
        "age": _older,
        "function": lambda _query, one, name, _now: _answer(one, "function") == FUNCTION_IDS[name],
        "wave": lambda _query, one, number, _now: _answer(one, "wave") == f"v{number}",
        "school": _school,
        "place": lambda _query, one, name, _now: one.school is not None and in_place(one.school.place, name),
        "department": lambda _query, one, number, _now: one.department == number,
        "reference": lambda _query, one, number, _now: one.file.candidature.reference == number,
    }
)


def _meets(query: Query, condition: Condition, one: KnownApplication, now: datetime) -> bool:
    if isinstance(condition, Or):
        return any(_meets(query, part, one, now) for part in condition.any)
    if isinstance(condition, Not):
        return not _meets(query, condition.of, one, now)
    test = TESTS[condition.field]
    values = [condition.values] if condition.field == "age" else condition.values
    return any(test(query, one, value, now) for value in values)


def _passes(query: Query, one: KnownApplication, now: datetime) -> bool:
    return _in_period(query, one.deposited_at) and all(_meets(query, part, one, now) for part in query.where)


def _in_period(query: Query, at: datetime | None) -> bool:
    if query.period is None:
        return True
    start, end = instants(query.period)
    return at is not None and (start is None or at >= start) and (end is None or at < end)


_EXPERTS_KEPT = _KEPT - {Group.STATE, Group.WEEK, Group.MONTH}


async def show_experts(turn: Turn, query: Query, skip: int) -> Reply:
    """Answer about experts: where they work is known of those whose application says it, and the others are counted."""
    bare = query == Query(query.what, query.op)
    if bare and query.op is not Op.COUNT:
        return await open_by_name(turn, "experts")
    if query.period or query.group_by not in _EXPERTS_KEPT or not _kept_of(query, What.EXPERTS):
        return Reply.text(texts.NOT_KEPT_EXPERTS.format(said=texts.said(query)))
    holders = await experts(turn)
    if bare:
        return Reply.of(cards.plain(query, [texts.COUNT.format(count=counted(len(holders), "expert"))]))
    found = [(holder, one) for holder, one in holders if one and _passes(query, one, turn.now)]
    unknown = sum(one is None for _, one in holders)
    note = [texts.EXPERTS_UNKNOWN.format(count=counted(unknown, "expert"))] if unknown else []
    if query.group_by:
        keyed = Counter(_key(one, query.group_by) for _, one in found)
        counts = [
            (_label(turn, query.group_by, key) or texts.UNKNOWN_PLACE, count)
            for key, count in sorted(keyed.items(), key=lambda row: (-row[1], row[0]))
        ]
        return Reply.of(cards.counts(query, texts.THINGS[query.what], counts, note if counts else [texts.NONE, *note]))
    total = texts.COUNT.format(count=counted(len(found), "expert"))
    if query.op is Op.COUNT:
        return Reply.of(cards.plain(query, [total, *note]))
    shown = found[skip : skip + _PAGE]
    named = [(holder.name, one.school.label if one.school else one.uai) for holder, one in shown]
    lines = [texts.EXPERT_LINE.format(name=name, school=school) for name, school in named]
    rows = [ListRow(name, [school]) for name, school in named]
    return Reply.of(cards.paged(cards.Page(query, len(found), skip, lines, rows, [total, *note])))


async def experts(turn: Turn) -> list[tuple[Someone, KnownApplication | None]]:
    """Return those in office, the longest first, with the application that says where they work; None without one."""
    files = await applications.deposited(turn.storage, turn.base.call.id, states=(_S.ACCEPTED,))
    appointed = {one.file.candidature.candidate: one for one in _known(turn, files) if one.state is _S.ACCEPTED}
    return [(one, appointed.get(one.key)) for one in await people.with_role(turn.storage, Role.EXPERT)]


async def matching_experts(turn: Turn, query: Query) -> list[tuple[Someone, KnownApplication | None]] | None:
    """Return the experts that the query means; None where it asks what is not kept of them."""
    holders = await experts(turn)
    if not query.where and query.period is None:
        return holders
    if query.period or not _kept_of(query, What.EXPERTS):
        return None
    return [(holder, one) for holder, one in holders if one and _passes(query, one, turn.now)]


def _kept_of(query: Query, what: What) -> bool:
    """Tell whether all that the query is narrowed to is kept of ``what``."""
    return all(what in FIELDS[one.field].of for part in query.where for one in compared(part))
