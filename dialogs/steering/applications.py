"""Status questions about applications and experts: what is kept of them is filtered, counted and listed.

Their school is what the candidate wrote, which only the register tells the town and the department of.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from dialogs.core import texts as general
from dialogs.core.context import Turn, past_calls
from dialogs.core.exchange import Reply
from dialogs.core.request_line import application_row, list_line, of_call_button
from dialogs.core.route import open_by_name
from dialogs.steering import cards, texts
from dialogs.ui.elements import Action
from dialogs.ui.patterns import ListRow
from knowledge.application import ApplicationStatus
from knowledge.call import Call
from knowledge.french import counted, shortened
from knowledge.people import Role
from knowledge.schools.register import Register
from knowledge.understanding.query import FIELDS, Compare, Group, Op, Query, What, compared
from storage.calls import UnknownCall
from storage.queries import application_status as run
from storage.queries import applications, people
from storage.queries.application_status import BoundApplications
from storage.queries.applications import ApplicationFile
from storage.queries.people import Someone

_S = ApplicationStatus
_UAI = re.compile(r"\b\d{7}[A-Z]\b")
_NEVER_DEPOSITED = frozenset(("brouillon", "expirée"))
_BY_SCHOOL = frozenset((*cards.BY_SCHOOL, "department", Group.SCHOOL, Group.DEPARTMENT))
_KEPT = frozenset(
    (None, Group.STATE, Group.DEPARTMENT, Group.SCHOOL, Group.WAVE, Group.FUNCTION, Group.WEEK, Group.MONTH)
)
_PAGE, _LONGEST = cards.PAGE, 100
_OTHERS = 3  # Past calls that are named.


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
        return _table(turn, query, await run.grouped(turn.storage, await bind(turn, query, group), group), group)
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
    return _states(query) <= set(run.STATES) and query.group_by in _KEPT and _kept_of(query, What.APPLICATIONS)


def _states(query: Query) -> set[str]:
    return {name for part in query.where for one in compared(part) if one.field == "state" for name in one.values}


async def _page(turn: Turn, query: Query, skip: int) -> Reply:
    most = max(min(_PAGE, (query.limit or skip + _PAGE) - skip), 0)
    total, files = await run.listed(turn.storage, await bind(turn, query), skip=skip, limit=most)
    if not files:
        others = await _elsewhere(turn, query) if not skip else []
        lines = [*_of_past(turn), texts.NO_MORE if skip else texts.NONE, *(line for line, _ in others)]
        cards.note_nothing_found(turn, query)
        return Reply.of(cards.plain(query, lines, [button for _, button in others]))
    lines = [_line(turn, file) for file in files]
    rows = [application_row(turn.call, file, turn.register, turn.now) for file in files]
    above = [*_of_past(turn), _total(total)]
    return Reply.of(cards.paged(cards.Page(query, min(total, query.limit or total), skip, lines, rows, above)))


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


def _line(turn: Turn, file: ApplicationFile) -> str:
    """Return the list's line, with where the candidate works."""
    line, school = list_line(turn.call, file), school_of(turn.register, file)
    said = school.label or school.written
    return texts.APPLICATION_LINE.format(line=line, school=shortened(said, _LONGEST)) if said else line


def _table(turn: Turn, query: Query, found: Sequence[tuple[str, int]], group: Group) -> Reply:
    rows = [(key, count) for key, count in found if key]
    total = sum(count for _, count in found)
    missing = total - sum(count for _, count in rows)
    kept = cards.shown_of(rows, group, query.limit)
    shown = [(_label(turn, group, key), count) for key, count in kept]
    lines = [*_of_past(turn), _total(total), *([] if query.limit else cards.more_of(len(kept), len(rows), group))]
    if group in (Group.WEEK, Group.MONTH):  # What has no day is no point of theirs.
        return Reply.of(cards.counts(query, texts.THINGS[query.what], shown, lines, [key for key, _ in kept]))
    shown += [(texts.UNKNOWN_PLACE, missing)] if missing else []
    return Reply.of(cards.counts(query, texts.THINGS[query.what], shown, lines))


async def tallied(turn: Turn, query: Query, group: Group) -> list[tuple[str, int]]:
    """Return how many applications there are of each, by name, the most numerous first; weeks and months in their order."""
    found = await run.grouped(turn.storage, await bind(turn, query, group), group)
    return [(_label(turn, group, key), count) for key, count in found if key]


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


