"""A call without weights of its own: those of what calls have in common, moved by its own wordings, at start.

The weights learnt for the question types know how people ask; what a call adds (its own entries, its own words) is
fitted on top by ridge regression of what is still wrong, in closed form. What resembles the call's own text is taught
to be no other matter, whatever the shared weights held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import (
    Ids,
    Linear,
    Matrix,
    Space,
    Sparse,
    Summed,
    Values,
    kernel,
    smallest,
    word_and_piece_names,
)
from knowledge.understanding.intent.lexicon import Lexicon, Reader
from knowledge.understanding.intent.scoring import Kinship, KnownMessages, OwnWords, Weights, ways
from knowledge.understanding.intent.topics import CallTopic, TopicKind

_RIDGE = 0.6
_AGAIN = 0.5  # What the second look counts, and in it what the shared weights make of a text, besides its words.
_KIN = 4.0
_WRITTEN = 0.25  # How much likelier what the call answers is to be asked than what it leaves open, as a score.
_MARGIN = 1.0  # Scores are about 1 for the topic meant, and -1 for the others.
_UNKNOWN = -1.0  # What a topic scores that the shared weights do not know.
# Texts that are scored together: what is spread out for more of them no longer fits the processor's cache.
_AT_ONCE = 50
_ELSEWHERE = 0.5  # The share of its weights that what one call holds for another matter keeps for the next.


@dataclass(frozen=True, slots=True)
class Material:
    """What is fitted: the call's ``own`` wordings by topic, texts ``about`` it, which are no other matter, and others.

    ``replayed``: some wordings that the shared weights have learnt, by topic, so that what they know is kept. ``tried``:
    other matters that are not, to see what passes.
    """

    own: Mapping[str, Sequence[str]]
    about: Sequence[str]
    replayed: Mapping[str, Sequence[str]]
    tried: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class _Problem:
    """What is still wrong with the shared weights: a row a text, the call's own first; a column a topic, and one more."""

    names: bytes
    idf: Values
    base: Sparse
    words: Mapping[str, int]
    vectors: Sequence[tuple[Ids, Values]]
    scores: Matrix
    wrong: Matrix
    told: OwnWords

    own: Ids  # The topic of each of the call's own wordings.

    def ridge(self) -> Matrix:
        return kernel(self.vectors, self.idf.size, _RIDGE)

    def again(self, ridge: Matrix) -> _Again:
        """Return the second look at the call's own wordings, ``ridge`` being what the first is found by."""
        count = self.own.size
        ahead = self.scores[:count]
        middle = ahead.sum(axis=0) / max(1, count)
        off = ways(ahead, middle)
        target = np.full_like(ahead, -_MARGIN)
        target[np.arange(count), self.own] = _MARGIN
        bias = target.sum(axis=0) / max(1, count)
        return _Again(middle, off, bias, target, ridge[:count, :count] + np.float32(_KIN) * (off @ off.T))


@dataclass(frozen=True, slots=True)
class _Again:
    """Which entry each of the call's own wordings is of, by its words and by what the shared weights make of it."""

    middle: Values
    off: Matrix
    bias: Values
    target: Matrix
    ridge: Matrix


def adapted(shared: Weights, topics: Sequence[CallTopic], lexicon: Lexicon, material: Material) -> Weights:
    """Return weights for the ``topics`` of a call."""
    posed = _problem(shared, topics, lexicon, material)
    ridge = posed.ridge()
    again = posed.again(ridge)
    twice = _AGAIN * np.linalg.solve(again.ridge, again.target - again.bias).astype(np.float32)
    dual = np.linalg.solve(ridge, posed.wrong).astype(np.float32)
    dual[: len(twice)] += twice
    more = np.zeros((posed.idf.size, posed.scores.shape[1]), np.float32)
    for (ids, values), row in zip(posed.vectors, dual, strict=True):
        more[ids] += values[:, None] * row
    numbers = {topic.id: number for number, topic in enumerate(topics)}
    said = KnownMessages.of(topics)
    return Weights(
        topics={topic.id: topic.kind for topic in topics},
        names=posed.names,
        idf=posed.idf,
        linear=Summed.of(posed.base, more, _AGAIN * again.bias + _written(topics)),
        words=posed.words,
        said=said.joined(_known(shared, numbers)),
        own=posed.told,
        kinship=Kinship(again.middle, _KIN * again.off.T @ twice),
    )


def misread(
    shared: Weights, topics: Sequence[CallTopic], lexicon: Lexicon, material: Material
) -> list[tuple[str, str, str]]:
    """Return the call's own wordings that would be taken for another topic, had they not been written.

    Each with the topic that it is of, and the one that it would be taken for: so will be what resembles it.
    """
    posed = _problem(shared, topics, lexicon, material)
    ridge = posed.ridge()
    again = posed.again(ridge)
    count = posed.own.size
    left_out = (posed.scores + posed.wrong - _missing(ridge, posed.wrong))[:count]
    left_out += _AGAIN * (again.target - _missing(again.ridge, again.target - again.bias)) + _written(topics)
    found = left_out[:, : len(topics)].argmax(axis=1).tolist()
    mine = [(text, id_) for id_, texts in material.own.items() for text in texts]
    owners = [topic.of or topic.id for topic in topics]
    return [
        (text, id_, owners[number]) for (text, id_), number in zip(mine, found, strict=False) if owners[number] != id_
    ]


