"""What a message is like by what the shared weights make of it."""

from __future__ import annotations

import numpy as np

from knowledge.understanding.intent.scoring import Kinship, ways


def test_what_leans_the_way_of_an_entry_s_wordings_speaks_for_it_however_weakly() -> None:
    middle = np.array([0.0, 0.0, -1.0], np.float32)
    wordings = np.array([[1.0, 0.0, -1.0], [0.0, 1.0, -1.0]], np.float32)
    kinship = Kinship(middle, ways(wordings, middle).T)
    strong, weak = (kinship.scores(np.array([much, 0.0, -1.0], np.float32)) for much in (1.0, 0.1))
    assert strong.argmax() == weak.argmax() == 0
    np.testing.assert_allclose(strong, weak, atol=1e-6)


def test_what_says_nothing_tells_nothing() -> None:
    middle = np.array([0.5, -0.5], np.float32)
    assert not Kinship(middle, np.eye(2, dtype=np.float32)).scores(middle.copy()).any()
