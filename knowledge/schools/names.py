"""Reading: a typed text into words with their place, a school's names into the words that tell it from the others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.schools.words import (
    COMMON,
    DEPARTMENTS,
    EVERYDAY,
    EXPAND,
    GENERIC,
    GLUE,
    KINDS,
    ORDINALS,
    PHRASES,
    QUALIFIERS,
    STREETS,
    TYPES,
)
from knowledge.understanding.words import folded

_WORD = re.compile(r"\d+|[^\W\d_]+")
_ELISION = re.compile(r"['’´`ʼ]")
_ORDINAL = frozenset({"e", "er", "eme", "em", "ieme", "iem", "ere", "re", "arr", "arrdt"})
_BREAK = re.compile(r"[,;:!?|/\n()+&]|\.\s|\s[-–—]\s")
_PARTS = re.compile(r"\s+[-–—]\s+|\s*[()]\s*|(?<=Altitude)-(?=\S)|(?<=Durance)-(?=\S)")
_TRADES = re.compile(r"\bm[ée]tiers\b", re.IGNORECASE)
# First word of a phrase → the lengths there are, longest first.
_PHRASES = {
    first: sorted({len(words) for words in PHRASES if words[0] == first}, reverse=True)
    for first in {words[0] for words in PHRASES}
}
_DISTRICT = re.compile(r"\b(\d{1,2})\s*(?:er|e|ème|eme)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text, folded; ``start`` and ``end`` are its place in the text as it was typed."""

    word: str
    start: int
    end: int
    elided: bool = False
    dotted: bool = False
    ordinal: bool = False
    capital: bool = False
    broken: bool = False  # A comma, a dash or the like stands before it.


def tokens(text: str) -> list[Token]:
    """Return the words of ``text``; «15e», «1er» are one word marked ordinal, «mrs15» two."""
    found: list[Token] = []
    for match in _WORD.finditer(text):
        word, start, end = folded(match[0]), match.start(), match.end()
        after = text[end : end + 1]
        before = found[-1] if found else None
        if before and word in _ORDINAL and before.word.isdigit() and start - before.end <= (1 if len(word) > 1 else 0):
            found[-1] = Token(before.word, before.start, end, ordinal=True, broken=before.broken)
            continue
        broken = before is not None and bool(_BREAK.search(text, before.end, start))
        if word in ORDINALS:
            found.append(Token(ORDINALS[word], start, end, ordinal=True, broken=broken))
        elif word:
            elided = bool(_ELISION.match(after)) and len(word) <= 2
            capital = text[start].isupper()
            found.append(Token(word, start, end, elided, after == ".", capital=capital, broken=broken))
    return found


def _is_month(before: Token) -> bool:
    """Tell whether «mars» after ``before`` is the month, and not Marseille."""
    return before.word.isdigit() or before.word in ("en", "de", "debut", "fin", "mi", "courant", "mois", "au", "des")


def _unglued(word: str) -> tuple[str, ...]:
    """Return the kind and the rest of a word typed in one: «collegejeanbouin»."""
    for kind in ("college", "lycee", "clg", "erea"):
        if word.startswith(kind) and len(word) >= len(kind) + 4:
            return kind, word[len(kind) :]
    return (word,)


def expanded(read: Iterable[Token]) -> list[Token]:
    """Return the words with abbreviations and everyday names replaced; each keeps the place of what it replaces."""
    single = [full for token in _without_others(list(read)) for full in _in_full(token)]
    out: list[Token] = []
    at = 0
    while at < len(single):
        size, meant = _phrase_at(single, at)
        out += meant
        at += size
    return out


def _without_others(read: Sequence[Token]) -> list[Token]:
    """Return the words without «cdt» that no name follows («cordialement»), «mars» of a date marked as no town."""
    return [
        replace(token, word="mars-") if token.word == "mars" and place and _is_month(read[place - 1]) else token
        for place, token in enumerate(read)
        if token.word != "cdt" or (place + 1 < len(read) and not read[place + 1].broken)
    ]


