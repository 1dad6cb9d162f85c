"""«statut»: what waits for the SA EPLE, or for an expert, at one glance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from dialogs.core.context import Turn
from dialogs.core.request_line import request_row
from dialogs.core.route import open_by_name
from dialogs.core.topic_texts import STATES
from dialogs.core.turn import Message, Reply
from dialogs.steering import cards, texts
from dialogs.ui.patterns import Figure, Tone
from knowledge.french import listed, number
from knowledge.people import Role
from knowledge.request import OPEN, RequestStatus
from knowledge.time.delays import paris_day
from knowledge.understanding.fields import What
from knowledge.understanding.query import Compare, Group, Moment, Op, Period, Query, Sort
from storage.queries import requests
from storage.queries import status as run
from storage.queries.requests import RequestFile
from storage.queries.status import BoundQuery

_OLDEST, _MINE = 3, 5
_R, _L = What.REQUESTS, Op.LIST
_STATE_OPEN, _STATE_UNTAKEN = Compare("state", ("ouvertes",)), Compare("state", ("non prises",))


def fits(query: Query) -> bool:
    """Tell whether the whole state of things is asked for, narrowed to a department at most."""
    if query == Query(_R, Op.SUMMARY):
        return True
    departments = (Compare("department", query.values("department")),) if query.values("department") else ()
    return query == Query(What.ALL, Op.SUMMARY, departments)


async def show(turn: Turn, query: Query) -> Reply:
    """Show the summary of the SA EPLE, or the expert's own."""
    if not turn.person.has(Role.SA_EPLE):
        return Reply.of(await _of_expert(turn, query))
    messages = [await _of_requests(turn, query)]
    if query.what is What.ALL and not query.where:
        messages += (await open_by_name(turn, "application.counts")).messages
    return Reply.of(*messages)


async def _of_requests(turn: Turn, query: Query) -> Message:
    """Return open requests by state, what is late, the sessions of the day and week, the oldest that wait."""
    today = paris_day(turn.now)
    monday = today - timedelta(days=today.weekday())
    where = query.where
    open_ = Query(_R, _L, (_STATE_OPEN, *where))
    untaken = Query(_R, _L, (_STATE_UNTAKEN, *where))
    late = Query(_R, _L, (Compare("state", ("en retard",)), *where))
    day = Query(What.SESSIONS, _L, where, Period(Moment.PLANNED, today, today))
    week = Query(What.SESSIONS, _L, where, Period(Moment.PLANNED, monday, monday + timedelta(days=6)))
    oldest = replace(open_, sort=Sort.OLDEST)
    states = dict(await run.grouped(turn.storage, _bind(turn, open_), Group.STATE))
    waiting, beyond = await _late(turn, late)
    counts = {one: await run.counted(turn.storage, _bind(turn, one)) for one in (day, week)}
    _, files = await run.listed(turn.storage, _bind(turn, oldest), limit=_OLDEST)
    figures = [
        Figure(number(sum(states.values())), texts.FIGURE_OPEN),
        Figure(number(waiting), texts.FIGURE_UNTAKEN, Tone.ALERT if waiting else Tone.PLAIN),
        Figure(number(beyond), texts.FIGURE_IDLE, Tone.ALERT if beyond else Tone.PLAIN),
        Figure(number(counts[day]), texts.FIGURE_TODAY),
    ]
    said = [_by_state(states)] if states else []
    parts = [cards.SummaryPart(texts.SUMMARY_STATES, [*said, texts.SUMMARY_WEEK.format(week=counts[week])])]
    if files:
        rows = [request_row(file, turn.now) for file in files]
        parts.append(cards.SummaryPart(texts.SUMMARY_OLDEST, (), [cards.line(file) for file in files], rows))
    actions = [
        *([cards.again(texts.BUTTON_LATE, late)] if waiting + beyond else []),
        *([cards.again(texts.BUTTON_UNTAKEN, untaken)] if states.get(RequestStatus.NEW) else []),
        *([cards.again(texts.BUTTON_WEEK, week)] if counts[week] else []),
        *([cards.again(texts.BUTTON_OLDEST, oldest)] if files else []),
    ]
    return cards.summary(texts.said(query), figures, parts, actions)


async def _late(turn: Turn, late: Query) -> tuple[int, int]:
    """Return how many were not taken within T1, and how many that were taken have not moved for T2."""
    states = dict(await run.grouped(turn.storage, _bind(turn, late), Group.STATE))
    return states.get(RequestStatus.NEW, 0), states.get(RequestStatus.ASSIGNED, 0)


async def _of_expert(turn: Turn, query: Query) -> Message:
    """Return what the expert holds, and what nobody has taken: lists, no totals of others."""
    untaken = Query(_R, _L, (_STATE_UNTAKEN,))
    held = await requests.held_by(turn.storage, turn.person.key)
    total, files = await run.listed(turn.storage, _bind(turn, untaken), limit=_MINE)
    mine = cards.SummaryPart(
        texts.SUMMARY_MINE,
        _more(held) if held else [texts.NONE_HELD],
        [cards.line(file) for file in held[:_MINE]],
        [request_row(file, turn.now, own=True) for file in held[:_MINE]],
    )
    free = cards.SummaryPart(
        texts.SUMMARY_FREE,
        [] if files else [texts.NONE_FREE],
        [cards.line(file) for file in files],
        [request_row(file, turn.now) for file in files],
    )
    actions = [cards.again(texts.BUTTON_UNTAKEN, untaken)] if total > len(files) else []
    return cards.summary(texts.said(query), [], [mine, free], actions)


def _more(held: Sequence[RequestFile]) -> list[str]:
    shown = len(held[:_MINE])
    return [texts.MORE.format(shown=shown, total=len(held))] if len(held) > shown else []


def _bind(turn: Turn, query: Query) -> BoundQuery:
    return BoundQuery(query, turn.now, delays=turn.services.delays)


def _by_state(states: Mapping[str, int]) -> str:
    said = [f"{STATES[state]} {states[state]}" for state in RequestStatus if state in OPEN and state in states]
    return texts.BY_STATE.format(counts=listed(said))
