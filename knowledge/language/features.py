"""What is measured in a text: stems, pairs of stems, and pieces of its words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
import Stemmer

Ids = npt.NDArray[np.int32]
Values = npt.NDArray[np.float32]

_STEMMER = Stemmer.Stemmer("french", 0)  # Without a cache of its own: a stem is remembered below.
_SIZES = (3, 4, 5)


@lru_cache(maxsize=16_384)
def stem(word: str) -> str:
    """Return the Snowball stem of a folded ``word``."""
    return str(_STEMMER.stemWord(word))


def pieces(word: str) -> list[str]:
    """Return the runs of 3 to 5 letters of ``word``, its ends marked by a space."""
    padded = f" {word} "
    return [padded[at : at + size] for size in _SIZES for at in range(len(padded) - size + 1)]


Pair = tuple[str, str]


def pairs(read: Sequence[str]) -> dict[Pair, None]:
    """Return the words ``read`` two by two, each pair once, the first word behind a beginning."""
    return dict.fromkeys(pairwise(("^", *read)))


def pair_name(pair: Pair) -> str:
    """Return the feature «b:» of a pair of words: their stems."""
    return f"b:{stem(pair[0])} {stem(pair[1])}"


def single(word: str, synonyms: Mapping[str, str]) -> tuple[str, ...]:
    """Return the features of a whole word: «w:» its stem, «s:» its group of synonyms if it has one."""
    return (f"w:{stem(word)}", f"s:{synonyms[word]}") if word in synonyms else (f"w:{stem(word)}",)


def word_features(read: Sequence[str], synonyms: Mapping[str, str]) -> list[str]:
    """Return the features made of whole words: of each, and of their pairs."""
    return [*chain.from_iterable(single(word, synonyms) for word in read), *map(pair_name, pairs(read))]


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
_REMEMBERED = 16_384


@dataclass(frozen=True, slots=True)
class Held:
    """Features that one word, or one pair, brings: ``ids`` ascending, ``values`` not yet brought to length 1.

    The first ``half`` are of whole words; ``squares``: the sum of the squares of these, and of the pieces.
    """

    ids: Ids
    values: Values
    half: int
    squares: tuple[float, float]


class Space:
    """The features that count, each with its informativeness: a text becomes a sparse vector of about length √2.

    Whole words and pieces of words are two halves of equal weight, each of about length 1. What a text brings is the
    sum of what each of its words brings, said once or twice, and of its pairs: so it can be kept word by word. Features
    are known by a hash of their name: a hundred thousand names would weigh 10 MiB, their hashes weigh half of one.
    """

    __slots__ = ("_hashes", "_order", "_words", "first_piece", "idf", "synonyms")

    def __init__(self, names: bytes, idf: Values, synonyms: Mapping[str, str]) -> None:
        """``names``: one a line, words first, then pieces, as :meth:`of` gives them."""
        hashes = np.fromiter(map(crc32, _lines(names)), np.uint32, idf.size)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._order = order.astype(np.int32)
        self.idf = idf
        self.first_piece = sum(name[1:2] == b":" for name in _lines(names))
        self.synonyms = synonyms
        self._words: dict[str, Held] = {}

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

    def word(self, word: str) -> Held:
        """Return what one word brings, whole and in pieces; a piece that comes twice in it counts little more."""
        met = self._numbers((*single(word, self.synonyms), *piece_features((word,))))
        ids, counts = np.unique(met, return_counts=True)
        values = ((1 + np.log(counts)) * self.idf[ids]).astype(np.float32)
        half = int(ids.searchsorted(self.first_piece))
        whole, pieces_ = values[:half], values[half:]
        return Held(ids.astype(np.int32), values, half, (float(whole.dot(whole)), float(pieces_.dot(pieces_))))

    def _met(self, word: str) -> Held:
        """Return the same, kept for the next text: many are encoded in a row, where any are."""
        found = self._words.get(word)
        if found is None:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            found = self._words[word] = self.word(word)
        return found

    def pair(self, pair: Pair) -> Held:
        """Return what two words in a row bring."""
        ids = self._numbers((pair_name(pair),))
        values = self.idf[ids]
        return Held(ids, values, len(ids), (float(values.dot(values)), 0.0))

    def encode(self, read: Sequence[str]) -> tuple[Ids, Values]:
        """Return the features of the words ``read``: their numbers, ascending, and their weights."""
        held = [*map(self._met, dict.fromkeys(read)), *map(self.pair, pairs(read))]
        if not any(one.ids.size for one in held):
            return _NONE, np.empty(0, np.float32)
        ids, places = np.unique(np.concatenate([one.ids for one in held]), return_inverse=True)
        values = np.bincount(places, np.concatenate([one.values for one in held])).astype(np.float32)
        half = int(ids.searchsorted(self.first_piece))
        values[:half] *= length(sum(one.squares[0] for one in held))
        values[half:] *= length(sum(one.squares[1] for one in held))
        return ids.astype(np.int32), values


def length(squares: float) -> float:
    """Return what brings a half whose squares sum up to ``squares`` to about length 1."""
    return 1 / math.sqrt(squares) if squares else 0.0
