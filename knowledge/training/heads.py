"""Learn heads: logistic regression for each over one vocabulary, its chances made honest on lines of other hands.

    arrays = fit(HEADS, examples)
    numpy.savez_compressed(path, **arrays)

``crossed`` gives the chances that each line gets from heads that never saw its group (the hand that wrote it).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from knowledge.understanding.heads import EXTRA, Array, Chances, Head, Heads, hashed, piece_features, root
from knowledge.understanding.vectors import SIZE, Vectors, vectors_of


def whole_features(words: Sequence[str]) -> Iterator[str]:
    """Yield the features of whole words: each stem, pairs of stems in a row, and pairs with one word between."""
    stems = ["^", *map(root, words), "$"]
    yield from (f"w:{one}" for one in stems[1:-1])
    yield from (f"b:{one} {other}" for one, other in pairwise(stems))
    yield from (f"s:{one} {other}" for one, other in zip(stems, stems[2:], strict=False))


def vector(words: Sequence[str], extras: Iterable[str]) -> dict[str, float]:
    """Return the features of a message with their weights."""
    found: dict[str, float] = {}
    for half in (whole_features(words), piece_features(words)):
        names = dict.fromkeys(half)
        value = 1 / math.sqrt(len(names)) if names else 0.0
        found.update(dict.fromkeys(names, value))
    found.update((f"x:{extra}", EXTRA) for extra in extras)
    return found


def bare_vector(words: Sequence[str], extras: Iterable[str]) -> dict[str, float]:
    """Return the features of a window of a message, as heads of ``several`` labels see it: its ends are no ends."""
    stems = list(map(root, words))
    whole = [f"w:{one}" for one in stems]
    whole += [f"b:{one} {other}" for one, other in pairwise(stems)]
    whole += [f"s:{one} {other}" for one, other in zip(stems, stems[2:], strict=False)]
    pieces = list(piece_features(words))
    found: dict[str, float] = {}
    for names in (whole, pieces):
        value = 1 / math.sqrt(len(names)) if names else 0.0
        for name in names:
            found[name] = found.get(name, 0.0) + value
    found.update((f"x:{extra}", EXTRA) for extra in extras)
    return found


_TEMPERATURES = np.geomspace(0.4, 3.0, 40)
_FOLDS = 5
_SEED = 20240125
_HALF = 0.5  # Lines that weigh less are made: their windows are made too.
_SHORT = 4  # Words of a line that is a window by itself.
_SHY = 1.0  # What rare labels are short of: learnt from whole lines, they are weighed where they are said best.


@dataclass(frozen=True, slots=True)
class Example:
    """A line to learn from. A head absent from ``labels`` learns nothing from it.

    ``labels``: the label of each head, or the set of labels that hold where the head is ``several``; ``group``: the hand
    that wrote it; ``weight``: how much it counts; ``text``: the message as typed, whose vector is learnt from as well:
    either all lines have one, or none.
    """

    words: Sequence[str]
    labels: Mapping[str, str | frozenset[str]]
    extras: Sequence[str] = ()
    group: str = ""
    weight: float = 1.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Learning:
    """How to learn: ``rarest``: lines that a feature must be in; ``most``: features kept; ``c``: trust in the lines.

    ``apart``: each label is learnt against all the others, which is quicker and does better with many labels.
    """

    rarest: int = 2
    most: int = 24_000
    c: float = 8.0
    apart: bool = False
    temperatures: Mapping[str, float] = field(default_factory=dict)


def fit(heads: Sequence[Head], examples: Sequence[Example], learning: Learning | None = None) -> dict[str, Array]:
    """Return the arrays of heads learnt from ``examples``. Groups, where there are several, make the chances honest."""
    learning = learning or Learning()
    temperatures = {**_temperatures(heads, examples, learning), **learning.temperatures}
    return _fitted(heads, examples, learning, temperatures)


def crossed(
    heads: Sequence[Head], examples: Sequence[Example], learning: Learning | None = None, *, groups: Iterable[str] = ()
) -> list[Mapping[str, Chances] | None]:
    """Return what each example gets from heads that saw no line of its group; None for groups that are always learnt from.

    ``groups``: those left out one at a time; every one that lines have when empty.
    """
    learning = learning or Learning()
    found: list[Mapping[str, Chances] | None] = [None] * len(examples)
    for group in list(groups) or sorted({one.group for one in examples}):
        learnt = Heads(_fitted(heads, [one for one in examples if one.group != group], learning, {}))
        for at, one in enumerate(examples):
            if one.group == group:
                found[at] = learnt.weigh(one.words, one.extras, one.text)
    return found


Encoded = tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]


@lru_cache(maxsize=60_000)
def _row(words: tuple[str, ...], extras: tuple[str, ...]) -> Encoded:
    """Return the features of a line and their weights; lines are learnt from many times over."""
    return _numbered(vector(words, extras))


def _numbered(found: Mapping[str, float]) -> Encoded:
    return hashed(found), np.fromiter(found.values(), np.float32, len(found))


def _rows(examples: Iterable[Example]) -> list[Encoded]:
    return [_row(tuple(one.words), tuple(one.extras)) for one in examples]


def _bare_rows(examples: Iterable[Example]) -> list[Encoded]:
    return [_numbered(bare_vector(one.words, one.extras)) for one in examples]


def _vocabulary(examples: Sequence[Example], rows: Sequence[Encoded], learning: Learning) -> npt.NDArray[np.uint32]:
    """Return the features kept, as ascending numbers: those in the most lines, and every extra."""
    names, counts = np.unique(np.concatenate([numbers for numbers, _ in rows]), return_counts=True)
    order = np.lexsort((names, -counts))[: learning.most]
    kept = names[order[counts[order] >= learning.rarest]]
    extras = hashed({f"x:{extra}" for one in examples for extra in one.extras})
    return np.unique(np.concatenate([kept, extras]))


def _matrix(rows: Sequence[Encoded], hashes: npt.NDArray[np.uint32]) -> sparse.csr_matrix:
    starts, columns, kept = [0], [], []
    for numbers, values in rows:
        places = hashes.searchsorted(numbers)
        known = hashes.take(places, mode="clip") == numbers
        columns.append(places[known])
        kept.append(values[known])
        starts.append(starts[-1] + int(known.sum()))
    shape = (len(rows), hashes.size)
    return sparse.csr_matrix((np.concatenate(kept), np.concatenate(columns), starts), shape=shape)


_DIRECTIONS, _SAMPLED = 96, 6_000
_AT_ONCE = 512  # Texts whose vectors are computed together.
_VECTORS: dict[str, Vectors] = {}  # Texts are learnt from many times over.


def _vectors(examples: Sequence[Example]) -> Vectors:
    """Return the vectors of the lines' texts, a row each; of windows, which have no text, nothing."""
    new = sorted({one.text for one in examples if one.text}.difference(_VECTORS))
    for at in range(0, len(new), _AT_ONCE):
        some = new[at : at + _AT_ONCE]
        _VECTORS.update(zip(some, vectors_of(some), strict=True))
    nothing = np.zeros(SIZE, np.float32)
    return np.array([_VECTORS.get(one.text, nothing) for one in examples], np.float32)


