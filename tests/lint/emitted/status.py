"""Status questions: lists of all lengths, tables, the summaries."""

from __future__ import annotations

from dataclasses import replace

from dialogs.core.turn import Message
from dialogs.steering import cards
from knowledge.request import RequestStatus
from knowledge.understanding.fields import What
from knowledge.understanding.query import Compare, Not, Op, Query
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.requests import file_in

_QUERY = Query(
    What.REQUESTS,
    Op.LIST,
    (
        Compare("state", ("ouvertes", "en retard")),
        Not(Compare("department", ("04", "05", "13", "84"))),
        Compare("school", (worst.LONG_NAME[:200],)),
        Compare("expert", (worst.LONG_NAME[:200],)),
        Compare("subject", ("TRESO", "REGIE", "COFI")),
        Compare("urgent", (True,)),
    ),
)
_LINE = worst.LONG_NAME[:140]
for _count in (1, 5, 10):

    @emits(f"status.list.{_count}", cards.listing)
    def _(count: int = _count) -> Message:
        files = [replace(file_in(RequestStatus.ASSIGNED), number=number) for number in range(count)]
        page = cards.Page(_QUERY, 10_000, 20, [cards.line(file) for file in files], [_LINE])
        return cards.listing(page, files)


@emits("status.applications", cards.paged)
def _applications() -> Message:
    choices = [(f"CA-2024-{number:06}", "N" * 85) for number in range(10)]
    page = cards.Page(replace(_QUERY, what=What.APPLICATIONS), 10_000, 0, [_LINE] * 10)
    return cards.paged(page, choices, [], "application.open")


@emits("status.table", cards.plain)
def _table() -> Message:
    return cards.plain(_QUERY, [_LINE] * 30, [cards.again("Voir la liste", _QUERY)])


@emits("status.summary", cards.summary)
def _summary() -> Message:
    parts = [(f"Partie {number}", [_LINE] * 5) for number in range(4)]
    return cards.summary("Bilan", parts, [cards.again(f"Bouton {number}", _QUERY) for number in range(4)])


@emits("status.understood", cards.understood)
def _understood() -> Message:
    return cards.understood(_QUERY, worst.LONG_TEXT[:200])
