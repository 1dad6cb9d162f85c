"""The lexicon as data: abbreviations, glued words, synonyms, follow-ups. Texts of files are handed in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.understanding.intent.normalise import words
from knowledge.understanding.intent.topics import Thresholds

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
