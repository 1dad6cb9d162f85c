"""Messages that say nearly the same, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.fuzz import token_set_ratio

from knowledge.understanding.intent.normalise import words

# Out of 100; below, two messages share words by chance.
ALIKE = 78


@dataclass(frozen=True, slots=True)
class LikeGroup:
    """Messages alike; ``example`` is the most frequent, the shortest of them first."""

    example: str
    count: int
    texts: tuple[str, ...]


def groups(texts: Sequence[str]) -> list[LikeGroup]:
    """Return the groups of ``texts``, the largest first; each text joins the first group it is like."""
    held: list[tuple[str, list[str]]] = []
    for text in texts:
        said = " ".join(words(text))
        if not said:
            continue
        found = next((members for head, members in held if token_set_ratio(head, said) >= ALIKE), None)
        if found is None:
            held.append((said, [text]))
        else:
            found.append(text)
    made = [
        LikeGroup(
            min(members, key=lambda one: (-members.count(one), len(one))), len(members), tuple(dict.fromkeys(members))
        )
        for _, members in held
    ]
    return sorted(made, key=lambda group: -group.count)
