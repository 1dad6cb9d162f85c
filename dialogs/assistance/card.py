"""The card of a request for assistance: what it is, where it stands, and the moves that the person may make now.

Its buttons come from the life cycle's table. Each carries the verb «request.» and the move, the reference and the
version. It is posted once to each person, redrawn in place at each event, and asks for what it is («request.refresh») when
somebody looks at it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import quote, urlencode

from dialogs.assistance import card_texts as texts
from dialogs.assistance import texts as case_texts
from dialogs.assistance.fields import said_rows
from dialogs.assistance.moves import OFFERED, ROWS, journal_line
from dialogs.assistance.service_texts import BUTTON_PREPARE
from dialogs.core.exchange import Living, Message, plain_message
from dialogs.core.request_line import is_late, marks_of, named, opening, place_of, state_of, topic_of
from dialogs.ui import elements as el
from dialogs.ui.elements import Action, CardElement, OpenUrlAction
from dialogs.ui.patterns import Mark, Tone, choices, pills
from knowledge.cases import SHAREABLE, may_share
from knowledge.french import (
    PARIS,
    brief_day,
    brief_instant,
    brief_school,
    capitalised,
    counted,
    instant,
    listed,
    long_date,
    shortened,
    unbroken,
)
from knowledge.lifecycle import Relation, moves_for
from knowledge.people import Person, PersonKey
from knowledge.request import FINAL, SESSION_LASTS, AssistanceRequest, RequestMove, RequestStatus
from knowledge.request_cycle import REQUEST_CYCLE, request_relations
from knowledge.time.delays import Delays
from storage.actions.sayings import NOTE, SAID
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile

_M = RequestMove
_ANSWERS_SLOTS = (_M.CHOOSE_SLOT, _M.ASK_OTHER_SLOT)  # Where appointments are proposed.
# What the report is about: before, it is that of a solution which did not hold.
_SOLVED = frozenset({RequestStatus.RESOLVED, RequestStatus.CLOSED})
_HISTORY = 3
_MESSAGES = 3  # Of the conversation, that the card shows.
_HISTORY_PAGE = 20
_LONGEST_REASON = 120
_LONGEST_TITLE = 90
_LONGEST_TEXT = 510  # Characters of each free text: a card has room for so much.
_DETAILS_ABOVE = 120  # Of the description, before it is unfolded: three lines on a phone.
# What ends a request, or gives it away: never the next step.
_ENDING = frozenset((_M.WITHDRAW, _M.CANCEL, _M.RELEASE, _M.REASSIGN))
# What may be done and is no next step: no such button stands out.
_ASIDE = _ENDING | {_M.CHANGE_CONTACT, _M.NOTE_TICKET, _M.ASK_OTHER_SLOT}
_ONE_LINE = 40  # Characters of two titles that stand side by side on a phone.
_ON_A_BUTTON = 25  # Characters of a name.
# The verbs whose buttons stand beside the next step, as far as two have room.
_SECOND = ("request.resolve", "request.ask_other_slot", "message.write")


@dataclass(frozen=True, slots=True)
class _Seen:
    """A request as somebody sees it, with what happened to it. ``relations``: what they are to it."""

    file: RequestFile
    person: Person
    relations: frozenset[Relation]
    now: datetime
    history: Sequence[JournalLine]

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Return what it says, labelled."""
        files = [(texts.FILES, counted(self.files, "fichier"))] if self.files else []
        return [*rows_of(self.file, self.relations, self.now), *files]

    @property
    def just_asked(self) -> bool:
        """Tell whether it is their own, and nothing has happened to it yet: the card is their receipt."""
        request = self.file.request
        fresh = request.status is RequestStatus.NEW and request.status_since in (None, self.file.logged_at)
        return fresh and Relation.REQUESTER in self.relations

    @property
    def files(self) -> int:
        """Return how many files were sent with it."""
        return sum(int(line.data.get("files", 0)) for line in self.history)

    @property
    def written(self) -> list[tuple[str, str]]:
        """Return what people wrote, labelled."""
        request = self.file.request
        written = (
            *said_rows(self.file, private=bool(self.relations), apart=True),
            (texts.REPORT if request.status in _SOLVED else texts.FORMER_REPORT, request.report),
            (texts.REPLY, next((line.reason for line in reversed(self.history) if line.move == _M.REPLY), "")),
            *_exchanged(self.history, self.now),
            (texts.COMMENT, _comment(self.file, self.person)),
        )
        return [(label, _cut(text)) for label, text in written if text]


