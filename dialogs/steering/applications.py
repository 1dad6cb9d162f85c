"""Status questions about applications and experts: what is kept of them is filtered, counted and listed.

Their school is what the candidate wrote, which only the register tells the town and the department of: the database counts
what is alike, and the rest is told of each kind once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from dialogs.core import texts as general
from dialogs.core.context import Turn, past_calls
from dialogs.core.exchange import Reply
from dialogs.core.request_line import FUNCTION_IDS, application_row, list_line, of_call_button
from dialogs.core.route import open_by_name
from dialogs.steering import cards, texts
from dialogs.ui.elements import Action
from dialogs.ui.patterns import ListRow
from knowledge.application import ApplicationStatus, Candidature
from knowledge.call import Call
from knowledge.french import PARIS, counted, shortened
from knowledge.people import Role
from knowledge.schools.register import Register, School
from knowledge.understanding.directory import in_place
from knowledge.understanding.query import FIELDS, Compare, Condition, Group, Not, Op, Or, Query, Sort, What, compared
from knowledge.understanding.words import words
from storage.calls import UnknownCall
from storage.queries import applications, people
from storage.queries.applications import ApplicationFile, ApplicationOutline
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
_KEPT = frozenset(
    (None, Group.STATE, Group.DEPARTMENT, Group.SCHOOL, Group.WAVE, Group.FUNCTION, Group.WEEK, Group.MONTH)
)
_PAGE, _LONGEST = cards.PAGE, 100
_OTHERS = 3  # Past calls that are named.


@dataclass(frozen=True, slots=True)
class KnownApplication:
    """An application, or several alike, as the one who asks may know it, with the school that its text names."""

    outline: ApplicationOutline
    uai: str
    school: School | None

    @property
    def state(self) -> ApplicationStatus:
        """Return the state that may be known."""
        return self.outline.state

    @property
    def department(self) -> str:
        """Return the two digits of the school's code; "" where no school is known."""
        return self.uai[1:3]

    @property
    def count(self) -> int:
        """Return how many they are."""
        return self.outline.count

    @property
    def deposited_at(self) -> datetime | None:
        """Return when it was deposited."""
        return self.outline.deposited_at


def of_call(turn: Turn, query: Query) -> Turn:
    """Return the turn that deals with the call whose applications the query means."""
    try:
        return turn.on(query.call) if query.call else turn
    except UnknownCall:  # A button of another time: the call is described nowhere any more.
        return turn


def kept_with_call(turn: Turn, query: Query) -> Query:
    """Return the query with the past call that is dealt with: what goes on from it keeps it."""
    if query.what is not What.APPLICATIONS:
        return replace(query, call="")
    return replace(query, call=turn.call.id) if turn.services.spoken else query


async def show(turn: Turn, query: Query, skip: int) -> Reply:
    """Answer about applications. What is not kept of them is said so."""
    if query.value("reference"):
        return await open_by_name(turn, "application.open", reference=query.value("reference"))
    turn = of_call(turn, query)
    if query == Query(query.what, Op.SUMMARY, call=query.call):
        return await open_by_name(turn, "application.counts")
    if _states(query) & _NEVER_DEPOSITED:
        return await _undeposited(turn, query)
    if not kept(query):
        return Reply.text(texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query)))
    if query.group_by or query.op is Op.SUMMARY:
        group = query.group_by or Group.STATE
        return _table(turn, query, await alike(turn, query, group), group)
    if query.op is Op.COUNT:
        count = await numbered(turn, query)
        others = await _elsewhere(turn, query) if not count else []
        actions = [cards.again(texts.BUTTON_LIST, query.as_list())] if count else [button for _, button in others]
        lines = [*_of_past(turn), _total(count), *_unplaced(query), *(line for line, _ in others)]
        return Reply.of(cards.plain(query, lines, actions))
    return await _page(turn, query, skip)


def _total(count: int) -> str:
    return texts.COUNT.format(count=counted(count, "candidature"))


