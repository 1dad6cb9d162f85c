"""A message cut into words, each with its place: one tokeniser for every reader.

cut("Combien de DA à Gap ?")[3].word   # "a", typed «à», at 14.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from knowledge.understanding.intent.features import stem as stem_of
from knowledge.understanding.intent.normalise import evened, visible

# Abbreviations of which the full stop ends no sentence.
_ABBREVIATED = "sems?|janv|fevr?|avr|juil|sept|oct|nov|dec|dep|dpts?|depts?|nb|cands?|dems?|coll|lyc|clg|ref|num|sts?|stes?|m|mr|mme|etab|exp|urg"
_TOKEN = re.compile(
    r"(?P<uai>\b\d{7}[a-z]\b)"
    r"|(?P<iso>\b20\d\d-\d\d-\d\d\b)"
    r"|(?P<day>\b\d{1,2}/\d{1,2}(?:/(?:\d{4}|\d{2}))?\b|\b\d{1,2}\.\d{1,2}\.(?:\d{4}|\d{2})\b|\b\d{1,2}-\d{1,2}-20\d\d\b)"
    r"|(?P<ordinal>\b\d{1,2}(?:ers?|eres?|emes?|es?|nde?s?)\b)"
    r"|(?P<sms>\b(?:2main|2m1|dem1|dm1)\b)"
    r"|(?P<number>\d+)"
    rf"|(?P<short>\b(?:{_ABBREVIATED})\.)"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[<>]=|[<>≤≥→+?,;:.!=/\n()])"
)


# What joins two things that are said, and the small words that stand between, folded.
JOINTS = frozenset(("et", "ou", ",", "&", "+", "/"))
ARTICLES = frozenset(("le", "la", "les", "l", "de", "du", "des", "d", "a", "au", "aux", "celles", "ceux"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word, number or sign. ``word``: folded; ``raw``: as typed, at ``start`` to ``end`` of the visible text."""

    kind: str  # «word», «number», «ordinal», «day», «iso», «uai», «sign».
    word: str
    raw: str
    start: int
    end: int

    @property
    def stem(self) -> str:
        """What the word has in common with its other forms."""
        return stem_of(self.word)

    @property
    def capital(self) -> bool:
        """Whether it was typed with a capital."""
        return self.raw[:1].isupper()


@lru_cache(maxsize=256)
def cut(text: str) -> tuple[Word, ...]:
    """Return the words of ``text``; elisions are cut («l'appel»: l, appel), «15j» and «v2» too."""
    shown = visible(text)
    plain = evened(shown)
    words = []
    for found in _TOKEN.finditer(plain):
        kind, end = found.lastgroup or "sign", found.end()
        if kind == "sms":
            kind = "word"
        if kind == "short":
            kind, end = "word", end - 1
        words.append(Word(kind, plain[found.start() : end], shown[found.start() : end], found.start(), end))
    return tuple(words)
