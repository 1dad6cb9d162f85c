"""Scores kept word by word are those of the whole text."""

from __future__ import annotations

import random

import numpy as np
import pytest

from knowledge.understanding.intent import scoring
from knowledge.understanding.intent.features import Dense, Space, Sparse, smallest
from knowledge.understanding.intent.scoring import Scorer

TEXTS = (
    "combien gagne un expert par an",
    "combien de fois par an se réunit le comité",
    "la date limite la date la limite",
    "qui signe la lettre de mission",
    "où où où",
)
READ = [text.split() for text in TEXTS]
SPACE, _ = Space.of(READ, {"an": "temps"})


def dense() -> Dense:
    chance = np.random.default_rng(1)
    weights = chance.normal(size=(SPACE.idf.size, 7)).astype(np.float32)
    return Dense(weights, chance.normal(size=7).astype(np.float32))


def sparse() -> Sparse:
    chance = random.Random(1)
    rows = [sorted(chance.sample(range(7), chance.randrange(5))) for _ in range(SPACE.idf.size)]
    columns = np.array([column for row in rows for column in row])
    values = np.array([chance.randrange(-9, 9) for _ in columns], np.int8)
    starts = np.cumsum([0, *map(len, rows)]).astype(np.int32)
    return Sparse(starts, smallest(columns), values, np.linspace(0.1, 0.3, 7, dtype=np.float32), np.ones(7, np.float32))


@pytest.mark.parametrize("linear", [dense(), sparse()], ids=["dense", "sparse"])
@pytest.mark.parametrize("rows", [4_096, 16], ids=["grown", "begun anew"])
def test_scores_kept_by_word_are_those_of_the_text(
    linear: Dense | Sparse, rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "_ROWS", rows)
    monkeypatch.setattr(scoring, "_FIRST_ROWS", 2)
    scorer = Scorer(SPACE, linear)
    for read in (*READ, ["inconnu"], [], *READ[::-1]):
        ids, values = SPACE.encode(read)
        expected = linear.shares(ids, values, np.array([ids.size]))[0] + linear.bias
        assert np.allclose(scorer.scores(read), expected, atol=1e-5)
        assert np.array_equal(scorer.scores(read), scorer.scores(read))


def test_half_of_a_text_counts_as_much_as_the_other() -> None:
    ids, values = SPACE.encode(["combien", "gagne"])
    half = int(ids.searchsorted(SPACE.first_piece))
    assert np.isclose(values[:half] @ values[:half], 1, atol=1e-5)
    assert np.isclose(values[half:] @ values[half:], 1, atol=0.2)  # Pieces that two words share count a little more.