def kept(query: Query) -> bool:
    """Tell whether all that the query asks of deposited applications is kept of them."""
    return _states(query) <= set(STATES) and query.group_by in _KEPT and _kept_of(query, What.APPLICATIONS)


def _states(query: Query) -> set[str]:
    return {name for part in query.where for one in compared(part) if one.field == "state" for name in one.values}


async def _page(turn: Turn, query: Query, skip: int) -> Reply:
    found = await matching(turn, query)
    wanted = found[: query.limit] if query.limit else found
    shown = await filed(turn, wanted[skip : skip + _PAGE])
    if not shown:
        others = await _elsewhere(turn, query) if not skip else []
        lines = [*_of_past(turn), texts.NO_MORE if skip else texts.NONE, *(line for line, _ in others)]
        return Reply.of(cards.plain(query, lines, [button for _, button in others]))
    lines = [_line(turn.call, one, file) for one, file in shown]
    rows = [application_row(turn.call, file, turn.register, turn.now, one.state) for one, file in shown]
    above = [*_of_past(turn), _total(len(found))]
    return Reply.of(cards.paged(cards.Page(query, len(wanted), skip, lines, rows, above)))


def _of_past(turn: Turn) -> list[str]:
    """Return the line that names the call, where it is no longer in force."""
    return [general.OF_PAST_CALL.format(title=turn.call.call.title)] if turn.services.spoken else []


async def _elsewhere(turn: Turn, query: Query) -> list[tuple[str, Action]]:
    """Return how many applications to past calls a query finds that finds none here, with the button that lists them."""
    if query.value("reference"):
        return []
    found = []
    for call in await past_calls(turn):
        there = replace(query, call=call.id)
        count = await numbered(turn, there) if call.id != turn.call.id else 0
        if count:
            said = texts.OF_OTHER_CALL.format(title=call.call.title, count=counted(count, "candidature"))
            found.append((said, cards.again(of_call_button(call.call.title), there.as_list())))
    return found[:_OTHERS]


def _line(call: Call, one: KnownApplication, file: ApplicationFile) -> str:
    """Return the list's line, with the state that the viewer may know and where the candidate works."""
    line = list_line(call, replace(file, candidature=replace(file.candidature, status=one.state)))
    school = one.school.label if one.school else str(file.candidature.answers.get("school", "") or "")
    return texts.APPLICATION_LINE.format(line=line, school=shortened(school, _LONGEST)) if school else line


def _table(turn: Turn, query: Query, found: Sequence[KnownApplication], group: Group) -> Reply:
    rows = _tally(found, group)
    total = sum(one.count for one in found)
    missing = total - sum(count for _, count in rows)
    kept = cards.shown_of(rows, group, query.limit)
    shown = [(_label(turn, group, key), count) for key, count in kept]
    lines = [*_of_past(turn), _total(total), *([] if query.limit else cards.more_of(len(kept), len(rows), group))]
    if group in (Group.WEEK, Group.MONTH):  # What has no day is no point of theirs.
        return Reply.of(cards.counts(query, texts.THINGS[query.what], shown, lines, [key for key, _ in kept]))
    shown += [(texts.UNKNOWN_PLACE, missing)] if missing else []
    return Reply.of(cards.counts(query, texts.THINGS[query.what], shown, lines))


def tallied(turn: Turn, found: Sequence[KnownApplication], group: Group) -> list[tuple[str, int]]:
    """Return how many applications there are of each, by name, the most numerous first; weeks and months in their order."""
    return [(_label(turn, group, key), count) for key, count in _tally(found, group)]


def _tally(found: Sequence[KnownApplication], group: Group) -> list[tuple[str, int]]:
    keyed: Counter[str] = Counter()
    for one in found:
        key = _key(one, group)
        if key:
            keyed[key] += one.count
    by_day = group in (Group.WEEK, Group.MONTH)
    return sorted(keyed.items(), key=lambda row: (0 if by_day else -row[1], row[0]))


