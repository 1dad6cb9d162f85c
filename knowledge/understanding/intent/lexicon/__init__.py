"""The lexicon as data (abbreviations, glued words, synonyms, follow-ups), and texts read by it, their spelling corrected."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.understanding.intent.topics import Thresholds
from knowledge.understanding.words import heard, sound, visible, words

_ENOUGH = 2  # Words that must be left when courtesies are taken off.


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of the language besides the wordings.

    ``expand``: a written form → the words it stands for. ``synonyms``: a word → the name of its group.
    ``thresholds``: «learned» and «closed» (see Recogniser). ``opening``, ``closing``: courtesies, word by word.
    ``plain``: words that count little in a likeness; ``empty``: words that mean nothing without what was said before.
    """

    expand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, Thresholds] = field(default_factory=dict)
    opening: frozenset[tuple[str, ...]] = frozenset()
    closing: frozenset[tuple[str, ...]] = frozenset()
    plain: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()

    def expanded(self, typed: list[str]) -> list[str]:
        """Return ``typed`` with each abbreviation replaced by its words."""
        expand = self.expand
        out: list[str] = []
        for word in typed:
            if word in expand:
                out.extend(expand[word])
            else:
                out.append(word)
        return out

    def without_courtesy(self, typed: list[str]) -> list[str]:
        """Return ``typed`` without greeting and thanks, unless little else is left."""
        start, end = 0, len(typed)
        found = True
        while found:
            found = False
            for size in (4, 3, 2, 1):
                if tuple(typed[start : start + size]) in self.opening:
                    start, found = start + size, True
                    break
                if (
                    end - size > start
                    and tuple(word for word in typed[end - size : end] if word != "?") in self.closing
                ):
                    end, found = end - size, True
                    break
        return typed[start:end] if end - start > _ENOUGH and (start or end < len(typed)) else typed


def read_lexicon(*texts: str) -> Lexicon:
    """Return the lexicon that the TOML ``texts`` describe together, later ones winning."""
    expand: dict[str, tuple[str, ...]] = {}
    synonyms: dict[str, str] = {}
    thresholds: dict[str, Thresholds] = {}
    courtesy: dict[str, set[tuple[str, ...]]] = {"opening": set(), "closing": set()}
    sorts: dict[str, set[str]] = {"plain": set(), "empty": set()}
    for text in texts:
        data = tomllib.loads(text)
        for form, meaning in (*data.get("expand", {}).items(), *data.get("glued", {}).items()):
            expand["".join(words(form))] = tuple(words(meaning))
        for group, members in data.get("synonyms", {}).items():
            synonyms.update({"".join(words(member)): group for member in members})
        for name, found in data.get("words", {}).items():
            sorts[name] |= set(found)
        for place, phrases in data.get("courtesy", {}).items():
            courtesy[place] |= {tuple(words(phrase)) for phrase in phrases}
        thresholds |= {name: Thresholds(**values) for name, values in data.get("thresholds", {}).items()}
    return Lexicon(
        expand,
        synonyms,
        thresholds,
        opening=frozenset(courtesy["opening"]),
        closing=frozenset(courtesy["closing"]),
        plain=frozenset(sorts["plain"]),
        empty=frozenset(sorts["empty"]),
    )


# --- Spelling correction against the words of the wordings; a known word is never touched.


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