async def bind(turn: Turn, query: Query, *groups: Group, experts: bool = False) -> BoundApplications:
    """Return the query with the schools that its names stand for, and those that candidates wrote where they are looked at.

    ``groups``: what is counted by; ``experts``: it is about the applications of who was accepted, to whatever call.
    """
    call = None if experts else of_call(turn, query).call.id
    named = [(one.field, value) for part in query.where for one in compared(part) for value in one.values]
    looks = _BY_SCHOOL.intersection((*(field for field, _ in named), *groups))
    written = await run.schools_written(turn.storage, call) if looks else []
    codes = {said: uai_of(turn.register, said) for said in written}
    places = [(field, name) for field, name in named if field in cards.BY_SCHOOL]
    uais = {(field, name): cards.schools(turn, query, field, name) for field, name in places}
    return BoundApplications(query, turn.now, turn.person.key, call, codes, uais)


async def numbered(turn: Turn, query: Query) -> int:
    """Return how many the query means."""
    return await run.counted(turn.storage, await bind(turn, query))


class WrittenSchool(NamedTuple):
    """The school that a candidate wrote: its code, "" where none is named for sure, and its name in the register."""

    written: str
    uai: str
    label: str


def school_of(register: Register, file: ApplicationFile) -> WrittenSchool:
    """Return where a candidate works."""
    written = str(file.candidature.answers.get("school", "") or "")
    uai = uai_of(register, written) if written else ""
    school = register.get(uai) if uai else None
    return WrittenSchool(written, uai, school.label if school else "")


def uai_of(register: Register, written: str) -> str:
    """Return the code of the school that a candidate wrote, "" when it names none for sure."""
    coded = _UAI.search(written)
    if coded:
        return coded[0]
    found = register.search(written).taken if written else None
    return found.uai if found else ""


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
    found = [(holder, file) for holder, file in await _met(turn, query, holders) if file]
    unknown = sum(file is None for _, file in holders)
    note = [texts.EXPERTS_UNKNOWN.format(count=counted(unknown, "expert"))] if unknown else []
    if query.group_by:
        counts = await _grouped(turn, query, query.group_by, [file for _, file in found])
        return Reply.of(cards.counts(query, texts.THINGS[query.what], counts, note if counts else [texts.NONE, *note]))
    total = texts.COUNT.format(count=counted(len(found), "expert"))
    if query.op is Op.COUNT:
        return Reply.of(cards.plain(query, [total, *note]))
    schools = [(holder.name, school_of(turn.register, file)) for holder, file in found[skip : skip + _PAGE]]
    named = [(name, school.label or school.uai) for name, school in schools]
    lines = [texts.EXPERT_LINE.format(name=name, school=school) for name, school in named]
    rows = [ListRow(name, [school]) for name, school in named]
    return Reply.of(cards.paged(cards.Page(query, len(found), skip, lines, rows, [total, *note])))


async def _grouped(turn: Turn, query: Query, by: Group, found: Sequence[ApplicationFile]) -> list[tuple[str, int]]:
    """Return how many there are of each group, the largest first."""
    asked, name = await bind(turn, query, by, experts=True), "school" if by in _BY_SCHOOL else by.value
    answers = (str(file.candidature.answers.get(name, "") or "") for file in found)
    keyed = Counter(run.key_of(asked, by, answer) for answer in answers)
    return [
        (_label(turn, by, key) or texts.UNKNOWN_PLACE, count)
        for key, count in sorted(keyed.items(), key=lambda row: (-row[1], row[0]))
    ]


async def experts(turn: Turn) -> list[tuple[Someone, ApplicationFile | None]]:
    """Return those in office, the longest first, with the application that says where they work; None without one."""
    appointed = {
        file.candidature.candidate: file
        for call in await applications.calls_applied_to(turn.storage)
        for file in await applications.deposited(turn.storage, call, states=(_S.ACCEPTED,))
        if file.candidature.candidate != turn.person.key or not file.candidature.held_back
    }
    return [(one, appointed.get(one.key)) for one in await people.with_role(turn.storage, Role.EXPERT)]


async def _met(
    turn: Turn, query: Query, holders: Sequence[tuple[Someone, ApplicationFile | None]]
) -> list[tuple[Someone, ApplicationFile | None]]:
    """Return those whose application is as the query asks."""
    _, files = await run.listed(turn.storage, await bind(turn, query, experts=True))
    meant = {file.number for file in files}
    return [(holder, file) for holder, file in holders if file and file.number in meant]


async def matching_experts(turn: Turn, query: Query) -> list[tuple[Someone, ApplicationFile | None]] | None:
    """Return the experts that the query means; None where it asks what is not kept of them."""
    if query.period or not _kept_of(query, What.EXPERTS):
        return None
    holders = await experts(turn)
    return await _met(turn, query, holders) if query.where else holders


def _kept_of(query: Query, what: What) -> bool:
    """Tell whether all that the query is narrowed to is kept of ``what``."""
    return all(what in FIELDS[one.field].of for part in query.where for one in compared(part))
