"""The decision: answer, offer a choice, say that the call is silent, act, or say that one does not know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from knowledge.language.topics import Decision, Kind, Topic, Verdict

_FEW = 6
_KINDS = {kind: number for number, kind in enumerate(Kind)}
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


class Decider:
    """Decides among ``topics`` with one set of thresholds."""

    __slots__ = ("_kinds", "_limits", "_topics")

    def __init__(self, topics: Sequence[Topic], limits: Thresholds) -> None:
        self._topics = topics
        self._limits = limits
        self._kinds = np.array([_KINDS[topic.kind] for topic in topics], np.intp)

    def decided(self, chances: Chances) -> Decision:
        """Return the decision on one question from the ``chances`` of its topics."""
        topics, limits = self._topics, self._limits
        order: list[int] = chances.argsort()[::-1].tolist()
        held: list[float] = chances.tolist()
        by_kind = dict(zip(_KINDS, np.bincount(self._kinds, chances, len(_KINDS)).tolist(), strict=True))
        about = by_kind[Kind.FACT] + by_kind[Kind.SILENT]
        acting = by_kind[Kind.INTENT] + by_kind[Kind.TALK]
        elsewhere = by_kind[Kind.ELSEWHERE]
        rest = tuple((topics[number].id, round(100 * held[number])) for number in order[1:4])
        score = round(100 * held[order[0]])

        def first(*kinds: Kind) -> int:
            return next(number for number in order if topics[number].kind in kinds)

        if acting > max(about, elsewhere):
            number = first(Kind.INTENT, Kind.TALK)
            if held[number] >= limits.action:
                return Decision(Verdict.ACTION, (), _percent(held[number]), rest, topics[number].id)
            return Decision(Verdict.UNKNOWN, (), score, rest, elsewhere=elsewhere > about)
        if about < limits.domain * (about + elsewhere):
            return Decision(Verdict.UNKNOWN, (), _percent(elsewhere), rest, elsewhere=True)
        number = first(Kind.FACT, Kind.SILENT)
        if topics[number].kind is Kind.FACT and held[number] >= limits.answer:
            return Decision(Verdict.ANSWER, (topics[number].id,), score, rest)
        doubtful = about < limits.surely * (about + elsewhere)
        silent = next((number for number in order if topics[number].kind is Kind.SILENT), None)
        if silent is not None:
            # A silent point is said with the fact closest to it: when these two share the chances, that tells both.
            told = {topics[silent].id, topics[silent].closest}
            both = sum(held[number] for number in order[:_FEW] if topics[number].id in told)
            if by_kind[Kind.SILENT] >= limits.silent or (both >= limits.answer and held[silent] >= limits.beside):
                sure = _percent(max(both, by_kind[Kind.SILENT]))
                return Decision(Verdict.SILENT, (topics[silent].id,), sure, rest, doubtful=doubtful)
        if doubtful or held[number] < limits.choose:
            return Decision(Verdict.UNKNOWN, (), score, rest)
        offered = list(islice((number for number in order if topics[number].kind in (Kind.FACT, Kind.SILENT)), 3))
        kept = [number for number in offered if held[number] >= limits.offered] or offered[:2]
        if len(kept) < 2:
            kept = offered[:2]
        return Decision(Verdict.CHOOSE, tuple(topics[number].id for number in kept), score, rest)


def _percent(chance: float | np.float32) -> int:
    return int(100 * float(chance) + 0.5)
