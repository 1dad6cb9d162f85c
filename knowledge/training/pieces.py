"""Stretches of a made line, how they meet, and the noise of those who type: slips, SMS, dictation."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.french import NBSP
from knowledge.understanding.intent.normalise import folded

_ENDINGS = (
    ("ées", "és"),
    ("ées", "er"),
    ("ée", "é"),
    ("és", "er"),
    ("é", "er"),
    ("é", "ai"),
    ("er", "é"),
    ("s", ""),
    ("e", "es"),
    ("ent", "e"),
    ("x", ""),
)
_SOUNDS = (("qu", "k"), ("ss", "s"), ("eau", "o"), ("au", "o"), ("ph", "f"), ("en", "an"), ("ai", "é"), ("mm", "m"), ("nn", "n"), ("tt", "t"),
           ("ll", "l"), ("h", ""), ("y", "i"), ("è", "ai"), ("ç", "ss"), ("ain", "in"), ("oi", "oa"), ("c", "ss"), ("m", "mm"))  # fmt: skip
_ARTICLE = re.compile(r"^(les|le|l'|la) ?", re.IGNORECASE)
_MEETS = re.compile(r"(?:^|(?<=[ ']))(à|de|a|du|au|des|aux|le|les|la|d'|dans le|en|le) ?$")


@dataclass(slots=True)
class Piece:
    """A stretch of text under one mark; ``value`` where the mark has several."""

    text: str
    mark: str = ""
    value: str = ""
    out: bool = False  # Meant to be left out.


@dataclass(slots=True)
class WrittenLine:
    """A line as typed: its marks with their values and characters, and the characters of what is meant to be left out."""

    text: str
    marks: list[tuple[str, str, int, int]]
    gone: set[tuple[int, int]]


class Noise:
    """Writes pieces as people type them."""

    def __init__(self, chance: random.Random, noise: Mapping[str, Any]) -> None:
        self._random = chance
        self._sms, self._heard = ([tuple(pair.split("=", 1)) for pair in noise[kind]] for kind in ("sms", "dictation"))

    def written(self, pieces: Sequence[Piece]) -> WrittenLine:
        """Return pieces in one of the five manners: clean, plain, SMS, slips, voice."""
        chance = self._random
        style = chance.choices(("clean", "plain", "sms", "slips", "voice"), (34, 20, 18, 22, 6))[0]
        out = WrittenLine("", [], set())
        for piece in pieces:
            _append(out, piece, self._noisy(piece, style))
        if style in ("sms", "plain", "slips") and chance.random() < 0.7:
            flat = folded(out.text)
            out.text = flat if len(flat) == len(out.text) else out.text.lower()
        out.text = out.text.replace(NBSP, " ")
        return out

    def _noisy(self, piece: Piece, style: str) -> str:
        text, chance = piece.text, self._random
        if style == "clean" or piece.mark == "R":
            return text
        if style in ("sms", "voice"):
            for right, wrong in self._sms if style == "sms" else self._heard:
                if right in text and chance.random() < 0.5:
                    text = re.sub(rf"(?<![^\W_]){re.escape(right)}(?![^\W_])", wrong, text)
        rate = {"plain": 0.05, "sms": 0.15, "slips": 0.4, "voice": 0.0}[style] * (
            0.5 if piece.mark in "EBL" and piece.mark else 1
        )
        return "".join(
            self._slip(word) if len(word) > 3 and chance.random() < rate else word for word in re.split(r"(\s+)", text)
        )

    def _slip(self, word: str) -> str:
        chance = self._random
        kind, place = chance.random(), chance.randrange(1, len(word) - 1)
        if kind < 0.35:
            for right, wrong in chance.sample(_ENDINGS, len(_ENDINGS)):
                if word.endswith(right):
                    return word[: -len(right)] + wrong
        if kind < 0.65:
            for right, wrong in chance.sample(_SOUNDS, len(_SOUNDS)):
                if right in word[1:]:
                    return word[0] + word[1:].replace(right, wrong, 1)
        if kind < 0.8:
            return word[:place] + word[place + 1 :]
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def _append(out: WrittenLine, piece: Piece, said: str) -> None:
    """Append a piece with the space and the mark that it needs."""
    apart = out.text.endswith((" ", "'", "/", ":")) or said.startswith((" ", ",", ".", "/", "?"))
    if out.text and said and not apart:
        out.text += " "
    start = len(out.text) + len(said) - len(said.lstrip())
    out.text += said
    if piece.mark and said.strip():
        out.marks.append((piece.mark, piece.value, start, len(out.text)))
        if piece.out:
            out.gone.add((start, len(out.text)))


def contracted(pieces: Sequence[Piece]) -> list[Piece]:
    """Say «aux bourses», «du Vaucluse», «d'Arles» where two pieces meet, as French does."""
    out: list[Piece] = []
    for piece in pieces:
        text = piece.text
        if out and not out[-1].mark and piece.mark:
            before = out[-1].text
            joint, article = _MEETS.search(before), _ARTICLE.match(text)
            word = joint[1] if joint else ""
            if article and joint and word in ("à", "de", "a"):
                said = {"les": {"à": "aux", "a": "aux", "de": "des"}, "le": {"à": "au", "a": "au", "de": "du"}}.get(
                    article[1].lower(), {}
                ).get(word)
                if said:
                    out[-1] = Piece(before[: joint.start(1)] + said + " ")
                    text = text[article.end() :]
            elif article and word in ("du", "au", "des", "aux", "le", "les", "la", "dans le", "en"):
                text = text[article.end() :]
            elif joint and word == "de" and text[:1].lower() in "aeiouyéèêàâîôh":
                out[-1] = Piece(before[: joint.start(1)] + "d'")
        out.append(Piece(text, piece.mark, piece.value))
    return out