def _key(one: KnownApplication, group: Group) -> str:
    if group is Group.STATE:
        return one.state.value
    if group is Group.DEPARTMENT:
        return one.department
    if group is Group.SCHOOL:
        return one.uai
    if group is Group.WAVE:
        said = _answer(one, "wave").removeprefix("v")
        return said if said.isdigit() else ""
    if group is Group.FUNCTION:
        return _answer(one, "function")
    if one.deposited_at is None:
        return ""
    day = one.deposited_at.astimezone(PARIS).date()
    return (day - timedelta(days=day.weekday()) if group is Group.WEEK else day.replace(day=1)).isoformat()


def _label(turn: Turn, group: Group, key: str) -> str:
    if group is Group.STATE:
        return general.STATES[ApplicationStatus(key)]
    if group is Group.FUNCTION:
        return _function_label(turn.call, key)
    return cards.group_label(turn.register, group, key)


def _function_label(call: Call, key: str) -> str:
    """Return how the call's form names a function; the key itself where its form has none so named."""
    form = call.application
    field = form and next((one for one in form.field if one.heard == "function"), None)
    option = field.option(key) if field else None
    return option.title if option else key


def _unplaced(query: Query) -> list[str]:
    places = {one.field for part in query.where for one in compared(part)} & {"department", "place"}
    return [texts.PLACE_AS_WRITTEN] if places else []


async def _undeposited(turn: Turn, query: Query) -> Reply:
    """Count drafts and those that expired: what is in them was never given to anybody."""
    call = turn.call
    states = query.values("state")
    if query != Query(query.what, query.op, (Compare("state", states[:1]),), call=query.call):
        return Reply.text(texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query)))
    if states == ("brouillon",):
        count = len(await applications.drafts_of_call(turn.storage, call.id))
    else:
        count = (await applications.counts(turn.storage, call.id)).get(_S.EXPIRED, 0)
    return Reply.of(cards.plain(query, [texts.COUNT.format(count=counted(count, "brouillon")), texts.DRAFTS_PRIVATE]))


# What each filter and each group needs to know of an application, beside its state; of the rest nothing is read.
_NEEDS: Mapping[str, str] = MappingProxyType(
    {
        "school": "school", "place": "school", "department": "school", "kind": "school", "function": "function", "wave": "wave",
        "reference": "reference", "age": "deposited_at",
        Group.SCHOOL: "school", Group.DEPARTMENT: "school", Group.WAVE: "wave", Group.FUNCTION: "function", Group.WEEK: "deposited_at", Group.MONTH: "deposited_at",
    }
)  # fmt: skip


async def matching(turn: Turn, query: Query, *more: str) -> list[KnownApplication]:
    """Return the applications to the query's call that it means, oldest first unless it says otherwise.

    ``more``: what is to be known of them beside what the query needs.
    """
    found = await _outlined(turn, query, {"id", "deposited_at", *more})
    return found[::-1] if query.sort is Sort.NEWEST else found


async def alike(turn: Turn, query: Query, group: Group) -> list[KnownApplication]:
    """Return the same, those alike in what the query and the group look at as one."""
    return await _outlined(turn, query, {_NEEDS[group]} if group in _NEEDS else set())


async def numbered(turn: Turn, query: Query) -> int:
    """Return how many the query means."""
    return sum(one.count for one in await _outlined(turn, query, set()))


async def filed(turn: Turn, found: Sequence[KnownApplication]) -> list[tuple[KnownApplication, ApplicationFile]]:
    """Return applications with their files."""
    files = await applications.by_numbers(turn.storage, [one.outline.number for one in found])
    return [(one, files[one.outline.number]) for one in found if one.outline.number in files]


