"""«Rappelle-moi la 12 demain 9h de relancer l'éditeur»: when somebody wants to be reminded, and of what, in their words.

A person who writes «rappelez-moi au 06…» wants to be phoned, and «rappelle-moi la date limite» asks a question: neither
is a reminder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from knowledge.french import PARIS
from knowledge.time.moments import SaidMoment, moments
from knowledge.understanding.entities.reach import mails, phones
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.references import APPLICATION, references

MORNING = time(8)  # Of a day that is named alone: when work begins, as office hours have it then.
_PARTS = {"matin": time(8), "midi": time(12), "apres-midi": time(14), "soir": time(17)}
_LEAD = re.compile(
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
    lead = _LEAD.search(plain)
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
