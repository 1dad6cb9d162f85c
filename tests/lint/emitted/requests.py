"""Requests for assistance: their card for each role in each state, with the worst answers; every notice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from dialogs.cards.request import request_card
from dialogs.turn import Message
from knowledge.delays import DEFAULT_DELAYS
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    AssistanceRequest,
    CancelReason,
    Consent,
    RequestStatus,
    SchoolContact,
    Topic,
    WaitingFor,
)
from storage.queries.requests import File, Line
from tests.lint import worst
from tests.lint.catalogue import emits

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
