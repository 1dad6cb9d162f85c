"""Measures in the chat: «délais par département ce trimestre», «satisfaction», «charge par expert»; for the SA EPLE alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from dialogs.core.context import Turn
from dialogs.core.turn import Message, Reply
from dialogs.steering import figure_texts, status, texts
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from knowledge.french import number, typeset
from knowledge.time.delays import paris_day
from knowledge.understanding.fields import What
from knowledge.understanding.measures import MEASURES, Measure, MeasureKind
from knowledge.understanding.query import AskBack, Group, Moment, Op, Period, Query
from knowledge.understanding.steering import StatusEar
from knowledge.understanding.words import plain_words
from storage.calls import status_reader
from storage.queries import measures as run
from storage.queries.measures import MeasuredGroup
from storage.queries.status import BoundQuery

_DAYS = 90  # Where no period is said.


def measure_of(text: str) -> tuple[Measure, str] | None:
    """Return the measure that a message begins with, the longest words first, and the words after it."""
    said = plain_words(text)
    words = sorted(
        ((one, measure) for measure in MEASURES.values() for one in measure.says), key=lambda it: -len(it[0])
    )
    for one, measure in words:
        if said == one or said.startswith(f"{one} "):
            return measure, " ".join(text.split()[len(one.split()) :])
    return None


def read_rest(turn: Turn, rest: str) -> Query | AskBack | None:
    """Return the question that the words after a measure or an export ask of requests; None for what is refused."""
    situation = replace(turn.situation, query=None)
    read = StatusEar(status_reader).read(f"demandes {rest}".strip(), situation)
    found = read.reading if read else None
    return found if isinstance(found, Query | AskBack) else None


async def show_measure(turn: Turn) -> Reply:
    """Answer with the measure that was asked for, of what is narrowed to, against the period before."""
    asked = measure_of(turn.incoming.text)
    if asked is None:
        return Reply.text(figure_texts.EXPORT_WHAT)
    measure, rest = asked
    found = read_rest(turn, rest)
    if isinstance(found, AskBack):
        return Reply.text(status.asked_back(turn, found))
    query = found or Query(What.REQUESTS, Op.LIST)
    by = query.group_by
    if by in measure.not_by:
        return Reply.text(figure_texts.NOT_BY_PERSON.format(measure=measure.label))
    plain = query.period is None and not measure.open_only
    if plain:
        today = paris_day(turn.now)
        query = replace(query, period=Period(Moment.CREATED, today - timedelta(days=_DAYS - 1), today))
    query = replace(query, op=Op.LIST, limit=None, sort=None)
    bound = await status.bind(turn, query)
    if isinstance(bound, str):
        return Reply.text(bound)
    return Reply.of(await _message(turn, measure, bound, by, plain=plain))


async def _message(turn: Turn, measure: Measure, bound: BoundQuery, by: Group | None, *, plain: bool) -> Message:
    head = figure_texts.TITLE.format(measure=measure.label, said=texts.said(bound.query))
    whole = await run.measured(turn.storage, bound, measure)
    if not whole:
        lines = [figure_texts.NOTHING.format(word=measure.says[0])]
        return Message("\n".join([head, *lines]), el.card(el.heading(head), el.paragraph(lines[0])))
    values = _values(measure, whole[0])
    lines = [await _before(turn, measure, bound)] if bound.query.period else []
    if measure.kind is MeasureKind.DELAY:
        lines.append(figure_texts.WORKING)
    if measure.open_only:
        lines.append(figure_texts.NOW_OPEN)
    if plain:
        lines.append(figure_texts.LAST_DAYS.format(days=_DAYS))
    shown = [pt.Figure(value, label) for value, label in zip(values, figure_texts.LABELS[measure.kind], strict=True)]
    said = [f"{label} : {value}" for value, label in zip(values, figure_texts.LABELS[measure.kind], strict=True)]
    body = [el.heading(head), pt.figures(shown), *(el.paragraph(line) for line in lines)]
    if by:
        groups = await run.measured(turn.storage, bound, measure, by)
        rows = [[status.key_label(turn, by, one.key), *_values(measure, one)] for one in groups[: status.LINES]]
        heads = [texts.GROUP_HEADS[by], *figure_texts.HEADS[measure.kind]]
        body.append(pt.table(heads, rows, right=tuple(range(1, len(heads)))))
        said += [f"{row[0]} : {', '.join(row[1:])}" for row in rows]
        if len(groups) > len(rows):
            lines.append(figure_texts.MORE.format(shown=len(rows), total=len(groups)))
            body.append(el.subtle(lines[-1]))
    return Message("\n".join(typeset(line) for line in [head, *said, *lines]), el.card(*body))


async def _before(turn: Turn, measure: Measure, bound: BoundQuery) -> str:
    """Return the same figure of the period of the same length just before, in one line."""
    period = bound.query.period
    earlier = _earlier(period) if period else None
    if earlier is None:
        return figure_texts.NO_BEFORE.format(days="")
    query = replace(bound.query, period=earlier)
    days = texts.filter_said(Query(What.REQUESTS, Op.LIST, period=earlier))
    found = await run.measured(turn.storage, replace(bound, query=query), measure)
    if not found:
        return figure_texts.NO_BEFORE.format(days=days)
    pairs = zip(figure_texts.LABELS[measure.kind], _values(measure, found[0]), strict=True)
    return figure_texts.BEFORE.format(days=days, value=", ".join(f"{label} {value}" for label, value in pairs))


def _earlier(period: Period) -> Period | None:
    """Return the period just before: as many whole months where it is whole months, else as many days."""
    start, end = period.start, period.end
    if start is None or end is None:
        return None
    last = start - timedelta(days=1)
    if start.day == 1 and end.day == monthrange(end.year, end.month)[1]:
        months = (end.year - start.year) * 12 + end.month - start.month
        at = last.year * 12 + last.month - 1 - months
        return Period(period.moment, last.replace(year=at // 12, month=at % 12 + 1, day=1), last)
    return Period(period.moment, last - (end - start), last)


def _values(measure: Measure, one: MeasuredGroup) -> Sequence[str]:
    """Return a figure as it reads, one part for each of the measure's heads."""
    count = number(one.count)
    if measure.kind is MeasureKind.DELAY:
        return [duration(one.value), duration(one.high or 0), count]
    if measure.kind is MeasureKind.SHARE:
        return [typeset(f"{100 * one.value:.1f} %".replace(".", ",")), count]
    if measure.kind is MeasureKind.SCORE:
        return [f"{one.value:.1f}".replace(".", ","), count]
    return [duration(one.value), count] if measure.kind is MeasureKind.MINUTES else [count]


def duration(minutes: float) -> str:
    """Return minutes as they are said: «45 min», «3 h 05»."""
    hours, left = divmod(round(minutes), 60)
    if not hours:
        return typeset(f"{left} min")
    return typeset(f"{number(hours)} h {left:02}" if left else f"{number(hours)} h")
