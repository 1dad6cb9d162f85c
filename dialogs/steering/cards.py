"""Cards of status questions: the title says what was understood, the lines what was found, buttons open it or go on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from dialogs.core.context import Turn
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.core.plain import CardPart, notes, told, words
from dialogs.core.request_line import named, school_of, topic_of
from dialogs.core.turn import Message
from dialogs.steering import texts
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import Action, ActionSet, CardElement
from dialogs.ui.patterns import Figure, ListRow
from knowledge.french import PARIS, instant, listed, long_date, number, shortened
from knowledge.people import PersonKey, Role
from knowledge.request import RequestStatus, Topic
from knowledge.schools.register import Register
from knowledge.understanding.directory import in_place
from knowledge.understanding.query import ME, AskBack, Family, Group, Op, Query, compared
from knowledge.understanding.words import words as name_words
from storage.queries import people
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


def chips(query: Query) -> ActionSet | None:
    """Return the row of buttons that take filters off one by one, or all; None where nothing narrows."""
    filters = taken_off(query)
    if not filters:
        return None
    few = len(filters) <= _FEW
    row: list[Action] = [
        _asks(texts.WITHOUT_FILTER.format(filter=shortened(name, _LONGEST)), without)
        for name, without in filters[: _MOST if few else 0]
    ]
    if len(filters) > 1:
        row.append(_asks(texts.WITHOUT_FILTERS, everything(query)))
    return el.buttons(*row)


def _asks(title: str, query: Query) -> Action:
    data = {"query": query.meaning(), **({"schools": list(query.schools)} if query.schools else {})}
    return el.asks(title, "status.show", data)


# --- The cards.

PAGE = 10
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
    shown: list[CardElement] = [pt.bars((name, things), found)] if found else []
    if query.group_by in (Group.WEEK, Group.MONTH) and len(found) > 1:
        shown = pt.trend(head, (name, things), found, days)
        more = [over_time(found)]
    elif query.group_by is Group.STATE and 1 < len(found) <= _PARTS:
        shown = pt.donut(head, (name, things), found)
        more = [largest(found)]
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
        return texts.WEEK_OF.format(day=long_date(date.fromisoformat(key)))
    if group is Group.MONTH:
        return texts.month(date.fromisoformat(key))
    if group is Group.WAVE:
        return texts.WAVE_OF.format(number=key) if key else texts.NO_WAVE
    return texts.DEPARTMENTS.get(key, key)


def summary(
    title: str, figures: Sequence[tuple[Figure, str]], parts: Sequence[CardPart], last: Sequence[CardElement] = ()
) -> Message:
    """Return the parts of a summary under the question as it was understood, its large numbers first, each in words too."""
    drawn = [pt.figures([shown for shown, _ in figures]), el.subtle(texts.AGAINST)]
    return told(title, CardPart(drawn, [spoken for _, spoken in figures]), *parts, CardPart(last))


# --- The names in a question: schools, experts, and how what is found is called.

_T = TypeVar("_T")
LINES = 30  # Of a table by school, expert or week.
_SCHOOLS_NAMED = 10


async def bind(turn: Turn, query: Query) -> BoundQuery | str:
    """Return the query with the schools and the experts that its names stand for, or what to say of an unknown one."""
    if (query.group_by is Group.WAVE or _names_wave(query)) and not any(school.wave for school in turn.register):
        return texts.NO_WAVES
    names = [(one.field, value) for part in query.where for one in compared(part) for value in one.values]
    uais = {(field, name): _schools(turn, query, field, name) for field, name in names if field in ("school", "place")}
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


def _schools(turn: Turn, query: Query, field: str, name: str) -> Collection[str]:
    """Return the UAIs of a place or of a school that is named."""
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
