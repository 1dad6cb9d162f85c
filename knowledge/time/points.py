"""Days as people name them: «lundi», «le 5 fév.», «fin janvier», «Noël», as the last one and as the next.

Patterns are over the flat text: folded, with a space for each apostrophe and each hyphen between letters.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from knowledge.time.words import FEASTS, MONTH, NAMED, PARTS, WEEKDAY, any_of, feast
from knowledge.understanding.numbers import NAMES, value_at

Days = tuple[date | None, date | None]


def shift_month(day: date, months: int) -> date:
    """Return the first day of the month that lies ``months`` from the one of ``day``."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def month_of(day: date) -> tuple[date, date]:
    """Return the whole month of ``day``."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def week_of(day: date) -> tuple[date, date]:
    """Return Monday to Sunday of the week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def school_year_start(today: date) -> date:
    """Return the day on which pupils came back last: 1 September, or the Monday after it when that is late in a week."""
    year = today.year - (today < date(today.year, 9, 1))
    first = date(year, 9, 1)
    return first if first.weekday() < 4 else first + timedelta(days=7 - first.weekday())


COUNT = rf"(?:\d{{1,3}}|(?:{any_of(NAMES)})(?: (?:et )?(?:{any_of(NAMES)}))*)"
UNIT = r"(?:jours?|jrs?|j|semaines?|sem|mois|moi|m|ans?|annees?|quinzaines?|heures?|hrs?|h|minutes?|mn|min)"
STRETCH = r"(?:semaine|sem|mois|moi|annee|an|trimestre|trim|week end|weekend|we)"
_WEEK_END = frozenset({"we", "weekend", "week end"})
DAY = rf"(?:{any_of(WEEKDAY)})"
MONTH_NAME = rf"(?:{any_of(MONTH)})\b\.?"
YEAR = r"(?:20[0-3]\d|deux mille vingt(?: et un| (?:deux|trois|quatre|cinq|six|sept|huit|neuf))?)"
NUMBER = rf"(?:1er|premier|[0-3]?\d|(?:{any_of(NAMES)})(?: (?:et )?(?:{any_of(NAMES)}))?)"
PAST = r"(?:derniere?s?|der|passee?s?|precedente?s?|ecoulee?s?|d avant)"
NEXT = r"(?:prochaine?s?|prochenes?|pro|proch|qui vient|qui viennent|a venir|suivante?s?|d apres)"
DAY_NAME = any_of({name.replace("'", " ").replace("-", " ") for name in NAMED} - {"dem"})
PART = any_of({name.replace("-", " ") for name in PARTS} - {"mat"})
_POINTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<named>{DAY_NAME}|ce jour|tomorrow|yesterday|today)",
        rf"(?P<week>{DAY})\b\.?(?: (?P<shift>{PAST}|{NEXT}))?(?: (?:le )?(?P<day>{NUMBER})(?: (?P<month>{MONTH_NAME})(?: (?P<year>{YEAR}))?| ?/ ?(?P<digit>[01]?\d))?)?",
        r"(?P<iso>20\d\d-\d\d-\d\d)",
        r"(?P<day>[0-3]?\d)[/.](?P<digit>[01]?\d)(?:[/.](?P<year>(?:20)?\d\d))?",
        rf"(?P<day>{NUMBER}) (?P<month>{MONTH_NAME})(?: (?P<year>{YEAR}))?",
        rf"(?:le |du |au |un )?(?P<feast>{any_of(FEASTS)})",
        rf"(?P<edge>debut|fin|mi|milieu)(?: de| d)? (?P<month>{MONTH_NAME})(?: (?P<year>{YEAR}))?",
        r"(?:la |le )?(?P<edge>debut|fin)(?: de| du| de la| de l| d)*(?: cette| ce)? (?P<stretch>semaine|mois|annee|an)",
        r"(?:le |ce )?(?P<we>week end|weekend)(?: (?P<shift>" + rf"{PAST}|{NEXT}))?",
        rf"ce(?:t|tte)? (?P<part>{PART})",
    )
)
POINT = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", one.pattern) for one in _POINTS) + ")"


