"""The vocabulary of status questions as data: phrases and what they stand for. The file's text is handed in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from knowledge.status.periods import MONTHS, NUMBERS, WEEKDAYS
from knowledge.status.tokens import Token, Tokeniser, root
from knowledge.understanding.intent.normalise import evened, words

# What the patterns of periods are made of: known words too.
_TIME_WORDS = (
    "jour jours semaine semaines mois an ans annee trimestre semestre dernier derniers dernieres derniere passe passee"
    " precedent precedente prochain prochaine prochains prochaines suivant suivante depuis plus moins avant apres hier"
    " demain aujourd hui matin soir debut fin rentree quinzaine heures vieux vieilles anciennes dep dps matin courant"
    " premier deuxieme troisieme quatrieme ci cours venir week end vague college lycee colleges lycees cite scolaire"
)
_LONGEST = 8
_SHORT = 4  # Letters of words whose other forms are not written out.


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase stands for: a slot and its value («state.demandes», «close»)."""

    slot: str
    value: str


Phrase = tuple[str, ...]


class Vocabulary:
    """Phrases by their roots, and the tokeniser that knows their words."""

    def __init__(self, text: str, common: Container[str] = ()) -> None:
        """``text``: the file ``status.toml``; ``common``: words of the language, which are no slips of ours."""
        data: dict[str, Any] = tomllib.loads(text)
        self.senses: dict[Phrase, list[Sense]] = {}
        self._names: set[str] = set()
        for slot in ("what", "op", "group", "subject", "function", "urgent", "sort", "department"):
            for value, phrases in data[slot].items():
                self._add(slot, value, phrases)
        for domain, states in data["state"].items():
            for value, phrases in states.items():
                self._add(f"state.{domain}", value, phrases)
        for slot in ("unkept", "follow", "by"):
            self._add(slot, "", data[slot]["words"])
        self._add("stop", "", data["stop"]["phrases"])
        self.stop = frozenset(root(word) for word in data["stop"]["words"].split())
        self.surnames = frozenset(data["surnames"]["words"].split())
        self.acts = frozenset(data["acts"]["words"].split())
        self.own = frozenset(data["own"]["words"])
        self.own_things = frozenset(root(word) for word in data["own"]["things"])
        self._hints = re.compile(rf"(?<![^\W_])(?:{'|'.join(data['hints']['stems'].split())})")
        forms = {f"{word}{end}" for word in self._names if len(word) > _SHORT for end in ("e", "s", "es")}
        known = {
            *self._names,
            *forms,
            *data["stop"]["words"].split(),
            *_TIME_WORDS.split(),
            *MONTHS,
            *WEEKDAYS,
            *NUMBERS,
        }
        known |= {word for said in data["expand"].values() for word in said.split()}
        self.tokeniser = Tokeniser(
            data["expand"], known, {word for phrase in data["unkept"]["words"] for word in words(phrase)}, common
        )

    def hinted(self, text: str) -> bool:
        """Tell whether a word of ``text`` begins like one of those that questions about states are made of."""
        return self._hints.search(evened(text)) is not None

    def _add(self, slot: str, value: str, phrases: list[str]) -> None:
        for phrase in phrases:
            said = words(phrase)
            self._names.update(said)
            found = self.senses.setdefault(tuple(root(word) for word in said), [])
            sense = Sense(slot, value)
            if sense not in found:
                found.append(sense)

    @cached_property
    def _firsts(self) -> dict[str, int]:
        """First root of a phrase → how many words the longest such phrase has."""
        longest: dict[str, int] = {}
        for phrase in self.senses:
            longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
        return longest

    def spot(self, tokens: list[Token], start: int) -> tuple[int, list[Sense]] | None:
        """Return the length and the senses of the longest phrase that begins at ``start``."""
        most = min(self._firsts.get(tokens[start].root, 0), _LONGEST, len(tokens) - start)
        for size in range(most, 0, -1):
            found = self.senses.get(tuple(token.root for token in tokens[start : start + size]))
            if found:
                return size, found
        return None


_COMMUNE_TAIL = re.compile(r"\b(?:en|de|les|sur|la|le|du|sous|des|l)\b")


def short_commune(name: str) -> str:
    """Return what a commune is called in short, "" when it has no shorter name: «aix en provence» gives «aix»."""
    found = _COMMUNE_TAIL.search(name, 1)
    head = name[: found.start()].strip() if found else ""
    return head if len(head) >= 3 and head not in ("saint", "sainte", "port", "chateau", "la", "le", "les") else ""
