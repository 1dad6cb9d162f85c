"""The request's life cycle: every transition by every role, the texts of the authority, random lives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from knowledge.french import PARIS
from knowledge.lifecycle import (
    Changed,
    GuardRefused,
    MoveRefused,
    NotAllowed,
    Recipient,
    apply,
    moves_for,
    next_due,
)
from knowledge.people import Person, Role
from knowledge.request import (
    HELD,
    OPEN,
    AssistanceRequest,
    CancelReason,
    Consent,
    RequestFacts,
    RequestGiven,
    RequestMove,
    RequestRefusal,
    RequestStatus,
    SchoolContact,
    WaitingFor,
)
from knowledge.request_cycle import REQUEST_CYCLE, REQUEST_TABLE
from knowledge.time.delays import add_working_days, add_working_hours, office_moment
from tests.knowledge.test_lifecycle import (
    AGENT,
    EXPERT,
    FORMER_EXPERT,
    NOW,
    OTHER_EXPERT,
    PILOT,
    STRANGER,
    Attempt,
    differing,
    logged,
    person,
    timers_agree,
)

S, M = RequestStatus, RequestMove
PEOPLE: dict[str, Person | None] = {
    "requester": AGENT,
    "holder": EXPERT,
    "other expert": OTHER_EXPERT,
    "pilot": PILOT,
    "former expert": FORMER_EXPERT,
    "stranger": STRANGER,
    "system": None,
}


def good(move: RequestMove, request: AssistanceRequest, now: datetime = NOW) -> RequestGiven:
    """Return what the move asks for."""
    target = OTHER_EXPERT if request.holder == EXPERT.key else EXPERT
    blanc, roux = (
        SchoolContact(name="Mme Blanc", phone="04 42 91 70 09"),
        SchoolContact(name="M. Roux", mail="r@example.org"),
    )
    return RequestGiven(
        contact=roux if request.contact == blanc else blanc,
        reason="Absence",
        target=target,
        slot=next(iter(request.proposed), now + timedelta(days=2)),
        slots=(now + timedelta(days=1), now + timedelta(days=2)),
        waiting_for=WaitingFor.SCHOOL,
        resume_at=now + timedelta(days=3),
        report="Compte rendu",
        cancel_as=CancelReason.OUT_OF_SCOPE,
        ticket="INC0045124" if request.ticket else "INC0045123",
        score=4,
        anyway=True,
    )


def do(
    request: AssistanceRequest, move: RequestMove, by: Person | None, *, now: datetime = NOW, **given: Any
) -> Changed[AssistanceRequest]:
    facts = given.pop("facts", RequestFacts())
    what = replace(good(move, request, now), **given)
    return apply(REQUEST_CYCLE, request, move, by=by, now=now, facts=facts, given=what)


def in_state(state: RequestStatus) -> AssistanceRequest:
    """Return a request that came to ``state`` by the way."""
    request = logged()
    ways: dict[RequestStatus, list[tuple[RequestMove, Person | None]]] = {
        S.NEW: [],
        S.ASSIGNED: [(M.TAKE, EXPERT)],
        S.PLANNED: [(M.TAKE, EXPERT), (M.PLAN, EXPERT)],
        S.WAITING: [(M.TAKE, EXPERT), (M.PUT_ON_HOLD, EXPERT)],
        S.RESOLVED: [(M.TAKE, EXPERT), (M.RESOLVE, EXPERT)],
        S.CLOSED: [(M.TAKE, EXPERT), (M.RESOLVE, EXPERT), (M.CONFIRM, AGENT)],
        S.CANCELLED: [(M.WITHDRAW, AGENT)],
    }
    for move, by in ways[state]:
        request = do(request, move, by).subject
    assert request.status is state
    return request


# Who may do what from where, said anew from the authority's table. Alerts and reminders: the clock's tests below.
HOLDER_PILOT = {"holder", "pilot"}
MAY: dict[RequestMove, tuple[set[RequestStatus], set[str]]] = {
    M.TAKE: ({S.NEW}, {"holder", "other expert"}),  # Nobody holds it yet: any expert.
    M.ASSIGN: ({S.NEW}, {"pilot"}),
    M.REASSIGN: ({S.ASSIGNED, S.PLANNED, S.WAITING}, HOLDER_PILOT),
    M.RELEASE: ({S.ASSIGNED, S.PLANNED, S.WAITING}, HOLDER_PILOT | {"system"}),
    M.PLAN: ({S.ASSIGNED, S.WAITING}, {"holder"}),
    M.MOVE_SLOT: ({S.PLANNED}, HOLDER_PILOT),
    M.CANCEL_SLOT: ({S.PLANNED}, HOLDER_PILOT),
    M.OFFER_SLOTS: ({S.ASSIGNED, S.PLANNED, S.WAITING}, {"holder"}),
    M.CHOOSE_SLOT: (set(), set()),  # Nothing proposed yet.
    M.ASK_OTHER_SLOT: ({S.PLANNED}, {"requester"}),
    M.AGREE: ({S.ASSIGNED, S.PLANNED}, {"requester", "holder"}),
    M.TAKE_BACK: (set(), set()),  # Nothing agreed yet.
    M.START_SESSION: (set(), set()),
    M.END_SESSION: (set(), set()),
    M.PUT_ON_HOLD: ({S.ASSIGNED, S.PLANNED}, {"holder"}),
    M.RESUME: ({S.WAITING}, {"holder", "system"}),
    M.REPLY: ({S.WAITING}, {"requester"}),
    M.RESOLVE: ({S.ASSIGNED, S.PLANNED, S.WAITING}, {"holder"}),
    M.CONFIRM: ({S.RESOLVED}, {"requester", "pilot"}),
    M.REFUSE_SOLUTION: ({S.RESOLVED}, {"requester"}),
    M.RATE: ({S.CLOSED}, {"requester"}),
    M.REOPEN: ({S.CLOSED}, {"requester", "holder", "other expert", "pilot"}),
    M.WITHDRAW: ({S.NEW, S.ASSIGNED, S.PLANNED, S.WAITING}, {"requester"}),
    M.CANCEL: ({S.NEW, S.ASSIGNED, S.PLANNED, S.WAITING}, HOLDER_PILOT),
    M.CHANGE_CONTACT: ({S.NEW, S.ASSIGNED, S.PLANNED, S.WAITING, S.RESOLVED}, HOLDER_PILOT | {"requester"}),
    M.TELL_BY_PHONE: ({S.ASSIGNED, S.PLANNED, S.WAITING, S.RESOLVED}, {"holder"}),
    M.NUDGE: ({S.NEW, S.ASSIGNED, S.PLANNED, S.WAITING}, {"pilot"}),
    M.LOG: (set(), set()),
    M.LOG_AND_TAKE: (set(), set()),
    M.ALERT_UNTAKEN: (set(), set()),
    M.ALERT_IDLE: (set(), set()),
    M.REMIND_SLOT: (set(), set()),
    M.ASK_OUTCOME: (set(), set()),
    M.SLOT_HELD: (set(), set()),  # The session is not over.
    M.SLOT_MISSED: (set(), set()),
    M.VISIT_HELD: (set(), set()),  # No appointment is at the school.
    M.NOTE_TICKET: ({S.NEW, S.ASSIGNED, S.PLANNED, S.WAITING, S.RESOLVED}, HOLDER_PILOT | {"requester"}),
    M.REMIND_WAITING: (set(), set()),
}


def may(move: RequestMove, state: RequestStatus, who: str) -> bool:
    states, people = MAY[move]
    if move in (M.CANCEL, M.CHANGE_CONTACT, M.NOTE_TICKET) and state is S.NEW and who == "holder":
        return False  # Nobody holds a new one.
    return state in states and who in people


def test_each_move_from_each_state_by_each_role() -> None:
    def outcome(move: RequestMove, state: RequestStatus, who: str) -> bool:
        request, attempt = in_state(state), Attempt(REQUEST_CYCLE, RequestFacts(), NOW)
        return attempt(request, move, PEOPLE[who], good(move, request), version=request.version, good=True) is not None

    assert differing(outcome, may, M, S, PEOPLE) == {}


# Appointments to choose from


@pytest.mark.parametrize("state", [S.ASSIGNED, S.PLANNED, S.WAITING])
@pytest.mark.parametrize(("who", "chooses"), [("requester", True), ("holder", False), ("pilot", False), ("other expert", False)])  # fmt: skip
def test_the_requester_alone_chooses_among_what_is_proposed(state: RequestStatus, who: str, chooses: bool) -> None:
    offered = do(in_state(state), M.OFFER_SLOTS, EXPERT).subject
    assert offered.status is state
    attempt = Attempt(REQUEST_CYCLE, RequestFacts(), NOW)
    given = good(M.CHOOSE_SLOT, offered)
    done = attempt(offered, M.CHOOSE_SLOT, PEOPLE[who], given, version=offered.version, good=True)
    assert (done is not None) is chooses
    if done:
        after = done.subject
        assert (after.status, after.slot, after.proposed) == (S.PLANNED, offered.proposed[0], ())
    assert (
        attempt(offered, M.ASK_OTHER_SLOT, PEOPLE[who], given, version=offered.version, good=True) is not None
    ) is chooses


@pytest.mark.parametrize(
    "slots",
    [(), tuple(NOW + timedelta(days=one) for one in range(1, 5)), (NOW - timedelta(minutes=1), NOW + timedelta(days=1)), (NOW,)],
)  # fmt: skip
def test_one_to_three_slots_to_come_are_proposed(slots: tuple[datetime, ...]) -> None:
    with pytest.raises(GuardRefused) as refused:
        do(in_state(S.ASSIGNED), M.OFFER_SLOTS, EXPERT, slots=slots)
    assert refused.value.code is RequestRefusal.SLOTS_BAD


def test_neither_another_moment_nor_one_that_is_over_is_chosen() -> None:
    offered = do(in_state(S.ASSIGNED), M.OFFER_SLOTS, EXPERT).subject
    for slot, now in ((NOW + timedelta(days=9), NOW), (offered.proposed[0], NOW + timedelta(days=1, minutes=1))):
        with pytest.raises(GuardRefused) as refused:
            do(offered, M.CHOOSE_SLOT, AGENT, now=now, slot=slot)
        assert refused.value.code is RequestRefusal.SLOT_NOT_OFFERED
    with pytest.raises(GuardRefused) as refused:
        do(offered, M.CHOOSE_SLOT, AGENT, now=NOW + timedelta(days=9))
    assert refused.value.code is RequestRefusal.NO_SLOTS


@pytest.mark.parametrize("move", [M.PLAN, M.PUT_ON_HOLD, M.RELEASE, M.REASSIGN, M.RESOLVE, M.CANCEL])
def test_what_goes_on_otherwise_ends_what_was_proposed(move: RequestMove) -> None:
    offered = do(in_state(S.ASSIGNED), M.OFFER_SLOTS, EXPERT).subject
    assert do(offered, move, EXPERT, slot=NOW + timedelta(days=4)).subject.proposed == ()


def test_the_meeting_of_an_appointment_is_kept_for_the_one_that_is_chosen() -> None:
    planned = do(in_state(S.ASSIGNED), M.PLAN, EXPERT, link="https://teams.microsoft.com/l/x").subject
    offered = do(planned, M.OFFER_SLOTS, EXPERT).subject
    assert offered.slot == planned.slot
    chosen = do(offered, M.CHOOSE_SLOT, AGENT).subject
    assert (chosen.link, chosen.slot) == (planned.link, offered.proposed[0])


# Its beginning


def draft(**changes: Any) -> AssistanceRequest:
    return replace(logged(), version=0, status_since=None, touched_at=None, **changes)


@pytest.mark.parametrize(
    ("move", "by", "state"),
    [
        (M.LOG, AGENT, S.NEW),
        (M.LOG, EXPERT, S.NEW),
        (M.LOG, PILOT, S.NEW),
        (M.LOG, STRANGER, None),
        (M.LOG_AND_TAKE, EXPERT, S.ASSIGNED),
        (M.LOG_AND_TAKE, AGENT, None),
        (M.LOG_AND_TAKE, PILOT, None),
        (M.TAKE, EXPERT, None),
    ],
)
def test_who_begins_a_request(move: RequestMove, by: Person, state: RequestStatus | None) -> None:
    try:
        done = do(draft(), move, by)
    except MoveRefused:
        assert state is None
        return
    assert (done.subject.status, done.subject.version, done.event.from_state) == (state, 1, None)
    assert done.subject.holder == (by.key if state is S.ASSIGNED else None)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"uai": ""}, RequestRefusal.SCHOOL_MISSING),
        ({"topic": None}, RequestRefusal.TOPIC_MISSING),
        ({"contact": replace(logged().contact, phone=" "), "requester": None}, RequestRefusal.CONTACT_MISSING),
        ({"contact": replace(logged().contact, name="")}, RequestRefusal.CONTACT_MISSING),
    ],
)
def test_school_contact_and_topic_are_needed(changes: dict[str, Any], code: RequestRefusal) -> None:
    by = EXPERT if "requester" in changes else AGENT
    with pytest.raises(GuardRefused) as refused:
        do(draft(**changes), M.LOG, by)
    assert refused.value.code is code


def test_a_requester_with_a_chat_needs_no_number() -> None:
    unreached = replace(logged().contact, phone="")
    assert do(draft(contact=unreached), M.LOG, AGENT).subject.status is S.NEW


def test_an_open_request_of_the_same_school_and_topic_is_proposed_first() -> None:
    facts = RequestFacts(same_open="DA-2024-0007")
    with pytest.raises(GuardRefused) as refused:
        do(draft(), M.LOG, AGENT, facts=facts, anyway=False)
    assert refused.value.code is RequestRefusal.ALREADY_OPEN
    assert do(draft(), M.LOG, AGENT, facts=facts, anyway=True).subject.status is S.NEW


def told(done: Changed[Any]) -> set[tuple[str, str]]:
    return {(notice.kind.removeprefix("request_"), notice.person.oid if notice.person else notice.to.value)
            for notice in done.notices}  # fmt: skip


def test_who_is_told_of_a_new_request() -> None:
    assert told(do(draft(), M.LOG, AGENT)) == {("receipt", "agent"), ("card", "channel")}
    assert told(do(draft(urgent=True, requester=None, author=EXPERT.key), M.LOG, EXPERT)) == {
        ("receipt", "expert"), ("receipt", "requester"), ("card", "channel"), ("urgent", "saeple"),
    }  # fmt: skip


# What moves do


def test_reassigning_cancels_the_slot_and_says_so() -> None:
    done = do(in_state(S.PLANNED), M.REASSIGN, PILOT)
    assert (done.subject.status, done.subject.holder, done.subject.slot) == (S.ASSIGNED, OTHER_EXPERT.key, None)
    assert told(done) == {
        ("assigned", "other"), ("reassigned", "expert"), ("reassigned", "agent"),
        ("slot_cancelled", "agent"), ("slot_cancelled", "expert"), ("card", "channel"), ("thread", "thread"),
    }  # fmt: skip
    assert ("slot_cancelled", "agent") not in told(do(in_state(S.ASSIGNED), M.REASSIGN, PILOT))


def test_reassigning_needs_another_expert() -> None:
    for target, code in ((EXPERT, RequestRefusal.TARGET_IS_HOLDER), (AGENT, RequestRefusal.TARGET_NOT_EXPERT),
                         (None, RequestRefusal.TARGET_NOT_EXPERT)):  # fmt: skip
        with pytest.raises(GuardRefused) as refused:
            do(in_state(S.ASSIGNED), M.REASSIGN, PILOT, target=target)
        assert refused.value.code is code


def test_releasing_leaves_it_to_anyone() -> None:
    done = do(in_state(S.PLANNED), M.RELEASE, EXPERT)
    assert (done.subject.status, done.subject.holder, done.subject.slot) == (S.NEW, None, None)
    assert ("released", "agent") in told(done)
    assert ("slot_cancelled", "agent") in told(done)


@pytest.mark.parametrize("slot", [None, NOW, NOW - timedelta(minutes=1)])
@pytest.mark.parametrize(("move", "state"), [(M.PLAN, S.ASSIGNED), (M.MOVE_SLOT, S.PLANNED)])
def test_a_slot_lies_in_the_future(slot: datetime | None, move: RequestMove, state: RequestStatus) -> None:
    with pytest.raises(GuardRefused) as refused:
        do(in_state(state), move, EXPERT, slot=slot)
    assert refused.value.code is RequestRefusal.SLOT_NOT_FUTURE


def test_a_session_needs_an_agreement_that_can_be_taken_back() -> None:
    request = in_state(S.PLANNED)
    with pytest.raises(GuardRefused):
        do(request, M.START_SESSION, EXPERT)
    oral = do(request, M.AGREE, EXPERT).subject
    assert oral.consent is Consent.ORAL
    assert do(request, M.AGREE, AGENT).subject.consent is Consent.IN_CHAT
    running = do(oral, M.START_SESSION, EXPERT).subject
    stopped = do(running, M.TAKE_BACK, AGENT, now=NOW + timedelta(minutes=12)).subject
    assert (stopped.consent, stopped.session_started_at, stopped.session_minutes) == (None, None, 12)
    with pytest.raises(GuardRefused):
        do(stopped, M.START_SESSION, EXPERT)


def test_each_session_needs_its_own_agreement_and_minutes_add_up() -> None:
    request, now = in_state(S.PLANNED), NOW
    for _ in range(2):
        request = do(request, M.AGREE, AGENT, now=now).subject
        request = do(request, M.START_SESSION, EXPERT, now=now).subject
        now += timedelta(minutes=20)
        request = do(request, M.END_SESSION, EXPERT, now=now).subject
        assert request.consent is None
    assert do(request, M.RESOLVE, EXPERT, now=now).subject.session_minutes == 40
    assert do(request, M.RESOLVE, EXPERT, now=now, minutes=55).subject.session_minutes == 55


def test_a_report_is_required() -> None:
    with pytest.raises(GuardRefused) as refused:
        do(in_state(S.ASSIGNED), M.RESOLVE, EXPERT, report=" ")
    assert refused.value.code is RequestRefusal.REPORT_MISSING


def test_a_slot_is_kept_only_when_it_took_place() -> None:
    planned = in_state(S.PLANNED)
    assert do(planned, M.RESOLVE, EXPERT).subject.slot is None
    assert do(planned, M.RESOLVE, EXPERT, now=NOW + timedelta(days=3)).subject.slot == planned.slot


def test_satisfaction_is_asked_of_a_known_requester_who_is_not_the_expert() -> None:
    resolved = in_state(S.RESOLVED)
    assert ("satisfaction", "agent") in told(do(resolved, M.CONFIRM, PILOT))
    for requester in (None, EXPERT.key):
        assert "satisfaction" not in {
            kind for kind, _ in told(do(replace(resolved, requester=requester), M.CONFIRM, PILOT))
        }


@pytest.mark.parametrize("score", [None, 0, 6, 5])
def test_satisfaction_is_given_once_from_1_to_5(score: int | None) -> None:
    closed = in_state(S.CLOSED)
    if score == 5:
        rated = do(closed, M.RATE, AGENT, score=score, comment=" Merci ").subject
        assert (rated.score, rated.comment) == (5, "Merci")
        with pytest.raises(GuardRefused):
            do(rated, M.RATE, AGENT, score=1)
    else:
        with pytest.raises(GuardRefused):
            do(closed, M.RATE, AGENT, score=score)


@pytest.mark.parametrize(("move", "state"), [(M.REFUSE_SOLUTION, S.RESOLVED), (M.REOPEN, S.CLOSED)])
def test_it_comes_back_to_its_holder_or_to_anyone(move: RequestMove, state: RequestStatus) -> None:
    back = do(in_state(state), move, AGENT).subject
    assert (back.status, back.holder) == (S.ASSIGNED, EXPERT.key)
    gone = do(in_state(state), move, AGENT, facts=RequestFacts(holder_active=False)).subject
    assert (gone.status, gone.holder) == (S.NEW, None)


def test_reopening_ends_after_thirty_days_but_for_the_pilot() -> None:
    closed = in_state(S.CLOSED)
    last = NOW + timedelta(days=30)
    for by in (AGENT, OTHER_EXPERT):
        assert do(closed, M.REOPEN, by, now=last).subject.status is S.ASSIGNED
        with pytest.raises(GuardRefused) as refused:
            do(closed, M.REOPEN, by, now=last + timedelta(seconds=1))
        assert refused.value.code is RequestRefusal.TOO_LATE_TO_REOPEN
    assert do(closed, M.REOPEN, PILOT, now=last + timedelta(days=300)).subject.status is S.ASSIGNED


def test_the_requester_withdraws_and_the_others_cancel_with_a_reason() -> None:
    request = in_state(S.ASSIGNED)
    assert do(request, M.WITHDRAW, AGENT, reason="").subject.cancelled_as is CancelReason.WITHDRAWN
    for cancel_as, duplicate_of, code in (
        (None, "", RequestRefusal.CANCEL_REASON_MISSING),
        (CancelReason.WITHDRAWN, "", RequestRefusal.CANCEL_REASON_MISSING),
        (CancelReason.DUPLICATE, "", RequestRefusal.DUPLICATE_MISSING),
        (CancelReason.DUPLICATE, "DA-2024-0001", RequestRefusal.DUPLICATE_MISSING),
    ):
        with pytest.raises(GuardRefused) as refused:
            do(request, M.CANCEL, EXPERT, cancel_as=cancel_as, duplicate_of=duplicate_of)
        assert refused.value.code is code
    done = do(request, M.CANCEL, PILOT, cancel_as=CancelReason.DUPLICATE, duplicate_of="DA-2024-0009")
    assert (done.subject.cancelled_as, done.subject.duplicate_of) == (CancelReason.DUPLICATE, "DA-2024-0009")
    assert told(done) == {("cancelled", "expert"), ("cancelled", "agent"), ("card", "channel")}


# The clock


@pytest.mark.parametrize(
    ("came", "urgent", "alert"),
    [
        ("2024-01-26T17:30", False, "2024-01-29T11:30"),  # A week-end: half an hour on Friday, the rest on Monday.
        ("2024-04-30T17:30", False, "2024-05-02T11:30"),  # 1 May.
        ("2024-03-29T17:30", False, "2024-04-02T11:30"),  # Easter, and the clock goes forward on the Sunday.
        ("2024-10-25T17:30", False, "2024-10-28T11:30"),  # The clock goes back on the Sunday.
        ("2024-03-31T02:30", True, "2024-04-02T09:00"),  # The hour that does not exist.
        ("2024-10-27T02:30", True, "2024-10-28T09:00"),  # The hour that comes twice.
    ],
)
def test_what_nobody_takes_is_told_in_working_hours(came: str, urgent: bool, alert: str) -> None:
    at = datetime.fromisoformat(came).replace(tzinfo=PARIS).astimezone(UTC)
    request = replace(logged(), urgent=urgent, status_since=at, touched_at=at)
    due = next_due(REQUEST_CYCLE, request, facts=RequestFacts())
    assert due is not None
    assert due.astimezone(PARIS) == datetime.fromisoformat(alert).replace(tzinfo=PARIS)


def test_a_new_request_is_called_out_then_told_to_the_pilot() -> None:
    request, facts = logged(), RequestFacts()
    first = next_due(REQUEST_CYCLE, request, facts=facts)
    assert first == add_working_hours(NOW, 4)
    assert next_due(REQUEST_CYCLE, replace(request, urgent=True), facts=facts) == add_working_hours(NOW, 1)
    with pytest.raises(GuardRefused, match="not_due"):
        do(request, M.ALERT_UNTAKEN, None, now=first - timedelta(seconds=1))
    called = do(request, M.ALERT_UNTAKEN, None, now=first)
    assert told(called) == {("untaken", "thread")}
    assert not called.subject.escalated
    second = next_due(REQUEST_CYCLE, called.subject, facts=facts)
    assert second == add_working_hours(NOW, 8)
    escalated = do(called.subject, M.ALERT_UNTAKEN, None, now=second)
    assert told(escalated) == {("untaken", "saeple")}
    assert escalated.subject.escalated
    assert escalated.subject.touched_at == NOW, "a reminder is no activity"
    assert next_due(REQUEST_CYCLE, escalated.subject, facts=facts) is None
    assert do(escalated.subject, M.TAKE, EXPERT).subject.alerts == 0


def test_an_idle_holder_is_reminded_then_the_pilot_told() -> None:
    request, facts = in_state(S.ASSIGNED), RequestFacts()
    first = next_due(REQUEST_CYCLE, request, facts=facts)
    assert first == add_working_days(NOW, 2)
    reminded = do(request, M.ALERT_IDLE, None, now=first)
    assert told(reminded) == {("idle", "expert")}
    moved = do(reminded.subject, M.TELL_BY_PHONE, EXPERT, now=first).subject
    assert next_due(REQUEST_CYCLE, moved, facts=facts) == add_working_days(first, 2), "any activity starts it again"
    assert told(do(reminded.subject, M.ALERT_IDLE, None, now=first + timedelta(days=9))) == {("idle", "saeple")}


def test_an_appointment_that_passed_without_a_word_is_reminded_of_too() -> None:
    request, facts = in_state(S.PLANNED), RequestFacts()
    assert request.slot is not None
    while (due := next_due(REQUEST_CYCLE, request, facts=facts)) and due < request.slot:
        request = do(request, M.REMIND_SLOT, None, now=due).subject
    over = next_due(REQUEST_CYCLE, request, facts=facts)
    assert over == office_moment(request.slot + timedelta(hours=1))
    asked = do(request, M.ASK_OUTCOME, None, now=over)
    assert told(asked) == {("outcome", "expert")}
    request = asked.subject
    first = next_due(REQUEST_CYCLE, request, facts=facts)
    assert first == add_working_days(request.slot, 2)
    reminded = do(request, M.ALERT_IDLE, None, now=first)
    assert told(reminded) == {("idle", "expert")}
    second = next_due(REQUEST_CYCLE, reminded.subject, facts=facts)
    assert second == add_working_days(request.slot, 4)
    assert told(do(reminded.subject, M.ALERT_IDLE, None, now=second)) == {("idle", "saeple")}


def test_waiting_stops_the_clock_until_the_date_said() -> None:
    request, facts = in_state(S.WAITING), RequestFacts()
    assert request.resume_at is not None
    due = next_due(REQUEST_CYCLE, request, facts=facts)
    assert due == office_moment(request.resume_at), "a Sunday's on Monday"
    reminded = do(request, M.REMIND_WAITING, None, now=due)
    assert told(reminded) == {("waiting_reminder", "expert"), ("waiting_reminder", "agent")}
    assert next_due(REQUEST_CYCLE, reminded.subject, facts=facts) is None


def test_both_are_reminded_of_a_slot_once_per_reminder() -> None:
    request, facts = replace(in_state(S.PLANNED), slot=NOW + timedelta(days=1)), RequestFacts()
    assert request.slot is not None
    assert next_due(REQUEST_CYCLE, request, facts=facts) == request.slot - timedelta(hours=24)
    once = do(request, M.REMIND_SLOT, None, now=request.slot - timedelta(hours=24))
    assert told(once) == {("slot_reminder", "agent"), ("slot_reminder", "expert")}
    assert next_due(REQUEST_CYCLE, once.subject, facts=facts) == request.slot - timedelta(hours=1)
    after_a_stop = do(request, M.REMIND_SLOT, None, now=request.slot)
    over = next_due(REQUEST_CYCLE, after_a_stop.subject, facts=facts)
    assert over == request.slot + timedelta(hours=1), "what became of it is asked"
    asked = do(after_a_stop.subject, M.ASK_OUTCOME, None, now=over)
    assert next_due(REQUEST_CYCLE, asked.subject, facts=facts) == add_working_days(request.slot, 2)
    soon = do(in_state(S.ASSIGNED), M.PLAN, EXPERT, slot=NOW + timedelta(minutes=30)).subject
    assert next_due(REQUEST_CYCLE, soon, facts=facts) > soon.slot, "who has just planned needs no reminder"


def test_silence_confirms_after_five_working_days() -> None:
    request, facts = in_state(S.RESOLVED), RequestFacts()
    due = next_due(REQUEST_CYCLE, request, facts=facts)
    assert due == add_working_days(NOW, 5) == datetime(2024, 2, 1, 9, 0, tzinfo=UTC)
    closed = do(request, M.CONFIRM, None, now=due)
    assert (closed.subject.status, closed.event.role) == (S.CLOSED, "system")


# Random lives

# The arrows of the authority's table, events apart.
ARROWS = {
    (None, S.NEW), (None, S.ASSIGNED), (S.NEW, S.ASSIGNED), (S.ASSIGNED, S.NEW), (S.PLANNED, S.NEW), (S.WAITING, S.NEW),
    (S.PLANNED, S.ASSIGNED), (S.WAITING, S.ASSIGNED), (S.ASSIGNED, S.PLANNED), (S.WAITING, S.PLANNED),
    (S.ASSIGNED, S.WAITING), (S.PLANNED, S.WAITING), (S.ASSIGNED, S.RESOLVED), (S.PLANNED, S.RESOLVED),
    (S.WAITING, S.RESOLVED), (S.RESOLVED, S.CLOSED), (S.RESOLVED, S.ASSIGNED), (S.RESOLVED, S.NEW),
    (S.CLOSED, S.ASSIGNED), (S.CLOSED, S.NEW), (S.NEW, S.CANCELLED), (S.ASSIGNED, S.CANCELLED),
    (S.PLANNED, S.CANCELLED), (S.WAITING, S.CANCELLED),
}  # fmt: skip
STAYS = {M.MOVE_SLOT, M.OFFER_SLOTS, M.ASK_OTHER_SLOT, M.AGREE, M.TAKE_BACK, M.START_SESSION, M.END_SESSION, M.RATE, M.TELL_BY_PHONE,
         M.CHANGE_CONTACT, M.NOTE_TICKET, M.REASSIGN, M.NUDGE, M.ALERT_UNTAKEN, M.ALERT_IDLE, M.REMIND_SLOT, M.REMIND_WAITING, M.ASK_OUTCOME}  # fmt: skip
REMINDERS = {line.move for line in REQUEST_TABLE if line.reminds}


def test_the_table_has_exactly_the_arrows_of_the_authority() -> None:
    drawn = {
        (source, line.target)
        for line in REQUEST_CYCLE.table
        if line.target is not None
        for source in line.sources or {None}
        if source is not line.target
    }
    assert drawn == ARROWS


EVERYONE = [AGENT, EXPERT, OTHER_EXPERT, PILOT, STRANGER, FORMER_EXPERT, person("other"),
            person("agent", Role.EXPERT), person("expert", Role.EXPERT, Role.SA_EPLE), None]  # fmt: skip
_maybe_future = st.one_of(st.none(), st.integers(-5000, 5000).map(lambda minutes: NOW + timedelta(minutes=minutes)))
_anything = st.builds(
    RequestGiven,
    reason=st.sampled_from(["", " ", "Absence"]),
    anyway=st.booleans(),
    target=st.sampled_from([None, AGENT, EXPERT, OTHER_EXPERT]),
    slot=_maybe_future,
    waiting_for=st.one_of(st.none(), st.sampled_from(WaitingFor)),
    resume_at=_maybe_future,
    report=st.sampled_from(["", "Fait"]),
    minutes=st.one_of(st.none(), st.integers(0, 300)),
    cancel_as=st.one_of(st.none(), st.sampled_from(CancelReason)),
    duplicate_of=st.sampled_from(["", "DA-2024-0001", "DA-2024-0002"]),
    score=st.one_of(st.none(), st.integers(-1, 7)),
    contact=st.sampled_from(
        [None, SchoolContact(), SchoolContact(name="Mme Blanc"), SchoolContact(name="M. Roux", mail="roux@example.org")]
    ),
)


class RequestLife(RuleBasedStateMachine):
    """People and the program try anything on one request, with cards new and old, as time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.request: AssistanceRequest
        self.events = 0
        self.reminders = 0
        self.holder_active = True

    @initialize(
        requester=st.sampled_from([None, AGENT.key, EXPERT.key]),
        urgent=st.booleans(),
        by=st.sampled_from([EXPERT, PILOT]),
    )
    def begin(self, requester: Any, urgent: bool, by: Person) -> None:
        self.request = draft(requester=requester, urgent=urgent, author=by.key)
        self._try(M.LOG, by, good(M.LOG, self.request), version=None, good=True)
        assert self.events == 1

    @rule(move=st.sampled_from(M), by=st.sampled_from(EVERYONE), back=st.sampled_from([0, 0, 0, 1, 2, -1]))
    def anyone_tries_anything(self, move: RequestMove, by: Person | None, back: int) -> None:
        self._try(move, by, good(move, self.request, self.now), version=self.request.version - back, good=True)

    @rule(move=st.sampled_from(M), by=st.sampled_from(EVERYONE), given=_anything)
    def anyone_tries_with_anything(self, move: RequestMove, by: Person | None, given: RequestGiven) -> None:
        self._try(move, by, given, version=None, good=False)

    @rule(data=st.data(), by=st.sampled_from(EVERYONE))
    def someone_presses_a_button(self, data: st.DataObject, by: Person | None) -> None:
        offered = moves_for(REQUEST_CYCLE, self.request, by, self.now, facts=self._facts())
        if offered:
            events = self.events
            move = data.draw(st.sampled_from(offered))
            self._try(move, by, good(move, self.request, self.now), version=self.request.version, good=True)  # type: ignore[arg-type]
            assert self.events == events + 1

    @rule(minutes=st.integers(1, 20_000))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @precondition(lambda self: self.request.holder is not None)
    @rule(active=st.booleans())
    def the_role_changes(self, active: bool) -> None:
        self.holder_active = active

    @invariant()
    def the_request_makes_sense(self) -> None:
        if not hasattr(self, "request") or not self.request.version:
            return
        request = self.request
        assert request.version == self.events - self.reminders
        assert request.status in S
        if request.status in HELD | {S.RESOLVED, S.CLOSED}:
            assert request.holder is not None
        if request.status is S.NEW:
            assert request.holder is None
        if request.status is S.PLANNED:
            assert request.slot is not None
        elif request.slot is not None:
            assert request.status in {S.RESOLVED, S.CLOSED}, "the slot that took place"
        assert (request.waiting_for is not None) == (request.status is S.WAITING)
        assert (request.resume_at is not None) == (request.status is S.WAITING)
        assert (request.cancelled_as is not None) == (request.status is S.CANCELLED)
        if request.session_started_at is not None:
            assert request.consent is not None
            assert request.status in OPEN
        if request.status in {S.RESOLVED, S.CLOSED}:
            assert request.report
        assert 0 <= request.alerts <= 2

    @invariant()
    def timers_know_when(self) -> None:
        if hasattr(self, "request"):
            timers_agree(REQUEST_CYCLE, self.request, self._facts(), self.now)

    def _facts(self) -> RequestFacts:
        return RequestFacts(holder_active=self.holder_active)

    def _try(
        self, move: RequestMove, by: Person | None, given: RequestGiven, *, version: int | None, good: bool
    ) -> None:
        attempt = Attempt(REQUEST_CYCLE, self._facts(), self.now)
        before = self.request
        done = attempt(before, move, by, given, version=version, good=good)
        if done is None:
            return
        self.events += 1
        self.reminders += done.event.move in REMINDERS
        self.request = done.subject
        origin = before.status if before.version else None
        if (origin, done.subject.status) not in ARROWS:
            assert move in STAYS
            assert origin is done.subject.status
        if not done.subject.requester:
            assert all(n.person is None for n in done.notices if n.to is Recipient.REQUESTER)


TestRequestLife = RequestLife.TestCase
TestRequestLife.settings = settings()


def test_a_stranger_sees_no_button() -> None:
    for state in S:
        assert moves_for(REQUEST_CYCLE, in_state(state), STRANGER, NOW, facts=RequestFacts()) == ()
        with pytest.raises(NotAllowed):
            do(in_state(state), M.TAKE, STRANGER)
