"""Every file of tests is run: a folder left out by name is left out wherever that name stands."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]


def test_no_file_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    files = [file.relative_to(TESTS) for file in TESTS.rglob("test_*.py")]
    assert files
    assert not [file for file in files if any(fnmatch(part, one) for part in file.parent.parts for one in left_out)]
