"""«exporter»: what was asked last, or what is named, as a workbook or as text; the SA EPLE's, and an expert's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Enclosed, Message, OfferedFile, Reply, StrictlyPressed, plain_message
from dialogs.core.files import ONESELF, Maker
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.core.request_line import answers_of, listed_heads, named
from dialogs.core.route import not_offered
from dialogs.core.texts import STATES as APPLICATION_STATES
from dialogs.steering import applications, cards, sheets
from dialogs.steering import document_texts as texts
from dialogs.steering import texts as steering_texts
from dialogs.steering.sheets import Cell, ExportTable
from dialogs.steering.status import offered
from dialogs.steering.texts import LABELS
from dialogs.ui import elements as el
from knowledge.french import capitalised, counted
from knowledge.people import Role
from knowledge.time.delays import paris_day
from knowledge.understanding.measures import MeasureKind
from knowledge.understanding.query import ME, AskBack, Compare, Group, Op, Query, Refusal, What, allowed, read_query
from knowledge.understanding.wishes import ExportWish, read_export
from knowledge.understanding.words import folded
from storage.actions.applications import note_taken
from storage.queries import application_status
from storage.queries import status as run
from storage.queries.accesses import ExportedRequest, exported
from storage.queries.status import BoundQuery

MOST = 20_000  # Lines: what a file of the size that is put in one piece holds.
_OPEN = Compare("state", ("ouvertes",))
_BOTH = ("demandes", "candidatures")
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
        return replace(_made(turn, query, (steering_texts.GROUP_HEADS[by], texts.COUNTED), rows), tab=texts.COUNTS)
    found = await exported(turn.storage, bound, limit=min(query.limit or MOST, MOST))
    tallies = [
        (texts.BY.format(what=texts.STATE), await _tally(turn, bound, Group.STATE)),
        (texts.BY.format(what=texts.DEPARTMENT), await _tally(turn, bound, Group.DEPARTMENT)),
    ]
    notes = [texts.DELAYS, texts.NO_CONTACT, *([texts.CUT.format(most=MOST)] if len(found) == MOST else [])]
    made = _made(turn, query, texts.REQUEST_HEADS, [_request(one) for one in found])
    return replace(made, tallies=tallies, notes=notes)


async def _tally(turn: Turn, bound: BoundQuery, by: Group) -> list[tuple[str, int]]:
    counts = await run.grouped(turn.storage, bound, by)
    return [(cards.key_label(turn, by, key), count) for key, count in counts]


def _request(one: ExportedRequest) -> list[Cell]:
    return [
        one.reference, one.uai, one.school, one.uai[1:3], TOPICS[one.topic], STATES[one.status], paris_day(one.since),
        texts.YES if one.urgent else texts.NO, one.logged_at, named(one.holder), one.slot, one.session_minutes,
        cards.length(one.taken_minutes), cards.length(one.solved_minutes), one.reopened, one.score,
    ]  # fmt: skip


async def _of_measure(turn: Turn, query: Query) -> ExportTable | str:
    found = await cards.taken(turn, query)
    if isinstance(found, str):
        return found
    kind, by = found.measure.kind, query.group_by
    rows: list[list[Cell]] = [[_label(turn, by, one.key), *cards.cells(kind, one)] for one in found.groups if by]
    if found.whole:
        rows.append([texts.ALL, *cards.cells(kind, found.whole)])
    labels = map(capitalised, LABELS[kind])
    heads = (steering_texts.GROUP_HEADS[by] if by else texts.ALL, *labels)
    notes = [texts.DELAYS] if kind is MeasureKind.DELAY else []
    made = _made(turn, query, heads, rows)
    return replace(made, question=cards.titled(found), notes=notes, tab=texts.MEASURES_TAB)


async def _of_applications(turn: Turn, query: Query) -> ExportTable | str:
    if not applications.kept(query):
        return steering_texts.NOT_KEPT_APPLICATIONS.format(said=steering_texts.said(query))
    if query.group_by:
        counts = await applications.tallied(turn, query, query.group_by)
        heads = (steering_texts.GROUP_HEADS[query.group_by], texts.COUNTED)
        return replace(_made(turn, query, heads, [[name, count] for name, count in counts]), tab=texts.COUNTS)
    call, rows = applications.of_call(turn, query).call, list[list[Cell]]()
    bound = await applications.bind(turn, query)
    for file in (await application_status.listed(turn.storage, bound, limit=min(query.limit or MOST, MOST)))[1]:
        candidature, school = file.candidature, applications.school_of(turn.register, file)
        rows.append(
            [candidature.reference, candidature.name, *answers_of(call, candidature),
             school.uai, school.label or school.written, school.uai[1:3], APPLICATION_STATES[candidature.status],
             candidature.deposited_at]
        )  # fmt: skip
    tallies = [
        (texts.BY.format(what=name), await applications.tallied(turn, query, group))
        for name, group in ((texts.STATE, Group.STATE), (texts.DEPARTMENT, Group.DEPARTMENT))
    ]
    columns = (*texts.APPLICATION_HEADS, *listed_heads(call), *texts.APPLICATION_HEADS_AFTER)
    return replace(_made(turn, query, columns, rows), tallies=tallies, notes=[texts.NAMES])


async def _of_experts(turn: Turn, query: Query) -> ExportTable | str:
    found = None if query.group_by else await applications.matching_experts(turn, query)
    if found is None:
        return steering_texts.NOT_KEPT_EXPERTS.format(said=steering_texts.said(query))
    rows: list[list[Cell]] = []
    for holder, file in found:
        school = applications.school_of(turn.register, file) if file else applications.WrittenSchool("", "", "")
        rows.append([holder.name, school.uai, school.label, school.uai[1:3], holder.since and paris_day(holder.since)])
    return replace(_made(turn, query, texts.EXPERT_HEADS, rows), notes=[texts.NAMES])


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
    name = texts.NAMES_OF_FILES[query.what].format(day=paris_day(turn.now).isoformat())
    return ExportTable(name, texts.TABS[query.what], steering_texts.said(query), turn.now, heads, rows)


def _label(turn: Turn, by: Group | None, key: str) -> Cell:
    if by is None:
        return texts.ALL
    return date.fromisoformat(key) if by in _BY_DAY else cards.key_label(turn, by, key)


_KIND = "status_export"
_OWN = Compare("expert", (ME,))
_REQUESTS = (What.REQUESTS, What.SESSIONS, What.ALL)


async def offer_export(turn: Turn) -> Reply:
    """Offer the file, or say what is missing where nothing is on the screen."""
    if not turn.personal:
        return Reply.text(texts.NOT_IN_CHANNEL)
    said = turn.understood.wish if turn.understood else None
    wish = said if isinstance(said, ExportWish) else read_export(turn.incoming.text) or ExportWish("", "")
    both = turn.person.has(Role.SA_EPLE) and all(noun in folded(wish.rest) for noun in _BOTH)
    if both:  # «Exporte les demandes et les candidatures»: a file is of one thing.
        one_each = [el.says(texts.EXPORT_ONE.format(what=noun), f"exporte les {noun}") for noun in _BOTH]
        return Reply.of(plain_message(texts.EXPORT_BOTH, [], one_each))
    found = _named(turn, wish) if wish.rest else turn.remembered.query_shown(turn.now)
    if isinstance(found, AskBack):
        return Reply.text(cards.asked_back(turn, found))
    if isinstance(found, Refusal):
        return Reply.text(texts.EXPERTS_REQUESTS_ONLY)
    query = _permitted(turn, found)
    if query is None:
        return await _refused(turn, found)
    narrowed = bool(found) and found != query and not turn.person.has(Role.SA_EPLE)
    query = listing(query)
    return await (_offered(turn, query, wish.form) if wish.form else _choice(turn, query, narrowed=narrowed))


class ExportPress(StrictlyPressed):
    """The question whose file is wanted, and as what."""

    query: dict[str, Any]
    schools: list[str] = Field(default_factory=list, max_length=40)
    form: Literal["xlsx", "csv"]


async def pressed(turn: Turn, press: ExportPress) -> Reply:
    """Offer the file of the kind that was pressed."""
    try:
        asked = read_query(press.query, press.schools)
    except ValueError:
        return Reply.text(general.UNKNOWN_BUTTON)
    query = _permitted(turn, asked)
    if query is None:
        return await _refused(turn, asked)
    return await _offered(turn, listing(query), press.form)


async def _refused(turn: Turn, found: Query | None) -> Reply:
    if found is not None and not offered(turn.services, found):
        return await not_offered(turn)
    return Reply.text(turn.worded(texts.WHAT) if turn.person.has(Role.SA_EPLE) else texts.EXPERTS_REQUESTS_ONLY)


def _named(turn: Turn, wish: ExportWish) -> Query | AskBack | Refusal | None:
    """Return the question that the words of an export ask."""
    measured = cards.asked(turn, wish.named)
    if measured is not None:
        return measured
    for words in wish.readings:
        found = cards.read_words(turn, words)
        if found is not None:
            return found
    return None


def _permitted(turn: Turn, query: Query | None) -> Query | None:
    """Return what this person may export of ``query``: all of it, or, of an expert, what they follow; None for nothing."""
    if query is not None and not offered(turn.services, query):
        return None
    if turn.person.has(Role.SA_EPLE):
        return query
    if query is None:
        return Query(What.REQUESTS, Op.LIST, (_OWN,))
    if query.what not in _REQUESTS:
        return None
    own = query if query.values("expert") == (ME,) else query.with_condition(_OWN)
    found = allowed(own, turn.person.roles)
    return found if isinstance(found, Query) else None


async def _choice(turn: Turn, query: Query, *, narrowed: bool) -> Reply:
    lines = await lines_of(turn, query)
    if not isinstance(lines, int):
        return Reply.text(lines)
    question = cards.question(query)
    if not lines:
        return Reply.text(texts.NOTHING.format(said=question))
    head = texts.WHICH.format(said=question, lines=_counted(min(lines, MOST)))
    below = [
        *([texts.OWN] if narrowed else []),
        *([texts.CUT.format(most=MOST)] if lines > MOST else []),
        texts.NO_CONTACT if query.what in _REQUESTS else texts.NAMES,
    ]
    data = {"query": query.meaning(), "schools": list(query.schools)}
    actions = [el.asks(title, "status.export", {**data, "form": form}) for form, title in texts.BUTTONS.items()]
    return Reply.of(plain_message(head, below, actions))


def _counted(lines: int) -> str:
    return counted(lines, texts.LINE, texts.LINES_MANY)


async def _offered(turn: Turn, query: Query, form: str) -> Reply:
    made = await _file(turn, query, form)
    if isinstance(made, str):
        return Reply.text(made)
    file, lines = made
    question = cards.question(query)
    if not lines:
        return Reply.text(texts.NOTHING.format(said=question))
    asked = json.dumps({"query": query.meaning(), "schools": list(query.schools), "form": form}, ensure_ascii=False)
    text = texts.OFFER.format(said=question, lines=_counted(lines), kind=texts.KINDS[form])
    context = {"file": _KIND, "reference": ONESELF, "query": asked}
    return Reply.of(Message(text, offers=OfferedFile(file.name, len(file.content), context)))


async def _accepted(turn: Turn, _reference: str) -> Enclosed | None:
    """Make the file anew, for whoever may have it now. What comes back from outside is read as any button's question."""
    if not {Role.SA_EPLE, Role.EXPERT} & turn.person.roles:
        return None
    try:
        press = ExportPress.model_validate_json(str(turn.incoming.value.get("query", "")))
        query = _permitted(turn, read_query(press.query, press.schools))
    except ValueError:  # What is no JSON, no press of ours or no question.
        return None
    if query is None:
        return None
    made = await _file(turn, query, press.form)
    if isinstance(made, str):
        return None
    if query.what is What.APPLICATIONS:
        await note_taken(turn.storage, "exports", "export", turn.person.key, turn.now, data={"rows": made[1]})
    return made[0]


FILES: Mapping[str, Maker] = MappingProxyType({_KIND: _accepted})


async def _file(turn: Turn, query: Query, form: str) -> tuple[Enclosed, int] | str:
    """Return the file and its number of lines; what to say where it cannot be made."""
    made = await table(turn, query)
    if isinstance(made, str):
        return made
    # A long table takes a second to write: other turns go on meanwhile.
    return await asyncio.to_thread(sheets.MAKERS[form], made), len(made.rows)
