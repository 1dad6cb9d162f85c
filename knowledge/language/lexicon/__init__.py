"""The lexicon as data: abbreviations, glued words, synonyms, follow-ups. Texts of files are handed in."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from knowledge.language.decision import Thresholds
from knowledge.language.normalise import words


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What is known of the language besides the wordings.

    ``expand``: a written form → the words it stands for. ``synonyms``: a word → the name of its group.
    ``thresholds``: «learned» and «closed» (see Recogniser).
    """

    expand: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, Thresholds] = field(default_factory=dict)

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


def read_lexicon(*texts: str) -> Lexicon:
    """Return the lexicon that the TOML ``texts`` describe together, later ones winning."""
    expand: dict[str, tuple[str, ...]] = {}
    synonyms: dict[str, str] = {}
    thresholds: dict[str, Thresholds] = {}
    for text in texts:
        data = tomllib.loads(text)
        for form, meaning in (*data.get("expand", {}).items(), *data.get("glued", {}).items()):
            expand["".join(words(form))] = tuple(words(meaning))
        for group, members in data.get("synonyms", {}).items():
            synonyms.update({"".join(words(member)): group for member in members})
        thresholds |= {name: Thresholds(**values) for name, values in data.get("thresholds", {}).items()}
    return Lexicon(expand, synonyms, thresholds)
