"""Days, months, parts of the day, feasts and hours as people type them, folded: one table for every reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from knowledge.time.delays import easter
from knowledge.understanding.words import letters, number_of

_DAYS = (
    ("lundi", "lun", "lnd"), ("mardi", "mar", "mrd"), ("mercredi", "mer", "merc", "mercr", "mecredi"),
    ("jeudi", "jeu", "jdi", "jeud"), ("vendredi", "ven", "vend", "vdi", "vendr"), ("samedi", "sam"),
    ("dimanche", "dim"),
)  # fmt: skip
_MONTHS = (
    ("janvier", "janv", "jan", "jv", "janvie"), ("fevrier", "fevr", "fev"), ("mars",), ("avril", "avr"), ("mai",),
    ("juin",), ("juillet", "juil"), ("aout",), ("septembre", "sept", "setembre", "septenbre"),
    ("octobre", "oct", "octobr"), ("novembre", "nov", "novenbre"), ("decembre", "dec", "decenbre"),
)  # fmt: skip
WEEKDAYS, MONTHS = (tuple(names[0] for names in table) for table in (_DAYS, _MONTHS))
WEEKDAY = {name: number for number, names in enumerate(_DAYS) for name in names}
MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
# Short names that are words or names too («mer», «sam», «dem»): a number or an hour must follow.
SHORT = frozenset({"lun", "lnd", "mar", "mrd", "mer", "merc", "mercr", "jeu", "ven", "vend", "sam", "dim", "dem"})
NAMED = {
    **dict.fromkeys(("aujourd'hui", "aujourdhui", "aujourd hui", "ajd", "auj", "ojd", "ajourd'hui", "aujourd'8", "oujourd'hui"), 0),
    **dict.fromkeys(("demain", "dem1", "2main", "2m1", "dmain", "dem", "demin", "domain"), 1),
    **dict.fromkeys(("apres-demain", "apres demain", "apresdemain", "ap demain", "apres dem", "ap-demain"), 2),
    **dict.fromkeys(("hier", "ier"), -1),
    **dict.fromkeys(("avant-hier", "avant hier", "av hier", "avanthier"), -2),
}  # fmt: skip
PARTS = {
    **dict.fromkeys(("matin", "matinee", "mat", "matain"), "matin"),
    **dict.fromkeys(("midi",), "midi"),
    **dict.fromkeys(("apres-midi", "apres midi", "apresmidi", "aprem", "aprm", "ap-midi", "aprems", "apm", "a-m"), "apres-midi"),
    **dict.fromkeys(("soir", "soiree"), "soir"),
}  # fmt: skip
# A feast → its day and month, or the days after Easter Sunday.
FEASTS: dict[str, tuple[int, int] | int] = {
    "noel": (25, 12), "jour de l an": (1, 1), "nouvel an": (1, 1), "premier de l an": (1, 1), "fete du travail": (1, 5),
    "assomption": (15, 8), "toussaint": (1, 11), "armistice": (11, 11), "saint sylvestre": (31, 12),
    "lundi de paques": 1, "paques": 0, "ascension": 39, "lundi de pentecote": 50, "pentecote": 49, "la rentree": (1, 9),
}  # fmt: skip


def any_of(names: Iterable[str]) -> str:
    """Return an alternation of ``names``, the longest first."""
    return "|".join(sorted(map(_escaped, names), key=lambda name: (-len(name), name)))


def _escaped(name: str) -> str:
    return name.replace(".", r"\.").replace("+", r"\+").replace(" ", r"\s")  # Spaces count in verbose patterns too.


def feast(name: str, year: int) -> date:
    """Return the day of a feast of FEASTS in ``year``."""
    when = FEASTS[name]
    return easter(year) + timedelta(days=when) if isinstance(when, int) else date(year, when[1], when[0])


# --- Hours: «14h», «9 h 30», «14:00», «8h du mat», «neuf heures et demie», «midi», «dans 2 heures».


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour said from ``start`` to ``end``; ``distance``: from now, instead of ``hour`` and ``minute``."""

    start: int
    end: int
    hour: int = 0
    minute: int = 0
    part: str = ""
    distance: timedelta | None = None

    def of(self, part: str) -> time:
        """Return the hour, one of the small hours meaning the afternoon where that ``part`` of the day is said."""
        late = (part == "apres-midi" and 1 <= self.hour <= 7) or (part == "soir" and 4 <= self.hour <= 11)
        return time(self.hour + 12 if late else self.hour, self.minute)


