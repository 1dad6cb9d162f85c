"""What is measured in a text (stems, pairs of stems, pieces of its words), and the linear score of each topic by these."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, Protocol
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


# --- A linear score for each topic: learned ahead, or found at load by a closed form.

Matrix = npt.NDArray[np.float32]
Counts = npt.NDArray[np.unsignedinteger[Any]]

_RIDGE_LIMIT = 1_500  # Wordings; the kernel of more takes too long at start, and learned weights are better anyway.
_RIDGE = 0.3  # Regularisation, as a share of a wording's likeness to itself (which is 2, see Space).


class Linear(Protocol):
    """Gives each topic a score; the higher, the likelier."""

    @property
    def bias(self) -> Values:
        """What each topic scores before anything is said."""

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """Return what features give each topic, row by row: ``sizes`` tells how many of ``ids`` and ``values`` each has."""


@dataclass(frozen=True, slots=True)
class Dense:
    """``weights``: one row per feature, one column per topic; ``bias``: one number per topic."""

    weights: Matrix
    bias: Values

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """See Linear."""
        rows = np.zeros((len(sizes), self.bias.size), np.float32)
        some = sizes.nonzero()[0]
        if some.size:
            given = self.weights.take(ids, axis=0)
            given *= values[:, None]
            rows[some] = np.add.reduceat(given, (sizes.cumsum() - sizes)[some])
        return rows


@dataclass(frozen=True, slots=True)
class Sparse:
    """Most weights are nothing: each feature has a few ``values``, of the topics in ``columns``, from its ``start`` on."""

    starts: npt.NDArray[np.int32]  # One more than there are features.
    columns: Counts
    values: npt.NDArray[np.int8]
    scale: Values  # Per topic: what one unit of ``values`` is worth.
    bias: Values

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """See Linear."""
        starts = self.starts.take(ids)
        held = self.starts.take(ids + 1) - starts  # How many weights each feature has.
        ends = held.cumsum()
        places = (starts - ends + held).repeat(held)
        places += np.arange(places.size)
        cells = (np.arange(len(sizes)) * self.bias.size).repeat(sizes).repeat(held)
        cells += self.columns.take(places)
        rows = np.bincount(cells, self.values.take(places) * values.repeat(held), len(sizes) * self.bias.size)
        return np.asarray(rows.reshape(len(sizes), self.bias.size) * self.scale, np.float32)


@dataclass(frozen=True, slots=True)
class Summed:
    """Weights learnt ahead and what was fitted on top of them; behind these, as many columns of the former alone.

    What was fitted is a dense row a feature, most of them nothing.
    """

    base: Sparse
    rows: npt.NDArray[np.int32]  # The place in ``more`` of each feature's row; the first row is empty.
    more: Matrix
    bias: Values

    @classmethod
    def of(cls, base: Sparse, more: Matrix, bias: Values) -> Summed:
        """``more``: one row per feature, one column per topic; ``bias``: what is fitted of what each scores beforehand."""
        some = more.any(axis=1)
        rows = np.where(some, np.cumsum(some), 0).astype(np.int32)
        both = np.concatenate((base.bias + bias, base.bias)).astype(np.float32)
        return cls(base, rows, np.concatenate((np.zeros((1, more.shape[1]), np.float32), more[some])), both)

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """See Linear."""
        ahead = self.base.shares(ids, values, sizes)
        fitted = Dense(self.more, self.base.bias).shares(self.rows.take(ids), values, sizes)
        return np.concatenate((ahead + fitted, ahead), axis=1)


def smallest(numbers: npt.NDArray[np.integer[Any]]) -> Counts:
    """Return whole ``numbers``, none negative, in the smallest type that holds them all: there are half a million."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def closed_form(vectors: Sequence[tuple[Ids, Values]], topics: Ids, features: int, count: int) -> Dense:
    """Return the weights that the encoded wordings give at once, ``topics`` being each one's number below ``count``.

    Ridge regression of each topic against the others where the kernel is small enough, else the topics' centroids.
    """
    target = np.full((len(vectors), count), -1.0, np.float32)
    target[np.arange(len(vectors)), topics] = 1
    small = len(vectors) <= _RIDGE_LIMIT
    if small:
        middle = target.mean(axis=0)
        dual = np.linalg.solve(kernel(vectors, features, 2 * _RIDGE), target - middle)
    else:
        middle = np.zeros(count, np.float32)
        sizes = np.bincount(topics, minlength=count).astype(np.float32)
        dual = np.maximum(target, 0) / np.maximum(sizes, 1) - 1 / len(vectors)
    weights = np.zeros((features, count), np.float32)
    for (ids, values), row in zip(vectors, dual.astype(np.float32), strict=True):
        weights[ids] += values[:, None] * row  # A text's features are distinct, so none is lost.
    if not small:
        weights /= np.maximum(np.sqrt((weights**2).sum(axis=0)), 1e-6)
    return Dense(weights, middle)


_COMMON = 40  # Texts: features that more of them have are multiplied all at once, the others one by one.


def kernel(vectors: Sequence[tuple[Ids, Values]], features: int, ridge: float) -> Matrix:
    """Return the likeness of each wording to each, the sum over features of their products; ``ridge`` more to itself."""
    columns = np.concatenate([ids for ids, _ in vectors])
    rows = np.repeat(np.arange(len(vectors)), [ids.size for ids, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    met = np.bincount(columns, minlength=features)
    alone = met[columns] == 1  # Most features: they tell nothing of two texts.
    common = met[columns] > _COMMON
    place = np.cumsum(met > _COMMON) - 1
    spread = np.zeros((len(vectors), int((met > _COMMON).sum())), np.float32)
    spread[rows[common], place[columns[common]]] = values[common]
    # A hundred megabytes for a large call: it is gone through as seldom as can be.
    kernel: Matrix = spread @ spread.T
    kernel.ravel()[:: len(vectors) + 1] += ridge + np.bincount(rows[alone], values[alone] ** 2, len(vectors))
    shared = ~alone & ~common
    rows, values, columns = rows[shared], values[shared], columns[shared]
    order = np.argsort(columns, kind="stable")
    rows, values = rows[order], values[order]
    sizes = met[(met > 1) & (met <= _COMMON)]
    for end, size in zip(np.cumsum(sizes).tolist(), sizes.tolist(), strict=True):
        held, told = rows[end - size : end], values[end - size : end]
        kernel[held[:, None], held] += np.outer(told, told)
    return kernel
