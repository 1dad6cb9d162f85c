"""Every stretch of a message that may be something: times, references, numbers, departments, places, schools, experts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from knowledge.schools.words import WAVES
from knowledge.time.points import MONTHS
from knowledge.understanding.answer_fit import GIVEN_NAMES
from knowledge.understanding.directory import KINDS, PARTICLES, QUALIFIERS, Directory, Named, spelled
from knowledge.understanding.time_patterns import times_words
from knowledge.understanding.times import Age, SpokenTimes
from knowledge.understanding.words import JOINTS, ORDINALS, Word, cut, numbered

TITLES = frozenset(("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "miss", "messieurs"))
_SERIES = {
    "da": "DA", "ca": "CA", "demande": "DA", "candidature": "CA", "dem": "DA", "cand": "CA", "ticket": "DA",
    "demandes": "DA",
}  # fmt: skip
_NUMBERING = frozenset(("n", "no", "numero", "num", "num.", "nr", "nro", "tiret", "-", "numeros", "number", "ref"))
_LEADS = frozenset(("la", "le", "dossier", "fiche", "affaire", "celle"))
_ASIDE = frozenset(("°", "#", "d'assistance"))
_YEAR = re.compile(r"20\d\d")
_GLUED = re.compile(r"(20\d\d)(\d{2,4})")  # «DA 20240012»
_WAVE = re.compile(r"v|vague?s?|vg|wave|vage")
_WAVE_NUMBERED = re.compile(r"v|vague?s?|vg|wave")
_TO_DATE = ("a", "ce", "jour")
_NAMED_DAYS = frozenset((*MONTHS, "noel", "toussaint", "rentree"))  # A stretch with one of them is a time, or nothing.
_LONGEST_NAME = 4  # Words of a school's or person's name at most.
_LONGEST_TOWN = 6


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of words and what it may be. ``value``: text, number, :class:`Said`, :class:`Age`, or schools."""

    start: int
    end: int
    kind: str
    value: Any
    marks: tuple[str, ...] = ()  # What speaks for or against it, besides the words around.

    def overlaps(self, other: Span) -> bool:
        """Tell whether two stretches have a word in common."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Schools:
    """Schools that a stretch may mean. ``said``: the words of the name, spelt right; ``kind``: «college», «lycee», ""."""

    fits: tuple[Named, ...]
    said: str
    kind: str = ""

    @property
    def name_of(self) -> str:
        """What the one school is called in a query; "" where several fit."""
        return (self.said or self.fits[0].uai) if len(self.fits) == 1 else self.said


def tokens_of(text: str) -> tuple[Word, ...]:
    """Return the words of a message, numbers said in words as figures."""
    return numbered(cut(text))


def candidates(tokens: Sequence[Word], directory: Directory, today: date) -> list[Span]:
    """Return every stretch that may be something."""
    return [
        *_times(tokens, today),
        *_references(tokens),
        *_references_of_calls(tokens),
        *_numbers(tokens),
        *_departments(tokens, directory),
        *_places(tokens, directory),
        *_schools(tokens, directory),
        *_experts(tokens, directory),
    ]


def _times(tokens: Sequence[Word], today: date) -> Iterator[Span]:
    calendar, said = SpokenTimes(today), times_words(tokens)
    for start in range(len(tokens)):
        for end, value in calendar.spot(said, start):
            if tuple(said[start - 1 : end]) == _TO_DATE:
                continue  # «à ce jour» says when it is asked.
            slips = sum(said[at] != tokens[at].word and len(tokens[at].word) > 4 for at in range(start, end))
            dated = ("dated",) if not _NAMED_DAYS.isdisjoint(said[start:end]) else ()
            marks = (f"slips{min(slips, 2)}", *dated)
            yield Span(start, end, "age" if isinstance(value, Age) else "time", value, marks)


def _references(tokens: Sequence[Word]) -> Iterator[Span]:
    for start, token in enumerate(tokens):
        glued = _GLUED.fullmatch(token.word) if start and token.kind == "number" else None
        series = _SERIES.get(tokens[start - 1].word) if glued else None
        if glued and series:
            yield Span(start - 1, start + 1, "ref", f"{series}-{glued[1]}-{glued[2]}", (series, "full", "glued"))
            continue
        begun = _reference_begun(tokens, start)
        if begun:
            yield from _reference(tokens, start, *begun)


def _reference_begun(tokens: Sequence[Word], start: int) -> tuple[int, str] | None:
    """Return where the number of a reference that begins at ``start`` is to stand, and its series; None without one."""
    token = tokens[start]
    if token.word in _SERIES:
        return start + 1, _SERIES[token.word]
    if token.word in ("d", "c") and start + 1 < len(tokens) and tokens[start + 1].word == "a":
        return start + 2, token.word.upper() + "A"
    if token.word in _LEADS or token.word in _NUMBERING:
        return start + 1, ""
    return (start, "") if token.kind == "number" else None


def _reference(tokens: Sequence[Word], start: int, strict: int, series: str) -> Iterator[Span]:
    """Yield the reference whose number stands at ``strict``, or behind «n°» there."""
    token, at = tokens[start], strict
    while at < len(tokens) and (tokens[at].word in _NUMBERING or tokens[at].raw in _ASIDE):
        at += 1
    numbers, end = _numbers_from(tokens, at)
    if not numbers:
        return
    marks = (
        series or "bare",
        "numbered" if at > strict or token.word in _NUMBERING else "plain",
        f"len{len(numbers[-1])}",
        f"lead:{token.word}" if token.kind != "number" else "lead:",
    )
    if not _YEAR.fullmatch(numbers[0]):
        first = next(place for place in range(at, end) if tokens[place].kind == "number")
        yield Span(start, first + 1, "ref", f"{series or '?'}-{int(numbers[0]):04}", marks)
    elif len(numbers) == 2:
        yield Span(start, end, "ref", f"{series or '?'}-{numbers[0]}-{int(numbers[1]):04}", (*marks, "full"))
    elif series and not token.word.endswith("s"):  # «demandes 2023» are those of a year.
        yield Span(start, end, "ref", f"{series}-{numbers[0]}-?", (*marks, "stub"))


def _numbers_from(tokens: Sequence[Word], at: int) -> tuple[list[str], int]:
    """Return the one or two numbers said from ``at`` on, a dash between them passed over, and where they end."""
    numbers: list[str] = []
    while at < len(tokens) and len(numbers) < 2:
        if tokens[at].kind == "number":
            numbers.append(tokens[at].word)
        elif not numbers or tokens[at].word not in ("tiret", "/", "slash"):
            break
        at += 1
    return numbers, at


_WHOLE = (r"(?!da|ca)[a-z]{2}", r"20\d\d", r"\d{4,6}")


def _references_of_calls(tokens: Sequence[Word]) -> Iterator[Span]:
    """Yield the numbers of applications with other letters than «CA», written whole: «RN-2025-0012»."""
    for start in range(len(tokens) - len(_WHOLE) + 1):
        letters, year, number = (token.word for token in tokens[start : start + len(_WHOLE)])
        if all(map(re.fullmatch, _WHOLE, (letters, year, number))):
            marks = ("CA", "numbered", f"len{len(number)}", f"lead:{letters}", "full")
            yield Span(start, start + len(_WHOLE), "ref", f"{letters.upper()}-{year}-{int(number):04}", marks)


def _numbers(tokens: Sequence[Word]) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        of_wave = at + 1 < len(tokens) and tokens[at + 1].word.startswith("vag")
        rank = int(re.match(r"\d+", token.word)[0]) if token.kind == "ordinal" else ORDINALS.get(token.word)  # type: ignore[index]
        if rank and of_wave:
            yield Span(at, at + 2, "wave", rank, ("ordinal",))
        elif token.kind == "ordinal":
            yield Span(at, at + 1, "wave", rank, ("bare",))
        if token.word in ("un", "une") and at and _WAVE_NUMBERED.fullmatch(tokens[at - 1].word):
            yield Span(at - 1, at + 1, "wave", 1, ("said",))
        if token.kind == "number" and len(token.word) <= 3:
            yield from _figures(tokens, at)


def _figures(tokens: Sequence[Word], at: int) -> Iterator[Span]:
    """Yield what a number in figures may be: a wave, how many are to be shown."""
    number = int(tokens[at].word)
    before = tokens[at - 1].word if at else ""
    if _WAVE.fullmatch(before):
        yield Span(at - 1, at + 1, "wave", number, ("said",))
    elif before in _NUMBERING and at > 1 and _WAVE_NUMBERED.fullmatch(tokens[at - 2].word):
        yield Span(at - 2, at + 1, "wave", number, ("said",))
    elif number in WAVES:
        joined = (
            at > 2 and before in JOINTS and tokens[at - 2].kind == "number" and _WAVE.fullmatch(tokens[at - 3].word)
        )
        yield Span(at, at + 1, "wave", number, ("joined" if joined else "bare",))
    if 0 < number <= 100:
        yield Span(at, at + 1, "limit", number, (f"dept{tokens[at].word in ('04', '05', '13', '84')}",))


_PAIRS = (
    ("alpes", "du", "sud"), ("deux", "alpes"), ("2", "alpes"), ("les", "alpes"), ("nos", "alpes"), ("alpins",),
    ("alpines",), ("alpes", "sud"),
)  # fmt: skip
_ALPS = "04 05"


_OURS = frozenset(("04", "05", "13", "84", "4", "5"))
_OUTSIDE = re.compile(r"[0-9]{2}|2a|2b")
_OUTSIDE_NAMED = frozenset(("var", "gard", "drome", "isere", "herault", "ardeche"))


def _departments(tokens: Sequence[Word], directory: Directory) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        yield from _alps(tokens, at)
        if token.kind == "number" and token.word in _OURS:
            yield Span(at, at + 1, "dept", token.word.zfill(2), ("figures", f"len{len(token.word)}"))
        elif token.kind == "number" and _OUTSIDE.fullmatch(token.word) and 0 < int(token.word) < 96:
            yield Span(at, at + 1, "dept", token.word, ("outside",))
        elif token.kind == "word" and token.word in _OUTSIDE_NAMED:
            yield Span(at, at + 1, "dept", token.word, ("outside", "named"))
        elif token.kind == "word":
            yield from _named_department(tokens, at, directory)


def _alps(tokens: Sequence[Word], at: int) -> Iterator[Span]:
    """Yield both departments of the Alps where they are said together."""
    for pair in _PAIRS:
        end = at + len(pair)
        after = tokens[end].word if end < len(tokens) else ""
        if tuple(one.word for one in tokens[at:end]) == pair and after not in ("de", "maritimes"):
            yield Span(at, end, "dept", _ALPS, ("named", "pair"))


def _named_department(tokens: Sequence[Word], at: int, directory: Directory) -> Iterator[Span]:
    for size in (4, 3, 2, 1):
        said = [one.word for one in tokens[at : at + size] if one.kind == "word"]
        number = directory.department(said) if len(said) == size and len(said[0]) > 2 else None
        if number:
            yield Span(at, at + size, "dept", number, ("named",))
            return


def _places(tokens: Sequence[Word], directory: Directory) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        if token.kind != "word" or (len(token.word) < 3 and token.word not in ("st", "la", "le")):
            continue
        found: dict[str, Span] = {}
        for size in range(1, _LONGEST_TOWN + 1):
            said = [one.word for one in tokens[at : at + size] if one.kind == "word"]
            if len(said) < size:
                break
            named = directory.commune(said)
            if named:
                name, exact = named
                if not exact and name in found:
                    continue  # «Manosque et»: the name alone is no slip.
                marks = ("exact" if exact else "slip", f"size{min(size, 3)}")
                found[name] = Span(at, at + size, "place", name, marks)
                if name == "Marseille" and (district := _district(tokens, at, at + size)):
                    found[district.value] = district
        yield from found.values()


def _district(tokens: Sequence[Word], start: int, end: int) -> Span | None:
    """Return the district of Marseille whose number stands at ``end``: «Marseille 3e arrondissement»."""
    number = re.match(r"\d{1,2}", tokens[end].word) if end < len(tokens) else None
    if not number or tokens[end].kind not in ("number", "ordinal") or not 0 < int(number[0]) < 17:
        return None
    end += 1
    if end < len(tokens) and tokens[end].word.startswith("arr"):
        end += 1
    ordinal = "er" if int(number[0]) == 1 else "e"
    return Span(start, end, "place", f"Marseille {int(number[0])}{ordinal}", ("exact", "district"))


def _schools(tokens: Sequence[Word], directory: Directory) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        if token.kind == "uai":
            school = directory.school(token.word.upper())
            yield Span(at, at + 1, "school", Schools((school,) if school else (), token.raw.upper()), ("uai",))
            continue
        if token.kind != "word":
            continue
        if token.word in KINDS:
            yield from _town_schools(tokens, at, directory)
            yield from _named_schools(tokens, at, at + 1, directory, KINDS[token.word], kinded=True)
        elif token.word not in PARTICLES and (len(token.word) > 2 or token.raw.isupper()):
            yield from _named_schools(tokens, at, at, directory, "", kinded=False)


def _town_schools(tokens: Sequence[Word], at: int, directory: Directory) -> Iterator[Span]:
    """Yield «le lycée de Sisteron»: the schools of a kind in a commune."""
    start = at + 1
    while start < len(tokens) and (tokens[start].word in PARTICLES or tokens[start].word in QUALIFIERS):
        start += 1
    for size in range(_LONGEST_TOWN, 0, -1):
        said = [one.word for one in tokens[start : start + size] if one.kind == "word"]
        named = directory.commune(said) if len(said) == size else None
        if named:
            kind = KINDS[tokens[at].word]
            fits = directory.in_town(named[0], kind)
            if fits:
                marks = ("town", f"fits{min(len(fits), 3)}", f"kind{kind or 'any'}")
                yield Span(
                    at, start + size, "school", Schools(fits, fits[0].uai if len(fits) == 1 else "", kind), marks
                )
            return


def _named_schools(
    tokens: Sequence[Word], start: int, at: int, directory: Directory, kind: str, *, kinded: bool
) -> Iterator[Span]:
    """Yield the schools whose name begins at ``at``, articles and «professionnel» passed over after a kind."""
    article = ""
    while kinded and at < len(tokens) and (tokens[at].word in PARTICLES or tokens[at].word in QUALIFIERS):
        article = tokens[at].word if tokens[at].word in ("l", "la", "le", "les") else ""
        at += 1
    typed: list[str] = []
    for end, word in _name_words(tokens, at, directory):
        typed.append(word)
        fits, exact = directory.candidates(typed, kind)
        if not fits:
            return
        marks = (
            "exact" if exact else "slip",
            "kinded" if kinded else "alone",
            f"fits{min(len(fits), 4)}",
            f"size{min(len(typed), 3)}",
            f"whole{len(fits[0].words) == len(typed)}",
            f"len{min(max(map(len, typed)), 8)}",
        )
        yield Span(start, end, "school", Schools(fits, spelled(fits[0], typed, article), kind), marks)


def _name_words(tokens: Sequence[Word], at: int, directory: Directory) -> Iterator[tuple[int, str]]:
    """Yield the words from ``at`` on that may be of a school's name, each with the place behind it."""
    count = 0
    while at < len(tokens) and count < _LONGEST_NAME and tokens[at].kind == "word":
        word, at = tokens[at].word, at + 1
        if word in PARTICLES and count:
            continue
        if word in PARTICLES or word in KINDS or not directory.in_names(word):
            return
        count += 1
        yield at, word


