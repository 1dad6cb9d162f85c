"""Cards of status questions and of measures: the title says what was understood, the lines what was found, buttons open it or go on."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from dialogs.core.context import Turn
from dialogs.core.exchange import CardPart, Message, Reply, notes, told, words
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.core.request_line import named, school_of, topic_of
from dialogs.steering import texts
from dialogs.steering.sheets import Cell, Share
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action, CardElement, ColumnSet
from dialogs.ui.patterns import Figure, ListRow
from knowledge.conversation import NOTHING_FOUND
from knowledge.french import PARIS, bare_date, counted, duration, instant, listed, long_date, number, shortened, typeset
from knowledge.people import PersonKey, Role
from knowledge.request import RequestStatus, Topic
from knowledge.schools.register import Register, School
from knowledge.time.delays import paris_day
from knowledge.understanding.directory import in_place
from knowledge.understanding.measures import MEASURES, Measure, MeasureKind, measure_of
from knowledge.understanding.query import (
    ME,
    AskBack,
    Family,
    Gauge,
    Group,
    Moment,
    Op,
    Period,
    Query,
    Reading,
    What,
    compared,
)
from knowledge.understanding.short import leads
from knowledge.understanding.status import StatusEar
from knowledge.understanding.words import words as name_words
from storage.calls import status_reader
from storage.queries import measures as run
from storage.queries import people
from storage.queries.measures import MeasuredGroup
from storage.queries.requests import RequestFile
from storage.queries.status import BoundQuery

# --- The filters of a question, each with a button that takes it off.

_MOST = 2  # Filters with a button of their own; all of them go with the last one.
_FEW = 5  # Of more filters none has a button of its own: each carries all the others.
_LONGEST = 26  # Characters of a filter on a button.


def taken_off(query: Query) -> list[tuple[str, Query]]:
    """Return each filter in force as it is said, with the query without it; [] where nothing narrows."""
    if query.value("reference"):
        return []
    alone = Query(query.what, Op.LIST)
    found = []
    for one in query.where:
        without = replace(query, where=tuple(other for other in query.where if other is not one), limit=None)
        schools = () if Family.WHERE in one.families else query.schools
        found.append((texts.filter_said(replace(alone, where=(one,))), replace(without, schools=schools)))
    if query.period:
        found.append((texts.filter_said(replace(alone, period=query.period)), replace(query, period=None, limit=None)))
    return found


def everything(query: Query) -> Query:
    """Return the query without any filter."""
    return Query(query.what, query.op, group_by=query.group_by, sort=query.sort, measure=query.measure)


def chips(query: Query) -> ColumnSet | None:
    """Return the words that take filters off one by one, or all; None where nothing narrows."""
    filters = taken_off(query)
    if not filters:
        return None
    few = len(filters) <= _FEW
    row: list[Action] = [
        _asks(texts.WITHOUT_FILTER.format(filter=shortened(_unquoted(name), _LONGEST)), without)
        for name, without in filters[: _MOST if few else 0]
    ]
    if len(filters) > 1:
        row.append(_asks(texts.WITHOUT_FILTERS, everything(query)))
    return pt.links(row)


def _unquoted(name: str) -> str:
    """Return a filter's name as it stands in quotes of its own: «Dépenses» of «au sujet « Dépenses »»."""
    return " ou ".join(_QUOTED.findall(name)) or name


_QUOTED = re.compile(r"«\s(.+?)\s»")


def _asks(title: str, query: Query) -> Action:
    data = {"query": query.meaning(), **({"schools": list(query.schools)} if query.schools else {})}
    return el.asks(title, "status.show", data)


# --- The cards.

PAGE = 10
_ALIKE = 3  # Lines that have the same number: where there are more, a sentence says so.
_PARTS = 8  # Of a ring; more are bars.


def again(title: str, query: Query, skip: int = 0, *, call: str = "") -> Action:
    """Return the button that asks ``query``, from the line ``skip`` on; of that ``call``, where it is a past one."""
    data = {"query": query.meaning(), "schools": list(query.schools), "skip": skip}
    return el.asks(title, "status.show", {**data, **({"call": call} if call else {})})


