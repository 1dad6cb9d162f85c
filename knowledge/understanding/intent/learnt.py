"""Wordings that the weights have not seen: learnt in use, or added to the call's file since. They win at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from knowledge.understanding.intent.features import stem


class Learnt:
    """Likeness is the weighted share of stems in common (Dice), plain words counting little."""

    __slots__ = ("_held", "_postings", "_totals", "_weight", "topics")

    def __init__(self, wordings: Iterable[tuple[int, Sequence[str]]], weight: Callable[[str, str], float]) -> None:
        """``wordings``: topic's number and words; ``weight``: how much a word, and its stem, tell."""
        self._weight = weight
        self._held = tuple(wordings)
        self.topics = [topic for topic, _ in self._held]
        self._totals: list[float] = []
        self._postings: dict[str, list[int]] = {}
        for row, (_, words) in enumerate(self._held):
            weights = self._weighted(words)
            self._totals.append(sum(weights.values()))
            for root in weights:
                self._postings.setdefault(root, []).append(row)

    def joined(self, wordings: Iterable[tuple[int, Sequence[str]]]) -> Learnt:
        """Return these wordings and further ones."""
        return Learnt((*self._held, *wordings), self._weight)

    def best(self, words: Sequence[str]) -> dict[int, float]:
        """Return the greatest likeness, 0 to 1, of each topic that shares a word with ``words``."""
        if not self._held:
            return {}
        weights = self._weighted(words)
        total = sum(weights.values())
        common: dict[int, float] = {}
        for root, weight in weights.items():
            for row in self._postings.get(root, ()):
                common[row] = common.get(row, 0.0) + weight
        best: dict[int, float] = {}
        for row, shared in common.items():
            topic = self.topics[row]
            best[topic] = max(best.get(topic, 0.0), 2 * shared / (total + self._totals[row]))
        return best

    def _weighted(self, words: Sequence[str]) -> dict[str, float]:
        return {root: self._weight(word, root) for word in words if word != "?" and (root := stem(word))}
