"""Status questions: the query that ``understand`` reads, or its refusal or question back, against what is right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.understanding import Known, understood
from knowledge.schools.register import Register
from knowledge.understanding.directory import Directory
from knowledge.understanding.status import directory_of
from storage.calls import find, read_base
from tests.conftest import NOW
from tests.understanding import data
from tests.understanding.meanings import meant

FILE = "statut.jsonl"
# Where nothing is run, the reply asks, or says what it cannot tell.
EXPERTS = ("Dominique Ferrand", "Élise Perrot")  # Those of the demonstration, whom the strangers were told of.
ASKS_BACK = frozenset(("choose", "unknown", "silent"))


@dataclass(frozen=True, slots=True)
class Judged:
    """A line: what was asked and by whom, the style of its writing, and whether it was understood."""

    asked: str
    style: str
    right: bool
    expected: str
    given: str
    answered: (
        bool  # Something was run, or answered, although nothing was to be; what is said back as unsure is not counted.
    )


@cache
def known(register: Register) -> Known:
    """Return what messages are understood with, read once."""
    return Known(read_base(find(data.CALL)), register, lambda: NOW, EXPERTS)


def judged(folder: Path, register: Register, file: str = FILE) -> Iterator[Judged]:
    """Yield the lines of a folder's set, judged."""
    for line in data.lines(folder / file):
        before = line.get("previous")
        said = understood(known(register), {"as": "saeple", **line, "after": before, "previous": None})
        got = json.loads(said)
        meaning = line["meaning"]
        nothing = "ask_back" in meaning or "refuse" in meaning
        good = right(line, got, directory_of(register, EXPERTS))
        yield Judged(
            " » ".join(filter(None, (before, line["q"]))),
            line["style"],
            good,
            json.dumps(meaning, ensure_ascii=False),
            json.dumps(got.get("query") or {"decision": got["decision"], "entry": got["entry"]}, ensure_ascii=False),
            nothing and not good and got["decision"] in ("query", "answer") and not got.get("said_back"),
        )


def right(line: Mapping[str, Any], got: Mapping[str, Any], directory: Directory) -> bool:
    """Tell whether what was understood is the meaning of the line, or another as good."""
    meanings = (line["meaning"], *line.get("also", ()))
    if line["meaning"].get("refuse"):
        return bool(got["decision"] == "refuse")
    if any(one.get("ask_back") for one in meanings) and got["decision"] in ASKS_BACK:
        return True
    query, role = got.get("query"), line.get("as", "saeple")
    if role == "agent":  # Their own requests, or their application, are shown to them.
        own = "statut_candidature" if line["meaning"].get("what") == "candidatures" else "statut_demande"
        return bool(got.get("intent") == own)
    return query is not None and meant(line["meaning"], line.get("also", ()), query, directory, role)