class Calendar:
    """Values of patterns on one day. Days are those of Paris."""

    def __init__(self, today: date) -> None:
        self.today = today

    def point(self, text: str) -> tuple[Days, Days] | None:
        """Return the day, or the few days, that ``text`` names: as past, as coming."""
        text = text.strip()
        for pattern in _POINTS:
            found = pattern.fullmatch(text)
            if found:
                try:
                    return self._point({name: said for name, said in found.groupdict().items() if said})
                except (ValueError, OverflowError):
                    return None
        bare = re.fullmatch(rf"(?:le |du |au )?({NUMBER})", text)
        return self._numbered(_number(bare[1])) if bare else None

    def _point(self, said: dict[str, str]) -> tuple[Days, Days] | None:
        today = self.today
        if "named" in said:
            day = today + timedelta(days=_offset(said["named"]))
            return (day, day), (day, day)
        if "iso" in said:
            day = date.fromisoformat(said["iso"])
            return (day, day), (day, day)
        if "part" in said:
            return (today, today), (today, today)
        if "feast" in said:
            years = [feast(said["feast"], today.year + shift) for shift in (-1, 0, 1)]
            past = max((one for one in years if one <= today), default=years[0])
            coming = min((one for one in years if one >= today), default=years[-1])
            return (past, past), (coming, coming)
        if "edge" in said:
            return self._edge(said)
        if "we" in said:
            saturday = week_of(today)[0] + timedelta(days=5)
            shift = said.get("shift", "")
            ahead = 7 if re.fullmatch(NEXT, shift or "-") else -7 if shift else 0
            first = saturday + timedelta(days=ahead)
            return (first, first + timedelta(days=1)), (first, first + timedelta(days=1))
        if "day" in said:
            return self._dated(said)
        return self._weekday(WEEKDAY[said["week"].rstrip(".")], said.get("shift", ""))

    def _weekday(self, number: int, shift: str) -> tuple[Days, Days]:
        past = self.today - timedelta(days=(self.today.weekday() - number) % 7 or 7)
        ahead = (number - self.today.weekday()) % 7 or 7
        coming = self.today + timedelta(days=ahead)
        if shift and re.fullmatch(NEXT, shift):
            return (coming, coming), (coming, coming)
        return ((past, past), (past, past)) if shift else ((past, past), (coming, coming))

    def _dated(self, said: dict[str, str]) -> tuple[Days, Days] | None:
        number = _number(said["day"])
        month = MONTH.get(said.get("month", "").rstrip("."), 0) or int(said.get("digit", "0"))
        if not month:
            return self._numbered(number)
        if "year" in said:
            day = date(year_of(said["year"]), month, number)
            return (day, day), (day, day)
        this = date(self.today.year, month, number)
        past = this if this <= self.today else this.replace(year=this.year - 1)
        coming = this if (self.today - this).days <= 180 else this.replace(year=this.year + 1)
        return (past, past), (coming, coming)

    def _numbered(self, number: int) -> tuple[Days, Days] | None:
        """Return the last and the next day of a month with this number."""
        days = [
            first.replace(day=number)
            for shift in range(-3, 4)
            if 1 <= number <= monthrange((first := shift_month(self.today, shift)).year, first.month)[1]
        ]
        past = max((one for one in days if one <= self.today), default=None)
        coming = min((one for one in days if one >= self.today), default=None)
        return ((past, past), (coming, coming)) if past and coming else None

    def _edge(self, said: dict[str, str]) -> tuple[Days, Days] | None:
        if "stretch" in said:
            first, last = self.stretch(said["stretch"], 0) or (None, None)
            day = first if said["edge"] == "debut" else last
            return (day, day), (day, day)
        (first, last), coming = self.month(said["month"], said.get("year", ""))
        if first is None or last is None or coming[0] is None or coming[1] is None:
            return None
        ten = timedelta(days=9)
        if said["edge"] == "debut":
            return (first, first + ten), (coming[0], coming[0] + ten)
        if said["edge"] == "fin":
            return (last - ten, last), (coming[1] - ten, coming[1])
        half = timedelta(days=10)
        return (first + half, first + 2 * half - timedelta(days=1)), (coming[0] + half, coming[0] + 2 * half)

    def month(self, name: str, year: str = "") -> tuple[Days, Days]:
        """Return the month of that name, the last one and the next; of the ``year`` where it is said."""
        number = MONTH[name.rstrip(".")]
        if year:
            whole = month_of(date(year_of(year), number, 1))
            return whole, whole
        past = self.today.year - (number > self.today.month)
        coming = self.today.year + (number < self.today.month)
        return month_of(date(past, number, 1)), month_of(date(coming, number, 1))

    def stretch(self, unit: str, shift: int) -> tuple[date, date] | None:
        """Return the week, month, quarter or year that lies ``shift`` from this one."""
        today = self.today
        if unit.startswith(("sem", "we")):
            first, last = week_of(today + timedelta(days=7 * shift))
            return (first + timedelta(days=5), last) if unit in _WEEK_END else (first, last)
        if unit.startswith("mo"):
            return month_of(shift_month(today, shift))
        if unit.startswith("tri"):
            first = shift_month(date(today.year, 3 * ((today.month - 1) // 3) + 1, 1), 3 * shift)
            return first, shift_month(first, 3) - timedelta(days=1)
        return date(today.year + shift, 1, 1), date(today.year + shift, 12, 31)


def _offset(name: str) -> int:
    """Return how many days from today a day with a name lies."""
    english = {"tomorrow": 1, "yesterday": -1, "today": 0, "ce jour": 0}
    if name in english:
        return english[name]
    return next(far for known, far in NAMED.items() if known.replace("'", " ").replace("-", " ") == name)


def _number(text: str) -> int:
    """Return the number of a day in figures or letters."""
    if text in ("1er", "premier"):
        return 1
    return count_of(text)


def count_of(text: str) -> int:
    """Return a number in figures or letters; "" is one."""
    if text.isdecimal():
        return int(text)
    read = value_at(text.replace("-", " ").split(), 0) if text else (1, 0)
    return read[0] if read else 1


def year_of(text: str) -> int:
    """Return a year in figures («24» is 2024) or letters."""
    if text.isdecimal():
        return int(text) % 100 + 2000
    return 2000 + count_of(text.removeprefix("deux mille "))
