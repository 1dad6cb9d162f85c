"""Which call a message names, where several are in force: by the words that theirs alone have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.call import Call
from knowledge.understanding.words import folded

_WORD = re.compile(r"[^\W_]+(?:@[^\W_]+)*")
_CALL = frozenset(("appel", "campagne", "session"))
# After these too a call may be named, and they stay: «candidater aux jardins», «candidatures formateurs».
_APPLYING = frozenset(("candidater", "postuler", "candidature", "candidatures"))
_BEFORE = frozenset(
    ("a", "au", "aux", "ce", "cet", "cette", "concernant", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
     "pour", "sur", "un", "une")
)  # fmt: skip
_WITHIN = _BEFORE | frozenset(("candidature", "candidatures"))
_SHORT = 3  # A word of fewer letters names nothing.
_LEFT_OUT = frozenset(("appel", "candidature", "mission", "academie"))  # What every call is called by.


class CallNames:
    """How each of several calls is named: by words of its title, role, reference or service that the others do not say."""

    def __init__(self, calls: Sequence[Call]) -> None:
        self._names = {call.id: frozenset(_names(call)) for call in calls}
        self._own = {
            id_: names.difference(*(held for other, held in self._names.items() if other != id_))
            for id_, names in self._names.items()
        }
        years = {call.id: str(call.call.issued.year) for call in calls}
        self._years = {year: id_ for id_, year in years.items() if list(years.values()).count(year) == 1}

    def called(self, text: str) -> str | None:
        """Return the id of the call that «de l’appel X», or «candidatures X», names; None where nothing is said so."""
        span = self._phrase(text)
        return span[0] if span else None

    def without(self, text: str) -> str:
        """Return ``text`` without «de l’appel X», or «aux X», where X names a call: the rest reads as where there is one."""
        span = self._phrase(text)
        return " ".join(f"{text[: span[1]]} {text[span[2] :]}".split()) if span else text

    def _phrase(self, text: str) -> tuple[str, int, int] | None:
        """Return the call that «de l’appel X», or «candidater aux X», names; and where X begins and ends in ``text``."""
        words = list(_words(text))
        for place in (at for heads in (_CALL, _APPLYING) for at, one in enumerate(words) if one[0] in heads):
            found = {id_: self._run(words, place + 1, id_) for id_ in self._names}
            id_, end = max(found.items(), key=lambda one: one[1])
            if end and sum(other == end for other in found.values()) == 1:
                first = place if words[place][0] in _CALL else place + 1
                while first and words[first - 1][0] in _BEFORE:
                    first -= 1
                return id_, words[first][2], words[end - 1][3]
        return None

    def _run(self, words: Sequence[tuple[str, str, int, int]], place: int, id_: str) -> int:
        """Return after which word the names of a call end, from ``place`` on; 0 where none of them is its own alone."""
        end, tells, years = 0, False, words[place - 1][0] in _CALL
        for number in range(place, len(words)):
            word, stem, _, _ = words[number]
            year = years and self._years.get(word) == id_
            if stem in self._names[id_] or year:
                end, tells = number + 1, tells or year or stem in self._own[id_]
            elif word not in _WITHIN:
                break
        return end if tells else 0


def may_name(text: str) -> bool:
    """Tell whether ``text`` has a word after which a call is named."""
    return not (_CALL | _APPLYING).isdisjoint(_WORD.findall(folded(text)))


def stem(word: str) -> str:
    """Return a word without the endings of number and gender: «référentes» and «référent» are one."""
    plain = folded(word)
    bare = plain.rstrip("sx")
    return bare[:-1] if len(bare) > _SHORT + 1 and bare.endswith("e") else bare


def _words(text: str) -> Iterator[tuple[str, str, int, int]]:
    for found in _WORD.finditer(text):
        yield folded(found.group()), stem(found.group()), found.start(), found.end()


def _names(call: Call) -> Iterator[str]:
    heading = call.call
    mission = call.application.mission if call.application else ""
    for text in (
        heading.title,
        heading.role,
        heading.reference,
        heading.authority,
        heading.service,
        mission,
        *heading.names,
    ):
        for word, one, _, _ in _words(text):
            if len(one) >= _SHORT and not word.isdecimal() and word not in _WITHIN and one not in _LEFT_OUT:
                yield one