def _experts(tokens: Sequence[Word], directory: Directory) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        if token.kind != "word" or token.word in KINDS or token.word in PARTICLES:
            continue
        first = at
        titled = token.word in TITLES
        if titled:
            first = at + 1
        typed: list[str] = []
        end = first
        while end < len(tokens) and len(typed) < 3 and tokens[end].kind == "word":
            word = tokens[end].word
            if word in PARTICLES and typed:
                end += 1
                continue
            if len(word) < 3 or word in KINDS or word in TITLES or word in PARTICLES:
                break
            typed.append(word)
            end += 1
            known = directory.expert(typed)
            capitals = sum(tokens[k].capital for k in range(first, end))
            marks = (
                f"known{min(len(known), 2)}" if directory.experts else "nobody",
                f"titled{titled}",
                f"given{sum(word in GIVEN_NAMES for word in typed)}",
                f"begins{at == 0}",
                f"size{len(typed)}",
                f"capitals{min(capitals, 2)}",
                f"names{sum(map(directory.in_names, typed))}",
                f"town{bool(directory.commune(typed))}",
                f"len{min(len(typed[-1]), 8)}",
            )
            name = known[0] if len(known) == 1 else _titled(tokens, first, end)
            yield Span(at, end, "expert", name, marks)


def _titled(tokens: Sequence[Word], first: int, end: int) -> str:
    """Return a person's name as it was typed, its first letters as capitals."""
    said = [token.raw for token in tokens[first:end]]
    return " ".join(one if one[:1].isupper() and not one.isupper() else one.capitalize() for one in said)
