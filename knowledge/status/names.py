"""Names in a status question: communes, schools, experts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA

from knowledge.status.tokens import Token
from knowledge.status.vocabulary import short_commune
from knowledge.understanding.intent.normalise import words
from knowledge.understanding.intent.spelling import sound

PARTICLES = frozenset(("le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "en", "et", "sur"))
TYPES = {
    "college": "college", "colleges": "college", "clg": "college", "colege": "college", "coll": "college",
    "collège": "college", "lycee": "lycee", "lycees": "lycee", "lyc": "lycee", "lycée": "lycee", "lice": "lycee",
    "lp": "lycee", "lpo": "lycee", "lgt": "lycee", "legt": "lycee", "erea": "erea", "cite": "", "bahut": "",
    "ecole": "", "etablissement": "",
}  # fmt: skip
_GENERIC = frozenset(
    ("college", "lycee", "polyvalent", "professionnel", "general", "technologique", "et", "regional", "erea", "cite",
     "internationale", "international", "etablissement", "enseignement", "adapte", "d", "metiers", "agricole",
     "anciennement", "mixte", "scolaire", "professionnelle", "pro", "techno")
)  # fmt: skip
_QUALIFIERS = frozenset(("polyvalent", "professionnel", "general", "technologique", "regional", "scolaire", "pro",
                         "international", "internationale", "mixte", "techno"))  # fmt: skip
_ARRONDISSEMENT = re.compile(r"(\d{1,2})(?:er|e|eme)? ?arrondissement")
_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 5  # Words below are not taken for slips of another.
_REMEMBERED = 4_096  # Words kept with the schools, and with the commune, they may mean.
_LONG = 8  # Words of so many letters may have two wrong.


class Listed(Protocol):
    """A school as the register lists it. ``department``: two or three digits."""

    @property
    def uai(self) -> str:
        """Return its code."""

    @property
    def name(self) -> str:
        """Return its full name."""

    @property
    def town(self) -> str:
        """Return the commune, Marseille's with the arrondissement."""

    @property
    def department(self) -> str:
        """Return the department's number."""


@dataclass(frozen=True, slots=True)
class Named:
    """A school with what its name is compared by."""

    uai: str
    name: str
    kind: str  # «college», «lycee», «erea», "" otherwise.
    town: str  # Folded; «marseille» for every arrondissement.
    district: str  # Marseille's arrondissement, "" elsewhere.
    department: str  # Two digits.
    words: tuple[str, ...]


def _named(school: Listed) -> Named:
    said = words(school.name)
    distinct = tuple(word for word in said if word not in _GENERIC and word not in PARTICLES)
    place = " ".join(words(school.town))
    found = _ARRONDISSEMENT.search(place)
    town = place.split(" ", 1)[0] if found else place
    kind = next((TYPES[word] for word in said if TYPES.get(word)), "")
    return Named(school.uai, school.name, kind, town, found[1] if found else "", school.department[-2:], distinct)


def like(typed: str, word: str) -> bool:
    """Tell whether ``typed`` may be a slip of ``word``, both folded."""
    if typed == word:
        return True
    if min(len(typed), len(word)) < _SHORTEST or abs(len(typed) - len(word)) > 2 or not typed.isalpha():
        return False
    allowed = 1 if len(word) < _LONG else 2
    return OSA.distance(typed, word, score_cutoff=allowed) <= allowed or sound(typed) == sound(word)


