"""The audit says what it found, and never takes what it could not look at for sound; the bill lists what is locked."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import pytest

from tests.lint.audit import FOUND, LOCKS, NOT_AUDITED, Audit, audits, report
from tests.lint.licences import page_packages, python_packages
from tests.lint.sbom import bill

SOUND = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": []}]})
ILL = json.dumps({"dependencies": [{"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}]})
UNSEEN = "No known vulnerabilities found\n" + json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
NPM_SOUND = json.dumps({"vulnerabilities": {}})
NPM_ILL = json.dumps({"vulnerabilities": {"b": {"severity": "high"}}})
NPM_UNSEEN = json.dumps({"message": "405 Method Not Allowed"})


@pytest.mark.parametrize(
    ("pip", "npm", "licences", "code", "said"),
    [
        (SOUND, NPM_SOUND, [], 0, "0 non audité"),
        (ILL, NPM_SOUND, [], FOUND, "a 1 : PYSEC-1, corrigé en 2"),
        (SOUND, NPM_ILL, [], FOUND, "b : high"),
        (SOUND, NPM_SOUND, ["x (GPL)"], FOUND, "x (GPL)"),
        (UNSEEN, NPM_SOUND, [], NOT_AUDITED, "1 NON AUDITÉS"),
        (SOUND, NPM_UNSEEN, [], NOT_AUDITED, "NON AUDITÉS"),
        ("", "", [], NOT_AUDITED, "NON AUDITÉS"),
        (ILL, NPM_UNSEEN, [], FOUND, "PYSEC-1"),
    ],
)
def test_what_is_found_missed_or_sound_is_said(pip: str, npm: str, licences: list[str], code: int, said: str) -> None:
    def run(command: Sequence[str]) -> str:
        return npm if command[0] == "npm" else pip

    made = audits("pip-audit", ["npm"], run)
    assert [one.lock for one in made] == [*LOCKS, "package-lock.json"]
    printed, ended = report(made, licences)
    assert (ended, said in printed) == (code, True)


def test_a_lock_of_which_nothing_was_seen_is_not_sound() -> None:
    assert report([Audit("x", 0, missed=3, why="y")], [])[1] == NOT_AUDITED


def test_the_bill_lists_each_locked_package_once_with_its_sums() -> None:
    made = bill()
    assert made == bill()
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    listed = {one["purl"].partition("/")[2].rpartition("@")[0].lower() for one in made["components"]}
    locked = {one.name.lower().replace("_", "-") for one in (*python_packages(), *page_packages())}
    assert listed == locked
    assert len(made["components"]) == len({one["bom-ref"] for one in made["components"]})
    for one in made["components"]:
        sums = [value["content"] for value in one.get("hashes", ())] or [held["value"] for held in one["properties"]]
        assert sums
        assert all(re.fullmatch(r"[0-9a-f]{64,128}", value) for value in sums), one["name"]
