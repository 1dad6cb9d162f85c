"""A linear score for each topic: learned ahead, or found at load by a closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.language.features import Ids, Values

Matrix = npt.NDArray[np.float32]

_RIDGE_LIMIT = 1_500  # Wordings; the kernel of more takes too long at start, and learned weights are better anyway.
_RIDGE = 0.15  # Regularisation, as a share of a wording's likeness to itself (which is 2, see Space).


@dataclass(frozen=True, slots=True)
class Linear:
    """``weights``: one row per feature, one column per topic; ``bias``: one number per topic."""

    weights: npt.NDArray[np.float32] | npt.NDArray[np.int8]
    scale: Values  # Per topic: what one unit of ``weights`` is worth.
    bias: Values

    def scores(self, ids: Ids, values: Values) -> Values:
        """Return the score of each topic; the higher, the likelier."""
        return np.asarray((values @ self.weights[ids]) * self.scale + self.bias, np.float32)


def closed_form(vectors: Sequence[tuple[Ids, Values]], topics: Ids, features: int, count: int) -> Linear:
    """Return the weights that the encoded wordings give at once, ``topics`` being each one's number below ``count``.

    Ridge regression of each topic against the others where the kernel is small enough, else the topics' centroids.
    """
    target = np.full((len(vectors), count), -1.0, np.float32)
    target[np.arange(len(vectors)), topics] = 1
    small = len(vectors) <= _RIDGE_LIMIT
    if small:
        middle = target.mean(axis=0)
        ridge = 2 * _RIDGE * np.eye(len(vectors), dtype=np.float32)
        dual = np.linalg.solve(_kernel(vectors, features) + ridge, target - middle)
    else:
        middle = np.zeros(count, np.float32)
        sizes = np.bincount(topics, minlength=count).astype(np.float32)
        dual = np.maximum(target, 0) / np.maximum(sizes, 1) - 1 / len(vectors)
    weights = np.zeros((features, count), np.float32)
    for (ids, values), row in zip(vectors, dual.astype(np.float32), strict=True):
        weights[ids] += values[:, None] * row  # A text's features are distinct, so none is lost.
    if not small:
        weights /= np.maximum(np.sqrt((weights**2).sum(axis=0)), 1e-6)
    return Linear(weights, np.ones(count, np.float32), middle)


def _kernel(vectors: Sequence[tuple[Ids, Values]], features: int) -> Matrix:
    """Return the likeness of each wording to each: the sum over features of their products."""
    columns = np.concatenate([ids for ids, _ in vectors])
    rows = np.repeat(np.arange(len(vectors)), [ids.size for ids, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    order = np.argsort(columns, kind="stable")
    rows, values = rows[order], values[order]
    starts = np.searchsorted(columns[order], np.arange(features + 1))
    kernel = np.zeros((len(vectors), len(vectors)), np.float32)
    for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        if end > start:
            held = rows[start:end]
            kernel[np.ix_(held, held)] += np.outer(values[start:end], values[start:end])
    return kernel
