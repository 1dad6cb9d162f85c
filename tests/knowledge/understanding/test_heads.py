"""Heads learnt from a handful of lines: what they choose, how sure they are, what they weigh."""

from __future__ import annotations

import io
from collections.abc import Mapping

import numpy as np
import pytest

from knowledge.training.heads import Example, Learning, crossed, fit
from knowledge.understanding.heads import Array, Head, Heads

OP, COLOURS = Head("op", ("list", "count", "never")), Head("colours", ("red", "blue"), several=True)
LINES = [
    ("montre les demandes rouges", "list", {"red"}),
    ("liste les demandes bleues", "list", {"blue"}),
    ("affiche les rouges et les bleues", "list", {"red", "blue"}),
    ("liste les demandes", "list", set()),
    ("montre les demandes", "list", set()),
    ("combien de demandes rouges", "count", {"red"}),
    ("combien de demandes bleues", "count", {"blue"}),
    ("le nombre de rouges et de bleues", "count", {"red", "blue"}),
    ("combien de demandes", "count", set()),
    ("nombre de demandes", "count", set()),
] * 2
EXAMPLES = [
    Example(text.split(), {"op": op, "colours": frozenset(colours)}, group=str(at // 10))
    for at, (text, op, colours) in enumerate(LINES)
]
LEARNING = Learning(rarest=1, c=100)


@pytest.fixture(scope="module")
def arrays() -> Mapping[str, Array]:
    return fit((OP, COLOURS), EXAMPLES, LEARNING)


@pytest.mark.parametrize(
    ("text", "op", "colours"),
    [
        ("combien de rouges", "count", ["red"]),
        ("montre les bleues", "list", ["blue"]),
        ("conbien de demandes bleues et rouges", "count", ["blue", "red"]),
    ],
)
def test_heads_choose_what_they_were_taught(
    arrays: Mapping[str, Array], text: str, op: str, colours: list[str]
) -> None:
    found = Heads(arrays).weigh(text.split())
    assert (found["op"].best, sorted(found["colours"].above(0.9))) == (op, colours)


def test_chances_of_one_choice_sum_up_and_a_label_never_taught_is_never_chosen(arrays: Mapping[str, Array]) -> None:
    op = Heads(arrays).weigh(["combien"])["op"]
    assert op.chances.sum() == pytest.approx(1, abs=1e-5)
    assert op.of("never") < 0.001
    assert [label for label, _ in op.ranked()][0] == op.best == "count"


def test_extras_and_named_things_count_whole() -> None:
    examples = [
        Example(["<place>"], {"op": "list"}, ["role:agent"]),
        Example(["<place>"], {"op": "count"}, ["role:saeple"]),
    ] * 3
    heads = Heads(fit((OP,), examples, LEARNING))
    chosen = [heads.weigh(["<place>"], [role])["op"].best for role in ("role:agent", "role:saeple")]
    assert chosen == ["list", "count"]


def test_heads_survive_their_file(arrays: Mapping[str, Array]) -> None:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    file.seek(0)
    again = Heads(np.load(file))
    words = ["combien", "de", "demandes"]
    assert again.weigh(words)["op"].ranked() == Heads(arrays).weigh(words)["op"].ranked()


def test_crossed_gives_each_line_what_others_taught() -> None:
    found = crossed((OP, COLOURS), EXAMPLES, LEARNING)
    right = [choices["op"].best == one.labels["op"] for one, choices in zip(EXAMPLES, found, strict=True) if choices]
    assert len(right) == len(EXAMPLES)
    assert all(right)
