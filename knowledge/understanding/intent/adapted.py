"""A call without weights of its own: those of what calls have in common, moved by its own wordings, at start.

The weights learnt for the question types know how people ask; what a call adds (its own entries, its own words) is
fitted on top by ridge regression of what is still wrong, in closed form. What resembles the call's own text is taught
to be no other matter, whatever the shared weights held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import Ids, Space, Values, word_and_piece_names
from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.linear import Linear, Matrix, Sparse, Summed, kernel, smallest
from knowledge.understanding.intent.reading import Reader
from knowledge.understanding.intent.said import KnownMessages
from knowledge.understanding.intent.topics import CallTopic, TopicKind
from knowledge.understanding.intent.weights import Weights

_RIDGE = 0.6
_MARGIN = 1.0  # Scores are about 1 for the topic meant, and -1 for the others.
_UNKNOWN = -1.0  # What a topic scores that the shared weights do not know.


@dataclass(frozen=True, slots=True)
class Examples:
    """What is fitted: ``texts`` read, the topic meant by each (-1: only that it is no other matter)."""

    read: Sequence[Sequence[str]]
    owners: npt.NDArray[np.int64]


def adapted(
    shared: Weights,
    topics: Sequence[CallTopic],
    lexicon: Lexicon,
    *,
    own: Mapping[str, Iterable[str]],
    about: Iterable[str],
    replayed: Mapping[str, Iterable[str]],
) -> Weights:
    """Return weights for the ``topics`` of a call.

    ``own``: the call's own wordings by topic; ``about``: texts of the call; ``replayed``: some wordings that the
    ``shared`` weights have learnt, by topic, so that what they know is kept.
    """
    numbers = {topic.id: number for number, topic in enumerate(topics)}
    plain = Reader(lexicon, {})
    mine = [(numbers[id_], text) for id_, texts in own.items() for text in texts]
    others = [(numbers[id_], text) for id_, texts in replayed.items() if id_ in numbers for text in texts]
    told = [(-1, text) for text in about]
    read = [plain.typed(text) for _, text in (*mine, *told, *others)]
    words = dict(shared.words)
    for one in read[: len(mine) + len(told)]:
        for word in one:
            words[word] = words.get(word, 0) + 1
    names, idf, base = _wider(shared, lexicon, read[: len(mine) + len(told)], [topic.id for topic in topics])
    space = Space(names, idf, lexicon.synonyms)
    owners = np.array([number for number, _ in (*mine, *told, *others)], np.int64)
    more = _fitted(space, base, Examples(read, owners), topics)
    said = KnownMessages.of([_with(topic, own.get(topic.id, ())) for topic in topics])
    return Weights(
        topics={topic.id: topic.kind for topic in topics},
        names=names,
        idf=idf,
        linear=Summed.of(base, more),
        words=words,
        said=said.joined(_known(shared, numbers)),
    )


def _with(topic: CallTopic, wordings: Iterable[str]) -> CallTopic:
    return CallTopic(topic.id, topic.kind, topic.title, tuple(wordings))


def _known(shared: Weights, numbers: Mapping[str, int]) -> KnownMessages:
    """Return the messages that the shared weights know word for word, other matters and lost topics left out."""
    place = np.array(
        [-1 if kind is TopicKind.ELSEWHERE else numbers.get(id_, -1) for id_, kind in shared.topics.items()], np.int64
    )
    owners = place[shared.said.owners]
    held = owners >= 0
    return KnownMessages(shared.said.hashes[held], smallest(owners[held]))


def _wider(
    shared: Weights, lexicon: Lexicon, read: Sequence[Sequence[str]], ids: Sequence[str]
) -> tuple[bytes, Values, Sparse]:
    """Return the names, rarities and weights of the shared space with the features that only ``read`` has."""
    lines = shared.names.split(b"\n")
    known = set(lines)
    first_piece = sum(line[1:2] == b":" for line in lines)
    whole, pieces = word_and_piece_names(read, lexicon.synonyms)
    new_words = sorted(name for name in (one.encode() for one in whole) if name not in known)
    new_pieces = sorted(name for name in (one.encode() for one in pieces) if name not in known)
    names = b"\n".join((*lines[:first_piece], *new_words, *lines[first_piece:], *new_pieces))
    rare = np.float32(shared.idf.max())
    idf = np.concatenate(
        (
            shared.idf[:first_piece],
            np.full(len(new_words), rare),
            shared.idf[first_piece:],
            np.full(len(new_pieces), rare),
        )
    ).astype(np.float32)
    held = shared.linear
    if not isinstance(held, Sparse):
        raise TypeError("shared weights are sparse")
    starts = np.concatenate(
        (
            held.starts[: first_piece + 1],
            np.full(len(new_words), held.starts[first_piece]),
            held.starts[first_piece + 1 :],
            np.full(len(new_pieces), held.starts[-1]),
        )
    ).astype(np.int32)
    numbers = {id_: number for number, id_ in enumerate(ids)}
    moved = np.array([numbers.get(id_, len(ids)) for id_ in shared.topics], np.intp)
    scale = np.zeros(len(ids) + 1, np.float32)
    bias = np.full(len(ids) + 1, _UNKNOWN, np.float32)
    scale[moved], bias[moved] = held.scale, held.bias
    return names, idf, Sparse(starts, smallest(moved)[held.columns], held.values, scale, bias)


def _fitted(space: Space, base: Linear, examples: Examples, topics: Sequence[CallTopic]) -> Matrix:
    """Return what is added to the weights of each feature, by ridge regression of what ``base`` gets wrong."""
    vectors = [space.encode(words) for words in examples.read]
    ids: Ids = np.concatenate([one for one, _ in vectors]) if vectors else np.zeros(0, np.int32)
    values: Values = np.concatenate([one for _, one in vectors]) if vectors else np.zeros(0, np.float32)
    sizes = np.array([one.size for one, _ in vectors])
    scores = base.shares(ids, values, sizes) + base.bias
    target = np.full_like(scores, -_MARGIN)
    meant = examples.owners >= 0
    target[np.flatnonzero(meant), examples.owners[meant]] = _MARGIN
    wrong = target - scores
    wrong[target * scores >= _MARGIN] = 0
    elsewhere = np.array([*(topic.kind is TopicKind.ELSEWHERE for topic in topics), False])
    wrong[np.ix_(~meant, ~elsewhere)] = 0
    dual = np.linalg.solve(
        kernel(vectors, space.idf.size) + _RIDGE * np.eye(len(vectors), dtype=np.float32), wrong
    ).astype(np.float32)
    weights = np.zeros((space.idf.size, scores.shape[1]), np.float32)
    for (one, held), row in zip(vectors, dual, strict=True):
        weights[one] += held[:, None] * row
    return weights
