"""Weights learned ahead for the topics of one call, as bytes: features, their weights, the vocabulary.

Layout: ``MAGIC``, the length of the header (4 bytes, big endian), the header (JSON: name → type and shape), then the
arrays one after the other, compressed together. Weights are sparse and quantised to small whole numbers, one scale per topic; names are sorted
within their half, which halves what they weigh.
"""

from __future__ import annotations

import json
import lzma
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from knowledge.language.features import Values
from knowledge.language.linear import Sparse, smallest
from knowledge.language.topics import Topic

MAGIC = b"OPALEW2\n"
_IDF_STEPS = 16


class UnreadableWeights(ValueError):
    """The bytes are no weights file, or one of another version."""


@dataclass(frozen=True, slots=True)
class Weights:
    """``names``: features, one a line, words before pieces; ``words``: the vocabulary with its counts; ``learnt``: see :func:`marks`."""

    topics: tuple[str, ...]
    names: bytes
    idf: Values
    linear: Sparse
    words: Mapping[str, int]
    learnt: frozenset[int]


def marks(topics: Iterable[Topic]) -> dict[int, tuple[str, str]]:
    """Return each wording (its topic's id, its text) by a short mark: weights tell by it what they have seen."""
    return {zlib.crc32(f"{topic.id}\0{text}".encode()): (topic.id, text) for topic in topics for text in topic.wordings}


def written(weights: Weights) -> bytes:
    """Return ``weights`` as bytes, the same for the same weights."""
    linear = weights.linear
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "sizes": smallest(np.diff(linear.starts)),
        "columns": linear.columns,
        "values": linear.values,
        "scale": linear.scale.astype(np.float32),
        "bias": linear.bias.astype(np.float32),
        "idf": np.rint(weights.idf * _IDF_STEPS).astype(np.uint8),
        "counts": np.minimum(list(weights.words.values()), 65_535).astype(np.uint16),
        "learnt": np.array(sorted(weights.learnt), np.uint32),
        "texts": np.frombuffer(
            b"\0".join(("\n".join(weights.topics).encode(), weights.names, "\n".join(weights.words).encode())), np.uint8
        ),
    }
    header = json.dumps({name: [array.dtype.str, array.size] for name, array in arrays.items()}).encode()
    body = lzma.compress(b"".join(array.tobytes() for array in arrays.values()), preset=9 | lzma.PRESET_EXTREME)
    return MAGIC + len(header).to_bytes(4, "big") + header + body


def read_weights(data: bytes) -> Weights:
    """Return the weights held in ``data``. Raises UnreadableWeights."""
    if not data.startswith(MAGIC):
        raise UnreadableWeights("the file does not begin as learned weights do")
    start = len(MAGIC) + 4
    end = start + int.from_bytes(data[len(MAGIC) : start], "big")
    try:
        body = lzma.decompress(data[end:])
        arrays: dict[str, npt.NDArray[Any]] = {}
        at = 0
        for name, (kind, size) in json.loads(data[start:end]).items():
            arrays[name] = np.frombuffer(body, np.dtype(kind), size, at)
            at += arrays[name].nbytes
    except (ValueError, lzma.LZMAError) as error:
        raise UnreadableWeights(str(error)) from error
    topics, names, words = arrays["texts"].tobytes().split(b"\0")
    return Weights(
        topics=tuple(topics.decode().split("\n")),
        names=names,
        idf=(arrays["idf"] / _IDF_STEPS).astype(np.float32),
        linear=Sparse(
            starts=np.concatenate(([0], np.cumsum(arrays["sizes"], dtype=np.int32))).astype(np.int32),
            columns=arrays["columns"].copy(),
            values=arrays["values"].copy(),
            scale=arrays["scale"].copy(),
            bias=arrays["bias"].copy(),
        ),
        words=dict(zip(words.decode().split("\n"), arrays["counts"].tolist(), strict=True)),
        learnt=frozenset(arrays["learnt"].tolist()),
    )
