"""Visits to schools: those to come and those that took place, to an expert their own, to the SA EPLE all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from dialogs.core import exchange
from dialogs.core.context import Turn
from dialogs.core.exchange import Reply, notes, titled, told, words
from dialogs.core.request_line import request_row
from dialogs.steering import document_texts as texts
from knowledge.french import bare_date, brief_school, counted, shortened
from knowledge.people import Role
from knowledge.time.delays import paris_day
from storage.queries import visits as queries
from storage.queries.visits import Visit

WORDS = (
    "visites", "les visites", "visites prevues", "mes visites", "deplacements", "visites faites", "ou les experts se sont ils deplaces",
)  # fmt: skip
_BACK = timedelta(days=90)
_SHOWN = 8


async def show(turn: Turn) -> Reply:
    """Show the visits to come, and those of the last ninety days with the line of their report."""
    own = None if turn.person.has(Role.SA_EPLE) else turn.person.key
    coming = await queries.visits_to_come(turn.storage, own)
    held = await queries.visits(turn.storage, turn.now - _BACK, turn.now, own)
    if not coming and not held:
        return Reply.of(exchange.plain_message(texts.VISITS, [texts.VISITS_NONE]))
    parts = (
        [titled(texts.VISITS_COMING, exchange.rows([request_row(file, turn.now) for file in coming[:_SHOWN]]))]
        if coming
        else []
    )
    if held:
        schools = len({one.uai for one in held})
        count = texts.VISITS_COUNT.format(
            visits=counted(len(held), "visite"), schools=counted(schools, "établissement")
        )
        parts.append(titled(texts.VISITS_HELD, words(count), notes(*_lines(held[:_SHOWN]))))
    return Reply.of(told(texts.VISITS, *parts))


def _lines(held: Sequence[Visit]) -> list[str]:
    return [
        texts.VISIT_LINE.format(
            day=bare_date(paris_day(one.at)), school=shortened(brief_school(one.school), 60) or one.uai, who=one.by,
            report=shortened(" ".join(one.report.split()), 160),
        )
        for one in held
    ]  # fmt: skip
