"""Lines that teach the reader of status questions: what they mean becomes what each choice and each span is to be."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any
from zlib import crc32

from rapidfuzz import fuzz

from knowledge.request import Topic
from knowledge.training.heads import Example
from knowledge.understanding.directory import DEPARTMENTS, Directory, Listed
from knowledge.understanding.frames import APPLICATION_STATES, FIELDS, GROUPS, extras
from knowledge.understanding.heads import Heads
from knowledge.understanding.intent.normalise import folded
from knowledge.understanding.query import FINAL_STATES, OPEN_STATES, single_states
from knowledge.understanding.spans import (
    Mender,
    Reading,
    Schools,
    Span,
    candidates,
    features,
    is_plausible,
    settled,
    tokens_of,
)
from knowledge.understanding.status import SPAN_FIELDS
from knowledge.understanding.times import Age, Said
from knowledge.understanding.utterance import Word

TODAY = date(2024, 1, 25)  # When the lines were asked.
STATES_OF: Mapping[str, Sequence[str]] = {"candidatures": APPLICATION_STATES}
LEFT_OUT = (
    "not_subject",
    "not_department",
    "not_place",
    "not_school",
    "not_expert",
    "not_state",
    "not_function",
    "not_wave",
)
TRACES = {
    "without slot": ("slot", False), "with slot": ("slot", True), "reopened": ("reopened", True), "escalated": ("escalated", True),
    "by expert": ("by_expert", True),
}  # fmt: skip
_TRACED = re.compile(r"rouv|reouv|rendez|rdv|creneau|signale|escalad|remonte|saisie")
_TITLE = re.compile(r"^(?:m\.?|mme|mlle|madame|monsieur) ", re.IGNORECASE)
_SHORT = {"classée sans suite": "sans suite"}
_SAID_OF = {"nouvelle": "non prises"}  # A new request is one that nobody took.
_MANY = 3  # Departments from which on one said is rather the one left out.


@dataclass(frozen=True, slots=True)
class Line:
    """A line and what it means. ``labels``, ``marks``: given where it was annotated word by word; ``other``: no status question."""

    text: str
    meaning: Mapping[str, Any] = field(default_factory=dict)
    also: Sequence[Mapping[str, Any]] = ()
    before: Mapping[str, Any] | None = None  # The meaning of the question before.
    role: str = "saeple"
    group: str = ""
    other: bool = False
    labels: Mapping[str, Any] | None = None
    marks: Sequence[tuple[str, int, int]] | None = None  # Kind, first and last character.
    weight: float = 1.0
    before_text: str = ""  # The question before.
    left_out: frozenset[tuple[int, int]] = frozenset()  # The marks that are meant to be left out, by their characters.
    marked_words: Sequence[tuple[str, str, int, int]] = ()  # Head, label and characters of other things that are said.
    staffed: bool = False  # Written for the experts of the demonstration.

    @property
    def asks_back(self) -> bool:
        """Whether a question back is right."""
        return bool(self.meaning.get("ask_back"))

    @property
    def refused(self) -> bool:
        """Whether a refusal is right."""
        return bool(self.meaning.get("refuse"))


@dataclass(frozen=True, slots=True)
class LineNames:
    """The names that lines were written for: of nobody, of the experts of the demonstration, of those whom lines name too."""

    bare: Directory
    demonstration: Directory
    staffed: Directory

    def of(self, line: Line) -> Directory:
        """Return the names that a line is read with: each line always the same."""
        if line.staffed:
            return self.demonstration
        return self.bare if crc32(line.text.encode()) % _TURNS == 0 else self.staffed


_TURNS = 4
EXPERTS = ("Dominique Ferrand", "Élise Perrot")
_GIVEN = ("Maud", "Cyril", "Agnès", "Denis", "Solène", "Rémi", "Odile", "Jérôme")


def names_of(schools: Iterable[Listed], lines: Iterable[Line]) -> LineNames:
    """Return the names of a register's schools, with the experts whom lines name as they could be called in full."""
    said = sorted({str(one) for line in lines for one in many(line.meaning.get("filters", {}).get("expert"))})
    people = [_TITLE.sub("", one) for one in said if one != "moi"]
    full = [one if " " in one else f"{_GIVEN[at % len(_GIVEN)]} {one}" for at, one in enumerate(people)]
    listed = list(schools)
    return LineNames(Directory(listed), Directory(listed, EXPERTS), Directory(listed, (*EXPERTS, *full)))


