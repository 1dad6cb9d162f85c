"""A line of a list that was just shown, pointed at within a sentence: «je prends la dernière», «passe celle de Mignet à Durand»."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.short import chosen

_PLACE = (
    r"(?:avant[- ])?derniere?s?|premiere?|1(?:ere|re|er)|deuxieme|2(?:e|eme|nde?)|seconde?|troisieme|3(?:e|eme)|quatrieme|4(?:e|eme)|cinquieme|5(?:e|eme)"
    r"|sixieme|septieme|huitieme|neuvieme|dixieme"
)
# What may follow it: nothing more of what is pointed at, else «la première fois», «la dernière facture» would be lines.
_AFTER = (
    r"(?=\s*(?:$|[,;:.!?]|(?:a|au|aux|pour|en|et|car|puis|parce|des|demain|lundi|mardi|mercredi|jeudi|vendredi|stp|svp|merci|s'il|qui|que|il|elle|est|n'est|"
    r"de (?:la|cette|ta|votre) liste|dans|sur|avec|jusqu\w*|hors|doublon|urgent\w*)\b))"
)
_AT = re.compile(
    rf"\b(?:la|le|cette|ce)\s(?:demande\s)?(?:{_PLACE})(?:\s(?:demande|ligne))?(?:\sde (?:la|cette|ta|votre) liste)?\b{_AFTER}"
)
_OF = re.compile(
    r"\b(?:celle|celui|la demande) (?:de |du |des |d')(?:la |l'|les? )?[\w'-]+(?: [\w'-]+){0,3}?(?=\s*(?:$|[,;:.!?]|(?:a|au|pour|en|et|car|est|n'est|jusqu\w*|demain|stp|svp)\b))"
)


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words from ``start`` to ``end`` of a text that point at the line ``at``."""

    start: int
    end: int
    at: int


def pointed(text: str, lines: Sequence[str]) -> Pointed | None:
    """Return where ``text`` points at one of ``lines``; None where it does not, or at several."""
    plain = evened(text)
    for pattern in (_AT, _OF):
        found = list(pattern.finditer(plain))
        if len(found) != 1:
            continue
        words = re.sub(r"\b(?:demande|ligne)\b|\bde (?:la|cette|ta|votre) liste$", " ", found[0][0]).strip()
        words = words if pattern is _AT else found[0][0].replace("la demande", "celle")
        at = chosen(words, lines)
        if at is not None:
            return Pointed(found[0].start(), found[0].end(), at)
    return None
