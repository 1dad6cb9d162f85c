"""Finding the school that a sentence names beside a subject, an hour, a telephone number or a person."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from knowledge.schools.index import AskedSchool, Index, joined, kind_of, take_apart
from knowledge.schools.match import Fit, Matcher, equal_best, narrowed
from knowledge.schools.names import INITIALS, Token, expanded, tokens
from knowledge.schools.words import (
    AND,
    COMMON,
    CORRECTED,
    COURTESIES,
    ELSEWHERE,
    FILLER,
    FOREIGN,
    GENERIC,
    GLUE,
    QUARTERS,
    TALK,
    TITLES,
    TYPES,
)
from knowledge.understanding.towns import department

# Addresses, numbers to call and «Chorus Pro» are never part of a school's name.
_ASIDE = re.compile(
    r"(?i:chorus[ -]pro)|(?<!\S)\S+@\S+|https?://\S+|(?:\+33|0)\s?\d(?:[\s.-]?\d{2}){4}|(?:\+33|0)[\d\s.-]{8,16}\d"
)
_BREAK = re.compile(r"[;:!?|/\n]|\.(?=\s|$)|\s[-–—]\s")
_LEADS = re.compile(r"(?:\n| (?:d|de|du|des|a|à|au|aux|chez|sur|le|la|l|pour|est|:))\Z")
_TOGETHER = re.compile(
    r"\s*(?:et|\+|&|/|,|ainsi que|puis|plus)\s*(?:l[ea]s?\s|l['’]|du\s|d[e'’]\s?|pour\s|au\s|à\s)*", re.IGNORECASE
)
_CLOSING = re.compile(
    rf"\b(?:{COURTESIES})\b|^--\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_APART_BEFORE = re.compile(r"(?:^|[,;:/+(\n-]|\b(?:pour|de|du|au|à|chez|le|la)|\bl['’])\s*$", re.IGNORECASE)
_APART_AFTER = re.compile(r"\s*(?:$|[,;:/+)\n]|- )")
_MADAM = frozenset(("mme", "mlle", "mr"))  # After these, a name without its capital is a person's too.
_SURNAME = 0.78  # Rarity of a name that few schools have, to that of one that a single school has: it tells it alone.
_LONGEST = 12  # Words of one piece that are looked at together.
_LONG = 8  # Letters from which a misspelt name is known by itself.
_PIECES = 16  # Of one text that are told apart, at most.
_COMPARISONS = 40  # With the register, at most, for one text: three times what any real one takes.
_SUGGESTED = 3  # Schools that are proposed where the one that is said is not found.
_NEAR = 0.4  # Share of what was typed from which a school may be proposed.
_AMENDED = re.compile(rf"\W{{1,5}}(?:{'|'.join(sorted(CORRECTED))})\b", re.IGNORECASE)
_LETTERS = 4  # Of an unknown word that may be of a name, at least.
_BORNE = 0.65  # Share of a school's name that was typed, from which the name counts as whole.
_AT = frozenset(("a", "au", "d", "de"))  # What leads to the town of a school.
_TOLD = 2.2  # Rarity that a name's typed words must reach together, beside a kind or a town.


@dataclass(frozen=True, slots=True)
class SchoolPiece:
    """A part of a text that names a school: the fits, equal, and the words used.

    ``more``: those that stand elsewhere in the text; ``signed``: it stands in the signature of a mail. ``placed``: only
    the town is said, or the kind and the town. ``near``: where a school is named that is none of the register, those that
    are proposed; ``fits`` is empty then.
    """

    fits: tuple[Fit, ...]
    asked: AskedSchool
    words: tuple[Token, ...]
    worth: float
    more: tuple[Token, ...] = ()
    signed: bool = False
    placed: bool = False
    near: tuple[Fit, ...] = ()

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the text, articles before it left out."""
        return self.words[0].start, max(token.end for token in self.words)

    @property
    def score(self) -> float:
        """How sure it is that a school is named, 0 to 100: half for a town, more for each thing that speaks for it."""
        best = self.fits[0]
        sure = 0.5 if self.placed and not self.asked.kinds else 0.7 + 0.15 * bool(self.asked.kinds) + 0.15 * best.cover
        return round(100 * best.share * sure, 1)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """All the places used, in order."""
        return tuple(sorted([self.span, *((token.start, token.end) for token in self.more)]))


