"""Which schools the words of an answer fit, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from knowledge.schools.index import DESCRIBED, NAME, STREET, TOWN, Entry, Floats, Index
from knowledge.schools.names import Token
from knowledge.schools.words import EREA, FOREIGN, GENERIC, GLUE, KINDS, LYCEE, TYPES

_LOOKED_AT = 120  # Schools compared one by one at most.
_SUGGESTED = 12  # The same, where none can fit and some are only suggested.
_FAR = 0.15  # A school that may fit by so much less than the best is not compared.
_KIND = 0.1  # What the right kind adds to a school's place in the order.
_SHORT = 0.5  # What an unknown word of two or three letters counts: often a slip of the finger.
_FITS = 0.78  # Share of what was typed that a school must account for.
_KNOWN = 0.55  # Share of a name from which its street may tell more.
_SAME = 0.045  # Within this, two schools account for it equally well.
_LONG = sorted(word for word in GENERIC if len(word) > 8)
_DEPARTMENTS = {
    "4": "04",
    "5": "05",
    "04": "04",
    "05": "05",
    "13": "13",
    "84": "84",
    "004": "04",
    "005": "05",
    "013": "13",
    "084": "84",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer taken apart. ``words``: those that should name the school, each with its weight (0 to 1)."""

    words: tuple[Token, ...]
    weights: tuple[float, ...]
    numbers: tuple[Token, ...]
    kinds: frozenset[str]
    kind_type: str
    foreign: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """How a school fits. ``share``: how much of what was typed it accounts for; ``cover``: how much of its name was typed."""

    row: int
    share: float
    cover: float
    kind: float
    type: float
    place: float
    unexplained: int
    named: float
    ordered: bool

    @property
    def order(self) -> tuple[float, ...]:
        """The better fit has the greater one."""
        fit = round(self.share + _KIND * self.kind, 3)
        return (fit, self.place, self.type, self.ordered, round(self.cover, 3), -self.row)


def take_apart(index: Index, read: Sequence[Token], ignored: frozenset[str]) -> Asked:
    """Return what ``read`` says: kind, numbers, and the words that are left; ``ignored`` words count only if known."""
    words: list[Token] = []
    weights: list[float] = []
    numbers: list[Token] = []
    kinds: set[str] = set()
    kind_type = ""
    foreign = False
    for place, token in enumerate(read):
        word = token.word
        if word.isdigit():
            numbers.append(token)
        elif token.elided or (word in GLUE and not token.dotted):
            continue
        elif (kind := kind_of(index, word)) is not None:
            kinds.add(kind[0])
            kind_type = kind[1] or kind_type
        elif (
            word in TYPES
            and LYCEE in kinds
            and place
            and (read[place - 1].word in KINDS or read[place - 1].word in TYPES)
        ):
            # «lycée général et technologique» is one type, «professionnel et technologique» is told by its first word.
            kind_type = kind_type or TYPES[word]
        elif len(word) == 1:
            words.append(token)
            weights.append(0.02)
        elif word in GENERIC or (len(word) > 8 and not index.knows(word) and _is_generic(word)):
            words.append(token)
            weights.append(0.1)
        elif word in ignored:
            if index.knows(word):
                words.append(token)
                weights.append(0.02)
        else:
            foreign = foreign or word in FOREIGN
            words.append(token)
            weights.append(1.0 if len(word) > 3 or index.reach(word, wide=False) else _SHORT)
    return Asked(tuple(words), tuple(weights), tuple(numbers), frozenset(kinds), kind_type, foreign)


def kind_of(index: Index, word: str) -> tuple[str, str] | None:
    """Return the kind that ``word`` says, misspelt or not."""
    found = KINDS.get(word)
    if found is None and 4 <= len(word) <= 9 and not index.knows(word):
        for right in ("college", "lycee", "colleges", "lycees"):
            if abs(len(right) - len(word)) <= 2 and _one_apart(word, right):
                return KINDS[right]
    return found


def _is_generic(word: str) -> bool:
    return extractOne(word, _LONG, scorer=OSA.distance, score_cutoff=2) is not None


def _one_apart(word: str, right: str) -> bool:
    return OSA.distance(word, right, score_cutoff=2) <= (2 if len(right) > 6 else 1) and word[0] == right[0]


