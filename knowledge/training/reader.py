"""Teach the reader of status questions: its spans, then its choices, then how far it can be trusted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from rapidfuzz import fuzz
from sklearn.linear_model import LogisticRegression

from knowledge.training.heads import Example, Learning, fit
from knowledge.training.lines import TODAY, Line, LineNames, continues, many, mentioned, plain, said_itself, said_now
from knowledge.understanding.candidates import Schools, Span, candidates, tokens_of
from knowledge.understanding.directory import DEPARTMENTS, Directory
from knowledge.understanding.frames import (
    HEADS,
    TURNED,
    Mender,
    SpanReading,
    Spotter,
    denied,
    extras,
    features,
    is_plausible,
    settled,
    signs,
    twice,
)
from knowledge.understanding.heads import Array, Head, Heads
from knowledge.understanding.query import APPLICATION_STATES, FINAL_STATES, OPEN_STATES, TRACES
from knowledge.understanding.status import SPAN_FIELDS
from knowledge.understanding.times import Age, Said
from knowledge.understanding.words import Word, folded

MANY = 3  # Departments from which on one said is rather the one left out.
_ALIKE = 72  # How alike, in percent, a name must be to the one that is meant.


class _Picks:
    """The candidates that are meant, those that teach nothing, and the values that none gives, filled value by value."""

    def __init__(self, found: Sequence[Span]) -> None:
        self.found = found
        self.meant: set[Span] = set()
        self.spared: set[Span] = set()
        self.missing: list[str] = []

    def take(self, value: str, fits: Sequence[Span]) -> None:
        """Take the longest of the candidates that give a value; the others teach nothing."""
        if not fits:
            self.missing.append(value)
            return
        longest = max(fits, key=lambda span: (span.end - span.start, -span.start))
        self.meant.add(longest)
        self.spared |= set(fits) - {longest}

    def of(self, kind: str) -> list[Span]:
        """Return the candidates of a kind."""
        return [one for one in self.found if one.kind == kind]


def right_spans(line: Line, found: Sequence[Span], tokens: Sequence[Any]) -> tuple[set[Span], set[Span], list[str]]:
    """Return the candidates that are meant, those that teach nothing, and the values that none of them gives."""
    if line.marks is not None:
        return _marked(line, found, tokens)
    now = mentioned(said_itself(line))
    picks = _Picks(found)
    for pick in _PICKED:
        pick(picks, now)
    _pick_limit(picks, line)
    _pick_period(picks, now)
    return picks.meant, picks.spared - picks.meant, picks.missing


def _pick_departments(picks: _Picks, now: Mapping[str, Any]) -> None:
    said, every = many(now.get("department")), picks.of("dept")
    pairs = [one for one in every if " " in one.value and set(one.value.split()) <= set(said)]
    if pairs:
        picks.take("department pair", pairs)
        said = [one for one in said if one not in pairs[0].value.split()]
    others = [one for one in every if one.value in DEPARTMENTS and one.value not in said]
    if len(said) >= MANY and others:  # «partout sauf le 13»
        said = [others[0].value]
    for value in said:
        picks.take(f"department {value}", [one for one in every if one.value == value])


def _pick_schools(picks: _Picks, now: Mapping[str, Any]) -> None:
    for name in many(now.get("school")):
        wanted = plain(name)
        fits = [one for one in picks.found if isinstance(one.value, Schools) and _is_school(one.value, wanted)]
        picks.take(f"school {wanted}", fits)
        picks.spared |= _towns_of(fits, picks)


def _pick_experts(picks: _Picks, now: Mapping[str, Any]) -> None:
    for wanted in (plain(one) for one in many(now.get("expert")) if one != "moi"):
        alike = {one: fuzz.ratio(plain(str(one.value)), wanted) for one in picks.of("expert")}
        fits = [one for one, score in alike.items() if score >= _ALIKE or wanted in plain(str(one.value)).split()]
        best = max((alike[one] for one in fits), default=0)
        picks.take(f"expert {wanted}", [one for one in fits if alike[one] >= best - 1])


def _is_reference(span: Span, wanted: Any) -> bool:
    series, _, number = str(span.value).rpartition("-")
    return str(wanted).endswith(f"-{number}") and series[:2] in (str(wanted)[:2], "?")


# Filter, kind of its candidates (any where empty), what is said where none gives it, and whether one gives a value.
_SINGLE: Sequence[tuple[str, str, str, Callable[[Span, Any], bool]]] = (
    ("place", "place", "place {}", lambda span, value: plain(span.value) == plain(value)),
    ("older_than_days", "", "age", lambda span, days: isinstance(span.value, Age) and span.value.days == days),
    ("wave", "wave", "wave {}", lambda span, value: span.value == value),
    ("reference", "ref", "reference {}", _is_reference),
)


def _pick_single(picks: _Picks, now: Mapping[str, Any]) -> None:
    for name, kind, said, gives in _SINGLE:
        among = picks.of(kind) if kind else picks.found
        for value in many(now.get(name)):
            picks.take(said.format(value), [one for one in among if gives(one, value)])


# Places before schools: the town of a school is spared where nothing else holds it.
_PICKED = (_pick_departments, _pick_single, _pick_schools, _pick_experts)


def _pick_limit(picks: _Picks, line: Line) -> None:
    limit = line.meaning.get("limit", 1)
    if limit > 1 and (line.before is None or line.before.get("limit") != limit):
        picks.take("limit", [one for one in picks.of("limit") if one.value == limit])
    if line.meaning.get("limit") == 1:
        picks.spared |= {one for one in picks.of("limit") if one.value == 1}


def _pick_period(picks: _Picks, now: Mapping[str, Any]) -> None:
    if "period" not in now:
        return
    fits = [one for one in picks.found if _is_period(one.value, now["period"])]
    if fits or not {now["period"].get("from"), now["period"].get("to")} <= {None, TODAY.isoformat()}:
        picks.take(f"period {now['period']}", fits)


def _towns_of(schools: Sequence[Span], picks: _Picks) -> set[Span]:
    """Return the towns of schools that are said beside them: meant or not, nobody tells."""
    towns = {fit.town for span in schools for fit in span.value.fits}
    return {
        span
        for span in picks.of("place")
        if ("marseille" in towns or folded(span.value).replace("-", " ") in towns)
        and not any(span.overlaps(one) for one in picks.meant)
    }


def _is_school(value: Schools, wanted: str) -> bool:
    if any(plain(fit.uai) == wanted for fit in value.fits) or plain(value.said) == wanted:
        return True
    return bool(set(plain(value.said).split()) & set(wanted.split()) - {"college", "lycee"}) and any(
        set(wanted.split()) <= set(plain(fit.name).split()) for fit in value.fits
    )


def ends(days: tuple[date | None, date | None]) -> tuple[str | None, str | None]:
    """Return the two ends of days as a meaning writes them."""
    first, last = (day.isoformat() if day else None for day in days)
    return first, last


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
    return any(same_days(ends(days), wanted, period["field"]) for days in (value.days, value.future) if days)


def same_days(found: tuple[str | None, str | None], wanted: tuple[str | None, str | None], field_: str) -> bool:
    """Tell whether days found are those of a meaning; of what is past, any end from today on is the same."""
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


def gold_reading(line: Line, directory: Directory, mender: Mender | None = None) -> SpanReading:
    """Return the reading of a line whose spans are known."""
    tokens, found = looked_at(line.text, directory)
    meant, _, _ = right_spans(line, found, tokens)
    return settled(tokens, [(span, 0.99 if span in meant else 0.01) for span in found], mender)


# The beginnings of words by which lines that could not say these in their format may say them all the same.
_TRACED = re.compile(r"rouv|reouv|rendez|rdv|creneau|signale|escalad|remonte|saisie")
_SAID_OF = {"nouvelle": "non prises"}  # A new request is one that nobody took.


def frame_labels(line: Line, reading: SpanReading) -> dict[str, Any]:
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
        return out if _names_something(reading) else {**out, "ask": frozenset({"yes"})}
    meaning, before = line.meaning, (line.before if leans is not False else None) or {}
    now = mentioned(said_now(meaning, before or None))
    out["ask"] = frozenset()
    for head in ("what", "op"):
        out[head] = "same" if before and before[head] == meaning[head] else meaning[head]
    for head, key in (("group", "group_by"), ("sort", "sort")):
        said = meaning.get(key, "none")
        out[head] = frozenset(() if said == "none" or before.get(key) == said else (said,))
    out["state"] = frozenset(_said_states(many(now.get("state"))))
    out["subject"] = frozenset(many(now.get("subject")))
    out["function"] = frozenset(many(now.get("function")))
    out["urgent"] = frozenset({True: ("yes",), False: ("no",), None: ()}[now.get("urgent")])
    out["more"] = frozenset(_traces(line, now))
    out["single"] = frozenset({"yes"} if meaning.get("limit") == 1 else ())
    return out | _time_labels(now, reading) | (_follow_labels(meaning, before, now, reading) if before else {})


def _names_something(reading: SpanReading) -> bool:
    """Tell whether a line names a reference, or a school of several."""
    return any(
        span.kind == "ref" or (isinstance(span.value, Schools) and len(span.value.fits) > 1) for span in reading.spans
    )


def _said_states(states: list[Any]) -> list[Any]:
    """Return the states that are said: of many, those that are not among them."""
    if len(states) >= MANY + 1 and not set(states) & set(APPLICATION_STATES):
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


Thing = tuple[int, int, str, bool]  # First word, the word behind the last, kind, whether it is left out.


def things_said(line: Line, reading: SpanReading, heads: Heads) -> list[Thing]:
    """Return the words of each thing that a line says, its kind, and whether it is left out."""
    if line.marks is not None:
        return _marked_things(line, reading)
    now = said_itself(line)
    if not now or line.refused or line.asks_back:
        return []
    return [*_spans_said(now, reading), *_words_said(now, reading, heads)]


def _spans_said(now: Mapping[str, Any], reading: SpanReading) -> Iterator[Thing]:
    places = {start: at for at, (start, _) in enumerate(reading.at)}
    for span in reading.spans:
        name = SPAN_FIELDS.get(span.kind)
        if name is not None and span.start in places:
            at = places[span.start]
            yield at, at + 1, name, _is_left_out(span, name, now)


def _is_left_out(span: Span, name: str, now: Mapping[str, Any]) -> bool:
    """Tell whether what a span names is left out: «sauf Gap»."""
    gone, kept = f"not_{name}" in now, name in now
    if gone and kept:
        values = " ".join(plain(str(one)) for one in many(now[f"not_{name}"]))
        said = plain(str(span.value.said if isinstance(span.value, Schools) else span.value))
        return any(word in values for word in said.split())
    if name == "department":
        return not set(str(span.value).split()) <= set(map(str, many(now.get(name))))
    return gone and not kept


def _words_said(now: Mapping[str, Any], reading: SpanReading, heads: Heads) -> Iterator[Thing]:
    for head in ("subject", "state"):
        values = many(now.get(head))
        stays = {_SAID_OF.get(one, one) for one in values}
        for value in _said_states(values) if head == "state" else values:
            at = heads.strongest(reading.words, head, value)
            yield at, at + 1, f"{head}:{value}", head == "state" and value not in stays
        for value in many(now.get(f"not_{head}")):
            at = heads.strongest(reading.words, head, value)
            yield at, at + 1, f"{head}:{value}", True


def _marked_things(line: Line, reading: SpanReading) -> list[tuple[int, int, str, bool]]:
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


def _time_labels(now: Mapping[str, Any], reading: SpanReading) -> dict[str, Any]:
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
            past, future = (same_days(ends(days), wanted, period["field"]) for days in (value.days, value.future))
            if past != future:
                out["tense"] = "past" if past else "future"
    return out


def _follow_labels(
    meaning: Mapping[str, Any], before: Mapping[str, Any], now: Mapping[str, Any], reading: SpanReading
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


def frame_example(line: Line, reading: SpanReading) -> Example:
    """Return what a line teaches the heads, as it was read."""
    return Example(
        reading.words, frame_labels(line, reading), extras(reading, line.role, line.before), line.group, line.weight
    )


# --- Trust: learnt from readings of lines by heads that never saw their voice.


def trusted(found: Sequence[tuple[Mapping[str, float], bool]], c: float = 1.0) -> dict[str, float]:
    """Return what each sign adds to the log odds of being read whole; "" is what is added always."""
    names = sorted({name for signs, _ in found for name in signs})
    table = np.array([[signs.get(name, 0.0) for name in names] for signs, _ in found])
    model = LogisticRegression(C=c, max_iter=2000).fit(table, [right for _, right in found])
    return {"": float(model.intercept_[0]), **dict(zip(names, map(float, model.coef_[0]), strict=True))}


SPANS = (Head("right", ("no", "yes")),)
SPAN_LEARNING = Learning(rarest=2, most=12_000, c=40.0)
POLARITY = (Head("left out", TURNED),)
POLARITY_LEARNING = Learning(rarest=2, most=6_000, c=20.0)
FRAME_LEARNING = Learning(rarest=2, most=20_000, c=40.0)


@dataclass(frozen=True, slots=True)
class Taught:
    """What was learnt: the arrays of the three sets of heads, and the words of the language."""

    spans: dict[str, Array]
    frames: dict[str, Array]
    polarity: dict[str, Array]
    usual: dict[str, int]


def usual_words(lines: Sequence[Line], names: LineNames, least: int = 2) -> dict[str, int]:
    """Return the words that stand in the lines at least so often without being named: those of the language."""
    counts: Counter[str] = Counter()
    for line in lines:
        _count(counts, line, names)
    people = {token.word for name in names.demonstration.experts for token in tokens_of(name)}
    kept = [(word, count) for word, count in counts.items() if count >= least and word not in people]
    # Sets are in no order: the weights are to be the same.
    return dict(sorted(kept, key=lambda one: (-one[1], one[0])))


_NAMED = frozenset(("school", "expert", "place"))


def _count(counts: Counter[str], line: Line, names: LineNames) -> None:
    """Add the words of a line that name nothing. Those of a phrase count twice, the slips of a made line not at all."""
    words = [(at, token) for at, token in enumerate(tokens_of(line.text)) if token.kind == "word"]
    if line.other:
        counts.update({token.word for _, token in words if not token.capital})
    elif line.group == "phrase":
        counts.update({token.word: 2 for _, token in words})
    elif not (line.asks_back or line.refused or line.group == "made"):
        tokens, found = looked_at(line.text, names.of(line))
        meant, _, _ = right_spans(line, found, tokens)
        held = {at for span in meant if span.kind in _NAMED for at in range(span.start, span.end)}
        counts.update({token.word for at, token in words if at not in held})


def teach(lines: Sequence[Line], names: LineNames, *, calibrated: bool = True) -> Taught:
    """Return what ``lines`` teach."""
    usual = usual_words(lines, names)
    examples = [
        one
        for line in lines
        if not line.other and line.group != "phrase"
        for one in span_examples(line, names.of(line), usual)
    ]
    spans = fit(SPANS, examples if calibrated else _one_group(examples), SPAN_LEARNING)
    spotter = Spotter(Heads(spans), usual)
    rows = []
    readings: list[tuple[Line, SpanReading]] = []
    mender = Mender(usual)

    def mender_reading(line: Line) -> SpanReading:
        return gold_reading(line, names.of(line), mender)

    for line in lines:
        if line.group == "phrase":
            rows.append(
                Example(
                    denied([mender.mended(token.word) for token in tokens_of(line.text)]),
                    dict(line.labels or {}),
                    (),
                    "",
                    line.weight,
                )
            )
            continue
        known = not (line.asks_back or line.refused or line.other)
        reading = (
            gold_reading(line, names.of(line), mender) if known else spotter.read(line.text, names.of(line), TODAY)
        )
        rows.append(frame_example(line, reading))
        if known:
            readings.append((line, reading))
    rows += [frame_example(one, mender_reading(one)) for one in anew(lines)]
    rows = [replace(one, labels=twice(one.labels)) for one in rows]
    frames = fit(HEADS, rows if calibrated else _one_group(rows), FRAME_LEARNING)
    heads = Heads(frames)
    turns = [
        Example((), {"left out": TURNED[left]}, signs(reading.words, start, end, kind), line.group, line.weight)
        for line, reading in readings
        for start, end, kind, left in things_said(line, reading, heads)
    ]
    polarity = fit(POLARITY, turns if calibrated else _one_group(turns), POLARITY_LEARNING)
    return Taught(spans, frames, polarity, usual)


def anew(lines: Sequence[Line]) -> list[Line]:
    """Return complete questions as if another had come before: they begin anew."""
    whole = [one for one in lines if "what" in one.meaning and one.before is None and not one.refused]
    out = []
    for at, line in enumerate(whole):
        befores = (whole[(at * 7 + 3 + turn * 11) % len(whole)].meaning for turn in range(4))
        before = next((one for one in befores if continues(line.meaning, one) is False), None)
        if before:
            out.append(replace(line, before=before, weight=line.weight / 2))
    return out


def arrays_of(taught: Taught, trust: Mapping[str, float]) -> dict[str, Array]:
    """Return what a file of weights holds."""
    told = json.dumps({sign: round(value, 4) for sign, value in trust.items()}).encode()
    return {
        **{f"spans.{name}": array for name, array in taught.spans.items()},
        **{f"frames.{name}": array for name, array in taught.frames.items()},
        **{f"polarity.{name}": array for name, array in taught.polarity.items()},
        "usual.words": np.frombuffer("\n".join(taught.usual).encode(), np.uint8),
        "usual.counts": np.minimum(list(taught.usual.values()), 65_535).astype(np.uint16),
        "trust": np.frombuffer(told, np.uint8),
    }


def _one_group(examples: Sequence[Example]) -> list[Example]:
    return [Example(one.words, one.labels, one.extras, "", one.weight) for one in examples]
