"""Teach the reader of status questions: its spans, then its choices, then how far it can be trusted."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.training.heads import Example, Learning, fit
from knowledge.training.labels import frame_example, things_said
from knowledge.training.lines import TODAY, Line, LineNames, continues
from knowledge.training.meant_spans import gold_reading, looked_at, right_spans, span_examples
from knowledge.understanding.candidates import tokens_of
from knowledge.understanding.frames import HEADS, TURNED, signs, twice
from knowledge.understanding.heads import Array, Head, Heads
from knowledge.understanding.spans import Mender, Reading, Spotter, denied

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
    readings: list[tuple[Line, Reading]] = []
    mender = Mender(usual)

    def mender_reading(line: Line) -> Reading:
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
