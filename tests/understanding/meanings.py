"""Whether a reading says what a line means: schools by code or name, ends from today on alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from knowledge.training.status import TODAY, Line, many, plain
from knowledge.understanding.directory import Directory
from knowledge.understanding.status import StatusReading

_TITLE = re.compile(r"^(?:m\.?|mme|mlle|madame|monsieur) ")
_MANY = ("department", "place", "subject", "state", "expert", "school", "function", "reference")


def even(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meaning with one value and many alike, names folded, ends from today on alike, «la rentrée» one day."""
    out: dict[str, Any] = json.loads(json.dumps(meaning))
    filters, period = out.get("filters", {}), out.get("period")
    for key in _MANY:
        if key in filters:
            filters[key] = sorted(_TITLE.sub("", plain(str(one))) for one in many(filters[key]))
    today = TODAY.isoformat()
    if period and period["field"] != "planned" and period.get("to", "9999") >= today >= period.get("from", "0"):
        period["to"] = "later"
    if period and period.get("from") in ("2023-09-01", "2023-09-04"):
        period["from"] = "rentrée"
    if out.get("what") == "sessions" and out.get("sort") == "planned asc":
        del out["sort"]  # Their order anyway.
    if not filters:
        out.pop("filters", None)
    return out


def right(line: Line, reading: StatusReading, directory: Directory) -> bool:
    """Tell whether a line was read whole."""
    meanings = (line.meaning, *line.also)
    if line.refused:
        return reading.refusal is not None
    if reading.ask_back is not None:
        return any(one.get("ask_back") for one in meanings)
    if reading.query is None:
        return False
    return any(
        _same(reading, even(one), directory) for one in meanings if not (one.get("ask_back") or one.get("refuse"))
    )


def _same(reading: StatusReading, wanted: dict[str, Any], directory: Directory) -> bool:
    assert reading.query is not None
    got = even(reading.query.meaning())
    asked = wanted.get("filters", {})
    if "school" in asked and reading.query.schools:
        school = directory.school(reading.query.schools[0])
        named = set(plain(school.name).split()) if school else set()
        if asked["school"] == [plain(reading.query.schools[0])] or set(asked["school"][0].split()) <= named:
            got["filters"]["school"] = asked["school"]
            got["filters"].pop("place", None)
            if "place" in asked:  # The school's own town, said or not.
                got["filters"]["place"] = asked["place"]
    return got == wanted
