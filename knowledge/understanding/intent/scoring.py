"""The score of each topic for a text: by its words, by what was taught word for word, by its nearest wordings."""

from __future__ import annotations

import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import (
    Counts,
    Ids,
    Linear,
    Matrix,
    Pair,
    Space,
    Sparse,
    Values,
    length,
    pairs,
    smallest,
    stem,
)
from knowledge.understanding.intent.topics import CallTopic, TopicKind
from knowledge.understanding.words import folded

# Words and pairs with a row of their own, and in all: a message has at most a thousand of each.
_ROWS, _KEYS = 4_096, 32_768
_FIRST_ROWS = 256  # Doubled as words are met: an assistant that nobody asks takes no more.


class Scorer:
    """Scores texts by a linear model over a space. Not for several threads at once.

    A row of its table holds what a word, or a pair of words in a row, gives: to each topic by its whole form, to each
    by its pieces, and the squares of both. Those of a text are added up at once. When the table is full, it begins anew.
    """

    __slots__ = ("_linear", "_next", "_places", "_space", "_table", "_topics")

    def __init__(self, space: Space, linear: Linear) -> None:
        self._space = space
        self._linear = linear
        self._topics = linear.bias.size
        self._places: dict[str | Pair, int] = {}
        self._next = 1  # The first row stays empty: most pairs of words bring nothing.
        self._table = np.zeros((_FIRST_ROWS, 2 * self._topics + 2), np.float32)

    @property
    def space(self) -> Space:
        """Return the features that it scores by."""
        return self._space

    def scores(self, read: Sequence[str]) -> Values:
        """Return the score of each topic for the words ``read``, as the model gives it for what the space makes of them."""
        if not read:
            return self._linear.bias.copy()
        keys: list[str | Pair] = [*dict.fromkeys(read), *pairs(read)]
        held = self._places
        places = [held.get(key, -1) for key in keys]
        if -1 in places:
            self._learn([key for key, place in zip(keys, places, strict=True) if place < 0], keys)
            places = [self._places[key] for key in keys]
        total = np.add.reduce(self._table.take(places, axis=0), axis=0)
        count = self._topics
        scores: Values = total[:count] * length(float(total[-2]))
        scores += total[count:-2] * length(float(total[-1]))
        scores += self._linear.bias
        return scores

    def _learn(self, new: Sequence[str | Pair], text: Sequence[str | Pair] = ()) -> None:
        """Make the rows of ``new`` words and pairs; of all the ``text`` they come from, when the table begins anew."""
        if self._next + len(new) > _ROWS or len(self._places) + len(new) > _KEYS:
            self._places.clear()
            self._next, new = 1, text
        self._places.update(dict.fromkeys(new, 0))
        rows, keys = self._rows(new)
        while self._next + len(keys) > len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table)))
        self._table[self._next : self._next + len(keys)] = rows
        self._places.update(zip(keys, range(self._next, self._next + len(keys)), strict=True))
        self._next += len(keys)

    def _rows(self, new: Sequence[str | Pair]) -> tuple[Matrix, list[str | Pair]]:
        """Return the rows of those of ``new`` that bring something, and which these are."""
        words = [key for key in new if isinstance(key, str)]
        two = [key for key in new if not isinstance(key, str)]
        held, (ids, places) = self._space.words(words), self._space.pairs(two)
        rarity = self._space.idf[ids]
        shares = self._linear.shares(
            np.concatenate((held.ids, ids)),
            np.concatenate((held.values, rarity)),
            np.concatenate((held.sizes.ravel(), np.ones(ids.size, np.intp))),
        )
        count = len(words)
        rows = np.zeros((count + ids.size, 2 * self._topics + 2), np.float32)
        rows[:count, :-2], rows[:count, -2:] = shares[: 2 * count].reshape(count, 2 * self._topics), held.squares
        rows[count:, : self._topics], rows[count:, -2] = shares[2 * count :], rarity**2
        return rows, [*words, *(two[place] for place in places.tolist())]


# --- Wordings taught word for word: kept as hashes, so that the texts are not.


