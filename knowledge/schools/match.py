"""Which schools the words of an answer fit, and how well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy

from knowledge.schools.index import (
    DESCRIBED,
    NAME,
    STREET,
    TOWN,
    AskedSchool,
    Floats,
    Index,
    kind_of,
    take_apart,
)
from knowledge.schools.names import NUMBER, SchoolEntry, Token
from knowledge.schools.words import EREA, FILLER, FOREIGN, GLUE, LYCEE

_LOOKED_AT = 120  # Schools compared one by one at most.
_SUGGESTED = 12  # The same, where none can fit and some are only suggested.
_FAR = 0.15  # A school that may fit by so much less than the best is not compared.
_KIND = 0.1  # What the right kind adds to a school's place in the order.
_SLIGHT = 0.05  # A word that counts so little is not looked for among misspelt ones.
_STREET_NAME = 0.7  # How much of a name said as a street's tells of the school.
_IN_STREET = 0.6  # Share of a street's words from which it is the one said.
_FITS = 0.78  # Share of what was typed that a school must account for.
_KNOWN = 0.55  # Share of a name from which its street may tell more.
_SAME = 0.045  # Within this, two schools account for it equally well.
_SHORTEST_EAR, _LONGEST_EAR = 8, 40  # Letters of a whole name that is looked for by its sound.
_EAR = 82.0  # Likeness of sounds, 0 to 100, from which it is found.
_EAR_APART = 8.0  # By how much it must be better than the next.
_DISTRICTS = 16  # Of Marseille.
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
class Fit:
    """How a school fits.

    ``share``: how much of what was typed it accounts for; ``cover``: how much of its name was typed; ``named``: what the
    typed words of its name tell; ``place``: how well the numbers say where it is; ``unexplained``: words and numbers
    that speak against it; ``left``: what the words count that it does not account for.
    """

    row: int
    share: float
    cover: float
    kind: float
    type: float
    place: float
    unexplained: int
    named: float
    ordered: bool
    in_town: bool
    in_street: bool
    left: float

    @property
    def order(self) -> tuple[float, ...]:
        """The better fit has the greater one."""
        fit = round(self.share + _KIND * self.kind, 3)
        return (fit, self.place, self.type, self.ordered, round(self.cover, 3), -self.row)


@dataclass(frozen=True, slots=True)
class _Where:
    """What else was typed of a school: its town, some of its name, enough of its name, its street."""

    in_town: bool
    named: bool
    known: bool
    street: bool


class Matcher:
    """Finds the schools that fit an answer."""

    __slots__ = ("_index",)

    def __init__(self, index: Index) -> None:
        self._index = index

    def fits(self, asked: AskedSchool) -> list[Fit]:
        """Return the schools that account for some of ``asked``, best first; misspellings looked for when needed.

        Numbers alone name none: «2» is the second of a list, «04 42…» a telephone.
        """
        if not asked.words:
            return []
        narrow = all(
            loss <= _SLIGHT or self._index.reach(token.word, wide=False, dotted=token.dotted)
            for token, loss in zip(asked.words, asked.lost, strict=True)
        )
        found = self._fits(asked, wide=False) if narrow else []
        if not found or found[0].share < 0.97 or found[0].unexplained:
            wide = self._fits(asked, wide=True)
            if wide and (not found or wide[0].share > found[0].share + 1e-9):
                return wide
        return found

    def by_ear(self, read: Sequence[Token]) -> list[Fit]:
        """Return the school whose whole name sounds like what was typed, cut anywhere: «nid dit de rot» is Diderot.

        Empty when none does, or when two do.
        """
        index = self._index
        towns: dict[str, float] = {}
        said = ""
        for token in read:
            if kind_of(index, token.word) is not None or token.word.isdigit() or token.word in FOREIGN:
                continue
            near = index.reach(token.word, wide=True)
            in_towns = {word: likeness for word, likeness in near.items() if index.in_towns(word) and likeness > 0.8}
            towns |= in_towns
            if not in_towns or token.word in GLUE:
                said += token.word
        if not _SHORTEST_EAR <= len(said) <= _LONGEST_EAR:
            return []
        found = [
            (likeness, row)
            for likeness, row in index.by_ear(said, _EAR)
            if not towns or index.entries[row].town & towns.keys()
        ]
        best = max(found, default=(0.0, -1))
        if best[1] < 0 or any(row != best[1] and likeness > best[0] - _EAR_APART for likeness, row in found):
            return []
        return [
            Fit(
                best[1],
                best[0] / 100,
                best[0] / 100,
                1.0,
                1.0,
                0.0,
                0,
                1.0,
                ordered=True,
                in_town=bool(towns),
                in_street=False,
                left=0.0,
            )
        ]

    def _fits(self, asked: AskedSchool, *, wide: bool) -> list[Fit]:
        index = self._index
        reached = [
            index.reach(token.word, wide=wide and loss > 0.05, dotted=token.dotted)
            if weight > 0.05 or index.knows(token.word)
            else {}
            for token, weight, loss in zip(asked.words, asked.weights, asked.lost, strict=True)
        ]
        share = numpy.zeros(index.size)
        total = numpy.full(index.size, 1e-9)
        for near, weight, loss in zip(reached, asked.weights, asked.lost, strict=True):
            if not near:
                total += loss
                continue
            told = numpy.zeros(index.size)
            for word, likeness in near.items():
                rows, strength = index.rows(word)
                told[rows] = numpy.maximum(told[rows], strength * likeness)
            share += weight * told
            total += numpy.where(told > 0, weight, loss)
        return self._closest(share / total, asked, reached)

    def _closest(self, share: Floats, asked: AskedSchool, reached: Sequence[dict[str, float]]) -> list[Fit]:
        """Compare the most promising schools one by one; ``share`` is what each may account for at most."""
        index = self._index
        bound = share + _KIND * index.of_kinds(asked.kinds)
        order = numpy.argsort(-bound, kind="stable")
        hopeless = not len(order) or share.max() < _FITS
        looked: list[Fit] = []
        best = 0.0
        for row in order[: _SUGGESTED if hopeless else _LOOKED_AT].tolist():
            if bound[row] < best - _FAR or share[row] <= 0 or (best < _FITS and len(looked) >= 2 * _SUGGESTED):
                break
            fit = self._fit(index.entries[row], asked, reached)
            best = max(best, fit.share + _KIND * fit.kind)
            looked.append(fit)
        return sorted((fit for fit in looked if fit.share > 0), key=lambda fit: fit.order, reverse=True)

    def _fit(self, entry: SchoolEntry, asked: AskedSchool, reached: Sequence[dict[str, float]]) -> Fit:
        index = self._index
        reached = [{word: near[word] for word in near.keys() & entry.every} for near in reached]
        covered, by_name = _of_name(entry, reached)
        initials = {token.word for token in asked.words if len(token.word) == 1}
        cover, named = self._cover(entry, covered, initials)
        towns = _typed_of(entry.town, reached)
        told_of_town = sum(index.rare(word) * likeness for word, likeness in towns.items())
        in_town = 0 < told_of_town >= 0.38 * index.town_worth[entry.row]
        street = self._in_street(entry, asked, reached)
        where = _Where(in_town, bool(named), cover >= _KNOWN, street)
        explained, total, left = 0.0, 1e-9, 0.0
        unexplained = 0
        for near, weight, loss, name, said in zip(
            reached, asked.weights, asked.lost, by_name, asked.streets, strict=True
        ):
            told = 0.0
            for word, likeness in near.items():
                told = max(told, self._tells(entry, word, where) * likeness)
            if said and not street:
                told *= _STREET_NAME
            # «boulevard Martin Bret» is rather the street than the school of that name.
            told = max(told, name * (_STREET_NAME if said and asked.in_street and not street else NAME))
            explained += weight * told
            total += weight if told else loss
            unexplained += told < 0.6 and loss > 0.5
            left += loss * (told < 0.6)
        place, wrong = self._numbers(entry, asked)
        place += 0.5 * (entry.district in asked.districts) if entry.district else 0.0
        return Fit(
            row=entry.row,
            share=explained / total,
            cover=cover,
            kind=self._kind(entry, asked),
            type=1.0 if not asked.kind_type or asked.kind_type in entry.types else 0.0,
            place=place,
            unexplained=unexplained + wrong,
            named=named,
            ordered=_ordered(entry, reached),
            in_town=in_town,
            in_street=street,
            left=left,
        )

    @staticmethod
    def _tells(entry: SchoolEntry, word: str, where: _Where) -> float:
        """Return how much a word that is no part of the name tells of this school."""
        if where.in_town and (word in entry.town or (word in entry.shorts and entry.shorts[word] & entry.town)):
            return TOWN
        if word in entry.qualified or (word in entry.region and (where.in_town or where.named)):
            return NAME
        if word in entry.described:
            return DESCRIBED
        return STREET if (where.known or where.street) and word in entry.street else 0.0

    @staticmethod
    def _in_street(entry: SchoolEntry, asked: AskedSchool, reached: Sequence[dict[str, float]]) -> bool:
        """Tell whether the street that was said is this school's: most of its words, its number counting half."""
        if not asked.in_street or not entry.street:
            return False
        told = whole = 0.0
        for word in entry.street:
            worth = 0.5 if word.startswith(NUMBER) else 1.0
            whole += worth
            told += worth * (_covered_by(reached, word) >= 0.8)
        return told >= _IN_STREET * whole or told >= 1.5

    def _cover(self, entry: SchoolEntry, covered: dict[str, float], initials: set[str]) -> tuple[float, float]:
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
    def _kind(entry: SchoolEntry, asked: AskedSchool) -> float:
        if not asked.kinds or entry.kind in asked.kinds:
            return 1.0
        return 0.5 if "internationale" in entry.named or (entry.kind == EREA and LYCEE in asked.kinds) else 0.0

    @staticmethod
    def _numbers(entry: SchoolEntry, asked: AskedSchool) -> tuple[float, int]:
        """Return how well the numbers say where the school is, and how many say that it is elsewhere."""
        if not asked.numbers:
            return 0.0, 0
        told = [_number(entry, asked, token) for token in asked.numbers]
        return sum(max(place, 0.0) for place in told), sum(place < 0 for place in told)


