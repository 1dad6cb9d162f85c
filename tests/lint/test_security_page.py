"""docs/securite.md names what answers each threat: the files and the tests are there."""

from __future__ import annotations

import re

import pytest

from tests.lint.licences import ROOT

PAGE = (ROOT / "docs" / "securite.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| menace")]


def answers_of(row: str) -> list[tuple[str, str]]:
    """Return the files and tests named in the last cell of a row; «::test» goes on with the file before."""
    found, file = [], ""
    for named, test in re.findall(r"`([\w/]*(?:\.py)?)::(\w+)`", row.split("|")[3]):
        file = named or file
        found.append((file, test))
    return found


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip() for row in ROWS])
def test_each_threat_has_an_answer_and_a_test_that_are_there(row: str) -> None:
    named = answers_of(row)
    assert named
    for file, test in named:
        assert re.search(rf"^(?:async )?def {test}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), test
    for path in re.findall(r"`([\w./]+/[\w./]+|Dockerfile|compose\.yaml)`", row.split("|")[2]):
        assert (ROOT / path).exists(), path
