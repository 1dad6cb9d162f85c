"""Choose the thresholds from data: ``python -m tests.understanding.calibrate [--write]``.

The wordings are cross-validated (never the held-out sets), each decision is worth something to the person who asked,
and the thresholds that are worth most together are printed, with a table of how far scores can be trusted. ``--write``
puts them into the lexicon.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace

import numpy as np

from knowledge.training.call import SEED
from knowledge.understanding.intent.features import Values
from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.topics import CallTopic, Decider, Decision, Thresholds, TopicKind, Verdict
from knowledge.understanding.words import visible
from tests.understanding import cross, data

# What a decision is worth. The wordings are harder than what people ask, so a question back is worth much.
TOLD, OFFERED, BESIDE, SAME_SILENCE, ASKED_AGAIN, VAIN, MISLED = 1.0, 0.7, 0.7, 0.5, 0.0, -0.3, -1.5
# A choice says what the call holds on each point: to another matter that is nearly as wrong as an answer.
STRAY = -1.2
SHARE = {
    TopicKind.FACT: 0.45,
    TopicKind.SILENT: 0.15,
    TopicKind.ELSEWHERE: 0.22,
    TopicKind.INTENT: 0.14,
    TopicKind.TALK: 0.04,
}
# The highest are bounds of good sense: the wordings are harder than life, so that caution learned from them has no end.
GRID = {
    "sharpness": (5.0, 6.0, 7.0, 8.0, 9.0, 10.0),
    "domain": (0.3, 0.4, 0.5, 0.6, 0.65, 0.7),
    "surely": (0.7, 0.75, 0.8, 0.85, 0.88, 0.9),
    "answer": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
    "silent": (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6),
    "named": (0.0, 0.1, 0.2, 0.3, 0.4),
    "beside": (0.05, 0.1, 0.15, 0.2, 0.3),
    "action": (0.1, 0.15, 0.2, 0.25, 0.3, 0.4),
    "choose": (0.05, 0.1, 0.15, 0.2, 0.25),
    "offered": (0.03, 0.05, 0.08, 0.12),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A wording that the recogniser had not seen, the topic it belongs to, and the score of each topic."""

    text: str
    topic: CallTopic
    scores: Values


def asked(topics: tuple[CallTopic, ...], parts: Iterable[tuple[Recogniser, list[tuple[str, str]]]]) -> list[Asked]:
    """Return all wordings with the scores given by the recogniser that had not seen them."""
    by_id = {topic.id: topic for topic in topics}
    return [
        Asked(text, by_id[id_], recogniser._scores(visible(text)))
        for recogniser, part in parts
        for text, id_ in part
        if any(char.isalnum() for char in visible(text))
    ]


def worth(decision: Decision, topic: CallTopic, topics: dict[str, CallTopic]) -> float:
    """Return what ``decision`` is worth to someone who asked about ``topic``."""
    if topic.kind in (TopicKind.INTENT, TopicKind.TALK):
        if decision.verdict is Verdict.ACTION:
            return TOLD if decision.intent == topic.id else MISLED
        return ASKED_AGAIN if decision.verdict in (Verdict.UNKNOWN, Verdict.CHOOSE) else MISLED
    if topic.kind is TopicKind.ELSEWHERE:
        return {Verdict.UNKNOWN: TOLD, Verdict.ACTION: ASKED_AGAIN, Verdict.CHOOSE: STRAY}.get(
            decision.verdict, ASKED_AGAIN if decision.doubtful else MISLED
        )
    if decision.verdict is Verdict.CHOOSE and topic.id not in decision.topics:
        return VAIN
    if topic.id in decision.topics:
        return OFFERED if decision.verdict is Verdict.CHOOSE else TOLD
    if decision.verdict is Verdict.SILENT:
        if topic.kind is TopicKind.SILENT:
            return SAME_SILENCE
        return BESIDE if topics[decision.topics[0]].closest == topic.id else MISLED
    return MISLED if decision.verdict in (Verdict.ANSWER, Verdict.ACTION) else ASKED_AGAIN


def total(questions: list[Asked], topics: tuple[CallTopic, ...], limits: Thresholds) -> float:
    """Return the mean worth of the decisions taken with ``limits``, each kind counting for its share."""
    by_id = {topic.id: topic for topic in topics}
    gained: dict[TopicKind, list[float]] = {kind: [] for kind in TopicKind}
    decider = Decider(topics, limits)
    for one in questions:
        gained[one.topic.kind].append(worth(decider.decided(chances(one.scores, limits)), one.topic, by_id))
    return sum(SHARE[kind] * float(np.mean(values)) for kind, values in gained.items() if values)


