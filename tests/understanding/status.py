"""Status questions: the query that ``understand`` reads, or its refusal or question back, against what is right."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bot.understanding import Known, understood
from knowledge.schools.register import Register
from storage.calls import find, read_base
from tests.conftest import NOW
from tests.understanding import data

FILE = "statut.jsonl"
TODAY = "2024-01-25"
# Where nothing is run, the reply asks, or says what it cannot tell.
ASKS_BACK = frozenset(("choose", "unknown", "silent"))
_MANY, _TEXTS = ("department", "place", "subject", "state"), ("school", "expert", "function")


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
    return Known(read_base(find(data.CALL)), register, lambda: NOW)


def judged(folder: Path, register: Register, file: str = FILE) -> Iterator[Judged]:
    """Yield the lines of a folder's set, judged."""
    for line in data.lines(folder / file):
        before = line.get("previous")
        said = understood(known(register), {"as": "saeple", **line, "after": before, "previous": None})
        got = json.loads(said)
        meaning = line["meaning"]
        nothing = "ask_back" in meaning or "refuse" in meaning
        good = right(line, got)
        yield Judged(
            " » ".join(filter(None, (before, line["q"]))),
            line["style"],
            good,
            json.dumps(meaning, ensure_ascii=False),
            json.dumps(got.get("query") or {"decision": got["decision"], "entry": got["entry"]}, ensure_ascii=False),
            nothing and not good and got["decision"] in ("query", "answer") and not got.get("said_back"),
        )


def right(line: Mapping[str, Any], got: Mapping[str, Any]) -> bool:
    """Tell whether what was understood is the meaning of the line, or another as good."""
    meaning = line["meaning"]
    if meaning.get("refuse"):
        return bool(got["decision"] == "refuse")
    if meaning.get("ask_back") and got["decision"] in ASKS_BACK:
        return True
    query = got.get("query")
    return query is not None and any(
        _plain(query) == _plain(one) for one in (meaning, *line.get("also", ())) if "what" in one
    )


def _plain(meaning: Mapping[str, Any]) -> Any:
    """Return a meaning with one value and many alike, names without case and accents, ends from today on alike."""
    plain: Any = json.loads(json.dumps(meaning))
    filters, period = plain.get("filters", {}), plain.get("period")
    for key in _MANY:
        if key in filters:
            values = filters[key] if isinstance(filters[key], list) else [filters[key]]
            filters[key] = sorted(map(_folded, values))
    for key in _TEXTS:
        if key in filters:
            named = filters[key]
            filters[key] = _folded(named) if isinstance(named, str) else sorted(map(_folded, named))
    if period and period.get("field") != "planned" and period.get("to", "9999") >= TODAY >= period.get("from", "0"):
        period["to"] = "or later"
    return plain


def _folded(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain.removeprefix("l'").removeprefix("la ").removeprefix("le ").strip()