@dataclass(frozen=True, slots=True)
class KnownMessages:
    """``hashes``, ascending, of all that is taught; ``owners``: the number of the topic of each.

    Hashes may collide: one unknown message in a hundred thousand is taken for a taught one.
    """

    hashes: npt.NDArray[np.uint32]
    owners: Counts

    @classmethod
    def of(cls, topics: Sequence[CallTopic]) -> KnownMessages:
        """Return what is taught for ``topics``; of a text taught for several, the first comes first."""
        texts = [text for topic in topics for text in topic.taught]
        owners = np.repeat(np.arange(len(topics)), [len(topic.taught) for topic in topics])
        hashes = np.fromiter(map(_hash, texts), np.uint32, len(texts))
        order = np.lexsort((owners, hashes))
        return cls(hashes[order], smallest(owners[order]))

    def owner(self, text: str) -> int | None:
        """Return the number of the topic for which ``text`` is taught, None for one that nobody taught."""
        place = int(self.hashes.searchsorted(hashed := np.uint32(_hash(text))))
        return int(self.owners[place]) if place < self.hashes.size and self.hashes[place] == hashed else None

    def holds(self, number: int, text: str) -> bool:
        """Tell whether ``text`` is taught for the topic of that number."""
        hashed = np.uint32(_hash(text))
        first, last = self.hashes.searchsorted(hashed), self.hashes.searchsorted(hashed, side="right")
        return number in self.owners[first:last].tolist()

    def joined(self, others: KnownMessages) -> KnownMessages:
        """Return these messages and ``others``; what both know means what it means here."""
        new = ~np.isin(others.hashes, self.hashes)
        hashes = np.concatenate((self.hashes, others.hashes[new]))
        order = np.argsort(hashes, kind="stable")
        return KnownMessages(hashes[order], smallest(np.concatenate((self.owners, others.owners[new]))[order]))

    def moved(self, numbers: npt.NDArray[np.integer[Any]]) -> KnownMessages:
        """Return the same messages after topics were renumbered; ``numbers``: the new number of each topic."""
        return KnownMessages(self.hashes, smallest(numbers)[self.owners])


def bare(text: str) -> str:
    """Return ``text`` as compared word for word: case, accents, ends and final punctuation left out."""
    return folded(text).strip(" .?!…\n\t")


def _hash(text: str) -> int:
    return crc32(bare(text).encode())


# --- The nearest wordings, by the words they share.


class Nearest:
    """An inverted index of wordings on the features of one :class:`Space`."""

    __slots__ = ("_common", "_firsts", "_rows", "_some", "_starts", "_weights", "topics")

    _COMMON = 0.25  # A feature of more than this share of the wordings tells nothing, and costs the most.

    def __init__(self, space: Space, vectors: Sequence[tuple[Ids, Values]], topics: Ids) -> None:
        """``vectors``: the wordings, as :meth:`Space.whole` gives them; ``topics``: the number of each one's topic, ascending."""
        self.topics = topics
        limit = space.first_piece
        features = np.concatenate([ids for ids, _ in vectors]) if vectors else np.zeros(0, np.int32)
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [ids.size for ids, _ in vectors])
        weights = np.concatenate([values for _, values in vectors]) if vectors else np.zeros(0, np.float32)
        order = np.argsort(features, kind="stable")
        self._rows = rows[order]
        self._weights = weights[order]
        self._starts = np.searchsorted(features[order], np.arange(limit + 1)).astype(np.int32)
        self._some, self._firsts = np.unique(topics, return_index=True)  # Topics that have wordings, each one's first.
        self._common = max(64, int(self._COMMON * len(vectors)))

    def likeness(self, ids: Ids, values: Values) -> Values:
        """Return how much each wording resembles a text, 0 to 1; ``ids``, ``values``: see :meth:`Space.whole`."""
        starts = self._starts.take(ids)
        sizes = self._starts.take(ids + 1) - starts
        sizes *= sizes <= self._common
        ends = sizes.cumsum()
        places = (starts - ends + sizes).repeat(sizes)
        places += np.arange(places.size)
        weights = self._weights.take(places) * values.repeat(sizes)
        return np.bincount(self._rows.take(places), weights, len(self.topics)).astype(np.float32)

    def best(self, ids: Ids, values: Values, topics: int) -> Values:
        """Return, for each of so many topics, the likeness of the wording of its own that resembles the text most."""
        found = np.zeros(topics, np.float32)
        found[self._some] = np.maximum.reduceat(self.likeness(ids, values), self._firsts)
        return found