@dataclass(frozen=True, slots=True)
class SpottedFits:
    """The rows of the schools that a text is about, and the spans used for them.

    ``placed``: only towns were said. ``near``: where the one that is named is not found, those to propose.
    """

    rows: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    placed: bool = False
    near: tuple[int, ...] = ()


class _Few:
    """A matcher for one text: it compares the same words once, and gives nothing more when it has compared enough.

    A text may hold hundreds of towns; nobody is to wait until each has been held against every other.
    """

    def __init__(self, matcher: Matcher) -> None:
        self._matcher = matcher
        self._found: dict[object, list[Fit]] = {}

    def fits(self, asked: AskedSchool) -> list[Fit]:
        """Return the matcher's fits; none once it has compared enough."""
        key = (
            tuple((token.word, token.dotted) for token in asked.words),
            tuple((token.word, token.ordinal) for token in asked.numbers),
            (asked.weights, asked.lost, asked.streets, asked.kinds, asked.kind_type, asked.districts),
        )
        if key not in self._found:
            if len(self._found) >= _COMPARISONS:
                return []
            self._found[key] = self._matcher.fits(asked)
        return self._found[key]


class SchoolSpotter:
    """Reads sentences for the schools of one index."""

    __slots__ = ("_index", "_matcher")

    def __init__(self, index: Index, matcher: Matcher) -> None:
        self._index = index
        self._matcher = matcher

    def pieces(self, text: str) -> list[SchoolPiece]:
        """Return the parts of ``text`` that name a school, in its order, homonyms told apart by what is said elsewhere."""
        read = joined(self._index, expanded(tokens(_ASIDE.sub(lambda found: "\0" * len(found[0]), text))))
        few = _Few(self._matcher)
        every = (piece for run in self._runs(read, text) for piece in self._all(run, text, few))
        found = list(islice(every, _PIECES))
        closing = _CLOSING.search(text)
        made = []
        for piece in found:
            held, more = narrowed(self._index, few, piece.fits, piece.words, read) if piece.fits else ([], [])
            signed = closing is not None and closing.start() < piece.span[0]
            made.append(replace(piece, fits=tuple(held), more=tuple(more), signed=signed))
        return made

    def spot(self, text: str) -> SpottedFits | None:
        """Return the schools that ``text`` is about, None when none is named.

        Two that are joined by «et» are both meant; one in the signature of a mail only where the text names no other. Where
        a school that is not found is named first, no other is taken for it.
        """
        every = self.pieces(text)
        pieces = [piece for piece in every if piece.fits]
        unknown = next((piece for piece in every if not piece.fits and not piece.signed), None)
        if unknown and all(piece.signed or piece.placed or unknown.span < piece.span for piece in pieces):
            near = dict.fromkeys(fit.row for piece in (unknown, *pieces) for fit in piece.near or piece.fits)
            return SpottedFits((), (unknown.span,), near=tuple(near)[:_SUGGESTED])
        return _about(pieces, text) if pieces else None

    def _runs(self, read: Sequence[Token], text: str) -> list[list[Token]]:
        """Return the runs of words that may be a school's name, its town or its kind; «Mme Périer» is in none."""
        runs: list[list[Token]] = [[]]
        titled = 0  # Words to come that may be of the person whose title was read.
        for before, token in zip((None, *read), read, strict=False):
            if before and _BREAK.search(text[before.end : token.start]):
                runs.append([])
            if token.broken:
                titled = 0
            if _is_title(token, text):
                titled = 2
                runs.append([])
                continue
            named = titled > 0 and _is_surname(token, before, text)
            if not (titled > 1 and _is_article(token)):  # «M. de La Tour»
                titled = titled - 1 if named else 0
            if not named and self._may_name(token, runs[-1], text):
                runs[-1].append(token)
            else:
                runs.append([])
        return [trimmed[:_LONGEST] for run in runs if (trimmed := _trimmed(run))]

    def _may_name(self, token: Token, run: Sequence[Token], text: str) -> bool:
        word = token.word
        if _is_article(token):
            return bool(run) or len(word) > 1
        if kind_of(self._index, word) is not None:
            return True
        if word.isdigit():
            return bool(run) and self._says_where(token, run[-1], text)
        if word in GENERIC or word in TYPES:
            before = run[-1].word if run else ""
            return kind_of(self._index, before) is not None or before in GENERIC or before in TYPES
        if len(word) == 1:
            return token.dotted or text[token.start : token.end].isupper()
        if self._index.named(word) or (word not in FILLER and word not in COMMON and self._is_like(token, run)):
            return True
        return self._follows(token, run, text)

    def _follows(self, token: Token, run: Sequence[Token], text: str) -> bool:
        """Tell whether an unknown word goes on with a school's name or its town: «collège Rabelais», «de Draguignan»."""
        before = next((one for one in reversed(run) if not _is_article(one)), None)
        if before is None or _is_place(token, run):
            return before is not None
        if token.broken or len(token.word) < _LETTERS or token.word in FILLER:
            return token.word in FOREIGN and not token.broken and kind_of(self._index, before.word) is not None
        capital = token.capital and not text.isupper()
        if before.word in GENERIC | TYPES.keys() or kind_of(self._index, before.word) is not None:
            return capital or token.word not in TALK | COMMON
        return (capital and run[-1].word in _AT) or (
            before.word in COMMON and (capital or token.word not in TALK | COMMON)
        )

    def _says_where(self, token: Token, before: Token, text: str) -> bool:
        """Tell whether a number is an arrondissement, a department or a postal code."""
        enclosed = text[token.start - 1 : token.start] == "(" and text[token.end : token.end + 1] == ")"
        return (
            token.ordinal
            or enclosed
            or len(token.word) == 5
            or (len(token.word) < 3 and self._index.in_towns(before.word))
        )

    def _is_like(self, token: Token, run: Sequence[Token]) -> bool:
        word = token.word
        if self._index.knows(word):
            return bool(run)  # A street or a trade, after a kind or a name.
        near = self._index.reach(word, wide=len(word) >= 5, dotted=token.dotted)
        if len(word) == 3:
            return any(other.startswith(INITIALS) for other in near) or (token.dotted and bool(near))
        return any(likeness >= 0.75 for likeness in near.values())

    def _all(self, run: list[Token], text: str, few: _Few) -> list[SchoolPiece]:
        """Return the piece that ``run`` holds, and those before and after it: «Rivière et Hautes Terres»."""
        piece = self._piece(run, text, few) if run else None
        if piece is None or self._is_another(run, piece, text):
            return [self._unknown(run, piece, few)] if piece or self._names_unknown(run, text) else []
        piece = self._trimmed_to(piece)
        first, last = run.index(piece.words[0]), run.index(piece.words[-1])
        before, after = _trimmed(run[:first]), _trimmed(run[last + 1 :])
        return [*self._all(before, text, few), piece, *self._all(after, text, few)]

    def _is_another(self, run: Sequence[Token], piece: SchoolPiece, text: str) -> bool:
        """Tell whether words beside a piece name another school: a kind, a name or a town that is not of the piece's schools."""
        own = self._own(piece)
        borne = [place for place, token in enumerate(run) if token in piece.words and self._reaches(token, own)]
        borne = borne or [run.index(piece.words[0])]
        return self._another_before(run[: borne[0]], piece) or self._another_after(run, borne, piece, own, text)

    def _another_before(self, before: Sequence[Token], piece: SchoolPiece) -> bool:
        """Tell whether the kind said before a piece is another school's: «lycée Thiers» where Thiers is a collège."""
        named = False
        for token in reversed(before):
            kind = kind_of(self._index, token.word)
            if kind is not None:
                entries = (self._index.entries[fit.row] for fit in piece.fits)
                # «lycée Keller Thiers»: the kind belongs to Keller.
                return named or not any(one.kind == kind[0] or "internationale" in one.named for one in entries)
            named = named or not (_is_article(token) or token.word in GENERIC | TYPES.keys())
        return False

    def _another_after(
        self, run: Sequence[Token], borne: Sequence[int], piece: SchoolPiece, own: Collection[str], text: str
    ) -> bool:
        """Tell whether another town or another name follows: «collège Thiers à Lyon».

        ``borne``: the places in ``run`` of the piece's words that are in the names of its schools (``own``).
        """
        led = apart = False
        for place, token in enumerate(run[borne[0] + 1 :], borne[0] + 1):
            if token.word in AND or kind_of(self._index, token.word) is not None:
                return False
            apart = apart or token.broken
            if _is_article(token):
                led = led or token.word in _AT
                continue
            if apart and piece.fits[0].in_town:
                return False  # The town is said already: what follows a comma is another subject.
            if not self._reaches(token, own):
                quarter = any(one.word in QUARTERS for one in run[place : place + 2])
                if not quarter and self._is_elsewhere(run, place, led=led):
                    return not _AMENDED.match(text, token.end)
                if apart:
                    return False
                if place > borne[-1] and not token.word.isdigit():
                    return not quarter and self._names_another(token, piece, text, led=led)
            led = apart = False
        return False

    def _names_another(self, token: Token, piece: SchoolPiece, text: str, *, led: bool) -> bool:
        """Tell whether a word after a piece is of another school's name: «lycée Jean Rabelais» is not the lycée Jean Perrin.

        Where most of the school's name was typed, a capital tells it only after «de», «à» or the like (``led``).
        """
        unfinished = not piece.placed and piece.fits[0].cover < _BORNE
        if token.capital and not text.isupper() and (led or unfinished):
            return True
        return piece.placed and self._index.in_names(token.word) and token.word not in COMMON

    def _own(self, piece: SchoolPiece) -> set[str]:
        """Return the words of the names and towns of a piece's schools, their streets left out."""
        entries = [self._index.entries[fit.row] for fit in piece.fits]
        return set().union(*(one.every - (one.street - one.named - one.town - one.qualified) for one in entries))

    def _trimmed_to(self, piece: SchoolPiece) -> SchoolPiece:
        """Return a piece without the words before its school's name: «Keller» in «Keller, lycée Périer»."""
        own, words = self._own(piece), list(piece.words)
        while len(words) > 1 and kind_of(self._index, words[0].word) is None and not self._reaches(words[0], own):
            words.pop(0)
        return replace(piece, words=tuple(_trimmed(words)))

    def _reaches(self, token: Token, own: Collection[str]) -> bool:
        """Tell whether a word, well spelt or not, is one of ``own``."""
        return any(word in own for word in self._index.reach(token.word, wide=True, dotted=token.dotted))

    def _is_elsewhere(self, run: Sequence[Token], place: int, *, led: bool) -> bool:
        """Tell whether a town begins at ``place``; a common word such as «Port» needs «à» or the like before it (``led``)."""
        word, after = run[place].word, {token.word for token in run[place + 1 : place + 4]}
        if _is_place(run[place], run[:place]) or (led and self._index.in_towns(word)):
            return True
        return any(
            word == one.place[0] and (word not in COMMON or not one.town - {word} or bool(one.town & after))
            for one in self._index.entries
            if one.place
        )

    def _names_unknown(self, run: Sequence[Token], text: str) -> bool:
        """Tell whether a kind and a capital name a school that the register does not have: «collège Rabelais»."""
        kinds = [place for place, token in enumerate(run) if kind_of(self._index, token.word) is not None]
        return bool(kinds) and any(
            token.capital and not text.isupper() and len(token.word) > 3 and token.word not in GENERIC | COMMON | TALK
            for token in run[kinds[0] + 1 :]
        )

    def _unknown(self, run: list[Token], piece: SchoolPiece | None, few: _Few) -> SchoolPiece:
        """Return a piece for a school that is not in the register, with the schools whose names are near."""
        asked = take_apart(self._index, run, FILLER)
        near = [fit for fit in few.fits(asked) if fit.named and fit.share >= _NEAR]
        near = [*(piece.fits if piece else ()), *near][:_SUGGESTED]
        return SchoolPiece((), asked, tuple(run), 0.0, near=tuple(near))

    def _piece(self, run: list[Token], text: str, few: _Few) -> SchoolPiece | None:
        """Return the longest part of ``run`` that fits some school."""
        for cut in range(len(run)):
            for head in range(cut + 1):
                part = _trimmed(run[head : len(run) - (cut - head)])
                if part and (head == 0 or (run[head] is part[0] and self._may_name(part[0], (), text))):
                    piece = self._read(part, text, few)
                    if piece is not None:
                        return piece
            if cut > 4:
                break
        return None

    def _read(self, part: list[Token], text: str, few: _Few) -> SchoolPiece | None:
        asked = take_apart(self._index, part, FILLER)
        if not asked.telling and not (asked.kinds and asked.words):
            return None
        held = equal_best(few.fits(asked), asked)
        if not held:
            return None
        if not held[0].named:  # «un collège de Martigues» is not one of Châteauneuf-les-Martigues.
            said = {token.word for token in asked.words}
            held = [fit for fit in held if self._index.entries[fit.row].town <= said] or held
        best = held[0]
        in_town = self._is_in_town(best, asked)
        if best.named:
            if not self._is_named(best, part, asked, text, in_town=in_town):
                return None
        elif not asked.kinds:
            said = {token.word for token in part}
            held = [fit for fit in held if set(self._index.entries[fit.row].place) <= said]
            if not held or not _is_introduced(part, text):
                return None
        worth = best.named + 3 * bool(asked.kinds) + 2.0 * in_town + 2 * best.share + best.cover - 0.1 * (len(held) > 1)
        return SchoolPiece(tuple(held), asked, tuple(part), worth, placed=not best.named)

    def _is_in_town(self, best: Fit, asked: AskedSchool) -> bool:
        """Tell whether the school's town is said; a word that names schools too counts only beside a name."""
        town = self._index.entries[best.row].town
        said = [token.word for token in asked.words if token.word in town]
        return any(not self._index.in_names(word) for word in said) or (bool(said) and best.named > 0)

    def _is_named(self, best: Fit, part: Sequence[Token], asked: AskedSchool, text: str, *, in_town: bool) -> bool:
        """Tell whether the words of a name are enough, with what stands beside them, to be that school's."""
        plain = self._plain(best, asked)
        entry = self._index.entries[best.row]
        spelt = any(token.word in entry.named for token in plain)
        # «la SG de Fourcade»
        told = spelt and best.named >= _SURNAME * self._index.rarest and _is_introduced(part, text)
        if not told and not (best.cover >= (0.3 if in_town else 0.45) and best.named >= _TOLD):
            return False
        if not (asked.kinds or in_town or told or _is_alone(best, part, asked, text, spelt=spelt, plain=bool(plain))):
            return False
        # «un petit collège» is not the Petit Prince.
        one_word = len(asked.words) == 1 and part[0].word == asked.words[0].word
        return bool(plain) or in_town or not one_word

    def _plain(self, best: Fit, asked: AskedSchool) -> list[Token]:
        """Return the words that are surely a name's: one that only resembles it is none, like «faire», «écrire»."""
        entry = self._index.entries[best.row]
        return [
            token
            for token in asked.words
            if len(token.word) > 2
            and token.word not in COMMON
            and (token.word not in entry.town or token.word in entry.named)
            and (self._index.in_names(token.word) or len(token.word) >= _LONG)
        ]


