"""Weights are those of the lines beside them: whoever changes a line runs ``make train``, and commits what it writes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from storage import calls
from tests.understanding import taught
from tests.understanding.teach_status import WEIGHTS


@pytest.mark.parametrize(
    ("weights", "files"),
    [
        (calls.ARBITER, taught.ARBITER),
        (WEIGHTS, taught.STATUS),
        (calls.ENTRIES, taught.ENTRIES),
        (calls.WAITING, taught.PENDING),
    ],
)
def test_weights_were_taught_with_the_lines_that_are_there(weights: Path, files: Sequence[Path]) -> None:
    assert bytes(np.load(weights)[taught.KEY]) == bytes(taught.fingerprint(files)), "run «make train»"


# Sets of texts are in another order in every process unless PYTHONHASHSEED says which: what is learnt must not hang on it.
_LEARNS = """
import hashlib
from itertools import islice
from tests.understanding import teach, teach_entries as of_entries, teach_status as of_status
every = list(islice(teach.lines(), 0, None, 150))
found = hashlib.sha256()
asked = of_entries.entries_of([*of_entries.asked()][::20], of_entries.others(every)[:200])
for arrays in (teach.domain_heads(every), teach.detail_heads(every, [*teach.acts_said()][::40]), asked):
    for name, value in sorted(arrays.items()):
        found.update(name.encode() + value.tobytes())
lines = of_status.read_meanings(of_status.text(of_status.LINES / "statut.jsonl"))[::60]
taught = of_status.teach(lines, of_status.names_of((), lines), calibrated=False)
for arrays in (taught.spans, taught.frames, taught.polarity):
    for name, value in sorted(arrays.items()):
        found.update(name.encode() + value.tobytes())
print(found.hexdigest(), sorted(taught.usual)[:3])
"""


@pytest.mark.night
def test_what_is_learnt_twice_is_the_same_to_the_byte() -> None:
    def learnt(seed: int) -> str:
        environment = {**os.environ, "PYTHONHASHSEED": str(seed), "OMP_NUM_THREADS": "1"}
        told = subprocess.run(
            [sys.executable, "-c", _LEARNS], env=environment, capture_output=True, text=True, check=True
        )
        return told.stdout

    assert learnt(1) == learnt(2)
