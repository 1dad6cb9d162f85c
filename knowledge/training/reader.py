"""Teach the reader of status questions: its spans, then its choices, then how far it can be trusted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.training.heads import Example, Learning, fit
from knowledge.training.lines import TODAY, Line, LineNames, continues, many, mentioned, plain, said_itself, said_now
from knowledge.training.meant_spans import MANY, ends, gold_reading, looked_at, right_spans, same_days, span_examples
from knowledge.understanding.candidates import Schools, Span, tokens_of
from knowledge.understanding.frames import HEADS, TURNED, Mender, SpanReading, Spotter, denied, extras, signs, twice
from knowledge.understanding.heads import Array, Head, Heads
from knowledge.understanding.query import APPLICATION_STATES, FINAL_STATES, OPEN_STATES, TRACES
from knowledge.understanding.status import SPAN_FIELDS
from knowledge.understanding.times import Age, Said
from knowledge.understanding.words import folded

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
