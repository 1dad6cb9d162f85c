"""The life cycles are those that were last looked at, cycles-de-vie.md beside this, which names all that they hold."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import pytest

from knowledge.application import (
    ApplicationMove,
    ApplicationNotice,
    ApplicationRefusal,
    ApplicationStatus,
    Consequence,
)
from knowledge.lifecycle import Recipient, Relation
from knowledge.request import RequestMove, RequestNotice, RequestRefusal, RequestStatus
from tests.lint import diagrams
from tests.lint.typography import faults


def test_the_page_is_up_to_date() -> None:
    assert diagrams.PAGE.read_text(encoding="utf-8") == diagrams.page(), "run: python -m tests.lint.diagrams"


def test_the_page_is_well_set() -> None:
    assert faults(diagrams.page()) == []


@pytest.mark.parametrize(
    ("names", "enums"),
    [
        (diagrams.RELATIONS, [Relation]),
        (diagrams.RECIPIENTS, [Recipient]),
        (diagrams.REQUEST_STATES, [RequestStatus]),
        (diagrams.APPLICATION_STATES, [ApplicationStatus]),
        (diagrams.REQUEST_MOVES, [RequestMove]),
        (diagrams.APPLICATION_MOVES, [ApplicationMove]),
        (diagrams.CONDITIONS, [RequestRefusal, ApplicationRefusal]),
        (diagrams.NOTICES, [RequestNotice, ApplicationNotice]),
        (diagrams.CONSEQUENCES, [Consequence]),
    ],
)
def test_everything_has_a_name(names: Mapping[StrEnum, str], enums: list[type[StrEnum]]) -> None:
    assert set(names) == {member for enum in enums for member in enum}
    assert all(names.values())
