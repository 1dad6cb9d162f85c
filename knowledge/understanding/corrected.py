"""What a message takes back as it goes on: «par jour, non, par expert», «remplace Gap par Digne», «au lieu des séances».

The corrected text is what is asked; what was taken back must not narrow it, and is no thing that is left out either. Behind a
word of correction the first file, moment or name takes the place of the last one of its kind before it; else the part of the
sentence that begins with the same small word is struck.
"""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from knowledge.french import PARIS
from knowledge.time.moments import SaidMoment, moments
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.references import Reference, references

# One thing takes the place of another, which is named too.
_INSTEAD = re.compile(r"\b(?:au lieu|a la place) (?:de |des |du |d')(?:les? |la |l'|mes |ces )?[^\s,;.!?…]+")
_REPLACED = re.compile(r"\bremplac\w+ [^,;.!?…]{2,40}? par (?P<new>[^,;.!?…]+)")
# What somebody says who thinks better of it, with the pauses around; «prises ou non», «non prises», «j'attends» take nothing back.
_PAUSE = r"[\s,;.…!-]{0,4}"  # Bounded: what a text of nothing but spaces costs grows with its length alone.
_SORRY = (
    r"(?:ah |oh |euh |heu |mais |enfin |oups |mince )*"
    r"(?<!ou )(?<!et )(?<!pas )(?:non(?! (?:pris|attrib|trait|resolu|clo|plan|affect|reten|urgent|lu|repond|abouti))|nan|pardon|erreur|oups|(?<!j')(?<!j )(?<!je )attends|attendez"
    r"|je me (?:trompe|suis trompee?)|correction|je (?:veux|voulais) dire|rectification|ou plutot|euh|heu|enfin plutot)\b"
)
_TAKEN_BACK = re.compile(rf"(?<![\w']){_SORRY}(?:{_PAUSE}(?:{_SORRY}|plutot|en fait|finalement|c'est)\b)*{_PAUSE}")
_LATER = re.compile(r"(?:…|\.\.\.|,)\s*(?=[^…,]+? (?:plutot|pardon|finalement|en fait)\W*$)")
# The small words that begin what is said anew as they began what it takes the place of, by kind.
_KINDS = {
    word: kind
    for kind in ("par", "de du des d", "a au aux", "le la les l", "dans", "pour", "chez", "vague", "combien", "sur", "en", "depuis", "celles ceux")
    for word in kind.split()
}  # fmt: skip
_PARTS = frozenset(("de", "du", "des", "d", "par", "dans", "chez", "depuis", "vague", "combien", "celles", "ceux"))
_FIRST = re.compile(r"[a-z]+")
_LONGEST = 300  # Characters: a longer message tells a story, in which «non» corrects nothing that is asked.
_SOON = 14  # Characters between a word of correction and what is said anew.
_ANY_DAY = datetime(2024, 1, 25, 10, tzinfo=PARIS)  # Only where moments stand in the text matters, not which they are.
_HOUR = re.compile(r"\s*(?:à|a|vers)?\s*\d{1,2}\s?(?:h|:)\s?\d{0,2}\s*$", re.IGNORECASE)
_COUNTS = re.compile(r"\s?(?:minutes?|min\b|mn\b|jours?|fois|h\b|heures?|%|demandes?|experts?)")
_NAME = re.compile(r"[A-ZÀ-Þ][a-zà-ÿ]+(?:[-’' ][A-ZÀ-Þ][a-zà-ÿ]+)*")
_NAMED = re.compile(
    r"(?:à |a |de |pour |par |c['’]est |plutôt )*(?:(?:M\.|Mme|Mlle|M) )?(?P<name>[A-ZÀ-Þ][a-zà-ÿ]+(?:[-’' ][A-ZÀ-Þ][a-zà-ÿ]+)*)(?=\s*(?:$|[,.;!?]))"
)
_NEAR = 8  # Words between the beginning of what is taken back and where it is.


