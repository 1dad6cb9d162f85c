"""How well typed schools are found: the sets ``recherche_etablissement.jsonl`` on the official register."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.schools.register import Register
from tests.understanding import data
from tests.understanding.requests import register

FILE = "recherche_etablissement.jsonl"


@dataclass(frozen=True, slots=True)
class Judged:
    """A line: what was typed, the kind of writing, and whether it was found rightly."""

    typed: str
    kind: str
    right: bool
    expected: str
    given: str


def right(line: Mapping[str, Any], known: Register) -> bool:
    """Tell whether one school is taken, alone; or all homonyms are offered, none taken; or none is taken."""
    found = known.search(line["q"])
    expected = line["expect"]
    if len(expected) == 1:
        return found.taken is not None and found.taken.uai == expected[0] and found.schools[0] == found.taken
    return found.taken is None and {school.uai for school in found.schools} >= set(expected)


def judged(folder: Path) -> Iterator[Judged]:
    """Yield the lines of a folder's set, judged; none without a register."""
    known = register()
    if known is None:
        return
    for line in data.lines(folder / FILE):
        found = known.search(line["q"])
        given = found.taken.label if found.taken else ", ".join(school.uai for school in found.schools) or "rien"
        yield Judged(line["q"], line["kind"], right(line, known), ", ".join(line["expect"]) or "rien", given)