def _missing(ridge: Matrix, target: Matrix) -> Matrix:
    """Return how far from its ``target`` each text would be, had it not been fitted."""
    inverse = np.linalg.inv(ridge)
    return np.asarray((inverse @ target) / np.diagonal(inverse)[:, None], np.float32)


def _written(topics: Sequence[CallTopic]) -> Values:
    """Return what each topic scores for being written in the call's file."""
    told = [topic.kind is TopicKind.FACT or bool(topic.wordings) for topic in topics]
    return _WRITTEN * np.array([*told, False], np.float32)


def _problem(shared: Weights, topics: Sequence[CallTopic], lexicon: Lexicon, material: Material) -> _Problem:
    numbers = {topic.id: number for number, topic in enumerate(topics)}
    plain = Reader(lexicon, {})
    own = [(numbers[id_], text) for id_, texts in material.own.items() for text in texts]
    told = [*own, *((-1, text) for text in material.about)]
    others = [(numbers[id_], text) for id_, texts in material.replayed.items() if id_ in numbers for text in texts]
    read = [plain.typed(text) for _, text in (*told, *others)]
    words = dict(shared.words)
    for one in read[: len(told)]:
        for word in one:
            words[word] = words.get(word, 0) + 1
    names, idf, base = _wider(shared, lexicon, read[: len(told)], topics)
    space = Space(names, idf, lexicon.synonyms)
    vectors = [space.encode(one) for one in read]
    owners = np.array([number for number, _ in (*told, *others)], np.int64)
    scores, wrong = _wrong(base, vectors, owners, topics)
    elsewhere = {number for number, topic in enumerate(topics) if topic.kind is TopicKind.ELSEWHERE}
    strange = [one for one, number in zip(read, owners.tolist(), strict=True) if number in elsewhere]
    counted = OwnWords.of(read[: len(told)], strange, material.tried)
    return _Problem(names, idf, base, words, vectors, scores, wrong, counted, owners[: len(own)].astype(np.int32))


def _known(shared: Weights, numbers: Mapping[str, int]) -> KnownMessages:
    """Return the messages that the shared weights know word for word, other matters and lost topics left out."""
    place = np.array(
        [-1 if kind is TopicKind.ELSEWHERE else numbers.get(id_, -1) for id_, kind in shared.topics.items()], np.int64
    )
    owners = place[shared.said.owners]
    held = owners >= 0
    return KnownMessages(shared.said.hashes[held], smallest(owners[held]))


def _wider(
    shared: Weights, lexicon: Lexicon, read: Sequence[Sequence[str]], topics: Sequence[CallTopic]
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
    numbers = {topic.id: number for number, topic in enumerate(topics)}
    moved = np.array([numbers.get(id_, len(topics)) for id_ in shared.topics], np.intp)
    scale = np.zeros(len(topics) + 1, np.float32)
    bias = np.full(len(topics) + 1, _UNKNOWN, np.float32)
    scale[moved], bias[moved] = held.scale, held.bias
    scale[:-1][[topic.kind is TopicKind.ELSEWHERE for topic in topics]] *= _ELSEWHERE
    return names, idf, Sparse(starts, smallest(moved)[held.columns], held.values, scale, bias)


def _shares(linear: Linear, vectors: Sequence[tuple[Ids, Values]]) -> Matrix:
    """Return what ``linear`` gives each topic for each text."""
    ids, values = (np.concatenate(one) for one in zip(*vectors, strict=True))
    return linear.shares(ids, values, np.array([one.size for one, _ in vectors]))


def _wrong(
    base: Linear, vectors: Sequence[tuple[Ids, Values]], owners: npt.NDArray[np.int64], topics: Sequence[CallTopic]
) -> tuple[Matrix, Matrix]:
    """Return what ``base`` makes of each text, and by how much it is wrong; ``owners``: -1 for no other matter."""
    scores = np.concatenate([_shares(base, vectors[at : at + _AT_ONCE]) for at in range(0, len(vectors), _AT_ONCE)])
    scores += base.bias
    target = np.full_like(scores, -_MARGIN)
    meant = owners >= 0
    target[np.flatnonzero(meant), owners[meant]] = _MARGIN
    wrong = target - scores
    wrong[target * scores >= _MARGIN] = 0
    elsewhere = np.array([*(topic.kind is TopicKind.ELSEWHERE for topic in topics), False])
    wrong[np.ix_(~meant, ~elsewhere)] = 0
    return scores, wrong
