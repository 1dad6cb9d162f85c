"""Whether a query that was read says what a line means: names by what they stand for, ends from today on alike."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from knowledge.training.lines import TODAY, Line, even_filters, many, plain
from knowledge.understanding.directory import Directory
from knowledge.understanding.query import single_states
from knowledge.understanding.status import StatusReading

_TITLE = re.compile(r"^(?:m\.?|mme|mlle|madame|monsieur) ")
_MANY = ("department", "place", "subject", "state", "expert", "school", "function", "reference", "wave")
_GENERIC = frozenset(("college", "lycee", "cite", "scolaire", "polyvalent", "professionnel", "general", "de", "du", "la", "le", "l", "d", "des", "les"))  # fmt: skip


def even(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meaning with one value and many alike, names folded, ends from today on alike, «la rentrée» one day."""
    out: dict[str, Any] = json.loads(json.dumps(meaning))
    filters, period = even_filters(out), out.get("period")
    out["filters"] = filters
    for key in list(filters):
        if key.removeprefix("not_") in _MANY:
            each = (
                [state for one in many(filters[key]) for state in single_states(str(one))]
                if key == "state"
                else filters[key]
            )
            filters[key] = sorted({_TITLE.sub("", plain(str(one))) for one in many(each)})
    today = TODAY.isoformat()
    if period and period["field"] != "planned" and period.get("to", "9999") >= today >= period.get("from", "0"):
        period["to"] = "later"
    if period and period.get("from") in ("2023-09-01", "2023-09-04"):
        period["from"] = "rentrée"
    if out.get("what") == "sessions":
        if out.get("sort") == "planned asc":
            del out["sort"]  # Their order anyway.
        if period == {"field": "planned", "from": today}:
            del out["period"]  # Those to come anyway.
    if not filters:
        del out["filters"]
    return out


def same(got: Mapping[str, Any], wanted: Mapping[str, Any], directory: Directory) -> bool:
    """Tell whether two meanings ask for the same; ``got``: what was read."""
    read, right_ = even(got), even(wanted)
    ours, theirs = read.get("filters", {}), right_.get("filters", {})
    for prefix in ("", "not_"):
        key, town = f"{prefix}school", f"{prefix}place"
        if key in ours and key in theirs and _same_schools(ours[key], theirs[key], directory):
            ours[key] = theirs[key]
            if (town in ours) != (town in theirs):  # The school's own town, said or not.
                ours.pop(town, None), theirs.pop(town, None)
        key = f"{prefix}expert"
        if key in ours and key in theirs and _same_people(ours[key], theirs[key]):
            ours[key] = theirs[key]
    return read == right_


def _same_people(ours: list[str], theirs: list[str]) -> bool:
    """Tell whether two lists of names stand for the same people: «perrot» for «elise perrot»."""
    if len(ours) != len(theirs):
        return False
    return all(
        any(set(one.split()) <= set(other.split()) or set(other.split()) <= set(one.split()) for other in theirs)
        for one in ours
    )


def _same_schools(ours: list[str], theirs: list[str], directory: Directory) -> bool:
    return len(ours) == len(theirs) and all(
        _standing_for(one, directory) & _standing_for(other, directory) for one, other in zip(ours, theirs, strict=True)
    )


def _standing_for(name: str, directory: Directory) -> frozenset[str]:
    """Return the codes of the schools whose names hold every telling word of ``name``; itself where none does."""
    wanted = set(re.split(r"[^\w]+", name)) - _GENERIC - {""}
    found = frozenset(
        school.uai
        for school in directory.schools
        if plain(school.uai) == name or (wanted and wanted <= set(re.split(r"[^\w]+", plain(school.name))))
    )
    return found or frozenset((name,))


def meant(
    line_meaning: Mapping[str, Any], also: Any, got: Mapping[str, Any], directory: Directory, role: str = "saeple"
) -> bool:
    """Tell whether a query is the meaning of a line, or another as good; an expert's own are said or understood."""
    filters = dict(got.get("filters", {}))
    if role == "expert" and filters.get("expert") == "moi":
        del filters["expert"]
        if meant(line_meaning, also, {**got, "filters": filters}, directory):
            return True
    return any(same(got, one, directory) for one in (line_meaning, *also) if "what" in one)


def right(line: Line, reading: StatusReading, directory: Directory) -> bool:
    """Tell whether a line was read whole."""
    if line.refused:
        return reading.refusal is not None
    if reading.ask_back is not None:
        return any(one.get("ask_back") for one in (line.meaning, *line.also))
    return reading.query is not None and meant(line.meaning, line.also, reading.query.meaning(), directory, line.role)
