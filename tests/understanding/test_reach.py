"""What is taught reaches what it is taught for, whoever says it that may."""

from __future__ import annotations

import pytest

from tests.understanding.reach import reached
from tests.understanding.teach import ROLES

LEAST = 0.95  # Some wordings are an act on a request too when staff say them.


@pytest.fixture(scope="module")
def said() -> list[tuple[str, str, str, bool]]:
    return list(reached(20))


@pytest.mark.parametrize("role", ROLES)
def test_taught_wordings_reach_their_action(said: list[tuple[str, str, str, bool]], role: str) -> None:
    of_role = [one for one in said if one[0] == role]
    missed = [f"{action}: {text}" for _, action, text, right in of_role if not right]
    assert len(missed) <= (1 - LEAST) * len(of_role), missed
