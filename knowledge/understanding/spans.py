"""What a message names: times, places, schools, experts, departments, references, numbers, all in one competition.

Every stretch of words that may be something is a candidate; learnt scores tell which are meant, and the set of stretches
that do not overlap with the best sum wins.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from rapidfuzz.distance import OSA

from knowledge.understanding.directory import KINDS, PARTICLES, QUALIFIERS, Directory, Named, Spelling, spelled
from knowledge.understanding.given_names import GIVEN_NAMES
from knowledge.understanding.heads import DENIED, Heads
from knowledge.understanding.intent.features import stem
from knowledge.understanding.intent.spelling import sound
from knowledge.understanding.numerals import numbered
from knowledge.understanding.times import Age, SpokenTimes, times_words
from knowledge.understanding.utterance import Word, cut

TITLES = frozenset(("m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "miss", "messieurs"))
_SERIES = {
    "da": "DA",
    "ca": "CA",
    "demande": "DA",
    "candidature": "CA",
    "dem": "DA",
    "cand": "CA",
    "ticket": "DA",
    "demandes": "DA",
}
_NUMBERING = frozenset(("n", "no", "numero", "num", "num.", "nr", "nro", "tiret", "-", "numeros", "number", "ref"))
# What is left out after «sauf», «hors», «sans» or «ni» is told by ``polarity``.
_DENIERS = frozenset(("pas", "non", "jamais", "pa", "aucun", "aucune", "not", "sans", "ni"))
_PASSED = frozenset((
    "encore", "toujours", "tjs", "tjrs", "deja", "les", "la", "le", "l", "des", "de", "d", "du", "un", "une", "celles", "celle", "ceux", "qui",
    "que", "sont", "est", "ont", "a", "ete", "etre", "en", "vraiment", "tout", "toutes", "tous", "ce", "dans", "pour", "au", "aux", "mes",
    "nos", "cette", "ces", "the",
))  # fmt: skip
_REACH = 7  # Words behind a denial among which the denied one is.
_KNOWN, _SHORTEST = 3, 5  # Times a word stands in the lines to be no slip; letters of a word that may be one.
_LONGEST_NAME = 4  # Words of a school's or person's name at most.
_LONGEST_TOWN = 6
_FIRST_NAMES_LIKE = re.compile(r"[a-z]{2,}")
_LEAST = 0.12
_YEAR = re.compile(r"20[12]\d")
_SURELY = {"known1": 2.5, "kinded": 1.6}  # An expert in office who is named is meant, «collège …» is a school.
# What can be named is meant unless something speaks against it: such words are said for nothing else.
_MEANT = {
    "time": 1.0,
    "age": 1.2,
    "place": 1.0,
    "school": 0.6,
    "dept": 0.6,
    "ref": 0.8,
    "limit": 0.5,
    "wave": 0.6,
    "expert": 0.3,
}


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


@dataclass(frozen=True, slots=True)
class Reading:
    """A message's words with what they name. ``words``: what heads read, each named stretch as one word («<place>»)."""

    tokens: tuple[Word, ...]
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    at: tuple[tuple[int, int], ...]  # The tokens of each of ``words``.
    margin: float = 1.0  # The chance of the least sure decision on a span.
    chances: Mapping[Span, float] = field(default_factory=dict)


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
            slips = sum(said[at] != tokens[at].word and len(tokens[at].word) > 4 for at in range(start, end))
            marks = (f"slips{min(slips, 2)}",)
            yield Span(start, end, "age" if isinstance(value, Age) else "time", value, marks)


