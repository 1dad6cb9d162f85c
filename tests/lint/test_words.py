"""An answer is read at once."""

from __future__ import annotations

import statistics

from tests.lint.words import answer_words


def test_half_of_the_answers_have_at_most_45_words() -> None:
    assert 20 < statistics.median(answer_words()) <= 45