class Names:
    """The names of the register, ready to be found in messages. Built once for a register."""

    def __init__(self, schools: Iterable[Listed] = (), experts: Iterable[str] = ()) -> None:
        self.schools = tuple(_named(school) for school in schools)
        self.experts = tuple(experts)
        self._communes: dict[tuple[str, ...], str] = {}
        spelled: dict[str, str] = {}
        for school, listed in zip(self.schools, schools if isinstance(schools, Sequence) else (), strict=False):
            name = "Marseille" if school.district else listed.town
            spelled[school.town] = name
        shorts: dict[str, list[str]] = {}
        for town in spelled:
            if short_commune(town):
                shorts.setdefault(short_commune(town), []).append(town)
        for town, name in spelled.items():
            for form in (town, re.sub(r"\bsaint\b", "st", town), re.sub(r"\bsainte\b", "ste", town)):
                self._communes[tuple(form.split())] = name
                if form.split()[0] in ("la", "le", "les", "l"):
                    self._communes.setdefault(tuple(form.split()[1:]), name)
        for short, towns in shorts.items():
            if len(towns) == 1 and tuple(short.split()) not in self._communes:
                self._communes[tuple(short.split())] = spelled[towns[0]]
        self._longest: dict[str, int] = {}  # First word of a commune → how many words the longest such commune has.
        for said in self._communes:
            self._longest[said[0]] = max(self._longest.get(said[0], 0), len(said))
        self._long_communes = [form for form in self._communes if len("".join(form)) > _SHORTEST]
        self.words = frozenset(
            [word for school in self.schools for word in school.words if len(word) > 2]
            + [word for form in self._communes for word in form if len(word) > 2]
            + [word for name in self.experts for word in words(name)]
        )
        self._memory: dict[str, tuple[Named, ...]] = {}
        self._likely: dict[str, str] = {}
        self._by_word: dict[str, list[Named]] = {}
        for school in self.schools:
            for word in set(school.words):
                self._by_word.setdefault(word, []).append(school)

    def commune_at(self, tokens: Sequence[Token], start: int) -> tuple[int, str] | None:
        """Return the length and the name of the commune that begins at ``start``, spelled right."""
        most = self._longest.get(tokens[start].text, 0) if start < len(tokens) else 0
        for size in range(min(most, len(tokens) - start), 0, -1):
            found = self._communes.get(tuple(token.text for token in tokens[start : start + size]))
            if found:
                return size, found
        return None

    def commune_like(self, typed: Sequence[str]) -> str:
        """Return the commune that ``typed`` is a slip of, "" when none is."""
        whole = "".join(typed)
        if len(whole) < _SHORTEST:
            return ""
        likely = self._likely.get(whole)
        if likely is None:
            found = {self._communes[form] for form in self._long_communes if like(whole, "".join(form))}
            likely = found.pop() if len(found) == 1 else ""
            if len(self._likely) >= _REMEMBERED:
                self._likely.clear()
            self._likely[whole] = likely
        return likely

    def expert_like(self, typed: Sequence[str]) -> str:
        """Return the known expert whose name holds ``typed``, "" when none or several do."""
        found = [name for name in self.experts if set(typed) <= set(words(name))]
        return found[0] if len(found) == 1 else ""

    def candidates(self, typed: Sequence[str], kind: str = "") -> list[Named]:
        """Return the schools whose names hold every word of ``typed``; those spelled as typed win over slips."""
        if not typed:
            return []
        for same in (_exactly, like):
            rarest = max(typed, key=len)
            pool: Sequence[Named] = self._by_word.get(rarest, ()) if same is _exactly else self._slips(rarest)
            found = [
                school
                for school in pool
                if all(any(same(one, word) for word in school.words) for one in typed) and kind in ("", school.kind)
            ]
            if found:
                whole = [school for school in found if len(school.words) == len(typed)]
                return whole or found
        return []

    def _slips(self, typed: str) -> Sequence[Named]:
        """Return the schools of which a word is like ``typed``."""
        found = self._memory.get(typed)
        if found is None:
            pool: list[Named] = []
            for word, schools in self._by_word.items():
                if like(typed, word):
                    pool += [school for school in schools if school not in pool]
            found = tuple(pool)
            if len(self._memory) >= _REMEMBERED:
                self._memory.clear()
            self._memory[typed] = found
        return found


def _exactly(typed: str, word: str) -> bool:
    return typed == word


def spelled(school: Named, typed: Sequence[str], article: str = "") -> str:
    """Return the words of the school's name that ``typed`` meant, as the register spells them."""
    parts = list(_WORD.finditer(school.name))
    hits = [
        number
        for number, part in enumerate(parts)
        if any(like(one, word) for one in typed for word in words(part[0]))
        and not set(words(part[0])) & (_GENERIC | PARTICLES)
    ]
    if not hits:
        return school.name
    first, last = hits[0], hits[-1]
    if article and first and words(parts[first - 1][0])[0] == article:
        first -= 1
    said = school.name[parts[first].start() : parts[last].end()]
    return said[0].upper() + said[1:] if not article else said


def in_place(town: str, place: str) -> bool:
    """Tell whether a school's town is the place said; «Marseille» is all its arrondissements."""
    return words(town) == words(place) or (words(place) == ["marseille"] and words(town)[:1] == ["marseille"])


def qualifier(word: str) -> bool:
    """Tell whether ``word`` only says of which sort a school is («lycée professionnel»)."""
    return word in _QUALIFIERS


@lru_cache(maxsize=4)
def names_of(schools: Iterable[Listed], experts: tuple[str, ...] = ()) -> Names:
    """Return the names of a register (the same object gives the same names), and of the experts."""
    return Names(tuple(schools), experts)
