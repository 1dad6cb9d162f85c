"""Learn the weights of the call in force: ``python -m tests.understanding.train``.

A linear support vector machine, one topic against the others, on the engine's own features; its largest weights are
kept, in 8 bits. Deterministic: the same wordings give the same file.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import scipy.sparse as sparse
from sklearn.svm import LinearSVC

from knowledge.language.features import Space
from knowledge.language.lexicon import Lexicon
from knowledge.language.linear import Linear
from knowledge.language.reading import Reader, vocabulary
from knowledge.language.topics import Topic
from knowledge.language.weights import Weights, marks, written
from tests.understanding import data

SEED = 20240122
COST = 0.5  # Chosen by cross-validation.
FEATURES = 30_000
KEPT = 420_000  # Weights kept, the largest by what they can change: as many as hold in the file's budget.
BUDGET = 900 * 1024  # Bytes.
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def mistyped(text: str, chance: random.Random) -> str:
    """Return ``text`` with a slip of the fingers in about one word out of five."""
    words = text.split()
    for _ in range(max(1, len(words) // 5)):
        number = chance.randrange(len(words))
        word = words[number]
        if len(word) > 3:
            at = chance.randrange(1, len(word) - 1)
            slips = (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + word[at] + word[at:],
                word[:at] + chance.choice(_LETTERS) + word[at + 1 :],
            )
            words[number] = chance.choice(slips)
    return " ".join(words)


def matrix(space: Space, texts: Sequence[Sequence[str]]) -> sparse.csr_matrix:
    """Return the encoded ``texts``, one per row."""
    vectors = [space.encode(words) for words in texts]
    return sparse.csr_matrix(
        (
            np.concatenate([values for _, values in vectors]),
            np.concatenate([ids for ids, _ in vectors]),
            np.cumsum([0, *(ids.size for ids, _ in vectors)]),
        ),
        shape=(len(vectors), len(space.idf)),
    )


def learn(topics: Sequence[Topic], lexicon: Lexicon, *, slips: int = 1) -> Weights:
    """Return the weights for ``topics``, each wording being shown as it is and ``slips`` times mistyped."""
    texts = [text for topic in topics for text in topic.wordings]
    owners = np.repeat(np.arange(len(topics)), [len(topic.wordings) for topic in topics])
    plain = Reader(lexicon, {})
    read = [plain.typed(text) for text in texts]
    words = vocabulary(read)
    reader = Reader(lexicon, words)
    space = Space.of(read, lexicon.synonyms, rarest=2)
    chance = random.Random(SEED)
    for _ in range(slips):
        read += [reader.read(mistyped(text, chance)) for text in texts]
    owners = np.tile(owners, 1 + slips)
    cost = COST / (1 + slips)
    space = _narrowed(space, _fitted(space, read, owners, cost).coef_.T)
    machine = _fitted(space, read, owners, cost)
    dense = _largest(machine.coef_.T, space.idf)
    scale = np.maximum(np.abs(dense).max(axis=0), 1e-6) / 127
    return Weights(
        topics=tuple(topic.id for topic in topics),
        names=tuple(space.ids),
        idf=space.idf,
        linear=Linear(np.rint(dense / scale).astype(np.int8), scale.astype(np.float32), machine.intercept_),
        words=words,
        learnt=frozenset(marks(topics)),
    )


def _fitted(space: Space, read: Sequence[Sequence[str]], owners: np.ndarray, cost: float) -> LinearSVC:
    return LinearSVC(C=cost, random_state=SEED).fit(matrix(space, read), owners)


def _narrowed(space: Space, weights: np.ndarray) -> Space:
    """Return ``space`` without the features whose weights are all small: a text's length is that of those kept."""
    worth = (np.abs(weights) * space.idf[:, None]).max(axis=1)
    used = np.sort(np.argsort(-worth, kind="stable")[:FEATURES])
    names = list(space.ids)
    return Space([names[number] for number in used], space.idf[used], space.synonyms)


def _largest(weights: np.ndarray, idf: np.ndarray) -> np.ndarray:
    """Return ``weights`` with all but the KEPT that can change most set to zero."""
    worth = np.abs(weights) * idf[:, None]
    if worth.size <= KEPT:
        return weights
    return np.where(worth >= np.partition(worth, -KEPT, axis=None)[-KEPT], weights, 0)


def main() -> None:
    """Write the weights beside the call."""
    held = written(learn(data.topics(), data.lexicon()))
    if len(held) > BUDGET:
        raise SystemExit(f"{len(held)} bytes, more than {BUDGET}: lower KEPT")
    data.weights_file().write_bytes(held)
    print(f"{data.weights_file().relative_to(data.ROOT)}: {len(held) / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
