"""The names of days, months, parts of the day and feasts as people type them, folded: one table for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

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


def easter(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Butcher's algorithm)."""
    golden, century, of_century = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - moon - of_century % 4) % 7
    late = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def feast(name: str, year: int) -> date:
    """Return the day of a feast of FEASTS in ``year``."""
    when = FEASTS[name]
    return easter(year) + timedelta(days=when) if isinstance(when, int) else date(year, when[1], when[0])