def _exchanged(history: Sequence[JournalLine], now: datetime) -> list[tuple[str, str]]:
    """Return the last messages about the request, the newest last, each under who wrote it and when."""
    said = [line for line in history if line.move in (SAID, NOTE)][-_MESSAGES:]
    return [
        (
            (texts.NOTED_BY if line.move == NOTE else texts.WRITTEN_BY).format(
                by=named(line.by) or texts.SOMEONE, when=brief_instant(line.at, now)
            ),
            line.reason,
        )
        for line in said
    ]


def rows_and_texts(
    file: RequestFile, person: Person, now: datetime, history: Sequence[JournalLine]
) -> list[tuple[str, str]]:
    """Return all that a request says to ``person``, labelled."""
    seen = _Seen(file, person, request_relations(file.request, person), now, history)
    return [*seen.rows, *seen.written]


def request_card(
    file: RequestFile,
    person: Person,
    now: datetime,
    delays: Delays,
    *,
    note: str = "",
    more: Sequence[str] = (),
    history: Sequence[JournalLine] = (),
    available: Collection[RequestMove] = OFFERED,
) -> Message:
    """Return a request as ``person``, with the roles held now, may see it.

    First where it stands and what is asked, then the next steps; the rest unfolds in place. ``note``: a sentence of what
    was just done, refused or has happened, with ``more`` lines of it. ``history``: what happened, among the details. ``available``: the moves whose conversation exists.
    """
    title = texts.TITLE.format(reference=file.reference)
    seen = _Seen(file, person, request_relations(file.request, person), now, history)
    offered = offered_to(file, person, now, delays, available=available, files=seen.files)
    offered = _with_a_second(offered)
    body = [*_above(seen, title, [line for line in (note, *more) if line]), *_below(seen, offered)]
    shown = el.card(
        *body,
        refresh=el.acts(texts.BUTTON_REFRESH, "request.refresh", {"reference": file.reference}),
    )
    rows = [f"{label} : {value}" for label, value in rows_and_texts(file, person, now, history)]
    lines = [*([note] if note else []), *more, title, *rows]  # A notification shows the first: the news.
    living = Living(person.key, file.reference, _hashed([title, body]))
    return Message("\n".join([*lines, *history_lines(history)]), shown, living=living)


