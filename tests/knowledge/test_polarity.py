"""What is left out is left out, whichever of the ways to say so is taken; the learnt judge here finds nothing out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest

from knowledge.understanding.frames import chances_out
from knowledge.understanding.heads import Heads
from knowledge.understanding.words import cut


class _Unmoved:
    """A judge who leaves nothing out."""

    def weigh_signs(self, signs: Sequence[list[str]]) -> np.ndarray:
        return np.array([[0.9, 0.1]] * len(signs))


def _out(text: str, thing: str) -> float:
    words = [one.word for one in cut(text)]
    at = words.index(thing)
    return chances_out(cast("Heads", _Unmoved()), [(words, at, at + 1, "place")])[0]


@pytest.mark.parametrize(
    "text",
    [
        "les demandes ouvertes sauf Gap",
        "les demandes ouvertes hors de Gap",
        "les demandes ouvertes hormis celles de Gap",
        "les demandes ouvertes à l’exclusion de Gap",
        "les demandes ouvertes à l’exception de celles de Gap",
        "les demandes ouvertes, exception faite de Gap",
        "les demandes ouvertes, abstraction faite de Gap",
        "les demandes ouvertes, en excluant aussi Gap",
        "les demandes ouvertes, Gap excepté",
    ],
)
def test_what_is_plainly_left_out_is(text: str) -> None:
    assert _out(text, "gap") == 1


def test_without_a_word_that_denies_nothing_is_left_out() -> None:
    assert _out("les demandes ouvertes de Gap", "gap") == 0


def test_what_stands_apart_from_such_a_word_is_left_to_the_judge() -> None:
    assert _out("les demandes de Gap, sauf les urgentes", "gap") == pytest.approx(0.1)
