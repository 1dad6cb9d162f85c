"""The call and the lexicon as files of this repository, and the sets that understanding is measured on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from knowledge.base import topics_of
from knowledge.call import Call
from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.scoring import Weights
from knowledge.understanding.intent.topics import CallTopic
from storage.calls import find, general, lexicon

ROOT = Path(__file__).parents[2]
LEXICON = ROOT / "knowledge" / "understanding" / "intent" / "lexicon"
# Wordings by several hands: a small sample of the larger sets that quality is judged on.
SHARED = ROOT / "tests" / "data" / "eval"
# The public register of the schools of the académie, from data.education.gouv.fr.
REGISTER = ROOT / "bot" / "demo" / "schools.csv"
HELD_OUT = ROOT / "tests" / "phrases" / "heldout"
# By twelve hands who had not seen the wordings; some of what is missed there has been read.
FRESH = ROOT / "tests" / "phrases" / "fresh"
LAST = ROOT / "tests" / "phrases" / "last"  # By others still, of whom nothing was learned.
# Read and learned from after their first measure: they only keep us from falling back.
READ = ROOT / "tests" / "phrases" / "read"
CALL = "2024-experts-opale"


def call() -> Call:
    """Return the call in force."""
    return find(CALL).read()


def topics() -> tuple[CallTopic, ...]:
    """Return all topics of the call in force."""
    return topics_of(call(), general())


def weights() -> Weights | None:
    """Return the weights learned for the call in force, None when there are none."""
    return find(CALL).read_weights()


def recogniser() -> Recogniser:
    """Return the recogniser of the call in force, with its wordings."""
    return Recogniser(topics(), lexicon(), weights())


def sets() -> dict[str, Path]:
    """Return the folders of test sets by name."""
    return {"partagé": SHARED, "tenu à part": HELD_OUT, "jeux neufs": FRESH, "derniers venus": LAST}


def lines(file: Path) -> list[dict[str, Any]]:
    """Return the JSON lines of ``file``, [] when it is absent."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()] if file.exists() else []
