"""What a status question finds, as a table to be exported: lists, counts and measures, of requests, applications, experts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from dialogs.core.context import Turn
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.core.request_line import answers_of, listed_heads, named
from dialogs.core.texts import STATES as APPLICATION_STATES
from dialogs.steering import applications, cards, figures, texts
from dialogs.steering import document_texts as said
from dialogs.steering.sheets import Cell, ExportTable
from dialogs.steering.texts import LABELS
from knowledge.french import capitalised
from knowledge.time.delays import paris_day
from knowledge.understanding.measures import MeasureKind
from knowledge.understanding.query import Compare, Group, Op, Query, What
from storage.queries import status as run
from storage.queries.accesses import ExportedRequest, exported
from storage.queries.status import BoundQuery

MOST = 20_000  # Lines: what a file of the size that is put in one piece holds.
_OPEN = Compare("state", ("ouvertes",))
_BY_DAY = (Group.WEEK, Group.MONTH)


def listing(query: Query) -> Query:
    """Return the question whose lines are exported: a summary is that of what is open, a number that of what it counts."""
    if query.measure or query.group_by:
        return replace(query, limit=None)
    if query.op is Op.SUMMARY and query.what in (What.REQUESTS, What.ALL) and not query.values("state"):
        query = replace(query, where=(_OPEN, *query.where))
    what = What.REQUESTS if query.what is What.ALL else query.what
    return replace(query, what=what, op=Op.LIST)


async def lines_of(turn: Turn, query: Query) -> int | str:
    """Return how many lines the table of ``query`` has, or what to say where there is no such table."""
    if query.what in (What.REQUESTS, What.SESSIONS) and not (query.group_by or query.measure):
        bound = await cards.bind(turn, query)
        if isinstance(bound, str):
            return bound
        total = await run.counted(turn.storage, bound)
        return min(total, query.limit or total)
    made = await table(turn, query)
    return made if isinstance(made, str) else len(made.rows)


async def table(turn: Turn, query: Query) -> ExportTable | str:
    """Return the table of what ``query`` finds, or what to say where there is none."""
    return await _MAKERS[query.what](turn, query)


async def _of_requests(turn: Turn, query: Query) -> ExportTable | str:
    if query.measure:
        return await _of_measure(turn, query)
    bound = await cards.bind(turn, query)
    if isinstance(bound, str):
        return bound
    by = query.group_by
    if by:
        counts = await run.grouped(turn.storage, bound, by)
        rows = [[_label(turn, by, key), count] for key, count in counts]
        return replace(_made(turn, query, (texts.GROUP_HEADS[by], said.COUNTED), rows), tab=said.COUNTS)
    found = await exported(turn.storage, bound, limit=min(query.limit or MOST, MOST))
    tallies = [
        (said.BY.format(what=said.STATE), await _tally(turn, bound, Group.STATE)),
        (said.BY.format(what=said.DEPARTMENT), await _tally(turn, bound, Group.DEPARTMENT)),
    ]
    notes = [said.DELAYS, said.NO_CONTACT, *([said.CUT.format(most=MOST)] if len(found) == MOST else [])]
    made = _made(turn, query, said.REQUEST_HEADS, [_request(one) for one in found])
    return replace(made, tallies=tallies, notes=notes)


async def _tally(turn: Turn, bound: BoundQuery, by: Group) -> list[tuple[str, int]]:
    counts = await run.grouped(turn.storage, bound, by)
    return [(cards.key_label(turn, by, key), count) for key, count in counts]


def _request(one: ExportedRequest) -> list[Cell]:
    return [
        one.reference, one.uai, one.school, one.uai[1:3], TOPICS[one.topic], STATES[one.status], paris_day(one.since),
        said.YES if one.urgent else said.NO, one.logged_at, named(one.holder), one.slot, one.session_minutes,
        figures.length(one.taken_minutes), figures.length(one.solved_minutes), one.reopened, one.score,
    ]  # fmt: skip


async def _of_measure(turn: Turn, query: Query) -> ExportTable | str:
    found = await figures.taken(turn, query)
    if isinstance(found, str):
        return found
    kind, by = found.measure.kind, query.group_by
    rows: list[list[Cell]] = [[_label(turn, by, one.key), *figures.cells(kind, one)] for one in found.groups if by]
    if found.whole:
        rows.append([said.ALL, *figures.cells(kind, found.whole)])
    labels = map(capitalised, LABELS[kind])
    heads = (texts.GROUP_HEADS[by] if by else said.ALL, *labels)
    notes = [said.DELAYS] if kind is MeasureKind.DELAY else []
    made = _made(turn, query, heads, rows)
    return replace(made, question=figures.titled(found), notes=notes, tab=said.MEASURES_TAB)


async def _of_applications(turn: Turn, query: Query) -> ExportTable | str:
    if not applications.kept(query):
        return texts.NOT_KEPT_APPLICATIONS.format(said=texts.said(query))
    if query.group_by:
        counts = applications.tallied(turn, await applications.alike(turn, query, query.group_by), query.group_by)
        heads = (texts.GROUP_HEADS[query.group_by], said.COUNTED)
        return replace(_made(turn, query, heads, [[name, count] for name, count in counts]), tab=said.COUNTS)
    call, rows = applications.of_call(turn, query).call, list[list[Cell]]()
    found = await applications.matching(turn, query, "school")
    for one, file in await applications.filed(turn, found[: min(query.limit or MOST, MOST)]):
        candidature = file.candidature
        school = one.school.label if one.school else str(candidature.answers.get("school", "") or "")
        rows.append(
            [candidature.reference, candidature.name, *answers_of(call, candidature),
             one.uai, school, one.department, APPLICATION_STATES[one.state], one.deposited_at]
        )  # fmt: skip
    tallies = [
        (said.BY.format(what=name), applications.tallied(turn, found, group))
        for name, group in ((said.STATE, Group.STATE), (said.DEPARTMENT, Group.DEPARTMENT))
    ]
    columns = (*said.APPLICATION_HEADS, *listed_heads(call), *said.APPLICATION_HEADS_AFTER)
    return replace(_made(turn, query, columns, rows), tallies=tallies, notes=[said.NAMES])


async def _of_experts(turn: Turn, query: Query) -> ExportTable | str:
    found = None if query.group_by else await applications.matching_experts(turn, query)
    if found is None:
        return texts.NOT_KEPT_EXPERTS.format(said=texts.said(query))
    rows: list[list[Cell]] = [
        [
            holder.name,
            one.uai if one else "",
            one.school.label if one and one.school else "",
            one.department if one else "",
            holder.since and paris_day(holder.since),
        ]
        for holder, one in found
    ]
    return replace(_made(turn, query, said.EXPERT_HEADS, rows), notes=[said.NAMES])


_MAKERS: Mapping[What, Callable[[Turn, Query], Awaitable[ExportTable | str]]] = MappingProxyType(
    {
        What.REQUESTS: _of_requests,
        What.SESSIONS: _of_requests,
        What.ALL: _of_requests,
        What.APPLICATIONS: _of_applications,
        What.EXPERTS: _of_experts,
    }
)


def _made(turn: Turn, query: Query, heads: Sequence[str], rows: Sequence[Sequence[Cell]]) -> ExportTable:
    name = said.NAMES_OF_FILES[query.what].format(day=paris_day(turn.now).isoformat())
    return ExportTable(name, said.TABS[query.what], texts.said(query), turn.now, heads, rows)


def _label(turn: Turn, by: Group | None, key: str) -> Cell:
    if by is None:
        return said.ALL
    return date.fromisoformat(key) if by in _BY_DAY else cards.key_label(turn, by, key)
