"""«exporter»: what was asked last, or what is named, as a file that a French Excel opens; for the SA EPLE alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from dialogs.core.context import Turn
from dialogs.core.files import ONESELF, Maker
from dialogs.core.request_line import named
from dialogs.core.topic_texts import STATES, TOPICS
from dialogs.core.turn import Enclosed, Message, OfferedFile, Reply
from dialogs.steering import figure_texts, figures, status, texts
from knowledge.french import PARIS
from knowledge.people import Role
from knowledge.time.delays import paris_day
from knowledge.understanding.fields import What
from knowledge.understanding.query import AskBack, Query, allowed, read_query
from knowledge.understanding.words import plain_words
from storage.queries import status as run
from storage.queries.requests import RequestFile
from storage.queries.status import BoundQuery

WORDS = ("exporter", "export", "exporte", "exportez", "exporter en csv", "export csv", "exporter csv", "exporter en excel",
         "export excel", "telecharger")  # fmt: skip
_KIND = "status_export"
_NOISE = frozenset(("les", "des", "la", "le", "demandes", "demande", "en", "csv", "excel", "xlsx", "format", "fichier"))
_LINES = 20_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def offer_export(turn: Turn) -> Reply:
    """Offer the file; say what is missing where nothing is on the screen."""
    said = plain_words(turn.incoming.text).split()[1:]
    if {"candidatures", "candidature", "candidats", "experts"} & set(said):
        return Reply.text(figure_texts.EXPORT_REQUESTS_ONLY)
    query: Query | AskBack | None = turn.remembered.query_now(turn.now)
    if set(said) - _NOISE or "demandes" in said:
        rest = " ".join(turn.incoming.text.split()[1:])
        query = figures.read_rest(turn, rest.removeprefix("les ").removeprefix("demandes"))
    if isinstance(query, AskBack):
        return Reply.text(status.asked_back(turn, query))
    if query is None:
        return Reply.text(figure_texts.EXPORT_WHAT)
    if query.what not in (What.REQUESTS, What.SESSIONS):
        return Reply.text(figure_texts.EXPORT_REQUESTS_ONLY)
    made = await _file(turn, query)
    if isinstance(made, str):
        return Reply.text(made)
    file, lines = made
    if not lines:
        return Reply.text(figure_texts.EXPORT_NOTHING.format(said=texts.said(query)))
    asked = json.dumps({"query": query.meaning(), "schools": list(query.schools)}, ensure_ascii=False)
    text = figure_texts.EXPORT_OFFER.format(said=texts.said(query), lines=lines)
    context = {"file": _KIND, "reference": ONESELF, "query": asked}
    return Reply.of(Message(text, offers=OfferedFile(file.name, len(file.content), context)))


async def _accepted(turn: Turn, _reference: str) -> Enclosed | None:
    """Make the file anew, for whoever may have it now. What comes back from outside is read as any button's question."""
    if not turn.person.has(Role.SA_EPLE):
        return None
    try:
        asked = json.loads(str(turn.incoming.value.get("query", "")))
        query = allowed(read_query(asked["query"], asked["schools"]), turn.person.roles)
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(query, Query) or query.what not in (What.REQUESTS, What.SESSIONS):
        return None
    made = await _file(turn, query)
    return None if isinstance(made, str) else made[0]


FILES: Mapping[str, Maker] = MappingProxyType({_KIND: _accepted})


async def _file(turn: Turn, query: Query) -> tuple[Enclosed, int] | str:
    """Return the file and its number of lines; a sentence where a name stands for nobody."""
    bound = await status.bind(turn, query)
    if isinstance(bound, str):
        return bound
    rows = await _rows(turn, bound)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerows([safe(cell) for cell in row] for row in rows)
    name = figure_texts.EXPORT_NAME.format(day=paris_day(turn.now).isoformat())
    # The mark by which Excel knows UTF-8.
    return Enclosed(name, "text/csv", written.getvalue().encode("utf-8-sig")), len(rows) - 1


async def _rows(turn: Turn, bound: BoundQuery) -> list[list[str]]:
    by = bound.query.group_by
    if by:
        counts = await run.grouped(turn.storage, bound, by)
        lines = [[status.key_label(turn, by, key), str(count)] for key, count in counts]
        return [[texts.GROUP_HEADS[by], figure_texts.COUNTED], *lines]
    limit = min(bound.query.limit or _LINES, _LINES)
    _, files = await run.listed(turn.storage, bound, limit=limit)
    return [list(figure_texts.EXPORT_HEADS), *(_line(file) for file in files)]


def _line(file: RequestFile) -> list[str]:
    request = file.request
    return [
        file.reference,
        request.uai,
        file.school,
        request.uai[1:3],
        TOPICS[request.topic] if request.topic else "",
        STATES[request.status],
        _day(request.status_since),
        figure_texts.YES if request.urgent else figure_texts.NO,
        _instant(file.logged_at),
        named(file.holder_name),
        _instant(request.slot),
        "" if request.session_minutes is None else str(request.session_minutes),
        "" if request.score is None else str(request.score),
    ]


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _day(at: datetime | None) -> str:
    return at.astimezone(PARIS).strftime("%d/%m/%Y") if at else ""


def _instant(at: datetime | None) -> str:
    return at.astimezone(PARIS).strftime("%d/%m/%Y %H:%M") if at else ""
