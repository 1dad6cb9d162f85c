"""Weights learned ahead for the topics of one call, as arrays: features, their weights, the vocabulary, what was taught.

They stand in two files, so that neither is large: the features and which topics each speaks for; and how much, with what
was taught. Weights are sparse and quantised to small whole numbers, one scale per topic; names are sorted within their
half, columns and hashes are kept as steps from one to the next, which halves what they weigh.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import Counts, Linear, Sparse, Values, smallest
from knowledge.understanding.intent.scoring import Kinship, KnownMessages, OwnWords
from knowledge.understanding.intent.topics import TopicKind

Arrays = Mapping[str, npt.NDArray[Any]]
_IDF_STEPS = 16


class UnreadableWeights(ValueError):
    """The file holds no weights, or those of another version."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``names``: features, one a line, words before pieces; ``words``: the vocabulary with its counts.

    ``topics``: the kind of each topic by its id, in the order of the weights; ``said``: what was taught for them;
    ``source``: a number that the texts of the files gave (see :func:`source_of`).
    """

    topics: Mapping[str, TopicKind]
    names: bytes
    idf: Values
    linear: Linear  # Sparse, where it is learnt ahead.
    words: Mapping[str, int]
    said: KnownMessages
    source: int = 0
    # Where they were fitted to a call at start:
    own: OwnWords | None = None
    kinship: Kinship | None = None


def source_of(*texts: str) -> int:
    """Return a number that tells the ``texts`` of files from others: weights learned from them need no look at them."""
    return zlib.crc32("\0".join(texts).encode())


def _differences(numbers: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.int64]:
    """Return by how much each number is more than the one before it, the first more than 0."""
    found = numbers.astype(np.int64)
    found[1:] -= numbers[:-1]
    return found


def _stepped(starts: npt.NDArray[np.int32], columns: Counts) -> Counts:
    """Return ``columns``, ascending within each feature, as steps from one to the next."""
    steps = _differences(columns)
    firsts = starts[:-1][starts[1:] > starts[:-1]]
    steps[firsts] = columns[firsts]
    return smallest(steps)


def _unstepped(sizes: Counts, steps: Counts) -> Counts:
    """Return the columns of which :func:`_stepped` has made ``steps``."""
    held = sizes[sizes > 0].astype(np.int32)
    firsts = np.cumsum(held, dtype=np.int32) - held
    reached = np.cumsum(steps, dtype=np.int32)
    return smallest(reached - (reached[firsts] - steps[firsts]).repeat(held))


def arrays_of(weights: Weights) -> tuple[Arrays, Arrays]:
    """Return ``weights`` as the arrays of two files: the features, and the rest."""
    linear, said = weights.linear, weights.said
    if not isinstance(linear, Sparse):
        raise TypeError("only sparse weights are kept in files")
    features = {
        "names": np.frombuffer(weights.names, np.uint8),
        "sizes": smallest(np.diff(linear.starts)),
        "columns": _stepped(linear.starts, linear.columns),
    }
    taught = {
        "values": linear.values,
        "scale": linear.scale.astype(np.float32),
        "bias": linear.bias.astype(np.float32),
        "source": np.array([weights.source], np.uint32),
        "idf": np.rint(weights.idf * _IDF_STEPS).astype(np.uint8),
        "counts": np.minimum(list(weights.words.values()), 65_535).astype(np.uint16),
        "hashes": smallest(_differences(said.hashes)),
        "owners": said.owners,
        "texts": _text("\n".join(weights.topics), "\n".join(weights.topics.values()), "\n".join(weights.words)),
    }
    return features, taught


def read_weights(known: Arrays, held: Arrays) -> Weights:
    """Return the weights that :func:`arrays_of` made the two files of. Raises UnreadableWeights."""
    if (
        "columns" not in known
        or "values" not in held
        or known["columns"].size != held["values"].size
        or known["sizes"].size != held["idf"].size
    ):
        raise UnreadableWeights("the two files are not of the same weights")
    topics, kinds, words = held["texts"].tobytes().decode().split("\0")
    return Weights(
        topics={id_: TopicKind(kind) for id_, kind in zip(topics.split("\n"), kinds.split("\n"), strict=True)},
        names=known["names"].tobytes(),
        idf=(held["idf"] / _IDF_STEPS).astype(np.float32),
        linear=Sparse(
            starts=np.concatenate(([0], np.cumsum(known["sizes"], dtype=np.int32))).astype(np.int32),
            columns=_unstepped(known["sizes"], known["columns"]),
            values=held["values"].copy(),
            scale=held["scale"].copy(),
            bias=held["bias"].copy(),
        ),
        words=dict(zip(words.split("\n"), held["counts"].tolist(), strict=True)),
        said=KnownMessages(np.cumsum(held["hashes"], dtype=np.int64).astype(np.uint32), held["owners"].copy()),
        source=int(held["source"][0]),
    )


def _text(*parts: str) -> npt.NDArray[np.uint8]:
    return np.frombuffer("\0".join(parts).encode(), np.uint8)