# --- Wordings newer than the weights, taught or added to the call's file: they win at once.


class Learnt:
    """Likeness is the weighted share of stems in common (Dice), plain words counting little."""

    __slots__ = ("_held", "_postings", "_totals", "_weight", "topics")

    def __init__(self, wordings: Iterable[tuple[int, Sequence[str]]], weight: Callable[[str, str], float]) -> None:
        """``wordings``: topic's number and words; ``weight``: how much a word, and its stem, tell."""
        self._weight = weight
        self._held = tuple(wordings)
        self.topics = [topic for topic, _ in self._held]
        self._totals: list[float] = []
        self._postings: dict[str, list[int]] = {}
        for row, (_, words) in enumerate(self._held):
            weights = self._weighted(words)
            self._totals.append(sum(weights.values()))
            for root in weights:
                self._postings.setdefault(root, []).append(row)

    def joined(self, wordings: Iterable[tuple[int, Sequence[str]]]) -> Learnt:
        """Return these wordings and further ones."""
        return Learnt((*self._held, *wordings), self._weight)

    def best(self, words: Sequence[str]) -> dict[int, float]:
        """Return the greatest likeness, 0 to 1, of each topic that shares a word with ``words``."""
        if not self._held:
            return {}
        weights = self._weighted(words)
        total = sum(weights.values())
        common: dict[int, float] = {}
        for root, weight in weights.items():
            for row in self._postings.get(root, ()):
                common[row] = common.get(row, 0.0) + weight
        best: dict[int, float] = {}
        for row, shared in common.items():
            topic = self.topics[row]
            best[topic] = max(best.get(topic, 0.0), 2 * shared / (total + self._totals[row]))
        return best

    def _weighted(self, words: Sequence[str]) -> dict[str, float]:
        return {root: self._weight(word, root) for word in words if word != "?" and (root := stem(word))}


# --- How near the words of a message are to those of a call: two readers beside the shared weights.
# The weights that calls share were learnt with what one call holds for another matter. Of a call on gardens, «terreau» is
# none: what its own file says, counted against what other matters say, tells so. The bar that a message must reach is set by
# other matters that neither reader has seen, so that few of them pass, whatever the call.

_UNHEARD = 0.001  # The share of texts that a word is taken to stand in where it stands in none.
_HALF = 0.5  # Counted with the others of each word, so that one met once is no proof.


@dataclass(frozen=True, slots=True)
class OwnWords:
    """``weights``: by stem, how much more often it stands in the call's texts than in others, as a logarithm.

    ``tried``: other matters that were not counted, by which the bar is set.
    """

    weights: Mapping[str, float]
    tried: Sequence[str]

    @classmethod
    def of(cls, own: Sequence[Sequence[str]], others: Sequence[Sequence[str]], tried: Sequence[str] = ()) -> OwnWords:
        """Return what tells the texts of a call from ``others``, each given as its words."""
        here, there = _counted(own), _counted(others)
        weights = {
            root: math.log(
                (here[root] / max(1, len(own)) + _UNHEARD) / ((there[root] + _HALF) / max(1, len(others)) + _UNHEARD)
            )
            for root in here | there
        }
        return cls(weights, tried)

    def tell(self, words: Iterable[str]) -> float:
        """Return how much ``words`` are the call's: positive where they are, 0 where they tell nothing."""
        roots = _roots(words)
        return sum(self.weights.get(root, 0.0) for root in roots) / math.sqrt(len(roots)) if roots else 0.0


def _roots(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words if word != "?")


