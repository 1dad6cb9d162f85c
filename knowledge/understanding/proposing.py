"""Appointments proposed in words and the one that an answer takes, and reminders that people set for themselves."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum, auto

from knowledge.french import PARIS
from knowledge.time.moments import SaidMoment, moments
from knowledge.understanding.contact import mails, phones
from knowledge.understanding.references import APPLICATION, references
from knowledge.understanding.words import evened, plain_words

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


# What is proposed to the committee is no appointment, and notes nothing of the team.
_IDEA = re.compile(r"\bpropose(?:rais)? (?:que\b|qu'|de |d')(?!.*\b(?:rdv|rendez-vous|seance|creneau))")


def is_idea(text: str) -> bool:
    """Tell whether ``text`` proposes that something be done: «je propose que l'on ouvre une permanence le mercredi»."""
    return _IDEA.search(evened(text)) is not None


def read_proposal(text: str, now: datetime) -> Proposal | None:
    """Return the appointments that ``text`` proposes; None where it proposes none. ``now`` is aware."""
    plain = evened(text)
    if not _LEAD.search(plain) or _NOT_THESE.search(plain) or is_idea(text) or plain.rstrip().endswith("?"):
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


# --- Reminders: «rappelle-moi la 12 demain 9h de relancer l'éditeur».

MORNING = time(8)  # Of a day that is named alone: when work begins, as office hours have it then.
_PARTS = {"matin": time(8), "midi": time(12), "apres-midi": time(14), "soir": time(17)}
_REMINDER_OPENING = re.compile(
    r"^\s*(?:(?:stp|svp|merci de|pense a|pensez a|tu peux|peux[- ]tu|vous pouvez|pouvez[- ]vous|bonjour|ok|et)[ ,]*)*"
    r"(?:rappelle[rz]?[- ]?(?:le |la |les )?(?:moi|me)\b|me (?:le |la )?rappeler\b|rappelle (?:la |le |moi )|fais[- ]moi (?:penser|un rappel)\b|faites[- ]moi (?:penser|un rappel)\b|"
    r"(?:mets|mettez|mettre|pose[rz]?|cree[rz]?|programme[rz]?|note[rz]?|ajoute[rz]?)(?:[- ]moi)? un (?:rappel|pense[- ]bete)\b|un rappel\b|rappel\b|pense[- ]bete\b)"
)
_VOUS = re.compile(r"^\W*rappelez")
# What is asked, not to be thought of.
_ASKS = re.compile(
    r"\b(?:quel(?:le)?s?|combien|comment|pourquoi|date limite|c'est quand|c'est quoi|ou en (?:est|sont))\b"
)
_EDGES = re.compile(
    r"^(?:(?:de|d'|du|que|qu'|pour|sur|a|au|aux|la|le|les|l'|demande|et|il faut|je dois|dans)(?:\s+|(?<=')|$)|[\s,:;.–-]+)+|[\s,:;.–-]+$",
    re.IGNORECASE,
)
_TAIL = re.compile(r"(?:\s(?:de|du|a|à|au|pour|sur|la|le|l|et|dans|vers))+\s*$", re.IGNORECASE)
_POLITE = re.compile(r"\b(?:stp|svp|s'il (?:te|vous) pla[iî]t|merci)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReminderWish:
    """When to remind: ``at`` in Paris, the hour said (``exact``) or when that day's work begins; None: not said.

    ``text``: of what, in the person's words; "" where the request alone is to be thought of.
    """

    at: datetime | None
    exact: bool
    text: str


def read_reminder(text: str, now: datetime) -> ReminderWish | None:
    """Return the reminder that ``text`` asks for; None where it asks for none. ``now`` is aware."""
    plain = evened(text)
    lead = _REMINDER_OPENING.search(plain)
    if lead is None or text.rstrip().endswith("?") or _ASKS.search(plain):
        return None
    if phones(text) or mails(text):
        return None
    found = [one for one in moments(text, now) if one.start >= lead.end() - 1]
    named = [one for one in references(text) if one.kind != APPLICATION]
    meant = next((one for one in found if one.day), None) or next(iter(found), None)
    at, exact = _instant(meant, now) if meant else (None, False)
    spans = [
        (lead.start(), lead.end()),
        *((one.start, one.end) for one in found),
        *((one.start, one.end) for one in named),
    ]
    return ReminderWish(at, exact, _rest(text, spans))


def formal(text: str) -> bool:
    """Tell whether it is said to somebody whom one says «vous» to: of a school, it asks the expert to call back."""
    return _VOUS.search(evened(text)) is not None


def _instant(said: SaidMoment, now: datetime) -> tuple[datetime, bool]:
    """Return the instant meant, and whether its hour was said; an hour alone is the next one."""
    day = said.day or now.astimezone(PARIS).date()
    if said.hour is None:
        return datetime.combine(day, _PARTS.get(said.part, MORNING), PARIS), False
    return datetime.combine(day, said.hour, PARIS), True


def _rest(text: str, spans: list[tuple[int, int]]) -> str:
    """Return what is left of the message: of what to be reminded."""
    kept = "".join(" " if any(start <= at < end for start, end in spans) else char for at, char in enumerate(text))
    kept = " ".join(_POLITE.sub(" ", kept).split())
    while (shorter := _TAIL.sub("", _EDGES.sub("", kept))) != kept:
        kept = shorter
    return kept if sum(char.isalpha() for char in kept) > 2 else ""
