"""How sure an entry on the assistant is asked for: ``python -m tests.understanding.entry_weights`` prints the weights of ``asking``.

Learnt on two questions in three of ``tests/phrases/assistant.txt``, which no reader has learnt, and on what our other held-out
sets ask, none of which is for an entry; the third one is measured here and learnt nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sklearn.linear_model import LogisticRegression

from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.asking import evidence, is_asked
from knowledge.understanding.domains import Domain
from knowledge.understanding.intent.topics import Decision
from knowledge.understanding.introduction import decide
from knowledge.understanding.mail import utterance
from storage.calls import arbiter, find, read_base
from tests.understanding import data, teach

FILE = data.ROOT / "tests" / "phrases" / "assistant.txt"
_SETS = ("questions", "non_precise", "hors_sujet")
_MOST = 150  # Lines of each of the other sets.
_LAST_HANDS = ("l1", "n1", "p1", "p2")
_LEVELS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5)


def asked() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield (question, entries that answer it)."""
    for line in FILE.read_text("utf-8").splitlines():
        if " | " in line:
            entries, _, text = line.partition(" | ")
            yield text.strip(), frozenset(entries.split(","))


def others() -> Iterator[str]:
    """Yield what asks for no entry."""
    for folder in data.sets().values():
        for name in _SETS:
            yield from (row["q"] for row in data.lines(folder / f"{name}.jsonl")[:_MOST])
    for one in teach.lines():
        if one.voice in _LAST_HANDS and one.role == "agent" and one.domain is not Domain.ASSISTANT and not one.whole:
            yield one.q


def main() -> None:
    """Print the weights, and what they are worth at some levels."""
    base, reader = read_base(find(data.CALL)), arbiter()

    def read(text: str) -> tuple[Decision, Weighed]:
        decision = decide(base, utterance(text).asks)
        return decision, reader.weigh(utterance(text).asks, decision, frozenset())

    known = [(wanted, *read(text)) for text, wanted in asked()]
    none = [read(text) for text in others()]
    seen = [one for at, one in enumerate(known) if at % 3]
    kept = [one for at, one in enumerate(known) if not at % 3]
    rows = np.array([evidence(*one[1:]) for one in seen] + [evidence(*one) for one in none])
    right = [weighed.service.best in wanted for wanted, _, weighed in seen] + [False] * len(none)
    model = LogisticRegression(C=1.0, max_iter=500).fit(rows, right)
    print("weights", [round(float(one), 2) for one in model.coef_[0]], "bias", round(float(model.intercept_[0]), 2))
    for level in _LEVELS:
        cells = []
        for name, lines in (("learnt", seen), ("kept", kept)):
            told = [one for one in lines if is_asked(*one[1:], level)]
            good = sum(weighed.service.best in wanted for wanted, _, weighed in told)
            cells.append(
                f"{name} {100 * good / len(lines):.1f} right {100 * (len(told) - good) / len(lines):.1f} wrong"
            )
        stolen = sum(is_asked(*one, level) for one in none)
        print(f"from {level}: {' · '.join(cells)} · of {len(none)} others {100 * stolen / len(none):.2f}")


if __name__ == "__main__":
    main()