@dataclass(frozen=True, slots=True)
class _Where:
    """What else was typed of a school: its town, some of its name, enough of its name."""

    in_town: bool
    named: bool
    known: bool


class Matcher:
    """Finds the schools that fit an answer."""

    __slots__ = ("_index",)

    def __init__(self, index: Index) -> None:
        self._index = index

    def fits(self, asked: Asked) -> list[Fit]:
        """Return the schools that account for some of ``asked``, best first; misspellings looked for when needed.

        Numbers alone name none: «2» is the second of a list, «04 42…» a telephone.
        """
        if not asked.words:
            return []
        found = self._fits(asked, wide=False)
        if not found or found[0].share < 0.97 or found[0].unexplained:
            wide = self._fits(asked, wide=True)
            if wide and (not found or wide[0].share > found[0].share + 1e-9):
                return wide
        return found

    def _fits(self, asked: Asked, *, wide: bool) -> list[Fit]:
        index = self._index
        reached = [
            index.reach(token.word, wide=wide and weight > 0.5, dotted=token.dotted)
            if weight > 0.05 or index.knows(token.word)
            else {}
            for token, weight in zip(asked.words, asked.weights, strict=True)
        ]
        total = sum(asked.weights)
        share = numpy.zeros(index.size)
        for near, weight in zip(reached, asked.weights, strict=True):
            told = numpy.zeros(index.size)
            for word, likeness in near.items():
                rows, strength = index.rows(word)
                told[rows] = numpy.maximum(told[rows], strength * likeness)
            share += weight * told
        share /= total
        return self._closest(share, asked, reached, total)

    def _closest(self, share: Floats, asked: Asked, reached: Sequence[dict[str, float]], total: float) -> list[Fit]:
        """Compare the most promising schools one by one; ``share`` is what each may account for at most."""
        index = self._index
        bound = share + _KIND * index.of_kinds(asked.kinds)
        order = numpy.argsort(-bound, kind="stable")
        hopeless = not len(order) or share.max() < _FITS
        looked: list[Fit] = []
        best = 0.0
        for row in order[: _SUGGESTED if hopeless else _LOOKED_AT].tolist():
            if bound[row] < best - _FAR or share[row] <= 0:
                break
            fit = self._fit(index.entries[row], asked, reached, total)
            best = max(best, fit.share + _KIND * fit.kind)
            looked.append(fit)
        return sorted((fit for fit in looked if fit.share > 0), key=lambda fit: fit.order, reverse=True)

    def _fit(self, entry: Entry, asked: Asked, reached: Sequence[dict[str, float]], total: float) -> Fit:
        index = self._index
        covered: dict[str, float] = {}
        by_name: list[float] = []
        for near in reached:
            best = 0.0
            for word, likeness in near.items():
                if word in entry.named:
                    covered[word] = max(covered.get(word, 0.0), likeness)
                elif word in entry.shorts:
                    for full in entry.shorts[word]:
                        covered[full] = max(covered.get(full, 0.0), likeness)
                else:
                    continue
                best = max(best, likeness)
            by_name.append(best)
        initials = {token.word for token in asked.words if len(token.word) == 1}
        cover, named = self._cover(entry, covered, initials)
        town_told = sum(index.rare(word) * _covered_by(reached, word) for word in entry.town) if entry.town else 0.0
        town_whole = sum(index.rare(word) for word in entry.town)
        in_town = town_told >= 0.38 * town_whole and town_told > 0
        where = _Where(in_town, bool(named), cover >= _KNOWN)
        explained = 0.0
        unexplained = 0
        for near, weight, name in zip(reached, asked.weights, by_name, strict=True):
            told = max((self._tells(entry, word, where) * likeness for word, likeness in near.items()), default=0.0)
            told = max(told, name * NAME)
            explained += weight * told
            unexplained += told < 0.6 and weight > 0.5
        share = explained / total
        place, wrong = self._numbers(entry, asked)
        return Fit(
            row=entry.row,
            share=share,
            cover=cover,
            kind=self._kind(entry, asked),
            type=1.0 if not asked.kind_type or asked.kind_type in entry.types else 0.0,
            place=place,
            unexplained=unexplained + wrong,
            named=named,
            ordered=_ordered(entry, reached),
        )

    @staticmethod
    def _tells(entry: Entry, word: str, where: _Where) -> float:
        """Return how much a word that is no part of the name tells of this school."""
        if where.in_town and (word in entry.town or (word in entry.shorts and entry.shorts[word] & entry.town)):
            return TOWN
        if word in entry.qualified or (word in entry.region and (where.in_town or where.named)):
            return NAME
        if word in entry.described:
            return DESCRIBED
        return STREET if where.known and word in entry.street else 0.0

    def _cover(self, entry: Entry, covered: dict[str, float], initials: set[str]) -> tuple[float, float]:
        """Return how much of the best covered variant was typed (0 to 1), and what the typed words of it tell."""
        best = (0.0, 0.0)
        if not covered:
            return best
        rare = self._index.rare
        for variant in entry.variants:
            told = sum(rare(word) * (covered.get(word) or (0.9 if word[0] in initials else 0.0)) for word in variant)
            whole = sum(map(rare, variant))
            if told and any(word in covered for word in variant):
                best = max(best, (told / whole, told))
        return best

    @staticmethod
    def _kind(entry: Entry, asked: Asked) -> float:
        if not asked.kinds or entry.kind in asked.kinds:
            return 1.0
        return 0.5 if "internationale" in entry.named or (entry.kind == EREA and LYCEE in asked.kinds) else 0.0

    @staticmethod
    def _numbers(entry: Entry, asked: Asked) -> tuple[float, int]:
        """Return how well the numbers say where the school is, and how many say that it is elsewhere."""
        place, wrong = 0.0, 0
        for token in asked.numbers:
            number = token.word
            if len(number) == 5:
                district = int(number[3:]) if entry.district and number[:3] in ("130", "132") else 0
                if number == entry.postcode or (district and district == entry.district):
                    place += 1.0
                elif number[:2] != entry.department or (district and district <= 16):
                    wrong += 1
            elif entry.district and int(number) == entry.district:
                place += 1.0
            elif not token.ordinal and _DEPARTMENTS.get(number) == entry.department:
                place += 0.5
            elif (not token.ordinal and number in _DEPARTMENTS) or (
                entry.district and int(number) <= 16 and "marseille" in {w.word for w in asked.words}
            ):
                wrong += 1
        return place, wrong


