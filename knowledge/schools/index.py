"""The words of all schools, which of them a typed word may stand for, and an answer taken apart by them."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy
from numpy.typing import NDArray
from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio
from rapidfuzz.process import extract, extractOne

from knowledge.schools.names import GLUED, INITIALS, NUMBER, SchoolEntry, Token
from knowledge.schools.words import (
    BESIDE,
    COMMON,
    DENIED,
    ELSEWHERE,
    EREA,
    FOREIGN,
    GENERIC,
    GLUE,
    KINDS,
    LYCEE,
    OVER,
    QUARTERS,
    STREETS,
    TALK,
    TYPES,
)
from knowledge.understanding.directory import sounds

Floats = NDArray[numpy.float64]
Rows = NDArray[numpy.intp]

# How much of a typed word is told by being a word of: the name, the town, what describes it, its street.
NAME, TOWN, DESCRIBED, STREET = 1.0, 1.0, 0.9, 0.85
_PLAIN = 0.6  # First names and everyday words tell less than surnames, however rare in a small register.
_REMEMBERED = 4_096


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


# --- An answer taken apart: the kind of school, its district, and the words that may name it, each with what it counts.

# What a word counts against a school that has it not: whole, or so much where it is most likely talk.
_WHOLE = 1.0
_BEFORE_NAME = 0.5  # An unknown word right before a name.
_SHORT = 0.5  # An unknown word of two or three letters: often a slip of the finger.
_LOWER = 0.15  # An unknown word in small letters where names have capitals.
_TALK = 0.1  # A word that stands apart from any name.
_BESIDE_LOSS = 0.1  # A word of a street, or of what a school is said to be near to.
_GENERIC = (0.1, 0.05)  # What «polyvalent» tells of a school that has it, and counts against one that has it not.
_FILLER = 0.02
_REACH_STREET, _REACH_BESIDE, _REACH_DENIED = 5, 4, 3  # Words that may follow «rue», «à côté de», «pas».
_ADVERB = ("ment", "ons", "erai")  # «évidemment», «voyons»: endings of words that are in no name.
_LONG = sorted(word for word in GENERIC if len(word) > 8)


@dataclass(frozen=True, slots=True)
class AskedSchool:
    """An answer taken apart. ``words``: those that may name the school.

    ``weights``: what each tells when a school has it; ``lost``: what it counts against a school that has it not (both
    0 to 1). ``streets``: whether it was said after «rue», «avenue»… ``telling``: some word is more than courtesy.
    """

    words: tuple[Token, ...]
    weights: tuple[float, ...]
    lost: tuple[float, ...]
    streets: tuple[bool, ...]
    numbers: tuple[Token, ...]
    kinds: frozenset[str]
    kind_type: str
    foreign: bool
    telling: bool
    districts: frozenset[int] = frozenset()

    @property
    def in_street(self) -> bool:
        """Tell whether a street was said."""
        return any(self.streets)


def joined(index: Index, read: Sequence[Token]) -> list[Token]:
    """Return ``read`` with words that were cut in two put together again: «Malle Mort», «gaston de fer», «père un».

    Two or three neighbours, one of them unknown, are one word where together they are written, or sound, like a word
    of the register.
    """
    out: list[Token] = []
    at = 0
    while at < len(read):
        for size in (3, 2):
            window = read[at : at + size]
            whole = _whole(index, window) if len(window) == size else ""
            if whole:
                out.append(replace(window[0], word=whole, end=window[-1].end, elided=False, dotted=False))
                at += size
                break
        else:
            out.append(read[at])
            at += 1
    return out


def _whole(index: Index, window: Sequence[Token]) -> str:
    """Return the word that the neighbours of ``window`` are together, "" when they are none."""
    if any(token.broken for token in window[1:]) or any(
        not token.word.isalpha() or kind_of(index, token.word) is not None for token in window
    ):
        return ""
    if all(index.knows(token.word) or token.word in GLUE or token.word in GENERIC for token in window):
        return ""
    whole = ""
    for token in window:  # «père un» sounds like Perrin: the silent «e» goes before a vowel.
        whole = (whole[:-1] if whole.endswith("e") and token.word[0] in "aeiou" else whole) + token.word
    if any(index.named(token.word) for token in window):
        return whole if index.knows(whole) else ""
    return whole if index.heard(whole) else ""


def take_apart(index: Index, read: Sequence[Token], ignored: frozenset[str]) -> AskedSchool:
    """Return what ``read`` says: kind, numbers, and the words that are left; ``ignored`` words count only if known."""
    reading = _Reading(index, read, ignored)
    for place, token in enumerate(read):
        reading.take(place, token)
    return reading.asked()


class _Reading:
    """The words of one answer, taken one after the other."""

    def __init__(self, index: Index, read: Sequence[Token], ignored: frozenset[str]) -> None:
        self._index, self._read, self._ignored = index, read, ignored
        self._words: list[tuple[Token, float, float, bool]] = []
        self._numbers: list[Token] = []
        self._kinds: set[str] = set()
        self._kind_type = ""
        self._foreign = self._telling = self._streets = False
        self._cased = any(token.capital and place and index.named(token.word) for place, token in enumerate(read))
        # Words that may still belong to a street, to the place beside which the school is, to what is denied.
        self._street = self._beside = self._denied = 0
        # What the word before is: "kind", "name", "other" (as heavy as a name), "" once something separates.
        self._near = ""

    def take(self, place: int, token: Token) -> None:
        """Take the next word."""
        word = token.word
        if token.broken:
            self._street = self._beside = self._denied = 0
            self._near = ""
        if word.isdigit():
            self._numbers.append(token)
            return
        if self._is_denied(word) or self._leads(place, token) or self._is_kind(place, word):
            return
        gain, loss, after = self._worth(place, token)
        if loss < 0:
            self._near = after
            return
        if self._beside or self._street:
            loss = min(loss, _BESIDE_LOSS)
        self._words.append((token, gain, loss, self._street > 0))
        self._street, self._beside = max(0, self._street - 1), max(0, self._beside - 1)
        self._near = after

    def asked(self) -> AskedSchool:
        """Return what was taken."""
        words = list(self._words)
        if self._streets:
            words += [(replace(one, word=NUMBER + one.word), 1.0, _FILLER, True) for one in self._numbers]
        return AskedSchool(
            words=tuple(token for token, _, _, _ in words),
            weights=tuple(gain for _, gain, _, _ in words),
            lost=tuple(loss for _, _, loss, _ in words),
            streets=tuple(street for _, _, _, street in words),
            numbers=tuple(self._numbers),
            kinds=frozenset(self._kinds),
            kind_type=self._kind_type,
            foreign=self._foreign,
            telling=self._telling,
            districts=frozenset(QUARTERS[token.word] for token, _, _, _ in words if token.word in QUARTERS),
        )

    def _is_denied(self, word: str) -> bool:
        """Tell whether ``word`` belongs to a school that is not meant: «pas celui de Carpentras»."""
        if word in DENIED:
            self._denied, self._near = _REACH_DENIED, ""
        elif self._denied and word not in self._ignored:
            self._denied -= 1
            return self._index.named(word) or not self._index.knows(word)
        return False

    def _leads(self, place: int, token: Token) -> bool:
        """Tell whether a word only says how to take what follows it: «rue», «à côté», «de»."""
        word, index = token.word, self._index
        if word in BESIDE and not index.in_names(word):
            self._beside, self._near = _REACH_BESIDE, ""
            return True
        if word in OVER and place and index.in_towns(self._read[place - 1].word):
            self._near = "other"  # «La Seyne-sur-Mer» is not Seyne.
        if token.elided or (word in GLUE and not token.dotted):
            return True
        if word in STREETS and not index.in_names(word):
            self._street, self._near, self._streets = _REACH_STREET, "", True
            return True
        return False

    def _is_kind(self, place: int, word: str) -> bool:
        kind = kind_of(self._index, word)
        if kind is not None and not self._street:
            self._kinds.add(kind[0])
            self._kind_type = kind[1] or self._kind_type
            self._near, self._beside = "kind", 0
            return True
        before = self._read[place - 1].word if place else ""
        if word in TYPES and LYCEE in self._kinds and (before in KINDS or before in TYPES):
            # «lycée général et technologique» is one type, «professionnel et technologique» is told by its first word.
            self._kind_type = self._kind_type or TYPES[word]
            return True
        return False

    def _worth(self, place: int, token: Token) -> tuple[float, float, str]:
        """Return what a word tells, what it counts when it is left over (below 0: it is left out), and what it is."""
        word, index = token.word, self._index
        if len(word) == 1:
            return _FILLER, _FILLER, self._near
        if word in GENERIC or (len(word) > 8 and not index.knows(word) and _is_generic(word)):
            return *_GENERIC, self._near
        if word in self._ignored or ((word in TALK or word.endswith(_ADVERB)) and not index.knows(word)):
            return 1.0, _FILLER if index.knows(word) else -1.0, self._near if token.capital else ""
        self._telling = True
        if word in FOREIGN or word in ELSEWHERE:
            self._foreign = self._foreign or word in FOREIGN
            return 1.0, _BESIDE_LOSS if word in ELSEWHERE and self._street else _WHOLE, "other"
        if index.named(word):  # After the town, the name is over.
            return 1.0, self._left(place, token), "name" if index.in_names(word) else ""
        return 1.0, self._left(place, token), "other" if self._near else ""

    def _left(self, place: int, token: Token) -> float:
        """Return what a word that may be of a name counts against a school that has it not.

        A word that stands next to a name, or after «collège», is most likely part of the name; one that stands apart
        is talk («demande faite pour la Viste, filière santé»); the name of another school or town is never talk.
        """
        word, index = token.word, self._index
        known = index.named(word)
        following = self._read[place + 1] if place + 1 < len(self._read) else None
        before_name = following is not None and not following.broken and index.named(following.word)
        if word in COMMON:
            loss = _WHOLE if self._near else _TALK
        elif known or self._near:
            loss = _WHOLE
        else:
            loss = _BEFORE_NAME if before_name else _TALK
        if len(word) <= 3 and not index.reach(word, wide=False):
            loss = min(loss, _SHORT)
        if not known and self._cased and not token.capital:
            loss = min(loss, _LOWER)
        if not known and EREA in self._kinds:
            loss = _TALK  # They are three: their towns tell them.
        return loss


def kind_of(index: Index, word: str) -> tuple[str, str] | None:
    """Return the kind that ``word`` says, misspelt or not."""
    found = KINDS.get(word)
    if found is None and 4 <= len(word) <= 9 and not index.knows(word) and word not in COMMON and word not in TALK:
        for right in ("college", "lycee", "colleges", "lycees"):
            if abs(len(right) - len(word)) <= 2 and _one_apart(word, right):
                return KINDS[right]
    return found


def _is_generic(word: str) -> bool:
    return extractOne(word, _LONG, scorer=OSA.distance, score_cutoff=2) is not None


def _one_apart(word: str, right: str) -> bool:
    return OSA.distance(word, right, score_cutoff=2) <= (2 if len(right) > 6 else 1) and word[0] == right[0]
