"""Every file of tests is run, by day or at night: a folder left out by name is left out wherever that name stands."""

from __future__ import annotations

import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent


def test_no_file_of_tests_is_left_out(pytestconfig: pytest.Config) -> None:
    left_out = pytestconfig.getini("norecursedirs")
    files = [file.relative_to(TESTS) for file in TESTS.rglob("test_*.py")]
    assert files
    assert not [file for file in files if any(fnmatch(part, one) for part in file.parent.parts for one in left_out)]


def test_what_is_not_run_by_day_is_run_at_night() -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["pytest"]["ini_options"]["addopts"]
    assert options == "-ra --strict-markers --strict-config -m 'not night'"
    made = (ROOT / "Makefile").read_text().split("\n\n")
    (day,) = [rule for rule in made if "\ntest: " in f"\n{rule}"]
    (night,) = [rule for rule in made if "\nnight: " in f"\n{rule}"]
    command = "-m pytest -n auto --dist worksteal"
    assert day.endswith(command), "nothing else is left out by day"
    assert f'{command} -m "" --timeout' in night, "nothing is left out at night"
    assert "TESTS_AT=night" in night
