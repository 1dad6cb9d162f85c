"""What in a text names somebody or a school: what everybody reads is to name nobody."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from knowledge.anonymous import name_parts
from knowledge.known_names import WORD, KnownNames
from knowledge.ordinary import TALKED
from knowledge.schools.register import Register
from knowledge.sensitive import Secret, concerns
from knowledge.understanding.entities.reach import mails, phones
from knowledge.understanding.given_names import GIVEN_NAMES
from knowledge.understanding.words import plain_words

MASK = "…"  # Stands where a name was.
_REFERENCE = re.compile(r"\b[CD]A[ -]\d{4}[ -]\d{1,6}\b", re.IGNORECASE)
_UAI = re.compile(r"\b\d{6,7}[A-Za-z]\b")
# «Mme Blanc», «madame q.», «élève kévin dupont»; whether a word written small is a name, ``_titled`` tells.
_TITLED = re.compile(
    r"(?<!\d )\b(?:m\.|(?:mr|mme|mlle|monsieur|madame|mademoiselle|[ée]l[èe]ve)\b\.?)\s+"
    r"(?P<article>(?:de la|de|du|le|la)\s+)?(?P<name>[^\W\d_](?:\.|[\w’'-]*))(?:\s+(?P<more>[^\W\d_][\w’'-]*))?",
    re.IGNORECASE,
)
_MASK = re.compile(rf"(?<![\w,.;]){MASK}(?!\w)")
_SURE = 60  # The least score of what the register says is a school.


class Naming(StrEnum):
    """What kind of thing names somebody."""

    PERSON = "person"
    SCHOOL = "school"
    CODE = "code"  # A UAI.
    PUPIL = "pupil"
    PHONE = "phone"
    MAIL = "mail"
    ACCOUNT = "account"  # A bank's.
    MASKED = "masked"  # A name was taken out, and the sentence is to be written again.
    REQUEST = "request"  # The number of a request or of an application leads to who made it.


NEVER_PUBLISHED = frozenset({Naming.PUPIL, Naming.PHONE, Naming.MAIL, Naming.ACCOUNT})
"""What is taken for what it is without a doubt: it is to be taken out, where other names are only warned of."""
_OF_SECRETS = {Secret.PUPIL: Naming.PUPIL, Secret.ACCOUNT: Naming.ACCOUNT}


@dataclass(frozen=True, slots=True)
class Identity:
    """Something that names somebody: its words as they stand in the text."""

    kind: Naming
    said: str


def identities(text: str, register: Register, names: Collection[str] = ()) -> tuple[Identity, ...]:
    """Return what names somebody in ``text``, each once, in its order.

    ``names``: people who may be meant, experts and those of the request. It warns: a word may look like a name and be none.
    """
    kept: dict[str, Identity] = {}
    for start, end, kind in _found(text, register, names):
        said = " ".join(text[start:end].split())
        kept.setdefault(plain_words(said), Identity(kind, said))
    return tuple(kept.values())


def without_identities(text: str, register: Register, names: Collection[str] = ()) -> str:
    """Return ``text`` with «…» wherever it names somebody."""
    for start, end, _ in reversed(_found(text, register, names)):
        text = f"{text[:start]}{MASK}{text[end:]}"
    return text


def _found(text: str, register: Register, names: Collection[str]) -> list[tuple[int, int, Naming]]:
    """Return where ``text`` names somebody, in its order."""
    found: list[tuple[int, int, Naming]] = []
    found += [(one.start, one.end, Naming.MAIL) for one in mails(text)]
    found += [(one.start, one.end, Naming.PHONE) for one in phones(text)]
    found += [(one.start, one.end, _OF_SECRETS[one.kind]) for one in concerns(text) if one.kind in _OF_SECRETS]
    found += [(*one.span(), Naming.CODE) for one in _UAI.finditer(text)]
    found += _titled(text)
    found += [(*one.span(), Naming.MASKED) for one in _MASK.finditer(text)]
    found += [(*one.span(), Naming.REQUEST) for one in _REFERENCE.finditer(text)]
    found += _people(text, names)
    found += [
        (one.start, one.end, Naming.SCHOOL)
        for one in register.mentions(text)
        if one.schools and not one.placed and one.score >= _SURE
    ]
    return _joined(text, found)


def _joined(text: str, found: Collection[tuple[int, int, Naming]]) -> list[tuple[int, int, Naming]]:
    """Return what was found in its order: of what overlaps, what may not be published, else the first; a name's words as one."""
    joined: list[tuple[int, int, Naming]] = []
    for start, end, kind in sorted(found, key=lambda one: (one[2] not in NEVER_PUBLISHED, one[0], -one[1])):
        if text[start:end].strip() and all(end <= other[0] or other[1] <= start for other in joined):
            joined.append((start, end, kind))
    kept: list[tuple[int, int, Naming]] = []
    for start, end, kind in sorted(joined):
        if kept and kind is kept[-1][2] is Naming.PERSON and not text[kept[-1][1] : start].strip():
            kept[-1] = (kept[-1][0], end, kind)
        else:
            kept.append((start, end, kind))
    return kept


def _titled(text: str) -> list[tuple[int, int, Naming]]:
    """Return the titles with the name behind them: any word but those of a sentence or a function, «madame la principale»."""
    found = []
    for one in _TITLED.finditer(text):
        capital = one["name"][0].isupper() and not one["article"]
        words = plain_words(one["name"]).split()
        if not capital and TALKED.issuperset(words):
            continue
        end = one.end("name")
        more = one["more"] or ""
        if more and (more[0].isupper() or (GIVEN_NAMES.issuperset(words) and not _is_talk(more))):
            end = one.end("more")
        found.append((one.start(), end, Naming.PERSON))
    return found


def _is_talk(word: str) -> bool:
    return TALKED.issuperset(plain_words(word).split())


def _people(text: str, names: Collection[str]) -> list[tuple[int, int, Naming]]:
    """Return where the people of ``names`` are named: «petit» is a word, «Petit» and «anne petit» are a colleague."""
    parts = name_parts(names)
    capitals = [
        word.span()
        for word in WORD.finditer(text)
        if word[0][:1].isupper() and any(part in parts for part in plain_words(word[0]).split())
    ]
    return [(*span, Naming.PERSON) for span in (*capitals, *KnownNames(names).found(text))]
