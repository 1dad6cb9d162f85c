"""What is measured in a text: stems, pairs of stems, and pieces of its words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
import Stemmer

Ids = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]

_STEMMER = Stemmer.Stemmer("french", 0)  # Without a cache of its own: a stem is remembered below.
_SIZES = (2, 3, 4, 5)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return the Snowball stem of a folded ``word``."""
    return str(_STEMMER.stemWord(word))


def pieces(word: str) -> list[str]:
    """Return the runs of 2 to 5 letters of ``word``, its ends marked by a space."""
    padded = f" {word} "
    return [padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1)]


def pairs(read: Sequence[str]) -> list[str]:
    """Return the features «b:»: the stems of the words ``read``, two by two, the first one behind a beginning."""
    roots = ["^", *map(stem, read)]
    return [f"b:{one} {other}" for one, other in pairwise(roots)]


def single(word: str, synonyms: Mapping[str, str]) -> tuple[str, ...]:
    """Return the features of a whole word: «w:» its stem, «s:» its group of synonyms if it has one."""
    return (f"w:{stem(word)}", f"s:{synonyms[word]}") if word in synonyms else (f"w:{stem(word)}",)


def word_features(read: Sequence[str], synonyms: Mapping[str, str]) -> list[str]:
    """Return the features made of whole words: of each, and of their pairs."""
    return [*chain.from_iterable(single(word, synonyms) for word in read), *pairs(read)]


def piece_features(read: Iterable[str]) -> list[str]:
    """Return the pieces of all the words ``read``."""
    return [piece for word in read if word != "?" for piece in pieces(word)]


def _hashes(names: Sequence[str]) -> npt.NDArray[np.uint32]:
    return np.array([crc32(name.encode()) for name in names], np.uint32)


def _lines(text: bytes) -> Iterator[bytes]:
    """Yield the lines of ``text`` one by one: as many objects at once would leave holes in the memory for good."""
    start = 0
    while (end := text.find(b"\n", start)) >= 0:
        yield text[start:end]
        start = end + 1
    yield text[start:]


_NONE: Ids = np.empty(0, np.int32)
_OFTEN = 64
_TIMES = 1 + np.log(np.arange(1, _OFTEN + 1))  # What a feature met once, twice… counts: nearly none comes more often.


class Space:
    """The features that count, each with its informativeness: a text becomes a sparse vector of length √2.

    Whole words and pieces of words are two halves of equal weight, each of length 1. Features are known by a hash of
    their name: a hundred thousand names would weigh 10 MiB, their hashes weigh half of one.
    """

    __slots__ = ("_cache", "_hashes", "_order", "first_piece", "idf", "synonyms")

    _REMEMBERED = 16_384  # Words kept with the numbers of their features.

    def __init__(self, names: bytes, idf: Values, synonyms: Mapping[str, str]) -> None:
        """``names``: one a line, words first, then pieces, as :meth:`of` gives them."""
        hashes = np.fromiter(map(crc32, _lines(names)), np.uint32, idf.size)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._order = order.astype(np.int32)
        self.idf = idf
        self.first_piece = sum(name[1:2] == b":" for name in _lines(names))
        self.synonyms = synonyms
        self._cache: dict[str, Ids] = {}

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]], synonyms: Mapping[str, str], rarest: int = 1) -> tuple[Space, bytes]:
        """Return the space of the words of ``texts``, and its names.

        Pairs of words and pieces found in fewer than ``rarest`` texts are left out.
        """
        counts: tuple[dict[str, int], dict[str, int]] = ({}, {})
        total = 0
        for read in texts:
            total += 1
            for half, found in zip(counts, (word_features(read, synonyms), piece_features(read)), strict=True):
                for name in dict.fromkeys(found):
                    half[name] = half.get(name, 0) + 1
        names = (
            *sorted(name for name, count in counts[0].items() if count >= rarest or name[0] != "b"),
            *sorted(name for name, count in counts[1].items() if count >= rarest),
        )
        seen = np.array([counts[0].get(name) or counts[1][name] for name in names], np.float32)
        held = "\n".join(names).encode()
        return cls(held, np.log((1 + total) / (1 + seen)).astype(np.float32) + 1, synonyms), held

    def number(self, name: str) -> int | None:
        """Return the number of one feature, None if it does not count."""
        found = self._numbers([name])
        return int(found[0]) if found.size else None

    def _numbers(self, names: Sequence[str]) -> Ids:
        """Return the numbers of those of ``names`` that count."""
        if not names or not self._hashes.size:
            return _NONE
        hashes = _hashes(names)
        places = self._hashes.searchsorted(hashes)
        held = self._hashes.take(places, mode="clip") == hashes
        return np.asarray(self._order.take(places[held]), np.int32)

    def encode(self, read: Sequence[str]) -> tuple[Ids, Values]:
        """Return the features of the words ``read``: their numbers, ascending, and their weights."""
        met = np.concatenate((self._numbers(pairs(read)), *map(self._word, read)))
        if not met.size:
            return _NONE, np.empty(0, np.float32)
        # By hand what ``np.unique`` does in twice the time: half of a decision is calls on such short arrays.
        met.sort()
        firsts = np.flatnonzero(met[1:] != met[:-1])
        firsts += 1
        ends = np.append(firsts, met.size)
        counts = ends.copy()
        counts[1:] -= firsts
        numbers = met[ends - 1]
        times = _TIMES[counts - 1] if int(counts.max()) <= _OFTEN else 1 + np.log(counts)
        values = (times * self.idf[numbers]).astype(np.float32)
        half = int(numbers.searchsorted(self.first_piece))
        for part in (values[:half], values[half:]):
            if part.size:
                np.divide(part, math.sqrt(part.dot(part)), out=part)
        return numbers, values

    def _word(self, word: str) -> Ids:
        """Return the features of one word, whole and in pieces: those of a pair alone depend on the others."""
        found = self._cache.get(word)
        if found is None:
            found = self._numbers((*single(word, self.synonyms), *piece_features((word,))))
            if len(self._cache) >= self._REMEMBERED:
                self._cache.clear()
            self._cache[word] = found
        return found
