"""A request on one page, for whoever takes it over: asked, said, tried, awaited, next; by rule, from its journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dialogs.assistance import service_texts as texts
from dialogs.assistance.card import history_line, standing
from dialogs.assistance.card_texts import SOMEONE
from dialogs.assistance.handling import RequestPress, own_open, seen
from dialogs.assistance.messages import spoken_of
from dialogs.assistance.texts import NO_SUCH
from dialogs.core.context import Turn
from dialogs.core.exchange import Message, Reply, titled, told, words
from dialogs.core.request_line import marks_of, named, opening, place_of, topic_of
from knowledge.french import brief_instant, counted, shortened
from knowledge.request import FINAL, RequestMove, RequestStatus
from storage.actions.sayings import NOTE, SAID
from storage.queries import requests as queries
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile

_M, _S = RequestMove, RequestStatus
WORDS = (
    "resumer une demande", "resumer ma demande", "resume ma demande", "resumez ma demande", "fais moi un resume de ma demande",
    "resume de ma demande", "un resume de ma demande", "ma demande en une page", "resume", "resumer", "resumez", "resume moi",
    "fais le point sur", "faire le point sur", "synthese de", "recapitule",
)  # fmt: skip
_WRITTEN = frozenset((SAID, NOTE, _M.REPLY, _M.ASK_OTHER_SLOT))
_TRIED = frozenset(
    (_M.TAKE, _M.LOG_AND_TAKE, _M.ASSIGN, _M.REASSIGN, _M.RELEASE, _M.START_SESSION, _M.END_SESSION, _M.SLOT_HELD, _M.VISIT_HELD,
     _M.SLOT_MISSED, _M.PUT_ON_HOLD, _M.RESOLVE, _M.REFUSE_SOLUTION, _M.REOPEN)
)  # fmt: skip
_LINES, _TEXT, _DETAILS, _REPORT, _BRIEF = 6, 160, 400, 400, 400


async def show_said(turn: Turn) -> Reply:
    """Show the request that is named, or spoken of, on one page; else the one open request of who asks."""
    reference = spoken_of(turn)
    if not reference:
        own = await own_open(turn)
        reference = own[0].reference if len(own) == 1 else ""
    return await _show(turn, reference) if reference else Reply.text(texts.PAGE_WHICH)


async def press(turn: Turn, pressed: RequestPress) -> Reply:
    """Show the request of a button on one page."""
    return await _show(turn, pressed.reference)


async def _show(turn: Turn, reference: str) -> Reply:
    file = await seen(turn, reference)
    if file is None:
        return Reply.text(NO_SUCH)
    history = await queries.timeline(turn.storage, reference, seen_by=turn.person)
    return Reply.of(page(file, history, turn.now))


def page(file: RequestFile, history: Sequence[JournalLine], now: datetime) -> Message:
    """Return the page of a request; ``history``: without what its reader may not know."""
    shown = [titled(title, words(*lines)) for title, lines in _parts(file, history, now)]
    return told(texts.PAGE_TITLE.format(reference=file.reference), *shown, actions=[opening(file)])


def brief(file: RequestFile, history: Sequence[JournalLine], now: datetime) -> list[str]:
    """Return the page in a few lines, for who gets the request from somebody else: what it asks stands beside them."""
    every = _parts(file, history, now)[1:]
    return [shortened(texts.PAGE_PART.format(title=title, said=" ".join(lines[-2:])), _BRIEF) for title, lines in every]


def _parts(file: RequestFile, history: Sequence[JournalLine], now: datetime) -> list[tuple[str, list[str]]]:
    return [
        (texts.PAGE_ASKED, _asked(file, now)),
        (texts.PAGE_SAID, _said(history, now)),
        (texts.PAGE_TRIED, _tried(file, history)),
        (texts.PAGE_AWAITED, _awaited(file, now)),
        (texts.PAGE_NEXT, [_next(file, now)]),
    ]


def _asked(file: RequestFile, now: datetime) -> list[str]:
    request, contact = file.request, file.request.contact
    marks = ", ".join(mark.word for mark in marks_of(file, late=False))
    whom = ", ".join(filter(None, (named(contact.name), contact.function, contact.phone, contact.mail)))
    return [
        " – ".join(filter(None, (topic_of(request), place_of(file), brief_instant(file.logged_at, now), marks))),
        *([shortened(" ".join(request.details.split()), _DETAILS)] if request.details else []),
        *([whom] if whom else []),
        *([texts.PAGE_TICKET.format(ticket=request.ticket)] if request.ticket else []),
    ]


def _said(history: Sequence[JournalLine], now: datetime) -> list[str]:
    written = [line for line in history if line.move in _WRITTEN and line.reason]
    lines = [
        (texts.PAGE_NOTE if line.move == NOTE else texts.PAGE_LINE).format(
            by=named(line.by) or SOMEONE,
            when=brief_instant(line.at, now),
            text=shortened(" ".join(line.reason.split()), _TEXT),
        )
        for line in written[-_LINES:]
    ]
    return _with_earlier(lines, len(written), "message") or [texts.PAGE_NOTHING_SAID]


def _with_earlier(lines: list[str], count: int, what: str) -> list[str]:
    left = count - len(lines)
    return [texts.PAGE_EARLIER.format(count=counted(left, what)), *lines] if left > 0 else lines


def _tried(file: RequestFile, history: Sequence[JournalLine]) -> list[str]:
    made = [line for line in history if line.move in _TRIED]
    lines = _with_earlier([history_line(line) for line in made[-_LINES:]], len(made), "étape")
    report = shortened(" ".join(file.request.report.split()), _REPORT)
    return [*lines, *([texts.PAGE_REPORT.format(report=report)] if report else [])] or [texts.PAGE_NOTHING_TRIED]


def _awaited(file: RequestFile, now: datetime) -> list[str]:
    request = file.request
    if request.status is _S.RESOLVED:
        return [texts.PAGE_CONFIRMS]
    planned = (
        request.status is _S.PLANNED and not request.slot_is_over(now) and not (request.consent or request.on_site)
    )
    # The first line says who has it, as what was tried does.
    lines = [] if request.status in FINAL else standing(file, now)[1:]
    return [*lines, *([texts.PAGE_CONSENT] if planned else [])] or [texts.PAGE_NOTHING_AWAITED]


def _next(file: RequestFile, now: datetime) -> str:
    if file.request.slot_is_over(now):
        return texts.NEXT_OUTCOME
    contact = named(file.request.contact.name) or texts.THE_CONTACT
    return texts.NEXT_STEP[file.request.status].format(contact=contact)
