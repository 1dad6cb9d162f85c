"""The wordings that resemble a text most, by the words they share."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.language.features import Ids, Space, Values


class Nearest:
    """An inverted index of wordings on the features of one :class:`Space`."""

    __slots__ = ("_common", "_rows", "_space", "_starts", "_weights", "topics")

    _COMMON = 0.25  # A feature of more than this share of the wordings tells nothing, and costs the most.

    def __init__(self, space: Space, vectors: Sequence[tuple[Ids, Values]], topics: Ids) -> None:
        """``vectors``: the encoded wordings; ``topics``: the number of each one's topic."""
        self._space = space
        self.topics = topics
        limit = space.first_piece
        kept = [(ids[:cut], values[:cut]) for ids, values in vectors for cut in (int(np.searchsorted(ids, limit)),)]
        features = np.concatenate([ids for ids, _ in kept]) if kept else np.zeros(0, np.int32)
        rows = np.repeat(np.arange(len(kept), dtype=np.int32), [ids.size for ids, _ in kept])
        weights = np.concatenate([values for _, values in kept]) if kept else np.zeros(0, np.float32)
        order = np.argsort(features, kind="stable")
        self._rows = rows[order]
        self._weights = weights[order]
        self._starts = np.searchsorted(features[order], np.arange(limit + 1)).astype(np.int32)
        self._common = max(64, int(self._COMMON * len(kept)))

    def likeness(self, ids: Ids, values: Values) -> Values:
        """Return how much each wording resembles the encoded text, 0 to 1."""
        total = len(self.topics)
        cut = int(np.searchsorted(ids, self._space.first_piece))
        starts, ends = self._starts[ids[:cut]], self._starts[ids[:cut] + 1]
        rows, weights = [], []
        for start, end, value in zip(starts.tolist(), ends.tolist(), values[:cut].tolist(), strict=True):
            if end - start <= self._common:
                rows.append(self._rows[start:end])
                weights.append(self._weights[start:end] * value)
        if not rows:
            return np.zeros(total, np.float32)
        return np.bincount(np.concatenate(rows), np.concatenate(weights), total).astype(np.float32)
