"""The score of each topic for the words of a text, kept word by word: a word met again costs a sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

import numpy as np

from knowledge.language.features import Pair, Space, Values, length, pairs
from knowledge.language.linear import Linear, Matrix

# Words kept, and pairs, with a row of their own, and in all: a message has at most a thousand of each.
_ROWS, _KEYS = 4_096, 32_768
_FIRST_ROWS = 256  # Doubled as words are met: an assistant that nobody asks takes no more.
_T = TypeVar("_T", str, Pair)


class _Kept(Generic[_T]):
    """Rows of numbers by key, in one table: those of a text are added up at once. When it is full, it begins anew."""

    __slots__ = ("_made", "_next", "_places", "_table")

    def __init__(self, width: int, made: Callable[[Sequence[_T]], tuple[Matrix, list[int]]]) -> None:
        """``made``: the rows, each of ``width``, of those new keys that bring something, and the places of these."""
        self._made: Callable[[Sequence[_T]], tuple[Matrix, list[int]]] = made
        self._places: dict[_T, int] = {}
        self._next = 1  # The first row stays empty: most pairs of words bring nothing.
        self._table = np.zeros((_FIRST_ROWS, width), np.float32)

    def total(self, keys: Iterable[_T]) -> Values:
        """Return the sum of the rows of ``keys``, each different."""
        held = self._places
        places = [held.get(key, -1) for key in keys]
        if -1 in places:
            places = self._added(list(keys))
        return np.asarray(np.add.reduce(self._table.take(places, axis=0), axis=0))

    def _added(self, keys: list[_T]) -> list[int]:
        new = [key for key in keys if key not in self._places]
        if self._next + len(new) > _ROWS or len(self._places) + len(new) > _KEYS:
            self._places.clear()
            self._next, new = 1, keys
        while self._next + len(new) > len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table)))
        self._places.update(dict.fromkeys(new, 0))
        rows, places = self._made(new)
        if places:
            self._table[self._next : self._next + len(places)] = rows
            self._places.update((new[place], self._next + row) for row, place in enumerate(places))
            self._next += len(places)
        return [self._places[key] for key in keys]


class Scorer:
    """Scores texts by a linear model over a space. Not for several threads at once."""

    __slots__ = ("_linear", "_pairs", "_space", "_topics", "_words")

    def __init__(self, space: Space, linear: Linear, often: Sequence[str] = ()) -> None:
        """``often``: words worth knowing before they are met, as are the pairs that the space meets most."""
        self._space = space
        self._linear = linear
        self._topics = linear.bias.size
        # A word's row: what its whole form gives each topic, what its pieces give, and the squares of both.
        self._words: _Kept[str] = _Kept(2 * self._topics + 2, self._word_rows)
        self._pairs: _Kept[Pair] = _Kept(self._topics + 1, self._pair_rows)
        if often:
            self._words.total(often)
            self._pairs.total(space.often)

    def scores(self, read: Sequence[str]) -> Values:
        """Return the score of each topic for the words ``read``, as the model gives it for what the space makes of them."""
        if not read:
            return self._linear.bias.copy()
        count = self._topics
        words, two = self._words.total(dict.fromkeys(read)), self._pairs.total(pairs(read))
        scores = words[:count] + two[:count]
        scores *= length(float(words[2 * count] + two[count]))
        pieces = words[count : 2 * count]
        pieces *= length(float(words[2 * count + 1]))
        scores += pieces
        scores += self._linear.bias
        return scores

    def _word_rows(self, words: Sequence[str]) -> tuple[Matrix, list[int]]:
        held = self._space.words(words)
        shares = self._linear.shares(held.ids, held.values, held.sizes.ravel())
        rows = np.empty((len(words), 2 * self._topics + 2), np.float32)
        rows[:, :-2], rows[:, -2:] = shares.reshape(len(words), -1), held.squares
        return rows, list(range(len(words)))

    def _pair_rows(self, two: Sequence[Pair]) -> tuple[Matrix, list[int]]:
        ids, places = self._space.pairs(two)
        rows = np.empty((len(ids), self._topics + 1), np.float32)
        if ids.size:
            rarity = self._space.idf[ids]
            rows[:, :-1] = self._linear.shares(ids, rarity, np.ones(ids.size, np.intp))
            rows[:, -1] = rarity**2
        return rows, places.tolist()
