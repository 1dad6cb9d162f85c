"""Status questions in the chat: what was understood is said above what is shown, and what was not is asked back.

Rights: ``knowledge.understanding.query.allowed`` for what is asked, ``knowledge.rights`` for one request; both are read anew
at each press, since a button only carries the query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, Field

from dialogs.core import texts as general
from dialogs.core.context import Services, Turn
from dialogs.core.form_texts import STATES
from dialogs.core.persons import request_in
from dialogs.core.plain import PRESSED_STRICTLY
from dialogs.core.registry import not_offered
from dialogs.core.request_line import names_answer, request_row
from dialogs.core.route import SA_EPLE, STAFF, open_by_name, reserved
from dialogs.core.turn import Message, Reply
from dialogs.steering import applications as status_applications
from dialogs.steering import cards, figures, texts
from dialogs.steering import summary as status_summary
from knowledge.french import counted, listed, number
from knowledge.people import Role
from knowledge.request import RequestStatus
from knowledge.time.delays import paris_day
from knowledge.understanding.meaning import Understanding
from knowledge.understanding.query import AskBack, Compare, Group, Op, Query, Reading, What, Zone, allowed, read_query
from knowledge.understanding.words import plain_words
from storage.queries import status as run
from storage.queries.status import BoundQuery

PAGE = cards.PAGE


async def overview(turn: Turn) -> Reply:
    """Answer «statut», «demandes» and what else asks how things stand."""
    if turn.understood and turn.understood.reading:
        return await answer(turn)
    return await open_by_name(turn, "application.steer")


async def answer(turn: Turn) -> Reply:
    """Answer the status question that was understood, or its next page."""
    meant = turn.understood
    if meant is None or meant.reading is None:
        return Reply.text(_reserved(turn))
    skip = 0
    if meant.goes_on:
        skip = turn.remembered.shown
    if not offered(turn.services, meant.reading):
        return await _unoffered(turn, meant.reading)
    query, unread = _counted_apart(meant.reading), _unread(meant, turn.incoming.text)
    if isinstance(query, Query) and meant.doubt is Zone.ASK:
        return Reply.of(cards.understood(query, unread))
    if isinstance(query, Query) and query.what is What.APPLICATIONS and names_answer(turn.call, unread):
        return await open_by_name(turn, "application.list", text=plain_words(turn.incoming.text))
    reply = await _of(turn, query, skip=skip)
    if isinstance(query, Query) and unread:
        return replace(reply, messages=(*reply.messages, Message(texts.UNREAD.format(words=unread))))
    return reply


# What several values of a field are counted by, each apart: «combien de closes et combien d'annulées ?».
_APART: Mapping[str, Group] = MappingProxyType(
    {"state": Group.STATE, "expert": Group.EXPERT, "department": Group.DEPARTMENT, "subject": Group.SUBJECT,
     "wave": Group.WAVE, "function": Group.FUNCTION}
)  # fmt: skip


def _counted_apart(found: Reading) -> Reading:
    """Return a count of what has one of several values as a count of each."""
    if not isinstance(found, Query) or found.op is not Op.COUNT or found.group_by:
        return found
    several = [_APART.get(one.field) for one in found.where if isinstance(one, Compare) and len(one.values) > 1]
    return replace(found, group_by=several[0]) if len(several) == 1 and several[0] else found


def offered(services: Services, found: Reading | None) -> bool:
    """Tell whether what is asked may be told here, None for one's day: of requests nothing is, where none are taken."""
    of_requests = found is None or (isinstance(found, Query) and found.what is not What.APPLICATIONS)
    return services.assistance or not of_requests


async def _unoffered(turn: Turn, found: Reading) -> Reply:
    """Say where the applications stand to who asks how all stands; of anything else, that it is not there."""
    if isinstance(found, Query) and found.what is What.ALL:
        return await open_by_name(turn, "application.counts")
    return await not_offered(turn)


# What asks for the chart that is drawn anyway.
_DRAWN = frozenset(
    ("donut", "camembert", "graphique", "graphe", "courbe", "histogramme", "barres", "diagramme", "tableau")
)
_BY: Mapping[str, Group] = MappingProxyType(
    {
        "état": Group.STATE, "département": Group.DEPARTMENT, "expert": Group.EXPERT, "sujet": Group.SUBJECT,
        "objet": Group.SUBJECT, "semaine": Group.WEEK, "mois": Group.MONTH, "établissement": Group.SCHOOL,
        "vague": Group.WAVE, "fonction": Group.FUNCTION,
    }
)  # fmt: skip


def _unread(meant: Understanding, text: str) -> str:
    """Return the words of a message that the answer takes no account of; it is grouped by one thing at a time."""
    said = () if meant.doubt is Zone.RUN else meant.leftover
    words = [word for word in said if plain_words(word) not in _DRAWN]
    by = meant.reading.group_by if isinstance(meant.reading, Query) else None
    flat = f" {plain_words(text)} "
    if by is None and " par fonction " in flat:  # Who asks for help has no function that is kept.
        words.append("par fonction")
    if by:
        words += [f"par {one}" for one, group in _BY.items() if group is not by and f" par {plain_words(one)} " in flat]
    return " ".join(words)


async def _of(turn: Turn, found: Reading, *, skip: int = 0) -> Reply:
    if isinstance(found, Query):
        found = status_applications.kept_with_call(turn, found)
        before = turn.remembered
        turn.remember(before.asking(found, turn.now, shown=skip + PAGE))
        reply = await show_found(turn, found, skip)
        if not any(message.card for message in reply.messages):
            turn.remember(before)  # It could not be answered, as of an expert nobody knows: nothing goes on from it.
        return reply
    if isinstance(found, AskBack):
        return Reply.text(cards.asked_back(turn, found))
    return await _refused(turn)


