"""Who may know that a request or an application exists, tested with everybody."""

from __future__ import annotations

import pytest

from knowledge.people import Person
from knowledge.request import RequestStatus
from knowledge.rights import may_see_application, may_see_request
from tests.knowledge.test_lifecycle import AGENT, EXPERT, OTHER_EXPERT, PILOT, STRANGER, logged
from tests.knowledge.test_lifecycle_application import OWN_PILOT, S, in_state


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
