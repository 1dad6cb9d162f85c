"""The wordings that resemble a text most, by the words they share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.understanding.intent.features import Ids, Space, Values


class Nearest:
    """An inverted index of wordings on the features of one :class:`Space`."""

    __slots__ = ("_common", "_firsts", "_rows", "_some", "_starts", "_weights", "topics")

    _COMMON = 0.25  # A feature of more than this share of the wordings tells nothing, and costs the most.

    def __init__(self, space: Space, vectors: Sequence[tuple[Ids, Values]], topics: Ids) -> None:
        """``vectors``: the wordings, as :meth:`Space.whole` gives them; ``topics``: the number of each one's topic, ascending."""
        self.topics = topics
        limit = space.first_piece
        features = np.concatenate([ids for ids, _ in vectors]) if vectors else np.zeros(0, np.int32)
        rows = np.repeat(np.arange(len(vectors), dtype=np.int32), [ids.size for ids, _ in vectors])
        weights = np.concatenate([values for _, values in vectors]) if vectors else np.zeros(0, np.float32)
        order = np.argsort(features, kind="stable")
        self._rows = rows[order]
        self._weights = weights[order]
        self._starts = np.searchsorted(features[order], np.arange(limit + 1)).astype(np.int32)
        self._some, self._firsts = np.unique(topics, return_index=True)  # Topics that have wordings, each one's first.
        self._common = max(64, int(self._COMMON * len(vectors)))

    def likeness(self, ids: Ids, values: Values) -> Values:
        """Return how much each wording resembles a text, 0 to 1; ``ids``, ``values``: see :meth:`Space.whole`."""
        starts = self._starts.take(ids)
        sizes = self._starts.take(ids + 1) - starts
        sizes *= sizes <= self._common
        ends = sizes.cumsum()
        places = (starts - ends + sizes).repeat(sizes)
        places += np.arange(places.size)
        weights = self._weights.take(places) * values.repeat(sizes)
        return np.bincount(self._rows.take(places), weights, len(self.topics)).astype(np.float32)

    def best(self, ids: Ids, values: Values, topics: int) -> Values:
        """Return, for each of so many topics, the likeness of the wording of its own that resembles the text most."""
        found = np.zeros(topics, np.float32)
        found[self._some] = np.maximum.reduceat(self.likeness(ids, values), self._firsts)
        return found
