"""Which entry on the assistant itself a message asks for, if any: learnt apart from what decides its domain.

Half a hundred entries and more, each with a few dozen wordings: what is sure is told, what is likely is told with its
neighbours, what may be one of several is proposed by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from knowledge.understanding.heads import Array, Chances, Features, Heads

ENTRY = "entry"
NO_ENTRY = "none"


@dataclass(frozen=True)
class AskedEntry:
    """What a message asks of the assistant: a chance for each entry, and that it asks for none of them."""

    every: Chances

    @cached_property
    def entries(self) -> Chances:
        """The chances of the entries, if the message asks for one."""
        at = self.every.labels.index(NO_ENTRY)
        labels = (*self.every.labels[:at], *self.every.labels[at + 1 :])
        kept = [self.every.chances[:at], self.every.chances[at + 1 :]]
        left = max(1.0 - self.every.of(NO_ENTRY), 1e-6)
        return Chances(labels, np.concatenate(kept) / left)

    @property
    def some(self) -> float:
        """The chance that one is asked for, whichever."""
        return 1.0 - self.every.of(NO_ENTRY)


class EntryReader:
    """Reads which entry is asked for."""

    __slots__ = ("_heads",)

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        """``arrays``: what ``tests.understanding.teach_entries`` has learnt."""
        self._heads = Heads(arrays)

    @property
    def labels(self) -> Sequence[str]:
        """The entries, and that none is asked for."""
        return self._heads.heads[ENTRY].labels

    def read(self, told: Features) -> AskedEntry:
        """Return what a message, given as its features, asks of the assistant."""
        return AskedEntry(self._heads.weigh_features(told)[ENTRY])
