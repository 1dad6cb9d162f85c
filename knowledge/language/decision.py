"""The decision: answer, offer a choice, say that the call is silent, act, or say that one does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt

from knowledge.language.topics import Decision, Kind, Topic, Verdict

_NEGLIGIBLE = 1e-4
_FEW = 6
Chances = npt.NDArray[np.float32]  # One per topic, 0 to 1, together 1.


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What decisions are taken on, chosen from data by ``python -m tests.understanding.calibrate``; all but the first 0 to 1."""

    sharpness: float  # What one unit of score is worth, in powers of e.
    nearest: float  # What the likeness to the nearest wording of a topic adds to its score (closed form only).
    domain: float  # The least chance that a message is about the call at all.
    surely: float  # The same for a choice to be offered, or a fact to be told beside a silence.
    answer: float  # The least chance of a fact to be told without asking back.
    silent: float  # The least chance of all silent points together to say that the call is silent.
    beside: float  # The least chance of a silent point to be said with its closest fact, without asking back.
    action: float  # The least chance of an action to be started.
    choose: float  # The least chance of the first entry to offer a choice.
    offered: float  # The least chance of an entry to be offered.
    double: float  # The least chance of each half of a double question.
    live: float  # The least likeness to a wording learnt in use that makes it win.


def decided(chances: Chances, topics: Sequence[Topic], limits: Thresholds) -> Decision:
    """Return the decision on one question from the ``chances`` of its ``topics``."""
    order: list[int] = (-chances).argsort(kind="stable").tolist()
    held: list[float] = chances.tolist()
    by_kind = dict.fromkeys(Kind, 0.0)
    for number in order:
        chance = held[number]
        if chance < _NEGLIGIBLE:
            break  # So do all that follow.
        by_kind[topics[number].kind] += chance
    about = by_kind[Kind.FACT] + by_kind[Kind.SILENT]
    acting = by_kind[Kind.INTENT] + by_kind[Kind.TALK]
    rest = tuple((topics[number].id, round(100 * held[number])) for number in order[1:4])
    base = Decision(Verdict.UNKNOWN, score=round(100 * held[order[0]]), alternatives=rest)

    def first(*kinds: Kind) -> int:
        return next(number for number in order if topics[number].kind in kinds)

    if acting > max(about, by_kind[Kind.ELSEWHERE]):
        number = first(Kind.INTENT, Kind.TALK)
        if held[number] >= limits.action:
            return replace(base, verdict=Verdict.ACTION, intent=topics[number].id, score=_percent(held[number]))
        return replace(base, elsewhere=by_kind[Kind.ELSEWHERE] > about)
    if about < limits.domain * (about + by_kind[Kind.ELSEWHERE]):
        return replace(base, elsewhere=True, score=_percent(by_kind[Kind.ELSEWHERE]))
    number = first(Kind.FACT, Kind.SILENT)
    if topics[number].kind is Kind.FACT and held[number] >= limits.answer:
        return replace(base, verdict=Verdict.ANSWER, topics=(topics[number].id,))
    doubtful = about < limits.surely * (about + by_kind[Kind.ELSEWHERE])
    silent = next((number for number in order if topics[number].kind is Kind.SILENT), None)
    if silent is not None:
        # A silent point is said with the fact closest to it: when these two share the chances, that tells both.
        told = {topics[silent].id, topics[silent].closest}
        both = sum(held[number] for number in order[:_FEW] if topics[number].id in told)
        if by_kind[Kind.SILENT] >= limits.silent or (both >= limits.answer and held[silent] >= limits.beside):
            score = _percent(max(both, by_kind[Kind.SILENT]))
            return replace(base, verdict=Verdict.SILENT, topics=(topics[silent].id,), score=score, doubtful=doubtful)
    if doubtful or held[number] < limits.choose:
        return base
    offered = list(islice((number for number in order if topics[number].kind in (Kind.FACT, Kind.SILENT)), 3))
    kept = [number for number in offered if held[number] >= limits.offered] or offered[:2]
    if len(kept) < 2:
        kept = offered[:2]
    return replace(base, verdict=Verdict.CHOOSE, topics=tuple(topics[number].id for number in kept))


def _percent(chance: float | np.float32) -> int:
    return int(100 * float(chance) + 0.5)
