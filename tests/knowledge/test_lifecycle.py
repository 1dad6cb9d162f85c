"""The machinery, and what must hold of any table. The attempt that both cycles' state machines make is here too."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import product
from typing import Any

import pytest

from knowledge.application import ApplicationRefusal
from knowledge.application_cycle import APPLICATION_CYCLE
from knowledge.lifecycle import (
    Changed,
    Cycle,
    ForbiddenTransition,
    GuardRefused,
    MoveRefused,
    NotAllowed,
    OwnFile,
    ReasonMissing,
    Recipient,
    Relation,
    StaleVersion,
    apply,
    due_moves,
    moves_for,
    next_due,
)
from knowledge.people import Person, PersonKey, Role
from knowledge.request import (
    AssistanceRequest,
    RequestFacts,
    RequestGiven,
    RequestMove,
    RequestRefusal,
    RequestStatus,
    SchoolContact,
    Topic,
)
from knowledge.request_cycle import REQUEST_CYCLE

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


def person(name: str, *roles: Role) -> Person:
    return Person(PersonKey("tenant", name), name.title(), frozenset(roles))


AGENT = person("agent")
STRANGER = person("stranger")
EXPERT = person("expert", Role.EXPERT)
OTHER_EXPERT = person("other", Role.EXPERT)
FORMER_EXPERT = person("expert")  # The same person, whose role was taken away.
PILOT = person("pilot", Role.SA_EPLE)

CYCLES: list[Cycle[Any, Any, Any]] = [REQUEST_CYCLE, APPLICATION_CYCLE]
each_cycle = pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.name)


def differing(
    outcome: Callable[..., bool], expected: Callable[..., bool], *of: Iterable[str]
) -> dict[tuple[str, ...], bool | str]:
    """Return the cells of a matrix whose outcome is not what is expected, each with what came out."""
    found: dict[tuple[str, ...], bool | str] = {}
    for cell in product(*of):
        try:
            out: bool | str = outcome(*cell)
        except AssertionError as failed:
            out = str(failed)
        if out != expected(*cell):
            found[cell] = out
    return found


@dataclass
class Attempt:
    """One try at a move, with everything checked that must hold whatever it is."""

    cycle: Cycle[Any, Any, Any]
    facts: Any
    now: datetime

    def __call__(
        self, subject: Any, move: StrEnum, by: Person | None, given: Any, *, version: int | None, good: bool
    ) -> Changed[Any] | None:
        """Return what changed, None if it was refused. ``good``: the supplied values are the ones asked for."""
        before = replace(subject)
        offered = moves_for(self.cycle, subject, by, self.now, facts=self.facts)
        stale = version is not None and version != subject.version
        outcome = self._outcome(subject, move, by, given, version)
        assert subject == before, "apply returns a new subject, and a refusal changes nothing"
        if isinstance(outcome, MoveRefused):
            assert not good or stale or move not in offered, f"{move} was offered, and refused: {outcome!r}"
            self._check_refusal(subject, move, by, outcome, stale=stale)
            return None
        assert move in offered, f"{move} was not offered, and accepted"
        assert not stale, "a stale card must never act"
        self._check(before, outcome, by)
        return outcome

    def _outcome(
        self, subject: Any, move: StrEnum, by: Person | None, given: Any, version: int | None
    ) -> Changed[Any] | MoveRefused:
        try:
            return apply(self.cycle, subject, move, by=by, now=self.now, facts=self.facts, given=given, version=version)
        except MoveRefused as refused:
            return refused

    def _check(self, before: Any, done: Changed[Any], by: Person | None) -> None:
        after, event = done.subject, done.event
        reminder = any(line.reminds for line in self.cycle.table if line.move == event.move)
        assert after.version == before.version + (not reminder), "what a timer counts is not what a card compares"
        assert after.status in self.cycle.states
        assert (event.subject, event.reference, event.at) == (self.cycle.name, after.reference, self.now)
        assert event.by == (by.key if by else None)
        assert (event.role == Relation.SYSTEM) == (by is None)
        assert event.from_state == (before.status if before.version else None)
        assert event.to_state == after.status
        assert after.status_since == (
            self.now if before.status != after.status or not before.version else before.status_since
        )
        told = [(notice.kind, notice.person or notice.to) for notice in done.notices]
        assert len(told) == len(set(told)), "nobody is told twice"
        assert all(notice.answer == (by is not None and notice.person == by.key) for notice in done.notices)

    def _check_refusal(
        self, subject: Any, move: StrEnum, by: Person | None, refused: MoveRefused, *, stale: bool
    ) -> None:
        assert (refused.cycle, refused.reference, refused.move) == (self.cycle.name, subject.reference, move)
        relations = self.cycle.relations(subject, by) if by else {Relation.SYSTEM}
        if not relations:
            assert type(refused) is NotAllowed, "strangers learn nothing of the state"
        if isinstance(refused, ForbiddenTransition):
            assert refused.state == (self.cycle.shown(subject, frozenset(relations)) if subject.version else None)
            assert refused.holder == self.cycle.holder(subject)
        if isinstance(refused, StaleVersion):
            assert stale
            assert refused.found == subject.version


def timers_agree(cycle: Cycle[Any, Any, Any], subject: Any, facts: Any, now: datetime) -> None:
    """Check that the next instant announced is the one from which on something is due."""
    due = next_due(cycle, subject, facts=facts)
    assert bool(due_moves(cycle, subject, now, facts=facts)) == (due is not None and due <= now)
    if due is not None:
        assert due_moves(cycle, subject, due, facts=facts)
        assert not due_moves(cycle, subject, due - timedelta(microseconds=1), facts=facts)


# What must hold of a table


@each_cycle
def test_a_table_speaks_of_its_own_states_and_moves(cycle: Cycle[Any, Any, Any]) -> None:
    for line in cycle.table:
        assert line.move in cycle.moves
        assert line.sources <= set(cycle.states)
        assert line.target is None or line.target in cycle.states
        assert line.who
        assert len(set(line.who)) == len(line.who)


@each_cycle
def test_every_move_and_state_is_used(cycle: Cycle[Any, Any, Any]) -> None:
    assert {line.move for line in cycle.table} == set(cycle.moves)
    assert {line.target for line in cycle.table if line.target is not None} == set(cycle.states)


@each_cycle
def test_lines_of_one_move_and_state_exclude_one_another(cycle: Cycle[Any, Any, Any]) -> None:
    """More than one line only where each says when; that they do exclude one another is seen by the machines."""
    for move in cycle.moves:
        for state in [None, *cycle.states]:
            lines = [
                line
                for line in cycle.table
                if line.move == move and (state in line.sources if state else not line.sources)
            ]
            assert len(lines) < 2 or all(line.when for line in lines), (move, state)


@each_cycle
def test_names_fit_the_journal_and_the_outbox(cycle: Cycle[Any, Any, Any]) -> None:
    assert all(len(name) <= 32 for name in [*cycle.moves, *cycle.states])
    assert all(len(notice.kind) <= 32 for line in cycle.table for notice in line.notices)
    assert all(len(relation) <= 16 for relation in Relation)


@each_cycle
def test_only_the_program_makes_timers_moves(cycle: Cycle[Any, Any, Any]) -> None:
    for line in cycle.table:
        if line.timer:
            assert line.who == (Relation.SYSTEM,)
            assert line.due is not None
        if line.due is not None:
            assert Relation.SYSTEM in line.who


@pytest.mark.parametrize("refusal", [RequestRefusal, ApplicationRefusal])
def test_every_refusal_is_used(refusal: type[StrEnum]) -> None:
    used = {
        condition.code
        for cycle in CYCLES
        for line in cycle.table
        for condition in (*line.guards, *line.checks, *([line.when] if line.when else []))
    }
    assert set(refusal) <= used


@each_cycle
def test_final_decisions_are_barred_on_ones_own_file(cycle: Cycle[Any, Any, Any]) -> None:
    for line in cycle.table:
        if Relation.DECIDER in line.who:
            assert Relation.CANDIDATE in line.never


# The machinery


def logged(**changes: Any) -> AssistanceRequest:
    fields: dict[str, Any] = {
        "reference": "DA-2024-0001",
        "uai": "0130001F",
        "contact": SchoolContact(name="Ève Martin", phone="+33639980033"),
        "topic": Topic.BOURSES,
        "author": AGENT.key,
        "requester": AGENT.key,
        "status": RequestStatus.NEW,
        "version": 1,
        "status_since": NOW,
        "touched_at": NOW,
    }
    return AssistanceRequest(**{**fields, **changes})


def run(
    request: AssistanceRequest, move: RequestMove, by: Person | None, **keywords: Any
) -> Changed[AssistanceRequest]:
    return apply(REQUEST_CYCLE, request, move, by=by, **{"now": NOW, "facts": RequestFacts(), **keywords})


def test_taking_a_request_gives_the_subject_the_event_and_the_notices() -> None:
    done = run(logged(), RequestMove.TAKE, EXPERT, version=1)
    assert (done.subject.status, done.subject.holder, done.subject.version) == (
        RequestStatus.ASSIGNED, EXPERT.key, 2,
    )  # fmt: skip
    assert (done.event.move, done.event.role, done.event.from_state, done.event.to_state, done.event.data) == (
        "take", "expert", "new", "assigned", {"holder": "expert"},
    )  # fmt: skip
    assert [(notice.kind, notice.to, notice.person, notice.answer) for notice in done.notices] == [
        ("request_taken", Recipient.REQUESTER, AGENT.key, False),
        ("request_card", Recipient.CHANNEL, None, False),
        ("request_thread", Recipient.THREAD, None, False),
    ]


def test_a_stranger_learns_nothing() -> None:
    for move in RequestMove:
        with pytest.raises(NotAllowed) as refused:
            run(logged(holder=EXPERT.key, status=RequestStatus.ASSIGNED), move, STRANGER, version=7)
        assert not hasattr(refused.value, "state")


def test_a_second_press_names_the_present_state_and_holder() -> None:
    taken = run(logged(), RequestMove.TAKE, EXPERT).subject
    with pytest.raises(ForbiddenTransition) as refused:
        run(taken, RequestMove.TAKE, OTHER_EXPERT, version=1)
    assert (refused.value.state, refused.value.holder) == (RequestStatus.ASSIGNED, EXPERT.key)


def test_an_old_card_is_refused_where_the_move_is_still_possible() -> None:
    taken = run(logged(), RequestMove.TAKE, EXPERT).subject
    with pytest.raises(StaleVersion) as refused:
        run(taken, RequestMove.RESOLVE, EXPERT, version=1, given=RequestGiven(report="Fait"))
    assert (refused.value.expected, refused.value.found, refused.value.state) == (1, 2, RequestStatus.ASSIGNED)


def test_who_lost_the_role_is_no_holder_any_more() -> None:
    taken = run(logged(), RequestMove.TAKE, EXPERT).subject
    with pytest.raises(NotAllowed):
        run(taken, RequestMove.RESOLVE, FORMER_EXPERT, given=RequestGiven(report="Fait"))


def test_a_reason_of_blanks_is_none() -> None:
    taken = run(logged(), RequestMove.TAKE, EXPERT).subject
    with pytest.raises(ReasonMissing):
        run(taken, RequestMove.RELEASE, EXPERT, given=RequestGiven(reason="  "))
    assert run(taken, RequestMove.RELEASE, EXPERT, given=RequestGiven(reason=" Absent ")).event.reason == "Absent"


def test_nobody_confirms_their_own_solution() -> None:
    own = logged(requester=EXPERT.key, holder=EXPERT.key, status=RequestStatus.RESOLVED)
    with pytest.raises(OwnFile):
        run(own, RequestMove.CONFIRM, EXPERT)
    assert run(own, RequestMove.CONFIRM, PILOT).subject.status is RequestStatus.CLOSED


def test_a_guard_says_which() -> None:
    with pytest.raises(GuardRefused) as refused:
        run(logged(), RequestMove.ASSIGN, PILOT, given=RequestGiven(target=AGENT))
    assert refused.value.code is RequestRefusal.TARGET_NOT_EXPERT


def test_moves_are_restricted_to_those_that_have_a_conversation() -> None:
    offered = moves_for(REQUEST_CYCLE, logged(), EXPERT, NOW, facts=RequestFacts())
    assert offered == (RequestMove.TAKE,)
    assert moves_for(REQUEST_CYCLE, logged(), EXPERT, NOW, facts=RequestFacts(), available=()) == ()


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        run(logged(), RequestMove.TAKE, EXPERT, now=datetime(2024, 1, 25))  # noqa: DTZ001


def test_refusals_say_enough_to_an_operator() -> None:
    with pytest.raises(MoveRefused, match=r"request DA-2024-0001: resume refused, state new"):
        run(logged(), RequestMove.RESUME, EXPERT)
