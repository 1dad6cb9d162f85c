"""Weights are those of the lines beside them: whoever changes a line runs ``make train``, and commits what it writes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from storage import calls
from tests.understanding import taught
from tests.understanding.teach_status import WEIGHTS


@pytest.mark.parametrize(("weights", "files"), [(calls.ARBITER, taught.ARBITER), (WEIGHTS, taught.STATUS)])
def test_weights_were_taught_with_the_lines_that_are_there(weights: Path, files: Sequence[Path]) -> None:
    assert bytes(np.load(weights)[taught.KEY]) == bytes(taught.fingerprint(files)), "run «make train»"
