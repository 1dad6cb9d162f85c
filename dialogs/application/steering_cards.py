"""Cards for those who examine applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.application import letter_texts, message_texts
from dialogs.application import steering_texts as texts
from dialogs.application import texts as words
from dialogs.application.cards import (
    complement_line,
    history_lines,
    mail_line,
    pieces_button,
    rows_of,
    texts_apart,
    thread_block,
)
from dialogs.application.fields import flag_words
from dialogs.application.moves import MOVES
from dialogs.core import application_texts, parts, person_texts
from dialogs.core.application_line import application_row, list_line, of_call_button, state_mark
from dialogs.core.parts import CardPart
from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.kit import Action
from dialogs.ui.patterns import Mark, Tone
from knowledge.application import ApplicationMove, ApplicationStatus, Candidature
from knowledge.call import Call
from knowledge.french import capitalised, counted, listed, long_date, number, quoted, shortened, typeset
from knowledge.schools.register import Register
from knowledge.time.brief import brief
from storage.actions.application_messages import writable
from storage.queries.applications import ApplicationFile, ApplicationLine, Sent

PAGE = 10
_LONGEST_NAME = 80
_M = ApplicationMove
# What the SA EPLE does with most applications; the rest is behind a button.
_OFTEN = frozenset({_M.EXAMINE, _M.ACCEPT, _M.REJECT, _M.ASK_COMPLEMENT, _M.ANNOUNCE, _M.APPOINT})


_PAST = 4  # Applications to past calls that are named.
_CALLS = 3  # Calls to whose applications a button leads.


@dataclass(frozen=True, slots=True)
class OtherCalls:
    """What is said of other calls where the applications to one are counted.

    ``left``: applications to past calls still to decide, with the call's title; ``held``: the titles of those of which results
    are to be announced; ``calls``: those to whose applications a button leads. ``over``: the one counted is past itself.
    """

    left: Sequence[tuple[str, str]] = ()
    held: Sequence[str] = ()
    calls: Sequence[Call] = ()
    over: bool = False


def counts_message(call: Call, counts: Mapping[ApplicationStatus, int], others: OtherCalls | None = None) -> Message:
    """Return how many applications stand where; ``others``: what other calls there are, and what is left of them."""
    others = others or OtherCalls()
    past = others.left
    title = texts.COUNTS_TITLE.format(reference=call.call.known_as)
    deposited: dict[ApplicationStatus, int] = {
        state: count for state, count in counts.items() if state is not ApplicationStatus.EXPIRED
    }
    shown = [
        (capitalised(texts.STATES_MANY[state]), deposited[state]) for state in ApplicationStatus if deposited.get(state)
    ]
    total = sum(deposited.values())
    lines = [texts.COUNTS_TOTAL.format(count=counted(total, "candidature")) if total else texts.COUNTS_NONE]
    if counts.get(ApplicationStatus.EXPIRED):
        lines.append(texts.COUNTS_EXPIRED.format(count=counts[ApplicationStatus.EXPIRED]))
    if past:
        named = [texts.PAST_ONE.format(reference=reference, title=title) for reference, title in past[:_PAST]]
        more = [texts.PAST_MORE.format(count=len(past) - _PAST)] if len(past) > _PAST else []
        lines.append(texts.PAST_LEFT.format(applications=listed([*named, *more])))
    if others.held:
        lines.append(texts.PAST_HELD.format(calls=listed([quoted(one) for one in others.held])))
    if others.over:
        lines.insert(0, application_texts.OF_PAST_CALL.format(title=call.call.title))
    given = call.application.examples if call.application else ()
    examples = listed([quoted(typeset(one)) for one in given or texts.COUNTS_EXAMPLES])
    help_ = texts.COUNTS_HELP.format(examples=examples)
    of = {"call": call.id} if others.over else {}
    actions = [el.asks(texts.BUTTON_LIST, "application.list", {"text": "", "skip": 0, **of})] if total else []
    actions += [
        el.asks(texts.BUTTON_OPEN.format(reference=reference), "application.open", {"reference": reference})
        for reference, _ in past[:_PAST]
    ]
    actions += [
        el.asks(of_call_button(one.call.title), "application.counts", {"call": one.id}) for one in others.calls[:_CALLS]
    ]
    said = CardPart(said=[texts.COUNTS_LINE.format(state=state, count=count) for state, count in shown])
    drawn = CardPart([pt.bars((texts.STATE, texts.APPLICATIONS), shown)] if shown else [])
    return parts.told(title, said, parts.words(*lines), drawn, parts.notes(help_), actions=actions)


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list: ``text`` is what was asked for, ``filters`` how it was understood."""

    text: str
    filters: str
    total: int
    skip: int
    files: Sequence[ApplicationFile]
    over: bool = False  # The call is no longer in force.