def _is_alone(best: Fit, part: Sequence[Token], asked: AskedSchool, text: str, *, spelt: bool, plain: bool) -> bool:
    """Tell whether a name without a kind or a town beside it is said by itself."""
    if best.cover >= 0.95 and sum(loss > 0.05 for loss in asked.lost) > 1:
        return True
    return best.cover >= 0.5 and (spelt or (plain and _stands_apart(part, text)))


def _stands_apart(part: Sequence[Token], text: str) -> bool:
    """Tell whether words have capitals, or stand between commas or the like: «durpin, régie bloquée»."""
    start, end = part[0].start, part[-1].end
    if all(token.capital for token in part if len(token.word) > 3):
        return start > 0 or bool(_APART_AFTER.match(text, end))
    return bool(_APART_AFTER.match(text, end)) and bool(_APART_BEFORE.search(text[:start]))


def _is_introduced(part: Sequence[Token], text: str) -> bool:
    """Tell whether words stand where a place is named: with a capital, after «de», «à», «au», or alone in the text."""
    first = part[0]
    before = text[max(0, first.start - 14) : first.start].lower().rstrip("'’ ")
    led = not before or _LEADS.search(before) is not None
    return (first.capital and (led or first.word not in COMMON)) or (
        led and all(token.word not in COMMON for token in part)
    )