def plain(query: Query, lines: Sequence[str], actions: Sequence[Action] = ()) -> Message:
    """Return lines below the question as it was understood."""
    return told(texts.said(query), CardPart([chips(query)]), words(*lines), actions=actions)


def counts(
    query: Query, things: str, found: Sequence[tuple[str, int]], lines: Sequence[str], days: Sequence[str] = ()
) -> Message:
    """Return how many there are of each, drawn as what they are, with its sentence; ``things``: what is counted.

    Weeks and months are a trend (``days``: the first of each, as ISO), states the parts of a whole, others bars.
    """
    head = texts.said(query)
    name = texts.GROUP_HEADS.get(query.group_by, "") if query.group_by else ""
    more: list[str] = []
    shown: list[CardElement] = pt.bars((name, things), found) if found else []
    if query.group_by in (Group.WEEK, Group.MONTH):
        alone = len(found) == 1  # Nothing to compare: a sentence.
        shown = [] if alone else pt.trend(head, (name, things), found, days) if found else []
        more = [texts.GROUP_ALONE.format(key=found[0][0])] if alone else [over_time(found)] if found else []
    elif query.group_by is Group.STATE and 1 < len(found) <= _PARTS:
        shown = pt.donut(head, (name, things), found)
        more = [largest(found)]
    elif len(found) > _ALIKE and len({count for _, count in found}) == 1:
        shown = pt.folded("lines", texts.BUTTON_LINES.format(count=len(found)), *shown, light=True)
        each = counted(found[0][1], things.lower().removesuffix("s"))
        more = [texts.ALIKE.format(count=each, name=name.lower(), lines=len(found))]
    keys = [texts.GROUP_LINE.format(key=key, count=count) for key, count in found]
    return told(head, CardPart(said=keys), words(*lines, *more), CardPart(shown))


def over_time(found: Sequence[tuple[str, int]]) -> str:
    """Return what a trend shows: from where to where, and its highest point."""
    (first, begun), (last, ended) = found[0], found[-1]
    when, most = max(found, key=lambda one: one[1])
    return texts.OVER_TIME.format(
        first=first, begun=number(begun), last=last, ended=number(ended), when=when, most=number(most)
    )


