"""The fingerprint of the lines that weights were taught with: it stands beside them, and a test compares."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from storage.calls import SERVICE, SERVICE_WORDINGS
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
    *(LINES / f"{kind}.jsonl" for kind in ("reponse", "remarque", "ordre", "fichier", "commande")),
    SERVICE,
)
ENTRIES = (SERVICE, SERVICE_WORDINGS)
PENDING = (LINES / "attend.jsonl",)
KEY = "taught"  # Its name among the arrays.


def fingerprint(files: Iterable[Path]) -> npt.NDArray[np.uint8]:
    """Return the fingerprint of these files' texts, as bytes."""
    found = sha256()
    for file in files:
        found.update(file.name.encode() + b"\0" + _learnt(file).encode() + b"\0")
    return np.frombuffer(found.digest(), np.uint8)


def save(target: Path, arrays: Mapping[str, npt.NDArray[Any]], files: Iterable[Path]) -> None:
    """Write what was learnt of ``files`` with their fingerprint, and say how much that is."""
    with target.open("wb") as file:
        np.savez_compressed(file, **arrays, **{KEY: fingerprint(files)})  # type: ignore[arg-type]
    print(f"{target.name}: {target.stat().st_size / 1024:.0f} KiB")


def _learnt(file: Path) -> str:
    """Return what is learnt of a file: of the entries on the assistant, how they are asked for and not what is said."""
    text = file.read_text("utf-8")
    if file != SERVICE:
        return text
    return json.dumps({id_: one["asks"] for id_, one in tomllib.loads(text).items() if "asks" in one})
