"""Reading a text as the engine does: cleaned, abbreviations spelled out, unknown words corrected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.normalise import visible, words
from knowledge.understanding.intent.spelling import Speller


class Reader:
    """Turns texts into words; ``vocabulary`` is what the wordings hold, word → count."""

    __slots__ = ("_last", "_lexicon", "_speller")

    def __init__(self, lexicon: Lexicon, vocabulary: Mapping[str, int]) -> None:
        self._lexicon = lexicon
        self._speller = Speller(vocabulary)
        self._last: tuple[str, list[str]] = ("", [])

    def typed(self, text: str) -> list[str]:
        """Return the words of ``text`` as typed, without courtesies, abbreviations spelled out."""
        return self._typed(visible(text))

    def read(self, text: str) -> list[str]:
        """Return the words of ``text`` as understood."""
        return self.understood(visible(text))

    def understood(self, shown: str) -> list[str]:
        """Return the words of a visible text as understood; asked twice in a row for one, they are at hand."""
        if self._last[0] != shown:
            read = self._lexicon.expanded([self._speller.corrected(word) for word in self._typed(shown)])
            self._last = (shown, read)
        return self._last[1]

    def _typed(self, shown: str) -> list[str]:
        return self._lexicon.expanded(self._lexicon.without_courtesy(words(shown)))

    def usual(self, least: int) -> frozenset[str]:
        """Return the words that stand in the wordings at least so often."""
        return self._speller.usual(least)

    def corrections(self, text: str) -> dict[str, str]:
        """Return the corrections made in ``text``: word typed → word understood."""
        return {word: right for word in self.typed(text) if (right := self._speller.corrected(word)) != word}


def vocabulary(texts: Iterable[list[str]]) -> dict[str, int]:
    """Return how often each word stands in the ``texts``, in the order first met."""
    counts: dict[str, int] = {}
    for text in texts:
        for word in text:
            counts[word] = counts.get(word, 0) + 1
    return counts
