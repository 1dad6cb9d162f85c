"""Closed choices learnt from lines: several «heads» over one sparse vector of a message.

A head chooses one of its labels («op»: list, count…), or, where ``several``, tells of each label whether it holds
(«state»). All heads share the vector, so that one more costs a column a label.

    heads = Heads(arrays)                        # What knowledge.training.heads.fit gave, read from a .npz file.
    found = heads.weigh(["combien", "de", "demandes", "<place>"], extras=["role:saeple"])
    found["op"].best, found["op"].chance         # ("count", 0.97)
    found["state"].of("close")                   # 0.02

Heads that learnt from texts weigh the vector of the whole sentence besides (:mod:`knowledge.understanding.vectors`): words
that no line has are near to others that some have.

Where several labels may hold, a few words decide however long the message is: such heads look through windows of 3, 5 and
7 words, and at the whole, and a label holds as much as it does in the best of them.

A word in angle brackets stands for something named («<place>», «<date>»): it counts whole, never in pieces. A word that
is denied begins with «¬» («pas ¬closes»): it has nothing in common with itself affirmed. Extras are
what is known besides the words (who speaks, what was asked before); they count for themselves alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import stem
from knowledge.understanding.vectors import Vectors, vector_of

Array = npt.NDArray[Any]
_SIZES = (2, 3, 4, 5)
DENIED = "¬"
_WINDOWS = (3, 5, 7)  # Words that heads of several labels look at together, besides the whole message.
EXTRA = 0.6  # What one extra weighs, where all the words together weigh 1, and all their pieces 1.


def root(word: str) -> str:
    """Return what a word has in common with its other forms; named things and denied words keep their marks."""
    if word[:1] == "<":
        return word
    return f"{DENIED}{root(word[1:])}" if word[:1] == DENIED else stem(word)


def piece_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the runs of 2 to 5 letters of the words, their ends marked by a space: they survive misspelling.

    They are the same of a denied word: what it is about, «pas les ¬bourses» still tells.
    """
    for word in words:
        said = word.removeprefix(DENIED)
        if said[:1] != "<":
            padded = f" {said} "
            yield from (padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))


def hashed(names: Iterable[str]) -> npt.NDArray[np.uint32]:
    """Return a number for each name: features are known by it, not by their name."""
    return np.array([crc32(name.encode()) for name in names], np.uint32)


_NOTHING = np.empty(0, np.uint32)
_KEPT = 2_048  # Words whose weights are kept.


@lru_cache(maxsize=4_096)
def word_hashes(word: str) -> npt.NDArray[np.uint32]:
    """Return the numbers of a word's features: itself, then its runs of letters."""
    return hashed([f"w:{root(word)}", *piece_features((word,))])


@lru_cache(maxsize=256)
def _extra_hashes(extras: tuple[str, ...]) -> npt.NDArray[np.uint32]:
    return hashed([f"x:{extra}" for extra in dict.fromkeys(extras)])


@dataclass(frozen=True, slots=True)
class Features:
    """A message's features by their numbers, with what each weighs: several sets of heads look at the same message.

    Whole words come first, then pieces, each once, then extras: they are looked up at once, which takes a third of what
    one look-up for each half would.
    """

    words: Sequence[str]
    hashes: npt.NDArray[np.uint32]
    values: npt.NDArray[np.float32]
    extras: npt.NDArray[np.uint32]
    text: str = ""

    @property
    def vector(self) -> Vectors:
        """The vector of the whole text."""
        return vector_of(self.text)

    @classmethod
    def of(cls, words: Sequence[str], extras: Iterable[str] = (), text: str = "") -> Features:
        """Return the features that ``knowledge.training.heads.vector`` names; ``text``: for heads that weigh its vector."""
        stems = ["^", *map(root, words), "$"]
        single = [word_hashes(word) for word in words]
        paired = [*_pair_names("b", stems, stems[1:]), *_pair_names("s", stems, stems[2:])]
        whole = _distinct([*(one[:1] for one in single), hashed(paired)])
        pieces = _distinct([one[1:] for one in single]) if single else _NOTHING
        besides = _extra_hashes(tuple(extras))
        weights = (1 / math.sqrt(whole.size), 1 / math.sqrt(pieces.size or 1), EXTRA)
        values = np.array(weights, np.float32).repeat((whole.size, pieces.size, besides.size))
        return cls(words, np.concatenate((whole, pieces, besides)), values, besides, text)


def _distinct(parts: Sequence[npt.NDArray[np.uint32]]) -> npt.NDArray[np.uint32]:
    """Return the numbers of all parts, each once, ascending: ``numpy.unique`` takes twice as long for so few."""
    every = np.concatenate(parts)
    every.sort()
    first = np.empty(every.size, np.bool_)
    first[:1] = True
    np.not_equal(every[1:], every[:-1], out=first[1:])
    return every[first]


