"""What a word recalls of the question before: its expert by «elle» or «l'autre», a whole by «toutes communes confondues»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.understanding.intent.normalise import words
from knowledge.understanding.query import ME, Query

# The words that stand for the expert who was asked about; «combien y en a-t-il», «où en est-elle» do not.
_HIM = re.compile(r"\b(?:chez|pour|avec|et|de|par|a) lui\b|^lui\b|\bqu il (?:a|avait|suit|traite|tient|gere)\b")
_HER = re.compile(
    r"\b(?:chez|pour|avec|et|de|par|a) elle\b|^elle\b(?! (?:est|en))|\bqu elle (?:a|avait|suit|traite|tient|gere)\b"
)
_THEIRS = re.compile(
    r"\bses (?:\w+ )?(?:demandes?|dossiers?|rdv|rendez|seances?|sessions?|urgentes?|retards?|tickets?)\b|\b(?:les?|la) siene?n?n?e?s?\b"
)
_THEM = re.compile(
    r"\b(?:ils|elles) (?:en |y )?(?:ont|avaient|attendent|demandent)\b|\b(?:ont|attendent|demandent) (?:ils|elles)\b|\b(?:chez|pour) eux\b|\bleurs\b"
)
_OTHER_ONE = re.compile(r"\bl autre(?: expert\w*)?$|\bl autre expert\w*\b")
_EITHER = frozenset(("dominique", "claude", "camille", "alix", "sacha", "maxence", "morgan", "lou", "noa"))
_MEN = frozenset((
    "pierre", "philippe", "christophe", "patrice", "serge", "stephane", "jerome", "antoine", "guillaume", "alexandre", "maxime", "baptiste",
    "etienne", "eugene", "gilles", "georges", "jacques", "yves", "luca", "andrea", "achille", "auguste", "aristide", "emile", "felipe", "rene",
))  # fmt: skip
# «Toutes communes confondues», «tous les départements», «quelle que soit la vague»: what no more narrows.
_KIND = {
    "commune": "place", "ville": "place", "departement": "place", "dept": "place", "etablissement": "place", "expert": "expert",
    "sujet": "subject", "objet": "subject", "domaine": "subject", "etat": "state", "statut": "state", "periode": "time", "date": "time",
    "vague": "wave", "fonction": "function", "nom": "expert", "urgence": "urgent", "jour": "time", "lieu": "place",
}  # fmt: skip
_EVERY = re.compile(
    rf"\btou(?:te)?s?(?: les)? (?P<kind>{'|'.join(_KIND)})s?(?: confondue?s?)?\b|\bquel\w* que soi\w+ (?:la |le |l )?(?P<kind2>{'|'.join(_KIND)})s?\b"
    rf"|\bquelle (?P<kind3>{'|'.join(_KIND)}) que ce soit\b"
)
# «Enlève la date», «sans le filtre sujet», «laisse tomber le nom»; and what is taken off without its kind: the last.
_OFF = (
    r"\b(?:enlev\w*|retir\w*|vire?[rsz]?|ote[rz]?|lev(?:e[rz]?|ons)|supprim\w*|oublie\w*|laisse\w* tomber|abandonn\w*|sans)"
    r" (?:donc |a present |maintenant )?(?:le |la |l |les |ce |cette )"
)
_TAKEN_OFF = re.compile(
    rf"{_OFF}(?:(?:filtre|condition|limite|critere|restriction)s? )?(?:de |sur |du |par |d )*(?:la |le |l |les )?(?P<kind>{'|'.join(_KIND)})s?\b"
)
_LAST_OFF = re.compile(
    rf"{_OFF}(?:derni\w+ )?(?:condition|restriction|limite|limitation|critere|filtre|precision)s?\b(?! (?:de|sur|du|par|d) )"
)
_EITHER_WAY = re.compile(r"\burgente?s? ou (?:pas|non)\b")
# «Quel est le total ?», «combien en tout»: of all together, and not by kind any more.
_ALTOGETHER = re.compile(
    r"\b(?:(?:le|au|un) total|en tout|tout compris|tout confondu|a eux deux|ensemble)\b(?!.*\bpar\b)"
)
_ADDS = re.compile(r"^(?:et |ok |oui |alors )*(?:r?ajout\w+|adjoi\w+|inclu\w+)\b|\b(?:aussi|egalement)$")


@dataclass(frozen=True, slots=True)
class Past:
    """The question asked just before, gone on from or not, and the names of the experts in office."""

    last: Query | None = None
    experts: tuple[str, ...] = ()


NOTHING_ASKED = Past()


def adds(text: str) -> bool:
    """Tell whether ``text`` adds to what was asked, in the words of adding: «ajoute mercredi», «et Gap aussi»."""
    return _ADDS.search(text) is not None


def expert_recalled(text: str, past: Past) -> str | None:
    """Return the expert whom the words of ``text`` recall of the question before; None where they recall none."""
    held = past.last.value("expert") if past.last else None
    if held is None or held == ME:
        return None
    others = [one for one in past.experts if one != held]
    if _OTHER_ONE.search(text):
        return others[0] if len(others) == 1 else None
    for pattern, may_be in ((_HIM, _is_man), (_HER, _is_woman)):
        if pattern.search(text):
            alike = [held] if may_be(held) else [one for one in others if may_be(one)]
            return alike[0] if len(alike) == 1 else None
    return held if _THEIRS.search(text) else None


def school_recalled(text: str, past: Past) -> Query | None:
    """Return the question before where ``text`` speaks of the school that it was about: «ont-ils un rendez-vous ?»."""
    of_school = past.last is not None and past.last.value("school") is not None
    return past.last if of_school and _THEM.search(text) else None


def no_more_narrowed(text: str) -> list[str]:
    """Return the kinds of conditions that ``text`` takes off by asking of all of a kind."""
    every = [found["kind"] or found["kind2"] or found["kind3"] for found in _EVERY.finditer(text)]
    either = ["urgence"] if _EITHER_WAY.search(text) else []
    return [_KIND[one] for one in (*every, *either, *(found["kind"] for found in _TAKEN_OFF.finditer(text)))]


def takes_off_the_last(text: str) -> bool:
    """Tell whether ``text`` takes off what was said last, without naming it: «levez cette dernière condition»."""
    return _LAST_OFF.search(text) is not None and not no_more_narrowed(text)


def takes_off(text: str) -> bool:
    """Tell whether ``text`` does nothing but take something off what was asked before."""
    return _TAKEN_OFF.search(text) is not None or takes_off_the_last(text)


def asks_altogether(text: str) -> bool:
    """Tell whether the whole is asked, and no more by kind."""
    return _ALTOGETHER.search(text) is not None


def _given(name: str) -> str:
    parts: Sequence[str] = words(name)
    return parts[0] if parts else ""


def _is_man(name: str) -> bool:
    given = _given(name)
    return given in _EITHER or given in _MEN or not given.endswith(("e", "a"))


def _is_woman(name: str) -> bool:
    given = _given(name)
    return given in _EITHER or (given not in _MEN and given.endswith(("e", "a", "is", "el", "eth")))
