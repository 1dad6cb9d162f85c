"""What is said word for word as somebody taught it: found by a hash, so that the texts need not be kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.linear import Counts, smallest
from knowledge.understanding.intent.normalise import folded
from knowledge.understanding.intent.topics import CallTopic


@dataclass(frozen=True, slots=True)
class KnownMessages:
    """``hashes``, ascending, of all that is taught; ``owners``: the number of the topic of each.

    Hashes may collide: one unknown message in a hundred thousand is taken for a taught one.
    """

    hashes: npt.NDArray[np.uint32]
    owners: Counts

    @classmethod
    def of(cls, topics: Sequence[CallTopic]) -> KnownMessages:
        """Return what is taught for ``topics``; of a text taught for several, the first comes first."""
        texts = [text for topic in topics for text in topic.taught]
        owners = np.repeat(np.arange(len(topics)), [len(topic.taught) for topic in topics])
        hashes = np.fromiter(map(_hash, texts), np.uint32, len(texts))
        order = np.lexsort((owners, hashes))
        return cls(hashes[order], smallest(owners[order]))

    def owner(self, text: str) -> int | None:
        """Return the number of the topic for which ``text`` is taught, None for one that nobody taught."""
        place = int(self.hashes.searchsorted(hashed := np.uint32(_hash(text))))
        return int(self.owners[place]) if place < self.hashes.size and self.hashes[place] == hashed else None

    def holds(self, number: int, text: str) -> bool:
        """Tell whether ``text`` is taught for the topic of that number."""
        hashed = np.uint32(_hash(text))
        first, last = self.hashes.searchsorted(hashed), self.hashes.searchsorted(hashed, side="right")
        return number in self.owners[first:last].tolist()

    def joined(self, others: KnownMessages) -> KnownMessages:
        """Return these messages and ``others``; what both know means what it means here."""
        new = ~np.isin(others.hashes, self.hashes)
        hashes = np.concatenate((self.hashes, others.hashes[new]))
        order = np.argsort(hashes, kind="stable")
        return KnownMessages(hashes[order], smallest(np.concatenate((self.owners, others.owners[new]))[order]))

    def moved(self, numbers: npt.NDArray[np.integer[Any]]) -> KnownMessages:
        """Return the same messages after topics were renumbered; ``numbers``: the new number of each topic."""
        return KnownMessages(self.hashes, smallest(numbers)[self.owners])


def bare(text: str) -> str:
    """Return ``text`` as compared word for word: case, accents, ends and final punctuation left out."""
    return folded(text).strip(" .?!…\n\t")


def _hash(text: str) -> int:
    return crc32(bare(text).encode())
