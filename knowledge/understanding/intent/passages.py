"""The text of a call, as it was published: cut into passages, and searched by letters and by words.

Nothing is learnt here: a passage is found by what it shares with a message. It tells which sentence is meant, not whether
the call is what is asked about: a message on another matter has a nearest passage too.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.features import stem
from knowledge.understanding.words import evened, words

Scores = npt.NDArray[np.float32]
_LONGEST_HEADING = 90  # Characters.
_SHORTEST = 25  # Of a sentence that stands alone.
_SHORT_LINE = 9  # Words.
_NUMBERED = re.compile(r"(?:[IVX]+|\d+(?:\.\d+)*|[a-zA-Z]|§ ?\d+(?:\.\d+)*|Article \d+|[-–•*])[.)°]?(?:\s+[-–]|:)?\s+")
_ENDS = re.compile(r"[.;:!?»…]$")
_BULLET = re.compile(r"[-–•*]\s")
# A sentence ends before a capital, but for one that stands behind «M.», an initial or «art.».
_SENTENCE = re.compile(r"(?<!\b[A-Z]\.)(?<!\bart\.)(?<=[.!?;…])\s+(?=[A-ZÀ-Ý«(\d])")


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of the call, under its heading («» where it has none), and where it begins in the text."""

    heading: str
    text: str
    at: int


def cut(text: str) -> tuple[Passage, ...]:
    """Return the passages of a text: its sentences, each with the heading above it; lines that were broken are joined."""
    found: list[Passage] = []
    heading = ""
    for at, line in _joined(text):
        bare = line.removeprefix(numbered[0]) if (numbered := _NUMBERED.match(line)) else line
        if (
            not _ENDS.search(bare)
            and not _BULLET.match(line)
            and len(bare) < _LONGEST_HEADING
            and (bare.isupper() or len(bare.split()) < _SHORT_LINE)
        ):
            heading = bare
            continue
        begins = at + len(line) - len(bare)
        for start, end in _sentences(bare):
            said = bare[start:end]
            last = found[-1] if found else None
            if last and last.heading == heading and min(len(said), len(last.text)) < _SHORTEST:
                found[-1] = Passage(heading, f"{last.text} {said}", last.at)
            else:
                found.append(Passage(heading, said, begins + start))
    return tuple(found)


def _joined(text: str) -> Iterable[tuple[int, str]]:
    """Yield the paragraphs of a text, each on one line, with where it begins."""
    at, place, held = 0, 0, ""
    for line in text.splitlines(keepends=True):
        bare = line.strip()
        broken = bool(held and bare) and not _ENDS.search(held) and not _BULLET.match(bare)
        goes_on = broken and (bare[0].islower() or len(held) >= _LONGEST_HEADING)
        if held and not goes_on:
            yield place, held
            held = ""
        if bare:
            place = place if held else at + line.index(bare[0])
            held = f"{held} {bare}".lstrip()
        at += len(line)
    if held:
        yield place, held


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for found in _SENTENCE.finditer(text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


_SMALLEST, _LARGEST = 3, 5  # Letters of the pieces of words.
_K, _B = 1.5, 0.75  # The usual ones of BM25.


class TextIndex:
    """Texts searched by the pieces of their words (tf-idf) and by their words (BM25), both from 0 to about 1."""

    __slots__ = ("_longest", "_pieces", "_rare", "_size", "_words")

    def __init__(self, texts: Sequence[str]) -> None:
        self._size = len(texts)
        cut_up = [Counter(_pieces_of(text)) for text in texts]
        held = Counter(piece for one in cut_up for piece in one)
        self._rare = {piece: math.log((1 + self._size) / (1 + count)) + 1 for piece, count in held.items()}
        self._pieces: dict[str, tuple[npt.NDArray[np.intp], Scores]] = _postings(map(self._weighed, cut_up))
        roots = [Counter(_roots_of(text)) for text in texts]
        often = Counter(root for one in roots for root in one)
        middle = sum(one.total() for one in roots) / max(1, self._size)
        self._words = _postings(
            {
                root: math.log(1 + (self._size - often[root] + 0.5) / (often[root] + 0.5))
                * count * (_K + 1) / (count + _K * (1 - _B + _B * one.total() / max(1.0, middle)))
                for root, count in one.items()
            }
            for one in roots
        )  # fmt: skip
        self._longest = math.log(1 + (self._size + 0.5) / 1.5) * (_K + 1)

    def _weighed(self, counts: Counter[str]) -> dict[str, float]:
        """Return what each piece weighs, the square of all of it being 1."""
        found = {piece: (1 + math.log(count)) * self._rare.get(piece, 0.0) for piece, count in counts.items()}
        length = math.sqrt(sum(weight * weight for weight in found.values())) or 1.0
        return {piece: weight / length for piece, weight in found.items() if weight}

    def pieces(self, text: str) -> Scores:
        """Return how much each text shares the pieces of the words of ``text``: the cosine."""
        return _summed(self._pieces, self._weighed(Counter(_pieces_of(text))), self._size)

    def roots(self, text: str) -> Scores:
        """Return how much each text shares the words of ``text``: BM25, as a share of what one rare word is worth."""
        return _summed(self._words, dict.fromkeys(_roots_of(text), 1 / self._longest), self._size)


def _postings(texts: Iterable[dict[str, float]]) -> dict[str, tuple[npt.NDArray[np.intp], Scores]]:
    rows: dict[str, list[tuple[int, float]]] = {}
    for number, one in enumerate(texts):
        for key, weight in one.items():
            rows.setdefault(key, []).append((number, weight))
    return {
        key: (np.array([row for row, _ in held], np.intp), np.array([weight for _, weight in held], np.float32))
        for key, held in rows.items()
    }


def _summed(postings: dict[str, tuple[npt.NDArray[np.intp], Scores]], asked: dict[str, float], size: int) -> Scores:
    found = np.zeros(size, np.float32)
    for key, weight in asked.items():
        if held := postings.get(key):
            found[held[0]] += weight * held[1]
    return found


@lru_cache(maxsize=64)
def _pieces_of(text: str) -> tuple[str, ...]:
    padded = (f" {word} " for word in words(evened(text)) if word != "?")
    return tuple(
        word[at : at + size]
        for word in padded
        for size in range(_SMALLEST, _LARGEST + 1)
        for at in range(max(1, len(word) - size + 1))
    )


_SHORTEST_ROOT = 2


def _roots_of(text: str) -> list[str]:
    return [root for word in words(evened(text)) if len(word) > _SHORTEST_ROOT and (root := stem(word))]