def _in_full(token: Token) -> list[Token]:
    """Return what an abbreviation or a word typed with its kind stands for."""
    return [
        token if word == token.word else replace(token, word=word, broken=token.broken and not (place or part))
        for place, whole in enumerate(_unglued(token.word))
        for part, word in enumerate(EXPAND.get(whole, (whole,)))
    ]


def _phrase_at(read: Sequence[Token], at: int) -> tuple[int, list[Token]]:
    """Return how many words from ``at`` on are an everyday name, and what it stands for; else the one word."""
    for size in _PHRASES.get(read[at].word, ()):
        window = read[at : at + size]
        meaning = PHRASES.get(tuple(token.word for token in window)) if len(window) == size else None
        if meaning:
            start, end, broken = window[0].start, window[-1].end, window[0].broken
            return size, [Token(word, start, end, broken=broken and not place) for place, word in enumerate(meaning)]
    return 1, [read[at]]


def name_words(text: str) -> list[str]:
    """Return the words of a name, abbreviations replaced, articles left out."""
    return [token.word for token in expanded(tokens(text)) if not token.elided and token.word not in GLUE]


@dataclass(frozen=True, slots=True)
class Names:
    """What a school may be called: the words of each of its names, and those that only describe it.

    ``described``: its trades («lycée des métiers de la mode»). ``qualified``: said for the name («le lycée hôtelier»).
    ``glued``: its names in one word, articles included. ``letters``: their initials, articles included.
    """

    variants: tuple[tuple[str, ...], ...]
    described: frozenset[str]
    qualified: frozenset[str]
    types: frozenset[str]
    glued: frozenset[str]
    letters: frozenset[str] = frozenset()


def _names(word: str) -> bool:
    return word not in KINDS and word not in GENERIC


class _NameReader:
    """Gathers what the names of one school are made of."""

    def __init__(self) -> None:
        self.variants: dict[tuple[str, ...], None] = {}
        self.described: set[str] = set()
        self.qualified: set[str] = set()
        self.glued: set[str] = set()
        self.letters: set[str] = set()
        self.types: set[str] = set()

    def add(self, name: str) -> None:
        """Read one name, part by part; all parts together are a variant too."""
        whole: list[str] = []
        for place, part in enumerate(piece for piece in _PARTS.split(name) if piece.strip()):
            words = name_words(part)
            self.types |= {KINDS[word][1] for word in words if word in KINDS} - {""}
            self.types |= {TYPES[word] for word in words if word in TYPES and place == 0}
            if place and _TRADES.search(part):
                self.described |= set(words) - KINDS.keys()
            else:
                whole += self._part(part, words)
        if whole:
            self.variants.setdefault(tuple(dict.fromkeys(whole)))

    def _part(self, part: str, words: Sequence[str]) -> list[str]:
        """Read a part that names; return the words that tell it from others."""
        every = [token.word for token in expanded(tokens(part)) if _names(token.word)]
        self.glued.add("".join(every))
        self.letters.add("".join(word[0] for word in every))
        self.described |= GENERIC & set(words)
        self.qualified |= QUALIFIERS & set(words)
        own = [word for word in words if _names(word) and word != "anciennement"]
        bare = [word for word in own if word not in QUALIFIERS] or own
        if bare:
            self.variants.setdefault(tuple(bare))
        return bare


def read_names(names: Iterable[str]) -> Names:
    """Return the words of ``names``, kinds left out: «Lycée des métiers La Calade - Jane Vialle» has three variants."""
    read = _NameReader()
    for name in names:
        read.add(name)
    return Names(
        tuple(read.variants),
        frozenset(read.described - read.qualified),
        frozenset(read.qualified),
        frozenset(read.types),
        frozenset(read.glued),
        frozenset(read.letters),
    )


def district_of(town: str) -> int:
    """Return the arrondissement that a town's name holds («Marseille 8e Arrondissement»), 0 when it holds none."""
    found = _DISTRICT.search(town)
    return int(found[1]) if found else 0


INITIALS, GLUED, NUMBER = "=", "~", "#"


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
