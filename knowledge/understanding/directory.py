"""Schools, communes, departments and experts, found however they are spelt, or typed by ear."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from knowledge.understanding.words import words

# --- How French words sound: «araoziau» is Arausio, «rené cayé» René Caillié.

# In order, over a folded word. «1»: in, «2»: an, «3»: on; «S»: ch, «N»: gn.
_RULES = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"^h|(?<![cspt])h", ""),
        (r"ph", "f"),
        (r"th", "t"),
        (r"s?ch(?=[aeiouy]|$)|sh", "S"),
        (r"ch", "k"),
        (r"gn|ni(?=[aou])", "N"),
        (r"(?<=[gj])e(?=[ao])", ""),
        (r"sc(?=[eiy])|c(?=[eiy])", "s"),
        (r"g(?=[eiy])|j", "J"),
        (r"gu(?=[eiy])", "g"),
        (r"qu|cqu|ck|q|c", "k"),
        (r"eau|au", "o"),
        (r"oeu|oe", "e"),
        (r"(?:[ae]ill|[ae]y)(?=[aeiouy])", "eY"),
        (r"(?<=[^aeiouy])ill(?=[aeou])", "iY"),
        (r"(?:eil|eille)s?$", "eY"),
        (r"(?:ail|aille)s?$", "aY"),
        (r"ingts?$", "1"),
        (r"(?:ai|ei|y)(?:n|m)(?=[^aeiouynm]|$)|[iu](?:n|m)(?=[^aeiouynm]|$)", "1"),
        (r"ien(?=[^aeiouynm]|$)", "i1"),
        (r"[ae](?:n|m)(?=[^aeiouynm]|$)", "2"),
        (r"o(?:n|m)(?=[^aeiouynm]|$)", "3"),
        (r"ai|ei|[ae]y", "e"),
        (r"Y|y", "i"),
        (r"ou", "w"),
        (r"w", "w"),
        (r"x$|z", "s"),
        (r"x", "ks"),
        (r"(?<=.)(?:es|ent|ez|et|ee|ees|e)$", "e"),
        (r"(?<=[^e])(?:[stpd]+)$", ""),
        (r"([a-zA-Z])\1+", r"\1"),
        (r"(?<=..)e$", ""),
        (r"(?<=[^e])(?:[stpd]+)$", ""),
        (r"(?<=[aeiouw123][^aeiouw123])e(?=[^aeiouw123][aeiouw123])", ""),
    )
)


@lru_cache(maxsize=8_192)
def sounds(word: str) -> tuple[str, ...]:
    """Return how a folded ``word`` may sound: twice where its last «r» may be silent («Périer» and «Perié»)."""
    return (
        (_sound_of(word), _sound_of(f"{word[:-2]}e")) if word.endswith("er") and len(word) > 4 else (_sound_of(word),)
    )


def _sound_of(word: str) -> str:
    for pattern, by in _RULES:
        word = pattern.sub(by, word)
    return word


# --- The directory.

DEPARTMENTS = {
    "04": ("alpes de haute provence", "alpes haute provence", "ahp", "bas alpins", "basses alpes"),
    "05": ("hautes alpes", "htes alpes", "haut alpin", "haute alpe"),
    "13": ("bouches du rhone", "bouche du rhone", "bdr", "bouches rhone"),
    "84": ("vaucluse", "vaucl", "vauc", "vcl"),
}
KINDS = {
    "college": "college", "colleges": "college", "clg": "college", "clgs": "college", "colege": "college", "coll": "college",
    "collge": "college", "colleg": "college", "collegue": "college", "lycee": "lycee", "lycees": "lycee", "lyc": "lycee",
    "lice": "lycee", "lisse": "lycee", "lp": "lycee", "lpo": "lycee", "lgt": "lycee", "legt": "lycee", "lyce": "lycee", "licee": "lycee",
    "erea": "erea", "cite": "", "bahut": "", "bahuts": "", "etablissement": "", "etab": "", "ecole": "", "eple": "",
}  # fmt: skip
PARTICLES = frozenset(
    ("le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "en", "et", "sur", "sous", "lez")
)
_GENERIC = frozenset(
    ("college", "lycee", "polyvalent", "professionnel", "general", "technologique", "et", "regional", "erea", "cite",
     "internationale", "international", "etablissement", "enseignement", "adapte", "d", "metiers", "agricole",
     "anciennement", "mixte", "scolaire", "professionnelle", "pro", "techno")
)  # fmt: skip
QUALIFIERS = frozenset(
    ("polyvalent", "professionnel", "general", "technologique", "regional", "scolaire", "pro", "techno", "prof",
     "international", "internationale", "mixte", "pros")
)  # fmt: skip
_TITLES = frozenset(("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle"))
_EXPANDED = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_NICKNAMES = {
    "mrs": "Marseille",
    "mars": "Marseille",
    "marseilles": "Marseille",
    "aix": "Aix-en-Provence",
    "mrseille": "Marseille",
}
_ARRONDISSEMENT = re.compile(r"(\d{1,2})(?:er|e|eme)? ?arrondissement")
_PART = re.compile(r"[^\W_]+")
_LINKS = frozenset(("sur", "sous", "en", "les", "lez", "la", "de", "du", "des", "d", "le", "l"))
_SHORTEST = 5  # Words of fewer letters are not taken for slips of another.
_WIDEST, _LONGEST = 4, 28  # Words, and letters, of a misspelt commune at most.
_LONG = 8  # Words of so many letters may have two wrong.


class Listed(Protocol):
    """A school as the register lists it. ``department``: two or three digits."""

    @property
    def uai(self) -> str:
        """Its code."""

    @property
    def name(self) -> str:
        """Its full name."""

    @property
    def town(self) -> str:
        """The commune, Marseille's with the arrondissement."""

    @property
    def department(self) -> str:
        """The department's number."""


