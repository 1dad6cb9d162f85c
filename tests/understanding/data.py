"""The call and the lexicon as files of this repository, and the sets that understanding is measured on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from knowledge.call import Call, read_call
from knowledge.language import Lexicon, Recogniser, Topic, read_intents, read_lexicon, topics_of

ROOT = Path(__file__).parents[2]
CALLS = ROOT / "knowledge" / "calls"
LEXICON = ROOT / "knowledge" / "language" / "lexicon"
HELD_OUT = ROOT / "tests" / "phrases" / "heldout"
CALL = "2024-experts-opale"


def call() -> Call:
    """Return the call in force."""
    return read_call((CALLS / f"{CALL}.toml").read_text("utf-8"), (CALLS / f"{CALL}.wordings.toml").read_text("utf-8"))


def topics() -> tuple[Topic, ...]:
    """Return all topics of the call in force."""
    return topics_of(call(), read_intents(*(text(name) for name in ("intents", "elsewhere"))))


def text(name: str) -> str:
    """Return the text of one file of the lexicon."""
    return (LEXICON / f"{name}.toml").read_text("utf-8")


def lexicon() -> Lexicon:
    """Return the lexicon."""
    return read_lexicon(text("general"), text("domain"))


def weights_file() -> Path:
    """Return where the weights learned for the call in force stand."""
    return CALLS / f"{CALL}.weights.npz"


def weights() -> bytes | None:
    """Return the weights learned for the call in force, None when there are none."""
    return weights_file().read_bytes() if weights_file().exists() else None


def recogniser() -> Recogniser:
    """Return the recogniser as the assistant builds it."""
    return Recogniser(topics(), lexicon(), weights())


def sets() -> dict[str, Path]:
    """Return the folders of test sets by name: «partagé» when EVAL_DIR is set, and our own held-out ones."""
    shared = os.environ.get("EVAL_DIR")
    return {**({"partagé": Path(shared)} if shared else {}), "tenu à part": HELD_OUT}


def lines(file: Path) -> list[dict[str, Any]]:
    """Return the JSON lines of ``file``, [] when it is absent."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()] if file.exists() else []
