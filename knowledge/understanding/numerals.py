"""Numbers said in words, as dictation writes them: «trois cent dix sept», «deux mille vingt-quatre», «zéro zéro douze»."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.understanding.utterance import Word

_UNITS = {"zero": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
          "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16}  # fmt: skip
_TENS = {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_ONES = {"un": 1, "une": 1}
_LARGE = {"cent": 100, "cents": 100, "mille": 1000}
_ALONE = frozenset(
    ("sept", "neuf", "six")
)  # «sept» is September too, «neuf» new: numbers only beside others or a unit.
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
    at, total, current, zeros = start, 0, 0, ""
    last = 10_000  # A smaller part must follow a greater one: «vingt deux», not «deux vingt».
    while at < len(words):
        word = words[at].word
        after = words[at + 1].word if at + 1 < len(words) else ""
        if word == "zero" and not total and not current:
            zeros += "0"
        elif word == "quatre" and after in ("vingt", "vingts") and last > 80:
            current, last, at = current + 80, 20, at + 1
        elif word in _TENS and last > _TENS[word]:
            current, last = current + _TENS[word], 20 if word == "soixante" else 10
        elif word in _UNITS and _UNITS[word] and last > _UNITS[word]:
            ten = _UNITS[word] == 10 and after in ("sept", "huit", "neuf")
            current, last = current + _UNITS[word], 10 if ten else 1
        elif word in _ONES and 1 < last < 100 and at > start:
            current, last = current + 1, 1
        elif word == "et" and after in (*_ONES, "onze") and 10 <= last <= 20 and at > start:
            pass
        elif word in ("cent", "cents") and (last > 100 or current < 10):
            current, last = max(current, 1) * 100, 100
        elif word == "mille":
            total, current, last = total + max(current, 1) * 1000, 0, 1000
        else:
            break
        at += 1
    if at > start and words[at - 1].word == "et":
        at -= 1
    value = total + current
    return (at, zeros + (str(value) if value else "")) if at > start else (start, "")


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
