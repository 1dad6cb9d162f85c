"""The words of all schools, and which of them a typed word may stand for."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract

from knowledge.schools.names import Names, district_of, name_words
from knowledge.schools.words import COMMON, DEPARTMENTS, EVERYDAY, GENERIC, STREETS
from knowledge.understanding.directory import sounds

Floats = NDArray[numpy.float64]
Rows = NDArray[numpy.intp]

# How much of a typed word is told by being a word of: the name, the town, what describes it, its street.
NAME, TOWN, DESCRIBED, STREET = 1.0, 1.0, 0.9, 0.85
INITIALS, GLUED, NUMBER = "=", "~", "#"
_PLAIN = 0.6  # First names and everyday words tell less than surnames, however rare in a small register.
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class SchoolEntry:
    """One school as it is compared.

    ``shorts``: a short writing (initials, words in one) → the words of the name that it stands for; ``qualified``: said
    for the name («le lycée hôtelier»); ``glued``: its names in one word.
    """

    row: int
    kind: str
    types: frozenset[str]
    variants: tuple[tuple[str, ...], ...]
    named: frozenset[str]
    described: frozenset[str]
    qualified: frozenset[str]
    town: frozenset[str]
    district: int
    department: str
    postcode: str
    street: frozenset[str]
    region: frozenset[str]
    shorts: dict[str, frozenset[str]]
    every: frozenset[str]  # All the words that tell something of it.
    glued: frozenset[str]
    place: tuple[
        str, ...
    ]  # The words without which its town is not said: «Saint», «Bonnet» of Saint-Bonnet-en-Champsaur.


def _initials(words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return the runs of two to five initials: «Pierre Mendès France» gives pm, mf and pmf."""
    return {
        INITIALS + "".join(word[0] for word in words[start:end]): frozenset(words[start:end])
        for start in range(len(words))
        for end in range(start + 2, min(len(words), start + 5) + 1)
    }


def _glued(variant: tuple[str, ...], town: list[str]) -> dict[str, frozenset[str]]:
    made = {"".join(variant): frozenset(variant)} if len(variant) > 1 else {}
    if town:
        made["".join(variant) + town[0]] = frozenset((*variant, town[0]))
    return {GLUED + key: words for key, words in made.items() if len(key) >= 6}


def _hamlet(street: Sequence[str]) -> frozenset[str]:
    """Return the words of the hamlet or quarter that an address gives for a street: «hameau de Coustellet»."""
    if not street or street[0] not in ("hameau", "quartier"):
        return frozenset()
    return frozenset(word for word in street[1:] if len(word) > 4 and word not in COMMON)


def _shorts(names: Names, town: str, town_words: Sequence[str]) -> dict[str, frozenset[str]]:
    """Return what is typed for several words in one, and which words that is: initials, names without their blanks."""
    shorts: dict[str, frozenset[str]] = {}
    for variant in names.variants:
        shorts |= _initials(variant) | _glued(variant, list(town_words))
    every = frozenset(word for variant in names.variants for word in variant)
    shorts |= {GLUED + name: every for name in names.glued if len(name) >= 6}
    shorts |= {INITIALS + letters: every for letters in names.letters if 3 <= len(letters) <= 5}
    in_town = [word for word in town.replace("-", " ").replace("'", " ").split() if word[:1].isalpha()]
    if len(in_town) > 2:
        shorts[INITIALS + "".join(word[0] for word in in_town).lower()] = frozenset(town_words)
    return shorts


def entry_of(
    row: int, uai: str, names: Names, *, kind: str, town: str, department: str, postcode: str, street: str
) -> SchoolEntry:
    """Return what is compared of one school."""
    town_words = [word for word in name_words(town) if not word.isdigit() and word != "arrondissement"]
    every = frozenset(word for variant in names.variants for word in variant)
    shorts = _shorts(names, town, town_words)
    in_street = name_words(street)
    towns = frozenset(town_words)
    described = names.described | _hamlet(in_street)
    qualified = names.qualified | frozenset(EVERYDAY.get(uai, ()))
    said = frozenset(NUMBER + word if word.isdigit() else word for word in in_street if len(word) > 1 or word.isdigit())
    region = frozenset(name_words(DEPARTMENTS.get(department, "")))
    return SchoolEntry(
        row=row,
        kind=kind,
        types=names.types,
        variants=names.variants,
        named=every,
        described=described,
        qualified=qualified,
        town=towns,
        district=district_of(town),
        department=department,
        postcode=postcode,
        street=said - STREETS,
        region=region,
        shorts=shorts,
        every=every | described | qualified | towns | (said - STREETS) | region | shorts.keys(),
        glued=names.glued - {""},
        place=tuple(town_words[: 2 if town_words[0].startswith("saint") else 1]) if town_words else (),
    )


