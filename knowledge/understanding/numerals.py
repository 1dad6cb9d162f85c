"""Numbers said in words, as dictation writes them: «trois cent dix sept», «deux mille vingt-quatre», «zéro zéro douze»."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.understanding.numbers import value_at
from knowledge.understanding.utterance import Word

# «sept» is September too, «neuf» new: numbers only beside others or a unit.
_ALONE = frozenset(("sept", "neuf", "six"))
_LONGEST = 16  # Words of a number at most, zeros said one by one among them.
_COUNTED = (
    "jour",
    "j",
    "sem",
    "mois",
    "an",
    "ans",
    "heure",
    "h",
    "dern",
    "proch",
    "plus",
    "demande",
    "dossier",
    "premier",
)


def _parsed(words: Sequence[Word], start: int) -> tuple[int, str]:
    """Return the place behind the number said from ``start`` on, and its digits; (start, "") where none is said."""
    said = [word.word for word in words[start : start + _LONGEST]]
    zeros = next((at for at, word in enumerate(said) if word != "zero"), len(said))
    rest = said[zeros:]
    value, size = _thousands(rest) if rest[:1] not in (["un"], ["une"]) else (0, 0)
    return start + zeros + size, "0" * zeros + (str(value) if size else "")


def _thousands(said: Sequence[str]) -> tuple[int, int]:
    """Return the number that words begin with, and how many say it; (0, 0) where none is said."""
    value, size = value_at(said, 0) or (0, 0)
    if said[size : size + 1] != ["mille"]:
        return value, size
    more, after = value_at(said, size + 1) or (0, 0)
    return max(value, 1) * 1000 + more, size + 1 + after


def numbered(words: Sequence[Word]) -> tuple[Word, ...]:
    """Return ``words`` with each number said in words as one word of figures, at the place of all its words."""
    out: list[Word] = []
    at = 0
    while at < len(words):
        end, digits = _parsed(words, at) if words[at].kind == "word" else (at, "")
        if end == at or not digits:
            out.append(words[at])
            at += 1
            continue
        first, last = words[at], words[end - 1]
        after = words[end].word if end < len(words) else ""
        if end - at == 1 and first.word in _ALONE and not after.startswith(_COUNTED):
            out.append(first)
        else:
            raw = first.raw if first is last else f"{first.raw} {last.raw}"
            out.append(Word("number", digits, raw, first.start, last.end))
        at = end
    return tuple(out)
