"""What in a text names somebody or a school: what everybody reads is to name nobody."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from knowledge.anonymous import name_parts
from knowledge.schools.register import Register
from knowledge.sensitive import Secret, concerns
from knowledge.understanding.entities.reach import mails, phones
from knowledge.understanding.words import plain_words

_REFERENCE = re.compile(r"\b[CD]A[ -]\d{4}[ -]\d{1,6}\b", re.IGNORECASE)
_UAI = re.compile(r"\b\d{6,7}[A-Za-z]\b")
_TITLED = re.compile(
    r"\b(?:[Mm]\.|[Mm]r|[Mm]me|[Mm]lle|[Mm]onsieur|[Mm]adame)\s+((?:(?:de|du|le|la)\s+)?[A-ZÀ-Þ][\w’'-]+)"
)
_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_SURE = 60  # The least score of what the register says is a school.


class Naming(StrEnum):
    """What kind of thing names somebody."""

    PERSON = "person"
    SCHOOL = "school"
    CODE = "code"  # A UAI.
    PHONE = "phone"
    MAIL = "mail"
    REQUEST = "request"  # The number of a request or of an application leads to who made it.


@dataclass(frozen=True, slots=True)
class Identity:
    """Something that names somebody: its words as they stand in the text."""

    kind: Naming
    said: str


def identities(text: str, register: Register, names: Collection[str] = ()) -> tuple[Identity, ...]:
    """Return what names somebody in ``text``, each once, in its order.

    ``names``: people who may be meant, experts and those of the request. It warns: a word may look like a name and be none.
    """
    found: list[tuple[int, int, Naming]] = []
    found += [(one.start, one.end, Naming.MAIL) for one in mails(text)]
    found += [(one.start, one.end, Naming.PHONE) for one in phones(text)]
    found += [(*one.span(), Naming.CODE) for one in _UAI.finditer(text)]
    found += [(*one.span(1), Naming.PERSON) for one in _TITLED.finditer(text)]
    found += [(one.start, one.end, Naming.PERSON) for one in concerns(text) if one.kind is Secret.PUPIL]
    found += [(*one.span(), Naming.REQUEST) for one in _REFERENCE.finditer(text)]
    found += _people(text, names)
    found += [
        (one.start, one.end, Naming.SCHOOL)
        for one in register.mentions(text)
        if one.schools and not one.placed and one.score >= _SURE
    ]
    kept: dict[str, Identity] = {}
    for start, end, kind in _joined(text, found):
        said = " ".join(text[start:end].split())
        kept.setdefault(plain_words(said), Identity(kind, said))
    return tuple(kept.values())


def _joined(text: str, found: Collection[tuple[int, int, Naming]]) -> list[tuple[int, int, Naming]]:
    """Return what was found in its order: of what overlaps, the first; the words of one name as one."""
    joined: list[tuple[int, int, Naming]] = []
    for start, end, kind in sorted(found, key=lambda one: (one[0], -one[1])):
        if not text[start:end].strip():
            continue
        if joined and start < joined[-1][1]:
            continue
        if joined and kind is joined[-1][2] is Naming.PERSON and not text[joined[-1][1] : start].strip():
            joined[-1] = (joined[-1][0], end, kind)
            continue
        joined.append((start, end, kind))
    return joined


def _people(text: str, names: Collection[str]) -> list[tuple[int, int, Naming]]:
    """Return the words that are part of somebody's name, written as names are: «petit» is a word, «Petit» a colleague."""
    parts = name_parts(names)
    return [
        (*word.span(), Naming.PERSON)
        for word in _WORD.finditer(text)
        if word[0][:1].isupper() and any(part in parts for part in plain_words(word[0]).split())
    ]
