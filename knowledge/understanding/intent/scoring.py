"""The score of each topic for the words of a text, kept word by word: a word met again costs a sum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.understanding.intent.features import Pair, Space, Values, length, pairs
from knowledge.understanding.intent.linear import Linear, Matrix

# Words and pairs with a row of their own, and in all: a message has at most a thousand of each.
_ROWS, _KEYS = 4_096, 32_768
_FIRST_ROWS = 256  # Doubled as words are met: an assistant that nobody asks takes no more.


class Scorer:
    """Scores texts by a linear model over a space. Not for several threads at once.

    A row of its table holds what a word, or a pair of words in a row, gives: to each topic by its whole form, to each
    by its pieces, and the squares of both. Those of a text are added up at once. When the table is full, it begins anew.
    """

    __slots__ = ("_linear", "_next", "_places", "_space", "_table", "_topics")

    def __init__(self, space: Space, linear: Linear) -> None:
        self._space = space
        self._linear = linear
        self._topics = linear.bias.size
        self._places: dict[str | Pair, int] = {}
        self._next = 1  # The first row stays empty: most pairs of words bring nothing.
        self._table = np.zeros((_FIRST_ROWS, 2 * self._topics + 2), np.float32)

    @property
    def space(self) -> Space:
        """Return the features that it scores by."""
        return self._space

    def scores(self, read: Sequence[str]) -> Values:
        """Return the score of each topic for the words ``read``, as the model gives it for what the space makes of them."""
        if not read:
            return self._linear.bias.copy()
        keys: list[str | Pair] = [*dict.fromkeys(read), *pairs(read)]
        held = self._places
        places = [held.get(key, -1) for key in keys]
        if -1 in places:
            self._learn([key for key, place in zip(keys, places, strict=True) if place < 0], keys)
            places = [self._places[key] for key in keys]
        total = np.add.reduce(self._table.take(places, axis=0), axis=0)
        count = self._topics
        scores: Values = total[:count] * length(float(total[-2]))
        scores += total[count:-2] * length(float(total[-1]))
        scores += self._linear.bias
        return scores

    def _learn(self, new: Sequence[str | Pair], text: Sequence[str | Pair] = ()) -> None:
        """Make the rows of ``new`` words and pairs; of all the ``text`` they come from, when the table begins anew."""
        if self._next + len(new) > _ROWS or len(self._places) + len(new) > _KEYS:
            self._places.clear()
            self._next, new = 1, text
        self._places.update(dict.fromkeys(new, 0))
        rows, keys = self._rows(new)
        while self._next + len(keys) > len(self._table):
            self._table = np.concatenate((self._table, np.zeros_like(self._table)))
        self._table[self._next : self._next + len(keys)] = rows
        self._places.update(zip(keys, range(self._next, self._next + len(keys)), strict=True))
        self._next += len(keys)

    def _rows(self, new: Sequence[str | Pair]) -> tuple[Matrix, list[str | Pair]]:
        """Return the rows of those of ``new`` that bring something, and which these are."""
        words = [key for key in new if isinstance(key, str)]
        two = [key for key in new if not isinstance(key, str)]
        held, (ids, places) = self._space.words(words), self._space.pairs(two)
        rarity = self._space.idf[ids]
        shares = self._linear.shares(
            np.concatenate((held.ids, ids)),
            np.concatenate((held.values, rarity)),
            np.concatenate((held.sizes.ravel(), np.ones(ids.size, np.intp))),
        )
        count = len(words)
        rows = np.zeros((count + ids.size, 2 * self._topics + 2), np.float32)
        rows[:count, :-2], rows[:count, -2:] = shares[: 2 * count].reshape(count, 2 * self._topics), held.squares
        rows[count:, : self._topics], rows[count:, -2] = shares[2 * count :], rarity**2
        return rows, [*words, *(two[place] for place in places.tolist())]
