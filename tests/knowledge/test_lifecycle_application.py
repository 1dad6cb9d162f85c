"""The application's life cycle: every transition by every role, the texts of the authority, random lives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from knowledge.application import (
    ACTIVE,
    DECIDED,
    FINAL,
    ApplicationGiven,
    ApplicationMove,
    ApplicationRefusal,
    ApplicationStatus,
    CallFacts,
    Candidature,
    Consequence,
    Lack,
)
from knowledge.application_cycle import APPLICATION_CYCLE, APPLICATION_TABLE
from knowledge.lifecycle import (
    Changed,
    ForbiddenTransition,
    GuardRefused,
    MoveRefused,
    NotAllowed,
    OwnFile,
    ReasonMissing,
    apply,
    moves_for,
    next_due,
)
from knowledge.people import Person, Role
from knowledge.time.delays import end_of_day
from tests.knowledge.test_lifecycle import AGENT, EXPERT, NOW, PILOT, STRANGER, Attempt, differing, person, timers_agree

S, M = ApplicationStatus, ApplicationMove
CLOSES = end_of_day(date(2024, 2, 5))
FACTS = CallFacts(closes_at=CLOSES)
OTHER_PILOT = person("second", Role.SA_EPLE)
OWN_PILOT = person("agent", Role.SA_EPLE)
PEOPLE: dict[str, Person | None] = {
    "candidate": AGENT,
    "saeple": PILOT,
    "expert": EXPERT,
    "stranger": STRANGER,
    "own file": OWN_PILOT,  # A member of the SA EPLE who applies.
    "system": None,
}


def new(**changes: Any) -> Candidature:
    return Candidature(**{"call": "2024-experts-opale", "candidate": AGENT.key, "name": "Ève Martin", **changes})


def good(now: datetime = NOW) -> ApplicationGiven:
    """Return what any move asks for."""
    return ApplicationGiven(
        reason="Motif",
        answers={"motivation": "Aider mes collègues"},
        confirmed=True,
        reference="CA-2024-0001",
        lack=Lack.INCOMPLETE,
        due=now + timedelta(days=5),
    )


def do(
    candidature: Candidature,
    move: ApplicationMove,
    by: Person | None,
    *,
    now: datetime = NOW,
    facts: CallFacts = FACTS,
    **given: Any,
) -> Changed[Candidature]:
    what = replace(good(now), **given)
    return apply(APPLICATION_CYCLE, candidature, move, by=by, now=now, facts=facts, given=what)


WAYS: dict[str, list[tuple[ApplicationMove, Person | None]]] = {
    S.DRAFT: [],
    S.SUBMITTED: [(M.DEPOSIT, AGENT)],
    S.INCOMPLETE: [(M.DEPOSIT, AGENT), (M.ASK_COMPLEMENT, PILOT)],
    S.UNDER_REVIEW: [(M.DEPOSIT, AGENT), (M.EXAMINE, PILOT)],
    S.ACCEPTED: [(M.DEPOSIT, AGENT), (M.EXAMINE, PILOT), (M.ACCEPT, PILOT)],
    S.REJECTED: [(M.DEPOSIT, AGENT), (M.EXAMINE, PILOT), (M.REJECT, PILOT)],
    S.DROPPED: [(M.DEPOSIT, AGENT), (M.EXAMINE, PILOT), (M.DROP, PILOT)],
    S.WITHDRAWN: [(M.DEPOSIT, AGENT), (M.WITHDRAW, AGENT)],
}


def in_state(state: ApplicationStatus, **given: Any) -> Candidature:
    """Return an application that came to ``state`` by the way; a decision is announced unless ``hold`` is given."""
    candidature = do(new(), M.START, AGENT, answers={}).subject
    if state is S.EXPIRED:
        return do(candidature, M.EXPIRE, None, now=CLOSES).subject
    for move, by in WAYS[state]:
        candidature = do(candidature, move, by, **given).subject
    assert candidature.status is state
    return candidature


# Who may do what from where while the call is open, said anew from the authority's table.
MAY: dict[ApplicationMove, tuple[set[ApplicationStatus], set[str]]] = {
    M.ANSWER: ({S.DRAFT}, {"candidate", "own file"}),
    M.DEPOSIT: ({S.DRAFT}, {"candidate", "own file"}),
    M.MODIFY: ({S.SUBMITTED}, {"candidate", "own file"}),
    M.ADD_PIECES: (set(), set()),  # After the closing.
    M.ASK_COMPLEMENT: ({S.SUBMITTED, S.UNDER_REVIEW}, {"saeple"}),
    M.COMPLETE: ({S.INCOMPLETE}, {"candidate", "own file"}),
    M.EXAMINE: ({S.SUBMITTED}, {"saeple"}),
    M.ACCEPT: ({S.UNDER_REVIEW}, {"saeple"}),
    M.REJECT: ({S.UNDER_REVIEW}, {"saeple"}),
    M.DROP: ({S.UNDER_REVIEW}, {"saeple"}),
    M.ANNOUNCE: (set(), set()),  # All are announced here.
    M.REVIEW_AGAIN: ({S.ACCEPTED, S.REJECTED, S.DROPPED}, {"saeple"}),
    M.APPOINT: ({S.ACCEPTED}, {"saeple"}),
    M.WITHDRAW: ({S.SUBMITTED, S.INCOMPLETE, S.UNDER_REVIEW}, {"candidate", "own file"}),
    M.STAND_DOWN: ({S.ACCEPTED}, {"candidate", "own file", "saeple"}),
    M.START: (set(), set()),
    M.RECORD: (set(), set()),
    M.EXPIRE: (set(), set()),
    M.REMIND_DRAFT: (set(), set()),
    M.REMIND_COMPLEMENT: (set(), set()),
}


def test_files_are_added_between_the_closing_and_their_own_last_day_by_the_candidate_alone() -> None:
    later = CLOSES + timedelta(days=7)
    facts = replace(FACTS, pieces_until=later)
    moments = {
        "before": CLOSES - timedelta(seconds=1),
        "at the closing": CLOSES,
        "last second": later - timedelta(seconds=1),
        "over": later,
    }
    for name, now in moments.items():
        for state in set(S) - {S.EXPIRED}:
            for who, person_ in PEOPLE.items():
                offered = M.ADD_PIECES in moves_for(APPLICATION_CYCLE, in_state(state), person_, now, facts=facts)
                may = name in ("at the closing", "last second") and state in (S.SUBMITTED, S.UNDER_REVIEW)
                assert offered is (may and who in ("candidate", "own file")), (name, state, who)
    assert M.ADD_PIECES not in moves_for(APPLICATION_CYCLE, in_state(S.UNDER_REVIEW), AGENT, CLOSES, facts=FACTS)


def test_each_move_from_each_state_by_each_role() -> None:
    def outcome(move: ApplicationMove, state: ApplicationStatus, who: str) -> bool:
        candidature, attempt = in_state(state), Attempt(APPLICATION_CYCLE, FACTS, NOW)
        return attempt(candidature, move, PEOPLE[who], good(), version=candidature.version, good=True) is not None

    def may(move: ApplicationMove, state: ApplicationStatus, who: str) -> bool:
        states, people = MAY[move]
        return state in states and who in people

    assert differing(outcome, may, M, S, PEOPLE) == {}


@pytest.mark.parametrize(
    "move",
    [M.ASK_COMPLEMENT, M.EXAMINE, M.ACCEPT, M.REJECT, M.DROP, M.ANNOUNCE, M.REVIEW_AGAIN, M.APPOINT],
)
def test_nobody_decides_on_their_own_file(move: ApplicationMove) -> None:
    state = next(
        state for state in S if any(line.move == move and state in line.sources for line in APPLICATION_CYCLE.table)
    )
    with pytest.raises(OwnFile):
        do(in_state(state), move, OWN_PILOT)


# Its beginning


@pytest.mark.parametrize(
    ("move", "by", "accepted"),
    [
        (M.START, AGENT, True),
        (M.START, STRANGER, False),
        (M.START, PILOT, False),
        (M.RECORD, PILOT, True),
        (M.RECORD, AGENT, False),
        (M.RECORD, OWN_PILOT, False),
        (M.RECORD, EXPERT, False),
        (M.DEPOSIT, AGENT, False),
    ],
)
def test_who_begins_an_application(move: ApplicationMove, by: Person, accepted: bool) -> None:
    candidature = new(mailed_on=date(2024, 1, 24) if move is M.RECORD else None)
    try:
        done = do(candidature, move, by)
    except MoveRefused:
        assert not accepted
        return
    assert accepted
    assert (done.subject.version, done.event.from_state) == (1, None)
    assert done.subject.status is (S.DRAFT if move is M.START else S.SUBMITTED)


@pytest.mark.parametrize(
    ("move", "changes", "code"),
    [
        (M.RECORD, {"name": " "}, ApplicationRefusal.NAME_MISSING),
        (M.RECORD, {"mailed_on": None}, ApplicationRefusal.MAIL_DATE_MISSING),
        (M.RECORD, {"mailed_on": date(2024, 1, 26)}, ApplicationRefusal.MAIL_DATE_IN_FUTURE),
    ],
)
def test_a_mail_is_recorded_with_its_name_and_date(
    move: ApplicationMove, changes: dict[str, Any], code: ApplicationRefusal
) -> None:
    with pytest.raises(GuardRefused) as refused:
        do(new(**{"mailed_on": date(2024, 1, 25), **changes}), move, PILOT)
    assert refused.value.code is code


def told(done: Changed[Any]) -> set[tuple[str, str]]:
    return {
        (notice.kind.removeprefix("application_"), notice.person.oid if notice.person else notice.to.value)
        for notice in done.notices
    }


def test_a_recorded_mail_is_told_to_a_known_candidate_only() -> None:
    mailed = date(2024, 1, 24)
    assert told(do(new(mailed_on=mailed), M.RECORD, PILOT)) == {("new", "saeple"), ("recorded", "agent")}
    assert told(do(new(mailed_on=mailed, candidate=None), M.RECORD, PILOT)) == {("new", "saeple")}


def test_one_active_application_per_person_and_call() -> None:
    for move, by in ((M.START, AGENT), (M.RECORD, PILOT)):
        with pytest.raises(GuardRefused) as refused:
            do(new(mailed_on=date(2024, 1, 24)), move, by, facts=replace(FACTS, other_active=True))
        assert refused.value.code is ApplicationRefusal.ACTIVE_FILE


# Closing


@pytest.mark.parametrize("move", [M.ANSWER, M.DEPOSIT])
def test_deposits_are_taken_until_the_last_instant_of_the_last_day(move: ApplicationMove) -> None:
    draft = in_state(S.DRAFT)
    assert do(draft, move, AGENT, now=CLOSES - timedelta(microseconds=1))
    with pytest.raises(GuardRefused) as refused:
        do(draft, move, AGENT, now=CLOSES)
    assert refused.value.code is ApplicationRefusal.CALL_CLOSED
    assert moves_for(APPLICATION_CYCLE, draft, AGENT, CLOSES, facts=FACTS) == ()


def test_no_start_and_no_change_after_closing() -> None:
    with pytest.raises(GuardRefused):
        do(new(), M.START, AGENT, now=CLOSES)
    with pytest.raises(GuardRefused):
        do(in_state(S.SUBMITTED), M.MODIFY, AGENT, now=CLOSES)


def test_closing_expires_drafts_and_starts_the_review() -> None:
    assert told(do(in_state(S.DRAFT), M.EXPIRE, None, now=CLOSES)) == {("expired", "agent")}
    done = do(in_state(S.SUBMITTED), M.EXAMINE, None, now=CLOSES)
    assert (done.subject.status, done.event.role, told(done)) == (
        S.UNDER_REVIEW, "system", {("under_review", "agent")},
    )  # fmt: skip
    for state, move in ((S.DRAFT, M.EXPIRE), (S.SUBMITTED, M.EXAMINE)):
        with pytest.raises(GuardRefused, match="not_due"):
            do(in_state(state), move, None, now=CLOSES - timedelta(seconds=1))


# Depositing and completing


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"answers": {"motivation": "  "}}, ApplicationRefusal.MOTIVATION_MISSING),
        ({"answers": {}}, ApplicationRefusal.MOTIVATION_MISSING),
        ({"answers": {"motivation": None}}, ApplicationRefusal.MOTIVATION_MISSING),
        ({"confirmed": False}, ApplicationRefusal.NOT_CONFIRMED),
    ],
)
def test_only_an_empty_motivation_and_an_unticked_block_hold_a_deposit_back(
    given: dict[str, Any], code: ApplicationRefusal
) -> None:
    with pytest.raises(GuardRefused) as refused:
        do(in_state(S.DRAFT), M.DEPOSIT, AGENT, **given)
    assert refused.value.code is code


def test_what_is_to_be_appreciated_blocks_nothing() -> None:
    done = do(in_state(S.DRAFT), M.DEPOSIT, AGENT, flags=("fonction", "vague"))
    assert (done.subject.status, done.subject.flags) == (S.SUBMITTED, ("fonction", "vague"))


def test_a_deposit_has_a_number_a_receipt_and_tells_the_saeple() -> None:
    done = do(in_state(S.DRAFT), M.DEPOSIT, AGENT)
    assert (done.subject.reference, done.subject.edition, done.subject.deposited_at) == ("CA-2024-0001", 1, NOW)
    assert told(done) == {("receipt", "agent"), ("new", "saeple")}
    assert next(notice for notice in done.notices if notice.person).answer
    assert (done.event.reference, done.event.data) == ("CA-2024-0001", {"edition": 1, "fields": ["motivation"]})
    with pytest.raises(ValueError, match="number"):
        do(in_state(S.DRAFT), M.DEPOSIT, AGENT, reference="")


def test_a_change_is_a_new_edition_told_to_those_who_had_read() -> None:
    submitted = in_state(S.SUBMITTED)
    done = do(submitted, M.MODIFY, AGENT, answers={"motivation": "Autre", "phone": "06"}, reference="")
    assert (done.subject.edition, done.subject.answers) == (2, {"motivation": "Autre", "phone": "06"})
    assert told(done) == {("receipt", "agent")}
    assert ("modified", "saeple") in told(do(submitted, M.MODIFY, AGENT, facts=replace(FACTS, opened=True)))


@pytest.mark.parametrize(
    ("before", "now", "by", "after"),
    [
        (S.SUBMITTED, NOW, AGENT, S.SUBMITTED),
        (S.UNDER_REVIEW, NOW, AGENT, S.UNDER_REVIEW),
        (S.SUBMITTED, CLOSES, AGENT, S.UNDER_REVIEW),
        (S.SUBMITTED, CLOSES - timedelta(seconds=1), AGENT, S.SUBMITTED),
        (S.SUBMITTED, NOW + timedelta(days=5), None, S.SUBMITTED),
        (S.UNDER_REVIEW, NOW + timedelta(days=5), None, S.UNDER_REVIEW),
        (S.SUBMITTED, CLOSES + timedelta(days=20), None, S.UNDER_REVIEW),
    ],
)
def test_a_completed_file_goes_back_where_it_came_from(
    before: ApplicationStatus, now: datetime, by: Person | None, after: ApplicationStatus
) -> None:
    asked = do(in_state(before), M.ASK_COMPLEMENT, PILOT)
    assert told(asked) == {("complement_asked", "agent")}
    done = do(asked.subject, M.COMPLETE, by, now=now)
    assert done.subject.status is after
    assert done.subject.complement is not None
    assert done.subject.complement.unanswered == (by is None)
    expected = {("not_answered", "pilot")} if by is None else {("completed", "pilot"), ("receipt", "agent")}
    assert told(done) == expected
    assert done.subject.edition == (1 if by is None else 2)


def test_a_complement_does_not_empty_the_motivation() -> None:
    with pytest.raises(GuardRefused):
        do(in_state(S.INCOMPLETE), M.COMPLETE, AGENT, answers={"motivation": ""})
    assert do(in_state(S.INCOMPLETE), M.COMPLETE, AGENT, answers={"phone": "06"})


@pytest.mark.parametrize(
    ("given", "error"),
    [({"reason": ""}, ReasonMissing), ({"lack": None}, GuardRefused), ({"due": NOW}, GuardRefused),
     ({"due": None}, GuardRefused)],
)  # fmt: skip
def test_a_complement_is_asked_with_what_why_and_by_when(given: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        do(in_state(S.SUBMITTED), M.ASK_COMPLEMENT, PILOT, **given)


def test_a_complement_may_be_due_after_closing() -> None:
    done = do(in_state(S.SUBMITTED), M.ASK_COMPLEMENT, PILOT, due=CLOSES + timedelta(days=3))
    assert done.subject.status is S.INCOMPLETE


# Deciding


@pytest.mark.parametrize("move", [M.REJECT, M.DROP])
def test_a_negative_decision_has_a_reason(move: ApplicationMove) -> None:
    with pytest.raises(ReasonMissing):
        do(in_state(S.UNDER_REVIEW), move, PILOT, reason="")


def test_a_good_one_needs_none() -> None:
    done = do(in_state(S.UNDER_REVIEW), M.ACCEPT, PILOT, reason="")
    assert told(done) == {("decision", "agent"), ("decided", "saeple")}


@pytest.mark.parametrize("state", [S.ACCEPTED, S.REJECTED, S.DROPPED])
def test_a_result_held_back_is_unknown_to_the_candidate(state: ApplicationStatus) -> None:
    held = in_state(state, hold=True)
    assert held.status_for_candidate is S.UNDER_REVIEW
    under_review = in_state(S.UNDER_REVIEW)
    assert moves_for(APPLICATION_CYCLE, held, AGENT, NOW, facts=FACTS) == moves_for(
        APPLICATION_CYCLE, under_review, AGENT, NOW, facts=FACTS
    )
    with pytest.raises(ForbiddenTransition) as refused:
        do(held, M.MODIFY, AGENT)
    assert refused.value.state is S.UNDER_REVIEW
    assert "decision" not in {kind for kind, _ in told(do(in_state(S.UNDER_REVIEW), M.ACCEPT, PILOT, hold=True))}
    announced = do(held, M.ANNOUNCE, OTHER_PILOT)
    assert told(announced) == {("decision", "agent")}
    assert announced.subject.status_for_candidate is state
    with pytest.raises(GuardRefused):
        do(announced.subject, M.ANNOUNCE, PILOT)
    assert told(do(held, M.REVIEW_AGAIN, PILOT)) == set()
    assert told(do(announced.subject, M.REVIEW_AGAIN, PILOT)) == {("reviewed_again", "agent")}


def test_appointing_gives_the_role_and_reviewing_again_takes_it_away() -> None:
    accepted = in_state(S.ACCEPTED)
    done = do(accepted, M.APPOINT, PILOT)
    assert done.consequences == (Consequence.GIVE_EXPERT_ROLE,)
    assert (done.subject.status, done.subject.appointed, told(done)) == (S.ACCEPTED, True, {("welcome", "agent")})
    with pytest.raises(GuardRefused):
        do(done.subject, M.APPOINT, PILOT)
    for move, by in ((M.REVIEW_AGAIN, PILOT), (M.STAND_DOWN, AGENT), (M.STAND_DOWN, PILOT)):
        undone = do(done.subject, move, by)
        assert undone.consequences == (Consequence.REMOVE_EXPERT_ROLE, Consequence.RELEASE_REQUESTS)
        assert not undone.subject.appointed


def test_a_role_is_given_to_known_people_who_know_of_it() -> None:
    for candidature, code in (
        (replace(in_state(S.ACCEPTED), candidate=None), ApplicationRefusal.CANDIDATE_UNKNOWN),
        (in_state(S.ACCEPTED, hold=True), ApplicationRefusal.NOT_ANNOUNCED),
    ):
        with pytest.raises(GuardRefused) as refused:
            do(candidature, M.APPOINT, PILOT)
        assert refused.value.code is code


def test_withdrawing_is_confirmed() -> None:
    with pytest.raises(GuardRefused):
        do(in_state(S.SUBMITTED), M.WITHDRAW, AGENT, confirmed=False)
    assert told(do(in_state(S.SUBMITTED), M.WITHDRAW, AGENT, reason="")) == {
        ("withdrawn", "agent"), ("withdrawn", "saeple"),
    }  # fmt: skip


def test_a_draft_is_the_candidates_alone() -> None:
    for state in (S.DRAFT, S.EXPIRED):
        with pytest.raises(NotAllowed):
            do(in_state(state), M.EXAMINE, PILOT)


# The clock


def test_a_draft_is_reminded_seven_and_two_days_before_and_on_the_last_day() -> None:
    draft = in_state(S.DRAFT)
    days = [
        datetime(2024, 1, 29, 8, tzinfo=UTC),
        datetime(2024, 2, 2, 8, tzinfo=UTC),  # The 3rd is a Saturday.
        datetime(2024, 2, 5, 8, tzinfo=UTC),
    ]
    for at in days:
        assert next_due(APPLICATION_CYCLE, draft, facts=FACTS) == at
        done = do(draft, M.REMIND_DRAFT, None, now=at)
        assert told(done) == {("draft_reminder", "agent")}
        assert done.subject.touched_at == NOW, "a reminder is no activity"
        draft = done.subject
    assert next_due(APPLICATION_CYCLE, draft, facts=FACTS) == CLOSES


def test_a_draft_begun_late_is_not_reminded_of_the_past() -> None:
    draft = do(new(), M.START, AGENT, now=datetime(2024, 2, 4, 12, tzinfo=UTC)).subject
    assert next_due(APPLICATION_CYCLE, draft, facts=FACTS) == datetime(2024, 2, 5, 8, tzinfo=UTC)


def test_a_complement_is_reminded_two_days_before_unless_it_is_too_near() -> None:
    asked = do(in_state(S.SUBMITTED), M.ASK_COMPLEMENT, PILOT, due=end_of_day(date(2024, 2, 1))).subject
    at = next_due(APPLICATION_CYCLE, asked, facts=FACTS)
    assert at == datetime(2024, 1, 30, 8, tzinfo=UTC)
    reminded = do(asked, M.REMIND_COMPLEMENT, None, now=at)
    assert told(reminded) == {("complement_reminder", "agent")}
    assert next_due(APPLICATION_CYCLE, reminded.subject, facts=FACTS) == end_of_day(date(2024, 2, 1))
    near = do(in_state(S.SUBMITTED), M.ASK_COMPLEMENT, PILOT, due=end_of_day(date(2024, 1, 26))).subject
    assert next_due(APPLICATION_CYCLE, near, facts=FACTS) == end_of_day(date(2024, 1, 26))


# Random lives

# The arrows of the authority's table, events apart.
ARROWS = {
    (None, S.DRAFT), (None, S.SUBMITTED), (S.DRAFT, S.SUBMITTED), (S.SUBMITTED, S.INCOMPLETE),
    (S.UNDER_REVIEW, S.INCOMPLETE), (S.INCOMPLETE, S.SUBMITTED), (S.INCOMPLETE, S.UNDER_REVIEW),
    (S.SUBMITTED, S.UNDER_REVIEW), (S.UNDER_REVIEW, S.ACCEPTED), (S.UNDER_REVIEW, S.REJECTED),
    (S.UNDER_REVIEW, S.DROPPED), (S.ACCEPTED, S.UNDER_REVIEW), (S.REJECTED, S.UNDER_REVIEW),
    (S.DROPPED, S.UNDER_REVIEW), (S.SUBMITTED, S.WITHDRAWN), (S.INCOMPLETE, S.WITHDRAWN),
    (S.UNDER_REVIEW, S.WITHDRAWN), (S.ACCEPTED, S.WITHDRAWN), (S.DRAFT, S.EXPIRED),
}  # fmt: skip
WHILE_HELD_BACK = {(S.REJECTED, S.WITHDRAWN), (S.DROPPED, S.WITHDRAWN)}
STAYS = {M.ANSWER, M.MODIFY, M.ANNOUNCE, M.APPOINT, M.REMIND_DRAFT, M.REMIND_COMPLEMENT}
REMINDERS = {line.move for line in APPLICATION_TABLE if line.reminds}


def test_the_table_has_exactly_the_arrows_of_the_authority() -> None:
    drawn = {
        (source, line.target)
        for line in APPLICATION_CYCLE.table
        if line.target is not None
        for source in line.sources or {None}
    }
    assert drawn == ARROWS | WHILE_HELD_BACK


EVERYONE = [AGENT, PILOT, OTHER_PILOT, OWN_PILOT, EXPERT, STRANGER, None]
_anything = st.builds(
    ApplicationGiven,
    reason=st.sampled_from(["", " ", "Motif"]),
    answers=st.sampled_from([{}, {"motivation": ""}, {"motivation": "Aider"}, {"phone": "06"}]),
    flags=st.sampled_from([None, (), ("vague",)]),
    confirmed=st.booleans(),
    reference=st.just("CA-2024-0001"),
    lack=st.one_of(st.none(), st.sampled_from(Lack)),
    due=st.one_of(st.none(), st.integers(-5000, 50_000).map(lambda minutes: NOW + timedelta(minutes=minutes))),
    hold=st.booleans(),
)


class ApplicationLife(RuleBasedStateMachine):
    """People and the program try anything on one application, with cards new and old, as time passes."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.candidature: Candidature
        self.events = 0
        self.reminders = 0
        self.opened = False

    @initialize(mailed=st.booleans(), known=st.booleans())
    def begin(self, mailed: bool, known: bool) -> None:
        move, by = (M.RECORD, PILOT) if mailed else (M.START, AGENT)
        self.candidature = new(
            mailed_on=date(2024, 1, 24) if mailed else None, candidate=AGENT.key if known or not mailed else None
        )
        self._try(move, by, replace(good(), answers={}), version=None, good=True)
        assert self.events == 1

    @rule(
        move=st.sampled_from(M),
        by=st.sampled_from(EVERYONE),
        back=st.sampled_from([0, 0, 0, 1, 2, -1]),
        hold=st.booleans(),
    )
    def anyone_tries_anything(self, move: ApplicationMove, by: Person | None, back: int, hold: bool) -> None:
        given = replace(good(self.now), hold=hold)
        self._try(move, by, given, version=self.candidature.version - back, good=True)

    @rule(move=st.sampled_from(M), by=st.sampled_from(EVERYONE), given=_anything)
    def anyone_tries_with_anything(self, move: ApplicationMove, by: Person | None, given: ApplicationGiven) -> None:
        self._try(move, by, given, version=None, good=False)

    @rule(data=st.data(), by=st.sampled_from(EVERYONE), hold=st.booleans())
    def someone_presses_a_button(self, data: st.DataObject, by: Person | None, hold: bool) -> None:
        offered = moves_for(APPLICATION_CYCLE, self.candidature, by, self.now, facts=self._facts())
        if offered:
            events = self.events
            move = data.draw(st.sampled_from(offered))
            given = replace(good(self.now), hold=hold)
            self._try(move, by, given, version=self.candidature.version, good=True)  # type: ignore[arg-type]
            assert self.events == events + 1

    @rule(minutes=st.integers(1, 10_000))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def the_saeple_reads_it(self) -> None:
        self.opened = True

    @invariant()
    def the_application_makes_sense(self) -> None:
        if not hasattr(self, "candidature") or not self.candidature.version:
            return
        candidature = self.candidature
        assert candidature.version == self.events - self.reminders
        assert candidature.status in S
        assert (candidature.reference == "") == (candidature.status in {S.DRAFT, S.EXPIRED})
        assert (candidature.edition == 0) == (candidature.reference == "")
        assert ACTIVE.isdisjoint(FINAL)
        if candidature.status is S.INCOMPLETE:
            assert candidature.complement is not None
        if candidature.announced:
            assert candidature.status in DECIDED | {S.WITHDRAWN}
        if candidature.appointed:
            assert candidature.status is S.ACCEPTED
        if candidature.edition and not candidature.mailed_on:
            assert str(candidature.answers["motivation"]).strip()

    @invariant()
    def timers_know_when(self) -> None:
        if hasattr(self, "candidature"):
            timers_agree(APPLICATION_CYCLE, self.candidature, self._facts(), self.now)

    def _facts(self) -> CallFacts:
        return replace(FACTS, opened=self.opened)

    def _try(
        self, move: ApplicationMove, by: Person | None, given: ApplicationGiven, *, version: int | None, good: bool
    ) -> None:
        attempt = Attempt(APPLICATION_CYCLE, self._facts(), self.now)
        before = self.candidature
        done = attempt(before, move, by, given, version=version, good=good)
        if done is None:
            return
        self.events += 1
        self.reminders += done.event.move in REMINDERS
        self.candidature = done.subject
        origin = before.status if before.version else None
        if move in STAYS or (move is M.COMPLETE and origin is done.subject.status):
            assert origin is done.subject.status
        elif before.held_back and move is M.WITHDRAW:
            assert done.subject.status is S.WITHDRAWN
        else:
            assert (origin, done.subject.status) in ARROWS
        if by is OWN_PILOT and before.candidate:
            assert done.event.role == "candidate"


TestApplicationLife = ApplicationLife.TestCase
TestApplicationLife.settings = settings()