def _pair_names(kind: str, firsts: Sequence[str], seconds: Sequence[str]) -> list[str]:
    return [f"{kind}:{one} {other}" for one, other in zip(firsts, seconds, strict=False)]


@dataclass(frozen=True, slots=True)
class _WordWeights:
    """What a word brings to each label: itself, and its runs of letters together, of which there are ``count``."""

    whole: npt.NDArray[np.float32]
    pieces: npt.NDArray[np.float32]
    count: int


@dataclass(frozen=True, slots=True)
class Chances:
    """What a head makes of a message: a chance (0–1) for each label; they sum up to 1 unless the head is ``several``."""

    labels: Sequence[str]
    chances: npt.NDArray[np.float32]

    @property
    def best(self) -> str:
        """The likeliest label."""
        return self.labels[int(self.chances.argmax())]

    @property
    def chance(self) -> float:
        """The chance of the best label."""
        return float(self.chances[int(self.chances.argmax())])  # A third of what ``max`` takes of so few.

    def of(self, label: str) -> float:
        """Return the chance of ``label``; 0 where the head does not know it."""
        return float(self.chances[self.labels.index(label)]) if label in self.labels else 0.0

    def ranked(self) -> list[tuple[str, float]]:
        """Return every label with its chance, the likeliest first."""
        return [(self.labels[at], float(self.chances[at])) for at in np.argsort(-self.chances, kind="stable")]

    def above(self, least: float) -> list[str]:
        """Return the labels whose chance is at least ``least``, the likeliest first."""
        return [label for label, chance in self.ranked() if chance >= least]


@dataclass(frozen=True, slots=True)
class Head:
    """A closed choice. ``several``: each label holds or not, independently of the others."""

    name: str
    labels: tuple[str, ...]
    several: bool = False


class HeadChoices(Mapping[str, Chances]):
    """What each head makes of a message, worked out for those that are asked: of most, nobody wants to know."""

    __slots__ = ("_found", "_heads", "_scores", "_spans")

    def __init__(self, heads: Mapping[str, Head], spans: Mapping[str, slice], scores: npt.NDArray[np.float32]) -> None:
        self._heads = heads
        self._spans = spans
        self._scores = scores
        self._found: dict[str, Chances] = {}

    def __getitem__(self, name: str) -> Chances:
        found = self._found.get(name)
        if found is None:
            head = self._heads[name]
            found = self._found[name] = Chances(head.labels, _chances(head, self._scores[self._spans[name]]))
        return found

    def turn(self, name: str, label: str, other: str) -> None:
        """Give ``label`` all that ``other`` has: the words say plainly which of two opposites is meant."""
        was = self[name]
        chances, at, gone = was.chances.copy(), was.labels.index(label), was.labels.index(other)
        chances[at], chances[gone] = chances[at] + chances[gone], 0.0
        self._found[name] = Chances(was.labels, chances)

    def __iter__(self) -> Iterator[str]:
        return iter(self._heads)

    def __len__(self) -> int:
        return len(self._heads)