@dataclass(frozen=True, slots=True)
class Named:
    """A school with what its name is compared by. ``district``: Marseille's arrondissement, "" elsewhere."""

    uai: str
    name: str
    kind: str  # «college», «lycee», «erea», "" otherwise.
    town: str  # Folded; «marseille» for every arrondissement.
    district: str
    department: str  # Two digits.
    words: tuple[str, ...]


def _named(school: Listed) -> Named:
    said = words(school.name)
    distinct = tuple(word for word in said if word not in _GENERIC and word not in PARTICLES)
    place = " ".join(words(school.town))
    found = _ARRONDISSEMENT.search(place)
    kind = next((KINDS[word] for word in said if KINDS.get(word)), "")
    town = place.split(" ", 1)[0] if found else place
    return Named(school.uai, school.name, kind, town, found[1] if found else "", school.department[-2:], distinct)


def _sound(word: str) -> str:
    return sounds(word)[0]


@lru_cache(maxsize=16_384)
def alike(typed: str, word: str) -> bool:
    """Tell whether ``typed`` may be a slip of ``word``, both folded."""
    if typed == word:
        return True
    if min(len(typed), len(word)) < _SHORTEST or abs(len(typed) - len(word)) > 2 or not typed.isalpha():
        return False
    allowed = 1 if len(word) < _LONG else 2
    if OSA.distance(typed, word, score_cutoff=allowed) <= allowed:
        return True
    said = _sound(typed)
    return len(said) > 3 and said in sounds(word)


class Spelling:
    """Forms by their length and sound: those that a typed word may be a slip of."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._lengths: dict[int, list[str]] = defaultdict(list)
        self._sounds: dict[str, list[str]] = defaultdict(list)
        for form in sorted(set(forms)):
            if len(form) >= _SHORTEST:
                self._lengths[len(form)].append(form)
                for said in sounds(form):
                    self._sounds[said].append(form)
        self.likes = lru_cache(maxsize=8192)(self._likes)

    def _likes(self, typed: str) -> tuple[str, ...]:
        if len(typed) < _SHORTEST or not typed.isalpha():
            return ()
        found: dict[str, None] = {}
        for size in range(len(typed) - 2, len(typed) + 3):
            allowed = 1 if size < _LONG else 2
            if abs(size - len(typed)) <= allowed:
                near = extract(
                    typed, self._lengths.get(size, ()), scorer=OSA.distance, score_cutoff=allowed, limit=None
                )
                found |= dict.fromkeys(form for form, _, _ in near)
        said = _sound(typed)
        if len(said) > 3:
            found |= dict.fromkeys(form for form in self._sounds.get(said, ()) if abs(len(form) - len(typed)) <= 2)
        return tuple(found)


def in_place(town: str, place: str) -> bool:
    """Tell whether a school's town is the place said; «Marseille» is all its arrondissements."""
    return words(town) == words(place) or (words(place) == ["marseille"] and words(town)[:1] == ["marseille"])


