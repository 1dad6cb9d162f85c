"""«Propose lundi 10h ou mardi 14h pour la 12»: appointments that are proposed in words, and which of them an answer takes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from knowledge.french import PARIS
from knowledge.time.moments import SaidMoment, moments
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.references import references
from knowledge.understanding.words import plain_words

_LEAD = re.compile(
    r"^\s*(?:(?:bonjour|ok|et|alors|svp|stp|merci de|tu peux|peux[- ]tu|vous pouvez|pouvez[- ]vous|je|on|nous|lui|leur|vous)[ ,]*)*"
    r"(?:re)?propos(?:e|er|ez|ons)\b"
)
# What may be proposed without saying when.
_WHAT = re.compile(r"\b(?:creneaux?|horaires?|dates?|rdv|rendez[- ]vous|moments?)\b")
_NOT_THESE = re.compile(r"\b(?:partag\w+|cas|solution|candidat\w*)\b")
_APART = re.compile(r"[,;]|\s(?:ou|et|puis|sinon)\s", re.IGNORECASE)
# That none would do; with a moment said, a plain «pas» says so too.
_DECLINES = re.compile(
    r"\b(?:aucun\w*|impossible|pas (?:possible|dispo\w*|libre)|n(?:e (?:me |m')?|')(?:va|vont|convien\w*|peux|pourrai)\b.{0,12}\b(?:pas|ni)"
    r"|(?:suis|serai) pas (?:la|present\w*|au)\b"
    r"|(?:un |une |d')autres? (?:horaires?|jours?|dates?|creneaux?|moments?|rendez\w*|semaines?))\b"
)
_NOT = re.compile(r"\b(?:pas|ni|sauf|jamais)\b")
# Besides the moment, words that do no more than take it.
_TAKES: frozenset[str] = frozenset(
    plain_words(
        "ok oui parfait bien tres super entendu accord d va convient conviendra irait ira bon bonne bonnes c est ce "
        "sera me m nous pour moi je j prends prend choisis choisirais prefere preferais opte dispo disponible libre "
        "suis possible le la les celui celle de du des a au rendez vous rdv creneau horaire heure matin merci svp s "
        "il plait bonjour alors donc avec plaisir noter note retenir retiens aime mieux ca marche plutot"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What an expert proposes: the words that say when; empty where only that something is to be proposed is said."""

    when: str


class SlotAnswer(Enum):
    """What an answer to proposed appointments does where it takes none."""

    WHICH = auto()  # It takes one, and several fit.
    OTHER = auto()  # None would do.


def read_proposal(text: str, now: datetime) -> Proposal | None:
    """Return the appointments that ``text`` proposes; None where it proposes none. ``now`` is aware."""
    plain = evened(text)
    if not _LEAD.search(plain) or _NOT_THESE.search(plain) or plain.rstrip().endswith("?"):
        return None
    when = said_when(text, now)
    return Proposal(when) if when or _WHAT.search(plain) else None


def said_when(text: str, now: datetime) -> str:
    """Return the words of ``text`` without the numbers of requests; empty where they say no day and no hour."""
    told = without_references(text)
    return told if any(one.day or one.hour for one in moments(told, now)) else ""


def without_references(text: str) -> str:
    """Return ``text`` with the numbers of requests blanked: «la 12» is no day of the month."""
    for one in references(text):
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def slots_in(text: str, now: datetime) -> list[datetime]:
    """Return the days and hours that ``text`` gives, each once, the earliest first; ``now`` is aware.

    An hour said after another is of the same day: «lundi à 10 h ou 14 h».
    """
    found: set[datetime] = set()
    day: date | None = None
    for part in _APART.split(text):
        for one in moments(part, now):
            day = one.day or day
            if one.hour and day:
                found.add(one.instant or datetime.combine(day, one.hour, PARIS))
    return sorted(found)


def read_choice(text: str, proposed: Sequence[datetime], now: datetime, *, above: bool) -> datetime | SlotAnswer | None:
    """Return which of ``proposed`` an answer takes, or what else it says of them; None where it speaks of something else.

    ``above``: they stand right above, so that another moment or a refusal is about them.
    """
    plain = evened(text)
    found = moments(text, now)
    rest = plain
    for one in found:
        rest = rest[: one.start] + " " * (one.end - one.start) + rest[one.end :]
    plainly = set(re.findall(r"[a-z0-9]+", rest)) <= _TAKES
    if above and "?" not in text and (_DECLINES.search(plain) or (found and _NOT.search(plain))):
        return SlotAnswer.OTHER
    if "?" in text or not plainly or len(found) != 1:
        return None
    fits = [one for one in proposed if _fits(found[0], one)]
    if len(fits) == 1:
        return fits[0]
    if fits:
        return SlotAnswer.WHICH
    return SlotAnswer.OTHER if above else None


def _fits(said: SaidMoment, slot: datetime) -> bool:
    local = slot.astimezone(PARIS)
    return (said.day is None or said.day == local.date()) and (said.hour is None or said.hour == local.time())
