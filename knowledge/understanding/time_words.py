"""The words of times: days, months, numbers, units, and how they are shortened or misspelt."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from knowledge.time.words import MONTH, MONTHS, NAMED, WEEKDAY, WEEKDAYS
from knowledge.understanding.intent.spelling import sound
from knowledge.understanding.utterance import Word

UNITS = {"jour": 1, "jours": 1, "j": 1, "jr": 1, "semaine": 7, "semaines": 7, "sem": 7, "mois": 30, "m": 30, "an": 365,
          "ans": 365, "annee": 365, "annees": 365, "h": 0, "heures": 0, "heure": 0, "quinzaine": 15, "trimestre": 90,
          "trimestres": 90}  # fmt: skip
RANKS = {"premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4}
_DAYS = {-2: "avant hier", -1: "hier", 0: "aujourd hui", 1: "demain", 2: "apres demain"}
_SHORT = {
    **{short: WEEKDAYS[day] for short, day in WEEKDAY.items() if short != "mar"},
    **{short: MONTHS[month - 1] for short, month in MONTH.items()},
    **{short: _DAYS[far] for short, far in NAMED.items() if short != "dem"},
    "matinee": "matin", "jvier": "janvier", "dc": "decembre", "deb": "debut",
    "tomorrow": "demain", "yesterday": "hier", "today": "aujourd hui", "since": "depuis", "week": "semaine", "month": "mois", "year": "annee",
    "days": "jours", "day": "jour", "weeks": "semaines", "months": "mois", "monday": "lundi", "tuesday": "mardi", "wednesday": "mercredi",
    "thursday": "jeudi", "friday": "vendredi", "january": "janvier", "february": "fevrier", "march": "mars", "december": "decembre",
    "november": "novembre", "october": "octobre", "september": "septembre", "last": "dernier", "this": "cette", "next": "prochain", "ago": "passe",
    "older": "plus vieux", "than": "que",
    "sem": "semaine", "sems": "semaines", "dep": "depuis", "dps": "depuis",
    "dpuis": "depuis", "dpui": "depuis", "aujd": "aujourd hui", "dauj": "aujourd hui", "daujourdhui": "aujourd hui", "dhier": "hier", "vieu": "vieux", "ojourdui": "aujourd hui", "proch": "prochain", "der": "derniere",
    "dern": "derniere", "jrs": "jours", "jr": "jour", "trim": "trimestre",
    "hebdo": "semaine", "dis": "dix", "moi": "mois", "weekend": "week end", "we": "week end", "wk": "week end",
    "journee": "jour", "heurs": "heures", "davant": "d avant", "dapres": "d apres", "dm1": "demain", "lund": "lundi", "mard": "mardi", "av": "avant", "avt": "avant",
    "prec": "precedent", "dr": "dernier", "ders": "dernieres", "anne": "annee",
}  # fmt: skip
# A slip of one of these is put right where a time may be said; short ones are never slips.
_TIME_WORDS = (*WEEKDAYS, *MONTHS, "semaine", "semaines", "jours", "annee", "annees", "trimestre", "semestre", "aujourd", "demain", "depuis",
               "avant", "apres", "dernier", "derniere", "derniers", "dernieres", "prochain", "prochaine", "prochains", "prochaines", "passe",
               "passee", "precedent", "precedente", "rentree", "matin", "quinze", "trente", "vingt", "quatre", "trois", "quinzaine", "heures",
               "debut", "suivante", "suivant")  # fmt: skip
# French words that resemble them and mean something else.
_OTHER_WORDS = (
    "aprem les mais mars main mains deux dans annule annulee annulees annuel matiere passent passer passes traites recente recentes"
    " marie maire mardis depots semble avoir avance avances apre heureux demande demandes demandeur jour tours cours tour reste"
    " quatrieme premier premiere avants dernierement marcher marche fins debutant trop trouver trouve juste projet joue moins jeune"
    " lundis mercredis jeudis vendredis samedis prise prises vite vide depose deposee deposes deposees suivent suivis suivie suivies suivi rentre rentrees"
)
_OTHERS = frozenset(_OTHER_WORDS.split())


@lru_cache(maxsize=4096)
def mended(word: str) -> str:
    """Return a folded ``word`` as a time would have it: abbreviations written out, slips put right («semène»)."""
    if word in _SHORT:
        return _SHORT[word]
    if len(word) < 5 or not word.isalpha() or word in _TIME_WORDS or word in _OTHERS:
        return word
    found = extractOne(word, _TIME_WORDS, scorer=OSA.distance, score_cutoff=1 if len(word) < 9 else 2)
    if found and len(found[0]) > 3:
        return found[0]
    said = sound(word)
    return next(
        (one for one in _TIME_WORDS if len(one) > 4 and len(said) > 2 and sound(one) == said and one[0] == word[0]),
        word,
    )


def times_words(words: Sequence[Word]) -> list[str]:
    """Return the words as :meth:`knowledge.understanding.times.SpokenTimes.spot` reads them: «7 derniers», «sept» before a unit is a number."""
    out = [mended(word.word) for word in words]
    for at, word in enumerate(words):
        after = words[at + 1].word if at + 1 < len(words) else ""
        if word.word == "sept" and re.match(r"jour|j$|sem|mois|heure|dern|proch", after):
            out[at] = "7"
        elif word.word == "premier" and mended(after) in MONTHS:
            out[at] = "1er"
        elif word.word == "mar" and after[:1].isdigit():
            out[at] = "mardi"
        elif word.word == "week" and after == "end":
            out[at] = "week"
        elif word.word == "m" and at and out[at - 1].isdigit():
            out[at] = "mois"
        elif word.word == "j" and not (at and (out[at - 1].isdigit())):
            out[at] = "j"
        elif word.word == "+":
            out[at] = "plus"
    return out
