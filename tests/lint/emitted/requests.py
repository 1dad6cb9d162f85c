"""Requests for assistance: their card for each role in each state, with the worst answers; every notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from dialogs.assistance.card import history_message, request_card
from dialogs.assistance.notice_view import RequestView
from dialogs.assistance.notices import NOTICES, SPECS
from dialogs.core.context import Services
from dialogs.core.exchange import Message
from dialogs.core.notice import NoticeSpec
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    AssistanceRequest,
    CancelReason,
    Consent,
    RequestMove,
    RequestNotice,
    RequestStatus,
    SchoolContact,
    Topic,
    WaitingFor,
)
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions.notices import CALENDAR, REDRAW, REQUEST_PHONE, UNREACHED
from storage.calls import find, read_base
from storage.notice_data import MoveData, to_json
from storage.outbox import Medium, Notice, NoticeState, Row
from storage.queries.journal import JournalLine
from storage.queries.requests import RequestFile
from storage.rooms import ShownCard
from tests.lint import worst
from tests.lint.catalogue import emits

KNOWLEDGE = read_base(find("2024-experts-opale"))
AT = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
REQUESTER, HOLDER, OTHER, MEMBER = (PersonKey("t" * 64, letter * 36) for letter in "rhom")
PEOPLE = {
    "requester": Person(REQUESTER, worst.LONG_NAME),
    "holder": Person(HOLDER, worst.LONG_NAME, frozenset(Role)),
    "expert": Person(OTHER, worst.ACCENTS, frozenset({Role.EXPERT})),
    "saeple": Person(MEMBER, worst.ACCENTS, frozenset({Role.SA_EPLE})),
}


def file_in(status: RequestStatus, **changes: object) -> RequestFile:
    """Return the worst request that may be in a state."""
    new = status is RequestStatus.NEW
    request = AssistanceRequest(
        reference="DA-2024-123456", version=2**30, status=status, status_since=AT, touched_at=AT, uai="0130001F",
        contact=SchoolContact(name=worst.MARKDOWN, function=worst.LONG_WORD[:128], mail=f"{'a' * 60}@{'b' * 60}.example.org",
                              phone="+33 4 42 91 70 00"),
        topic=Topic.TRESO, details=worst.LONG_TEXT, urgent=True, wished_slots=worst.LONG_TEXT, author=OTHER,
        requester=REQUESTER, holder=None if new else HOLDER, linked_to="DA-2023-123456", slot=AT + timedelta(days=1),
        link="https://example.org/" + "a" * 200, consent=Consent.ORAL, session_started_at=AT, session_minutes=10**6,
        waiting_for=WaitingFor.PUBLISHER, resume_at=AT + timedelta(days=3), report=worst.LONG_TEXT,
        cancelled_as=CancelReason.DUPLICATE if status is RequestStatus.CANCELLED else None, duplicate_of="DA-2024-123455",
        score=None, comment=worst.LONG_TEXT, alerts=2,
    )  # fmt: skip
    return RequestFile(
        2**53, replace(request, **changes), worst.LONG_NAME, AT, worst.LONG_NAME, worst.MARKDOWN, worst.EMOJI
    )


HISTORY = tuple(
    JournalLine("reassign", "saeple", AT, worst.LONG_NAME, reason=worst.LONG_TEXT, holder=worst.MARKDOWN)
    for _ in range(30)
)


def _card(state: RequestStatus, who: str) -> None:
    @emits(f"request.card.{state}.{who}", request_card)
    def _() -> Message:
        return request_card(
            file_in(state), PEOPLE[who], AT, DEFAULT_DELAYS, note=worst.LONG_TEXT[:300], history=HISTORY
        )


for _state, _who in product(RequestStatus, PEOPLE):
    _card(_state, _who)


@emits("request.history", history_message)
def _history() -> Message:
    return history_message(file_in(RequestStatus.CLOSED), HISTORY)


@emits("request.card.closed.late", request_card)
def _late() -> Message:
    return request_card(file_in(RequestStatus.CLOSED), PEOPLE["requester"], AT + timedelta(days=60), DEFAULT_DELAYS)


# Notices: each kind, to each who may get it.


def _row(kind: str, to: PersonKey | None, data: MoveData) -> Row:
    notice = Notice(kind, to, mail="a@example.org", reference="DA-2024-123456", version=2**30, data=to_json(data))
    return Row(2**53, notice, Medium.TEAMS, NoticeState.LEASED, AT, AT, 0)


SERVICES = Services(
    storage=None, knowledge=lambda: KNOWLEDGE, notebook=None, acquaintances=None, now=lambda: AT
)  # fmt: skip


WORST = MoveData(move=RequestMove.REASSIGN, reason=worst.LONG_TEXT, slot=AT, anew=True)


def _view(kind: str, who: str, state: RequestStatus, data: MoveData = WORST, **more: object) -> RequestView:
    person = PEOPLE[who]
    file = file_in(state, link="https://example.org/" + "a" * 200)
    return RequestView(services=SERVICES, row=_row(kind, person.key, data), file=file, person=person, data=data, **more)


def _say(spec: NoticeSpec[RequestView], view: RequestView) -> Message:
    wording = spec.wording(view)
    assert wording
    shown = (spec.message or NOTICES.message)(view, wording.filled(view))
    assert shown
    return shown


def _emit(spec: NoticeSpec[RequestView], who: str, view: RequestView) -> None:
    @emits(f"{spec.kind}.{who}")
    def _() -> Message:
        return _say(spec, view)


_HAS = {"card": ShownCard(HOLDER, "DA-2024-123456", "message-1")}  # Who has the card reads a line.
for _spec in SPECS.values():
    if _spec.kind in (CALENDAR, UNREACHED, REQUEST_PHONE):
        continue
    _in = RequestStatus.NEW if _spec.kind == RequestNotice.CARD else RequestStatus.PLANNED
    for _to in PEOPLE:
        if _spec.owner if _to == "requester" else _spec.staff:
            _emit(_spec, _to, _view(_spec.kind, _to, _in, **_HAS if _spec.kind == REDRAW else {}))
            if _spec.kind not in (REDRAW, RequestNotice.CARD):
                _emit(_spec, f"{_to}.line", _view(_spec.kind, _to, _in, **_HAS))


@emits("request.phone")
def _phone() -> Message:
    data = MoveData(row=2**53, kind=RequestNotice.PLANNED, reason=worst.LONG_TEXT, slot=AT)
    return _say(SPECS[REQUEST_PHONE], _view(REQUEST_PHONE, "holder", RequestStatus.PLANNED, data))


@emits("request.unreached")
def _unreached() -> Message:
    return _say(SPECS[UNREACHED], _view(UNREACHED, "saeple", RequestStatus.NEW, unreached=[worst.LONG_NAME] * 30))
