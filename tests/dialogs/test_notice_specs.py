"""One row per notice: whatever a move, a timer or a command leaves to be told has words, and no words are left over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dialogs.application.notices import SPECS as OF_APPLICATIONS
from dialogs.assistance.notices import SPECS as OF_REQUESTS
from dialogs.features import MAY_REPEAT, NOTICES, REMINDERS
from knowledge.application_cycle import APPLICATION_TABLE
from knowledge.lifecycle import Recipient, Relation, Transition
from knowledge.request_cycle import REQUEST_TABLE
from storage import rooms
from storage.actions import notices as stored
from storage.queries.applications import OFFICIAL_MAIL

# Who a recipient is to the subject: told of a move that nobody else may make, they are answered in the turn instead.
IS = {
    Recipient.REQUESTER: {Relation.REQUESTER}, Recipient.HOLDER: {Relation.HOLDER},
    Recipient.FORMER_HOLDER: {Relation.HOLDER}, Recipient.CANDIDATE: {Relation.CANDIDATE},
}  # fmt: skip
ALSO_BY_MAIL = {"application_receipt", "request_satisfaction"}  # What answers the one who acts, apart from the turn.
OWNERS = {Recipient.REQUESTER, Recipient.CANDIDATE}
BESIDES = {
    stored.MESSAGE, stored.NOTED, stored.SUBSCRIPTION, stored.ANNOUNCEMENT,
    stored.QUESTION_ASKED, stored.QUESTION_ANSWERED, stored.QUESTION_PHONE, stored.ROLE_GIVEN, stored.ROLE_TAKEN,
    stored.REDRAW, stored.REMINDER, stored.MAIL_REFUSED, stored.FREE_AGAIN, stored.ERASURE_ASKED, stored.ERASURE_DUE, stored.ERASURE_DECIDED, stored.UNREACHED, stored.CALENDAR, stored.REQUEST_PHONE, stored.DIGEST, stored.CHANGES_LOST, stored.APPLICATION_PHONE,
    OFFICIAL_MAIL, stored.ABSENCE, stored.ABSENCE_NOTED, stored.ABSENCE_EVE, stored.ABSENCE_BEGINS, stored.ON_CALL_GIVEN,
    stored.ON_CALL_DAY, stored.SLOT_AWAY, rooms.BOARD, rooms.LINE, rooms.LOST,
    stored.CASE_PROPOSED, stored.CASE_DECIDED, stored.APPLICATION_MESSAGE, stored.APPLICATION_MAIL_REFUSED,
    stored.INCIDENT, stored.INCIDENT_TOLD, stored.PAPERS_DUE, stored.MEETING_CALLED, stored.MEETING_CANCELLED, stored.MEETING_EVE,
    stored.PROPOSAL, stored.PROPOSAL_DECIDED, stored.MANDATE_ENDS, stored.MANDATE_RENEWED, stored.MANDATE_TRAINED, stored.BACKLOG,
    stored.BADLY_ANSWERED,
}  # fmt: skip


def _told(table: tuple[Transition[Any, Any, Any], ...]) -> Iterator[tuple[str, Recipient]]:
    """Yield the kinds that a row of the outbox may have by a life cycle, with whom they go to."""
    for line in table:
        for notice in line.notices:
            for recipient in notice.to:
                answered = set(line.who) <= IS.get(recipient, set())
                if notice.kind not in stored.NEVER_STORED and (not answered or notice.kind in ALSO_BY_MAIL):
                    yield str(notice.kind), recipient


SPECS = {kind: feature.specs[kind] for kind, feature in NOTICES.items()}
TOLD = {*_told(REQUEST_TABLE), *_told(APPLICATION_TABLE)}


def test_every_kind_that_is_stored_has_a_row_and_every_row_is_stored() -> None:
    assert set(SPECS) == {kind for kind, _ in TOLD} | BESIDES


@pytest.mark.parametrize(("kind", "recipient"), sorted(TOLD))
def test_a_kind_has_words_for_whoever_gets_it(kind: str, recipient: Recipient) -> None:
    spec = SPECS[kind]
    assert (spec.owner if recipient in OWNERS else spec.staff) is not None


@pytest.mark.parametrize("kind", sorted(stored.REQUEST_BY_PHONE))
def test_what_is_told_by_phone_has_words_for_the_requester(kind: str) -> None:
    assert OF_REQUESTS[kind].owner is not None


@pytest.mark.parametrize("kind", sorted(stored.APPLICATION_BY_PHONE))
def test_what_a_candidate_is_phoned_about_is_named(kind: str) -> None:
    assert OF_APPLICATIONS[kind].subject


def test_each_kind_may_arrive_twice_since_it_reads_the_same_and_does_nothing_by_itself() -> None:
    assert frozenset(SPECS) == MAY_REPEAT


def test_what_timers_tell_leaves_in_office_hours_only_and_nothing_that_people_cause_waits_for_them() -> None:
    lines = (*REQUEST_TABLE, *APPLICATION_TABLE)
    by_timers = {str(notice.kind) for line in lines if line.timer for notice in line.notices}
    by_people = {str(notice.kind) for line in lines if line.due is None for notice in line.notices}
    assert by_timers <= REMINDERS
    assert by_people.isdisjoint(REMINDERS)
    assert {stored.DIGEST, stored.ERASURE_DUE} <= REMINDERS
