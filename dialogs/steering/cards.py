"""Cards of status questions: what was understood as the title, what is found below, a way to open one and to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.core.parts import CardPart, notes, told, words
from dialogs.core.request_line import named, school_of, topic_of
from dialogs.core.topic_texts import STATES
from dialogs.core.turn import Message
from dialogs.steering import summary_texts, texts
from dialogs.steering.filters import chips
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import Action, CardElement
from dialogs.ui.patterns import Figure, ListRow
from knowledge.french import PARIS, instant, long_date, number
from knowledge.schools.register import Register
from knowledge.understanding.query import Group, Query
from storage.queries.requests import RequestFile

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
    drawn = [pt.figures([shown for shown, _ in figures]), el.subtle(summary_texts.AGAINST)]
    return told(title, CardPart(drawn, [spoken for _, spoken in figures]), *parts, CardPart(last))