def chances(scores: Values, limits: Thresholds) -> Values:
    """Return the chance of each topic, as the recogniser does."""
    logits = np.exp(limits.sharpness * (scores - scores.max()))
    return np.asarray(logits / logits.sum(), np.float32)


def best(start: Thresholds, value: Callable[[Thresholds], float]) -> Thresholds:
    """Return the thresholds worth most, each tried in turn until none improves."""
    found, reached = start, value(start)
    improved = True
    while improved:
        improved = False
        for name, grid in GRID.items():
            for number in grid:
                tried = replace(found, **{name: number})
                gained = value(tried)
                if gained > reached + 1e-4:
                    found, reached, improved = tried, gained, True
        print(f"  {reached:.4f} {asdict(found)}")
    return found


def sharpest(questions: list[Asked], topics: tuple[CallTopic, ...]) -> float:
    """Return the sharpness under which the chances are truest (least logarithmic loss)."""
    number = {topic.id: place for place, topic in enumerate(topics)}
    scores = np.stack([one.scores for one in questions])
    right = np.array([number[one.topic.id] for one in questions])

    def loss(sharpness: float) -> float:
        logits = sharpness * scores
        peak = logits.max(axis=1)
        logs = np.log(np.exp(logits - peak[:, None]).sum(axis=1)) + peak
        return float((logs - logits[np.arange(len(right)), right]).mean())

    return min(GRID["sharpness"], key=loss)


def doubles(parts: list[tuple[Recogniser, list[tuple[str, str]]]], topics: tuple[CallTopic, ...]) -> None:
    """Print, for several thresholds, how often two joined questions are both answered and a single one is cut."""
    facts = {topic.id for topic in topics if topic.kind is TopicKind.FACT}
    chance = random.Random(SEED)
    print("\nquestions doubles : seuil, les deux répondues, questions simples coupées à tort")
    for limit in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        both = cut = singles = pairs = 0
        for recogniser, part in parts:
            recogniser._thresholds = replace(recogniser._thresholds, double=limit)
            short = [one for one in part if one[1] in facts and 12 < len(one[0]) < 60]
            for (one, id_), (two, other) in zip(short[::2], chance.sample(short[1::2], len(short[1::2])), strict=False):
                if id_ != other:
                    pairs += 1
                    joined = f"{one.rstrip(' ?.')}{chance.choice((' et ', ', et ', ' ? ', ' + '))}{two}"
                    both += set(recogniser.decide(joined).topics) == {id_, other}
            for text, id_ in [one for one in part if one[1] in facts][::3]:
                decision = recogniser.decide(text)
                singles += 1
                cut += len(decision.topics) > 1 and decision.verdict is Verdict.ANSWER and id_ not in decision.topics
        print(f"  {limit:.1f}  {100 * both / pairs:5.1f} %  {100 * cut / singles:5.1f} %")


def reliability(questions: list[Asked], topics: tuple[CallTopic, ...], limits: Thresholds) -> None:
    """Print how often answers are right, by score."""
    rows: dict[int, list[bool]] = {}
    decider = Decider(topics, limits)
    for one in questions:
        decision = decider.decided(chances(one.scores, limits))
        if decision.verdict is Verdict.ANSWER:
            rows.setdefault(min(decision.score // 10, 9), []).append(decision.topics[0] == one.topic.id)
    print("\nscore annoncé   réponses   justes (validation croisée)")
    for row in sorted(rows):
        print(f"  {10 * row:3}–{10 * row + 9:<3}      {len(rows[row]):6}     {100 * np.mean(rows[row]):5.1f} %")


def main() -> None:
    """Print the thresholds chosen and the tables; write them when asked."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--write", action="store_true", help="put the thresholds into the lexicon")
    options = arguments.parse_args()
    topics, lexicon = data.topics(), data.lexicon()
    parts = list(cross.held_out(topics, lexicon))
    questions = asked(topics, parts)
    start = replace(lexicon.thresholds["learned"], sharpness=sharpest(questions, topics))
    GRID["sharpness"] = (start.sharpness,)
    found = best(start, lambda limits: total(questions, topics, limits))
    reliability(questions, topics, found)
    doubles(parts, topics)
    if options.write:
        file = data.LEXICON / "general.toml"
        text = file.read_text("utf-8")
        head, _, tail = text.partition("[thresholds.learned]")
        own, blank, rest = tail.partition("\n\n")
        for name, number in asdict(found).items():
            own = re.sub(rf"(?m)^{name} = .*$", f"{name} = {number}", own)
        file.write_text(f"{head}[thresholds.learned]{own}{blank}{rest}", "utf-8")


if __name__ == "__main__":
    main()