def _hashed(parts: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _above(seen: _Seen, number: str, news: Sequence[str]) -> list[CardElement]:
    """Return what is always shown: what is asked or awaited, its number, where it stands, for which school, whom to reach.

    ``number``: «Demande DA-2024-0007»; ``news``: what was just done, asked or has happened.
    """
    request = seen.file.request
    details = shortened(request.details, _DETAILS_ABOVE)
    state = Mark(texts.RECEIVED, Tone.GOOD) if seen.just_asked else state_of(request, seen.now)
    logged = [texts.STANDS_LOGGED[request.urgent]]
    held, *coming = logged if seen.just_asked else standing(seen.file, seen.now)
    if request.holder == seen.person.key:
        held = texts.STANDS_YOURS
    # What was asked or has happened comes first; a long one heads no card.
    long = bool(news) and len(news[0]) > _LONGEST_TITLE
    what = capitalised(details) or topic_of(request) or number
    head, *said = [*([number] if long else []), *news, *coming, *_to_confirm(seen), what]
    contact = request.contact
    reach = ", ".join(filter(None, (named(contact.name), contact.function, unbroken(contact.phone))))
    # A receipt says in a sentence of its own who was told.
    below = [] if long else [number] if seen.just_asked else [f"{number} · {held[0].lower()}{held[1:]}"]
    return [
        el.heading(head),
        *map(el.subtle, below),
        pills(*marks_of(seen.file, late=is_late(seen.file, seen.now)), state),
        *(el.line(line, cut=False) if line is what else el.said(line) for line in said),
        *([el.said(held)] if long or seen.just_asked else []),
        el.lines(brief_school(place_of(seen.file)), topic_of(request), reach if seen.relations else ""),
    ]


def _to_confirm(seen: _Seen) -> list[str]:
    """Return what a solved request waits for: its requester is asked, others are told."""
    if seen.file.request.status is not RequestStatus.RESOLVED:
        return []
    since = brief_instant(seen.file.request.status_since or seen.file.logged_at, seen.now)
    asked = Relation.REQUESTER in seen.relations
    return [texts.IS_IT_SOLVED if asked else texts.TO_CONFIRM, texts.SOLVED_SINCE.format(since=since)]


def standing(file: RequestFile, now: datetime) -> list[str]:
    """Return where it stands: the state and its expert, then the appointment or what is awaited."""
    request = file.request
    values = {
        "holder": holder_of(file),
        "since": brief_instant(request.status_since or file.logged_at, now),
    }
    free = texts.STANDS_FREE if request.status is RequestStatus.NEW else texts.STANDS
    lines = [(texts.STANDS_WITH if request.holder else free).format(**values)]
    if request.slot and request.status is RequestStatus.PLANNED:
        lines.append(texts.STANDS_SLOT.format(slot=brief_instant(request.slot, now), where=where_of(request)))
    to_choose = request.slots_to_choose(now)
    if to_choose:
        lines.append(texts.STANDS_PROPOSED.format(slots=listed([brief_instant(one, now) for one in to_choose], "ou")))
    if request.status is RequestStatus.WAITING and request.waiting_for and request.resume_at:
        whom = texts.WAITING_FOR[request.waiting_for]
        lines.append(texts.STANDS_WAITING.format(whom=whom))
        lines.append(texts.STANDS_REMINDED.format(when=brief_day(request.resume_at, now)))
    return [*lines, texts.ESCALATED] if request.escalated else lines


def _with_a_second(offered: OfferedMoves) -> OfferedMoves:
    """Return the buttons with two that are named: beside the next step those of ``_SECOND`` that are possible, in its order."""
    by_verb = {el.verb_of(action): action for action in reversed(offered.others)}
    beside = [by_verb[verb] for verb in _SECOND if verb in by_verb][: max(2 - len(offered.first), 0)]
    return OfferedMoves([*offered.first, *beside], [action for action in offered.others if action not in beside])


def _below(seen: _Seen, offered: OfferedMoves) -> list[CardElement]:
    """Return the buttons, and what unfolds in place: the other actions, and all that is known."""
    past = history_lines(seen.history)
    longer: list[Action] = []
    if len(seen.history) > _HISTORY:
        longer.append(el.asks(texts.BUTTON_HISTORY, "request.history", {"reference": seen.file.reference}))
    known: list[CardElement | None] = [
        el.facts(seen.rows),
        *(element for label, text in seen.written for element in (el.strong(label), el.said(text))),
        el.strong(texts.HISTORY) if past else None,
        *(el.subtle(line) for line in past),
        el.buttons(*longer) if longer else None,
    ]
    shown = [element for element in known if element is not None]
    return choices(offered.first, offered.others, texts.BUTTON_MORE, (texts.BUTTON_DETAILS, shown))


def where_of(request: AssistanceRequest) -> str:
    """Return that an appointment is at the school; nothing of one at a distance."""
    return texts.ON_SITE if request.on_site else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else f"{text[: _LONGEST_TEXT - 1]}…"


def holder_of(file: RequestFile) -> str:
    """Return the name of the expert who holds it; a word where there is none."""
    return (named(file.holder_name) or texts.UNNAMED) if file.request.holder else texts.NOBODY


def rows_of(file: RequestFile, relations: Collection[Relation], now: datetime) -> list[tuple[str, str]]:
    """Return what a request says, labelled. How to reach the contact is for those whose business it is."""
    request = file.request
    over = request.slot if request.slot_is_over(now) else None  # What happened last was that its time came.
    since = instant(over or request.status_since or file.logged_at)
    logged = texts.LOGGED_BY if file.author_name else texts.LOGGED_AT
    rows = [
        (texts.STATE, texts.STATE_SINCE.format(state=state_of(request, now).word, since=since)),
        *said_rows(file, private=bool(relations)),
        (texts.LOGGED, logged.format(when=instant(file.logged_at), author=named(file.author_name))),
        (texts.HOLDER, holder_of(file)),
        (texts.TICKET, request.ticket),
        (texts.LINKED, request.linked_to),
        (texts.SLOT, f"{instant(request.slot)}{where_of(request)}" if request.slot else ""),
        (texts.VISITS, str(request.visits) if request.visits else ""),
        *_state_rows(request),
    ]
    return [(label, value) for label, value in rows if value]


def _state_rows(request: AssistanceRequest) -> list[tuple[str, str]]:
    rows = []
    if request.status is RequestStatus.WAITING and request.waiting_for and request.resume_at:
        when = long_date(request.resume_at.astimezone(PARIS).date())
        whom = texts.WAITING_FOR[request.waiting_for]
        rows.append((texts.WAITING, texts.WAITING_UNTIL.format(whom=whom, when=when)))
    if (request.status is RequestStatus.PLANNED and not request.on_site) or request.consent:
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


@dataclass(frozen=True, slots=True)
class OfferedMoves:
    """What a person may do with a request now: the next steps, and the others."""

    first: Sequence[Action]
    others: Sequence[Action]


def offered_to(
    file: RequestFile,
    person: Person,
    now: datetime,
    delays: Delays,
    *,
    available: Collection[RequestMove] = OFFERED,
    first: Sequence[RequestMove] = (),
    files: int = 0,
) -> OfferedMoves:
    """Return the buttons of the moves that the life cycle would accept from the person now, and the links to Teams.

    The first move is the next step, so its button is the primary one. What ends a request or gives it away never is;
    who can do nothing else about their own is first offered to write.
    ``first``: what is asked for, which comes before; ``files``: how many the request has.
    """
    request = file.request
    made = moves_for(REQUEST_CYCLE, request, person, now, facts=file.facts(delays), available=available)
    first = first or (_ANSWERS_SLOTS if _M.CHOOSE_SLOT in made else ())
    moves = [move for move in dict.fromkeys((*first, *OFFERED)) if move in made]
    moves.sort(key=_ENDING.__contains__)  # What ends it stands behind the rest.
    own, data = person.key == request.requester, {"reference": file.reference}
    slots = choices_of_slots(file, now) if _M.CHOOSE_SLOT in moves else []
    aside = bool(moves) and moves[0] in _ASIDE  # Nothing is next.
    steps = [_writing(file)] if aside and own else []
    for move in moves:
        primary = move is moves[0] and not aside
        steps += slots if move is _M.CHOOSE_SLOT else [button(file, move, own=own, primary=primary)]
    follows = [el.asks(texts.BUTTON_FOLLOW, "assistance.follow", data)] if _goes_on(request, person, made) else []
    steps += [] if moves else follows
    if may_share(person) and request.status in SHAREABLE:
        steps.append(el.asks(case_texts.BUTTON_SHARE, "case.propose", data))
    wanted = len(set(first).intersection(made)) + max(len(slots) - 1, 0)
    shown = 0 if aside and not own else max(_side_by_side(request, moves, own=own), wanted)
    others = [*links_of(file, person), *steps[shown:], *_talking(file, person, files, writes=not (aside and own))]
    others += follows if moves else []
    return OfferedMoves(steps[:shown], others)


def _side_by_side(request: AssistanceRequest, moves: Sequence[RequestMove], *, own: bool) -> int:
    """Return how many moves are shown as they are: of a solved request «C'est résolu» and its contrary, where both hold one line."""
    titles = [ROWS[move].title(own=own) for move in moves[:2]]
    return 2 if request.status is RequestStatus.RESOLVED and sum(map(len, titles)) <= _ONE_LINE else 1


def _writing(file: RequestFile) -> Action:
    return el.asks(texts.BUTTON_WRITE, "message.write", {"reference": file.reference})


def _talking(file: RequestFile, person: Person, files: int, *, writes: bool) -> list[Action]:
    """Return the buttons of what is said about the request: its files, messages, notes, its urgency."""
    relations, data = request_relations(file.request, person), {"reference": file.reference}
    found: list[Action] = []
    if files:
        found.append(el.asks(texts.BUTTON_FILES.format(count=files), "file.list", data))
    if file.request.status in FINAL:
        return found
    if relations & {Relation.REQUESTER, Relation.HOLDER, Relation.SA_EPLE}:
        if writes:
            found.append(_writing(file))
        if not file.request.urgent and file.request.status is not RequestStatus.RESOLVED:
            found.append(el.acts(texts.BUTTON_URGENT, "message.urgent", data))
    other = chats_with(file, person)
    if other and other.key != person.key and not links_of(file, person):
        found.append(el.asks(chat_title(other.name), "message.chat", data))
    if relations & {Relation.REQUESTER, Relation.HOLDER, Relation.SA_EPLE}:
        found.append(el.asks(case_texts.REMINDER_BUTTON, "reminder.ask", data))
    if relations & {Relation.EXPERT, Relation.SA_EPLE}:
        found.append(el.asks(texts.BUTTON_NOTE, "message.note", data))
        found.append(el.asks(texts.BUTTON_PAGE, "page.show", data))
    if Relation.HOLDER in relations and file.request.on_site:
        found.append(el.asks(texts.BUTTON_ORDER, "papers.own_order", {}))
    if Relation.HOLDER in relations:
        found.append(el.asks(BUTTON_PREPARE, "prepared.begin", data))
    if has_appointment(file, person):
        found.append(el.asks(texts.BUTTON_CALENDAR, "appointment.ics", data))
    return found


def _goes_on(request: AssistanceRequest, person: Person, made: Collection[StrEnum]) -> bool:
    """Tell whether a closed request can only be gone on from by another one: it is too late to reopen it."""
    concerned = request_relations(request, person) & {Relation.REQUESTER, Relation.EXPERT}
    return request.status is RequestStatus.CLOSED and _M.REOPEN not in made and bool(concerned)


def button(file: RequestFile, move: RequestMove, *, own: bool = False, primary: bool = False) -> Action:
    """Return the button of a move; ``own``: for the requester, some are said otherwise."""
    row = ROWS[move]
    make = el.asks if row.asks else el.acts
    return make(row.title(own=own), f"request.{move.value}", _data(file), style="positive" if primary else None)


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
    chat = OpenUrlAction(title=chat_title(named(request.contact.name)), url=chat_link(file, mail))
    if request.slot:
        return [OpenUrlAction(title=texts.BUTTON_MEETING, url=meeting_link(file)), chat]
    return [OpenUrlAction(title=texts.BUTTON_CALL, url=call_link(mail)), chat]


@dataclass(frozen=True, slots=True)
class OtherSide:
    """Whom a person speaks with about a request, in Teams; the name is empty where it is not known."""

    key: PersonKey
    name: str


def chats_with(file: RequestFile, person: Person) -> OtherSide | None:
    """Return who asked, for those who handle it, and its expert, for who asked; None where that is nobody in Teams."""
    request = file.request
    relations = request_relations(request, person)
    if request.status in FINAL:
        return None
    if person.key == request.requester:
        return OtherSide(request.holder, named(file.holder_name)) if request.holder else None
    if request.requester and relations & {Relation.HOLDER, Relation.SA_EPLE}:
        return OtherSide(request.requester, named(file.asker))
    return None


def chat_title(name: str) -> str:
    """Return the title of the button that opens a chat."""
    return texts.BUTTON_CHAT.format(name=shortened(name, _ON_A_BUTTON) or texts.THE_PERSON)


def chat_link(file: RequestFile, *mails: str) -> str:
    """Return the address that opens a chat in Teams, its first words about the request; of several, named after it."""
    said = texts.CHAT_BEGINS.format(reference=file.reference, topic=topic_of(file.request))
    name = {"topicName": texts.GROUP_NAME.format(reference=file.reference)} if len(mails) > 1 else {}
    asked = {"users": ",".join(mails), **name, "message": said}
    return f"https://teams.microsoft.com/l/chat/0/0?{urlencode(asked, quote_via=quote)}"


def call_link(mail: str) -> str:
    """Return the address that calls somebody in Teams, who accepts or not."""
    return f"https://teams.microsoft.com/l/call/0/0?users={quote(mail)}"


def meeting_link(file: RequestFile, mail: str = "") -> str:
    """Return the address that opens a new meeting in Teams, filled in; who presses it is its organiser.

    ``mail``: who is invited; "": the contact's own address.
    """
    request = file.request
    start = (request.slot or file.logged_at).astimezone(PARIS)
    wanted = {
        "subject": texts.MEETING_SUBJECT.format(
            reference=file.reference, school=shortened(file.school, 120) or request.uai
        ),
        "startTime": start.isoformat(),
        "endTime": (start + SESSION_LASTS).isoformat(),
        "attendees": mail or request.contact.mail,
    }
    return f"https://teams.microsoft.com/l/meeting/new?{urlencode(wanted, quote_via=quote)}"


def history_message(file: RequestFile, history: Sequence[JournalLine], skip: int = 0) -> Message:
    """Return what happened to a request, the last page first; ``skip``: how many of the last lines were shown already."""
    end = max(len(history) - skip, 0)
    start = max(end - _HISTORY_PAGE, 0)
    title = texts.HISTORY_OF.format(reference=file.reference)
    lines = [history_line(line) for line in history[start:end]]
    actions: list[Action] = [opening(file)]
    if start:
        data = {"reference": file.reference, "skip": len(history) - start}
        actions.append(el.asks(texts.BUTTON_OLDER, "request.history", data))
    return plain_message(title, lines, actions)


def history_lines(history: Sequence[JournalLine]) -> list[str]:
    """Return the last lines of a request's history, oldest first, and how many are left out."""
    # What was said stands above, in full.
    last = [replace(line, reason="") if line.move in (SAID, NOTE) else line for line in history[-_HISTORY:]]
    lines = [history_line(line) for line in last]
    left = len(history) - len(lines)
    return [texts.HISTORY_OLDER.format(count=counted(left, "ligne")), *lines] if left > 0 else lines


def history_line(line: JournalLine) -> str:
    """Return what happened in one line."""
    by = texts.BY_PROGRAM if line.role == Relation.SYSTEM else line.by
    template = texts.HISTORY_BY if by else texts.HISTORY_LINE
    said = template.format(when=instant(line.at), what=journal_line(line.move), by=named(by))
    if line.holder and line.holder != line.by:
        said = texts.HISTORY_TO.format(line=said, holder=named(line.holder))
    if line.reason:
        said = texts.HISTORY_REASON.format(line=said, reason=shortened(" ".join(line.reason.split()), _LONGEST_REASON))
    return said


def choices_of_slots(file: RequestFile, now: datetime) -> list[Action]:
    """Return a button for each appointment that is proposed; of several none is the one to say yes to."""
    to_come = file.request.slots_to_choose(now)
    data = {"reference": file.reference, "version": file.request.version}
    style = "positive" if len(to_come) == 1 else None
    return [
        el.acts(slot_title(one), f"request.{RequestMove.CHOOSE_SLOT}", {**data, "slot": one.isoformat()}, style=style)
        for one in to_come
    ]


def slot_title(slot: datetime) -> str:
    """Return «Lundi 29 janvier à 10 h»: whenever it is read, it is the same day."""
    return capitalised(brief_instant(slot, slot - timedelta(days=9)).removeprefix("le "))