def _counted(texts: Sequence[Sequence[str]]) -> Counter[str]:
    return Counter(root for words in texts for root in _roots(words))


# --- What the shared weights make of a message: a second look at a call's own wordings.


@dataclass(frozen=True, slots=True)
class Kinship:
    """``middle``: what the shared weights make of the call's wordings on the whole; ``gives``: what each way off it tells.

    A row of ``gives`` is what they score, a column an entry.
    """

    middle: Values
    gives: Matrix

    def scores(self, ahead: Values) -> Values:
        """Return what is told of each entry by what the shared weights make of a message."""
        return np.asarray(ways(ahead[None], self.middle)[0] @ self.gives, np.float32)


def ways(ahead: Matrix, middle: Values) -> Matrix:
    """Return the way of each text off the ``middle``, its length 1."""
    off = ahead - middle
    return np.asarray(off / np.maximum(np.sqrt((off**2).sum(axis=1, keepdims=True)), 1e-6), np.float32)


# --- Weights learned ahead for the topics of one call, as arrays: features, their weights, the vocabulary, what was taught.
# They stand in two files, so that neither is large: the features and which topics each speaks for; and how much, with what
# was taught. Weights are sparse and quantised to small whole numbers, one scale per topic; names are sorted within their
# half, columns and hashes are kept as steps from one to the next, which halves what they weigh.

Arrays = Mapping[str, npt.NDArray[Any]]
IDF_STEPS = 16


class UnreadableWeights(ValueError):
    """The file holds no weights, or those of another version."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``names``: features, one a line, words before pieces; ``words``: the vocabulary with its counts.

    ``topics``: the kind of each topic by its id, in the order of the weights; ``said``: what was taught for them;
    ``source``: a number that the texts of the files gave (see :func:`source_of`).
    """

    topics: Mapping[str, TopicKind]
    names: bytes
    idf: Values
    linear: Linear  # Sparse, where it is learnt ahead.
    words: Mapping[str, int]
    said: KnownMessages
    source: int = 0
    # Where they were fitted to a call at start:
    own: OwnWords | None = None
    kinship: Kinship | None = None


def source_of(*texts: str) -> int:
    """Return a number that tells the ``texts`` of files from others: weights learned from them need no look at them."""
    return zlib.crc32("\0".join(texts).encode())


def _unstepped(sizes: Counts, steps: Counts) -> Counts:
    """Return the columns of which ``knowledge.training.call`` has made ``steps``."""
    held = sizes[sizes > 0].astype(np.int32)
    firsts = np.cumsum(held, dtype=np.int32) - held
    reached = np.cumsum(steps, dtype=np.int32)
    return smallest(reached - (reached[firsts] - steps[firsts]).repeat(held))


def read_weights(known: Arrays, held: Arrays) -> Weights:
    """Return the weights that ``knowledge.training.call.arrays_of`` made the two files of. Raises UnreadableWeights."""
    if (
        "columns" not in known
        or "values" not in held
        or known["columns"].size != held["values"].size
        or known["sizes"].size != held["idf"].size
    ):
        raise UnreadableWeights("the two files are not of the same weights")
    topics, kinds, words = held["texts"].tobytes().decode().split("\0")
    return Weights(
        topics={id_: TopicKind(kind) for id_, kind in zip(topics.split("\n"), kinds.split("\n"), strict=True)},
        names=known["names"].tobytes(),
        idf=(held["idf"] / IDF_STEPS).astype(np.float32),
        linear=Sparse(
            starts=np.concatenate(([0], np.cumsum(known["sizes"], dtype=np.int32))).astype(np.int32),
            columns=_unstepped(known["sizes"], known["columns"]),
            values=held["values"].copy(),
            scale=held["scale"].copy(),
            bias=held["bias"].copy(),
        ),
        words=dict(zip(words.split("\n"), held["counts"].tolist(), strict=True)),
        said=KnownMessages(np.cumsum(held["hashes"], dtype=np.int64).astype(np.uint32), held["owners"].copy()),
        source=int(held["source"][0]),
    )
