"""Measures in the chat: «délais par département ce trimestre», «satisfaction», «charge par expert»; for the SA EPLE alone."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from dialogs.core.context import Turn
from dialogs.core.plain import CardPart, notes, told, words
from dialogs.core.turn import Message, Reply
from dialogs.steering import cards, texts
from dialogs.steering.cards import chips
from dialogs.steering.sheets import Cell, Share
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import CardElement
from knowledge.french import number, typeset
from knowledge.time.delays import paris_day
from knowledge.understanding.measures import MEASURES, Measure, MeasureKind, measure_of
from knowledge.understanding.query import AskBack, Gauge, Group, Moment, Op, Period, Query, Reading, What
from knowledge.understanding.status import StatusEar
from storage.calls import status_reader
from storage.queries import measures as run
from storage.queries.measures import MeasuredGroup
from storage.queries.status import BoundQuery

_WIDTHS = {4: (4, 3, 3, 3)}  # Of a table of so many columns: its heads are whole on a phone.
_DAYS = 90  # Where no period is said.
# What a chart's numbers are rounded to, and what they are made of: hours of minutes, hundredths of a share.
_SCALES = {MeasureKind.DELAY: (1, 1 / 60), MeasureKind.MINUTES: (1, 1 / 60), MeasureKind.SHARE: (1, 100.0)}


def read_words(turn: Turn, words: str) -> Reading:
    """Return the status question that these words alone ask; None where they ask none."""
    read = StatusEar(status_reader).read(words, replace(turn.situation, query=None))
    return read.reading if read else None


def asked(turn: Turn, text: str) -> Query | AskBack | None:
    """Return the question of the measure that ``text`` begins with; None where it begins with none."""
    measured = measure_of(text)
    if measured is None:
        return None
    measure, rest = measured
    found = read_words(turn, f"demandes {rest}".strip())
    if isinstance(found, AskBack):
        return found
    query = found if isinstance(found, Query) else Query(What.REQUESTS, Op.LIST)
    return replace(query, op=Op.LIST, limit=None, sort=None, measure=measure.name)


async def show_measure(turn: Turn) -> Reply:
    """Answer with the measure that was asked for, of what is narrowed to, against the period before."""
    query = asked(turn, turn.incoming.text)
    if isinstance(query, AskBack):
        return Reply.text(cards.asked_back(turn, query))
    if query is None:
        return Reply.text(texts.WHICH)
    turn.remember(turn.remembered.asking(query, turn.now))
    return await show(turn, query)


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measure that was taken. ``plain``: no period was said, so that the last days were looked at."""

    measure: Measure
    bound: BoundQuery
    whole: MeasuredGroup | None  # None: nothing is measured so.
    groups: Sequence[MeasuredGroup]
    plain: bool


async def taken(turn: Turn, query: Query) -> Measurement | str:
    """Take the measure that the query names; what to say where that is not done."""
    measure = MEASURES[query.measure or Gauge.TAKE]
    if query.group_by in measure.not_by:
        return texts.NOT_BY_PERSON.format(measure=measure.label)
    plain = query.period is None and not measure.open_only
    if plain:
        today = paris_day(turn.now)
        query = replace(query, period=Period(Moment.CREATED, today - timedelta(days=_DAYS - 1), today))
    bound = await cards.bind(turn, query)
    if isinstance(bound, str):
        return bound
    whole = await run.measured(turn.storage, bound, measure)
    groups = await run.measured(turn.storage, bound, measure, query.group_by) if whole and query.group_by else []
    return Measurement(measure, bound, whole[0] if whole else None, groups, plain)


async def show(turn: Turn, query: Query) -> Reply:
    """Show the measure that the query names."""
    found = await taken(turn, query)
    return Reply.text(found) if isinstance(found, str) else Reply.of(await _message(turn, query, found))


async def _message(turn: Turn, query: Query, found: Measurement) -> Message:
    measure, bound, by = found.measure, found.bound, query.group_by
    head, labels = titled(found), texts.LABELS[measure.kind]
    if found.whole is None:
        return told(head, CardPart([chips(query)]), words(texts.NOTHING.format(word=measure.says[0])))
    values = _values(measure, found.whole)
    lines = [await _before(turn, measure, bound)] if bound.query.period else []
    if measure.kind is MeasureKind.DELAY:
        lines.append(texts.WORKING)
    if measure.open_only:
        lines.append(texts.NOW_OPEN)
    if found.plain:
        lines.append(texts.LAST_DAYS.format(days=_DAYS))
    shown = pt.figures([pt.Figure(value, label) for value, label in zip(values, labels, strict=True)])
    whole = CardPart(
        [chips(query), shown], [f"{label}\u00a0: {value}" for value, label in zip(values, labels, strict=True)]
    )
    if not by:
        return told(head, whole, words(*lines))
    groups = cards.shown_of(found.groups, by)
    rows = [[cards.key_label(turn, by, one.key), *_values(measure, one)] for one in groups]
    heads = [texts.GROUP_HEADS[by], *texts.HEADS[measure.kind]]
    drawn, over_time = _plotted(measure, by, rows, groups)
    shown_rows = pt.table(heads, rows, right=tuple(range(1, len(heads))), widths=_WIDTHS.get(len(heads), ()))
    below = [*drawn, *(pt.below_chart(shown_rows, len(rows)) if drawn else [shown_rows])]
    each = CardPart(said=[f"{row[0]}\u00a0: {', '.join(row[1:])}" for row in rows])
    more = notes(*cards.more_of(len(rows), len(found.groups), by))
    return told(head, whole, each, words(*lines), CardPart(below, over_time), more)


