"""Learned numbers on disk: ordinary ``.npz`` files, which ``numpy.load`` reads, compressed with LZMA as ZIP allows.

``numpy.savez_compressed`` writes the same with a fifth more bytes, and the time of writing in them.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_LZMA, BadZipFile, ZipFile, ZipInfo

import numpy as np
import numpy.typing as npt

from knowledge.errors import DomainError
from knowledge.understanding.intent.weights import UnreadableWeights


class TooLarge(DomainError):
    """The numbers learned make files that a repository cannot keep; the message names them."""


Arrays = Mapping[str, npt.NDArray[Any]]
_EPOCH = (1980, 1, 1, 0, 0, 0)


def read_arrays(file: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file by their name. Raises UnreadableWeights for anything else."""
    return arrays_of(file.read_bytes())


def arrays_of(data: bytes) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a file's bytes by their name. Raises UnreadableWeights for anything else."""
    try:
        loaded = np.load(BytesIO(data), allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise UnreadableWeights("not an .npz file")
        with loaded:
            return dict(loaded)
    except (ValueError, OSError, EOFError, BadZipFile, lzma.LZMAError, NotImplementedError) as error:
        raise UnreadableWeights(str(error)) from error


def bytes_of(arrays: Arrays) -> bytes:
    """Return the bytes of a file that holds ``arrays``: the same for the same arrays, whenever they are written."""
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, array in arrays.items():
            entry = ZipInfo(f"{name}.npy", _EPOCH)
            entry.compress_type = ZIP_LZMA
            with archive.open(entry, "w") as member:
                np.lib.format.write_array(member, np.ascontiguousarray(array), allow_pickle=False)
    return written.getvalue()