def largest(found: Sequence[tuple[str, int]]) -> str:
    """Return what the parts of a whole show: the largest of them."""
    name, count = max(found, key=lambda one: one[1])
    total = sum(count for _, count in found) or 1
    return texts.LARGEST.format(name=name, count=number(count), total=number(total), share=round(100 * count / total))


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what a query finds. ``above``: said before; ``lines``: where there are no cards; ``rows``: where there are."""

    query: Query
    total: int
    skip: int
    lines: Sequence[str]
    rows: Sequence[ListRow]
    above: Sequence[str] = ()


def note_nothing_found(turn: Turn, query: Query) -> None:
    """Remember that a question found nothing: what narrows it further would find no more."""
    turn.remember(turn.remembered.asking(query, turn.now, shown=NOTHING_FOUND))


def understood(query: Query, unread: str) -> Message:
    """Return what was understood of an unsure question, to be confirmed by one press; ``unread``: words left over."""
    left = words(*([texts.UNREAD.format(words=unread)] if unread else []))
    return told(texts.UNDERSTOOD.format(said=texts.said(query)), left, actions=[again(texts.BUTTON_SHOW, query)])


def paged(page: Page) -> Message:
    """Return a page of rows, each opened by a press on it, and the button that shows what follows."""
    last = page.skip + len(page.rows)
    above = list(page.above)
    if page.total > len(page.rows):
        above.append(texts.PAGE.format(first=number(page.skip + 1), last=number(last), total=number(page.total)))
    actions = [again(texts.BUTTON_NEXT, page.query, last)] if last < page.total else []
    listed = CardPart([pt.rows(page.rows)], page.lines)
    return told(texts.said(page.query), CardPart([chips(page.query)]), notes(*above), listed, actions=actions)


def line(file: RequestFile, *, sessions: bool = False) -> str:
    """Return a request on one line: where, what about, its state since when, with whom; a session with its time."""
    request = file.request
    followed = texts.FOLLOWED_BY.format(name=named(file.holder_name) or texts.UNNAMED)
    said = {
        "reference": file.reference,
        "school": school_of(file),
        "topic": topic_of(request),
        "holder": followed if request.holder else texts.WITHOUT,
    }
    if sessions and request.slot:
        return texts.LINE_SLOT.format(**said, slot=instant(request.slot))
    since = long_date((request.status_since or file.logged_at).astimezone(PARIS).date())
    state = f"{texts.URGENT}, {STATES[request.status]}" if request.urgent else STATES[request.status]
    return texts.LINE.format(**said, state=state, since=since)


def group_label(register: Register, group: Group, key: str) -> str:
    """Return how a department, a school, a wave, a week or a month is called in a table."""
    if group is Group.SCHOOL:
        school = register.get(key)
        return school.label if school else key
    if group is Group.WEEK:
        return texts.WEEK_OF.format(day=bare_date(date.fromisoformat(key)))
    if group is Group.MONTH:
        return texts.month(date.fromisoformat(key))
    if group is Group.KIND:
        return key or texts.NO_KIND
    if group is Group.WAVE:
        return texts.WAVE_OF.format(number=key) if key else texts.NO_WAVE
    return texts.DEPARTMENTS.get(key, key)


def summary(
    title: str,
    first: Sequence[CardPart],
    figures: Sequence[tuple[Figure, str]],
    parts: Sequence[CardPart],
    last: Sequence[CardElement] = (),
) -> Message:
    """Return the parts of a summary under the question as it was understood: what is to be done ``first``, then its numbers.

    Each number is said in words too.
    """
    compared = any(shown.trend for shown, _ in figures)
    drawn = [pt.figures([shown for shown, _ in figures]), el.subtle(texts.AGAINST if compared else texts.SEVEN_DAYS)]
    return told(title, *first, CardPart(drawn, [spoken for _, spoken in figures]), *parts, CardPart(last))


# --- The names in a question: schools, experts, and how what is found is called.

_T = TypeVar("_T")
LINES = 30  # Of a table by school, expert or week.
_SCHOOLS_NAMED = 10


BY_SCHOOL = ("school", "place", "kind")  # What the register says of schools.


def is_of_kind(school: School, kind: str) -> bool:
    """Tell whether a school is of that kind, as questions name kinds."""
    vocational = school.type in ("LP", "LPO") or "professionnel" in school.name.lower()
    return school.kind.lower() == kind.split(maxsplit=1)[0] and (" " not in kind or vocational)


async def bind(turn: Turn, query: Query) -> BoundQuery | str:
    """Return the query with the schools and the experts that its names stand for, or what to say of an unknown one."""
    if (query.group_by is Group.WAVE or _names_wave(query)) and not any(school.wave for school in turn.register):
        return texts.NO_WAVES
    names = [(one.field, value) for part in query.where for one in compared(part) for value in one.values]
    uais = {(field, name): schools(turn, query, field, name) for field, name in names if field in BY_SCHOOL}
    holders = {}
    for name in (name for field, name in names if field == "expert"):
        holders[name] = [turn.person.key] if name == ME else await _experts(turn, name)
        if not holders[name]:
            return texts.NO_EXPERT.format(name=name)
    return BoundQuery(query, turn.now, uais, holders, turn.services.delays)


def _names_wave(query: Query) -> bool:
    return any(one.field == "wave" for part in query.where for one in compared(part))


async def _experts(turn: Turn, name: str) -> list[PersonKey]:
    wanted = set(name_words(name))
    return [one.key for one in await people.with_role(turn.storage, Role.EXPERT) if wanted <= set(name_words(one.name))]


def schools(turn: Turn, query: Query, field: str, name: str) -> Collection[str]:
    """Return the UAIs of a place, of a kind of schools, or of a school that is named."""
    if field == "kind":
        return [school.uai for school in turn.register if is_of_kind(school, name)]
    if field == "place":
        return [school.uai for school in turn.register if in_place(school.place, name)]
    if query.schools:
        return query.schools
    said = set(name_words(name))
    return [school.uai for school in turn.register if said <= {*name_words(school.name), *name_words(school.uai)}]


def asked_back(turn: Turn, asked: AskBack) -> str:
    """Return what is asked back where nothing can be run."""
    schools = [school.label for uai in asked.schools if (school := turn.register.get(uai))]
    return texts.ASK[asked.why].format(words=asked.words, schools=listed(schools[:_SCHOOLS_NAMED]))


def shown_of(rows: Sequence[_T], group: Group | None, limit: int | None = None) -> Sequence[_T]:
    """Return the groups that are shown: the first ones, of weeks and months the last."""
    most = min(limit or LINES, LINES)
    return rows[-most:] if group in (Group.WEEK, Group.MONTH) else rows[:most]


def more_of(shown: int, total: int, group: Group | None) -> list[str]:
    """Return the line that says that not all groups are shown."""
    told = texts.MORE_LAST if group in (Group.WEEK, Group.MONTH) else texts.MORE
    return [told.format(shown=shown, total=total)] if total > shown else []


def key_label(turn: Turn, group: Group, key: str) -> str:
    """Return how a group is called in a table."""
    if group is Group.STATE:
        return STATES[RequestStatus(key)]
    if group is Group.SUBJECT:
        return TOPICS[Topic(key)]
    if group is Group.EXPERT:
        return named(key) or texts.WITHOUT
    return group_label(turn.register, group, key)


_WIDTHS = {4: (5, 3, 3, 3)}  # Of a table of so many columns: its heads are whole on a phone.
_DAYS = 90  # Where no period is said.
# What a chart's numbers are rounded to, and what they are made of: hours of minutes, hundredths of a share.
_SCALES = {MeasureKind.DELAY: (1, 1 / 60), MeasureKind.MINUTES: (1, 1 / 60), MeasureKind.SHARE: (1, 100.0)}


def read_words(turn: Turn, words: str, *, goes_on: bool = False) -> Reading:
    """Return the status question that these words ask, alone or from the last one on; None where they ask none."""
    situation = turn.situation if goes_on else replace(turn.situation, query=None)
    read = StatusEar(status_reader).read(words, situation)
    return read.reading if read else None


def asked(turn: Turn, text: str) -> Query | AskBack | None:
    """Return the question of the measure that ``text`` begins with; None where it begins with none."""
    measured = measure_of(text, turn.situation.query)
    if measured is None:
        return None
    measure, rest = measured
    before = turn.situation.query if leads(text) and not rest else None
    if before is not None and before.what is What.REQUESTS:
        return replace(before, op=Op.LIST, limit=None, sort=None, measure=measure.name)
    found = read_words(turn, f"demandes {rest}".strip())
    if isinstance(found, AskBack):
        return found
    query = found if isinstance(found, Query) else Query(What.REQUESTS, Op.LIST)
    return replace(query, op=Op.LIST, limit=None, sort=None, measure=measure.name)


async def show_measure(turn: Turn) -> Reply:
    """Answer with the measure that was asked for, of what is narrowed to, against the period before."""
    query = asked(turn, turn.incoming.text)
    if isinstance(query, AskBack):
        return Reply.text(asked_back(turn, query))
    if query is None:  # In free words: how long it takes until a request is taken, of what they narrow it to.
        found = read_words(turn, turn.incoming.text, goes_on=leads(turn.incoming.text))
        narrowed = found if isinstance(found, Query) and found.what is What.REQUESTS else Query(What.REQUESTS, Op.LIST)
        # «Prise en charge» is what is measured, and no state.
        query = replace(narrowed.without(Family.STATE), op=Op.LIST, limit=None, sort=None, measure=Gauge.TAKE)
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
    bound = await bind(turn, query)
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
        return told(head, CardPart([chips(query)]), words(texts.NOTHING))
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
    groups = shown_of(found.groups, by)
    rows = [[key_label(turn, by, one.key), *_values(measure, one)] for one in groups]
    heads = [texts.GROUP_HEADS[by], *texts.HEADS[measure.kind]]
    drawn, over_time = _plotted(measure, by, rows, groups)
    shown_rows = pt.table(heads, rows, right=tuple(range(1, len(heads))), widths=_WIDTHS.get(len(heads), ()))
    below = [*drawn, *(pt.below_chart(shown_rows, len(rows)) if drawn else [shown_rows])]
    each = CardPart(said=[f"{row[0]}\u00a0: {', '.join(row[1:])}" for row in rows])
    more = notes(*more_of(len(rows), len(found.groups), by))
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


def question(query: Query) -> str:
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
