"""Learn the weights of a call, or of the subjects of requests, from their ways of being said.

A linear support vector machine, one topic against the others, on the engine's own features; its largest weights are
kept, in 8 bits. Deterministic: the same wordings give the same weights.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.svm import LinearSVC

from knowledge.understanding.intent.features import Counts, Matrix, Space, Sparse, Values, smallest
from knowledge.understanding.intent.lexicon import Lexicon, Reader, vocabulary
from knowledge.understanding.intent.scoring import IDF_STEPS, Arrays, KnownMessages, Weights
from knowledge.understanding.intent.segments import asking
from knowledge.understanding.intent.topics import CallTopic, TopicKind
from knowledge.understanding.words import visible

SEED = 20240122
COST = 1.0  # Chosen by cross-validation, and on questions that are not learnt.
KEPT = 1_300_000  # Weights kept: fewer cost the silent points and the indirect questions several points.
CARE = {TopicKind.SILENT: 1.6}  # Chosen by cross-validation, and on questions that are not learnt.
STEPS = 15  # A weight is a whole number of steps, up or down: finer ones cost bytes and gain nothing.
CUT = 99.99  # Percentile of a topic's weights taken as the largest.
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


def learn(topics: Sequence[CallTopic], lexicon: Lexicon, *, slips: int = 1, source: int = 0) -> Weights:
    """Return the weights for ``topics``, each wording being shown as it is and ``slips`` times mistyped."""
    shown = [list(dict.fromkeys(chain.from_iterable(map(_shown, topic.taught)))) for topic in topics]
    texts = list(chain.from_iterable(shown))
    owners = np.repeat(np.arange(len(topics)), list(map(len, shown)))
    plain = Reader(lexicon, {})
    read = [plain.typed(text) for text in texts]
    words = vocabulary(read)
    reader = Reader(lexicon, words)
    space, names = Space.of(read, lexicon.synonyms, rarest=2)
    chance = random.Random(SEED)
    for _ in range(slips):
        read += [reader.read(mistyped(text, chance)) for text in texts]
    owners = np.tile(owners, 1 + slips)
    machine = LinearSVC(C=COST / (1 + slips), random_state=SEED).fit(matrix(space, read), owners, _care(topics, owners))
    return Weights(
        topics={topic.id: topic.kind for topic in topics},
        names=names,
        idf=space.idf,
        linear=quantised(machine.coef_.T, machine.intercept_, space.idf),
        words=words,
        said=KnownMessages.of(topics),
        source=source,
    )


def _shown(text: str) -> tuple[str, ...]:
    """Return ``text``, and the sentences that ask in a long one: they are read by themselves too."""
    questions = asking(visible(text))
    return (text, " ".join(questions)) if questions else (text,)


def _care(topics: Sequence[CallTopic], owners: npt.NDArray[np.int64]) -> Values:
    """Return how much each example counts.

    Silent points have few wordings, and must not drown in their closest facts.
    """
    return np.array([CARE.get(topic.kind, 1.0) for topic in topics], np.float32)[owners]


def quantised(weights: Matrix, bias: Values, idf: Values) -> Sparse:
    """Return the KEPT weights that can change most, as whole numbers up to STEPS; the very largest are cut off there."""
    worth = np.abs(weights) * idf[:, None]
    scale = np.percentile(np.abs(weights), CUT, axis=0) / STEPS
    steps = np.clip(np.rint(weights / scale), -STEPS, STEPS).astype(np.int8)
    if worth.size > KEPT:
        steps[worth < np.partition(worth, -KEPT, axis=None)[-KEPT]] = 0
    rows, columns = np.nonzero(steps)
    starts = np.searchsorted(rows, np.arange(len(weights) + 1)).astype(np.int32)
    return Sparse(starts, smallest(columns), steps[rows, columns], scale.astype(np.float32), bias.astype(np.float32))


def _stepped(starts: npt.NDArray[np.int32], columns: Counts) -> Counts:
    """Return ``columns``, ascending within each feature, as steps from one to the next."""
    steps = _differences(columns)
    firsts = starts[:-1][starts[1:] > starts[:-1]]
    steps[firsts] = columns[firsts]
    return smallest(steps)


def arrays_of(weights: Weights) -> tuple[Arrays, Arrays]:
    """Return ``weights`` as the arrays of two files: the features, and the rest."""
    linear, said = weights.linear, weights.said
    if not isinstance(linear, Sparse):
        raise TypeError("only sparse weights are kept in files")
    features = {
        "names": np.frombuffer(weights.names, np.uint8),
        "sizes": smallest(np.diff(linear.starts)),
        "columns": _stepped(linear.starts, linear.columns),
    }
    taught = {
        "values": linear.values,
        "scale": linear.scale.astype(np.float32),
        "bias": linear.bias.astype(np.float32),
        "source": np.array([weights.source], np.uint32),
        "idf": np.rint(weights.idf * IDF_STEPS).astype(np.uint8),
        "counts": np.minimum(list(weights.words.values()), 65_535).astype(np.uint16),
        "hashes": smallest(_differences(said.hashes)),
        "owners": said.owners,
        "texts": _text("\n".join(weights.topics), "\n".join(weights.topics.values()), "\n".join(weights.words)),
    }
    return features, taught


def _text(*parts: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\0".join(parts).encode(), np.uint8)


def _differences(numbers: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Return by how much each number is more than the one before it, the first more than 0."""
    found = numbers.astype(np.int64)
    found[1:] -= numbers[:-1]
    return found
