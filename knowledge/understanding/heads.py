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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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


def whole_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the features of whole words: each stem, pairs of stems in a row, and pairs with one word between."""
    stems = ["^", *map(root, words), "$"]
    yield from (f"w:{one}" for one in stems[1:-1])
    yield from (f"b:{one} {other}" for one, other in pairwise(stems))
    yield from (f"s:{one} {other}" for one, other in zip(stems, stems[2:], strict=False))


def piece_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the runs of 2 to 5 letters of the words, their ends marked by a space: they survive misspelling.

    They are the same of a denied word: what it is about, «pas les ¬bourses» still tells.
    """
    for word in words:
        said = word.removeprefix(DENIED)
        if said[:1] != "<":
            padded = f" {said} "
            yield from (padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1))


def vector(words: Sequence[str], extras: Iterable[str]) -> dict[str, float]:
    """Return the features of a message with their weights."""
    found: dict[str, float] = {}
    for half in (whole_features(words), piece_features(words)):
        names = dict.fromkeys(half)
        value = 1 / math.sqrt(len(names)) if names else 0.0
        found.update(dict.fromkeys(names, value))
    found.update((f"x:{extra}", _EXTRA) for extra in extras)
    return found


def bare_vector(words: Sequence[str], extras: Iterable[str]) -> dict[str, float]:
    """Return the features of a window of a message, as heads of ``several`` labels see it: its ends are no ends."""
    stems = list(map(root, words))
    whole = [f"w:{one}" for one in stems]
    whole += [f"b:{one} {other}" for one, other in pairwise(stems)]
    whole += [f"s:{one} {other}" for one, other in zip(stems, stems[2:], strict=False)]
    pieces = list(piece_features(words))
    found: dict[str, float] = {}
    for names in (whole, pieces):
        value = 1 / math.sqrt(len(names)) if names else 0.0
        for name in names:
            found[name] = found.get(name, 0.0) + value
    found.update((f"x:{extra}", _EXTRA) for extra in extras)
    return found


def hashed(names: Iterable[str]) -> npt.NDArray[np.uint32]:
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
        features = vector(words, extras)
        scores = self._sum(features) * self._scale + self._bias
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
        names = [f"x:{sign}" for signs in many for sign in signs]
        owners = np.arange(len(many)).repeat([len(signs) for signs in many])
        known, rows = self._rows(names)
        sums = np.zeros((len(many), self._bias.size), np.float32)
        np.add.at(sums, owners[known], rows)
        scores = _EXTRA * sums * self._scale + self._bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True), np.float32)

    def strongest(self, words: Sequence[str], head: str, label: str) -> int:
        """Return the place of the word that speaks most for a label."""
        column = self._spans[head].start + self.heads[head].labels.index(label)
        best, place = -math.inf, 0
        for at, word in enumerate(words):
            pieces = list(piece_features((word,)))
            known, rows = self._rows([f"w:{root(word)}", *pieces])
            values = np.where(known == 0, 1.0, 1 / math.sqrt(len(pieces) or 1))
            score = float(values @ rows[:, column]) if known.size else 0.0
            if score > best:
                best, place = score, at
        return place

    def _rows(self, names: Sequence[str]) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.float32]]:
        """Return the places, among ``names``, of the features that count, and their weights."""
        hashes = hashed(names)
        places = self._hashes.searchsorted(hashes)
        known = (self._hashes.take(places, mode="clip") == hashes).nonzero()[0]
        return known, self._weights[places[known]].astype(np.float32)

    def _sum(self, features: Mapping[str, float]) -> npt.NDArray[np.float32]:
        known, rows = self._rows(list(features))
        values = np.fromiter(features.values(), np.float32, len(features))
        return np.asarray(values[known] @ rows, np.float32)

    def _through_windows(self, words: Sequence[str], extras: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return the best score of each label over the windows of a message, see :func:`bare_vector`."""
        size = len(words)
        stems = list(map(root, words))
        pieces = [list(piece_features((word,))) for word in words]
        names = [f"w:{one}" for one in stems]
        names += [f"b:{one} {other}" for one, other in pairwise(stems)]
        names += [f"s:{one} {other}" for one, other in zip(stems, stems[2:], strict=False)]
        owners = [*range(1, size + 1), *range(size + 3, 2 * size + 2), *range(2 * size + 5, 3 * size + 3)]
        for at, own in enumerate(pieces):
            names += own
            owners += [3 * (size + 1) + at + 1] * len(own)
        known, rows = self._rows(names)
        table = np.zeros((4 * (size + 1), rows.shape[1]), np.float32)
        np.add.at(table, np.array(owners)[known], rows)
        sums = table.reshape(4, size + 1, -1).cumsum(
            axis=1
        )  # Words, pairs, pairs with one between, pieces: up to each place.
        counts = np.cumsum([0, *map(len, pieces)])
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
            _, given = self._rows([f"x:{extra}" for extra in extras])
            best = best + _EXTRA * given.sum(axis=0)
        return best


def _chances(head: Head, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    if head.several:
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)