def plain(text: str) -> str:
    """Return a name as it is compared."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("’", "'").replace("-", " "))
    out = "".join(part for part in parts if not unicodedata.combining(part))
    return out.removeprefix("l'").removeprefix("la ").removeprefix("le ").strip()


def many(value: Any) -> list[Any]:
    """Return one value or several as a list."""
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]


def even_filters(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return the filters of a meaning as a query says them: «no_slot» is a slot denied, states left out are those that stay."""
    out = dict(_evened(meaning).get("filters", {}))
    if "not_state" in out:
        states = STATES_OF.get(str(meaning.get("what")), (*OPEN_STATES, *FINAL_STATES))
        gone = {state for name in many(out.pop("not_state")) for state in single_states(str(name))}
        left = [state for state in states if state not in gone]
        out["state"] = ["ouvertes"] if tuple(left) == OPEN_STATES else left
    for name, every in (("department", DEPARTMENTS), ("subject", tuple(Topic))):
        if f"not_{name}" in out:
            gone = set(many(out.pop(f"not_{name}")))
            out[name] = [one for one in every if one not in gone]
    return out


def said_now(meaning: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the filters, and the period, that a line says itself: those that the question before did not have."""
    now = {**meaning.get("filters", {}), **({"period": meaning["period"]} if "period" in meaning else {})}
    if before is None:
        return now
    then = {**before.get("filters", {}), **({"period": before["period"]} if "period" in before else {})}
    out = {}
    for key, value in now.items():
        if key not in then:
            out[key] = value
        elif key == "period":
            if value != then[key]:
                out[key] = value
        elif value != then[key]:
            kept = [one for one in many(value) if one not in many(then[key])]
            out[key] = kept if kept and isinstance(value, list) else value
    return out


def continues(meaning: Mapping[str, Any], before: Mapping[str, Any] | None) -> bool | None:
    """Tell whether a meaning keeps something of the question before; None where nothing tells."""
    if before is None:
        return False
    if "what" not in meaning:
        return None
    kept = {
        **before.get("filters", {}),
        **{key: before[key] for key in ("period", "group_by", "sort", "limit") if key in before},
    }
    have = {
        **meaning.get("filters", {}),
        **{key: meaning[key] for key in ("period", "group_by", "sort", "limit") if key in meaning},
    }
    if not kept:
        return True if meaning["what"] == before["what"] else None
    shared = [
        key
        for key, value in kept.items()
        if key in have and (have[key] == value or set(map(str, many(value))) & set(map(str, many(have[key]))))
    ]
    if shared:
        return True
    if meaning["what"] != before["what"] or meaning["op"] != before["op"]:
        return False
    return None if set(kept) - set(have) else True


def right_spans(line: Line, found: Sequence[Span], tokens: Sequence[Any]) -> tuple[set[Span], set[Span], list[str]]:
    """Return the candidates that are meant, those that teach nothing, and the values that none of them gives."""
    if line.marks is not None:
        return _marked(line, found, tokens)
    now = mentioned(said_now(line.meaning, line.before if continues(line.meaning, line.before) is not False else None))
    meant: set[Span] = set()
    spared: set[Span] = set()
    missing: list[str] = []

    def take(key: str, fits: Sequence[Span], *, every: bool = False) -> None:
        if not fits:
            missing.append(key)
            return
        longest = max(fits, key=lambda span: (span.end - span.start, -span.start))
        for span in fits:
            if span is longest or (every and not any(span.overlaps(one) for one in meant)):
                meant.add(span)
            else:
                spared.add(span)

    departments = many(now.get("department"))
    pairs = [
        one for one in found if one.kind == "dept" and " " in one.value and set(one.value.split()) <= set(departments)
    ]
    if pairs:
        take("department pair", pairs)
        departments = [one for one in departments if one not in pairs[0].value.split()]
    others = [one for one in found if one.kind == "dept" and one.value in DEPARTMENTS and one.value not in departments]
    if len(departments) >= _MANY and others:  # «partout sauf le 13»
        departments = [others[0].value]
    for value in departments:
        take(f"department {value}", [one for one in found if one.kind == "dept" and one.value == value])
    for value in many(now.get("place")):
        take(f"place {value}", [one for one in found if one.kind == "place" and plain(one.value) == plain(value)])
    for name in many(now.get("school")):
        wanted = plain(name)
        fits = [one for one in found if isinstance(one.value, Schools) and _is_school(one.value, wanted)]
        take(f"school {wanted}", fits)
        spared |= _towns_of(fits, found, meant)
    for person in many(now.get("expert")):
        if person == "moi":
            continue
        wanted = plain(person)
        fits = [one for one in found if one.kind == "expert" and _is_person(str(one.value), wanted)]
        best = max((fuzz.ratio(plain(str(one.value)), wanted) for one in fits), default=0)
        take(f"expert {wanted}", [one for one in fits if fuzz.ratio(plain(str(one.value)), wanted) >= best - 1])
    if "older_than_days" in now:
        take("age", [one for one in found if isinstance(one.value, Age) and one.value.days == now["older_than_days"]])
    for number in many(now.get("wave")):
        take(f"wave {number}", [one for one in found if one.kind == "wave" and one.value == number])
    for value in many(now.get("reference")):
        take("reference", [one for one in found if one.kind == "ref" and _is_reference(str(one.value), value)])
    if line.meaning.get("limit", 1) > 1 and (line.before is None or line.before.get("limit") != line.meaning["limit"]):
        take("limit", [one for one in found if one.kind == "limit" and one.value == line.meaning["limit"]])
    if "period" in now:
        fits = [one for one in found if _is_period(one.value, now["period"])]
        days = {now["period"].get("from"), now["period"].get("to")}
        if fits or not days <= {None, TODAY.isoformat()}:
            take(f"period {now['period']}", fits)
    if line.meaning.get("limit") == 1:
        spared |= {one for one in found if one.kind == "limit" and one.value == 1}
    return meant, spared - meant, missing


def mentioned(now: Mapping[str, Any]) -> dict[str, Any]:
    """Return filters with what is left out among what is said."""
    out = dict(now)
    for key, value in now.items():
        if key in LEFT_OUT:
            del out[key]
            name = key.removeprefix("not_")
            out[name] = [*many(out.get(name)), *many(value)] if name != "school" or name in out else value
    return out


def _towns_of(schools: Sequence[Span], found: Sequence[Span], meant: Collection[Span]) -> set[Span]:
    """Return the towns of schools that are said beside them: meant or not, nobody tells."""
    towns = {fit.town for span in schools for fit in span.value.fits}
    return {
        span
        for span in found
        if span.kind == "place"
        and ("marseille" in towns or folded(span.value).replace("-", " ") in towns)
        and not any(span.overlaps(one) for one in meant)
    }


def _is_school(value: Schools, wanted: str) -> bool:
    if any(plain(fit.uai) == wanted for fit in value.fits) or plain(value.said) == wanted:
        return True
    return bool(set(plain(value.said).split()) & set(wanted.split()) - {"college", "lycee"}) and any(
        set(wanted.split()) <= set(plain(fit.name).split()) for fit in value.fits
    )


def _is_person(value: str, wanted: str) -> bool:
    return fuzz.ratio(plain(value), wanted) >= 72 or wanted in plain(value).split()


def _is_reference(value: str, wanted: str) -> bool:
    series, _, number = value.rpartition("-")
    return wanted.endswith(f"-{number}") and series[:2] in (wanted[:2], "?")


def _ends(days: tuple[date | None, date | None]) -> tuple[str | None, str | None]:
    return tuple(day.isoformat() if day else None for day in days)  # type: ignore[return-value]


def _is_period(value: Any, period: Mapping[str, Any]) -> bool:
    wanted = (period.get("from"), period.get("to"))
    if isinstance(value, Age):
        return (
            value.plain
            and wanted[0] is not None
            and abs((TODAY - date.fromisoformat(wanted[0])).days - value.days) <= 1
        )
    if not isinstance(value, Said):
        return False
    return any(_same_days(_ends(days), wanted, period["field"]) for days in (value.days, value.future) if days)


def _same_days(found: tuple[str | None, str | None], wanted: tuple[str | None, str | None], field_: str) -> bool:
    september = all(day and day[5:7] == "09" and day[8:] < "05" for day in (found[0], wanted[0]))  # «la rentrée»
    if found[0] != wanted[0] and not september:
        return False
    today = TODAY.isoformat()
    open_ = field_ != "planned" and (found[1] or "9") >= today and (wanted[1] or "9") >= today
    return open_ or found[1] == wanted[1]


def _marked(line: Line, found: Sequence[Span], tokens: Sequence[Any]) -> tuple[set[Span], set[Span], list[str]]:
    meant: set[Span] = set()
    spared: set[Span] = set()
    missing: list[str] = []
    for kind, first, last in line.marks or ():
        fits = [
            span
            for span in found
            if span.kind == kind and tokens[span.start].start < last and tokens[span.end - 1].end > first
        ]
        if not fits:
            missing.append(f"{kind} {line.text[first:last]}")
            continue
        best = max(fits, key=lambda span: (_shared(span, tokens, first, last), -(span.end - span.start)))
        meant.add(best)
        spared |= set(fits) - {best}
    return meant, spared - meant, missing


def _shared(span: Span, tokens: Sequence[Any], first: int, last: int) -> int:
    start, end = int(tokens[span.start].start), int(tokens[span.end - 1].end)
    return min(end, last) - max(start, first) - max(0, first - start) - max(0, end - last)


@lru_cache(maxsize=32_768)
def looked_at(text: str, directory: Directory) -> tuple[tuple[Word, ...], tuple[Span, ...]]:
    """Return the words of a line and its candidates."""
    tokens = tokens_of(text)
    return tokens, tuple(candidates(tokens, directory, TODAY))


def span_examples(line: Line, directory: Directory, usual: Mapping[str, int]) -> Iterator[Example]:
    """Yield what a line teaches about each of its candidates."""
    if line.asks_back or line.refused:
        return
    tokens, found = looked_at(line.text, directory)
    meant, spared, missing = (set(), set(), []) if line.other else right_spans(line, found, tokens)
    for span in found:
        if span in spared or not (span in meant or is_plausible(span, tokens, usual)):
            continue
        if span not in meant and missing and span.kind in {one.split()[0][:4] for one in missing}:
            continue
        yield Example(
            (), {"right": "yes" if span in meant else "no"}, features(span, tokens, usual), line.group, line.weight
        )


def gold_reading(line: Line, directory: Directory, mender: Mender | None = None) -> Reading:
    """Return the reading of a line whose spans are known."""
    tokens, found = looked_at(line.text, directory)
    meant, _, _ = right_spans(line, found, tokens)
    return settled(tokens, [(span, 0.99 if span in meant else 0.01) for span in found], mender)


def frame_labels(line: Line, reading: Reading) -> dict[str, Any]:
    """Return the label of each head that ``line`` teaches."""
    if line.other:
        return {"gate": "other"}
    if line.labels is not None:
        return dict(line.labels)
    out: dict[str, Any] = {"gate": "status"}
    if line.refused:
        return out
    leans = continues(line.meaning, line.before)
    if leans is not None:
        out["continues"] = "yes" if leans else "no"
    if line.asks_back:
        known = any(
            span.kind == "ref" or (isinstance(span.value, Schools) and len(span.value.fits) > 1)
            for span in reading.spans
        )
        return out if known else {**out, "ask": frozenset({"yes"})}
    meaning, before = line.meaning, line.before if leans is not False else None
    now = mentioned(said_now(meaning, before))
    out["ask"] = frozenset()
    out["what"] = "same" if before and before["what"] == meaning["what"] else meaning["what"]
    out["op"] = "same" if before and before["op"] == meaning["op"] else meaning["op"]
    group = meaning.get("group_by", "none")
    out["group"] = frozenset(() if group == "none" or (before and before.get("group_by") == group) else (group,))
    out["state"] = frozenset(_said_states(many(now.get("state"))))
    out["subject"] = frozenset(many(now.get("subject")))
    out["function"] = frozenset(many(now.get("function")))
    out["urgent"] = frozenset({True: ("yes",), False: ("no",), None: ()}[now.get("urgent")])
    out["more"] = frozenset(_traces(line, now))
    sort = meaning.get("sort", "none")
    out["sort"] = frozenset(() if sort == "none" or (before and before.get("sort") == sort) else (sort,))
    out["single"] = frozenset({"yes"} if meaning.get("limit") == 1 else ())
    out |= _time_labels(now, reading)
    if before:
        out |= _follow_labels(meaning, before, now, reading)
    return out


def _said_states(states: list[Any]) -> list[Any]:
    """Return the states that are said: of many, those that are not among them."""
    if len(states) >= _MANY + 1 and not set(states) & set(APPLICATION_STATES):
        every = OPEN_STATES if not set(states) & set(FINAL_STATES) else (*OPEN_STATES, *FINAL_STATES)
        states = [state for state in every if state not in states]
    return [_SAID_OF.get(state, state) for state in states]


def _traces(line: Line, now: Mapping[str, Any]) -> Iterator[str]:
    """Yield what else a line says; «?…» where the format in which it was written could not say it."""
    if "moi" in many(now.get("expert")):
        yield "mine"
    elif line.staffed and line.role == "expert":
        yield "?mine"  # Left unsaid in these: «mes demandes» is what an expert asks.
    for name, (key, value) in TRACES.items():
        if now.get(key) is value:
            yield name
        elif not line.staffed and _TRACED.search(folded(line.text)):
            yield f"?{name}"


def things_said(line: Line, reading: Reading, heads: Heads) -> list[tuple[int, int, str, bool]]:
    """Return the words of each thing that a line says, its kind, and whether it is left out."""
    if line.marks is not None:
        return _marked_things(line, reading)
    now = said_now(line.meaning, line.before if continues(line.meaning, line.before) is not False else None)
    if not now or line.refused or line.asks_back:
        return []
    out: list[tuple[int, int, str, bool]] = []
    places = {start: at for at, (start, _) in enumerate(reading.at)}
    gone = {key.removeprefix("not_"): [plain(str(one)) for one in many(now[key])] for key in now if key in LEFT_OUT}
    kept = {key: [plain(str(one)) for one in many(value)] for key, value in now.items()}
    for span in reading.spans:
        name = SPAN_FIELDS.get(span.kind)
        if name is None or span.start not in places:
            continue
        at = places[span.start]
        kept_here = set(str(span.value).split()) <= set(map(str, many(now.get(name))))
        left = not kept_here if name == "department" else name in gone and name not in kept
        if name in gone and name in kept:
            values = " ".join(gone[name])
            said = plain(str(span.value.said if isinstance(span.value, Schools) else span.value))
            left = any(word in values for word in said.split())
        out.append((at, at + 1, name, left))
    for head in ("subject", "state"):
        for value in _said_states(many(now.get(head))) if head == "state" else many(now.get(head)):
            at = heads.strongest(reading.words, head, value)
            stays = {_SAID_OF.get(one, one) for one in many(now.get(head))}
            out.append((at, at + 1, f"{head}:{value}", head == "state" and value not in stays))
        for value in many(now.get(f"not_{head}")):
            at = heads.strongest(reading.words, head, value)
            out.append((at, at + 1, f"{head}:{value}", True))
    return out


def _marked_things(line: Line, reading: Reading) -> list[tuple[int, int, str, bool]]:
    out: list[tuple[int, int, str, bool]] = []

    def add(name: str, first: int, last: int) -> None:
        held = [at for at, (start, _) in enumerate(reading.at) if first <= reading.tokens[start].start < last]
        if held:
            out.append((held[0], held[-1] + 1, name, (first, last) in line.left_out))

    for kind, first, last in line.marks or ():
        if kind in SPAN_FIELDS:
            add(SPAN_FIELDS[kind], first, last)
    for head, value, first, last in line.marked_words:
        add(f"{head}:{value.rpartition(':')[2]}", first, last)
    return out


def _time_labels(now: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    """Return what the days said are days of, and whether they are past, as far as a line tells."""
    out: dict[str, Any] = {}
    period = now.get("period")
    if period:
        out["field"] = period["field"]
    for span in reading.spans:
        value = span.value
        if isinstance(value, Age) and value.plain:
            out |= {"age": "since"} if period else {"age": "older"} if "older_than_days" in now else {}
        elif period and isinstance(value, Said) and value.future and value.future != value.days:
            wanted = (period.get("from"), period.get("to"))
            past, future = (_same_days(_ends(days), wanted, period["field"]) for days in (value.days, value.future))
            if past != future:
                out["tense"] = "past" if past else "future"
    return out


def _follow_labels(
    meaning: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any], reading: Reading
) -> dict[str, Any]:
    """Return what a follow-up does to the question before: change, add to, or drop some of it."""
    then = {**before.get("filters", {}), **({"time": 1} if "period" in before else {})}
    have = {**meaning.get("filters", {}), **({"time": 1} if "period" in meaning else {})}
    said = set(now) | {span.kind for span in reading.spans}
    where = {"place", "school", "department", "dept"}
    dropped = {
        {"department": "place", "school": "place", "older_than_days": "time"}.get(key, key)
        for key in then
        if key not in have and not (key in where and said & where) and key not in ("wave", "function", "reference")
    }
    added = any(key in then and set(many(then[key])) < set(many(meaning["filters"].get(key))) for key in now)
    known = {"place", "time", "state", "expert", "subject", "urgent"}
    return {
        "drop": frozenset({"all"} if dropped and not have else dropped & known),
        "edit": "drop" if dropped and not now else "add" if added else "change",
    }


def frame_example(line: Line, reading: Reading) -> Example:
    """Return what a line teaches the heads, as it was read."""
    return Example(
        reading.words, frame_labels(line, reading), extras(reading, line.role, line.before), line.group, line.weight
    )


def _evened(meaning: Mapping[str, Any]) -> dict[str, Any]:
    """Return a meaning with a slot as the fields tell it."""
    filters = dict(meaning.get("filters", {}))
    if filters.pop("no_slot", None):
        filters["slot"] = False
    if filters.pop("not_urgent", None):
        filters["urgent"] = False
    for key in ("state", "not_state"):
        if key in filters:
            filters[key] = [_SHORT.get(one, one) for one in many(filters[key])]
    return {**meaning, "filters": filters} if filters else dict(meaning)


_STAFFED = "vw"  # The hands of writers who were told of the experts of the demonstration.


def read_meanings(text: str) -> list[Line]:
    """Return the lines of a JSON-lines text in the format of the evaluation; «hand»: the voice that wrote it."""
    return [
        Line(
            row["q"],
            _evened(row["meaning"]),
            tuple(row.get("also", ())),
            _evened(before) if (before := row.get("previous_meaning")) and "what" in before else None,
            row.get("as", "saeple"),
            row["hand"],
            before_text=row.get("previous", ""),
            staffed=row["hand"][0] in _STAFFED,
        )
        for row in map(json.loads, filter(None, map(str.strip, text.splitlines())))
    ]


__all__ = [
    "APPLICATION_STATES",
    "FIELDS",
    "GROUPS",
    "Line",
    "frame_example",
    "gold_reading",
    "read_meanings",
    "span_examples",
]
