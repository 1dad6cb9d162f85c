"""What can be measured of requests, beside what they can be narrowed by (``fields.FIELDS``): one row a measure.

From this table come the words that ask for a measure, its heads and unit, and (in storage) the SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.query import Gauge, Group
from knowledge.understanding.words import plain_words


class MeasureKind(StrEnum):
    """How the values of a column become one figure."""

    DELAY = "delay"  # Working minutes: the median, and what nine of ten do not pass.
    SHARE = "share"  # Of a hundred, how many have the column above 0.
    SCORE = "score"  # The mean of the answers, with their number.
    MINUTES = "minutes"  # How many have one, and their sum.
    NUMBER = "number"  # How many there are.


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing measured. ``column``: of the table of requests; ``says``: plain words that ask for it, more may follow.

    ``open_only``: of what is open now, whatever the period. ``not_by``: groups that it is never shown by: no ranking of
    persons is made of opinions.
    """

    name: Gauge
    label: str
    kind: MeasureKind
    column: str
    says: tuple[str, ...]
    open_only: bool = False
    not_by: frozenset[Group] = frozenset()


MEASURES: Mapping[Gauge, Measure] = MappingProxyType({
    one.name: one
    for one in (
        Measure(
            Gauge.TAKE, "Délai de prise en charge", MeasureKind.DELAY, "taken_minutes",
            ("delais", "delai", "les delais", "delais de prise en charge", "delai de prise en charge",
             "delai median de prise en charge", "temps de prise en charge", "temps moyen de prise en charge"),
        ),
        Measure(
            Gauge.SOLVE, "Délai de résolution", MeasureKind.DELAY, "solved_minutes",
            ("delais de resolution", "delai de resolution", "delai median de resolution", "temps de resolution",
             "temps moyen de resolution"),
        ),
        Measure(
            Gauge.SATISFACTION, "Satisfaction", MeasureKind.SCORE, "score",
            ("satisfaction", "la satisfaction", "note de satisfaction", "taux de satisfaction"),
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            Gauge.REOPENED, "Part des demandes rouvertes", MeasureKind.SHARE, "reopened",
            ("reouvertures", "taux de reouverture", "part des demandes rouvertes"),
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            Gauge.REFUSED, "Part des solutions refusées", MeasureKind.SHARE, "refused",
            ("solutions refusees", "refus de solution", "taux de refus des solutions"),
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            Gauge.SESSIONS, "Séances et leur durée", MeasureKind.MINUTES, "session_minutes",
            ("duree des seances", "minutes de seance", "heures de seance", "temps de seance"),
        ),
        Measure(
            Gauge.LOAD, "Charge", MeasureKind.NUMBER, "id",
            ("charge", "la charge", "charge des experts", "charge de travail"), open_only=True,
        ),
    )
})  # fmt: skip


# What some words ask besides the measure.
_MEANS: Mapping[str, str] = MappingProxyType({"charge des experts": "par expert"})


def measure_of(text: str) -> tuple[Measure, str] | None:
    """Return the measure that a message begins with, the longest words first, and what else is asked, in words."""
    said = plain_words(text)
    words = sorted(
        ((one, measure) for measure in MEASURES.values() for one in measure.says), key=lambda it: -len(it[0])
    )
    for one, measure in words:
        if said == one or said.startswith(f"{one} "):
            rest = " ".join(text.split()[len(one.split()) :])
            return measure, f"{_MEANS.get(one, '')} {rest}".strip()
    return None