_ELSEWHERE = -1.0


def _number(entry: SchoolEntry, asked: AskedSchool, token: Token) -> float:
    """Return how well a number says where the school is; ``_ELSEWHERE`` where it says another place."""
    number = token.word
    if NUMBER + number in entry.street and asked.in_street:
        return 0.5
    if len(number) == 5:
        return _postcode(entry, number)
    if entry.district and int(number) == entry.district:
        return 1.0
    if asked.in_street and not token.ordinal:
        return 0.0
    if not token.ordinal and number in _DEPARTMENTS:
        return 0.5 if _DEPARTMENTS[number] == entry.department else _ELSEWHERE
    of_marseille = entry.district and int(number) <= _DISTRICTS
    return _ELSEWHERE if of_marseille and "marseille" in {word.word for word in asked.words} else 0.0


def _postcode(entry: SchoolEntry, number: str) -> float:
    district = int(number[3:]) if entry.district and number[:3] in ("130", "132") else 0
    if number == entry.postcode or (district and district == entry.district):
        return 1.0
    elsewhere = number[:2] != entry.department or (district and district <= _DISTRICTS)
    return _ELSEWHERE if elsewhere else 0.0


def _typed_of(words: frozenset[str], reached: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return how well each of ``words`` that was typed was typed."""
    typed: dict[str, float] = {}
    for near in reached:
        for word, likeness in near.items():
            if word in words:
                typed[word] = max(typed.get(word, 0.0), likeness)
    return typed


def _of_name(entry: SchoolEntry, reached: Sequence[dict[str, float]]) -> tuple[dict[str, float], list[float]]:
    """Return how well each word of the school's names was typed, and how well each typed word is one of them."""
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
    return covered, by_name


def _covered_by(reached: Sequence[dict[str, float]], word: str) -> float:
    """Return the best likeness with which one of the typed words reaches ``word``."""
    return max((near.get(word, 0.0) for near in reached), default=0.0)


def _ordered(entry: SchoolEntry, reached: Sequence[dict[str, float]]) -> bool:
    """Return whether the words of one of the names were typed in its order."""
    typed: dict[str, tuple[float, int]] = {}
    for place, near in enumerate(reached):
        for word, likeness in near.items():
            if likeness > typed.get(word, (0.0, 0))[0]:
                typed[word] = (likeness, place)
    for variant in entry.variants:
        places = [typed[word][1] for word in variant if word in typed]
        if len(places) > 1 and places == sorted(places):
            return True
    return False


def equal_best(fits: Sequence[Fit], asked: AskedSchool) -> list[Fit]:
    """Return the fits that are as good as the best: one when it is sure, several homonyms, none when nothing fits."""
    sure = [fit for fit in fits if fit.share >= _FITS and not fit.unexplained]
    if not sure:
        return []
    best = max(fit.share for fit in sure)
    held = [fit for fit in sure if fit.share >= best - _SAME]
    least = min(fit.left for fit in held)  # «la Med à La Ciotat»: the lycée de la Méditerranée before the others there.
    held = _of_kind([fit for fit in held if fit.left <= least + 0.01], asked)
    if not held:
        return []
    held = _in_order(_in_place(held))
    cover = max(fit.cover for fit in held)
    said = sum(loss > 0.5 for loss in asked.lost) + bool(asked.kinds)
    if cover >= 0.98 and said >= 2:
        held = [fit for fit in held if fit.cover >= 0.95]
    return _by_name_or_town(held, cover)


def _of_kind(held: list[Fit], asked: AskedSchool) -> list[Fit]:
    """Return those of the kind and the type that were said; none where none is of the kind."""
    if asked.kinds:
        top = max(fit.kind for fit in held)
        held = [fit for fit in held if fit.kind == top] if top else []
    typed = [fit for fit in held if fit.type] if asked.kind_type else []
    return typed or held


def _in_place(held: list[Fit]) -> list[Fit]:
    """Return those where the numbers say best that the school is."""
    place = max(fit.place for fit in held)
    return [fit for fit in held if fit.place >= place]


def _in_order(held: list[Fit]) -> list[Fit]:
    """Return those whose words were typed in their order, where any were, and those of which more was typed.

    «Gérard Philippe» is nearer to Gérard Philipe than to Philippe de Girard.
    """
    in_order = [fit.cover for fit in held if fit.ordered]
    if not in_order or len(in_order) == len(held):
        return held
    return [fit for fit in held if fit.ordered or fit.cover > min(in_order) or not fit.named]


def _by_name_or_town(held: list[Fit], cover: float) -> list[Fit]:
    """Return those that are named, unless only their town surely is.

    «collège de Sorgues»: those of the town as much as that of the Pays des Sorgues.
    """
    named = [fit for fit in held if fit.named > 0]
    if not named or max(fit.cover for fit in named) < 0.4:
        return held
    return held if cover < 0.98 and any(fit.in_town for fit in held if not fit.named) else named


class Comparing(Protocol):
    """Gives the schools that an answer fits, best first."""

    def fits(self, asked: AskedSchool) -> list[Fit]:
        """Return the schools that account for some of ``asked``."""
        ...


def narrowed(
    index: Index, matcher: Comparing, held: Sequence[Fit], words: Sequence[Token], read: Sequence[Token]
) -> tuple[list[Fit], list[Token]]:
    """Let a town, a kind or an arrondissement said elsewhere in the text ``read`` tell the homonyms ``held`` apart.

    Return those that are left, and what told them apart; ``words``: those that name them.
    """
    kept = list(held)
    more: list[Token] = []
    said: set[str] = set()  # What has been tried: the same word tells nothing more a second time.
    inside = {token.start for token in words}
    towns = _towns(index, kept)
    for token in read:
        if len(kept) < 2:
            break
        if token.start in inside or token.word in GLUE or token.word in said:
            continue
        said.add(token.word)
        if token.word not in towns and kind_of(index, token.word) is None and not token.ordinal:
            continue
        asked = take_apart(index, [*words, *more, replace(token, broken=False)], FILLER)
        rows = {fit.row for fit in kept}
        again = [fit for fit in equal_best(matcher.fits(asked), asked) if fit.row in rows]
        if again and len(again) < len(kept):
            kept, more = again, [*more, token]
            towns = _towns(index, kept)
    return kept, more


def _towns(index: Index, held: Sequence[Fit]) -> set[str]:
    """Return the words of the towns of the schools that fit."""
    return {word for fit in held for word in index.entries[fit.row].town if len(word) > 2}