def _main_directions(vectors: Vectors) -> Vectors:
    """Return the directions in which the vectors differ most, a column each.

    Learnt along these, as much is right of other voices' lines as along all 512, in a fraction of the time. The first
    direction is what all sentences have in common: it tells nothing, and would slow the learning down.
    """
    some = vectors[:: max(1, len(vectors) // _SAMPLED)]
    return np.asarray(np.linalg.svd(some, full_matrices=False)[2][1 : 1 + _DIRECTIONS].T, np.float32)


def _fitted(
    heads: Sequence[Head], examples: Sequence[Example], learning: Learning, temperatures: Mapping[str, float]
) -> dict[str, Array]:
    rows = _rows(examples)
    hashes = _vocabulary(examples, rows, learning)
    matrix = _matrix(rows, hashes)
    in_texts = any(one.text for one in examples)
    directions = np.zeros((SIZE, 0), np.float32)
    if in_texts:
        vectors = _vectors(examples)
        directions = _main_directions(vectors)
        matrix = sparse.hstack([matrix, sparse.csr_matrix(vectors @ directions)]).tocsr()
    every = [*examples, *_windows(heads, examples)]
    through = matrix
    if any(head.several for head in heads):  # These look through windows: the vector of the whole says nothing of one.
        through = sparse.hstack(
            [_matrix(_bare_rows(every), hashes), sparse.csr_matrix((len(every), matrix.shape[1] - hashes.size))]
        ).tocsr()
    weights, biases = [], []
    for head in heads:
        lines, seen = (every, through) if head.several else (examples, matrix)
        taught = [at for at, one in enumerate(lines) if head.name in one.labels and (one.words or not head.several)]
        of_head, bias = _learn(head, seen[taught], [lines[at] for at in taught], learning)
        hot = temperatures.get(head.name, 1.0)
        weights.append(of_head / hot)
        biases.append(bias / hot)
    whole = np.concatenate(weights).astype(np.float32)
    table, dense = whole[:, : hashes.size], whole[:, hashes.size :]
    scale = np.maximum(np.abs(table).max(axis=1), 1e-6) / 127
    return {
        "heads": np.frombuffer(json.dumps([_told(head) for head in heads]).encode(), np.uint8),
        "hashes": hashes,
        "weights": np.ascontiguousarray(np.rint(table / scale[:, None]).astype(np.int8).T),
        "scale": scale.astype(np.float32),
        "bias": np.concatenate(biases).astype(np.float32),
        **({"dense": (directions @ dense.T).astype(np.float16)} if in_texts else {}),
    }


def _windows(heads: Sequence[Head], examples: Sequence[Example]) -> list[Example]:
    """Return windows of the lines: labels that do not hold in the line hold in none; of the others nobody knows («?…»)."""
    out: list[Example] = []
    for one in examples:
        told = {
            head.name: frozenset(f"?{label}" for label in one.labels[head.name])
            for head in heads
            if head.several and head.name in one.labels
        }
        if not told or len(one.words) <= _SHORT or one.weight < _HALF:
            continue
        start = crc32(" ".join(one.words).encode())
        for turn, width in enumerate((3, 5)):
            if len(one.words) > width:
                at = (start + turn * 7) % (len(one.words) - width + 1)
                out.append(Example(one.words[at : at + width], told, one.extras, one.group, one.weight / 2))
    return out


def _told(head: Head) -> dict[str, object]:
    return {"name": head.name, "labels": head.labels, "several": head.several}


def _learn(
    head: Head, matrix: sparse.csr_matrix, examples: Sequence[Example], learning: Learning
) -> tuple[Array, Array]:
    """Return the weights, a row a label, and the biases of one head. A label that no line has is never chosen."""
    weights = np.zeros((len(head.labels), matrix.shape[1]))
    biases = np.full(len(head.labels), -12.0)
    counts = np.array([one.weight for one in examples])
    if not examples:
        return weights, biases
    if head.several:
        for at, label in enumerate(head.labels):
            known = np.array([f"?{label}" not in one.labels[head.name] for one in examples])
            holds = np.array([label in one.labels[head.name] for one in examples])[known]
            if holds.any() and not holds.all():
                model = LogisticRegression(C=learning.c, solver="liblinear", tol=0.01)
                model.fit(matrix[known], holds, counts[known])
                weights[at], biases[at] = model.coef_[0], model.intercept_[0] + _SHY
        return weights, biases
    if learning.apart:
        for at, label in enumerate(head.labels):
            holds = np.array([one.labels[head.name] == label for one in examples])
            if holds.any() and not holds.all():
                model = LogisticRegression(
                    C=learning.c, solver="liblinear", dual=True, tol=0.1, max_iter=400, random_state=_SEED
                )
                model.fit(matrix, holds, counts)
                weights[at], biases[at] = model.coef_[0], model.intercept_[0]
        return weights, biases
    chosen = np.array([head.labels.index(str(one.labels[head.name])) for one in examples])
    known = np.unique(chosen)
    if known.size == 1:
        biases[known[0]] = 0.0
        return weights, biases
    model = LogisticRegression(C=learning.c, max_iter=300, tol=1e-3).fit(matrix, chosen, counts)
    if known.size == 2:
        weights[known[1]], biases[known[1]], biases[known[0]] = model.coef_[0], model.intercept_[0], 0.0
    else:
        weights[known], biases[known] = model.coef_, model.intercept_
    return weights, biases


def _temperatures(heads: Sequence[Head], examples: Sequence[Example], learning: Learning) -> dict[str, float]:
    """Return by how much the scores of each head are to be divided, so that its chances hold for other hands' lines."""
    groups = sorted({one.group for one in examples})
    if len(groups) < 2:
        return {}
    fold = {group: at % _FOLDS for at, group in enumerate(groups)}
    folded = [Example(one.words, one.labels, one.extras, str(fold[one.group]), one.weight) for one in examples]
    found = crossed(heads, folded, learning)
    return {head.name: _temperature(head, folded, found) for head in heads}


def _temperature(head: Head, examples: Sequence[Example], found: Sequence[Mapping[str, Chances] | None]) -> float:
    """Return the temperature at which the chances of what is right are the highest together."""
    logs, right = [], []
    for one, choices in zip(examples, found, strict=True):
        if choices is None or head.name not in one.labels:
            continue
        chances = np.clip(choices[head.name].chances.astype(float), 1e-9, 1 - 1e-9)
        label = one.labels[head.name]
        if head.several:
            logs.append(np.log(chances / (1 - chances)))
            right.append(np.array([name in label for name in head.labels]))
        else:
            logs.append(np.log(chances))
            right.append(np.array([name == label for name in head.labels]))
    if not logs:
        return 1.0
    scores, truth = np.array(logs), np.array(right)
    losses = []
    for hot in _TEMPERATURES:
        if head.several:
            losses.append(np.logaddexp(0, np.where(truth, -scores, scores) / hot).sum())
        else:
            losses.append((np.logaddexp.reduce(scores / hot, axis=1) - (scores / hot)[truth]).sum())
    return float(_TEMPERATURES[int(np.argmin(losses))])
