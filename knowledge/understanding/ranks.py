"""Which of several requests is meant by its place among them: «la dernière», «la plus ancienne», «l'urgente»."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.intent.normalise import evened


class Rank(StrEnum):
    """A place among requests."""

    NEWEST = "newest"
    OLDEST = "oldest"
    URGENT = "urgent"


_RANKS: Mapping[Rank, re.Pattern[str]] = MappingProxyType(
    {
        Rank.URGENT: re.compile(
            r"\b(?:l'urgente|la (?:plus )?urgente|celle qui (?:est urgente|presse)|la plus pressee)\b"
        ),
        Rank.OLDEST: re.compile(
            r"\b(?:la plus (?:ancienne|vieille)|la premiere|celle qui (?:attend|traine) (?:depuis )?le plus(?: longtemps)?)\b"
        ),
        Rank.NEWEST: re.compile(
            r"\b(?:la (?:toute )?derniere(?: (?:arrivee|recue|demande|venue))?|la plus recente|celle qui vient (?:d'arriver|de tomber)"
            r"|la nouvelle(?: demande)?|la petite derniere)\b(?! (?:fois|semaine|version|mise|seance))"
        ),
    }
)


def rank_in(text: str) -> Rank | None:
    """Return the place that ``text`` names a request by; None where it names none."""
    plain = evened(text)
    return next((rank for rank, words in _RANKS.items() if words.search(plain)), None)


def rank_words(text: str) -> str:
    """Return the words by which ``text`` names a request by its place; "" where it names none so."""
    found = next(filter(None, (words.search(evened(text)) for words in _RANKS.values())), None)
    return found[0] if found else ""
