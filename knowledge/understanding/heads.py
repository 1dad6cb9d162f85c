"""Closed choices learnt from lines: several «heads» over one sparse vector of a message.

A head chooses one of its labels («op»: list, count…), or, where ``several``, tells of each label whether it holds
(«state»). All heads share the vector, so that one more costs a column a label.

    heads = Heads(arrays)                        # What knowledge.training.heads.fit gave, read from a .npz file.
    found = heads.weigh(["combien", "de", "demandes", "<place>"], extras=["role:saeple"])
    found["op"].best, found["op"].chance         # ("count", 0.97)
    found["state"].of("close")                   # 0.02

A word in angle brackets stands for something named («<place>», «<date>»): it counts whole, never in pieces. Extras are
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
_EXTRA = 0.6  # What one extra weighs, where all the words together weigh 1, and all their pieces 1.


def whole_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the features of whole words: each stem, pairs of stems in a row, and pairs with one word between."""
    stems = ["^", *(one if one[:1] == "<" else stem(one) for one in words), "$"]
    yield from (f"w:{one}" for one in stems[1:-1])
    yield from (f"b:{one} {other}" for one, other in pairwise(stems))
    yield from (f"s:{one} {other}" for one, other in zip(stems, stems[2:], strict=False))


def piece_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the runs of 2 to 5 letters of the words, their ends marked by a space: they survive misspelling."""
    for word in words:
        if word[:1] != "<":
            padded = f" {word} "
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
        features = vector(words, extras)
        hashes = hashed(features)
        places = self._hashes.searchsorted(hashes)
        known = self._hashes.take(places, mode="clip") == hashes
        values = np.fromiter(features.values(), np.float32, len(features))[known]
        rows = self._weights[places[known]].astype(np.float32)
        scores = values @ rows * self._scale + self._bias
        return {
            name: Choice(head.labels, _chances(head, scores[self._spans[name]])) for name, head in self.heads.items()
        }


def _chances(head: Head, scores: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    if head.several:
        return np.asarray(1 / (1 + np.exp(-np.clip(scores, -30, 30))), np.float32)
    raised = np.exp(scores - scores.max())
    return np.asarray(raised / raised.sum(), np.float32)
