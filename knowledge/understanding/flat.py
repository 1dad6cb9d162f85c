"""A message beside its plain words: what a rule finds in these can be cut out of the message as it was typed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.understanding.words import plain_words

_TOKEN = re.compile(r"[^\W_]+")
MARKS = " ,;:.!?'’-"


class FlatText:
    """A message; ``flat``: its plain words, one space between two."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = [(found.start(), found.end(), plain_words(found[0])) for found in _TOKEN.finditer(text)]
        self.flat = " ".join(word for _, _, word in self._tokens)

    def without(self, parts: Sequence[tuple[int, int]]) -> str:
        """Return the message without the words that begin within ``parts`` of ``flat``."""
        pieces, last, at = [], 0, 0
        for start, end, word in self._tokens:
            if any(first <= at < after for first, after in parts):
                pieces.append(self.text[last:start])
                last = end
            at += len(word) + 1
        return " ".join(" ".join([*pieces, self.text[last:]]).split()).strip(MARKS)
