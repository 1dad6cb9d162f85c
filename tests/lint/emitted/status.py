"""Status questions: lists of all lengths, tables, the summaries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from dialogs.core.exchange import CardPart, Message, joined, notes, titled
from dialogs.core.exchange import rows as listed
from dialogs.core.request_line import request_row
from dialogs.steering import cards
from dialogs.steering.cards import LINES
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.patterns import Figure, Tone
from knowledge.request import RequestStatus
from knowledge.schools.register import Register
from knowledge.understanding.query import Compare, Group, Not, Op, Query, What
from storage.queries.requests import RequestFile
from tests.lint import worst
from tests.lint.catalogue import emits
from tests.lint.emitted.requests import file_in

QUERY = Query(
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
_NOW = datetime(2024, 1, 29, 9, 0, tzinfo=UTC)


def _files(count: int) -> list[RequestFile]:
    files = [replace(file_in(RequestStatus.ASSIGNED), number=number) for number in range(count)]
    return [
        replace(one, request=replace(one.request, reference=f"DA-2024-{number:06}")) for number, one in enumerate(files)
    ]


for _count in (1, 5, 10):

    @emits(f"status.list.{_count}", cards.paged)
    def _(count: int = _count) -> Message:
        files = _files(count)
        rows = [request_row(file, _NOW, late=True) for file in files]
        return cards.paged(cards.Page(QUERY, 10_000, 20, [cards.line(file) for file in files], rows, [_LINE]))


@emits("status.count", cards.plain)
def _count_alone() -> Message:
    return cards.plain(QUERY, [_LINE] * 3, [cards.again("Voir la liste", QUERY)])


for _group in Group:

    @emits(f"status.counts.{_group}", cards.counts)
    def _(group: Group = _group) -> Message:
        found = [(f"{number} {_LINE[:100]}", number * 1_000) for number in range(LINES)]
        days: list[str] = []
        if group in (Group.WEEK, Group.MONTH):  # The first day of each names it.
            firsts = [date(2024 + number // 12, number % 12 + 1, 1) for number in range(LINES)]
            days = [first.isoformat() for first in firsts]
            found = [(cards.group_label(Register(()), group, day), number * 1_000) for number, day in enumerate(days)]
        return cards.counts(replace(QUERY, group_by=group), "Demandes", found, ["Un total de tout."], days)


@emits("status.summary", cards.summary)
def _summary() -> Message:
    rows = [request_row(file, _NOW) for file in _files(5)]
    figures = [
        (Figure("100 000", "terminées", Tone.ALERT, cards.again(f"{n} {_LINE}", QUERY), "+10 000"), _LINE)
        for n in range(4)
    ]
    bar = pt.links([el.says("Enlever « ouvertes »", "demandes")])
    first, parts = (
        titled("À traiter d’abord", notes(_LINE), listed(rows)),
        joined([CardPart([bar]), notes(*[_LINE] * 5)]),
    )
    return cards.summary(
        "Bilan", [first], figures, [parts], [el.buttons(*(cards.again(f"Bouton {n}", QUERY) for n in range(3)))]
    )


@emits("status.understood", cards.understood)
def _understood() -> Message:
    return cards.understood(QUERY, worst.LONG_TEXT[:200])
