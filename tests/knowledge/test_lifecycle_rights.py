"""Every right, tested with every role."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.people import Person, Role
from knowledge.request import RequestStatus
from knowledge.rights import RIGHTS, Right, may, may_see_application, may_see_decision, may_see_request
from tests.knowledge.test_lifecycle import AGENT, EXPERT, OTHER_EXPERT, PILOT, STRANGER, logged, person
from tests.knowledge.test_lifecycle_application import OWN_PILOT, S, in_state

BOTH = person("both", Role.EXPERT, Role.SA_EPLE)
EVERYBODY = {"agent": AGENT, "expert": EXPERT, "saeple": PILOT, "both": BOTH}
HOLDERS = {
    Right.ASK: {"agent", "expert", "saeple", "both"},
    Right.APPLY: {"agent", "expert", "saeple", "both"},
    Right.REQUEST_ASSISTANCE: {"agent", "expert", "saeple", "both"},
    Right.LOG_FOR_A_SCHOOL: {"expert", "saeple", "both"},
    Right.TAKE_REQUESTS: {"expert", "both"},
    Right.ASSIGN_REQUESTS: {"saeple", "both"},
    Right.LIST_REQUESTS: {"expert", "saeple", "both"},
    Right.COUNT_REQUESTS: {"saeple", "both"},
    Right.EXPORT: {"saeple", "both"},
    Right.ANSWER_QUESTIONS: {"saeple", "both"},
    Right.EXAMINE_APPLICATIONS: {"saeple", "both"},
    Right.DECIDE_APPLICATIONS: {"saeple", "both"},
    Right.RECORD_APPLICATIONS: {"saeple", "both"},
    Right.GIVE_ROLES: {"saeple", "both"},
    Right.SEE_SERVICE_HEALTH: {"saeple", "both"},
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("right", Right)
def test_who_has_which_right(right: Right, who: str) -> None:
    assert may(EVERYBODY[who], right) == (who in HOLDERS[right])


def test_every_right_is_defined() -> None:
    assert set(RIGHTS) == set(Right) == set(HOLDERS)


@pytest.mark.parametrize(
    ("by", "sees"),
    [(AGENT, True), (EXPERT, True), (OTHER_EXPERT, True), (PILOT, True), (STRANGER, False)],
)
def test_a_request_is_seen_by_its_requester_experts_and_the_saeple(by: Person, sees: bool) -> None:
    assert may_see_request(by, logged(status=RequestStatus.ASSIGNED, holder=EXPERT.key)) == sees
    assert may_see_request(by, logged(requester=None)) == (sees and by is not AGENT)


@pytest.mark.parametrize(
    ("by", "draft", "deposited"),
    [
        (AGENT, True, True),
        (OWN_PILOT, True, True),
        (PILOT, False, True),
        (EXPERT, False, False),
        (STRANGER, False, False),
    ],
)
def test_an_application_is_seen_by_its_candidate_and_once_deposited_by_the_saeple(
    by: Person, draft: bool, deposited: bool
) -> None:
    assert may_see_application(by, in_state(S.DRAFT)) == draft
    assert may_see_application(by, in_state(S.SUBMITTED)) == deposited
    assert may_see_application(by, in_state(S.WITHDRAWN)) == deposited


@pytest.mark.parametrize("by", [AGENT, OWN_PILOT])
def test_a_decision_is_known_to_the_candidate_when_announced(by: Person) -> None:
    held = in_state(S.ACCEPTED, hold=True)
    assert not may_see_decision(by, held)
    assert may_see_decision(by, replace(held, announced=True))


def test_the_saeple_knows_its_own_decisions() -> None:
    assert may_see_decision(PILOT, in_state(S.ACCEPTED, hold=True))
    assert not may_see_decision(EXPERT, in_state(S.ACCEPTED))
