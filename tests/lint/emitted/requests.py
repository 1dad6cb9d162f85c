"""Requests for assistance: their card for each role in each state, with the worst answers; every notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from dialogs.assistance import notice_texts as texts
from dialogs.assistance import notices as request_notices
from dialogs.assistance.card import history_message, request_card
from dialogs.core.context import Services
from dialogs.core.turn import Message
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    AssistanceRequest,
    CancelReason,
    Consent,
    RequestNotice,
    RequestStatus,
    SchoolContact,
    Topic,
    WaitingFor,
)
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions.request_notices import PHONE
from storage.calls import find, read_base
from storage.outbox import Medium, Notice, Row, State
from storage.queries.requests import File, Line
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


def file_in(status: RequestStatus, **changes: object) -> File:
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
    return File(2**53, replace(request, **changes), worst.LONG_NAME, AT, worst.LONG_NAME, worst.MARKDOWN, worst.EMOJI)


HISTORY = tuple(
    Line("reassign", "saeple", AT, worst.LONG_NAME, reason=worst.LONG_TEXT, holder=worst.MARKDOWN) for _ in range(30)
)


def _card(state: RequestStatus, who: str, skip: int) -> None:
    @emits(f"request.card.{state}.{who}.{skip}", request_card)
    def _() -> Message:
        return request_card(
            file_in(state), PEOPLE[who], AT, DEFAULT_DELAYS, note=worst.LONG_TEXT[:300], history=HISTORY, skip=skip
        )


for _state, _who in product(RequestStatus, PEOPLE):
    _card(_state, _who, 0)
_card(RequestStatus.PLANNED, "holder", 3)


@emits("request.history", history_message)
def _history() -> Message:
    return history_message(file_in(RequestStatus.CLOSED), HISTORY)


@emits("request.card.closed.late", request_card)
def _late() -> Message:
    return request_card(file_in(RequestStatus.CLOSED), PEOPLE["requester"], AT + timedelta(days=60), DEFAULT_DELAYS)


# Notices: each kind, to each who may get it.


def _notice(told: str, to: PersonKey | None, medium: Medium = Medium.TEAMS, **data: object) -> Row:
    facts = {"reason": worst.LONG_TEXT, "slot": AT.isoformat(), "anew": True, **data}
    notice = Notice(told, to, mail="a@example.org", reference="DA-2024-123456", version=2**30, data=facts)
    return Row(2**53, notice, medium, State.LEASED, AT, AT, 0)


SERVICES = Services(
    storage=None, knowledge=lambda: KNOWLEDGE, notebook=None, acquaintances=None, now=lambda: AT
)  # fmt: skip


def _emit(kind: RequestNotice, who: str, state: RequestStatus) -> None:
    @emits(f"{kind}.{who}")
    def _() -> Message:
        person = PEOPLE[who]
        file = file_in(state, link="https://example.org/" + "a" * 200)
        shown = request_notices.shown_to(SERVICES, _notice(kind, person.key), file, person)
        assert isinstance(shown, Message)
        return shown


for _kind in RequestNotice:
    _in = next(
        (state for kind, state in ((RequestNotice.CARD, RequestStatus.NEW),) if kind is _kind), RequestStatus.PLANNED
    )
    if _kind in texts.TO_REQUESTER:
        _emit(_kind, "requester", _in)
    for _to in ("holder", "expert", "saeple"):
        if _kind in texts.TO_STAFF:
            _emit(_kind, _to, _in)


@emits("request.phone")
def _phone() -> Message:
    shown = request_notices._phone(
        SERVICES, _notice(PHONE, HOLDER, row=2**53, kind="request_planned"), file_in(RequestStatus.PLANNED)
    )
    assert shown
    return shown


@emits("request.unreached")
def _unreached() -> Message:
    return request_notices.unreached_message(file_in(RequestStatus.NEW), [worst.LONG_NAME] * 30)
