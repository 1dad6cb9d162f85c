"""Words of a message with the place they stand at, abbreviations written out, slips corrected."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.understanding.intent.normalise import folded, visible
from knowledge.understanding.intent.spelling import Speller

_TOKEN = re.compile(
    r"(?P<uai>\b\d{7}[a-z]\b)"
    r"|(?P<reference>\b(?:da|ca)\s?[-–_ ]?\s?20\d\d\s?[-–_/ ]\s?\d{1,6}\b)"
    r"|(?P<stub>\b(?:da|ca)\s?-(?!\s?\d)(?!\w))"
    r"|(?P<iso>\b20\d\d-\d\d-\d\d\b)"
    r"|(?P<day>\b\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d{2}))?\b)"
    r"|(?P<ordinal>\b\d{1,2}(?:ers?|eres?|emes?|es?|nde?s?)\b)"
    r"|(?P<word>\b2main\b|[a-z]+)|(?P<number>\d+)|(?P<sign>[<>+?,;:.!=\n])"
)
_ENDING = re.compile(r"(?<=\w{3})(?:ees|ee|er|ez|es|e|s|x)$")
_SHORT = 4  # Words of so few letters are compared as they are.


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or sign. ``text``: folded and corrected; ``raw``: as typed; ``root``: without its ending."""

    kind: str
    text: str
    raw: str
    root: str
    known: bool = True  # Stands in the vocabulary.
    slip: bool = False  # Only after a correction.


@lru_cache(maxsize=8192)
def root(word: str) -> str:
    """Return ``word`` without the marks of plural, feminine, infinitive: «attribuées» and «attribuer» give one root."""
    if len(word) <= _SHORT or not word.isalpha():
        return word
    cut = _ENDING.sub("", word[:-1] if word[-1] in "sx" else word)
    return cut[:-1] if cut[-1] == cut[-2] else cut  # «ancienne» is of one root with «ancien».


@lru_cache(maxsize=1024)
def _plain(char: str) -> str:
    """Return what one letter is folded to: "" or several letters for a few."""
    return folded(char)


class Tokeniser:
    """Cuts messages into tokens, with the abbreviations and the words of one vocabulary."""

    def __init__(self, expand: Mapping[str, str], words: set[str], exact: set[str], common: Container[str]) -> None:
        """``exact``: those of ``words`` that no slip is taken for; ``common``: words of the language, which are no slips."""
        self._common = common
        self._expand = {form: tuple(said.split()) for form, said in expand.items()}
        self._words = words
        self._roots = {root(word): word for word in sorted(words, key=len, reverse=True)}
        self._speller = Speller({word: 1 if word in exact else 2 for word in words})

    def knows(self, word: str) -> bool:
        """Tell whether ``word`` or another form of it stands in the vocabulary."""
        return word in self._words or root(word) in self._roots

    def cut(self, text: str, protected: frozenset[str]) -> list[Token]:
        """Return the tokens of ``text``; words of ``protected`` (names) are never corrected."""
        shown = visible(text)
        letters = [_plain(char) for char in shown]
        plain = "".join(letters)
        places: Sequence[int] = range(len(plain))
        if any(len(letter) != 1 for letter in letters):  # «œ», «€»: nearly no message has one.
            places = [place for place, letter in enumerate(letters) for _ in letter]
        capitals = shown.isupper()
        out: list[Token] = []
        for found in _TOKEN.finditer(plain):
            kind = found.lastgroup or "sign"
            raw = shown[places[found.start()] : places[found.end() - 1] + 1]
            word = found[0]
            if word == "+":
                out.append(Token("word", "plus", raw, "plus"))
                continue
            if kind != "word":
                out.append(Token(kind, word, raw, word))
                continue
            named = word in protected or (raw[0].isupper() and bool(out) and not capitals and not _begins(out[-1]))
            out += self._words_of(word, raw, named)
        return out

    def _words_of(self, word: str, raw: str, named: bool) -> list[Token]:
        if word in self._expand:
            return [Token("word", one, raw, root(one)) for one in self._expand[word]]
        if word in self._words:
            return [Token("word", word, raw, root(word))]
        if root(word) in self._roots:
            return [Token("word", self._roots[root(word)], raw, root(word))]
        if named or word in self._common:
            return [Token("word", word, raw, root(word), known=False)]
        if word[0] in "dl" and len(word) > _SHORT + 1 and word[1:] in self._words:  # «combien dexperts»
            return [Token("word", word[0], raw, word[0]), Token("word", word[1:], raw, root(word[1:]))]
        right = self._speller.corrected(word)
        return [Token("word", right, raw, root(right), known=right != word, slip=right != word)]


def _begins(token: Token) -> bool:
    """Tell whether a sentence may begin after ``token``."""
    return token.kind == "sign" and token.text in ".?!\n:"