def short_commune(name: str) -> str:
    """Return what a commune of several words is called in short: «aix en provence» gives «aix», "" for none."""
    parts = name.split()
    cut = next((at for at, part in enumerate(parts) if at and part in _LINKS), 0)
    return (
        " ".join(parts[:cut])
        if cut and parts[0] not in ("la", "le", "les", "l", "saint", "sainte", "port", "chateau")
        else ""
    )


_DEPARTMENT_FORMS = {
    name.replace(" ", ""): number for number, names in DEPARTMENTS.items() for name in names if len(name) > 6
}
_DEPARTMENT_SPELLING = Spelling(_DEPARTMENT_FORMS)


def _communes(spelled: Mapping[str, str]) -> dict[str, str]:
    """Return what communes are called, in order of right: in full, without article, shortened, by nickname, by first words."""
    out: dict[str, str] = {}
    for town, name in spelled.items():
        out[town] = name
        if town.split()[0] in ("la", "le", "les", "l"):
            out.setdefault(town.split(" ", 1)[1], name)
    nicknames = _NICKNAMES.items() if "marseille" in spelled else ()
    for said, name in (*_alone(spelled, short_commune), *nicknames, *_alone(spelled, _first_words)):
        out.setdefault(said, name)
    return out


def _alone(spelled: Mapping[str, str], shorten: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield each shorter name that one commune alone has, with that commune."""
    shorts: dict[str, list[str]] = defaultdict(list)
    for town in spelled:
        shorts[shorten(town)].append(town)
    return ((short, spelled[towns[0]]) for short, towns in shorts.items() if short and len(towns) == 1)


def _first_words(town: str) -> str:
    parts = town.split()
    return " ".join(parts[:2]) if len(parts) > 2 and parts[1] not in _LINKS else ""


class Directory:
    """The names that a message may hold. Built once for a register, the experts in office and those who asked for help."""

    def __init__(self, schools: Iterable[Listed] = (), experts: Iterable[str] = (), askers: Iterable[str] = ()) -> None:
        listed = tuple(schools)
        self.schools = tuple(map(_named, listed))
        self.experts = tuple(experts)
        self.askers = tuple(askers)
        self._experts = {name: tuple(words(name)) for name in self.experts}
        self._askers = {name: tuple(words(name)) for name in self.askers if name not in self._experts}
        self._commune_of = lru_cache(maxsize=8_192)(self._find_commune)
        self._experts_of = lru_cache(maxsize=8_192)(self._find_experts)
        self._communes = _communes(
            {
                named.town: "Marseille" if named.district else one.town
                for named, one in zip(self.schools, listed, strict=True)
            }
        )
        self._joined = {form.replace(" ", ""): name for form, name in self._communes.items()}
        self._towns = Spelling(self._joined)
        self._town_heads = {word[:2] for form in self._communes for word in (form, f"d{form}", f"l{form}")}
        held: dict[str, set[Named]] = defaultdict(set)
        for school in self.schools:
            for word in school.words:
                held[word].add(school)
        self._by_word = {word: frozenset(found) for word, found in held.items()}
        self._by_uai = {school.uai: school for school in self.schools}
        self._spelling = Spelling(self._by_word)

    def school(self, uai: str) -> Named | None:
        """Return the school of that code."""
        return self._by_uai.get(uai)

    def commune(self, typed: Sequence[str]) -> tuple[str, bool] | None:
        """Return the commune that ``typed`` words name, and whether they are spelt right; None when they name none."""
        return self._commune_of(tuple(typed))

    def _find_commune(self, typed: Sequence[str]) -> tuple[str, bool] | None:
        plain = " ".join(_EXPANDED.get(word, word) for word in typed)
        found = self._communes.get(plain)
        if found:
            return found, True
        whole = plain.replace(" ", "")
        if len(typed) > _WIDEST or not _SHORTEST <= len(whole) <= _LONGEST or whole[:2] not in self._town_heads:
            return None
        names = {
            self._joined[form]
            for form in (whole, *self._towns.likes(whole))
            if form in self._joined and form[0] == whole[0]
        }
        if not names and whole[0] in "dl":  # «davignon»
            names = {self._joined[form] for form in (whole[1:], *self._towns.likes(whole[1:])) if form in self._joined}
        return (names.pop(), False) if len(names) == 1 else None

    def _near(self, typed: str) -> tuple[str, ...]:
        """Return the words of schools' names that ``typed`` may be: itself where there is one, else its likes."""
        typed = _EXPANDED.get(typed, typed)
        if typed in self._by_word:
            return (typed,)
        found = self._spelling.likes(typed)
        if not found and typed[:1] in "dl" and typed[1:] in self._by_word:
            return (typed[1:],)
        return found

    def in_town(self, town: str, kind: str) -> tuple[Named, ...]:
        """Return the schools of a kind in a commune."""
        plain = " ".join(words(town))
        return tuple(one for one in self.schools if one.town == plain and kind in ("", one.kind))

    def in_names(self, typed: str) -> bool:
        """Tell whether ``typed`` is, or is a slip of, a word of a school's name."""
        return bool(self._near(typed))

    def candidates(self, typed: Sequence[str], kind: str = "") -> tuple[tuple[Named, ...], bool]:
        """Return the schools whose names hold every word of ``typed``, and whether all are spelt right."""
        pools = [self._near(word) for word in typed]
        if not pools or not all(pools):
            return (), False
        found = frozenset.intersection(*(frozenset().union(*(self._by_word[word] for word in near)) for near in pools))
        fitting = [school for school in found if kind in ("", school.kind)] or list(found)
        said = len(typed)
        whole = [school for school in fitting if len(school.words) == said]
        exact = all(near == (_EXPANDED.get(word, word),) for word, near in zip(typed, pools, strict=True))
        return tuple(sorted(whole or fitting, key=lambda school: school.uai)), exact

    def expert(self, typed: Sequence[str]) -> tuple[str, ...]:
        """Return the experts in office whose names hold ``typed``, misspelt or not; else those who asked for help."""
        return self._experts_of(tuple(typed)) if self._experts or self._askers else ()

    def _find_experts(self, typed: Sequence[str]) -> tuple[str, ...]:
        held = [word for word in typed if word not in _TITLES]
        if not held:
            return ()
        for people in (self._experts, self._askers):
            for same in (str.__eq__, alike):
                found = tuple(
                    name for name, own in people.items() if all(any(same(word, one) for one in own) for word in held)
                )
                if found:
                    return found
        return ()

    def department(self, typed: Sequence[str]) -> str:
        """Return the number of the department that ``typed`` words name, "" when they name none."""
        plain = " ".join(typed)
        for number, names in DEPARTMENTS.items():
            if plain == number or plain in names:
                return number
        joined = plain.replace(" ", "")
        if joined[0] not in "abhv":
            return ""
        found = {_DEPARTMENT_FORMS[form] for form in _DEPARTMENT_SPELLING.likes(joined)}
        return found.pop() if len(found) == 1 else ""


def spelled(school: Named, typed: Sequence[str], article: str = "") -> str:
    """Return the words of the school's name that ``typed`` meant, as the register spells them."""
    parts = list(_PART.finditer(school.name))
    hits = [
        number
        for number, part in enumerate(parts)
        if any(alike(_EXPANDED.get(one, one), word) or one[1:] == word for one in typed for word in words(part[0]))
        and not set(words(part[0])) & (_GENERIC | PARTICLES)
    ]
    if not hits:
        return school.name
    first, last = hits[0], hits[-1]
    if article and first and words(parts[first - 1][0])[0] == article:
        first -= 1
    said = school.name[parts[first].start() : parts[last].end()]
    return said if article else said[0].upper() + said[1:]
