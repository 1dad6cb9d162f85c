"""How near the words of a message are to those of a call: two readers beside the shared weights.

The weights that calls share were learnt with what one call holds for another matter. Of a call on gardens, «terreau» is
none: what its own file says, counted against what other matters say, tells so. The bar that a message must reach is set by
other matters that neither reader has seen, so that few of them pass, whatever the call.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.understanding.intent.features import Values, stem
from knowledge.understanding.intent.linear import Matrix

_UNHEARD = 0.001  # The share of texts that a word is taken to stand in where it stands in none.
_HALF = 0.5  # Counted with the others of each word, so that one met once is no proof.


@dataclass(frozen=True, slots=True)
class OwnWords:
    """``weights``: by stem, how much more often it stands in the call's texts than in others, as a logarithm.

    ``tried``: other matters that were not counted, by which the bar is set.
    """

    weights: Mapping[str, float]
    tried: Sequence[str]

    @classmethod
    def of(cls, own: Sequence[Sequence[str]], others: Sequence[Sequence[str]], tried: Sequence[str] = ()) -> OwnWords:
        """Return what tells the texts of a call from ``others``, each given as its words."""
        here, there = _counted(own), _counted(others)
        weights = {
            root: math.log(
                (here[root] / max(1, len(own)) + _UNHEARD) / ((there[root] + _HALF) / max(1, len(others)) + _UNHEARD)
            )
            for root in here | there
        }
        return cls(weights, tried)

    def tell(self, words: Iterable[str]) -> float:
        """Return how much ``words`` are the call's: positive where they are, 0 where they tell nothing."""
        roots = _roots(words)
        return sum(self.weights.get(root, 0.0) for root in roots) / math.sqrt(len(roots)) if roots else 0.0


def _roots(words: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in words if word != "?")


def _counted(texts: Sequence[Sequence[str]]) -> Counter[str]:
    return Counter(root for words in texts for root in _roots(words))


# --- What the shared weights make of a message: a second look at a call's own wordings.


@dataclass(frozen=True, slots=True)
class Kinship:
    """``middle``: what the shared weights make of the call's wordings on the whole; ``gives``: what each way off it tells.

    A row of ``gives`` is what they score, a column an entry.
    """

    middle: Values
    gives: Matrix

    def scores(self, ahead: Values) -> Values:
        """Return what is told of each entry by what the shared weights make of a message."""
        return np.asarray(ways(ahead[None], self.middle)[0] @ self.gives, np.float32)


def ways(ahead: Matrix, middle: Values) -> Matrix:
    """Return the way of each text off the ``middle``, its length 1."""
    off = ahead - middle
    return np.asarray(off / np.maximum(np.sqrt((off**2).sum(axis=1, keepdims=True)), 1e-6), np.float32)
