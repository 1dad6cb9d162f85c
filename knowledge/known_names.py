"""Where a text names people who are known, however it is written: «zephirine quatrebarbes», «zquatrebarbes», «z.quatrebarbes»."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.anonymous import name_parts
from knowledge.ordinary import ORDINARY
from knowledge.understanding.words import plain_words

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_BESIDE = re.compile(r"[\s._-]{1,3}")  # What stands between two words of one name, or of an account.
_SHORTEST = 4  # Letters of a name that is told written small.
_ACCOUNT = 3  # Letters of a name that an account is made of, with an initial.


@dataclass(frozen=True, slots=True)
class _Name:
    """The words of one person's name. ``accounts``: what a login may be made of them."""

    parts: frozenset[str]
    accounts: frozenset[str]

    @classmethod
    def of(cls, name: str) -> _Name:
        parts = name_parts([name])
        others = [(one, two) for one in parts for two in parts if one != two]
        logins = [login for one, two in others if len(two) >= _ACCOUNT for login in (one[0] + two, two + one[0])]
        return cls(parts, frozenset([*logins, *(one + two for one, two in others)]) - ORDINARY)


class KnownNames:
    """People whose names may stand in texts.

    Found are, whatever the case, their full names, the accounts made of them, and those of their words that are neither
    French words nor given names: «petit» and «dominique» lead to nobody, «dominique petit» does.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Know the people of these full names."""
        self._names = [name for one in {*names} if (name := _Name.of(one)).parts]
        parts = frozenset(part for name in self._names for part in name.parts)
        self._alone = frozenset(part for part in parts - ORDINARY if len(part) >= _SHORTEST)
        self._accounts = frozenset(account for name in self._names for account in name.accounts)
        self._parts = parts

    def found(self, text: str) -> list[tuple[int, int]]:
        """Return where somebody is named, from where to where, in order and apart."""
        if not self._names:
            return []
        words = [(word.start(), word.end(), plain_words(word[0])) for word in WORD.finditer(text)]
        return _apart([*self._single(words), *self._whole(text, words)])

    def without(self, text: str, mask: str = "…") -> str:
        """Return ``text`` with a mask where somebody is named."""
        for start, end in reversed(self.found(text)):
            text = f"{text[:start]}{mask}{text[end:]}"
        return text

    def _single(self, words: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
        for start, end, plain in words:
            if plain in self._accounts or any(part in self._alone for part in plain.split()):
                yield start, end

    def _whole(self, text: str, words: Sequence[tuple[int, int, str]]) -> Iterator[tuple[int, int]]:
        """Return where two words of one name stand side by side, or an initial and a word."""
        for (start, end, one), (next_start, next_end, two) in pairwise(words):
            if not (one in self._parts or two in self._parts) or not _BESIDE.fullmatch(text, end, next_start):
                continue
            first, second = frozenset(one.split()), frozenset(two.split())
            initials = "." in text[end:next_start] and len(one) == 1
            if any(
                (first <= name.parts and second <= name.parts and first != second)
                or (initials and second <= name.parts and any(part[0] == one for part in name.parts - second))
                for name in self._names
            ):
                yield start, next_end


def _apart(found: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
