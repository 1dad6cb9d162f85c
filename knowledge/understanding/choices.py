"""Which answers of a list a text names: «un fondé de pouvoir», «les infirmières», «la vague 3»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.call_form import FormField, Option
from knowledge.understanding.intent.normalise import evened

_WORD = re.compile(r"[a-z0-9]+")
# An answer made of these alone names nothing: «Une autre fonction», «oui».
_NO_NAMES = frozenset((
    "autre", "autres", "aucun", "aucune", "oui", "non", "un", "une", "la", "le", "les", "de", "des", "du", "l", "d", "pas",
    "ne", "sais", "je", "fonction", "fonctions", "statut", "situation", "cas", "metier", "deux", "plusieurs",
))  # fmt: skip
_JOINS = frozenset(("ou", "et", "ni", "comme", "aussi"))
_SHORT = 3  # Letters of a word whose end is no ending.


@dataclass(frozen=True, slots=True)
class OptionNamed:
    """An option that is named, and from which word to which (excluded)."""

    option: Option
    start: int
    end: int


def named_options(field: FormField, words: Sequence[str]) -> Iterator[OptionNamed]:
    """Yield the options of a list that evened ``words`` name, the longest first; no word names two of them."""
    stems = tuple(map(stem, words))
    standing: dict[str, list[int]] = {}
    for at, word in enumerate(stems):
        standing.setdefault(word, []).append(at)
    label = stem(_WORD.findall(evened(field.label))[0]) if field.label else ""  # «vague», before a bare number.
    held: set[int] = set()
    for phrase, option in _phrases(field.options):
        if phrase[0] not in standing:  # Nearly all: asking so costs no call.
            continue
        for first in standing[phrase[0]]:
            end = first + len(phrase)
            bare = len(phrase) == 1 and phrase[0].isdigit()
            led = bare and first > 0 and stems[first - 1] == label
            if stems[first:end] != phrase or not held.isdisjoint(range(first, end)) or (bare and not led):
                continue
            held.update(range(first, end))
            yield OptionNamed(option, first - led, end)


def chosen(field: FormField, text: str) -> str:
    """Return the option of a list that an evened ``text`` names; "" for none, or where the call addresses some and not others.

    Of one person, «un certifié stagiaire», what the call excludes is said, whatever else is; of two, «les certifiés ou les
    stagiaires», nothing is.
    """
    words = _WORD.findall(text)
    named = sorted(named_options(field, words), key=lambda one: one.start)
    found = [one.option for one in named]
    excluded = [one.id for one in found if one.excluded]
    if excluded and _JOINS.isdisjoint(words[named[0].end : named[-1].start]):
        return excluded[0]
    return found[0].id if found and len({one.addressed for one in found}) == 1 else ""


def alike(options: Sequence[Option]) -> dict[str, list[int]]:
    """Return what is said of several options of a list, in its title or in what people type, with their places (from 1)."""
    places: dict[str, list[int]] = {}
    for number, option in enumerate(options, 1):
        for said in {" ".join(_WORD.findall(evened(title))) for title in (option.title, *option.says)}:
            places.setdefault(said, []).append(number)
    return {said: found for said, found in places.items() if len(found) > 1}


@lru_cache(maxsize=32)
def _phrases(options: tuple[Option, ...]) -> tuple[tuple[tuple[str, ...], Option], ...]:
    """Return the words by which each answer of a list is named, the longest first."""
    said = [(_WORD.findall(evened(words)), option) for option in options for words in (option.title, *option.says)]
    named = [(tuple(map(stem, words)), option) for words, option in said if not _NO_NAMES.issuperset(words)]
    return tuple(sorted(named, key=lambda pair: -len(pair[0])))


@lru_cache(maxsize=2048)
def stem(word: str) -> str:
    """Return a word without what makes it feminine or plural: «infirmières», «techniciennes», «attachée»."""
    word = word.rstrip("s") or word
    if len(word) <= _SHORT or not word.endswith("e"):
        return word
    bare = word.removesuffix("e")
    return bare[:-1] if bare[-1] == bare[-2] and bare[-1] not in "aeiou" else bare
