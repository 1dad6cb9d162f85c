"""Spelling correction against the words of the wordings (a known word is never touched), and cleaning before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.normalise import visible, words

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"qu|ck|q|c(?=[aoulrtkbdfgmnpsvz]|$)", "k"),
        (r"c(?=[eiy])|sc(?=[eiy])|ss|x$", "s"),
        (r"t(?=i(?:on|el|al))", "s"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"eaux?|au|ho", "o"),
        (r"ai[st]?|ei|er$|ez$|ees?$|es?$", "e"),
        (r"[ae]n(?=[^aeiouyn]|$)|[ae]m(?=[bp])", "an"),
        (r"h", ""),
        (r"(?<=.)(?:[stxdp]|ent)$", ""),
        (r"y", "i"),
        (r"([a-z])\1", r"\1"),
        (r"e+$", ""),
    )
)


def heard(word: str) -> str:
    """Return how ``word`` sounds, roughly: «candidater», «kandidaté» and «candidatez» sound alike."""
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return word


sound = lru_cache(maxsize=16_384)(heard)  # Each word that nothing explains is compared with the words of the time.


class Speller:
    """Corrects unknown words of four letters or more; those that stand alone in the wordings may be typing errors too."""

    __slots__ = ("_buckets", "_counts", "_memory", "_sounds")

    _REMEMBERED = 4_096  # Words kept with their correction, so that a frequent slip costs nothing.

    def __init__(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self._memory: dict[str, str] = {}
        self._sounds: dict[str, str] = {}
        self._buckets: dict[tuple[str, int], list[str]] = {}

    def _listen(self) -> None:
        """Learn how the known words sound: at the first unknown one, it is a twentieth of the start."""
        for word in sorted(self._counts, key=lambda word: (-self._counts[word], word)):
            if len(word) >= 4 and word.isalpha() and self._counts[word] > 1:
                self._sounds.setdefault(heard(word), word)  # Each but once: nothing is kept twice.
                self._buckets.setdefault((word[0], len(word)), []).append(word)

    def corrected(self, word: str) -> str:
        """Return the known word that ``word`` most likely stands for, else ``word``."""
        if len(word) < 4 or word in self._counts or not word.isalpha():
            return word
        found = self._memory.get(word)
        if found is None:
            found = self._search(word)
            if len(self._memory) >= self._REMEMBERED:
                self._memory.clear()
            self._memory[word] = found
        return found

    def usual(self, least: int) -> frozenset[str]:
        """Return the words that stand in the wordings at least so often."""
        return frozenset(word for word, count in self._counts.items() if count >= least)

    def _search(self, word: str) -> str:
        if len(word) > 24:
            return word
        if not self._buckets:
            self._listen()
        alike = self._sounds.get(sound(word))
        if alike is not None and abs(len(alike) - len(word)) <= 2:
            return alike
        allowed = 1 if len(word) < 8 else 2
        first = {word[0], word[1]}  # The first two letters are often swapped.
        candidates = list(
            chain.from_iterable(
                self._buckets.get((letter, size), ())
                for letter in sorted(first)
                for size in range(len(word) - allowed, len(word) + allowed + 1)
            )
        )
        best = extract(word, candidates, scorer=OSA.distance, score_cutoff=allowed, limit=8)
        if not best:
            return word
        return str(min(best, key=lambda one: (one[1], -self._counts[one[0]], one[0]))[0])


# --- A text as the engine reads it: cleaned, abbreviations spelled out, unknown words corrected.


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