def _references(tokens: Sequence[Word]) -> Iterator[Span]:
    for start, token in enumerate(tokens):
        word = token.word
        at, series = start, ""
        if word in _SERIES:
            at, series = start + 1, _SERIES[word]
        elif word in ("d", "c") and start + 1 < len(tokens) and tokens[start + 1].word == "a":
            at, series = start + 2, word.upper() + "A"
        elif word in ("la", "dossier", "le", "fiche", "affaire", "celle") or word in _NUMBERING:
            at = start + 1
        elif token.kind != "number":
            continue
        if (
            token.kind == "number"
            and re.fullmatch(r"20\d\d\d{2,4}", token.word)
            and start
            and tokens[start - 1].word in _SERIES
        ):
            series = _SERIES[tokens[start - 1].word]
            yield Span(
                start - 1, start + 1, "ref", f"{series}-{token.word[:4]}-{token.word[4:]}", (series, "full", "glued")
            )
            continue
        strict = at
        while at < len(tokens) and (tokens[at].word in _NUMBERING or tokens[at].raw in ("°", "#", "d'assistance")):
            at += 1
        numbers: list[str] = []
        end = at
        while end < len(tokens) and len(numbers) < 2:
            if tokens[end].kind == "number":
                numbers.append(tokens[end].word)
                end += 1
            elif tokens[end].word in ("tiret", "/", "slash") and numbers:
                end += 1
            else:
                break
        if not numbers:
            continue
        marks = (
            series or "bare",
            "numbered" if at > strict or word in _NUMBERING else "plain",
            f"len{len(numbers[-1])}",
            f"lead:{word}" if token.kind != "number" else "lead:",
        )
        if re.fullmatch(r"20\d\d", numbers[0]):
            if len(numbers) == 2:
                yield Span(start, end, "ref", f"{series or '?'}-{numbers[0]}-{int(numbers[1]):04}", (*marks, "full"))
            elif series:
                yield Span(start, end, "ref", f"{series}-{numbers[0]}-?", (*marks, "stub"))
            continue
        first = next(i for i in range(at, end) if tokens[i].kind == "number")
        yield Span(start, first + 1, "ref", f"{series or '?'}-{int(numbers[0]):04}", marks)


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
        before = tokens[at - 1].word if at else ""
        after = tokens[at + 1].word if at + 1 < len(tokens) else ""
        if token.kind == "ordinal":
            number = int(re.match(r"\d+", token.word)[0])  # type: ignore[index]
            if after.startswith("vag"):
                yield Span(at, at + 2, "wave", number, ("ordinal",))
            else:
                yield Span(at, at + 1, "wave", number, ("bare",))
            continue
        rank = {
            "premiere": 1,
            "deuxieme": 2,
            "seconde": 2,
            "troisieme": 3,
            "quatrieme": 4,
            "cinquieme": 5,
            "1ere": 1,
        }.get(token.word)
        if rank and after.startswith("vag"):
            yield Span(at, at + 2, "wave", rank, ("ordinal",))
        if token.kind != "number" or len(token.word) > 3:
            continue
        number = int(token.word)
        if re.fullmatch(r"v|vague?s?|vg|wave|vage", before):
            yield Span(at - 1, at + 1, "wave", number, ("said",))
        elif before in _NUMBERING and at > 1 and re.fullmatch(r"v|vague?s?|vg|wave", tokens[at - 2].word):
            yield Span(at - 2, at + 1, "wave", number, ("said",))
        elif 0 < number < 13:
            yield Span(at, at + 1, "wave", number, ("bare",))
        if 0 < number <= 100:
            yield Span(at, at + 1, "limit", number, (f"dept{token.word in ('04', '05', '13', '84')}",))


_PAIRS = (
    ("alpes", "du", "sud"),
    ("deux", "alpes"),
    ("2", "alpes"),
    ("les", "alpes"),
    ("nos", "alpes"),
    ("alpins",),
    ("alpines",),
    ("alpes", "sud"),
)
_ALPS = "04 05"


