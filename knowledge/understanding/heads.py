"""Closed choices learnt from lines: several «heads» over one sparse vector of a message.

A head chooses one of its labels («op»: list, count…), or, where ``several``, tells of each label whether it holds
(«state»). All heads share the vector, so that one more costs a column a label.

    heads = Heads(arrays)                        # What knowledge.training.heads.fit gave, read from a .npz file.
    found = heads.weigh(["combien", "de", "demandes", "<place>"], extras=["role:saeple"])
    found["op"].best, found["op"].chance         # ("count", 0.97)
    found["state"].of("close")                   # 0.02

Where several labels may hold, a few words decide however long the message is: such heads look through windows of 3, 5 and
7 words, and at the whole, and a label holds as much as it does in the best of them.

A word in angle brackets stands for something named («<place>», «<date>»): it counts whole, never in pieces. A word that
is denied begins with «¬» («pas ¬closes»): it has nothing in common with itself affirmed. Extras are
what is known besides the words (who speaks, what was asked before); they count for themselves alone.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import stem

Array = npt.NDArray[Any]
_SIZES = (2, 3, 4, 5)
DENIED = "¬"
_WINDOWS = (3, 5, 7)  # Words that heads of several labels look at together, besides the whole message.
_EXTRA = 0.6  # What one extra weighs, where all the words together weigh 1, and all their pieces 1.


def root(word: str) -> str:
    """Return what a word has in common with its other forms; named things and denied words keep their marks."""
    if word[:1] == "<":
        return word
    return f"{DENIED}{root(word[1:])}" if word[:1] == DENIED else stem(word)


Numbers = npt.NDArray[np.uint32]
Encoded = tuple[Numbers, npt.NDArray[np.float32]]
_KNOWN_WORDS = 20_000  # Words whose features are kept: a word is met again and again.


@lru_cache(maxsize=_KNOWN_WORDS)
def _root(word: str) -> bytes:
    return root(word).encode()


@lru_cache(maxsize=_KNOWN_WORDS)
def piece_features(word: str) -> Numbers:
    """Return the runs of 2 to 5 letters of a word, its ends marked by a space: they survive misspelling."""
    mark, said = (DENIED, word[1:]) if word[:1] == DENIED else ("", word)
    if said[:1] == "<":
        return np.empty(0, np.uint32)
    padded = f" {said} "
    return hashed(mark + padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))


_WORD, _PAIR, _SKIP, _ASIDE = (crc32(mark) for mark in (b"w:", b"b:", b"s:", b"x:"))


def _joined(mark: int, one: bytes, other: bytes) -> int:
    return crc32(b" " + other, crc32(one, mark))


def whole_features(stems: Sequence[bytes]) -> list[int]:
    """Return the features of whole words: each stem, pairs of stems in a row, and pairs with one word between."""
    found = [crc32(one, _WORD) for one in stems]
    found += [_joined(_PAIR, one, other) for one, other in pairwise(stems)]
    found += [_joined(_SKIP, one, other) for one, other in zip(stems, stems[2:], strict=False)]
    return found


def _stems(words: Sequence[str]) -> list[bytes]:
    return [_root(word) for word in words]


def _pieces(words: Sequence[str]) -> Numbers:
    return np.concatenate([piece_features(word) for word in words]) if words else np.empty(0, np.uint32)


def _once(numbers: Numbers) -> Numbers:
    """Return each of ``numbers`` once; quicker than numpy's own on few of them."""
    ordered = np.sort(numbers)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if ordered.size else ordered


@lru_cache(maxsize=4 * _KNOWN_WORDS)
def _aside(extra: str) -> int:
    return crc32(extra.encode(), _ASIDE)


def _extras(extras: Iterable[str]) -> Numbers:
    return np.array([_aside(extra) for extra in extras], np.uint32)


def _encoded(halves: Sequence[Numbers], extras: Sequence[str]) -> Encoded:
    """Return features and weights: those of a half weigh 1 together, in squares."""
    aside = _extras(extras)
    values = [np.full(half.size, 1 / math.sqrt(max(1, half.size)), np.float32) for half in halves]
    return np.concatenate([*halves, aside]), np.concatenate([*values, np.full(aside.size, _EXTRA, np.float32)])