def _plotted(
    measure: Measure, by: Group, rows: Sequence[Sequence[str]], groups: Sequence[MeasuredGroup]
) -> tuple[list[CardElement], list[str]]:
    """Return a measure over time as a chart, with the sentence that says what it shows; nothing of what is no time."""
    if by not in (Group.WEEK, Group.MONTH) or len(rows) < 2:
        return [], []
    place, scale = _SCALES.get(measure.kind, (1, 1.0))
    highest = max(zip(groups, rows, strict=True), key=lambda one: one[0].value)[1]
    said = texts.OVER_TIME.format(
        first=rows[0][0], begun=rows[0][1], last=rows[-1][0], ended=rows[-1][1], when=highest[0], most=highest[1]
    )
    title = texts.CHARTS.get(measure.kind, "{measure}").format(measure=measure.label)
    points = [(row[0], round(one.value * scale, place)) for row, one in zip(rows, groups, strict=True)]
    return [el.paragraph(said), pt.plotted(title, measure.label, points, [one.key for one in groups])], [said]


def titled(found: Measurement) -> str:
    """Return the measure and what it was taken of, in words."""
    return texts.FIGURE_TITLE.format(measure=found.measure.label, said=texts.said(found.bound.query))


def named(query: Query) -> str:
    """Return a question in words, the measure that it asks before what it is taken of."""
    said = texts.said(query)
    return texts.FIGURE_TITLE.format(measure=MEASURES[query.measure].label, said=said) if query.measure else said


async def _before(turn: Turn, measure: Measure, bound: BoundQuery) -> str:
    """Return the same figure of the period of the same length just before, in one line."""
    period = bound.query.period
    previous = earlier(period) if period else None
    if previous is None:
        return texts.NO_BEFORE.format(days="")
    query = replace(bound.query, period=previous)
    days = texts.filter_said(Query(What.REQUESTS, Op.LIST, period=previous))
    found = await run.measured(turn.storage, replace(bound, query=query), measure)
    if not found:
        return texts.NO_BEFORE.format(days=days)
    pairs = zip(texts.LABELS[measure.kind], _values(measure, found[0]), strict=True)
    said = (f"{value} {label}" if label in texts.COUNTED else f"{label} {value}" for label, value in pairs)
    return texts.BEFORE.format(days=days, value=", ".join(said))


def earlier(period: Period) -> Period | None:
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


def cells(kind: MeasureKind, one: MeasuredGroup) -> list[Cell]:
    """Return a figure by its type, one cell for each of the measure's columns."""
    if kind is MeasureKind.DELAY:
        return [length(one.value), length(one.high or 0), one.count]
    if kind is MeasureKind.NUMBER:
        return [one.count]
    makes: Mapping[MeasureKind, Callable[[float], Cell]] = {MeasureKind.MINUTES: length, MeasureKind.SHARE: Share}
    return [makes.get(kind, float)(one.value), one.count]


def length(minutes: float | None) -> timedelta | None:
    """Return minutes as a cell holds them."""
    return None if minutes is None else timedelta(minutes=round(minutes))


def _values(measure: Measure, one: MeasuredGroup) -> Sequence[str]:
    """Return a figure as it reads, one part for each of the measure's columns."""
    return [said(cell) for cell in cells(measure.kind, one)]


def said(cell: Cell) -> str:
    """Return a cell as a sentence or a card says it."""
    if isinstance(cell, timedelta):
        return duration(cell.total_seconds() / 60)
    if isinstance(cell, Share):
        return typeset(f"{100 * cell:.1f} %".replace(".", ","))
    if isinstance(cell, float):
        return f"{cell:.1f}".replace(".", ",")
    return number(cell) if isinstance(cell, int) else str(cell or "")


def duration(minutes: float) -> str:
    """Return minutes as they are said: «45 min», «3 h 05»."""
    hours, left = divmod(round(minutes), 60)
    if not hours:
        return typeset(f"{left} min")
    return typeset(f"{number(hours)} h {left:02}" if left else f"{number(hours)} h")
