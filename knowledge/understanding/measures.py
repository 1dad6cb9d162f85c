"""What can be measured of requests, beside what they can be narrowed by (``fields.FIELDS``): one row a measure.

From this table come the words that ask for a measure, its heads and unit, and (in storage) the SQL.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.query import Group


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

    name: str
    label: str
    kind: MeasureKind
    column: str
    says: tuple[str, ...]
    open_only: bool = False
    not_by: frozenset[Group] = frozenset()


MEASURES: Mapping[str, Measure] = MappingProxyType({
    one.name: one
    for one in (
        Measure(
            "take", "Délai de prise en charge", MeasureKind.DELAY, "taken_minutes",
            ("delais", "delai", "les delais", "delais de prise en charge", "delai de prise en charge",
             "delai median de prise en charge", "temps de prise en charge", "temps moyen de prise en charge"),
        ),
        Measure(
            "solve", "Délai de résolution", MeasureKind.DELAY, "solved_minutes",
            ("delais de resolution", "delai de resolution", "delai median de resolution", "temps de resolution",
             "temps moyen de resolution"),
        ),
        Measure(
            "satisfaction", "Satisfaction", MeasureKind.SCORE, "score",
            ("satisfaction", "la satisfaction", "note de satisfaction", "taux de satisfaction"),
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            "reopened", "Part des demandes rouvertes", MeasureKind.SHARE, "reopened",
            ("reouvertures", "taux de reouverture", "part des demandes rouvertes"),
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            "refused", "Part des solutions refusées", MeasureKind.SHARE, "refused",
            ("solutions refusees", "refus de solution", "taux de refus des solutions"),
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            "sessions", "Séances et leur durée", MeasureKind.MINUTES, "session_minutes",
            ("duree des seances", "minutes de seance", "heures de seance", "temps de seance"),
        ),
        Measure(
            "load", "Charge", MeasureKind.NUMBER, "id",
            ("charge", "la charge", "charge des experts", "charge de travail"), open_only=True,
        ),
    )
})  # fmt: skip