class Heads:
    """Heads learnt together."""

    __slots__ = ("_bias", "_dense", "_hashes", "_scale", "_several", "_spans", "_weights", "_words", "heads")

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """``arrays``: «heads» (JSON as bytes), «hashes» (ascending), «weights» (int8, a row a feature), «scale», «bias».

        «dense», a row for each number of a text's vector, is there where the heads learnt from texts.
        """
        told = json.loads(arrays["heads"].tobytes())
        self.heads = {one["name"]: Head(one["name"], tuple(one["labels"]), one["several"]) for one in told}
        self._several = [name for name, head in self.heads.items() if head.several]
        self._hashes = arrays["hashes"]
        self._weights = arrays["weights"]
        self._scale = arrays["scale"].astype(np.float32)
        self._bias = arrays["bias"].astype(np.float32)
        self._dense = arrays["dense"].astype(np.float32) if "dense" in arrays else None
        self._words: dict[str, _WordWeights] = {}
        self._spans: dict[str, slice] = {}
        at = 0
        for name, head in self.heads.items():
            self._spans[name] = slice(at, at + len(head.labels))
            at += len(head.labels)

    def weigh(self, words: Sequence[str], extras: Iterable[str] = (), text: str = "") -> HeadChoices:
        """Return what each head makes of a message; ``text``: all of it, for heads that learnt from texts."""
        return self.weigh_features(Features.of(words, extras, text))

    def weigh_features(self, told: Features) -> HeadChoices:
        """Return what each head makes of a message whose features are known, see ``knowledge.training.heads.vector``."""
        places = self._hashes.searchsorted(told.hashes)
        known = (self._hashes.take(places, mode="clip") == told.hashes).nonzero()[0]
        rows = self._weights.take(places.take(known), axis=0).astype(np.float32)
        scores = told.values.take(known) @ rows * self._scale + self._bias
        if self._dense is not None:
            scores += told.vector @ self._dense
        if told.words and self._several:
            best = self._through_windows(told.words, told.extras) * self._scale + self._bias
            for name in self._several:
                scores[self._spans[name]] = best[self._spans[name]]
        return HeadChoices(self.heads, self._spans, scores)

    def weigh_signs(self, many: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Return the chances that each set of extras gives the labels of a single head, a row each: many at once, no words."""
        names = [f"x:{sign}" for signs in many for sign in signs]
        owners = np.arange(len(many)).repeat([len(signs) for signs in many])
        known, rows = self._rows(names)
        sums = np.zeros((len(many), self._bias.size), np.float32)
        np.add.at(sums, owners[known], rows)
        scores = EXTRA * sums * self._scale + self._bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

    def strongest(self, words: Sequence[str], head: str, label: str) -> int:
        """Return the place of the word that speaks most for a label."""
        column = self._spans[head].start + self.heads[head].labels.index(label)

        return max(range(len(words)), key=lambda at: self._speaks(words[at], column), default=0)

    def speaks(self, word: str, head: str, label: str, other: str) -> float:
        """Return how much more a word by itself speaks for ``label`` than for ``other``, in logarithms."""
        start, labels = self._spans[head].start, self.heads[head].labels
        one, two = (start + labels.index(name) for name in (label, other))
        return self._speaks(word, one) * float(self._scale[one]) - self._speaks(word, two) * float(self._scale[two])

    def _speaks(self, word: str, column: int) -> float:
        own = self._own(word)
        return float(own.whole[column] + own.pieces[column] / math.sqrt(own.count or 1))

    def _own(self, word: str) -> _WordWeights:
        """Return what a word brings by itself, worked out once."""
        found = self._words.get(word)
        if found is None:
            names = word_hashes(word)
            found = _WordWeights(self._sum(names[:1]), self._sum(names[1:]), names.size - 1)
            if len(self._words) >= _KEPT:
                self._words.clear()
            self._words[word] = found
        return found

    def _sum(self, hashes: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """Return what the features that count among ``hashes`` give each label together."""
        places = self._hashes.searchsorted(hashes)
        known = self._hashes.take(places, mode="clip") == hashes
        return np.asarray(self._weights.take(places[known], axis=0).sum(axis=0, dtype=np.int32), np.float32)

    def _rows(self, names: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """Return the places, among ``names``, of the features that count, and their weights."""
        hashes = hashed(names)
        places = self._hashes.searchsorted(hashes)
        known = (self._hashes.take(places, mode="clip") == hashes).nonzero()[0]
        return known, self._weights[places[known]].astype(np.float32)

    def _through_windows(self, words: Sequence[str], extras: npt.NDArray[np.uint32]) -> npt.NDArray[np.float32]:
        """Return the best score of each label over the windows of a message, see ``knowledge.training.heads.bare_vector``."""
        size = len(words)
        stems = list(map(root, words))
        owns = [self._own(word) for word in words]
        # Words, pairs, pairs with one between, pieces: up to each place.
        sums = np.zeros((4, size + 1, self._bias.size), np.float32)
        sums[0, 1:] = [own.whole for own in owns]
        sums[3, 1:] = [own.pieces for own in owns]
        for at, away in ((1, 1), (2, 2)):
            if size > away:
                names = hashed(_pair_names("bs"[at - 1], stems, stems[away:]))
                places = self._hashes.searchsorted(names)
                known = (self._hashes.take(places, mode="clip") == names).nonzero()[0]
                sums[at, known + away + 1] = self._weights[places[known]]
        sums = sums.cumsum(axis=1)
        counts = np.cumsum([0, *(own.count for own in owns)])
        starts, ends = [0], [size]
        for width in _WINDOWS:
            starts += range(size - width + 1)
            ends += range(width, size + 1)
        start, end = np.array(starts), np.array(ends)
        width = end - start
        whole = sums[0, end] - sums[0, start]
        whole += sums[1, end] - sums[1, np.minimum(start + 1, end)]
        whole += sums[2, end] - sums[2, np.minimum(start + 2, end)]
        number = width + np.maximum(width - 1, 0) + np.maximum(width - 2, 0)
        inside = np.maximum(counts[end] - counts[start], 1)
        score = whole / np.sqrt(number)[:, None] + (sums[3, end] - sums[3, start]) / np.sqrt(inside)[:, None]
        best = score.max(axis=0) + EXTRA * self._sum(extras)
        return np.asarray(best, np.float32)


def _chances(head: Head, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    if head.several:
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)
    raised = np.exp(scores - scores[scores.argmax()])
    return np.asarray(raised / np.add.reduce(raised), np.float32)
