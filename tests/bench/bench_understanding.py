"""Speed of understanding: ``python -m tests.bench.bench_understanding``.

A decision, median and 95th percentile, against rapidfuzz' best match over the same wordings in the same run; with the
learned weights, and by the closed form on 2,000 and 20,000 wordings; then messages said twice over against the same
said once, longer messages against shorter ones, and the start. The last column is what each is held to.
"""

from __future__ import annotations

import random
import time
import tracemalloc
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median, quantiles

from rapidfuzz import fuzz, process

from dialogs.features import ROUTES
from knowledge.french import number
from knowledge.schools.register import EMPTY
from knowledge.training.call import mistyped
from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.topics import CallTopic, TopicKind
from knowledge.understanding.meaning import Situation
from knowledge.understanding.understand import Listener
from storage.calls import arbiter, find, read_base, status_reader, subjects
from tests.conftest import NOW
from tests.understanding import data, requests, teach

QUESTIONS = 300
MESSAGES, WARM = 500, 100  # Of each kind; the first are not timed: names and heads are made ready then.


def timed(ask: Callable[[str], object], questions: Sequence[str]) -> tuple[float, float]:
    """Return the median and the 95th percentile of one call, in milliseconds of processor: others may want it too."""
    spent = []
    for question in questions:
        start = time.thread_time()
        ask(question)
        spent.append(1_000 * (time.thread_time() - start))
    return median(spent), quantiles(spent, n=20)[-1]


def enlarged(topics: Sequence[CallTopic], size: int) -> tuple[CallTopic, ...]:
    """Return ``topics`` with about ``size`` wordings in all: a part of them, or mistyped ones besides."""
    chance = random.Random(size)
    share = size / sum(len(topic.wordings) for topic in topics)
    result = []
    for topic in topics:
        count = max(1, round(share * len(topic.wordings)))
        known = chance.sample(topic.wordings, min(count, len(topic.wordings)))
        more = [mistyped(chance.choice(topic.wordings), chance) for _ in range(count - len(known))]
        result.append(CallTopic(topic.id, topic.kind, topic.title, (*known, *more), topic.closest, topic.related))
    return tuple(result)


def looked_at() -> float:
    """Return what it costs to look twice at the processor's clock, in milliseconds: a tenth of a decision on some machines."""
    costs = []
    for _ in range(MESSAGES):
        start = time.thread_time()
        costs.append(1_000 * (time.thread_time() - start))
    return median(costs)


def decisions() -> tuple[float, float, int]:
    """Return the median and the 99th percentile of a whole decision, all readers included, and of how many messages."""
    register = requests.register() or EMPTY
    listener = Listener(read_base(find(data.CALL)), ROUTES.words, subjects, arbiter, status_reader)
    chance = random.Random(MESSAGES)
    lines = chance.sample(list(teach.lines()), MESSAGES) + chance.sample(list(teach.phrases()), MESSAGES)
    situations = [Situation(NOW, teach.ROLES[one.role], register, asked=one.asked) for one in lines]
    spent = []
    for one, situation in zip(lines, situations, strict=True):
        start = time.thread_time()
        listener.understand(one.q, situation)
        spent.append(1_000 * (time.thread_time() - start))
    clock = looked_at()
    spent = [one - clock for one in spent[WARM:]]
    return median(spent), quantiles(spent, n=100)[-1], len(spent)


def main() -> None:
    """Print the lines of the table."""
    middle, late, count = decisions()
    print(
        f"la décision entière, {number(count)} messages, en ms : médiane {middle:.2f} (au plus 1), 99e c. {late:.2f} (5)\n"
    )
    asked = [line["q"] for line in data.lines(data.HELD_OUT / "questions.jsonl")][:QUESTIONS]
    topics, lexicon = data.topics(), data.lexicon()
    print(f"{'une décision, en ms':44}{'médiane':>9}{'95e c.':>9}{'rapidfuzz':>11}{'rapport':>9}   au plus")
    cases = (
        (
            f"poids appris, {number(sum(len(topic.wordings) for topic in topics))} formulations",
            topics,
            data.weights(),
            0.5,
        ),
        ("forme close, 2 000 formulations", enlarged(topics, 2_000), None, 0.5),
        ("forme close, 20 000 formulations", enlarged(topics, 20_000), None, 5.0),
    )
    for name, known, weights, limit in cases:
        recogniser = Recogniser(known, lexicon, weights)
        texts = [text for topic in known if topic.kind is not TopicKind.ELSEWHERE for text in topic.wordings]

        def fuzzy(question: str, texts: list[str] = texts) -> object:
            return process.extractOne(question, texts, scorer=fuzz.token_set_ratio)

        own, late = timed(recogniser.decide, asked)
        base, _ = timed(fuzzy, asked[:60])
        print(f"{name:44}{own:9.2f}{late:9.2f}{base:11.2f}{base / own:8.0f}×   {limit:.1f} ms")
    recogniser = Recogniser(topics, lexicon, data.weights())
    timed(recogniser.decide, asked)  # Words met for the first time cost more, whatever the length.
    once, _ = timed(recogniser.decide, asked)
    like = sorted(asked, key=len)  # Neighbours are as long as each other, and ask different things.
    for name, longer in (
        ("le même message, dit deux fois", [f"{question} {question}" for question in asked]),
        ("deux messages différents en un", [f"{one} {other}" for one, other in pairwise(like)]),
    ):
        twice, late = timed(recogniser.decide, longer)
        print(f"{name:44}{twice:9.2f}{late:9.2f}{'':11}{twice / once:8.1f}×   3.0 × un seul")
    every = [line["q"] for folder in (data.HELD_OUT, data.FRESH) for line in data.lines(folder / "questions.jsonl")]
    timed(recogniser.decide, every)
    for shortest in (30, 60, 120):
        brief, long = (
            [question for question in every if least <= len(question) < 2 * least] for least in (shortest, 2 * shortest)
        )
        once, _ = timed(recogniser.decide, brief)
        twice, late = timed(recogniser.decide, long)
        name = f"{2 * shortest} à {4 * shortest} caractères, contre {shortest} à {2 * shortest}"
        print(f"{name:44}{twice:9.2f}{late:9.2f}{'':11}{twice / once:8.1f}×   3.0 × les courts")
    files = find(data.CALL)
    start = time.perf_counter()
    read_base(files)
    print(f"{'lecture du savoir au démarrage, en s':44}{time.perf_counter() - start:9.2f}")
    tracemalloc.start()
    kept = read_base(files)
    print(f"{'mémoire du savoir, en Mio':44}{tracemalloc.get_traced_memory()[0] / 2**20:9.1f}")
    kept.decide("bonjour")


if __name__ == "__main__":
    main()