@lru_cache(maxsize=8)
def vector(words: tuple[str, ...], extras: tuple[str, ...]) -> Encoded:
    """Return the features of a message with their weights; the last are kept, for several readers look at one message."""
    stems = [b"^", *_stems(words), b"$"]
    ends = {crc32(b"^", _WORD), crc32(b"$", _WORD)}
    whole = np.array([one for one in dict.fromkeys(whole_features(stems)) if one not in ends], np.uint32)
    return _encoded((whole, _once(_pieces(words))), tuple(dict.fromkeys(extras)))


def bare_vector(words: Sequence[str], extras: Iterable[str]) -> Encoded:
    """Return the features of a window of a message, as heads of ``several`` labels see it: its ends are no ends."""
    whole = np.array(whole_features(_stems(words)), np.uint32)
    return _encoded((whole, _pieces(words)), tuple(dict.fromkeys(extras)))


def hashed(names: Iterable[str]) -> Numbers:
    """Return a number for each name: features are known by it, not by their name."""
    return np.fromiter((crc32(name.encode()) for name in names), np.uint32)


@dataclass(frozen=True, slots=True)
class Choice:
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
        return float(self.chances.max())

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


class Heads:
    """Heads learnt together."""

    __slots__ = ("_bias", "_hashes", "_scale", "_spans", "_weights", "heads")

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """``arrays``: «heads» (JSON as bytes), «hashes» (ascending), «weights» (int8, a row a feature), «scale», «bias»."""
        told = json.loads(arrays["heads"].tobytes())
        self.heads = {one["name"]: Head(one["name"], tuple(one["labels"]), one["several"]) for one in told}
        self._hashes = arrays["hashes"]
        self._weights = arrays["weights"]
        self._scale = arrays["scale"].astype(np.float32)
        self._bias = arrays["bias"].astype(np.float32)
        self._spans: dict[str, slice] = {}
        at = 0
        for name, head in self.heads.items():
            self._spans[name] = slice(at, at + len(head.labels))
            at += len(head.labels)

    def weigh(self, words: Sequence[str], extras: Iterable[str] = ()) -> dict[str, Choice]:
        """Return what each head makes of a message."""
        extras = tuple(extras)
        numbers, values = vector(tuple(words), extras)
        known, rows = self._rows(numbers)
        scores = (values[known] @ rows) * self._scale + self._bias
        if words and any(head.several for head in self.heads.values()):
            best = self._through_windows(words, extras) * self._scale + self._bias
            for name, head in self.heads.items():
                if head.several:
                    scores[self._spans[name]] = best[self._spans[name]]
        return {
            name: Choice(head.labels, _chances(head, scores[self._spans[name]])) for name, head in self.heads.items()
        }

    def weigh_signs(self, many: Sequence[Sequence[str]]) -> npt.NDArray[np.float32]:
        """Return the chances that each set of extras gives the labels of a single head, a row each: many at once, no words."""
        owners = np.arange(len(many)).repeat([len(signs) for signs in many])
        known, rows = self._rows(_extras(sign for signs in many for sign in signs))
        sums = np.zeros((len(many), self._bias.size), np.float32)
        np.add.at(sums, owners[known], rows)
        scores = _EXTRA * sums * self._scale + self._bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

    def _rows(self, numbers: Numbers) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """Return the places, among ``numbers``, of the features that count, and their weights."""
        places = self._hashes.searchsorted(numbers)
        known = (self._hashes.take(places, mode="clip") == numbers).nonzero()[0]
        return known, self._weights[places[known]].astype(np.float32)

    def _through_windows(self, words: Sequence[str], extras: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the best score of each label over the windows of a message, see :func:`bare_vector`."""
        size = len(words)
        pieces = [piece_features(word) for word in words]
        owners = [*range(1, size + 1), *range(size + 3, 2 * size + 2), *range(2 * size + 5, 3 * size + 3)]
        lengths = [own.size for own in pieces]
        places = np.concatenate([owners, np.arange(3 * size + 4, 4 * size + 4).repeat(lengths)])
        known, rows = self._rows(np.concatenate([np.array(whole_features(_stems(words)), np.uint32), *pieces]))
        table = np.zeros((4 * (size + 1), rows.shape[1]), np.float32)
        np.add.at(table, places[known], rows)
        sums = table.reshape(4, size + 1, -1).cumsum(
            axis=1
        )  # Words, pairs, pairs with one between, pieces: up to each place.
        counts = np.cumsum([0, *lengths])
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
        best: npt.NDArray[np.float32] = score.max(axis=0)
        if extras:
            _, given = self._rows(_extras(extras))
            best = best + _EXTRA * given.sum(axis=0)
        return best


def _chances(head: Head, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    if head.several:
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)
