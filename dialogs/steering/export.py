"""«exporter»: what was asked last, or what is named, as a workbook or as text; the SA EPLE's, and an expert's own."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

from pydantic import BaseModel, Field

from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.files import ONESELF, Maker
from dialogs.core.plain import PRESSED_STRICTLY, plain_message
from dialogs.core.registry import not_offered
from dialogs.core.turn import Enclosed, Message, OfferedFile, Reply
from dialogs.steering import cards, figures, sheets, tables
from dialogs.steering import document_texts as texts
from dialogs.steering.status import offered
from dialogs.ui import elements as el
from knowledge.french import counted
from knowledge.people import Role
from knowledge.understanding.query import ME, AskBack, Compare, Op, Query, Refusal, What, allowed, read_query
from knowledge.understanding.wishes import ExportWish, read_export

_KIND = "status_export"
_OWN = Compare("expert", (ME,))
_REQUESTS = (What.REQUESTS, What.SESSIONS, What.ALL)


async def offer_export(turn: Turn) -> Reply:
    """Offer the file, or say what is missing where nothing is on the screen."""
    if not turn.personal:
        return Reply.text(texts.NOT_IN_CHANNEL)
    said = turn.understood.wish if turn.understood else None
    wish = said if isinstance(said, ExportWish) else read_export(turn.incoming.text) or ExportWish("", "")
    found = _named(turn, wish) if wish.rest else turn.remembered.query_shown(turn.now)
    if isinstance(found, AskBack):
        return Reply.text(cards.asked_back(turn, found))
    if isinstance(found, Refusal):
        return Reply.text(texts.EXPERTS_REQUESTS_ONLY)
    query = _permitted(turn, found)
    if query is None:
        return await _refused(turn, found)
    narrowed = bool(found) and found != query and not turn.person.has(Role.SA_EPLE)
    query = tables.listing(query)
    return await (_offered(turn, query, wish.form) if wish.form else _choice(turn, query, narrowed=narrowed))


class ExportPress(BaseModel):
    """The question whose file is wanted, and as what."""

    model_config = PRESSED_STRICTLY

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
    return await _offered(turn, tables.listing(query), press.form)


async def _refused(turn: Turn, found: Query | None) -> Reply:
    if found is not None and not offered(turn.services, found):
        return await not_offered(turn)
    return Reply.text(turn.worded(texts.WHAT) if turn.person.has(Role.SA_EPLE) else texts.EXPERTS_REQUESTS_ONLY)


def _named(turn: Turn, wish: ExportWish) -> Query | AskBack | Refusal | None:
    """Return the question that the words of an export ask."""
    measured = figures.asked(turn, wish.named)
    if measured is not None:
        return measured
    for words in wish.readings:
        found = figures.read_words(turn, words)
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
    lines = await tables.lines_of(turn, query)
    if not isinstance(lines, int):
        return Reply.text(lines)
    question = figures.named(query)
    if not lines:
        return Reply.text(texts.NOTHING.format(said=question))
    head = texts.WHICH.format(said=question, lines=_counted(min(lines, tables.MOST)))
    below = [
        *([texts.OWN] if narrowed else []),
        *([texts.CUT.format(most=tables.MOST)] if lines > tables.MOST else []),
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
    question = figures.named(query)
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
    return None if isinstance(made, str) else made[0]


FILES: Mapping[str, Maker] = MappingProxyType({_KIND: _accepted})


async def _file(turn: Turn, query: Query, form: str) -> tuple[Enclosed, int] | str:
    """Return the file and its number of lines; what to say where it cannot be made."""
    table = await tables.table(turn, query)
    if isinstance(table, str):
        return table
    # A long table takes a second to write: other turns go on meanwhile.
    return await asyncio.to_thread(sheets.MAKERS[form], table), len(table.rows)