def _departments(tokens: Sequence[Word], directory: Directory) -> Iterator[Span]:
    for at, token in enumerate(tokens):
        for pair in _PAIRS:
            after = tokens[at + len(pair)].word if at + len(pair) < len(tokens) else ""
            if tuple(one.word for one in tokens[at : at + len(pair)]) == pair and after not in ("de", "maritimes"):
                yield Span(at, at + len(pair), "dept", _ALPS, ("named", "pair"))
        if token.kind == "number" and (token.word in ("04", "05", "13", "84", "4", "5")):
            yield Span(at, at + 1, "dept", token.word.zfill(2), ("figures", f"len{len(token.word)}"))
        elif token.kind == "number" and re.fullmatch(r"[0-9]{2}|2a|2b", token.word) and 0 < int(token.word) < 96:
            yield Span(at, at + 1, "dept", token.word, ("outside",))
        elif token.kind == "word" and token.word in ("var", "gard", "drome", "isere", "herault", "ardeche"):
            yield Span(at, at + 1, "dept", token.word, ("outside", "named"))
        elif token.kind == "word":
            for size in (4, 3, 2, 1):
                said = [one.word for one in tokens[at : at + size] if one.kind == "word"]
                if len(said) == size and len(said[0]) > 2:
                    number = directory.department(said)
                    if number:
                        yield Span(at, at + size, "dept", number, ("named",))
                        break


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
                marks = ("exact" if exact else "slip", f"size{min(size, 3)}")
                found[name] = Span(at, at + size, "place", name, marks)
                if name == "Marseille" and at + size < len(tokens):
                    number = re.match(r"\d{1,2}", tokens[at + size].word)
                    if number and tokens[at + size].kind in ("number", "ordinal") and 0 < int(number[0]) < 17:
                        end = at + size + 1
                        if end < len(tokens) and tokens[end].word.startswith("arr"):
                            end += 1
                        ordinal = "er" if int(number[0]) == 1 else "e"
                        value = f"Marseille {int(number[0])}{ordinal}"
                        found[value] = Span(at, end, "place", value, ("exact", "district"))
        yield from found.values()


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
    if kinded and at < len(tokens) and tokens[at].kind == "uai":
        return
    typed: list[str] = []
    end = at
    while end < len(tokens) and len(typed) < _LONGEST_NAME:
        word = tokens[end].word
        if tokens[end].kind != "word":
            break
        if word in PARTICLES and typed:
            end += 1
            continue
        if word in PARTICLES or (word not in KINDS and not directory.in_names(word)) or word in KINDS:
            break
        typed.append(word)
        end += 1
        fits, exact = directory.candidates(typed, kind)
        if not fits:
            break
        said = spelled(fits[0], typed, article)
        marks = (
            "exact" if exact else "slip",
            "kinded" if kinded else "alone",
            f"fits{min(len(fits), 4)}",
            f"size{min(len(typed), 3)}",
            f"whole{len(fits[0].words) == len(typed)}",
            f"len{min(max(map(len, typed)), 8)}",
        )
        yield Span(start, end, "school", Schools(fits, said, kind), marks)


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


def features(span: Span, tokens: Sequence[Word], usual: Collection[str]) -> list[str]:
    """Return what tells whether a stretch is meant: itself and the words around."""

    def root(at: int) -> str:
        if not 0 <= at < len(tokens):
            return "^" if at < 0 else "$"
        token = tokens[at]
        if token.kind == "number" and _YEAR.fullmatch(token.word):
            return "year"
        return token.kind if token.kind in ("number", "day", "iso", "uai") else stem(token.word)

    kind, given = span.kind, span.marks
    if kind in ("school", "expert", "place", "dept"):  # Words of the language name nobody by themselves.
        inside = [
            token.word
            for token in tokens[span.start : span.end]
            if token.word not in KINDS and token.word not in PARTICLES and token.word not in TITLES
        ]
        given = (*given, f"strange{min(sum(word not in usual for word in inside), 2)}of{min(len(inside), 3)}")
    out = [kind, *(f"{kind}|{mark}" for mark in given)]
    before, before2, after, after2 = root(span.start - 1), root(span.start - 2), root(span.end), root(span.end + 1)
    out += [
        f"{kind}<{before}",
        f"{kind}<<{before2} {before}",
        f"{kind}>{after}",
        f"{kind}>>{after} {after2}",
        f"{kind}<>{before} {after}",
    ]
    out += [f"{kind}|{mark}<{before}" for mark in given]
    out += [f"{kind}|{mark}>{after}" for mark in given]
    out += [f"{kind}={root(at)}" for at in range(span.start, span.end)]
    out.append(f"{kind}#{min(span.end - span.start, 4)}")
    out.append(f"{kind}@{span.start == 0}{span.end == len(tokens)}")
    if len(tokens) == span.end - span.start:
        out.append(f"{kind}@all")
    out += [f"{kind}|{one}&{other}" for one in given for other in given if one < other]
    return out


def is_plausible(span: Span, tokens: Sequence[Word], usual: Mapping[str, int]) -> bool:
    """Tell whether a stretch may be a name at all: words of the language are no slips of names, and name nobody."""
    if span.kind not in ("expert", "place", "school") or "titledTrue" in span.marks or "kinded" in span.marks:
        return True
    slips = "known0" in span.marks or "nobody" in span.marks if span.kind == "expert" else "slip" in span.marks
    if not slips:
        return True
    held = [token for token in tokens[span.start : span.end] if token.word not in PARTICLES]
    return not all(usual.get(token.word, 0) >= _KNOWN for token in held)


