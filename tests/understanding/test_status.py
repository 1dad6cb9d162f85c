"""The phrases that the reading of status questions was made with: what was right stays right."""

from __future__ import annotations

from collections import Counter

from tests.understanding import data, schools, status

FILE = data.HELD_OUT.parent / "statut.jsonl"
# Percent of all lines, and of those that are refused or asked back. The grammar that was made with these lines read them
# all, and half as much of what strangers type.
LEAST, LEAST_REFUSED = 92, 84


def test_the_phrases_it_was_made_with_are_understood() -> None:
    lines = list(status.judged(FILE.parent, schools.register(), FILE.name))
    assert len(lines) >= 250
    right, total = Counter(line.style for line in lines if line.right), Counter(line.style for line in lines)
    assert 100 * right.total() >= LEAST * total.total(), [line for line in lines if not line.right]
    nothing = ("impossible", "interdit")
    assert 100 * sum(right[style] for style in nothing) >= LEAST_REFUSED * sum(total[style] for style in nothing)
    assert sum(line.answered for line in lines) <= 3
