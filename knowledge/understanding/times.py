"""Times as people say them: «depuis lundi», «la semaine du 15 janvier», «ces 7 derniers jours», «depuis plus d'un mois»."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from knowledge.understanding.intent.spelling import sound
from knowledge.understanding.utterance import Word

Days = tuple[date | None, date | None]

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = ("janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
          "decembre")  # fmt: skip
NUMBERS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
    "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "soixante": 60,
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "cinquante": 50, "cent": 100,
}  # fmt: skip
_UNITS = {"jour": 1, "jours": 1, "j": 1, "jr": 1, "semaine": 7, "semaines": 7, "sem": 7, "mois": 30, "m": 30, "an": 365,
          "ans": 365, "annee": 365, "annees": 365, "h": 0, "heures": 0, "heure": 0, "quinzaine": 15, "trimestre": 90,
          "trimestres": 90}  # fmt: skip
_RANKS = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": 0}
_NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
_UNIT = r"(?:jours?|j|jr|semaines?|mois|ans?|annees?|heures?|h|trimestres?)"
_DAY = rf"(?:{'|'.join(WEEKDAYS)})"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
_DATE = rf"(?:\d{{4}}-\d\d-\d\d|\d{{1,2}}[/.]\d{{1,2}}(?:[/.]\d{{2,4}})?|(?:{_DAY} )?(?:1er|\d{{1,2}}) {_MONTH}(?: 20\d\d)?)"
_PAST = r"(?:dernier|derniere|derniers|dernieres|passe|passee|precedent|precedente|ecoule|ecoulee|d avant|d avant)"
_NEXT = r"(?:pro|prochain|prochaine|prochains|prochaines|qui vient|a venir|suivant|suivante|d apres)"
_THIS = r"(?:ce|cet|cette|du|de ce|de cette|en ce|en cours)"
_POINT = (
    rf"(?:{_DATE}|noel|(?:le )?jour de l an|(?:le )?nouvel an|(?:la )?toussaint|la rentree|avant hier|hier|la veille|aujourd hui|apres demain|demain|{_DAY} (?:1er|\d{{1,2}})(?! h)|{_DAY} en huit"
    rf"|{_DAY}(?: {_PAST}| {_NEXT})?|(?:debut|fin|mi|milieu)(?: de| d)? {_MONTH})"
)
_FEASTS = {"noel": (12, 25), "le jour de l an": (1, 1), "jour de l an": (1, 1), "nouvel an": (1, 1), "le nouvel an": (1, 1),
           "la toussaint": (11, 1), "toussaint": (11, 1), "la rentree": (9, 1)}  # fmt: skip
_NUMBERED = r"(?:1er|\d{1,2})"
_HALF_DAY = r"(?: (?:au )?(?:matin|soir|midi|apres midi|aprem|am|pm))?"
_RANK = r"(?:premier|1er|1|deuxieme|2e|2eme|2|second|troisieme|3e|3eme|3|quatrieme|4e|4eme|4)"


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of days. ``future``: as meant of what is to come, where that differs; ``since``: «depuis», to today."""

    days: Days
    future: Days | None = None
    since: bool = False
    relative: int = 0  # «la semaine d'avant»: -1 where a previous question gives the stretch.


@dataclass(frozen=True, slots=True)
class Age:
    """«depuis plus de 10 jours»: older than so many days and hours; ``plain``: «depuis 10 jours», which may mean «since»."""

    days: int
    hours: int = 0
    plain: bool = False


