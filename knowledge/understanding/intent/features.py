"""What is measured in a text: stems, pairs of stems, and pieces of its words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any
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
    """Return the stems of the words ``read`` two by two, each pair once, the first one behind a beginning."""
    return dict.fromkeys(pairwise(("^", *map(stem, read))))


def pair_name(pair: Pair) -> str:
    """Return the feature «b:» of two stems."""
    return f"b:{pair[0]} {pair[1]}"


def single(word: str, synonyms: Mapping[str, str]) -> tuple[str, ...]:
    """Return the features of a whole word: «w:» its stem, «s:» its group of synonyms if it has one."""
    return (f"w:{stem(word)}", f"s:{synonyms[word]}") if word in synonyms else (f"w:{stem(word)}",)


def word_features(read: Sequence[str], synonyms: Mapping[str, str]) -> list[str]:
    """Return the features made of whole words: of each, and of their pairs."""
    return [*chain.from_iterable(single(word, synonyms) for word in read), *map(pair_name, pairs(read))]


def piece_features(read: Iterable[str]) -> list[str]:
    """Return the pieces of all the words ``read``."""
    return [piece for word in read if word != "?" for piece in pieces(word)]


def word_and_piece_names(texts: Iterable[Sequence[str]], synonyms: Mapping[str, str]) -> tuple[set[str], set[str]]:
    """Return the features that the words of ``texts`` have: those of whole words, those of pieces."""
    whole: set[str] = set()
    cut: set[str] = set()
    for read in texts:
        whole.update(word_features(read, synonyms))
        cut.update(piece_features(read))
    return whole, cut


def _hashes(names: Sequence[str]) -> npt.NDArray[np.uint32]:
    return np.array([crc32(name.encode()) for name in names], np.uint32)


_BLOCK = 65_536  # Bytes that are cut into lines at once.


def _lines(text: bytes) -> Iterator[bytes]:
    """Yield the lines of ``text``, a block at a time: all objects at once would leave holes in the memory for good."""
    start = 0
    while (end := text.find(b"\n", start + _BLOCK)) >= 0:
        yield from text[start:end].split(b"\n")
        start = end + 1
    yield from text[start:].split(b"\n")


_NONE: Ids = np.empty(0, np.int32)
_REMEMBERED = 32_768


@dataclass(frozen=True, slots=True)
class Held:
    """What each of several words brings, not yet brought to length 1.

    ``ids`` and ``values`` of one after the other, ascending, whole words before pieces; ``sizes``: how many each has of
    the ones and of the others, ``squares``: the sums of the squares of these, a row each.
    """

    ids: Ids
    values: Values
    sizes: npt.NDArray[np.intp]
    squares: npt.NDArray[Any]


class Space:
    """The features that count, each with its informativeness: a text becomes a sparse vector of about length √2.

    Whole words and pieces of words are two halves of equal weight, each of about length 1. What a text brings is the
    sum of what each of its words brings, said once or twice, and of its pairs: so it can be kept word by word. Features
    are known by a hash of their name: a hundred thousand names would weigh 10 MiB, their hashes weigh half of one.
    """

    __slots__ = ("_hashes", "_order", "_whole", "first_piece", "idf", "synonyms")

    def __init__(self, names: bytes, idf: Values, synonyms: Mapping[str, str]) -> None:
        """``names``: one a line, words first, then pieces, as :meth:`of` gives them."""
        hashes = np.fromiter(map(crc32, _lines(names)), np.uint32, idf.size)
        order = np.argsort(hashes, kind="stable")
        self._hashes = hashes[order]
        self._order = order.astype(np.int32)
        self.idf = idf
        starts = _starts(names)
        self.first_piece = int(np.count_nonzero(_letters(names, starts + 1) == ord(":")))
        self.synonyms = synonyms
        self._whole: dict[str | Pair, tuple[int, ...]] = {}

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
        found, _ = self._found([name])
        return int(found[0]) if found.size else None

    def _found(self, names: Sequence[str]) -> tuple[Ids, npt.NDArray[np.intp]]:
        """Return the numbers of those of ``names`` that count, and their places among them."""
        if not names or not self._hashes.size:
            return _NONE, np.empty(0, np.intp)
        hashes = _hashes(names)
        places = self._hashes.searchsorted(hashes)
        held = (self._hashes.take(places, mode="clip") == hashes).nonzero()[0]
        return self._order.take(places[held]), held

    def words(self, words: Sequence[str]) -> Held:
        """Return what each word brings, whole and in pieces; a piece that comes twice in one counts little more."""
        names = [(*single(word, self.synonyms), *piece_features((word,))) for word in words]
        ids, places = self._found(list(chain.from_iterable(names)))
        owners = np.arange(len(words)).repeat([len(one) for one in names])[places]
        met = owners * self.idf.size + ids
        met.sort()
        changes = (met[1:] != met[:-1]).nonzero()[0]
        ends = np.empty(changes.size + (met.size > 0), np.intp)
        ends[:-1], ends[-1:] = changes + 1, met.size
        counts = ends.copy()
        counts[1:] -= ends[:-1]
        owners, ids = np.divmod(met[ends - 1], self.idf.size)
        values = (1 + np.log(counts)) * self.idf[ids]
        halves = 2 * owners + (ids >= self.first_piece)
        return Held(
            ids.astype(np.int32),
            values.astype(np.float32),
            np.bincount(halves, minlength=2 * len(words)).reshape(-1, 2),
            np.bincount(halves, values**2, 2 * len(words)).reshape(-1, 2),
        )

    def pairs(self, pairs: Sequence[Pair]) -> tuple[Ids, npt.NDArray[np.intp]]:
        """Return the features of those pairs of words in a row that have one, and the places of these pairs."""
        return self._found(list(map(pair_name, pairs)))

    def whole(self, read: Sequence[str]) -> tuple[Ids, Values]:
        """Return the features of whole words and of their pairs alone, in any order; one that two words share comes twice."""
        held = self._whole
        keys: list[str | Pair] = [*dict.fromkeys(read), *pairs(read)]
        if len(held) + len(keys) > _REMEMBERED:
            held.clear()
        new = [key for key in keys if key not in held]
        if new:
            self._remember(new)
        ids = [number for key in keys for number in held[key]]
        numbers = np.array(ids, np.int32)
        values = self.idf[numbers]
        return numbers, values * np.float32(length(float(values.dot(values))))

    def _remember(self, new: Sequence[str | Pair]) -> None:
        names = [single(key, self.synonyms) if isinstance(key, str) else (pair_name(key),) for key in new]
        found, places = self._found(list(chain.from_iterable(names)))
        numbers = dict(zip(places.tolist(), found.tolist(), strict=True))
        at = 0
        for key, own in zip(new, names, strict=True):
            self._whole[key] = tuple(numbers[place] for place in range(at, at + len(own)) if place in numbers)
            at += len(own)

    def encode(self, read: Sequence[str]) -> tuple[Ids, Values]:
        """Return the features of the words ``read``: their numbers, ascending, and their weights."""
        words, (two, _) = self.words(list(dict.fromkeys(read))), self.pairs(list(pairs(read)))
        rarity = self.idf[two]
        ids, places = np.unique(np.concatenate((words.ids, two)), return_inverse=True)
        values = np.bincount(places, np.concatenate((words.values, rarity)), ids.size).astype(np.float32)
        half = int(ids.searchsorted(self.first_piece))
        whole, pieces_ = words.squares.sum(axis=0)
        values[:half] *= length(float(whole + rarity.dot(rarity)))
        values[half:] *= length(float(pieces_))
        return ids.astype(np.int32), values


def _starts(names: bytes) -> npt.NDArray[np.intp]:
    """Return where each line begins."""
    ends = np.flatnonzero(np.frombuffer(names, np.uint8) == ord("\n"))
    return np.concatenate(([0], ends + 1))


def _letters(names: bytes, places: npt.NDArray[np.intp]) -> npt.NDArray[np.uint8]:
    """Return the letters there, ends of lines where the text is over."""
    return np.frombuffer(names + b"\n\n", np.uint8).take(places)


def length(squares: float) -> float:
    """Return the factor that scales a vector to length 1; ``squares``: the sum of the squares of its values."""
    return 1 / math.sqrt(squares) if squares else 0.0
