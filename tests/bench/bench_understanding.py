"""Speed of understanding: ``python -m tests.bench.bench_understanding``.

A decision, median and 95th percentile, against rapidfuzz' best match over the same wordings in the same run; with the
learned weights, and by the closed form on 2,000 and 20,000 wordings; then a message twice as long, and the start.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from knowledge.language import Kind, Recogniser, Topic
from tests.understanding import data
from tests.understanding.train import mistyped

QUESTIONS = 300


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of one call, in milliseconds."""
    spent = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        spent.append(1_000 * (time.perf_counter() - start))
    return median(spent), quantiles(spent, n=20)[-1]


def enlarged(topics: Sequence[Topic], size: int) -> tuple[Topic, ...]:
    """Return ``topics`` with about ``size`` wordings in all: a part of them, or mistyped ones besides."""
    chance = random.Random(size)
    share = size / sum(len(topic.wordings) for topic in topics)
    result = []
    for topic in topics:
        count = max(1, round(share * len(topic.wordings)))
        known = chance.sample(topic.wordings, min(count, len(topic.wordings)))
        more = [mistyped(chance.choice(topic.wordings), chance) for _ in range(count - len(known))]
        result.append(Topic(topic.id, topic.kind, topic.title, (*known, *more), topic.closest, topic.related))
    return tuple(result)


def main() -> None:
    """Print the lines of the table."""
    asked = [line["q"] for line in data.lines(data.HELD_OUT / "questions.jsonl")][:QUESTIONS]
    topics, lexicon = data.topics(), data.lexicon()
    print(f"{'une décision, en ms':44}{'médiane':>9}{'95e c.':>9}{'rapidfuzz':>11}{'rapport':>9}")
    cases = (
        ("poids appris", topics, data.weights()),
        ("forme close, 2 000 formulations", enlarged(topics, 2_000), None),
        ("forme close, 20 000 formulations", enlarged(topics, 20_000), None),
    )
    for name, known, weights in cases:
        recogniser = Recogniser(known, lexicon, weights)
        texts = [text for topic in known if topic.kind is not Kind.ELSEWHERE for text in topic.wordings]

        def fuzzy(question: str, texts: list[str] = texts) -> object:
            return process.extractOne(question, texts, scorer=fuzz.token_set_ratio)

        own, late = timed(recogniser.decide, asked)
        base, _ = timed(fuzzy, asked[:60])
        print(f"{name:44}{own:9.2f}{late:9.2f}{base:11.2f}{base / own:8.0f}×")
    recogniser = Recogniser(topics, lexicon, data.weights())
    long = [question for question in asked if len(question) > 150]
    once, _ = timed(recogniser.decide, long)
    twice, _ = timed(recogniser.decide, [f"{question} {question}" for question in long])
    print(f"{'message deux fois plus long':44}{twice:9.2f}{'':9}{once:11.2f}{twice / once:8.1f}×")
    held = data.weights()
    start = time.perf_counter()
    Recogniser(topics, lexicon, held)
    print(f"{'construction avec les poids, en s':44}{time.perf_counter() - start:9.2f}")
    tracemalloc.start()
    kept = Recogniser(topics, lexicon, held)
    print(f"{'mémoire du moteur, en Mio':44}{tracemalloc.get_traced_memory()[0] / 2**20:9.1f}")
    kept.decide("bonjour")


if __name__ == "__main__":
    main()