class Spotter:
    """Tells which candidates are meant. ``heads``: one head, «right», with the labels «no» and «yes»."""

    def __init__(self, heads: Heads, usual: Mapping[str, int]) -> None:
        self._heads = heads
        self._usual = usual
        self._mender = Mender(usual)

    def read(self, text: str, directory: Directory, today: date) -> Reading:
        """Return the words of ``text`` with what they name."""
        tokens = tokens_of(text)
        found = [one for one in candidates(tokens, directory, today) if is_plausible(one, tokens, self._usual)]
        chances = self._heads.weigh_signs([features(span, tokens, self._usual) for span in found]) if found else ()
        return settled(
            tokens, [(span, float(chance[1])) for span, chance in zip(found, chances, strict=True)], self._mender
        )


class Mender:
    """Puts right the slips of what names nothing, against the words of the language; the most usual one wins."""

    def __init__(self, usual: Mapping[str, int]) -> None:
        self._usual = usual
        self._spelling = Spelling(word for word, count in usual.items() if count >= _KNOWN)

    def mended(self, word: str) -> str:
        """Return the word that a folded ``word`` may be a slip of, else itself."""
        if len(word) < _SHORTEST or not word.isalpha() or self._usual.get(word, 0) >= _KNOWN:
            return word
        said = sound(word)
        near = [
            one
            for one in self._spelling.likes(word)
            if one[0] == word[0] and (sound(one) == said or (len(word) > _SHORTEST and OSA.distance(one, word) == 1))
        ]
        return max(near, key=lambda one: (self._usual[one], one), default=word)


def settled(tokens: Sequence[Word], scored: Sequence[tuple[Span, float]], mender: Mender | None = None) -> Reading:
    """Return the reading in which the candidates that do not overlap have the best sum of log odds."""
    likely = sorted(((span, chance) for span, chance in scored if chance > _LEAST), key=lambda one: one[0].end)
    best: list[tuple[float, tuple[Span, ...]]] = [(0.0, ())] * (len(tokens) + 1)
    at = 0
    for end in range(1, len(tokens) + 1):
        best[end] = best[end - 1]
        while at < len(likely) and likely[at][0].end == end:
            span, chance = likely[at]
            # A longer stretch explains more words: each counts a little.
            odds = (
                float(np.log(chance / max(1 - chance, 1e-4)))
                + 0.15 * (span.end - span.start)
                + next((_SURELY[mark] for mark in span.marks if mark in _SURELY), _MEANT.get(span.kind, 0.0))
            )
            total = best[span.start][0] + odds
            if odds > 0 and total > best[end][0]:
                best[end] = (total, (*best[span.start][1], span))
            at += 1
    chosen = best[-1][1]
    chances = {span: chance for span, chance in scored if span in chosen}
    margin = 1.0
    for span, chance in scored:
        if span in chosen:
            margin = min(margin, chance)
        elif not any(span.overlaps(one) for one in chosen):
            margin = min(margin, 1 - chance)
    words, places = _masked(tokens, chosen, mender)
    words = denied(words)
    return Reading(tuple(tokens), chosen, words, places, margin, chances)


def denied(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words with the one that each «pas», «ni», «sauf» or «sans» denies marked."""
    out = list(words)
    for at, word in enumerate(words):
        if word not in _DENIERS:
            continue
        for place in range(at + 1, min(at + _REACH, len(words))):
            if words[place] in _PASSED:
                continue
            if words[place][:1].isalpha() or words[place][:1] == "<":
                out[place] = DENIED + words[place]
            break
    return tuple(out)


def _masked(
    tokens: Sequence[Word], spans: Sequence[Span], mender: Mender | None
) -> tuple[tuple[str, ...], tuple[tuple[int, int], ...]]:
    words: list[str] = []
    places: list[tuple[int, int]] = []
    by_start = {span.start: span for span in spans}
    at = 0
    while at < len(tokens):
        span = by_start.get(at)
        if span:
            words.append(f"<{span.kind}>")
            places.append((at, span.end))
            at = span.end
        else:
            words.append(mender.mended(tokens[at].word) if mender and tokens[at].kind == "word" else tokens[at].word)
            places.append((at, at + 1))
            at += 1
    return tuple(words), tuple(places)