def _rows_of(entries: Iterable[SchoolEntry]) -> dict[str, tuple[Rows, Floats]]:
    """Return the rows that have each word, and how strongly: the last of these counts where it is several things."""
    held: dict[str, dict[int, float]] = defaultdict(dict)
    for entry in entries:
        for words, strength in (
            (entry.street, STREET),
            (entry.described, DESCRIBED),
            (entry.region, TOWN),
            (entry.qualified, NAME),
            (entry.town, TOWN),
            (entry.named, NAME),
            (entry.shorts, NAME),
        ):
            for word in words:
                held[word][entry.row] = strength
    return {
        word: (numpy.array(list(rows), dtype=numpy.intp), numpy.array(list(rows.values())))
        for word, rows in held.items()
    }


def _by_length(words: Iterable[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for word in words:
        found[len(word)].append(word)
    return found


def _by_sound(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for heard in sounds(word):
            found[heard].append(word)
    return found


def _is_likened(word: str, counts: Mapping[str, int]) -> bool:
    """Tell whether misspelt words are compared with this one."""
    return word in counts or (len(word) > 5 and word.isalpha())


class Index:
    """Every word of the register with the rows that have it, and the correction of typed words against them."""

    __slots__ = (
        "_heard",
        "_kinds",
        "_lengths",
        "_memory",
        "_named",
        "_prefixes",
        "_rows",
        "_shorts",
        "_sounds",
        "_towns",
        "_whole",
        "entries",
        "rarest",
        "rarity",
        "size",
        "town_worth",
    )

    def __init__(self, entries: Sequence[SchoolEntry]) -> None:
        self.entries = tuple(entries)
        self.size = len(self.entries)
        self._rows = _rows_of(self.entries)
        counts = Counter(word for entry in self.entries for word in entry.named | entry.town)
        self.rarest = math.log(1 + max(self.size, 40))
        self.rarity = {
            word: math.log(1 + max(self.size, 40) / count) * (_PLAIN if word in COMMON else 1)
            for word, count in counts.items()
        }
        self.town_worth = tuple(sum(map(self.rare, entry.town)) for entry in self.entries)
        self._shorts = _by_length(word for word in sorted(self._rows) if word.startswith(GLUED))
        likened = [word for word in sorted(self._rows) if not word.startswith(GLUED) and _is_likened(word, counts)]
        self._lengths = _by_length(likened)
        self._sounds = _by_sound(word for word in likened if len(word) > 2)
        self._whole: dict[str, set[int]] = defaultdict(set)
        for entry in self.entries:
            for name in entry.glued:
                self._whole[sounds(name)[0]].add(entry.row)
        self._heard = _by_length(self._sounds)
        self._prefixes = sorted(counts)
        self._kinds = numpy.array([entry.kind for entry in self.entries], dtype=numpy.str_)
        self._named = frozenset(word for entry in self.entries for word in entry.named)
        self._towns = frozenset(word for entry in self.entries for word in entry.town)
        self._memory: dict[tuple[str, bool], dict[str, float]] = {}

    def knows(self, word: str) -> bool:
        """Return whether ``word`` stands in a name, a town or a description."""
        return word in self._rows

    def heard(self, word: str) -> bool:
        """Return whether ``word``, of five letters or more, is one of the register's as written or as it sounds."""
        if len(word) < 5:
            return False
        return word in self._rows or any(len(said) > 3 and said in self._sounds for said in sounds(word))

    def by_ear(self, said: str, least: float) -> list[tuple[float, int]]:
        """Return the rows of the names that sound like ``said``, with their likeness (``least`` to 100)."""
        found = extract(sounds(said)[0], self._whole.keys(), scorer=ratio, score_cutoff=least, limit=5)
        return [(likeness, row) for name, likeness, _ in found for row in self._whole[name]]

    def in_names(self, word: str) -> bool:
        """Return whether ``word`` stands in a school's name."""
        return word in self._named

    def in_towns(self, word: str) -> bool:
        """Return whether ``word`` stands in a town's name."""
        return word in self._towns

    def named(self, word: str) -> bool:
        """Return whether ``word`` stands in the name of a school or of a town."""
        return word in self._named or word in self._towns

    def of_kinds(self, kinds: frozenset[str]) -> Floats:
        """Return 1 for each school of one of ``kinds`` (all, when there are none), 0.5 for the others."""
        held = numpy.full(self.size, 0.5 if kinds else 1.0)
        for kind in kinds:
            held[self._kinds == kind] = 1.0
        return held

    def rows(self, word: str) -> tuple[Rows, Floats]:
        """Return the rows that have ``word``, and how much it tells there."""
        return self._rows[word]

    def rare(self, word: str) -> float:
        """Return how much ``word`` tells one school from another: about 1 for «Jean», 5 for a word of one school."""
        return self.rarity.get(word, 0.0)

    def reach(self, word: str, *, wide: bool, dotted: bool = False) -> dict[str, float]:
        """Return the words of the register that ``word`` may stand for, with their likeness (0 to 1).

        Not ``wide``: itself, initials, the start of a word. ``wide``: also what it may be a misspelling of.
        """
        key = (word + "." if dotted else word, wide)
        found = self._memory.get(key)
        if found is None:
            found = self._near(word, dotted) | ({} if not wide else self._misspelt(word))
            if word in self._rows:
                found[word] = 1.0
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            self._memory[key] = found
        return found

    def _near(self, word: str, dotted: bool) -> dict[str, float]:
        found: dict[str, float] = {}
        if word in self._rows and not dotted:
            found[word] = 1.0
        if 2 <= len(word) <= 5 and INITIALS + word in self._rows:
            found[INITIALS + word] = 0.95
        if len(word) >= 6 and GLUED + word in self._rows:
            found[GLUED + word] = 1.0
        if word not in self._rows and word[0] in "ld" and len(word) > 4 and word[1:] in self._rows:
            found[word[1:]] = 0.95  # «lestaque», «disle»
        if word not in self._rows and (len(word) >= 3 or (dotted and len(word) == 2)) and word not in GENERIC:
            found |= dict.fromkeys(self._beginning(word), 0.9 if dotted or len(word) > 3 else 0.85)
        return found

    def _beginning(self, word: str) -> list[str]:
        """Return the words of names and towns that begin with ``word``."""
        start = bisect_left(self._prefixes, word)
        end = bisect_left(self._prefixes, word + "~", start)
        return self._prefixes[start:end]

    def _misspelt(self, word: str) -> dict[str, float]:
        found: dict[str, float] = {}
        size = len(word)
        if size < 3 or size > 40 or not word.isalpha():
            return found
        if word in self._rows:
            found |= dict.fromkeys(self._beginning(word), 0.85)
        allowed = 0 if size < 4 else 1 if size < 8 else 2
        for length in range(size - allowed, size + allowed + 1):
            near = extract(word, self._lengths.get(length, ()), scorer=OSA.distance, score_cutoff=allowed, limit=None)
            for other, distance, _ in near:
                if distance == 0 or (size <= 5 and other[0] != word[0]) or len(other) < 4:
                    continue
                likeness = 0.92 if distance == 1 else 0.84
                found[other] = likeness if size > 5 else 0.8
        self._add_heard(word, found)
        if size >= 8:
            glued = GLUED + word
            for length in range(size - 1, size + 4):
                for other, distance, _ in extract(
                    glued, self._shorts.get(length, ()), scorer=OSA.distance, score_cutoff=2, limit=None
                ):
                    found[other] = max(found.get(other, 0.0), 0.95 - 0.05 * distance)
        found.pop(word, None)
        return found

    def _add_heard(self, word: str, found: dict[str, float]) -> None:
        """Add to ``found`` the words that sound like ``word``."""
        size = len(word)
        for said in sounds(word):
            for other in self._sounds.get(said, ()):
                found[other] = max(found.get(other, 0.0), 0.9 if len(said) > 2 and size > 3 else 0.8)
            if size >= 6 and len(said) >= (4 if size > 6 else 5):
                alike = [one for length in range(len(said) - 1, len(said) + 2) for one in self._heard.get(length, ())]
                for heard, distance, _ in extract(said, alike, scorer=OSA.distance, score_cutoff=1, limit=None):
                    if distance and heard[0] == said[0]:
                        found |= {other: max(found.get(other, 0.0), 0.8) for other in self._sounds[heard]}
        if word[0] in "dl" and size > 4 and not any(likeness >= 0.85 for likeness in found.values()):
            for said in sounds(word[1:]):  # «dorumi»: d'Aurumy
                found |= {other: max(found.get(other, 0.0), 0.85) for other in self._sounds.get(said, ())}
