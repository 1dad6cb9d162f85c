"""What a message is like by what the shared weights make of it: a second look at a call's own wordings.

Two texts of one entry may have no word in common and yet be alike: both look a little like a question on the fee, a little
like one on the dates. An entry that no type foresees is learnt from that as well as from its words.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from knowledge.understanding.intent.features import Values
from knowledge.understanding.intent.linear import Matrix


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
