"""Words as they are compared: cut, and without case, accents, punctuation, or punctuation said aloud."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.understanding.intent.features import stem as stem_of
from knowledge.understanding.intent.normalise import evened, visible

_ACCENTS = re.compile("[\u0300-\u036f]+")
_WORDS = re.compile(r"[^\W_]+")
MARKS = " ,;:.!?'’-"


@lru_cache(maxsize=1_024)  # A turn asks for the words of one message several times, and of each button it may press.
def plain_words(text: str) -> str:
    """Return ``text`` in lower case, without accents and punctuation: «Mes données !» gives «mes donnees».

    What has no word at all («?») is returned as it is.
    """
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return " ".join(_WORDS.findall(letters)) or letters.strip()


class FlatText:
    """A message beside its plain words: what a rule finds in ``flat`` can be cut out of the message as it was typed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._tokens = [(found.start(), found.end(), plain_words(found[0])) for found in _WORDS.finditer(text)]
        self.flat = " ".join(word for _, _, word in self._tokens)

    def without(self, parts: Sequence[tuple[int, int]]) -> str:
        """Return the message without the words that begin within ``parts`` of ``flat``."""
        pieces, last, at = [], 0, 0
        for start, end, word in self._tokens:
            if any(first <= at < after for first, after in parts):
                pieces.append(self.text[last:start])
                last = end
            at += len(word) + 1
        return " ".join(" ".join([*pieces, self.text[last:]]).split()).strip(MARKS)


# --- Punctuation said aloud to a telephone: «combien d'urgentes point d'interrogation».

# A sign that is named, and the sign; «la virgule», «retour à la ligne», «faire le point» speak of it and stay.
_SAID = (
    (re.compile(r"\s?\bpoints? d['’ ]?interrogation\b", re.IGNORECASE), " ?"),
    (re.compile(r"\s?\bpoints? d['’ ]?exclamation\b", re.IGNORECASE), " !"),
    (re.compile(r"\s?\bpoints? de suspension\b", re.IGNORECASE), "…"),
    (re.compile(r"(?<!\bla)(?<!\bune)(?<!\bde)(?<!\bpoint)(?<!\bdes)(?<!\bles)\svirgule\b", re.IGNORECASE), ","),
    (re.compile(r"(?<!\bretour)(?<!\bpasser)(?<!\baller)(?<!\bva)\s[àa] la ligne\s{0,4}$", re.IGNORECASE), ""),
    (
        re.compile(
            r"(?<!\ble)(?<!\bun)(?<!\bce)(?<!\bau)(?<!\bdu)(?<!\bmon)(?<!\bde)(?<!\bfaire)(?<!\bfais)(?<!\bfaites)(?<!\bfait)(?<!\bpetit)(?<!\bcourt)"
            r"(?<=\w)\spoint(?: final)?\s{0,4}$",
            re.IGNORECASE,
        ),
        ".",
    ),
)


def undictated(text: str) -> str:
    """Return ``text`` with the signs that it names in their place; a short message, a mere «point», stays as it is."""
    for pattern, sign in _SAID:
        text = pattern.sub(sign, text)
    return text


# --- A message cut into words, each with its place: one tokeniser for every reader.

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
