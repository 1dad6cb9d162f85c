"""Cards of status questions: what was understood as the title, what is found below, a way to open one and to go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dialogs.core.request_line import named, opening, school_of, topic_of
from dialogs.core.topic_texts import STATES
from dialogs.core.turn import Message
from dialogs.steering import texts
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement, Choice, ChoiceSetInput
from knowledge.french import PARIS, instant, long_date, shortened
from knowledge.schools.register import Register
from knowledge.understanding.query import Group, Query
from storage.queries.requests import RequestFile

PAGE = 10
_BUTTONS = 5
_LONGEST_LABEL = 100
Part = tuple[str, Sequence[str]]  # What opens a part of a summary, and its lines.


def again(title: str, query: Query, skip: int = 0) -> Action:
    """Return the button that asks ``query``, from the line ``skip`` on."""
    return el.asks(title, "status.show", {"query": query.meaning(), "schools": list(query.schools), "skip": skip})


def plain(query: Query, lines: Sequence[str], actions: Sequence[Action] = ()) -> Message:
    """Return lines below the question as it was understood."""
    head = texts.said(query)
    shown = el.card(el.heading(head), *(el.paragraph(line) for line in lines), actions=list(actions))
    return Message("\n".join([head, *lines]), shown)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of what a query finds. ``above``: said before the lines; ``rows``: what each button or choice opens."""

    query: Query
    total: int
    skip: int
    lines: Sequence[str]
    above: Sequence[str] = ()


def understood(query: Query, unread: str) -> Message:
    """Return what was understood of an unsure question, to be confirmed by one press; ``unread``: words left over."""
    lines = [texts.UNDERSTOOD.format(said=texts.said(query))]
    if unread:
        lines.append(texts.UNREAD.format(words=unread))
    body = [el.heading(lines[0]), *(el.paragraph(line) for line in lines[1:])]
    return Message("\n".join(lines), el.card(*body, actions=[again(texts.BUTTON_SHOW, query)]))


def listing(page: Page, files: Sequence[RequestFile]) -> Message:
    """Return a page of requests or sessions."""
    references = [file.reference for file in files]
    few = len(files) <= _BUTTONS - (page.skip + len(files) < page.total)
    actions: list[Action] = [opening(file) for file in files] if few else []
    labels = [shortened(f"{file.reference}, {school_of(file)}", _LONGEST_LABEL) for file in files]
    return paged(page, [] if few else list(zip(references, labels, strict=True)), actions, "request.open")


def paged(page: Page, choices: Sequence[tuple[str, str]], actions: Sequence[Action], verb: str) -> Message:
    """Return a page: ``choices`` (reference, label) are opened one at a time with ``verb``, where buttons have no room."""
    head = texts.said(page.query)
    last = page.skip + len(page.lines)
    lines = [*page.above, *page.lines]
    if page.total > len(page.lines):
        lines.append(texts.PAGE.format(first=page.skip + 1, last=last, total=page.total))
    body: list[CardElement] = [el.heading(head), *(el.paragraph(line) for line in lines)]
    shown = list(actions)
    if choices:
        offered = [Choice(title=label, value=reference) for reference, label in choices]
        body.append(
            ChoiceSetInput(
                id="reference", label=texts.OPEN_WHICH, choices=offered, value=choices[0][0], style="compact"
            )
        )
        shown.append(el.asks(texts.BUTTON_OPEN, verb))
    if last < page.total:
        shown.append(again(texts.BUTTON_NEXT, page.query, last))
    return Message("\n".join([head, *lines]), el.card(*body, actions=shown))


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
    """Return how a department, a school, a week or a month is called in a table."""
    if group is Group.SCHOOL:
        school = register.get(key)
        return school.label if school else key
    if group is Group.WEEK:
        return texts.WEEK_OF.format(day=long_date(date.fromisoformat(key)))
    if group is Group.MONTH:
        return texts.month(date.fromisoformat(key))
    return texts.DEPARTMENTS.get(key, key)


def summary(title: str, parts: Sequence[Part], actions: Sequence[Action]) -> Message:
    """Return the parts of a summary under the question as it was understood."""
    body: list[CardElement] = [el.heading(title)]
    lines = [title]
    for head, said in parts:
        body += [el.strong(head), *(el.paragraph(one) for one in said)]
        lines += [head, *said]
    return Message("\n".join(lines), el.card(*body, actions=list(actions)))
