"""Weights learned ahead for the topics of one call, as bytes: features, their weights, the vocabulary.

Layout: ``MAGIC``, the length of the header (4 bytes, big endian), the header (JSON: name → type and shape), then the
arrays one after the other, compressed together. Weights are sparse and quantised to 8 bits, one scale per topic.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from knowledge.language.features import Values
from knowledge.language.linear import Linear
from knowledge.language.topics import Topic

MAGIC = b"OPALEW1\n"


class UnreadableWeights(ValueError):
    """The bytes are no weights file, or one of another version."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``names``: features, words before pieces; ``words``: the vocabulary with its counts; ``learnt``: see :func:`marks`."""

    topics: tuple[str, ...]
    names: tuple[str, ...]
    idf: Values
    linear: Linear
    words: Mapping[str, int]
    learnt: frozenset[int]


def marks(topics: Iterable[Topic]) -> dict[int, tuple[str, str]]:
    """Return each wording (its topic's id, its text) by a short mark: weights tell by it what they have seen."""
    return {zlib.crc32(f"{topic.id}\0{text}".encode()): (topic.id, text) for topic in topics for text in topic.wordings}


def written(weights: Weights) -> bytes:
    """Return ``weights`` as bytes, the same for the same weights."""
    dense = np.asarray(weights.linear.weights)
    rows, columns = np.nonzero(dense)
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "per_feature": np.bincount(rows, minlength=len(weights.names)).astype(np.uint8),
        "columns": columns.astype(np.uint8),
        "values": dense[rows, columns].astype(np.int8),
        "scale": weights.linear.scale.astype(np.float32),
        "bias": weights.linear.bias.astype(np.float32),
        "idf": weights.idf.astype(np.float16),
        "counts": np.array(list(weights.words.values()), np.uint16),
        "learnt": np.array(sorted(weights.learnt), np.uint32),
        "texts": np.frombuffer(
            "\0".join("\n".join(part) for part in (weights.topics, weights.names, weights.words)).encode(), np.uint8
        ),
    }
    header = json.dumps({name: [array.dtype.str, array.size] for name, array in arrays.items()}).encode()
    body = zlib.compress(b"".join(array.tobytes() for array in arrays.values()), 9)
    return MAGIC + len(header).to_bytes(4, "big") + header + body


def read_weights(data: bytes) -> Weights:
    """Return the weights held in ``data``. Raises UnreadableWeights."""
    if not data.startswith(MAGIC):
        raise UnreadableWeights("the file does not begin as learned weights do")
    start = len(MAGIC) + 4
    end = start + int.from_bytes(data[len(MAGIC) : start], "big")
    try:
        body = zlib.decompress(data[end:])
        arrays: dict[str, npt.NDArray[np.generic]] = {}
        at = 0
        for name, (kind, size) in json.loads(data[start:end]).items():
            arrays[name] = np.frombuffer(body, np.dtype(kind), size, at)
            at += arrays[name].nbytes
    except (ValueError, zlib.error) as error:
        raise UnreadableWeights(str(error)) from error
    topics, names, words = (tuple(part.split("\n")) for part in arrays["texts"].tobytes().decode().split("\0"))
    dense = np.zeros((len(names), len(topics)), np.int8)
    dense[np.repeat(np.arange(len(names)), arrays["per_feature"].astype(np.int64)), arrays["columns"]] = arrays["values"]
    return Weights(
        topics=topics,
        names=names,
        idf=arrays["idf"].astype(np.float32),
        linear=Linear(dense, arrays["scale"].astype(np.float32), arrays["bias"].astype(np.float32)),
        words=dict(zip(words, arrays["counts"].tolist(), strict=True)),
        learnt=frozenset(arrays["learnt"].tolist()),
    )