def _about(pieces: Sequence[SchoolPiece], text: str) -> SpottedFits:
    """Return the schools of the piece that most surely names some, and of those joined to it by «et»."""
    best = max(pieces, key=lambda piece: (not piece.signed, round(piece.worth, 3), -piece.words[0].start))
    chosen = [best, *(piece for piece in pieces if piece is not best and _together(best, piece, text))]
    rows = dict.fromkeys(fit.row for piece in chosen if piece.worth >= 0.6 * best.worth for fit in piece.fits)
    spans = sorted(span for piece in chosen for span in piece.spans)
    placed = all(piece.placed and not piece.asked.kinds for piece in chosen)
    return SpottedFits(tuple(rows), tuple(spans), placed=placed)


def _together(best: SchoolPiece, other: SchoolPiece, text: str) -> bool:
    """Tell whether two pieces stand side by side with «et» or the like between them."""
    first, second = sorted((best, other), key=lambda piece: piece.span)
    return bool(_TOGETHER.fullmatch(text, first.span[1], second.span[0])) and first.signed == second.signed


def _is_place(token: Token, run: Sequence[Token]) -> bool:
    """Tell whether a word is a town of elsewhere, with a capital or after «à»."""
    led = token.capital or bool(run and run[-1].word in _AT)
    return led and (token.word in ELSEWHERE or bool(department((token.word,))))


def _is_article(token: Token) -> bool:
    """Tell whether a word only leads to another: «de», «la», «l'»."""
    return token.elided or token.word in GLUE


def _is_title(token: Token, text: str) -> bool:
    """Tell whether a person's name follows a word: «Mme», «M.»; «m» alone may be a letter of anything."""
    return token.word in TITLES and (token.word != "m" or token.dotted or text[token.start : token.end] == "M")


def _is_surname(token: Token, before: Token | None, text: str) -> bool:
    """Tell whether a word after a title is of the person's name: it has a capital, or stands right after «mme» or «mr»."""
    if text[token.start : token.start + 1].isupper():
        return True
    return before is not None and before.word in _MADAM and token.word not in FILLER | GLUE


def _trimmed(run: Sequence[Token]) -> list[Token]:
    """Return ``run`` without the articles before and after it."""
    kept = [place for place, token in enumerate(run) if not _is_article(token)]
    return list(run[kept[0] : kept[-1] + 1]) if kept else []
