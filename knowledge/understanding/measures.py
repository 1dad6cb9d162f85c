"""What can be measured of requests, beside what they can be narrowed by (``query.FIELDS``): one row a measure.

From this table come the words that ask for a measure, its heads and unit, and (in storage) the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.understanding.query import Gauge, Group, Query
from knowledge.understanding.words import FlatText


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

    ``heard``: what else asks for it, a pattern of plain words.
    ``open_only``: of what is open now, whatever the period. ``not_by``: groups that it is never shown by: no ranking of
    persons is made of opinions.
    """

    name: Gauge
    label: str
    kind: MeasureKind
    column: str
    says: tuple[str, ...]
    heard: str
    open_only: bool = False
    not_by: frozenset[Group] = frozenset()


# What may stand between «combien de temps» and what takes it, and narrows nothing.
_FILL = (
    r"(?:(?:median\w*|moyen\w*|de|d|la|le|les|l|pour|avant|que|qu|on|y|met|mettons|mettent|mis|faut|il|t|a|nous|une|nos|leurs?|ecoles|"
    r"etablissements|demandes?|experts?|attend\w*|soient|soit|etre|necessaire|passe) )*"
)
_TIME = rf"(?:combien de temps|delais?|temps|duree) {_FILL}"
_PART = r"(?:taux|part|pourcentage|proportion) (?:(?:de|d|des|du|la|les) )*"
MEASURES: Mapping[Gauge, Measure] = MappingProxyType({
    one.name: one
    for one in (
        Measure(
            Gauge.TAKE, "Délai de prise en charge", MeasureKind.DELAY, "taken_minutes",
            ("delais", "delai", "les delais", "delais de prise en charge", "delai de prise en charge",
             "delai median de prise en charge", "temps de prise en charge", "temps moyen de prise en charge"),
            _TIME + r"(?:prises? en charge|prendre(?: en charge)?|prend|prenne|prises?|attribution|attribuer)",
        ),
        Measure(
            Gauge.SOLVE, "Délai de résolution", MeasureKind.DELAY, "solved_minutes",
            ("delais de resolution", "delai de resolution", "delai median de resolution", "temps de resolution",
             "temps moyen de resolution"),
            _TIME + r"(?:resolution|resoudre|resolues?|cloturer?|clore|closes?|traitement|traiter|traitees?)",
        ),
        Measure(
            Gauge.SATISFACTION, "Satisfaction", MeasureKind.SCORE, "score",
            ("satisfaction", "la satisfaction", "note de satisfaction", "taux de satisfaction"),
            r"(?:satisfaction|notes?)(?: moyennes?| (?:de|des) (?:satisfaction|agents|demandeurs|etablissements))+",
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            Gauge.REOPENED, "Part des demandes rouvertes", MeasureKind.SHARE, "reopened",
            ("reouvertures", "taux de reouverture", "part des demandes rouvertes"),
            _PART + r"(?:demandes? )?(?:rouvertes?|reouvertes?|reouvertures?)",
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            Gauge.REFUSED, "Part des solutions refusées", MeasureKind.SHARE, "refused",
            ("solutions refusees", "refus de solution", "taux de refus des solutions"),
            rf"(?:{_PART})?solutions? (?:(?:qui )?(?:ont ete|sont|etaient) )?(?:refusees?|rejetees?)(?: le plus)?(?: souvent)?",
            not_by=frozenset({Group.EXPERT}),
        ),
        Measure(
            Gauge.SESSIONS, "Séances et leur durée", MeasureKind.MINUTES, "session_minutes",
            ("duree des seances", "minutes de seance", "heures de seance", "temps de seance"),
            r"(?:duree|temps|minutes|heures)(?: (?:totale?s?|moyen\w*|cumulee?s?|passee?s?))* (?:(?:de|des|en|dans|les) )+seances?",
        ),
        Measure(
            Gauge.LOAD, "Charge", MeasureKind.NUMBER, "id",
            ("charge", "la charge", "charge des experts", "charge de travail"),
            r"charge (?:actuelle|en cours)(?: des experts)?", open_only=True,
        ),
    )
})  # fmt: skip


# What some words ask besides the measure.
_MEANS: Mapping[str, str] = MappingProxyType({"charge des experts": "par expert"})


# What a question begins with before what it asks; articles.
_OPENS = (
    r"(?:(?:et|alors|bonjour) )*(?:(?:quel(?:le)?s?(?: (?:est|sont|a ete|ont ete|etaient?))?|(?:donne|montre|affiche|calcule)\w*(?: (?:moi|nous))?|"
    r"(?:je|on) (?:veux|voudrais|souhaite|aimerais)(?: (?:voir|avoir|connaitre|savoir))?|c est quoi|voir|evolution) )?"
    r"(?:(?:de|du|des|d|le|la|les|l|un|une|nos|notre) )*"
)
_HEARD = MappingProxyType(
    {measure: re.compile(rf"^{_OPENS}(?:{measure.heard})(?= |$)") for measure in MEASURES.values()}
)
_SAID = MappingProxyType(
    {
        measure: re.compile(rf"^{_OPENS}({'|'.join(sorted(measure.says, key=len, reverse=True))})(?= |$)")
        for measure in MEASURES.values()
    }
)
# The period before is always shown.
_AGAINST = re.compile(
    r"\b(?:et )?(?:compare\w*|par rapport|face|contre)(?: (?:a|au|aux|la|le|celui|celle|de|d))* "
    r"(?:precedente?s?|d avant|avant|(?:mois|trimestre|semaine|annee|periode)(?: (?:precedente?|derniere?|d avant))?)$"
)


_OTHER_DELAY = re.compile(r"^\W*et (?=(?:pour|avant) )", re.IGNORECASE)


def measure_of(text: str, before: Query | None = None, *, alone: bool = True) -> tuple[Measure, str] | None:
    """Return the measure that a message asks for, the longest words first, and what else is asked, in words.

    ``alone``: one word with nothing else is enough; «quels sont les délais ?» may be about the call. ``before``: the last
    question: after a delay, «et pour les résoudre ?» asks for another one.
    """
    if before and before.measure and MEASURES[before.measure].kind is MeasureKind.DELAY:
        text = _OTHER_DELAY.sub("combien de temps ", text)
    said = FlatText(text)
    found = [
        (seen.end(), measure, seen)
        for patterns in (_SAID, _HEARD)
        for measure, pattern in patterns.items()
        if (seen := pattern.search(said.flat))
    ]
    if not found:
        return None
    end, measure, seen = max(found, key=lambda one: one[0])
    against = _AGAINST.search(said.flat)
    rest = said.without([(0, end), *([against.span()] if against else [])])
    words = seen[1] if seen.re.groups else ""
    if not (alone or rest or " " in (words or seen[0])):
        return None
    return measure, f"{_MEANS.get(words, '')} {rest}".strip()
