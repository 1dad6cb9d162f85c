"""The score of each topic for the words of a text, kept word by word: a word met again costs a sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, TypeVar

import numpy as np

from knowledge.language.features import Held, Pair, Space, Values, length, pairs
from knowledge.language.linear import Linear, Matrix

# Words kept, and pairs, with a row of their own, and in all: a message has at most a thousand of each.
_ROWS, _KEYS = 4_096, 32_768
_FIRST_ROWS = 256  # Doubled as words are met: an assistant that nobody asks takes no more.
_T = TypeVar("_T", str, Pair)


class _Kept(Generic[_T]):
    """Rows of numbers by key, in one table: those of a text are added up at once. When it is full, it begins anew."""

    __slots__ = ("_made", "_next", "_places", "_table")

    def __init__(self, width: int, made: Callable[[Sequence[_T]], Matrix]) -> None:
        """``made``: the rows of new keys, each of ``width``."""
        self._made: Callable[[Sequence[_T]], Matrix] = made
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
        rows = self._made(new)
        for key, row in zip(new, rows, strict=True):
            some = row.any()
            self._places[key] = self._next if some else 0
            if some:
                self._table[self._next] = row
                self._next += 1
        return [self._places[key] for key in keys]


class Scorer:
    """Scores texts by a linear model over a space. Not for several threads at once."""

    __slots__ = ("_linear", "_pairs", "_space", "_topics", "_words")

    def __init__(self, space: Space, linear: Linear) -> None:
        self._space = space
        self._linear = linear
        self._topics = linear.bias.size
        # A word's row: what its whole form gives each topic, what its pieces give, and the squares of both.
        self._words: _Kept[str] = _Kept(2 * self._topics + 2, self._word_rows)
        self._pairs: _Kept[Pair] = _Kept(self._topics + 1, self._pair_rows)

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

    def _word_rows(self, words: Sequence[str]) -> Matrix:
        held = [self._space.word(word) for word in words]
        sizes = [size for one in held for size in (one.half, len(one.ids) - one.half)]
        rows = np.empty((len(held), 2 * self._topics + 2), np.float32)
        rows[:, :-2] = self._shares(held, sizes).reshape(len(held), -1)
        rows[:, -2:] = [one.squares for one in held]
        return rows

    def _pair_rows(self, two: Sequence[Pair]) -> Matrix:
        held = [self._space.pair(pair) for pair in two]
        rows = np.empty((len(held), self._topics + 1), np.float32)
        rows[:, :-1] = self._shares(held, [len(one.ids) for one in held])
        rows[:, -1] = [one.squares[0] for one in held]
        return rows

    def _shares(self, held: Sequence[Held], sizes: Sequence[int]) -> Matrix:
        ids = np.concatenate([one.ids for one in held])
        values = np.concatenate([one.values for one in held])
        return self._linear.shares(ids, values, np.asarray(sizes))
