"""Finding the school that a sentence names among other words: subject, hours, telephone numbers, names of persons."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.schools.index import INITIALS, Index
from knowledge.schools.match import Asked, Fit, Matcher, equal_best, kind_of, take_apart
from knowledge.schools.names import Token, expanded, tokens
from knowledge.schools.words import COMMON, FILLER, GENERIC, GLUE, TITLES, TYPES

# Addresses, numbers to call and «Chorus Pro» are never part of a school's name.
_ASIDE = re.compile(
    r"(?i:chorus[ -]pro)|\S+@\S+|https?://\S+|(?:\+33|0)\s?\d(?:[\s.-]?\d{2}){4}|(?:\+33|0)[\d\s.-]{8,16}\d"
)
_BREAK = re.compile(r"[;:!?|/\n]|\.(?=\s|$)|\s[-–—]\s")
_LONGEST = 12  # Words of one piece that are looked at together.
_LONG = 8  # Letters from which a misspelt name is known by itself.
_TOLD = 2.2  # Rarity that a name's typed words must reach together, beside a kind or a town.


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text that names a school: the fits, equal, and the place of the words used."""

    fits: tuple[Fit, ...]
    asked: Asked
    words: tuple[Token, ...]
    worth: float

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the text, articles before it left out."""
        return self.words[0].start, max(token.end for token in self.words)


class Spotter:
    """Reads sentences for the schools of one index."""

    __slots__ = ("_index", "_matcher")

    def __init__(self, index: Index, matcher: Matcher) -> None:
        self._index = index
        self._matcher = matcher

    def spot(self, text: str) -> tuple[Piece, tuple[tuple[int, int], ...]] | None:
        """Return the best piece of ``text`` and all the spans used for it, None when no school is named."""
        read = expanded(tokens(_ASIDE.sub(lambda found: "\0" * len(found[0]), text)))
        pieces = [piece for run in self._runs(read, text) if (piece := self._piece(run)) is not None]
        if not pieces:
            return None
        best = max(pieces, key=lambda piece: (round(piece.worth, 3), -piece.words[0].start))
        return self._narrowed(best, read)

    def _narrowed(self, best: Piece, read: Sequence[Token]) -> tuple[Piece, tuple[tuple[int, int], ...]]:
        """Let a town or a kind said elsewhere in the text tell homonyms apart."""
        spans = [best.span]
        if len(best.fits) > 1:
            inside = {token.start for token in best.words}
            towns = {word for fit in best.fits for word in self._index.entries[fit.row].town if len(word) > 2}
            more = [
                token
                for token in read
                if token.start not in inside
                and token.word not in GLUE
                and (token.word in towns or kind_of(self._index, token.word) is not None or token.ordinal)
            ]
            for token in more:
                asked = take_apart(self._index, [*best.words, token], FILLER)
                kept = {fit.row for fit in best.fits}
                held = [fit for fit in equal_best(self._matcher.fits(asked), asked) if fit.row in kept]
                if held and len(held) < len(best.fits):
                    best = Piece(tuple(held), asked, (*best.words, token), best.worth)
                    spans.append((token.start, token.end))
                    break
        return best, tuple(sorted(spans))

    def _runs(self, read: Sequence[Token], text: str) -> list[list[Token]]:
        """Return the runs of words that may be a school's name, its town or its kind."""
        runs: list[list[Token]] = [[]]
        titled = 0
        for place, token in enumerate(read):
            before = read[place - 1] if place else None
            if before is not None and _BREAK.search(text[before.end : token.start]):
                runs.append([])
            if token.word in TITLES and (token.word != "m" or token.dotted or text[token.start : token.end] == "M"):
                titled = 2
                runs.append([])
                continue
            named = titled and text[token.start : token.start + 1].isupper()
            titled = max(0, titled - 1) if named else 0
            if not named and self._may_name(token, runs[-1], text):
                runs[-1].append(token)
            elif runs[-1]:
                runs.append([])
        return [trimmed[:_LONGEST] for run in runs if (trimmed := _trimmed(run))]

    def _may_name(self, token: Token, run: Sequence[Token], text: str) -> bool:
        word = token.word
        if token.elided or word in GLUE:
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
        return self._index.named(word) or (word not in FILLER and word not in COMMON and self._is_like(token, run))

    def _says_where(self, token: Token, before: Token, text: str) -> bool:
        """Return whether a number is an arrondissement, a department or a postal code."""
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

    def _piece(self, run: list[Token]) -> Piece | None:
        """Return the longest part of ``run`` that fits some school."""
        for cut in range(len(run)):
            for head in range(cut + 1):
                part = _trimmed(run[head : len(run) - (cut - head)])
                if part and (head == 0 or run[head] is part[0]):
                    piece = self._read(part)
                    if piece is not None:
                        return piece
            if cut > 4:
                break
        return None

    def _read(self, part: list[Token]) -> Piece | None:
        asked = take_apart(self._index, part, FILLER)
        if not any(weight > 0.5 for weight in asked.weights) and not (asked.kinds and asked.words):
            return None
        fits = self._matcher.fits(asked)
        held = equal_best(fits, asked)
        if not held:
            return None
        best = held[0]
        if not best.named:  # «un collège de Martigues» is not one of Châteauneuf-les-Martigues.
            said = {token.word for token in asked.words}
            held = [fit for fit in held if self._index.entries[fit.row].town <= said] or held
            best = held[0]
        entry = self._index.entries[best.row]
        in_town = any(token.word in entry.town and not self._index.in_names(token.word) for token in asked.words) or (
            any(token.word in entry.town for token in asked.words) and (best.named > 0)
        )
        # Without a kind or a town beside it, a plain word that only resembles a name is no name: «faire», «écrire».
        plain = [
            token
            for token in asked.words
            if len(token.word) > 2
            and token.word not in COMMON
            and token.word not in entry.town
            and (self._index.in_names(token.word) or len(token.word) >= _LONG)
        ]
        supported = bool(asked.kinds) or in_town
        if best.named:
            enough = best.cover >= (0.3 if in_town else 0.45) and best.named >= _TOLD
            alone = (plain and best.cover >= 0.5) or (best.cover >= 0.95 and len(asked.words) > 1)
            if not enough or not (supported or alone):
                return None
        elif not asked.kinds:
            return None
        worth = best.named + 3 * bool(asked.kinds) + 2.0 * in_town + 2 * best.share + best.cover - 0.1 * (len(held) > 1)
        return Piece(tuple(held), asked, tuple(part), worth)


def _trimmed(run: Sequence[Token]) -> list[Token]:
    """Return ``run`` without the articles before and after it."""
    start, end = 0, len(run)
    while start < end and (run[start].elided or run[start].word in GLUE):
        start += 1
    while end > start and (run[end - 1].elided or run[end - 1].word in GLUE):
        end -= 1
    return list(run[start:end])