def _covered_by(reached: Sequence[dict[str, float]], word: str) -> float:
    """Return the best likeness with which one of the typed words reaches ``word``."""
    return max((near.get(word, 0.0) for near in reached), default=0.0)


def _ordered(entry: Entry, reached: Sequence[dict[str, float]]) -> bool:
    """Return whether the words of one of the names were typed in its order."""
    for variant in entry.variants:
        places = [
            max(range(len(reached)), key=lambda at: reached[at].get(word, 0.0))
            for word in variant
            if any(word in near for near in reached)
        ]
        if len(places) > 1 and places == sorted(places):
            return True
    return False


def equal_best(fits: Sequence[Fit], asked: Asked) -> list[Fit]:
    """Return the fits that are as good as the best: one when it is sure, several homonyms, none when nothing fits."""
    sure = [fit for fit in fits if fit.share >= _FITS and not fit.unexplained]
    if not sure:
        return []
    best = max(fit.share for fit in sure)
    held = [fit for fit in sure if fit.share >= best - _SAME]
    if asked.kinds:
        top = max(fit.kind for fit in held)
        held = [fit for fit in held if fit.kind == top]
        if top == 0.0:
            return []
    if asked.kind_type and any(fit.type for fit in held):
        held = [fit for fit in held if fit.type]
    place = max(fit.place for fit in held)
    held = [fit for fit in held if fit.place >= place]
    if any(fit.ordered for fit in held) and not all(fit.ordered for fit in held):
        # «Gérard Philippe» is nearer to Gérard Philipe than to Philippe de Girard.
        least = min(fit.cover for fit in held if fit.ordered)
        held = [fit for fit in held if fit.ordered or fit.cover > least or not fit.named]
    cover = max(fit.cover for fit in held)
    said = sum(weight > 0.5 for weight in asked.weights) + bool(asked.kinds)
    if cover >= 0.98 and said >= 2:
        held = [fit for fit in held if fit.cover >= 0.95]
    named = [fit for fit in held if fit.named > 0]
    return named if named and any(fit.cover >= 0.4 for fit in named) else held
