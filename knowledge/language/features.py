"""What is measured in a text: stems, pairs of stems, and pieces of its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import snowballstemmer

Ids = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]

_STEMMER = snowballstemmer.stemmer("french")
_SIZES = (2, 3, 4, 5)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return the Snowball stem of a folded ``word``."""
    return str(_STEMMER.stemWord(word))


def pieces(word: str) -> list[str]:
    """Return the runs of 2 to 5 letters of ``word``, its ends marked by a space."""
    padded = f" {word} "
    return [padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1)]


def word_features(read: Sequence[str], synonyms: Mapping[str, str]) -> list[str]:
    """Return the features made of whole words: «w:» stems, «b:» pairs of stems, «s:» groups of synonyms."""
    found: list[str] = []
    previous = "^"
    for word in read:
        root = stem(word)
        found += (f"w:{root}", f"b:{previous} {root}")
        if word in synonyms:
            found.append(f"s:{synonyms[word]}")
        previous = root
    return found


def piece_features(read: Iterable[str]) -> list[str]:
    """Return the pieces of all the words ``read``."""
    return [piece for word in read if word != "?" for piece in pieces(word)]


class Space:
    """The features that count, each with its informativeness: a text becomes a sparse vector of length √2.

    Whole words and pieces of words are two halves of equal weight, each of length 1.
    """

    __slots__ = ("_cache", "first_piece", "idf", "ids", "synonyms")

    _REMEMBERED = 16_384  # Words kept with the numbers of their pieces.

    def __init__(self, names: Sequence[str], idf: Values, synonyms: Mapping[str, str]) -> None:
        """``names``: words first, then pieces, as :meth:`of` gives them."""
        self.ids = {name: number for number, name in enumerate(names)}
        self.idf = idf
        self.first_piece = sum(name[1:2] == ":" for name in names)
        self.synonyms = synonyms
        self._cache: dict[str, Ids] = {}

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], synonyms: Mapping[str, str], rarest: int = 1) -> Space:
        """Return the space of the words of ``texts``; pieces found in fewer than ``rarest`` texts are left out."""
        counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
        total = 0
        for read in texts:
            total += 1
            for half, found in zip(counts, (word_features(read, synonyms), piece_features(read)), strict=True):
                for name in dict.fromkeys(found):
                    half[name] = half.get(name, 0) + 1
        names = [*sorted(counts[0]), *sorted(name for name, count in counts[1].items() if count >= rarest)]
        seen = np.array([counts[0].get(name) or counts[1][name] for name in names], np.float32)
        return cls(names, np.log((1 + total) / (1 + seen)).astype(np.float32) + 1, synonyms)

    def encode(self, read: Sequence[str]) -> tuple[Ids, Values]:
        """Return the features of the words ``read``: their numbers, ascending, and their weights."""
        ids = self.ids
        whole = [ids[name] for name in word_features(read, self.synonyms) if name in ids]
        parts = [self._pieces(word) for word in read if word != "?"]
        numbers, counts = np.unique(np.concatenate((np.array(whole, np.int32), *parts)), return_counts=True)
        values = ((1 + np.log(counts)) * self.idf[numbers]).astype(np.float32)
        half = int(np.searchsorted(numbers, self.first_piece))
        for start, end in ((0, half), (half, numbers.size)):
            if end > start:
                values[start:end] /= np.sqrt(np.dot(values[start:end], values[start:end]))
        return numbers, values

    def _pieces(self, word: str) -> Ids:
        found = self._cache.get(word)
        if found is None:
            found = np.array([self.ids[piece] for piece in pieces(word) if piece in self.ids], np.int32)
            if len(self._cache) >= self._REMEMBERED:
                self._cache.clear()
            self._cache[word] = found
        return found