def shift_month(day: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` from the one of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def month_of(day: date) -> Days:
    """Return the whole month of ``day``."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def week_of(day: date) -> Days:
    """Return Monday to Sunday of the week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def year_of(year: int) -> Days:
    """Return a whole year."""
    return date(year, 1, 1), date(year, 12, 31)


def quarter_of(year: int, quarter: int) -> Days:
    """Return a whole quarter, 1 to 4."""
    first = date(year, 3 * quarter - 2, 1)
    return first, shift_month(first, 3) - timedelta(days=1)


_Match = re.Match[str]
# Without one of these words close by, there is no time to look for.
_CORE = frozenset((
    *MONTHS, *WEEKDAYS, *_UNITS, "hier", "demain", "avant", "apres", "aujourd", "aujourd hui", "le", "du", "au", "plus", "moins", "rentree", "trimestre", "semestre", "week",
    "dernier", "derniers", "dernieres", "derniere", "prochain", "prochaine", "prochains", "prochaines", "venir", "vient",
    "prochainement", "matin", "soir", "t", "s", "noel", "toussaint", "nouvel", "sylvestre", "vacances", "veille", "aprem", "midi", "nuit", "mi", "trimestres", "annees", "suivant", "suivante", "passe", "passee", "precedent", "precedente",
    "2022", "2023", "2024", "2025", "2026", "2027", "2028",
))  # fmt: skip
_AHEAD = 7  # Words looked at for one of them.
_LONGEST = 13  # Words of a time at most.
_BREAKS = frozenset(",;.!?\n:=()")
_DIGITS = re.compile(r"\d{1,2}[/.-]\d|20\d\d")
_SHORT = {
    "ier": "hier", "jv": "janvier", "jvier": "janvier", "dc": "decembre", "deb": "debut", "fin": "fin",
    "tomorrow": "demain", "yesterday": "hier", "today": "aujourd hui", "since": "depuis", "week": "semaine", "month": "mois", "year": "annee",
    "days": "jours", "day": "jour", "weeks": "semaines", "months": "mois", "monday": "lundi", "tuesday": "mardi", "wednesday": "mercredi",
    "thursday": "jeudi", "friday": "vendredi", "january": "janvier", "february": "fevrier", "march": "mars", "december": "decembre",
    "november": "novembre", "october": "octobre", "september": "septembre", "last": "dernier", "this": "cette", "next": "prochain", "ago": "passe",
    "older": "plus vieux", "than": "que",
    "janv": "janvier", "jan": "janvier", "fev": "fevrier", "fevr": "fevrier", "avr": "avril", "juil": "juillet", "sept": "septembre",
    "oct": "octobre", "nov": "novembre", "dec": "decembre", "sem": "semaine", "sems": "semaines", "dep": "depuis", "dps": "depuis",
    "dpuis": "depuis", "dpui": "depuis", "auj": "aujourd hui", "ajd": "aujourd hui", "aujourdhui": "aujourd hui", "aujd": "aujourd hui",
    "ojd": "aujourd hui", "ojourdui": "aujourd hui", "aujourd": "aujourd", "dmain": "demain", "pro": "pro", "proch": "prochain", "der": "derniere",
    "dern": "derniere", "jrs": "jours", "jr": "jour", "trim": "trimestre", "lun": "lundi", "mer": "mercredi", "jeu": "jeudi", "ven": "vendredi",
    "hebdo": "semaine", "dis": "dix", "moi": "mois", "prochains": "prochains", "weekend": "week end", "we": "week end", "wk": "week end",
    "matinee": "matin", "journee": "jour", "heurs": "heures", "davant": "d avant", "dapres": "d apres", "avanthier": "avant hier",
    "apresdemain": "apres demain", "2main": "demain", "2m1": "demain", "dem1": "demain", "dm1": "demain", "vendr": "vendredi",
    "vend": "vendredi", "lund": "lundi", "mard": "mardi", "merc": "mercredi", "jeud": "jeudi", "sam": "samedi", "av": "avant", "avt": "avant",
    "prec": "precedent", "dr": "dernier", "ders": "dernieres", "ce mois": "ce mois", "anne": "annee", "setait": "setait", "an": "an",
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
    " prise prises vite vide depose deposee deposes deposees suivent suivis suivie suivies suivi rentre rentrees"
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
    """Return the words as :meth:`SpokenTimes.spot` reads them: «7 derniers», «sept» before a unit is a number."""
    out = [mended(word.word) for word in words]
    for at, word in enumerate(words):
        after = words[at + 1].word if at + 1 < len(words) else ""
        if word.word == "sept" and re.match(r"jour|j$|sem|mois|heure|dern|proch", after):
            out[at] = "7"
        elif word.word == "m" and at and out[at - 1].isdigit():
            out[at] = "mois"
        elif word.word == "j" and not (at and (out[at - 1].isdigit())):
            out[at] = "j"
        elif word.word == "+":
            out[at] = "plus"
    return out


class _Groups:
    """The groups of a match by name, "" where one is missing; a name may be given again with a figure behind."""

    def __init__(self, found: _Match) -> None:
        self._named = found.groupdict()

    def __getitem__(self, name: str) -> str:
        found = (self._named.get(key) for key in (name, f"{name}2", f"{name}3"))
        return next((text for text in found if text is not None), "")


class SpokenTimes:
    """Reads times on one day. Days are those of Paris."""

    def __init__(self, today: date) -> None:
        self.today = today

    def spot(self, words: Sequence[str], start: int) -> list[tuple[int, Said | Age]]:
        """Return what times the ``words`` from ``start`` on may say, with the place behind each; see :func:`mended`."""
        ahead = words[start : start + _AHEAD]
        if not any(_DIGITS.match(word) or not _CORE.isdisjoint(word.split(" ")) for word in ahead):
            return []
        ends: dict[int, int] = {}
        length = 0
        for at, word in enumerate(words[start : start + _LONGEST], start + 1):
            if word in _BREAKS:
                break
            length += len(word) + 1
            ends[length - 1] = at
        text = " ".join(words[start : max(ends.values(), default=start)])
        best: dict[int, Said | Age] = {}
        for pattern, read in _patterns():
            found = pattern.match(text)
            if found is None or found.end() not in ends or ends[found.end()] in best:
                continue
            said = getattr(self, read)(_Groups(found))
            if said is not None:
                best[ends[found.end()]] = said
        return list(best.items())

    # Points

    def point(self, text: str) -> Days | None:
        """Return the day that ``text`` names, as one of the past."""
        said = self._point(text)
        return said.days if said else None

    def _point(self, text: str) -> Said | None:
        if text in _FEASTS:
            feast = date(self.today.year, *_FEASTS[text])
            feast = feast if feast <= self.today else feast.replace(year=self.today.year - 1)
            return Said((feast, feast))
        fixed = {"hier": -1, "la veille": -1, "avant hier": -2, "aujourd hui": 0, "demain": 1, "apres demain": 2}
        if text in fixed:
            day = self.today + timedelta(days=fixed[text])
            return Said((day, day))
        if re.fullmatch(_DATE, text):
            return self._date(text)
        edge = re.fullmatch(rf"(debut|fin|mi|milieu)(?: de| d)? ({_MONTH})", text)
        if edge:
            return self._edge(edge[1], edge[2])
        name, _, rest = text.partition(" ")
        if re.fullmatch(_NUMBERED, name) and not rest:
            return self._numbered(int(name.removesuffix("er")))
        if name in WEEKDAYS and re.fullmatch(_NUMBERED, rest):
            return self._numbered(int(rest.removesuffix("er")))
        if name in WEEKDAYS:
            return self._weekday(WEEKDAYS.index(name), rest)
        return None

    def _edge(self, which: str, month: str) -> Said | None:
        first, last = self._month(month, None).days
        if first is None or last is None:
            return None
        if which == "debut":
            return Said((first, first + timedelta(days=9)))
        if which == "fin":
            return Said((last - timedelta(days=10), last))
        return Said((first + timedelta(days=9), first + timedelta(days=19)))

    def _numbered(self, day: int) -> Said | None:
        """Return the day of the month ``day``: the last one that was so numbered, and the next one."""
        firsts = (self.today.replace(day=1), shift_month(self.today, -1), shift_month(self.today, 1))
        found = [one.replace(day=day) for one in firsts if 0 < day <= monthrange(one.year, one.month)[1]]
        past = max((one for one in found if one <= self.today), default=None)
        future = min((one for one in found if one >= self.today), default=None)
        return Said((past, past), (future, future)) if past else None

    def _weekday(self, number: int, rest: str) -> Said:
        back = (self.today.weekday() - number) % 7 or 7
        ahead = (number - self.today.weekday()) % 7 or 7
        past, future = self.today - timedelta(days=back), self.today + timedelta(days=ahead)
        if rest == "en huit":
            return Said((future + timedelta(days=7),) * 2)
        if rest and re.fullmatch(_NEXT, rest):
            return Said((future, future))
        if rest:
            return Said((past, past))
        return Said((past, past), (future, future))

    def _date(self, text: str) -> Said | None:
        try:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
                day = date.fromisoformat(text)
                return Said((day, day))
            parts = re.split(r"[/. ]", text)
            if parts[0] in WEEKDAYS:
                parts = parts[1:]
            number = int(parts[0].removesuffix("er"))
            month = MONTHS.index(parts[1]) + 1 if parts[1] in MONTHS else int(parts[1])
            if len(parts) > 2:
                year = int(parts[2]) + (2000 if int(parts[2]) < 100 else 0)
                day = date(year, month, number)
                return Said((day, day))
            past = date(self.today.year, month, number)
            future = past
            if past > self.today:
                past = date(self.today.year - 1, month, number)
            elif (self.today - past).days > 180:
                future = date(self.today.year + 1, month, number)
            return Said((past, past), (future, future))
        except ValueError:
            return None

    def _month(self, name: str, year: str | None) -> Said:
        number = MONTHS.index(name) + 1
        if year:
            return Said(month_of(date(int(year), number, 1)))
        past = self.today.year - (number > self.today.month)
        future = self.today.year + (number < self.today.month)
        return Said(month_of(date(past, number, 1)), month_of(date(future, number, 1)))

    def _years(self, text: str | None) -> int:
        return int(text) if text else self.today.year

    # Patterns; each returns what is said, or None

    def _at_point(self, found: _Groups) -> Said | None:
        return self._point(found["point"])

    def _since_point(self, found: _Groups) -> Said | None:
        days = self.point(found["point"])
        return Said((days[0], self.today), since=True) if days else None

    def _since_month(self, found: _Groups) -> Said:
        start = self._month(found["month"], found["year"]).days[0]
        return Said((start, self.today), since=True)

    def _since_begin(self, found: _Groups) -> Said | None:
        what = found["what"]
        if "noel" in what or "vacances" in what or ("rentree" in what and "janvier" in what):
            start = self._after_christmas(back="rentree" in what or "vacances" in what)
        elif "nouvel" in what or "jour de" in what:
            start = date(self.today.year, 1, 1)
        elif "sylvestre" in what:
            start = date(self.today.year - 1, 12, 31)
        elif "toussaint" in what:
            start = date(self.today.year - (self.today.month < 11), 11, 1)
        elif "rentree" in what:
            start = date(self.today.year - (self.today.month < 9), 9, 1)
        elif "mois" in what:
            start = self.today.replace(day=1)
        elif "semaine" in what:
            start = self.today - timedelta(days=self.today.weekday())
        else:
            start = date(self.today.year, 1, 1)
        return Said((start, self.today), since=True)

    def _after_christmas(self, *, back: bool) -> date:
        """Return the last Christmas, or the Monday on which schools began again after it."""
        year = self.today.year - 1
        return week_of(date(year + 1, 1, 8))[0] or date(year + 1, 1, 8) if back else date(year, 12, 25)

    def _by_end(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], 0)
        if days is None or days[1] is None:
            return None
        end = days[1]
        if found["unit"].startswith("sem") and found["edge"] == "debut":
            return Said((days[0], days[0]))
        return Said((self.today, end))

    def _english(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], {"dernier": -1, "cette": 0, "prochain": 1}[found["how"]])
        return Said(days) if days else None

    def _at_least(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None or said.days[0] is None:
            return None
        shift = timedelta(days=0 if "=" in found["how"] or "≥" in found["how"] else 1)
        future = (said.future or said.days)[0]
        return Said((said.days[0] + shift, self.today), (future + shift if future else None, None))

    def _at_most(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None or said.days[1] is None:
            return None
        return Said((None, said.days[1] - timedelta(days=0 if "=" in found["how"] or "≤" in found["how"] else 1)))

    def _month_year(self, found: _Groups) -> Said:
        year = int(found["year"])
        return Said(month_of(date(year + 2000 if year < 100 else year, int(found["month"]), 1)))

    def _two_days(self, _found: _Groups) -> Said:
        return Said((self.today - timedelta(days=2), self.today - timedelta(days=1)))

    def _two_days_on(self, _found: _Groups) -> Said:
        return Said((self.today + timedelta(days=1), self.today + timedelta(days=2)))

    def _since_year(self, found: _Groups) -> Said:
        return Said((date(int(found["year"]), 1, 1), self.today), since=True)

    def _since_last(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], -1)
        return Said((days[0], self.today), since=True) if days else None

    def _until(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None:
            return None
        days = said.future or said.days
        ahead = found["how"].startswith(("d ici", "jusqu"))
        if found["how"].startswith("avant"):
            past, future = said.days[0], days[0]
            one = timedelta(days=1)
            return Said((None, past - one if past else None), (self.today, future - one if future else None))
        return Said((self.today if ahead and days[1] and days[1] >= self.today else None, days[1]))

    def _after(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None or said.days[1] is None:
            return None
        shift = timedelta(days=1 if found["how"].startswith("apres") else 0)
        future = said.future[1] + shift if said.future and said.future[1] else None
        return Said((said.days[1] + shift, self.today), (future, None) if future else None)

    def _between(self, found: _Groups) -> Said | None:
        last = self._point(found["to"])
        text = found["start"]
        if re.fullmatch(r"1er|\d{1,2}", text) and not re.fullmatch(r"1er|\d{1,2}", found["to"]):
            tail = re.search(rf"{_MONTH}(?: 20\d\d)?|(?<=\d)[/.]\d.*", found["to"])
            text += f"{'' if tail and tail[0][0] in '/.' else ' '}{tail[0]}" if tail else ""
        first = self._point(text)
        if first is None or last is None:
            return None
        start, end = (first.future or first.days)[0], (last.future or last.days)[1]
        past = first.days[0], last.days[1]
        if past[0] and past[1] and past[1] < past[0] and end and end >= past[0]:
            past = past[0], end  # «du 22 au 28 janvier», said on the 25th.
        return Said(past, (start, end))

    def _months_between(self, found: _Groups) -> Said:
        last = self._month(found["last"], found["year"]).days
        end = last[1]
        first = MONTHS.index(found["first"]) + 1
        year = end.year - (first > end.month) if end else self.today.year
        return Said((date(year, first, 1), end))

    def _last_days(self, found: _Groups) -> Said | None:
        count, unit = count_of(found["count"]), _UNITS.get(found["unit"], 1)
        if not unit:
            return Said((self.today - timedelta(days=max(1, count // 24)), self.today))
        if unit == 30:
            return Said((_months_back(self.today, count), self.today))
        return Said((self.today - timedelta(days=count * unit - 1), self.today))

    def _next_days(self, found: _Groups) -> Said:
        count, unit = count_of(found["count"]), _UNITS.get(found["unit"], 1) or 1
        return Said((self.today, self.today + timedelta(days=count * unit)))

    def _age(self, found: _Groups) -> Age | None:
        unit = _UNITS.get(found["unit"], 1)
        count = count_of(found["count"])
        return Age(count * unit) if unit else Age(*divmod(count, 24))

    def _plain_age(self, found: _Groups) -> Age:
        unit = _UNITS.get(found["unit"], 1)
        count = count_of(found["count"])
        days, hours = (count * unit, 0) if unit else divmod(count, 24)
        return Age(days, hours, plain=True)

    def _newer(self, found: _Groups) -> Said:
        unit = _UNITS.get(found["unit"], 1)
        days = count_of(found["count"]) * unit if unit else max(1, count_of(found["count"]) // 24)
        return Said((self.today - timedelta(days=days), self.today), since=True)

    def _unit(self, unit: str, shift: int) -> Days | None:
        today = self.today
        if unit.startswith("sem"):
            return week_of(today + timedelta(days=7 * shift))
        if unit.startswith("mois"):
            return month_of(shift_month(today, shift))
        if unit.startswith("an"):
            return year_of(today.year + shift)
        if unit.startswith("trim"):
            first = shift_month(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3 * shift)
            return quarter_of(first.year, (first.month + 2) // 3)
        if unit.startswith("week"):
            saturday = week_of(today + timedelta(days=7 * shift))[0]
            return (saturday + timedelta(days=5), saturday + timedelta(days=6)) if saturday else None
        return None

    def _this(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], 0)
        return Said(days) if days else None

    def _last(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], -1)
        return (
            Said(days, relative=-1 if found["how"] in ("d avant", "precedent", "precedente") else 0) if days else None
        )

    def _next(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], 1)
        return Said(days, relative=1 if found["how"] in ("d apres", "suivant", "suivante") else 0) if days else None

    def _week_at(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None or said.days[0] is None:
            return None
        future = week_of(said.future[0]) if said.future and said.future[0] else None
        return Said(week_of(said.days[0]), future)

    def _week_number(self, found: _Groups) -> Said | None:
        number = int(found["week"])
        if not 1 <= number <= 53:
            return None
        this = self.today.isocalendar().week
        year = self.today.year
        past = date.fromisocalendar(year - (number > this), min(number, 52), 1)
        future = date.fromisocalendar(year + (number < this), min(number, 52), 1)
        return Said(week_of(past), week_of(future))

    def _named_month(self, found: _Groups) -> Said:
        return self._month(found["month"], found["year"])

    def _named_year(self, found: _Groups) -> Said:
        return Said(year_of(int(found["year"])))

    def _quarter(self, found: _Groups) -> Said | None:
        digits = re.sub(r"\D", "", found["rank"])
        number = int(digits) if digits else _RANKS.get(found["rank"], 0)
        if not 1 <= number <= 4:
            return None
        return Said(quarter_of(self._years(found["year"]), number))

    def _half(self, found: _Groups) -> Said | None:
        digits = re.sub(r"\D", "", found["rank"])
        number = int(digits) if digits else _RANKS.get(found["rank"], 0)
        year = self._years(found["year"])
        if number not in (1, 2):
            return None
        return Said((date(year, 1, 1), date(year, 6, 30)) if number == 1 else (date(year, 7, 1), date(year, 12, 31)))

    def _coming(self, _found: _Groups) -> Said:
        return Said((self.today, None))

    def _beside(self, found: _Groups) -> Said:
        return Said((None, None), relative=1 if re.fullmatch(_NEXT, found["how"]) else -1)

    def _today(self, _found: _Groups) -> Said:
        return Said((self.today, self.today))


def count_of(text: str) -> int:
    """Return the number that ``text`` writes in figures or letters; "" is one."""
    return int(text) if text.isdecimal() else NUMBERS.get(text, 1)


def _months_back(day: date, months: int) -> date:
    first = shift_month(day, -months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1])) + timedelta(days=1)


_OLDER = (
    r"(?:depuis |il y a |d il y a |a |ont |date de |datent de |datant de |qui datent de |qui a |qui ont |agee?s? de )?"
    r"(?:(?:plus vieux|plus vieilles?|plus ancienn?e?s?|vieux|vieilles?|anciennes?) (?:que|de|d) )?(?:(?:plus|\+) (?:de |d |que )?|> ?)"
)
_PATTERNS = (
    (rf"(?:(?:du|de|d|le|la|pour|ce|a|les|celles de|en|date du) )*(?P<point>{_POINT}){_HALF_DAY}", "_at_point"),
    (rf"(?:(?:du|de|pour|des|date du) )*(?:le|du|au) (?P<point>{_NUMBERED})(?! ?(?:{_MONTH}|{_UNIT}|et le|au))", "_at_point"),
    (r"hier (?:et|plus|ou) avant hier|avant hier (?:et|plus|ou) hier|hier et avant hier|avant hier et hier|ces deux derniers jours|(?:les )?(?:2|deux) derniers jours", "_two_days"),
    (r"demain et apres demain", "_two_days_on"),
    (rf"(?:du |entre |le )?(?P<start>{_POINT}) ?(?:ou|et|plus|/)(?: le)? (?P<to>{_POINT})", "_between"),
    (rf"(?:le )?(?P<start>{_NUMBERED}) (?:ou|et) (?:le )?(?P<to>{_NUMBERED} {_MONTH})", "_between"),
    (r"(?P<how>dernier|cette|prochain) (?P<unit>semaine|mois|annee)", "_english"),
    (rf"(?P<how>>=|≥|>) ?(?P<point>{_POINT})", "_at_least"),
    (rf"(?P<how><=|≤|<) ?(?P<point>{_POINT})", "_at_most"),
    (r"(?P<month>0?[1-9]|1[0-2])/(?P<year>(?:20)?2\d)", "_month_year"),
    (rf"(?:depuis|dep|dps|a partir de|a partir du|a compter du|a compter de|des) (?:le |la |ce |l )?(?P<point>{_POINT}){_HALF_DAY}", "_since_point"),
    (rf"(?:depuis|a partir|a compter|des) (?:le |du )(?P<point>{_NUMBERED})", "_since_point"),
    (rf"(?:depuis|dep|dps|a partir de|a partir d|a compter de|des) (?:le mois de |le mois d |debut |le debut de |le )?(?P<month>{_MONTH})(?: (?P<year>20\d\d))?", "_since_month"),
    (r"(?:depuis|dep|dps|remonte au) (?:le )?(?:debut (?:de )?)?(?:du |de |l |la |le )*(?P<what>debut (?:du |de |d |l )*(?:mois|annee|an|semaine)|rentree(?: scolaire)?(?: de (?:noel|janvier|septembre))?|(?:vacances(?: de)? )?noel|vacances|toussaint|nouvel an|jour de l an|saint sylvestre|mois|annee|(?:debut de )?l annee|janvier|semaine)", "_since_begin"),
    (r"(?:depuis|dep|dps) (?:le )?debut (?:du |de |de l |d |l |la )*(?P<what>mois|annee|an|semaine)", "_since_begin"),
    (r"(?:depuis|dep|dps) (?P<year>20\d\d)", "_since_year"),
    (rf"(?:depuis|dep|dps) (?:la |le |l )?(?P<unit>semaine|mois|annee|an) {_PAST}", "_since_last"),
    (rf"(?:d )?(?P<how>avant|jusqu au|jusqu a|d ici a|d ici au|d ici|au plus tard) (?:le |la |a )?(?P<point>{_POINT}){_HALF_DAY}", "_until"),
    (rf"(?P<how>avant|jusqu au|d ici|d ici au|au plus tard) (?:le )(?P<point>{_NUMBERED})", "_until"),
    (r"(?:d ici|jusqu a|avant|d ici a) (?:la )?(?P<edge>fin)(?: de| du| d)?(?: la| l)? (?P<unit>semaine|mois|annee)", "_by_end"),
    (r"(?:en|au)? ?(?P<edge>debut|fin)(?: de| du)(?: la)? (?P<unit>semaine)", "_by_end"),
    (rf"(?P<how>apres|posterieure?s? a|a partir de|a partir du) (?:le )?(?P<point>{_POINT})", "_after"),
    (rf"(?:du|entre|de|entre le|d) (?:le )?(?P<start>{_POINT}|1er|\d{{1,2}}) (?:au|a|et|jusqu au|et le) (?:le )?(?P<to>{_POINT})", "_between"),
    (rf"(?:du|entre le|entre) (?P<start>{_NUMBERED}) (?:au|et le|et) (?P<to>{_NUMBERED})(?! {_UNIT})", "_between"),
    (r"(?:du |le )?(?P<start>\d{1,2}/\d{1,2}) ?(?:au|a|-)? ?(?P<to>\d{1,2}/\d{1,2})", "_between"),
    (rf"(?:entre|de|d|du mois de) (?P<first>{_MONTH}) (?:a|et|au mois de) (?P<last>{_MONTH})(?: (?P<year>20\d\d))?", "_months_between"),
    (rf"(?:(?:sur|dans|pendant|au cours|de|depuis) )?(?:(?:de|des|d) )?(?:ces|les|des) (?P<count>{_NUMBER}) (?:derniers|dernieres|dernier) (?P<unit>{_UNIT})", "_last_days"),
    (rf"(?:(?:sur|dans|de|depuis) )?(?:les|ces) (?:derniers|dernieres|dernier) (?P<count>{_NUMBER}) (?P<unit>{_UNIT})", "_last_days"),
    (rf"sur (?:les )?(?P<count>{_NUMBER}) (?P<unit>{_UNIT})|(?:sur|dans) (?:les )?(?P<count2>{_NUMBER}) (?P<unit2>{_UNIT}) (?:ecoulee?s|passee?s)", "_last_days"),
    (rf"(?:dans|sous) (?:les )?(?P<count>{_NUMBER}) (?P<unit>{_UNIT})", "_next_days"),
    (rf"(?:derniers|dernieres|dernier) (?P<count>{_NUMBER}) (?P<unit>{_UNIT})|(?P<count2>{_NUMBER}) (?:derniers|dernieres|dernier) (?P<unit2>{_UNIT})", "_last_days"),
    (rf"(?:(?:dans|sur|pour|de) )?(?:les|ces|des) (?P<count>{_NUMBER}) prochaine?s? (?P<unit>{_UNIT})", "_next_days"),
    (rf"(?:(?:dans|sur|pour|de) )?(?:les|ces|des) prochaine?s? (?P<count>{_NUMBER}) (?P<unit>{_UNIT})", "_next_days"),
    (rf"{_OLDER}(?:un |une )?(?P<count>{_NUMBER}|) ?(?P<unit>{_UNIT})", "_age"),
    (rf"(?:il y a |d il y a )?(?P<count>{_NUMBER}) (?P<unit>{_UNIT}) (?:et plus|ou plus|au moins|minimum|d anciennete)", "_age"),
    (rf"(?:depuis|dep|dps) (?:au moins |bien |deja |environ |pres de )*(?:une? )?(?P<count>{_NUMBER}) (?:de )?(?P<unit>{_UNIT})", "_plain_age"),
    (rf"(?:depuis|dep|dps) (?:au moins )(?:une? )?(?P<count>{_NUMBER}) (?P<unit>{_UNIT})|(?:depuis|dep|dps) (?P<count2>{_NUMBER}) (?P<unit2>{_UNIT}) (?:au moins|et plus|ou plus)", "_age"),
    (rf"(?:vieilles?|vieux|agee?s?|anciennes?) (?:de |d )(?:plus (?:de |d ))?(?P<count>{_NUMBER}) (?P<unit>{_UNIT})", "_age"),
    (rf"(?:au dela de|passe|passes|exced\w+|depass\w+|superieure?s? a|au moins|minimum) (?P<count>{_NUMBER}) (?P<unit>{_UNIT})", "_age"),
    (rf"(?:depuis |il y a |d il y a )?(?:moins (?:de |d )|< ?)(?P<count>{_NUMBER}) (?P<unit>{_UNIT})", "_newer"),
    (rf"(?:(?:pour|de|sur|dans|pendant|a) )?{_THIS} (?:la |l )?(?P<unit>semaine|mois|annee|an|trimestre|week end)(?: ci| en cours)?|(?:(?:de|sur|pour) )?(?:le|la|l|du|de la|de l) (?P<unit2>semaine|mois|annee|an|trimestre) (?:en cours|courante?|ci)|(?P<unit3>semaine|mois|annee|trimestre) (?:en cours|courante?|ci)", "_this"),
    (r"(?:(?:pour|de|sur|d|dans) (?:la|le|l)|du) (?P<unit>semaine|mois|annee|trimestre)", "_this"),
    (rf"(?:(?:pour|de|sur|d|pendant|dans|a) )*(?:le |la |l |du |au )?(?P<unit>semaine|mois|annee|an|trimestre|week end) (?P<how>{_PAST})", "_last"),
    (r"(?:(?:pour|de|sur|d) )*(?:le |la |l |du |au )?(?:dernier|derniere) (?P<unit>semaine|mois|annee|an|trimestre)(?P<how>)", "_last"),
    (rf"(?:(?:pour|de|sur|d|pendant|dans) )*(?:le |la |l |du |au )?(?P<unit>semaine|mois|annee|an|trimestre|week end) (?P<how>{_NEXT})", "_next"),
    (rf"(?:(?:pour|de|sur|d|dans) )*(?:la )?semaine (?:du|de|commencant le|qui commence le) (?P<point>{_POINT})", "_week_at"),
    (r"(?:(?:en|pour|de|sur) )?(?:la )?(?:semaine|s) (?:n |numero )?(?P<week>\d{1,2})", "_week_number"),
    (rf"(?:(?:en|de|d|du|pour|au|sur|le|courant|pendant|tout) )*(?:mois (?:de |d ))?(?P<month>{_MONTH})(?: (?P<year>20\d\d))?", "_named_month"),
    (r"(?:(?:en|de|d|sur|pour|toute) )*(?:l )?(?:annee )?(?P<year>20[12]\d)", "_named_year"),
    (rf"(?:(?:au|du|le|sur|pour|de) )*(?P<rank>{_RANK}) trimestre(?: (?:de )?(?P<year>20\d\d))?", "_quarter"),
    (r"(?:(?:au|du|en|sur|le) )*t (?P<rank>[1-4])(?: (?P<year>20\d\d))?", "_quarter"),
    (rf"(?:(?:au|du|le|sur|pour|de) )*(?P<rank>{_RANK}) semestre(?: (?:de )?(?P<year>20\d\d))?", "_half"),
    (r"a venir|(?:dans )?les prochains jours|prochainement|prochaine?s?", "_coming"),
    (rf"(?:celles?|celui|ceux|la|le) (?P<how>{_PAST}|{_NEXT})|(?P<how2>d avant|d apres)", "_beside"),
    (r"(?:de |du |le )*(?:ce |du )jour|ce matin|ce soir|cet apres midi", "_today"),
    (r"(?:ce jour|cette nuit|cette apres midi|cet aprem|cette aprem|tout a l heure|dans la journee|du matin)", "_today"),
)  # fmt: skip


@cache  # Made at the first status question: they are a twentieth of the start.
def _patterns() -> Sequence[tuple[re.Pattern[str], str]]:
    return [(re.compile(rf"(?:{pattern})(?= |$)"), read) for pattern, read in _PATTERNS]
