"""Cards for those who examine applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogs.application import steering_texts as texts
from dialogs.application import texts as words
from dialogs.application.cards import complement_line, history_lines, mail_line, texts_apart
from dialogs.application.fields import said_rows
from dialogs.application.moves import MOVES
from dialogs.core import application_texts
from dialogs.core.application_line import list_line
from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, CardElement, Choice, ChoiceSetInput
from knowledge.application import ApplicationStatus
from knowledge.call import Call
from knowledge.french import counted, instant, listed, long_date
from storage.queries.applications import ApplicationFile, ApplicationLine, Sent

PAGE = 10


def counts_message(call: Call, counts: Mapping[ApplicationStatus, int]) -> Message:
    """Return how many applications stand where."""
    title = texts.COUNTS_TITLE.format(reference=call.call.reference)
    deposited: dict[ApplicationStatus, int] = {
        state: count for state, count in counts.items() if state is not ApplicationStatus.EXPIRED
    }
    lines = [
        texts.COUNTS_LINE.format(state=texts.STATES_MANY[state], count=deposited[state])
        for state in ApplicationStatus
        if deposited.get(state)
    ]
    total = sum(deposited.values())
    lines.append(texts.COUNTS_TOTAL.format(count=counted(total, "candidature")) if total else texts.COUNTS_NONE)
    if counts.get(ApplicationStatus.EXPIRED):
        lines.append(texts.COUNTS_EXPIRED.format(count=counts[ApplicationStatus.EXPIRED]))
    actions = [el.asks(texts.BUTTON_LIST, "application.list", {"text": "", "skip": 0})] if total else []
    shown = el.card(
        el.heading(title), *(el.paragraph(line) for line in lines), el.subtle(texts.COUNTS_HELP), actions=actions
    )
    return Message("\n".join([title, *lines, texts.COUNTS_HELP]), shown)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list: ``text`` is what was asked for, ``filters`` how it was understood."""

    text: str
    filters: str
    total: int
    skip: int
    files: Sequence[ApplicationFile]


def list_message(call: Call, page: Listing) -> Message:
    """Return a page of applications, with a way to open one and to go on."""
    title = texts.LIST_TITLE.format(filters=page.filters or texts.LIST_ALL)
    lines = [texts.LIST_COUNT.format(count=counted(page.total, "candidature")) if page.total else texts.LIST_NONE]
    lines += [list_line(call, file) for file in page.files]
    last = page.skip + len(page.files)
    if page.files and page.total > len(page.files):
        lines.append(texts.LIST_PAGE.format(first=page.skip + 1, last=last, total=page.total))
    body: list[CardElement] = [el.heading(title), *(el.paragraph(line) for line in lines)]
    actions: list[Action] = []
    if page.files:
        choices = [
            Choice(title=f"{one.candidature.reference}, {one.candidature.name}"[:100], value=one.candidature.reference)
            for one in page.files
        ]
        first = page.files[0].candidature.reference
        body.append(
            ChoiceSetInput(id="reference", label=texts.OPEN_WHICH, choices=choices, value=first, style="compact")
        )
        actions.append(el.asks(texts.BUTTON_OPEN_ONE, "application.open"))
    if last < page.total:
        actions.append(el.asks(texts.BUTTON_NEXT, "application.list", {"text": page.text, "skip": last}))
    return Message("\n".join([title, *lines]), el.card(*body, actions=actions))


@dataclass(frozen=True, slots=True)
class Opened:
    """An application as the SA EPLE sees it; ``note``: what has just been done; ``own``: it is the viewer's."""

    file: ApplicationFile
    moves: Sequence[str]
    history: Sequence[ApplicationLine]
    sent: Sent | None = None
    note: str = ""
    own: bool = False


def file_message(call: Call, opened: Opened) -> Message:
    """Return one application: state, content, history, and what may be done with it."""
    candidature = opened.file.candidature
    title = texts.FILE_TITLE.format(reference=candidature.reference)
    since = instant(candidature.status_since) if candidature.status_since else ""
    lines = [opened.note] if opened.note else []
    state = candidature.status_for_candidate if opened.own else candidature.status
    lines.append(texts.FILE_STATE.format(state=application_texts.STATES[state], since=since))
    if opened.own:
        lines.append(texts.FILE_OWN)
    if candidature.mailed_on:
        lines.append(texts.FILE_MAILED.format(when=long_date(candidature.mailed_on)))
    if candidature.flags:
        lines.append(texts.FILE_JUDGE.format(flags=listed([words.FLAGS[flag] for flag in candidature.flags])))
    if candidature.status is ApplicationStatus.INCOMPLETE:
        lines.append(complement_line(candidature))
    if candidature.held_back and not opened.own:
        lines.append(texts.FILE_HELD)
    if candidature.appointed:
        lines.append(texts.FILE_APPOINTED)
    lines += mail_line(call, opened.sent, own=opened.own)
    rows = said_rows(call, candidature)
    said = history_lines(opened.history, candidature, own=opened.own)
    data = {"reference": candidature.reference, "version": candidature.version}
    actions = [
        el.acts(row.button, f"application.{row.move}", data) for row in MOVES if row.button and row.move in opened.moves
    ]
    shown = el.card(
        el.heading(title),
        *(el.paragraph(line) for line in lines),
        el.facts(rows),
        *texts_apart(call, candidature),
        el.strong(words.MINE_HISTORY),
        *(el.subtle(line) for line in said),
        actions=actions,
    )
    return Message("\n".join([title, *lines, *(f"{label} : {value}" for label, value in rows)]), shown)
