"""The slot that a request asks for: of the moments a sentence says, the one to meet at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from knowledge.french import PARIS
from knowledge.time.moments import Bound, SaidMoment, moments
from knowledge.understanding.intent.normalise import evened


@dataclass(frozen=True, slots=True)
class Slot:
    """``start``: Paris time, None when none was said; ``spans``: the places of all dates and hours of the text."""

    start: datetime | None
    spans: tuple[tuple[int, int], ...]


# Moments of other things than the session: an event, a term, when somebody is away or has called.
_OTHER = re.compile(
    r"\b(?:(?:le ca|conseil d'administration|ca (?:est|a lieu|prevu|fixe)|echeance|date limite|butoir|absente?s?|en conge|conges?|sauf|pas dispo\w*|indispo\w*|fermee?s?|ferme|part|partent"
    r"|occupee?|injoignable|pas joignable|appelee?s?\b|a appele|ai eu|recu|eu au tel\w*|hier|depuis|date|datee?|facture|titre|emis|emise|signe|bascule\w*|commence|reunion a|formation a|quitte"
    r"|prend son poste|arrive|ouvre|livraison|preleve\w*|prelevement|verse\w*|payee?|pas avant)\b[^;.!?\n]{0,14}$"
    r"|(?:panne|plante|bloquee?s?|erreur)\b[^,;.!?\n]{0,14}$)"  # «bloqué depuis lundi», but «bloqué, demain 11h».
)
# What a session is asked for with: nearer to the moment than what else it may be of.
_MEETING = re.compile(
    r"\b(?:rdv|rv|rendez[- ]vous|creneau|visio|session|seance|r?appeler|rappelle[rz]?|(?<!pas )(?<!in)dispo\w*)\b[^;.!?\n]{0,14}$"
)
_COUNCIL = re.compile(r"\bCA\b[^;.!?\n]{0,14}$")  # The «conseil d'administration», not «ça».
# Words that make an hour without a day one of today.
_TODAY = re.compile(
    r"(?:\b(?:a|vers|rdv|rv|creneau|visio|session|pour|rappeler|rappel|appel|dispo\w*|entre|de)|[,:/.(-])\s*$"
)
_CHANGED = re.compile(
    r"\b(?:non|pardon|plutot|finalement|enfin|oups|erreur|deplace|decale|reporte|repousse|changement)\b"
)
_REACH = 40


def slot_of(text: str, now: datetime) -> Slot:
    """Return the slot said in ``text``: the first moment to come that has an hour; the last after «non, plutôt»."""
    plain = evened(text)
    said = moments(text, now)
    spans = tuple((one.start, one.end) for one in said)
    best: SaidMoment | None = None
    start: datetime | None = None
    for one in said:
        council = _COUNCIL.search(text[max(0, one.start - _REACH) : one.start])
        moment = None if council else _start(one, plain, now)
        if moment is None:
            continue
        if best is None or start is None or _CHANGED.search(plain, best.end, one.start):
            best, start = one, moment
    return Slot(start, spans)


def _start(one: SaidMoment, plain: str, now: datetime) -> datetime | None:
    """Return when a session at that moment would begin, None when it is no moment for one."""
    before = plain[max(0, one.start - _REACH) : one.start]
    if one.hour is None or one.bound is not Bound.AT:
        return None
    if _OTHER.search(before) and not _MEETING.search(before):
        return None
    if one.day is None:
        moment = datetime.combine(now.astimezone(PARIS).date(), one.hour, PARIS)
        return moment if moment > now and _TODAY.search(before) else None
    return one.instant if one.instant and one.instant > now else None
