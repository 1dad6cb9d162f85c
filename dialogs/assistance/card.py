"""The card of a request for assistance: what it is, where it stands, and the moves that the person may make now.

Its buttons come from the life cycle's table. Each carries the verb «request.» and the move, the reference and the
version; «request.more» shows the moves for which the card had no room (those after «skip»), «request.open» the card itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import quote, urlencode

from dialogs.assistance import card_texts as texts
from dialogs.assistance.fields import said_rows
from dialogs.assistance.moves import OFFERED, ROWS, journal_line
from dialogs.core.request_line import named, opening
from dialogs.core.topic_texts import STATES
from dialogs.core.turn import Message
from dialogs.ui import elements as el
from dialogs.ui.kit import Action, OpenUrlAction
from knowledge.french import PARIS, counted, instant, long_date, shortened
from knowledge.lifecycle import Relation, moves_for
from knowledge.people import Person
from knowledge.request import AssistanceRequest, RequestMove, RequestStatus
from knowledge.request_cycle import REQUEST_CYCLE, request_relations
from knowledge.time.delays import Delays
from storage.queries.requests import RequestFile, RequestLine

_M = RequestMove
# What the report is about: before, it is that of a solution which did not hold.
_SOLVED = frozenset({RequestStatus.RESOLVED, RequestStatus.CLOSED})
_BUTTONS = 5
_HISTORY = 5
_HISTORY_PAGE = 20
_LONGEST_REASON = 120
_LONGEST_TEXT = 600  # Characters of each free text: a card has room for so much.
_SESSION = timedelta(hours=1)  # What a meeting is proposed to last.


def request_card(
    file: RequestFile,
    person: Person,
    now: datetime,
    delays: Delays,
    *,
    note: str = "",
    history: Sequence[RequestLine] = (),
    skip: int = 0,
    available: Collection[RequestMove] = OFFERED,
) -> Message:
    """Return a request as ``person``, with the roles held now, may see it.

    ``note``: a sentence of what was just done or refused. ``history``: shown below when given. ``skip``: the moves that
    were shown already. ``available``: the moves whose conversation exists.
    """
    request = file.request
    title = (texts.TITLE_URGENT if request.urgent else texts.TITLE).format(reference=file.reference)
    relations = request_relations(request, person)
    rows = rows_of(file, relations)
    past = history_lines(history)
    written = (
        *said_rows(file, private=bool(relations), apart=True),
        (texts.REPORT if request.status in _SOLVED else texts.FORMER_REPORT, request.report),
        (texts.REPLY, next((line.reason for line in reversed(history) if line.move == _M.REPLY), "")),
        (texts.COMMENT, _comment(file, person)),
    )
    texts_below = [(label, _cut(text)) for label, text in written if text]
    shown = el.card(
        el.heading(title),
        el.paragraph(note) if note else None,
        el.facts(rows),
        el.subtle(texts.ESCALATED) if request.escalated else None,
        *(element for label, text in texts_below for element in (el.strong(label), el.said(text))),
        el.strong(texts.HISTORY) if past else None,
        *(el.subtle(line) for line in past),
        actions=actions_of(
            file, person, now, delays, skip=skip, available=available, longer=bool(skip) or len(history) > _HISTORY
        ),
    )
    lines = [title, *([note] if note else []), *(f"{label} : {value}" for label, value in rows)]
    lines += [f"{label} : {text}" for label, text in texts_below]
    return Message("\n".join([*lines, *past]), shown)


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def holder_of(file: RequestFile) -> str:
    """Return the name of the expert who holds it; a word where there is none."""
    return (named(file.holder_name) or texts.UNNAMED) if file.request.holder else texts.NOBODY


def rows_of(file: RequestFile, relations: Collection[Relation]) -> list[tuple[str, str]]:
    """Return what a request says, labelled. How to reach the contact is for those whose business it is."""
    request = file.request
    since = instant(request.status_since or file.logged_at)
    logged = texts.LOGGED_BY if file.author_name else texts.LOGGED_AT
    rows = [
        (texts.STATE, texts.STATE_SINCE.format(state=STATES[request.status], since=since)),
        *said_rows(file, private=bool(relations)),
        (texts.LOGGED, logged.format(when=instant(file.logged_at), author=named(file.author_name))),
        (texts.HOLDER, holder_of(file)),
        (texts.LINKED, request.linked_to),
        (texts.SLOT, instant(request.slot) if request.slot else ""),
        *_state_rows(request),
    ]
    return [(label, value) for label, value in rows if value]


def _state_rows(request: AssistanceRequest) -> list[tuple[str, str]]:
    rows = []
    if request.status is RequestStatus.WAITING and request.waiting_for and request.resume_at:
        when = long_date(request.resume_at.astimezone(PARIS).date())
        whom = texts.WAITING_FOR[request.waiting_for]
        rows.append((texts.WAITING, texts.WAITING_UNTIL.format(whom=whom, when=when)))
    if request.status is RequestStatus.PLANNED or request.consent:
        none = texts.NO_CONSENT if request.session_minutes is None else texts.NO_MORE_CONSENT
        rows.append((texts.CONSENT, texts.CONSENTS[request.consent] if request.consent else none))
    if request.session_started_at:
        rows.append((texts.SESSION, texts.SESSION_RUNNING.format(when=instant(request.session_started_at))))
    elif request.session_minutes is not None:
        lasted = texts.SESSION_LASTED.format(minutes=counted(request.session_minutes, "minute"))
        rows.append((texts.SESSION, lasted if request.session_minutes else texts.SESSION_SHORT))
    if request.cancelled_as:
        doubled = request.duplicate_of and texts.DUPLICATE_OF.format(reference=request.duplicate_of)
        rows.append((texts.CANCELLED_AS, doubled or texts.CANCELLED[request.cancelled_as]))
    if request.score is not None:
        rows.append((texts.SCORE, texts.SCORE_OF.format(score=request.score)))
    return rows


def _comment(file: RequestFile, person: Person) -> str:
    """Return the comment of who asked, which is not for the other experts."""
    relations = request_relations(file.request, person)
    seen = relations & {Relation.REQUESTER, Relation.SA_EPLE, Relation.HOLDER}
    return file.request.comment if seen else ""


def actions_of(
    file: RequestFile,
    person: Person,
    now: datetime,
    delays: Delays,
    *,
    skip: int = 0,
    available: Collection[RequestMove] = OFFERED,
    longer: bool = False,
) -> list[Action]:
    """Return the buttons of the moves that the life cycle would accept from the person now, and the links to Teams.

    ``longer``: there may be more history than the card shows; where there is room, a button leads to it.
    """
    request = file.request
    made = moves_for(REQUEST_CYCLE, request, person, now, facts=file.facts(delays), available=available)
    moves = [move for move in OFFERED if move in made]
    own = person.key == request.requester
    links = [] if skip else links_of(file, person)
    room = _BUTTONS - len(links)
    offered: list[Action] = [button(file, move, own=own) for move in moves]
    if has_appointment(file, person):
        offered.append(el.asks(texts.BUTTON_CALENDAR, "appointment.ics", {"reference": file.reference}))
    left = offered[skip:]
    shown = left if len(left) <= room else left[: room - 1]
    led = max(0, len(moves) - skip)  # The calendar comes after what leads on.
    buttons: list[Action] = [*shown[:led], *links, *shown[led:]]
    if not skip and _goes_on(request, person, made):
        buttons.append(el.asks(texts.BUTTON_FOLLOW, "assistance.follow", {"reference": file.reference}))
    if len(shown) < len(left):
        buttons.append(el.asks(texts.BUTTON_MORE, "request.more", {**_data(file), "skip": skip + len(shown)}))
    elif longer and len(buttons) < _BUTTONS:
        buttons.append(el.asks(texts.BUTTON_HISTORY, "request.history", {"reference": file.reference}))
    return buttons


def _goes_on(request: AssistanceRequest, person: Person, made: Collection[StrEnum]) -> bool:
    """Tell whether a closed request can only be gone on from by another one: it is too late to reopen it."""
    concerned = request_relations(request, person) & {Relation.REQUESTER, Relation.EXPERT}
    return request.status is RequestStatus.CLOSED and _M.REOPEN not in made and bool(concerned)


def button(file: RequestFile, move: RequestMove, *, own: bool = False) -> Action:
    """Return the button of a move; ``own``: for the requester, some are said otherwise."""
    row = ROWS[move]
    make = el.asks if row.asks else el.acts
    return make(row.title(own=own), f"request.{move.value}", _data(file))


def _data(file: RequestFile) -> dict[str, object]:
    return {"reference": file.reference, "version": file.request.version}


def has_appointment(file: RequestFile, person: Person) -> bool:
    """Tell whether the person is one of those who meet, at a moment that stands."""
    meets = request_relations(file.request, person) & {Relation.HOLDER, Relation.REQUESTER}
    return bool(meets) and file.request.status is RequestStatus.PLANNED and file.request.slot is not None


def links_of(file: RequestFile, person: Person) -> list[Action]:
    """Return what opens Teams: for the holder a call and, with a slot, a new meeting; for both, the link given."""
    request = file.request
    relations = request_relations(request, person)
    running = request.status in (RequestStatus.ASSIGNED, RequestStatus.PLANNED)
    if not running or not relations & {Relation.HOLDER, Relation.REQUESTER}:
        return []
    if request.link.startswith("https://"):
        return [OpenUrlAction(title=texts.BUTTON_JOIN, url=request.link)]
    mail = request.contact.mail
    if Relation.HOLDER not in relations or not mail:
        return []
    if request.slot:
        return [OpenUrlAction(title=texts.BUTTON_MEETING, url=meeting_link(file))]
    return [OpenUrlAction(title=texts.BUTTON_CALL, url=call_link(mail))]


def call_link(mail: str) -> str:
    """Return the address that calls somebody in Teams, who accepts or not."""
    return f"https://teams.microsoft.com/l/call/0/0?users={quote(mail)}"


def meeting_link(file: RequestFile) -> str:
    """Return the address that opens a new meeting in Teams, filled in; who presses it is its organiser."""
    request = file.request
    start = (request.slot or file.logged_at).astimezone(PARIS)
    wanted = {
        "subject": texts.MEETING_SUBJECT.format(
            reference=file.reference, school=shortened(file.school, 120) or request.uai
        ),
        "startTime": start.isoformat(),
        "endTime": (start + _SESSION).isoformat(),
        "attendees": request.contact.mail,
    }
    return f"https://teams.microsoft.com/l/meeting/new?{urlencode(wanted, quote_via=quote)}"


def history_message(file: RequestFile, history: Sequence[RequestLine], skip: int = 0) -> Message:
    """Return what happened to a request, the last page first; ``skip``: how many of the last lines were shown already."""
    end = max(len(history) - skip, 0)
    start = max(end - _HISTORY_PAGE, 0)
    title = texts.HISTORY_OF.format(reference=file.reference)
    lines = [history_line(line) for line in history[start:end]]
    actions: list[Action] = [opening(file)]
    if start:
        data = {"reference": file.reference, "skip": len(history) - start}
        actions.append(el.asks(texts.BUTTON_OLDER, "request.history", data))
    shown = el.card(el.heading(title), *(el.paragraph(line) for line in lines), actions=actions)
    return Message("\n".join([title, *lines]), shown)


def history_lines(history: Sequence[RequestLine]) -> list[str]:
    """Return the last lines of a request's history, oldest first, and how many are left out."""
    lines = [history_line(line) for line in history[-_HISTORY:]]
    left = len(history) - len(lines)
    return [texts.HISTORY_OLDER.format(count=counted(left, "ligne")), *lines] if left > 0 else lines


def history_line(line: RequestLine) -> str:
    """Return what happened in one line."""
    by = texts.BY_PROGRAM if line.role == Relation.SYSTEM else line.by
    template = texts.HISTORY_BY if by else texts.HISTORY_LINE
    said = template.format(when=instant(line.at), what=journal_line(line.move), by=named(by))
    if line.holder and line.holder != line.by:
        said = texts.HISTORY_TO.format(line=said, holder=named(line.holder))
    if line.reason:
        said = texts.HISTORY_REASON.format(line=said, reason=shortened(line.reason, _LONGEST_REASON))
    return said
