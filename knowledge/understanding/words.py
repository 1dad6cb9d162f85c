"""Words as they are compared: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORDS = re.compile(r"[^\W_]+")
MARKS = " ,;:.!?'’-"


@lru_cache(maxsize=1_024)  # A turn asks for the words of one message several times, and of each button it may press.
def plain_words(text: str) -> str:
    """Return ``text`` in lower case, without accents and punctuation: «Mes données !» gives «mes donnees».

    What has no word at all («?») is returned as it is.
    """
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORDS.findall(letters)) or letters.strip()


class FlatText:
    """A message beside its plain words: what a rule finds in ``flat`` can be cut out of the message as it was typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = [(found.start(), found.end(), plain_words(found[0])) for found in _WORDS.finditer(text)]
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
