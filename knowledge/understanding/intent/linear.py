"""A linear score for each topic: learned ahead, or found at load by a closed form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import Ids, Values

Matrix = npt.NDArray[np.float32]
Counts = npt.NDArray[np.unsignedinteger[Any]]

_RIDGE_LIMIT = 1_500  # Wordings; the kernel of more takes too long at start, and learned weights are better anyway.
_RIDGE = 0.3  # Regularisation, as a share of a wording's likeness to itself (which is 2, see Space).


class Linear(Protocol):
    """Gives each topic a score; the higher, the likelier."""

    @property
    def bias(self) -> Values:
        """What each topic scores before anything is said."""

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """Return what features give each topic, row by row: ``sizes`` tells how many of ``ids`` and ``values`` each has."""


@dataclass(frozen=True, slots=True)
class Dense:
    """``weights``: one row per feature, one column per topic; ``bias``: one number per topic."""

    weights: Matrix
    bias: Values

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """See Linear."""
        rows = np.zeros((len(sizes), self.bias.size), np.float32)
        some = sizes.nonzero()[0]
        if some.size:
            given = self.weights.take(ids, axis=0)
            given *= values[:, None]
            rows[some] = np.add.reduceat(given, (sizes.cumsum() - sizes)[some])
        return rows


@dataclass(frozen=True, slots=True)
class Sparse:
    """Most weights are nothing: each feature has a few ``values``, of the topics in ``columns``, from its ``start`` on."""

    starts: npt.NDArray[np.int32]  # One more than there are features.
    columns: Counts
    values: npt.NDArray[np.int8]
    scale: Values  # Per topic: what one unit of ``values`` is worth.
    bias: Values

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """See Linear."""
        starts = self.starts.take(ids)
        held = self.starts.take(ids + 1) - starts  # How many weights each feature has.
        ends = held.cumsum()
        places = (starts - ends + held).repeat(held)
        places += np.arange(places.size)
        cells = (np.arange(len(sizes)) * self.bias.size).repeat(sizes).repeat(held)
        cells += self.columns.take(places)
        rows = np.bincount(cells, self.values.take(places) * values.repeat(held), len(sizes) * self.bias.size)
        return np.asarray(rows.reshape(len(sizes), self.bias.size) * self.scale, np.float32)


@dataclass(frozen=True, slots=True)
class Summed:
    """Weights learnt ahead and what was fitted on top of them; behind these, as many columns of the former alone.

    What was fitted is a dense row a feature, most of them nothing.
    """

    base: Sparse
    rows: npt.NDArray[np.int32]  # The place in ``more`` of each feature's row; the first row is empty.
    more: Matrix
    bias: Values

    @classmethod
    def of(cls, base: Sparse, more: Matrix, bias: Values) -> Summed:
        """``more``: one row per feature, one column per topic; ``bias``: what is fitted of what each scores beforehand."""
        some = more.any(axis=1)
        rows = np.where(some, np.cumsum(some), 0).astype(np.int32)
        both = np.concatenate((base.bias + bias, base.bias)).astype(np.float32)
        return cls(base, rows, np.concatenate((np.zeros((1, more.shape[1]), np.float32), more[some])), both)

    def shares(self, ids: Ids, values: Values, sizes: npt.NDArray[np.integer[Any]]) -> Matrix:
        """See Linear."""
        ahead = self.base.shares(ids, values, sizes)
        fitted = Dense(self.more, self.base.bias).shares(self.rows.take(ids), values, sizes)
        return np.concatenate((ahead + fitted, ahead), axis=1)


def smallest(numbers: npt.NDArray[np.integer[Any]]) -> Counts:
    """Return whole ``numbers``, none negative, in the smallest type that holds them all: there are half a million."""
    return numbers.astype(np.min_scalar_type(int(numbers.max(initial=0))))


def closed_form(vectors: Sequence[tuple[Ids, Values]], topics: Ids, features: int, count: int) -> Dense:
    """Return the weights that the encoded wordings give at once, ``topics`` being each one's number below ``count``.

    Ridge regression of each topic against the others where the kernel is small enough, else the topics' centroids.
    """
    target = np.full((len(vectors), count), -1.0, np.float32)
    target[np.arange(len(vectors)), topics] = 1
    small = len(vectors) <= _RIDGE_LIMIT
    if small:
        middle = target.mean(axis=0)
        dual = np.linalg.solve(kernel(vectors, features, 2 * _RIDGE), target - middle)
    else:
        middle = np.zeros(count, np.float32)
        sizes = np.bincount(topics, minlength=count).astype(np.float32)
        dual = np.maximum(target, 0) / np.maximum(sizes, 1) - 1 / len(vectors)
    weights = np.zeros((features, count), np.float32)
    for (ids, values), row in zip(vectors, dual.astype(np.float32), strict=True):
        weights[ids] += values[:, None] * row  # A text's features are distinct, so none is lost.
    if not small:
        weights /= np.maximum(np.sqrt((weights**2).sum(axis=0)), 1e-6)
    return Dense(weights, middle)


_COMMON = 40  # Texts: features that more of them have are multiplied all at once, the others one by one.


def kernel(vectors: Sequence[tuple[Ids, Values]], features: int, ridge: float) -> Matrix:
    """Return the likeness of each wording to each, the sum over features of their products; ``ridge`` more to itself."""
    columns = np.concatenate([ids for ids, _ in vectors])
    rows = np.repeat(np.arange(len(vectors)), [ids.size for ids, _ in vectors])
    values = np.concatenate([values for _, values in vectors])
    met = np.bincount(columns, minlength=features)
    alone = met[columns] == 1  # Most features: they tell nothing of two texts.
    common = met[columns] > _COMMON
    place = np.cumsum(met > _COMMON) - 1
    spread = np.zeros((len(vectors), int((met > _COMMON).sum())), np.float32)
    spread[rows[common], place[columns[common]]] = values[common]
    # A hundred megabytes for a large call: it is gone through as seldom as can be.
    kernel: Matrix = spread @ spread.T
    kernel.ravel()[:: len(vectors) + 1] += ridge + np.bincount(rows[alone], values[alone] ** 2, len(vectors))
    shared = ~alone & ~common
    rows, values, columns = rows[shared], values[shared], columns[shared]
    order = np.argsort(columns, kind="stable")
    rows, values = rows[order], values[order]
    sizes = met[(met > 1) & (met <= _COMMON)]
    for end, size in zip(np.cumsum(sizes).tolist(), sizes.tolist(), strict=True):
        held, told = rows[end - size : end], values[end - size : end]
        kernel[held[:, None], held] += np.outer(told, told)
    return kernel
