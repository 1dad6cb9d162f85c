"""The fingerprint of the lines that weights were taught with: it stands beside them, and a test compares."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt

from storage.calls import SERVICE
from tests.understanding import data

LINES = data.ROOT / "knowledge" / "training" / "lines"
_KINDS = ("acte", "autre", "demande", "difficulte", "eligibilite", "proche", "statut")
_COMMON = tuple(LINES / f"{kind}.jsonl" for kind in _KINDS)
STATUS = (*_COMMON, LINES / "statut.txt", LINES / "lexicon.toml", LINES / "templates.toml")
ARBITER = (
    *_COMMON,
    LINES / "courriel.jsonl",
    LINES / "difficultes.txt",
    LINES / "gestes.txt",
    LINES / "presentations.txt",
    SERVICE,
)
KEY = "taught"  # Its name among the arrays.


def fingerprint(files: Iterable[Path]) -> npt.NDArray[np.uint8]:
    """Return the fingerprint of these files' texts, as bytes."""
    found = sha256()
    for file in files:
        found.update(file.name.encode() + b"\0" + file.read_text("utf-8").encode() + b"\0")
    return np.frombuffer(found.digest(), np.uint8)