@lru_cache(maxsize=256)  # The router asks for it, and what understands the message again.
def corrected(text: str) -> str:
    """Return ``text`` without what it takes back itself; as it is where it takes nothing back."""
    if len(text) > _LONGEST:
        return text
    plain = evened(text)
    if replaced := _REPLACED.search(plain):
        new = text[replaced.start("new") : replaced.end("new")]
        return f"{text[: replaced.start()]}plutôt {new}{text[replaced.end() :]}"
    if instead := _INSTEAD.search(plain):
        return corrected(f"{text[: instead.start()].rstrip(' ,')}{text[instead.end() :]}")
    for found in (*_TAKEN_BACK.finditer(plain), *_LATER.finditer(plain)):
        begin = _begun_alike(plain[: found.start()], plain[found.end() :])
        struck = None if begin is None else f"{text[:begin]}{text[found.end() :]}"
        # «de vendredi» takes the place of «de jeudi», whatever stands between; «la 12» that of «la 14» alone.
        first = _FIRST.match(plain[found.end() :])
        part = struck if first and first[0] in _PARTS else None
        anew = part or _with_unit_replaced(text, found.start(), found.end()) or struck
        if anew is not None:
            return corrected(anew)
    return text


def _with_unit_replaced(text: str, begin: int, end: int) -> str | None:
    """Return ``text`` with the unit said behind a word of correction in the place of the last of its kind before it.

    The word stands from ``begin`` to ``end``. None where no file, moment or name follows it, or none stood before.
    """
    before, after = text[:begin].rstrip(" ,;.…-"), text[end:]
    for replacing in (_file_replaced, _moment_replaced, _name_replaced):
        found = replacing(before, after)
        if found is not None:
            return found
    return None


def _file_replaced(before: str, after: str) -> str | None:
    struck = references(before)
    said = [one for one in references(after, bare=True) if one.start <= _SOON]
    if not struck or not said or _COUNTS.match(evened(after[said[0].end :])):
        return None
    return f"{before[: struck[-1].start]}{_renumbered(struck[-1], said[0])}{before[struck[-1].end :]}{after[said[0].end :]}"


def _renumbered(struck: Reference, said: Reference) -> str:
    """Return the file said last, with the letters and the year of the one that was taken back."""
    kind, year = said.kind or struck.kind, said.year or struck.year
    if kind:
        return f"{kind}-{year}-{said.number:04}" if year else f"{kind} {said.number}"
    return f"la {said.number}"


def _moment_replaced(before: str, after: str) -> str | None:
    struck = moments(before, _ANY_DAY)
    said = [one for one in moments(after, _ANY_DAY) if one.start <= _SOON]
    if not struck or not said:
        return None
    old, new = struck[-1], said[0]
    return f"{before[: old.start]}{_moved(before, after, old, new)}{before[old.end :]}{after[new.end :]}"


def _moved(before: str, after: str, old: SaidMoment, new: SaidMoment) -> str:
    """Return the moment said last, with the day or the hour of the one taken back where it says none itself."""
    said = after[new.start : new.end].strip()
    if new.day is None and old.day is not None:
        day = moments(before[old.start : old.end], _ANY_DAY)[0]
        only = before[old.start : old.end] if day.hour is None else _HOUR.sub("", before[old.start : old.end])
        return f"{only.strip(' ,à')} à {said.removeprefix('à ')}"
    if new.hour is None and old.hour is not None and not new.part:
        return f"{said} à {old.hour:%Hh%M}"
    return said


def _name_replaced(before: str, after: str) -> str | None:
    said, struck = _NAMED.match(after), list(_NAME.finditer(before))
    if said is None or not struck or not struck[-1].start():
        return None
    return f"{before[: struck[-1].start()]}{said['name']}{before[struck[-1].end() :]}{after[said.end() :]}"


def _begun_alike(before: str, after: str) -> int | None:
    """Return where the part of ``before`` starts that begins with a small word of the kind that ``after`` begins with."""
    first = _FIRST.match(after)
    kind = _KINDS.get(first[0]) if first else None
    if kind is None:
        return None
    alike = [found for found in list(_FIRST.finditer(before))[-_NEAR:] if _KINDS.get(found[0]) == kind]
    return alike[-1].start() if alike else None