async def _outlined(turn: Turn, query: Query, columns: set[str]) -> list[KnownApplication]:
    states = {state for name in query.values("state") for state in STATES.get(name, ())}
    # What the database can tell apart is not read; the rest, which the register knows, is looked for in what is.
    answers = {
        "function": [FUNCTION_IDS[name] for name in query.values("function")],
        "wave": [f"v{number}" for number in query.values("wave")],
    }
    fields = {one.field for part in query.where for one in compared(part)}
    call = of_call(turn, query).call.id
    needs = {_NEEDS[name] for name in fields if name in _NEEDS} | ({"deposited_at"} if query.period else set())
    found = await applications.outlined(
        turn.storage, call, columns | needs, states=states, viewer=turn.person.key, answers=answers
    )
    return [one for one in (_known(turn.register, outline) for outline in found) if _passes(query, one, turn.now)]


def _known(register: Register, outline: ApplicationOutline) -> KnownApplication:
    written = outline.answers.get("school", "")
    uai = uai_of(register, written) if written else ""
    return KnownApplication(outline, uai, register.get(uai) if uai else None)


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


def _answer(one: KnownApplication, field: str) -> str:
    return one.outline.answers.get(field, "")


# How one value of each field of ``knowledge.understanding.query`` is looked for in an application.
TESTS: Mapping[str, _Test] = MappingProxyType(
    {
        "state": lambda _query, one, name, _now: one.state in STATES.get(name, ()),
        "age": _older,
        "function": lambda _query, one, name, _now: _answer(one, "function") == FUNCTION_IDS[name],
        "wave": lambda _query, one, number, _now: _answer(one, "wave") == f"v{number}",
        "school": _school,
        "place": lambda _query, one, name, _now: one.school is not None and in_place(one.school.place, name),
        "department": lambda _query, one, number, _now: one.department == number,
        "kind": lambda _query, one, name, _now: one.school is not None and cards.is_of_kind(one.school, name),
        "reference": lambda _query, one, number, _now: one.outline.reference == number,
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
        counts = _grouped(turn, query.group_by, [one for _, one in found])
        return Reply.of(cards.counts(query, texts.THINGS[query.what], counts, note if counts else [texts.NONE, *note]))
    total = texts.COUNT.format(count=counted(len(found), "expert"))
    if query.op is Op.COUNT:
        return Reply.of(cards.plain(query, [total, *note]))
    shown = found[skip : skip + _PAGE]
    named = [(holder.name, one.school.label if one.school else one.uai) for holder, one in shown]
    lines = [texts.EXPERT_LINE.format(name=name, school=school) for name, school in named]
    rows = [ListRow(name, [school]) for name, school in named]
    return Reply.of(cards.paged(cards.Page(query, len(found), skip, lines, rows, [total, *note])))


def _grouped(turn: Turn, by: Group, found: Sequence[KnownApplication]) -> list[tuple[str, int]]:
    """Return how many there are of each group, the largest first."""
    keyed = Counter(_key(one, by) for one in found)
    return [
        (_label(turn, by, key) or texts.UNKNOWN_PLACE, count)
        for key, count in sorted(keyed.items(), key=lambda row: (-row[1], row[0]))
    ]


async def experts(turn: Turn) -> list[tuple[Someone, KnownApplication | None]]:
    """Return those in office, the longest first, with the application that says where they work; None without one."""
    appointed = {
        file.candidature.candidate: _known(turn.register, _outline(file.candidature))
        for call in await applications.calls_applied_to(turn.storage)
        for file in await applications.deposited(turn.storage, call, states=(_S.ACCEPTED,))
        if file.candidature.candidate != turn.person.key or not file.candidature.held_back
    }
    return [(one, appointed.get(one.key)) for one in await people.with_role(turn.storage, Role.EXPERT)]


def _outline(candidature: Candidature) -> ApplicationOutline:
    answers = {name: str(value or "") for name, value in candidature.answers.items()}
    reference, at = candidature.reference, candidature.deposited_at
    return ApplicationOutline(candidature.status, answers, at, reference=reference)


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