_PAST_HOUR = {"et demie": 30, "et demi": 30, "et quart": 15, "trois quarts": 45}
_NAMES = letters(0, 23)
_SPOKEN = "|".join([*map(re.escape, _PAST_HOUR), *(letters(minute, minute) for minute in (10, 15, 20, 30, 45))])
_FROM = r"(?:(?P<from>[01]?\d|2[0-3])\s?(?:-|a|/|et|ou)\s?)?"
_PART = r"(?:\s?(?:du\s|de\sl'|de\sl\s|d')?(?P<part>matin|mat|aprem|apres[- ]midi|soir)\b)?"
_HOUR_SAID = re.compile(
    rf"""(?<![\w.,:/+€-])(?:
      {_FROM}(?P<hour>[01]?\d|2[0-4])\s?(?:h(?:eures?|rs?)?|:(?=\d\d))(?:(?!\w)|(?=\d))
        (?:\s?(?P<minute>[0-5]\d)(?:\s?(?:mn|min|minutes))?(?![\w:]|\s\d\d\b)|\s(?P<spoken>{_SPOKEN})\b|\smoins\s(?P<less>le\squart|dix|vingt|cinq)\b)?
    | (?P<name>{_NAMES})\s(?:heures?|h)\b(?:\s(?P<minutes>[0-5]\d|{_SPOKEN})\b)?
    | (?P<noon>midi|minuit)\b(?:\s(?P<half>et\sdemie?|et\squart|trente)\b)?
    ){_PART}""",
    re.VERBOSE,
)
# The end of a span of time is read with its start: «de 9h à 11h», «14h-15h30».
_UNTIL = re.compile(
    r"\s?(?:-|a|et|ou|/|jusqu'a)\s?(?:[01]?\d|2[0-3])\s?(?:h(?:eures?)?|:(?=\d\d))(?:(?!\w)|(?=\d))(?:\s?[0-5]\d(?!\w))?"
)
_DISTANCE = re.compile(
    rf"\b(?:dans|ds|d'ici)\s(?:environ\s)?(?P<count>\d{{1,3}}|{letters(1, 59)})\s?"
    r"(?P<unit>h|heures?|min|mn|minutes?|demi-heure|demi heure)\b(?:\s?(?P<more>[0-5]\d)\b)?"
)
# «pendant 2h», «depuis 3 heures», «sous 24h», «2h de retard», «24h/24» tell how long, not when.
_LONG_BEFORE = re.compile(
    r"\b(?:pendant|depuis|dps|sous|duree|en|durant|toutes? les|il y a|plus de|moins de|encore|fait|faire|perdu|passe|presque|environ|bien)\s"
    r"(?:deja\s|plus de\s|les\s|la\s|environ\s|bientot\s)*$"
)
_LONG_AFTER = re.compile(
    r"\s?(?:/\s?\d+(?!\d|\s?h)|(?:de|d')\s?(?:retard|travail|attente|boulot|saisie|formation|ecart|visio|perdue?s?|perdus?|plus|partage|suite|route|cours|decalage|delai)"
    r"|sur\s\d|par\s(?:jour|semaine|mois)|apres\b|plus tard|d'attente|max\b)"
)
_BEFORE_REACH = 24


def clocks(plain: str) -> Iterator[Clock]:
    """Yield the hours said in an evened text, in order; lengths of time are left out."""
    taken = -1
    for far in _DISTANCE.finditer(plain):
        yield Clock(far.start(), far.end(), distance=_distance(far))
    for found in _HOUR_SAID.finditer(plain):
        if found.start() < taken:
            continue
        before = plain[max(0, found.start() - _BEFORE_REACH) : found.start()]
        if _DISTANCE.search(plain, max(0, found.start() - 16), found.end()):
            continue
        if _LONG_BEFORE.search(before) and not before.rstrip().endswith(("environ", "bien")):
            continue
        if _LONG_AFTER.match(plain, found.end()):
            continue
        read = _read(found)
        if read:
            until = _UNTIL.match(plain, read.end)
            taken = until.end() if until else read.end
            yield replace(read, end=taken)


def _distance(found: re.Match[str]) -> timedelta:
    count = number_of(found["count"])
    if found["unit"].startswith("demi"):
        return timedelta(minutes=30)
    if found["unit"].startswith("h"):
        return timedelta(hours=count, minutes=int(found["more"] or 0))
    return timedelta(minutes=count)


def _read(found: re.Match[str]) -> Clock | None:
    part = {"mat": "matin", "aprem": "apres-midi", "apres midi": "apres-midi"}.get(
        found["part"] or "", found["part"] or ""
    )
    if found["noon"]:
        plain = found.string
        alone = re.search(
            r"\b(?:a|vers|avant|apres|pour|de|d'|entre|des|,|jusqu'a)\s?$",
            plain[max(0, found.start() - 9) : found.start()],
        )
        if not alone and found["noon"] == "midi":
            return None  # «ce midi» is a part of a day, «le midi» a habit, «demi-pension du midi» a meal.
        minute = 0 if not found["half"] else 15 if "quart" in found["half"] else 30
        return Clock(found.start(), found.end(), 12 if found["noon"] == "midi" else 0, minute)
    if found["name"]:
        return Clock(found.start(), found.end(), number_of(found["name"]), _minute(found["minutes"]), part)
    hour = int(found["hour"])
    if hour > 23:
        return None
    if found["from"] and int(found["from"]) < hour and not found["minute"]:
        return Clock(found.start(), found.end(), int(found["from"]), 0, part)  # «14-15h», «entre 14 et 15h»
    if found["less"]:
        less = {"le quart": 15, "dix": 10, "vingt": 20, "cinq": 5}[found["less"]]
        return Clock(found.start(), found.end(), (hour - 1) % 24, 60 - less, part)
    minute = _minute(found["minute"] or found["spoken"])
    start = found.start("hour") if found["from"] else found.start()
    return Clock(start, found.end(), hour, minute, part)


def _minute(said: str | None) -> int:
    return _PAST_HOUR.get(said) or number_of(said) if said else 0