def list_message(call: Call, page: Listing, register: Register, now: datetime) -> Message:
    """Return a page of applications, each opened by a press on it, with a way to go on."""
    title = texts.LIST_TITLE.format(filters=page.filters or texts.LIST_ALL)
    above = [application_texts.OF_PAST_CALL.format(title=call.call.title)] if page.over else []
    above.append(texts.LIST_COUNT.format(count=counted(page.total, "candidature")) if page.total else texts.LIST_NONE)
    last = page.skip + len(page.files)
    if page.files and page.total > len(page.files):
        above.append(texts.LIST_PAGE.format(first=number(page.skip + 1), last=number(last), total=number(page.total)))
    rows = [application_row(call, file, register, now) for file in page.files]
    actions = []
    if last < page.total:
        of = {"call": call.id} if page.over else {}
        actions.append(el.asks(texts.BUTTON_NEXT, "application.list", {"text": page.text, "skip": last, **of}))
    listed_ = parts.rows(rows, [list_line(call, file) for file in page.files])
    return parts.told(title, parts.notes(*above), listed_, actions=actions)


@dataclass(frozen=True, slots=True)
class Opened:
    """An application as the SA EPLE sees it; ``note``: what has just been done; ``own``: it is the viewer's."""

    file: ApplicationFile
    moves: Sequence[str]
    history: Sequence[ApplicationLine]
    sent: Sent | None = None
    note: str = ""
    own: bool = False
    thread: Sequence[ApplicationLine] = ()  # What was written about it; with the notes, but to its candidate.


def file_message(call: Call, opened: Opened, register: Register, now: datetime) -> Message:
    """Return one application: who, its state, what is to be weighed, content; history and rare moves are folded."""
    candidature = opened.file.candidature
    title = texts.FILE_TITLE.format(reference=candidature.reference, name=shortened(candidature.name, _LONGEST_NAME))
    state = candidature.status_for_candidate if opened.own else candidature.status
    since = texts.FILE_SINCE.format(when=brief(candidature.status_since, now)) if candidature.status_since else ""
    lines = _weighed(call, opened)
    rows = rows_of(call, candidature, register)
    often, rarely = _move_buttons(candidature, opened.moves)
    rarely += _of_the_file(candidature, own=opened.own)
    said = history_lines(opened.history, candidature, own=opened.own)
    shown = el.card(
        el.heading(title),
        pt.pills(
            state_mark(state),
            *([Mark(texts.HELD_MARK, Tone.WAITS)] if candidature.held_back and not opened.own else []),
        ),
        el.subtle(since) if since else None,
        *(el.paragraph(line) for line in lines),
        el.facts(rows),
        *texts_apart(call, candidature),
        *(el.buttons(one) for one in pieces_button(call, candidature)),
        *(el.subtle(line) for line in mail_line(call, opened.sent, own=opened.own)),
        *thread_block(opened.thread, None, own=opened.own),
        *(pt.folded("history", words.SHOW_HISTORY, *(el.subtle(line) for line in said)) if said else []),
        *pt.choices(often, rarely, texts.OTHER_MOVES),
    )
    told = [f"{label} : {value}" for label, value in rows]
    states = texts.FILE_STATE.format(state=application_texts.STATES[state], since=since)
    return Message("\n".join([title, states, *lines, *mail_line(call, opened.sent, own=opened.own), *told]), shown)


def _move_buttons(candidature: Candidature, moves: Sequence[str]) -> tuple[list[Action], list[Action]]:
    """Return the buttons of the moves that are possible: those of every day, and those that are folded."""
    data = {"reference": candidature.reference, "version": candidature.version}
    offered = [row for row in MOVES if row.button and row.move in moves]
    often: list[Action] = []
    rarely: list[Action] = []
    for place, row in enumerate(offered):
        button = el.acts(row.button, f"application.{row.move}", data, style=None if place else "positive")
        (often if row.move in _OFTEN else rarely).append(button)
    return often, rarely


def _of_the_file(candidature: Candidature, *, own: bool) -> list[Action]:
    """Return the buttons that change nothing of an application: writing to its candidate, noting."""
    about = {"reference": candidature.reference}
    write = el.asks(message_texts.BUTTON_WRITE, "application.message", about)
    note = el.asks(message_texts.BUTTON_NOTE, "application.note", about)
    if own:
        return []
    whole = el.asks(letter_texts.BUTTON_DOSSIER, "application.dossier", about)
    letters = (
        [
            el.asks(letter_texts.BUTTON_LETTER, "application.mission_letter", about),
            el.asks(letter_texts.BUTTON_ORDER, "application.travel_order", about),
        ]
        if candidature.appointed
        else []
    )
    return [*([write] if writable(candidature) else []), note, whole, *letters]


def _weighed(call: Call, opened: Opened) -> list[str]:
    """Return what is said above an application's content: what was just done, what is to be weighed."""
    candidature = opened.file.candidature
    lines = [opened.note] if opened.note else []
    if opened.own:
        lines.append(texts.FILE_OWN)
    if candidature.mailed_on:
        lines.append(texts.FILE_MAILED.format(when=long_date(candidature.mailed_on)))
    if candidature.flags:
        lines += [texts.FILE_JUDGE, *(capitalised(flag_words(call, flag)) + "." for flag in candidature.flags)]
    if candidature.status is ApplicationStatus.INCOMPLETE:
        lines.append(complement_line(call, candidature))
    if candidature.held_back and not opened.own:
        lines.append(texts.FILE_HELD)
    if candidature.appointed:
        lines.append(texts.FILE_APPOINTED.format(role=person_texts.ROLES["expert"]))
    return lines