async def _refused(turn: Turn) -> Reply:
    """Refuse, unless it is about a request of the person's own; what exists is not said."""
    reference = request_in(turn.incoming.text, paris_day(turn.now).year)
    if reference:
        return await open_by_name(turn, "request.open", reference=reference)
    return Reply.text(_reserved(turn))


def _reserved(turn: Turn) -> str:
    """Return who may see what this person may not: an expert sees requests, totals are the SA EPLE's."""
    return reserved(turn, SA_EPLE if Role.EXPERT in turn.person.roles else STAFF)


async def clear_filters(turn: Turn) -> Reply:
    """Answer the last status question again without what narrowed it: «efface les filtres»."""
    last = turn.remembered.query_now(turn.now)
    if last is None or not cards.taken_off(last):
        turn.remember(turn.remembered.cleared(turn.now))
        return Reply.text(texts.NO_FILTER)
    return await _of(turn, allowed(cards.everything(last), turn.person.roles))


class StatusPress(BaseModel):
    """The question that a button asks again, and from which line on."""

    model_config = PRESSED_STRICTLY

    query: dict[str, Any]
    schools: list[str] = Field(default_factory=list, max_length=40)
    uai: str = Field("", max_length=8)  # Of buttons shown before several schools could be meant.
    skip: int = Field(0, ge=0, le=100_000)


async def show(turn: Turn, pressed: StatusPress) -> Reply:
    """Answer the question of a button; the rights are those of now."""
    try:
        query = read_query(pressed.query, pressed.schools or [pressed.uai] * bool(pressed.uai))
    except ValueError:
        return Reply.text(general.UNKNOWN_BUTTON)
    if not offered(turn.services, query):
        return await not_offered(turn)
    return await _of(turn, allowed(query, turn.person.roles), skip=pressed.skip)


async def show_found(turn: Turn, query: Query, skip: int = 0) -> Reply:
    """Answer a question, from the line ``skip`` on."""
    if query.what is What.APPLICATIONS:
        return await status_applications.show(turn, query, skip)
    if query.what is What.EXPERTS:
        return await status_applications.show_experts(turn, query, skip)
    if query.value("reference"):
        return await open_by_name(turn, "request.open", reference=query.value("reference"))
    async with turn.storage.together():
        return await _found(turn, query, skip)


async def _found(turn: Turn, query: Query, skip: int) -> Reply:
    if status_summary.fits(query):
        return await status_summary.show(turn, query)
    if query.measure:
        return await figures.show(turn, query)
    asked = await cards.bind(turn, query)
    return Reply.text(asked) if isinstance(asked, str) else await _of_requests(turn, asked, skip)


async def _of_requests(turn: Turn, asked: BoundQuery, skip: int) -> Reply:
    query = asked.query
    if query.group_by:
        return await _counts(turn, asked, query.group_by)
    if query.op is Op.COUNT:
        total = await run.counted(turn.storage, asked)
        actions = [cards.again(texts.BUTTON_LIST, query.as_list())] if total else []
        return Reply.of(cards.plain(query, [texts.COUNT.format(count=_things(query, total)), *_notes(query)], actions))
    return await _list(turn, asked, skip)


async def _list(turn: Turn, asked: BoundQuery, skip: int) -> Reply:
    query = asked.query
    most = max(min(PAGE, (query.limit or skip + PAGE) - skip), 0)
    total, files = await run.listed(turn.storage, asked, skip=skip, limit=most)
    total = min(total, query.limit or total)
    if not files:
        return Reply.of(cards.plain(query, [texts.NO_MORE if skip else texts.NONE, *_notes(query)]))
    above = [texts.COUNT.format(count=_things(query, total)), *_notes(query)]
    if query.op is Op.SUMMARY and turn.person.has(Role.SA_EPLE):
        states = await run.grouped(turn.storage, asked, Group.STATE)
        above.append(
            texts.BY_STATE.format(counts=listed([f"{STATES[RequestStatus(key)]} {number(n)}" for key, n in states]))
        )
    lines = [cards.line(file, sessions=query.what is What.SESSIONS) for file in files]
    late = "en retard" in query.values("state")
    rows = [request_row(file, turn.now, late=late) for file in files]
    return Reply.of(cards.paged(cards.Page(query, total, skip, lines, rows, above)))


def _things(query: Query, total: int) -> str:
    return counted(total, "séance" if query.what is What.SESSIONS else "demande")


def _notes(query: Query) -> list[str]:
    return [texts.UPCOMING] if query.upcoming else []


async def _counts(turn: Turn, asked: BoundQuery, group: Group) -> Reply:
    query = asked.query
    rows = await run.grouped(turn.storage, asked, group)
    if not rows:
        return Reply.of(cards.plain(query, [texts.NONE, *_notes(query)]))
    kept = cards.shown_of(rows, group, query.limit)
    found = [(cards.key_label(turn, group, key), count) for key, count in kept]
    total = sum(count for _, count in rows)
    lines = [texts.COUNT.format(count=_things(query, total))]
    if not query.limit:
        lines += cards.more_of(len(found), len(rows), group)
    days = [key for key, _ in kept]
    return Reply.of(cards.counts(query, texts.THINGS[query.what], found, [*lines, *_notes(query)], days))
