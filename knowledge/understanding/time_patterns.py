"""How times are said: expressions over folded words, each with its reading in :class:`SpokenTimes`, and their words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from knowledge.time.points import FEASTS, MONTHS, NAMED, WEEKDAY, WEEKDAYS, any_of
from knowledge.time.points import MONTH as MONTH_NUMBERS
from knowledge.understanding.words import COUNTS, Word, sound

NUMBER = rf"(?:\d{{1,3}}|{'|'.join(COUNTS)})"
UNIT = r"(?:jours?|j|jr|semaines?|mois|ans?|annees?|heures?|h|trimestres?)"
DAY = rf"(?:{'|'.join(WEEKDAYS)})"
MONTH = rf"(?:{'|'.join(MONTHS)})"
DATE = rf"(?:\d{{4}}-\d\d-\d\d|(?:{DAY} )?(?:\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?|(?:1er|\d{{1,2}}) {MONTH}(?: 20\d\d)?))"
PAST = r"(?:dernier|derniere|derniers|dernieres|passe|passee|precedent|precedente|ecoule|ecoulee|d avant)"
NEXT = r"(?:pro|prochain|prochaine|prochains|prochaines|(?:la )?qui (?:vient|arrive)|a venir|suivant|suivante|d apres)"
THIS = r"(?:ce|cet|cette|du|de ce|de cette|en ce|en cours)"
POINT = (
    rf"(?:{DATE}|(?:le |la |l |un )?(?:{any_of(FEASTS)})|avant hier|hier|la veille|aujourd hui|apres demain|demain|{DAY} (?:1er|\d{{1,2}})(?! h)|{DAY} en huit"
    rf"|{DAY}(?: {PAST}| {NEXT})?|(?:debut|fin|mi|milieu)(?: de| d)? {MONTH})"
)
NUMBERED = r"(?:1er|\d{1,2})"
HALF_DAY = r"(?: (?:au |dans la )?(?:matin|soir|midi|apres midi|aprem|am|pm))?"
RANK = r"(?:premier|1er|1|deuxieme|2e|2eme|2|second|troisieme|3e|3eme|3|quatrieme|4e|4eme|4)"
_OLDER = (
    r"(?:depuis |il y a |d il y a |a |ont |date de |datent de |datant de |qui datent de |qui a |qui ont |agee?s? de )?"
    r"(?:(?:plus vieux|plus vieilles?|plus ancienn?e?s?|vieux|vieilles?|anciennes?) (?:que|de|d) )?(?:(?:plus|\+) (?:de |d |que )?|> ?)"
)
_PATTERNS = (
    (rf"(?:(?:du|de|d|le|la|pour|ce|a|les|celles de|en|date du) )*(?P<point>{POINT}){HALF_DAY}", "_at_point"),
    (rf"(?:(?:du|de|pour|des|date du) )*(?:le|du|au) (?P<point>{NUMBERED})(?! ?(?:{MONTH}|{UNIT}|et le|au)\b)", "_at_point"),
    (r"(?:d )?hier (?:et|plus|ou) (?:d )?avant hier|avant hier (?:et|plus|ou) hier|hier et avant hier|avant hier et hier|ces deux derniers jours|(?:les )?(?:2|deux) derniers jours", "_two_days"),
    (rf"(?:du |le )?(?P<start>{POINT}) ?(?P<and>ou|et|plus|/)(?: le)? (?P<to>{POINT})", "_between"),
    (rf"(?:le )?(?P<start>{NUMBERED}) (?P<and>ou|et) (?:le )?(?P<to>{NUMBERED} {MONTH})", "_between"),
    (r"prochain (?P<unit>semaine|mois|annee)", "_next"),
    (rf"(?P<how><=|≤|<) ?(?P<point>{POINT})", "_at_most"),
    (r"(?P<month>0?[1-9]|1[0-2]) ?/ ?(?P<year>(?:20)?2\d)", "_month_year"),
    (rf"(?P<how>depuis|dep|dps|remonte au|a partir de|a partir du|a compter du|a compter de|des) (?:le |la |ce |l )?(?P<point>{POINT}){HALF_DAY}", "_since_point"),
    (rf"(?P<how>depuis|a partir|a compter|des) (?:le |du )(?P<point>{NUMBERED})", "_since_point"),
    (rf"(?:depuis|dep|dps|a partir de|a partir d|a compter de|des) (?:le mois de |le mois d |debut |le debut de |le )?(?P<month>{MONTH})(?: (?P<year>20\d\d)| dernier)?", "_since_month"),
    (r"(?:depuis|dep|dps|remonte au) (?:le )?(?:debut (?:de )?)?(?:du |de |l |la |le )*(?P<what>debut (?:du |de |d |l )*(?:mois|annee|an|semaine)|rentree(?: scolaire)?(?: de (?:noel|janvier|septembre))?(?: derniere?)?|vacances(?:(?: de)? noel)?|mois|annee|(?:debut de )?l annee|janvier|semaine)", "_since_begin"),
    (r"(?:depuis|dep|dps) (?P<year>20\d\d)", "_since_year"),
    (rf"(?:depuis|dep|dps) (?:la |le |l )?(?P<unit>semaine|mois|annee|an) {PAST}", "_since_last"),
    (rf"(?:d )?(?P<how>avant|jusqu au|jusqu a|d ici a|d ici au|d ici|au plus tard) (?:le |la |a )?(?P<point>{POINT}){HALF_DAY}", "_until"),
    (rf"(?P<how>avant le|d ici le|d ici au|au plus tard le|jusqu au) (?P<point>{NUMBERED})(?! ?(?:{MONTH}|{UNIT})\b)", "_until"),
    (rf"(?:d )?avant (?:le mois de |le mois d )?(?P<month>{MONTH})(?: (?P<year>20\d\d))?", "_before_month"),
    (r"le (?:lendemain|jour (?:d apres|suivant))", "_day_after"),
    (r"(?P<how>d ici|jusqu a|avant|d ici a) (?:la )?(?P<edge>fin)(?: de| du| d)?(?: la| l)? (?P<unit>semaine|mois|annee)|(?P<how2>d ici|jusqu) au (?P<unit2>week end)", "_by_end"),
    (r"(?:en|au|a)? ?(?:la )?(?P<edge>debut|fin) (?:de|du|d)(?: la| l)? (?P<unit>semaine|mois|annee|an)", "_by_end"),
    (rf"(?P<how>apres|posterieure?s? a|au dela du|>=|≥|>) ?(?:le )?(?P<point>{POINT})", "_after"),
    (rf"(?:du|entre|de|entre le|d) (?:le )?(?P<start>{POINT}|1er|\d{{1,2}}) (?:au|a|et|jusqu au|et le) (?:le )?(?P<to>{POINT})", "_between"),
    (rf"(?P<start>{POINT}|{NUMBERED}) (?:au|jusqu au) (?P<to>{POINT})", "_between"),
    (rf"(?:du|entre le|entre) (?P<start>{NUMBERED}) (?:au|et le|et) (?P<to>{NUMBERED})(?! (?:{MONTH}|{UNIT})\b)", "_between"),
    (r"(?:du |le )?(?P<start>\d{1,2}/\d{1,2}) ?(?:au|a|-|→)? ?(?P<to>\d{1,2}/\d{1,2})", "_between"),
    (rf"(?:entre|de|d|du mois de) (?P<first>{MONTH}) (?:a|et|au mois de) (?P<last>{MONTH})(?: (?P<year>20\d\d))?", "_months_between"),
    (rf"(?:(?:sur|dans|pendant|au cours|de|depuis) )?(?:(?:de|des|d) )?(?:ces|les|des) (?P<count>{NUMBER}) (?:derniers|dernieres|dernier) (?P<unit>{UNIT})", "_last_days"),
    (rf"(?:(?:sur|dans|de|depuis) )?(?:les|ces) (?:derniers|dernieres|dernier) (?P<count>{NUMBER}) (?P<unit>{UNIT})", "_last_days"),
    (rf"sur (?:les )?(?P<count>{NUMBER}) (?P<unit>{UNIT})|(?:sur|dans) (?:les )?(?P<count2>{NUMBER}) (?P<unit2>{UNIT}) (?:ecoulee?s|passee?s)", "_last_days"),
    (rf"(?:dans|sous) (?:les )?(?P<count>{NUMBER}) (?P<unit>{UNIT})", "_next_days"),
    (rf"(?:derniers|dernieres|dernier) (?P<count>{NUMBER}) (?P<unit>{UNIT})|(?P<count2>{NUMBER}) (?:derniers|dernieres|dernier) (?P<unit2>{UNIT})", "_last_days"),
    (rf"(?:(?:dans|sur|pour|de) )?(?:les|ces|des) (?P<count>{NUMBER}) prochaine?s? (?P<unit>{UNIT})", "_next_days"),
    (rf"(?:(?:dans|sur|pour|de) )?(?:les|ces|des) prochaine?s? (?P<count>{NUMBER}) (?P<unit>{UNIT})", "_next_days"),
    (rf"{_OLDER}(?:un |une )?(?P<count>{NUMBER}|) ?(?P<unit>{UNIT})", "_age"),
    (rf"(?:il y a |d il y a )?(?P<count>{NUMBER}) (?P<unit>{UNIT}) (?:et plus|ou plus|au moins|minimum|d anciennete)", "_age"),
    (rf"(?:depuis|dep|dps) (?:au moins |bien |deja |environ |pres de )*(?:une? )?(?P<count>{NUMBER}) (?:de )?(?P<unit>{UNIT})", "_plain_age"),
    (rf"(?:depuis|dep|dps) (?:au moins )(?:une? )?(?P<count>{NUMBER}) (?P<unit>{UNIT})|(?:depuis|dep|dps) (?P<count2>{NUMBER}) (?P<unit2>{UNIT}) (?:au moins|et plus|ou plus)", "_age"),
    (rf"(?:vieilles?|vieux|agee?s?|anciennes?) (?:de |d )(?:plus (?:de |d ))?(?P<count>{NUMBER}) (?P<unit>{UNIT})", "_age"),
    (rf"(?:au dela de|passe|passes|exced\w+|depass\w+|superieure?s? a|au moins|minimum) (?P<count>{NUMBER}) (?P<unit>{UNIT})", "_age"),
    (rf"(?:depuis |il y a |d il y a )?(?:moins (?:de |d )|< ?)(?P<count>{NUMBER}) (?P<unit>{UNIT})", "_newer"),
    (rf"(?:(?:pour|de|sur|dans|pendant|a) )?{THIS} (?:la |l )?(?P<unit>semaine|mois|annee|an|trimestre|week end)(?: ci| en cours)?|(?:(?:de|sur|pour) )?(?:le|la|l|du|de la|de l) (?P<unit2>semaine|mois|annee|an|trimestre) (?:en cours|courante?|ci)|(?P<unit3>semaine|mois|annee|trimestre) (?:en cours|courante?|ci)", "_this"),
    (r"(?:(?:pour|de|sur|d|dans) (?:la|le|l)|du|tou(?:te|t) (?:la|le|l)) (?P<unit>semaine|mois|annee|trimestre)", "_this"),
    (rf"(?:(?:pour|de|sur|d|pendant|dans|a) )*(?:le |la |l |du |au )?(?P<unit>semaine|mois|annee|an|trimestre|week end) (?P<how>{PAST})", "_last"),
    (r"(?:(?:pour|de|sur|d) )*(?:le |la |l |du |au )?(?:dernier|derniere) (?P<unit>semaine|mois|annee|an|trimestre)(?P<how>)", "_last"),
    (rf"(?:(?:pour|de|sur|d|pendant|dans) )*(?:le |la |l |du |au )?(?P<unit>semaine|mois|annee|an|trimestre|week end) (?P<how>{NEXT})", "_next"),
    (rf"(?:(?:pour|de|sur|d|dans) )*(?:la )?semaine (?:du|de|commencant le|qui commence le) (?P<point>{POINT})", "_week_at"),
    (rf"(?:(?:pour|de|sur|d|dans) )*(?:la )?semaine (?:du|de|commencant le|qui commence le) (?P<point>{NUMBERED})(?! ?(?:{MONTH}|{UNIT}|au)\b)", "_week_at"),
    (r"(?:(?:en|pour|de|sur) )?(?:la )?(?:semaine|s) (?:n |numero )?(?P<week>\d{1,2})", "_week_number"),
    (rf"(?:(?:en|de|d|du|pour|au|sur|le|courant|pendant|tout) )*(?:mois (?:de |d ))?(?P<month>{MONTH})(?: (?P<year>20\d\d))?", "_named_month"),
    (r"(?:(?:en|de|d|sur|pour|toute) )*(?:l )?(?:annee )?(?P<year>20[12]\d)", "_named_year"),
    (rf"(?:(?:au|du|le|sur|pour|de) )*(?P<rank>{RANK}) (?:trimestre|(?P<half>semestre))(?: (?:de )?(?P<year>20\d\d))?", "_part_of_year"),
    (r"(?:(?:au|du|en|sur|le) )*t (?P<rank>[1-4])(?: (?P<year>20\d\d))?", "_part_of_year"),
    (r"(?:(?:au|du|le|sur|pour|de) )*(?P<rank>dernier) trimestre (?:de )?(?P<year>20\d\d)", "_part_of_year"),
    (rf"(?:la )?(?P<rank>{RANK}|1ere|premiere) semaine (?:de|d) (?P<month>{MONTH})(?: (?P<year>20\d\d))?", "_week_of_month"),
    (r"(?:le|un) (?P<unit>week end)", "_this"),
    (r"a venir|(?:dans )?les prochains jours|prochainement|prochaine?s?", "_coming"),
    (rf"(?:celles?|celui|ceux|la|le) (?P<how>{PAST}|{NEXT})|(?P<how2>d avant|d apres)", "_beside"),
    (r"(?:de |du |le )*(?:ce |du )jour|(?:depuis )?(?:ce|cette) matin|ce soir|ce midi|cet apres midi", "_today"),
    (r"(?:ce jour|cette nuit|cette apres midi|cet aprem|cette aprem|tout a l heure|dans la journee|du matin)", "_today"),
)  # fmt: skip


@cache  # Made at the first status question: they are a twentieth of the start.
def patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    """Return each expression, which ends with a word, with the name of the method that reads its match."""
    return [(re.compile(rf"(?:{pattern})(?= |$)"), read) for pattern, read in _PATTERNS]


# --- The words of times: days, months, numbers, units, shortened or misspelt too.

UNITS = {"jour": 1, "jours": 1, "j": 1, "jr": 1, "semaine": 7, "semaines": 7, "sem": 7, "mois": 30, "m": 30, "an": 365,
          "ans": 365, "annee": 365, "annees": 365, "h": 0, "heures": 0, "heure": 0, "quinzaine": 15, "trimestre": 90,
          "trimestres": 90}  # fmt: skip
_DAYS = {-2: "avant hier", -1: "hier", 0: "aujourd hui", 1: "demain", 2: "apres demain"}
_SHORT = {
    **{short: WEEKDAYS[day] for short, day in WEEKDAY.items() if short != "mar"},
    **{short: MONTHS[month - 1] for short, month in MONTH_NUMBERS.items()},
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
        elif word.word == "+":
            out[at] = "plus"
    return out
