"""Times as people say them, read once for everybody: «depuis lundi», «la semaine 3», «plus de 2 h», «jeudi aprèm vers 15h».

The grammar is the table ``_ROWS``: a pattern over the flat text, and the function that gives its value. Where two rows
read the same words the longer one wins. Days and hours for a meeting come from :mod:`knowledge.time.moments`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from knowledge.french import PARIS
from knowledge.time.moments import Bound, moments
from knowledge.time.words import FEASTS, MONTH, NAMED, PARTS, WEEKDAY, any_of, feast
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.numbers import NAMES, value_at
from knowledge.understanding.references import references

Days = tuple[date | None, date | None]


class Kind(StrEnum):
    """What a span says."""

    DAY = "day"
    PERIOD = "period"  # Several days, or from a day on, or up to one.
    HOUR = "hour"  # An hour, of a day or of none.
    OLDER = "older"  # «depuis plus de 3 jours»: at least so long ago.
    NEWER = "newer"  # «moins de 2 heures»
    BESIDE = "beside"  # «la précédente», «d'après»: beside what the last question gave.


@dataclass(frozen=True, slots=True)
class Span:
    """A time said from ``start`` to ``end`` of the text.

    ``past``, ``coming``: first and last day, None where open, as meant of what was and of what will be; «lundi» is the
    last one and the next. ``hour``, ``part``: of a day («matin», «apres-midi»…), "" when not said. ``length``: how
    long, of OLDER and NEWER. ``relative``: -1 or 1 where a previous question may give the stretch that is meant.
    """

    start: int
    end: int
    kind: Kind
    past: Days = (None, None)
    coming: Days = (None, None)
    bound: Bound = Bound.AT
    hour: time | None = None
    part: str = ""
    length: timedelta | None = None
    relative: int = 0


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


# Fragments of patterns. The flat text has a space for each apostrophe and each hyphen between letters.
_N = rf"(?:\d{{1,3}}|(?:{any_of(NAMES)})(?: (?:et )?(?:{any_of(NAMES)}))*)"
_UNIT = r"(?:jours?|jrs?|j|semaines?|sem|mois|moi|m|ans?|annees?|quinzaines?|heures?|hrs?|h|minutes?|mn|min)"
_STRETCH = r"(?:semaine|sem|mois|moi|annee|an|trimestre|trim|week end|weekend|we)"
_WEEK_END = frozenset({"we", "weekend", "week end"})
_DAY = rf"(?:{any_of(WEEKDAY)})"
_MONTH = rf"(?:{any_of(MONTH)})\b\.?"
_YEAR = r"(?:20[0-3]\d|deux mille vingt(?: et un| (?:deux|trois|quatre|cinq|six|sept|huit|neuf))?)"
_NUMBER = rf"(?:1er|premier|[0-3]?\d|(?:{any_of(NAMES)})(?: (?:et )?(?:{any_of(NAMES)}))?)"
_PAST = r"(?:derniere?s?|der|passee?s?|precedente?s?|ecoulee?s?|d avant)"
_NEXT = r"(?:prochaine?s?|prochenes?|pro|proch|qui vient|qui viennent|a venir|suivante?s?|d apres)"
_NAMED = any_of({name.replace("'", " ").replace("-", " ") for name in NAMED} - {"dem"})
_PART = any_of({name.replace("-", " ") for name in PARTS} - {"mat"})
_POINTS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<named>{_NAMED}|ce jour|tomorrow|yesterday|today)",
        rf"(?P<week>{_DAY})\b\.?(?: (?P<shift>{_PAST}|{_NEXT}))?(?: (?:le )?(?P<day>{_NUMBER})(?: (?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?| ?/ ?(?P<digit>[01]?\d))?)?",
        r"(?P<iso>20\d\d-\d\d-\d\d)",
        r"(?P<day>[0-3]?\d)[/.](?P<digit>[01]?\d)(?:[/.](?P<year>(?:20)?\d\d))?",
        rf"(?P<day>{_NUMBER}) (?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?",
        rf"(?:le |du |au |un )?(?P<feast>{any_of(FEASTS)})",
        rf"(?P<edge>debut|fin|mi|milieu)(?: de| d)? (?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?",
        r"(?:la |le )?(?P<edge>debut|fin)(?: de| du| de la| de l| d)*(?: cette| ce)? (?P<stretch>semaine|mois|annee|an)",
        r"(?:le |ce )?(?P<we>week end|weekend)(?: (?P<shift>" + rf"{_PAST}|{_NEXT}))?",
        rf"ce(?:t|tte)? (?P<part>{_PART})",
    )
)
_POINT = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", one.pattern) for one in _POINTS) + ")"
_BARE = rf"(?:{_NUMBER})"
_SINCE = r"(?:depuis|depui|dep|dps|since)"
_FROM = r"(?:a partir|a compter|en partant)(?: de| du| d)?"
_UNTIL = r"(?:d ici a|d ici au|d ici|dici|jusqu a|jusqu au|jusque|jusqua|jusqu en|au plus tard|maxi?)"
_THE = r"(?:le |la |l |les |au |a |du |de |de la |d )*"
_OLDER = (
    r"(?:depuis |dep |dps |il y a |d il y a |a |ont |date de |datent de |datant de |agee?s? de )*"
    r"(?:(?:plus vieux|plus vieilles?|plus anciennes?|vieux|vieilles?|anciennes?|traine\w*|dor\w+) (?:que |de |d )?)?"
    r"(?:(?:plus|\+|au dela|davantage) ?(?:de |d |que )?|> ?|>= ?|≥ ?)"
)

_Value = Span | None


class _Match:
    """The groups of a match by name, "" where one is missing; a name may be given again with «_» behind."""

    def __init__(self, found: re.Match[str]) -> None:
        self._named = found.groupdict()
        self.text = found[0]

    def __getitem__(self, name: str) -> str:
        found = (self._named.get(key) for key in (name, f"{name}_", f"{name}__"))
        return next((text for text in found if text is not None), "")


class _Calendar:
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
        bare = re.fullmatch(rf"(?:le |du |au )?({_NUMBER})", text)
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
            ahead = 7 if re.fullmatch(_NEXT, shift or "-") else -7 if shift else 0
            first = saturday + timedelta(days=ahead)
            return (first, first + timedelta(days=1)), (first, first + timedelta(days=1))
        if "day" in said:
            return self._dated(said)
        return self._weekday(WEEKDAY[said["week"].rstrip(".")], said.get("shift", ""))

    def _weekday(self, number: int, shift: str) -> tuple[Days, Days]:
        past = self.today - timedelta(days=(self.today.weekday() - number) % 7 or 7)
        ahead = (number - self.today.weekday()) % 7 or 7
        coming = self.today + timedelta(days=ahead)
        if shift and re.fullmatch(_NEXT, shift):
            return (coming, coming), (coming, coming)
        return ((past, past), (past, past)) if shift else ((past, past), (coming, coming))

    def _dated(self, said: dict[str, str]) -> tuple[Days, Days] | None:
        number = _number(said["day"])
        month = MONTH.get(said.get("month", "").rstrip("."), 0) or int(said.get("digit", "0"))
        if not month:
            return self._numbered(number)
        if "year" in said:
            day = date(_year(said["year"]), month, number)
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
            whole = month_of(date(_year(year), number, 1))
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
    return _count(text)


def _count(text: str) -> int:
    """Return a number in figures or letters; "" is one."""
    if text.isdecimal():
        return int(text)
    read = value_at(text.replace("-", " ").split(), 0) if text else (1, 0)
    return read[0] if read else 1


def _year(text: str) -> int:
    if text.isdecimal():
        return int(text) % 100 + 2000
    return 2000 + _count(text.removeprefix("deux mille "))


def _length(count: str, unit: str) -> timedelta:
    """Return a length of time; a month counts 30 days, a year 365."""
    number = _count(count.strip())
    if unit.startswith(("mn", "min")):
        return timedelta(minutes=number)
    if unit.startswith("h"):
        return timedelta(hours=number)
    if unit.startswith("j"):
        return timedelta(days=number)
    return timedelta(
        days=number
        * (7 if unit.startswith("sem") else 15 if unit.startswith("q") else 30 if unit.startswith("m") else 365)
    )


def _span(past: Days, coming: Days | None = None, bound: Bound = Bound.AT, relative: int = 0) -> Span:
    both = coming if coming is not None else past
    single = past[0] == past[1] is not None and bound is Bound.AT
    return Span(0, 0, Kind.DAY if single else Kind.PERIOD, past, both, bound, relative=relative)


def _since(day: date | None, calendar: _Calendar) -> _Value:
    return _span((day, calendar.today), bound=Bound.SINCE) if day else None


def _point(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _span(*read) if read else None


def _since_point(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _since(read[0][0], calendar) if read else None


def _from_point(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _span((read[0][0], calendar.today), (read[1][0], None), Bound.SINCE) if read else None


def _since_month(found: _Match, calendar: _Calendar) -> _Value:
    return _since(calendar.month(found["month"], found["year"])[0][0], calendar)


def _since_begin(found: _Match, calendar: _Calendar) -> _Value:
    what = found["what"]
    if "rentree" in what:
        return _since(school_year_start(calendar.today), calendar)
    stretch = calendar.stretch("sem" if "sem" in what else "mois" if "mois" in what else "an", 0)
    return _since(stretch[0] if stretch else None, calendar)


def _since_year(found: _Match, calendar: _Calendar) -> _Value:
    return _since(date(_year(found["year"]), 1, 1), calendar)


def _since_last(found: _Match, calendar: _Calendar) -> _Value:
    stretch = calendar.stretch(found["unit"], -1)
    return _since(stretch[0] if stretch else None, calendar)


def _until(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None:
        return None
    past, coming = read[0][1], read[1][1]
    ahead = calendar.today if coming and coming >= calendar.today else None
    return _span((None, past), (ahead, coming), Bound.BEFORE)


def _before(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None:
        return None
    one = timedelta(days=1)
    past, coming = read[0][0], read[1][0]
    return _span((None, past - one if past else None), (calendar.today, coming - one if coming else None), Bound.BEFORE)


def _after(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None or read[0][1] is None or read[1][1] is None:
        return None
    one = timedelta(days=1)
    return _span((read[0][1] + one, calendar.today), (read[1][1] + one, None), Bound.AFTER)


def _between(found: _Match, calendar: _Calendar) -> _Value:
    first, last = found["first"], found["last"]
    if re.fullmatch(_NUMBER, first):  # «du 8 au 12 janvier»
        tail = re.search(rf" (?P<month>{_MONTH})(?: {_YEAR})?$|(?<=\d)[/.]\d.*$", last)
        first += tail[0] if tail else ""
    start, end = calendar.point(first), calendar.point(last)
    if start is None or end is None:
        return None
    past, coming = (start[0][0], end[0][1]), (start[1][0], end[1][1])
    if past[0] and past[1] and past[0] > past[1]:
        past = (past[0], coming[1])
    if coming[0] and coming[1] and coming[0] > coming[1]:
        coming = past
    return _span(past, coming)


def _both(found: _Match, calendar: _Calendar) -> _Value:
    """Return the days from one to the other, where they are neighbours: «hier et avant-hier»."""
    first, last = calendar.point(found["first"]), calendar.point(found["last"])
    if first is None or last is None:
        return None
    ranges = []
    for one, other in zip(first, last, strict=True):
        if one[0] is None or other[0] is None or abs((one[0] - other[0]).days) != 1:
            return None
        ranges.append((min(one[0], other[0]), max(one[0], other[0])))
    return _span(ranges[0], ranges[1])


def _months(found: _Match, calendar: _Calendar) -> _Value:
    end = calendar.month(found["last"], found["year"])[0][1]
    first = MONTH[found["first"].rstrip(".")]
    return _span((date(end.year - (first > end.month), first, 1), end)) if end else None


def _last(found: _Match, calendar: _Calendar) -> _Value:
    today, length = calendar.today, _length(found["count"], found["unit"])
    if length < timedelta(days=1) or found["unit"].startswith("h"):
        return Span(0, 0, Kind.NEWER, length=length)
    if found["unit"].startswith("m"):
        first = shift_month(today, -_count(found["count"]))
        start = first.replace(day=min(today.day, monthrange(first.year, first.month)[1])) + timedelta(days=1)
        return _span((start, today))
    return _span((today - length + timedelta(days=1), today))


def _coming_days(found: _Match, calendar: _Calendar) -> _Value:
    return _span((calendar.today, calendar.today + _length(found["count"], found["unit"])))


def _older(found: _Match, _calendar: _Calendar) -> _Value:
    return Span(0, 0, Kind.OLDER, length=_length(found["count"], found["unit"]))


def _newer(found: _Match, _calendar: _Calendar) -> _Value:
    return Span(0, 0, Kind.NEWER, length=_length(found["count"], found["unit"]))


def _shifted(shift: int) -> Callable[[_Match, _Calendar], _Value]:
    def read(found: _Match, calendar: _Calendar) -> _Value:
        stretch = calendar.stretch(found["unit"], shift)
        how = found["how"]
        beside = shift if how.startswith(("d a", "prec", "suiv")) else 0
        return _span(stretch, relative=beside) if stretch else None

    return read


def _week_at(found: _Match, calendar: _Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _span(week_of(read[0][0]), week_of(read[1][0])) if read and read[0][0] and read[1][0] else None


def _week_of_month(found: _Match, calendar: _Calendar) -> _Value:
    past, coming = calendar.month(found["month"], found["year"])
    rank = 0 if found["rank"].startswith(("1", "pre")) else int(re.sub(r"\D", "", found["rank"]) or 2) - 1
    far = timedelta(days=7 * rank)
    return _span(week_of(past[0] + far), week_of(coming[0] + far)) if past[0] and coming[0] else None


def _week_number(found: _Match, calendar: _Calendar) -> _Value:
    number, this, year = int(found["week"]), calendar.today.isocalendar().week, calendar.today.year
    if not 1 <= number <= 53:
        return None
    past = date.fromisocalendar(year - (number > this), min(number, 52), 1)
    coming = date.fromisocalendar(year + (number < this), min(number, 52), 1)
    return _span(week_of(past), week_of(coming))


def _month(found: _Match, calendar: _Calendar) -> _Value:
    return _span(*calendar.month(found["month"], found["year"]))


def _month_digits(found: _Match, _calendar: _Calendar) -> _Value:
    return _span(month_of(date(_year(found["year"]), int(found["month"]), 1)))


def _whole_year(found: _Match, _calendar: _Calendar) -> _Value:
    year = _year(found["year"])
    return _span((date(year, 1, 1), date(year, 12, 31)))


def _quarter(found: _Match, calendar: _Calendar) -> _Value:
    year = _year(found["year"]) if found["year"] else calendar.today.year
    rank = found["rank"]
    digits = re.sub(r"\D", "", rank)
    number = int(digits) if digits else {"p": 1, "d": 2, "s": 2, "t": 3, "q": 4}[rank[0]]
    if rank.startswith("dern"):
        number = 4
    months = 3 if "trim" in found.text or found.text.lstrip().startswith("t") else 6
    first = date(year, months * (number - 1) + 1, 1) if months * (number - 1) < 12 else None
    return _span((first, shift_month(first, months) - timedelta(days=1))) if first else None


def _ahead(_found: _Match, calendar: _Calendar) -> _Value:
    return _span((calendar.today, None), bound=Bound.SINCE)


def _today(_found: _Match, calendar: _Calendar) -> _Value:
    return _span((calendar.today, calendar.today))


def _beside(found: _Match, _calendar: _Calendar) -> _Value:
    return Span(0, 0, Kind.BESIDE, relative=1 if re.fullmatch(_NEXT, found["how"]) else -1)


_RANK = r"(?:premier|1er|1ere|deuxieme|2e|2eme|second|troisieme|3e|3eme|quatrieme|4e|4eme|dernier|[1-4])"
# Pattern (over the flat text) → value. A name that a row needs says, where it can, by its group what it stands for.
_ROWS: tuple[tuple[re.Pattern[str], Callable[[_Match, _Calendar], _Value]], ...] = tuple(
    (re.compile(rf"(?<![\w/.,-])(?:{pattern})(?![\w/]|[.,]\d)"), read)
    for pattern, read in (
        (rf"(?P<point>{_POINT})(?: (?:au |en |dans la )?(?:{_PART}))?", _point),
        (rf"(?:le|du|au) (?!0[45]\b|84\b)(?P<point>{_BARE})(?! ?(?:h\b|heures?|eleves?|euros?|demandes?|%|€|{_MONTH}|{_UNIT}))", _point),
        (rf"{_SINCE} (?:le |la |l |ce )?(?P<point>{_POINT})", _since_point),
        (rf"(?:{_SINCE}|since) le (?P<point>{_BARE})(?! {_UNIT})", _since_point),
        (rf"{_FROM} (?:le |la )?(?P<point>{_POINT}|{_BARE})|(?:≥|>=|>) ?(?P<point_>[0-3]?\d/[01]?\d(?:/\d+)?)", _from_point),
        (rf"(?:{_SINCE}|{_FROM}|des) (?:le mois de |le mois d |le mois |debut |le debut de |d )?(?P<month>{_MONTH})(?: (?P<year>{_YEAR})| dernier)?", _since_month),
        (rf"{_SINCE} (?:la |le |l )*(?P<what>rentree(?: scolaire| de (?:septembre|sept))?(?: dernier(?:e)?)?|(?:debut )?(?:de |du |de la |de l |d )*(?:mois|annee|an|semaine))(?! {_PAST})", _since_begin),
        (rf"{_SINCE} (?:l annee )?(?P<year>{_YEAR})", _since_year),
        (rf"{_SINCE} (?:la |le |l )?(?P<unit>{_STRETCH}) {_PAST}", _since_last),
        (rf"{_UNTIL} (?:{_THE})?(?P<point>{_POINT}|{_BARE})(?! ?{_UNIT}\b)|≤ ?(?P<point_>{_POINT})", _until),
        (rf"(?:avant|avt|av)(?! hier) (?:le )?(?P<point>{_POINT}|{_BARE})(?! ?(?:{_UNIT}\b|h\d))|< ?(?P<point_>[0-3]?\d/[01]?\d(?:/\d+)?)", _before),
        (rf"(?:apres|posterieure?s? a|au dela du) (?:le )?(?P<point>{_POINT})", _after),
        (rf"(?:(?:du|entre|de|d) (?:le )?(?P<first>{_POINT}) (?:au|a|et|jusqu au) (?:le )?(?P<last>{_POINT})|(?:le )?(?P<first_>{_POINT}) ?(?:au|jusqu au|-|→) ?(?:le )?(?P<last_>{_POINT}))", _between),
        (rf"(?:du|entre|de|d|entre le|le)? ?(?P<first>{_NUMBER}) ?(?:au|et|jusqu au|et le|ou le|→|a) ?(?:le )?(?P<last>{_POINT})", _between),
        (rf"(?:du|entre) (?:le )?(?P<first>{_NUMBER}) (?:au|et|et le) (?:le )?(?P<last>{_BARE})", _between),
        (rf"(?P<first>{_POINT})(?: soir| matin)? ?(?:et|ou|puis|,|\+|&) ?(?:le )?(?P<last>{_POINT})", _both),
        (rf"(?:entre |de |d )?(?P<first>{_MONTH}) (?:a|et|au mois de|jusqu a|jusqu en) (?P<last>{_MONTH})(?: (?P<year>{_YEAR}))?", _months),
        (rf"(?:(?:sur|dans|pendant|au cours|depuis) )?(?:(?:de|des|d) )?(?:ces|les|des) (?P<count>{_N}) (?:derniere?s?|dernier) (?P<unit>{_UNIT})", _last),
        (rf"(?:(?:sur|dans|de|depuis|pour) )?(?:les |ces )?(?:derniere?s) (?P<count>{_N}) ?(?P<unit>{_UNIT})", _last),
        (rf"(?:(?:dans|sur|pour|de) )?(?:les|ces|des)? ?(?:(?P<count>{_N}) prochaine?s?|prochaine?s (?P<count_>{_N})) (?P<unit>{_UNIT})", _coming_days),
        (rf"{_OLDER}(?:un |une |d)?(?P<count>{_N}|) ?(?P<unit>{_UNIT})", _older),
        (rf"(?:il y a |depuis |dep |dps )?(?P<count>{_N}) ?(?P<unit>{_UNIT}) (?:et plus|et \+|ou plus|ou \+|au moins|minimum|mini|d anciennete)", _older),
        (rf"(?:{_SINCE}|il y a|d il y a|ca fait|voila) (?:au moins |bien |plus d )?(?P<count>{_N}) ?(?P<unit>{_UNIT})", _older),
        (rf"(?:depuis |il y a |d il y a |dans les )?(?:moins (?:de |d )|< ?)(?P<count>{_N}) ?(?P<unit>{_UNIT})", _newer),
        (rf"(?:(?:pour|de|sur|dans|pendant|a|d) )?(?:ce|cet|cette|this) (?P<unit>{_STRETCH}|week)(?: ci| en cours)?|(?:le|la|l|du|de la|de l) (?P<unit_>{_STRETCH}) (?:en cours|courante?|ci)|(?:dans|pour|de|sur) (?:la|le|l) (?P<unit__>semaine|mois|annee)(?! (?:{_PAST}|{_NEXT}|du|de|d|\d))", _shifted(0)),
        (rf"(?:(?:pour|de|sur|d|pendant|dans|a) )*(?:le |la |l |du |au )?(?P<unit>{_STRETCH}) (?P<how>{_PAST})|(?:last) (?P<unit_>month|week|year)", _shifted(-1)),
        (rf"(?:(?:pour|de|sur|d) )*(?:le |la |l |du |au )?(?:dernier|derniere) (?P<unit>semaine|mois|annee|an|trimestre)(?! {_YEAR})", _shifted(-1)),
        (rf"(?:(?:pour|de|sur|d|pendant|dans) )*(?:le |la |l |du |au )?(?P<unit>{_STRETCH})\.? (?P<how>{_NEXT})|(?:next) (?P<unit_>month|week|year)", _shifted(1)),
        (rf"(?:(?:pour|de|sur|d|dans) )*(?:la )?(?:semaine|sem) (?:du|de|commencant le|qui commence le) (?P<point>{_POINT}|{_BARE})", _week_at),
        (rf"(?:la )?(?P<rank>1ere|premiere|2eme|2e|deuxieme|3e|3eme|4e|4eme) (?:semaine|sem) (?:de|d) (?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?", _week_of_month),
        (r"(?:(?:en|pour|de|sur) )?(?:la )?(?:semaine|sem\.?|s) ?(?:n ?°? ?|numero )?(?P<week>\d{1,2})", _week_number),
        (rf"(?:(?:en|de|d|du|pour|au|sur|le|courant|pendant|tout) )*(?:mois (?:de |d ))?(?P<month>{_MONTH})(?: (?P<year>{_YEAR}))?", _month),
        (r"(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d|[23]\d)(?!/)", _month_digits),
        (rf"(?:(?:en|de|d|sur|pour|toute) )*(?:l )?(?:annee )?(?P<year>{_YEAR})", _whole_year),
        (rf"(?:(?:au|du|le|sur|pour|de) )*(?P<rank>{_RANK}) (?:trimestre|trim|semestre)(?: (?:de )?(?P<year>{_YEAR}))?", _quarter),
        (rf"(?:(?:au|du|en|sur|le) )*t ?(?P<rank>[1-4])(?: (?P<year>{_YEAR}))?", _quarter),
        (r"(?:la |le |les )?(?:a venir|prochains jours|prochainement|prochaine?s?|upcoming|next)", _ahead),
        (rf"(?:celles?|celui|ceux|la|le) (?P<how>{_PAST}|suivante?s?|d apres)|d avant|(?P<how_>d apres)", _beside),
        (r"(?:de |du |le )*(?:ce |du )jour|depuis ce matin", _today),
    )
)  # fmt: skip
_FLAT = str.maketrans({"'": " ", "\n": " ", "«": " ", "»": " "})
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


_CUES = re.compile(
    rf"\d|{any_of(WEEKDAY)}|{_MONTH}|{_NAMED}|jour|semaine|\bsem\b|mois|\bmoi\b|annee|\ban\b|heure|minute|trimestre|week|matin"
    rf"|aprem|midi|soir|prochain|dernier|precedent|suivant|avant|apres|rentree|venir|pro\b|quinzaine|mille|month|year|next"
    rf"|{any_of(FEASTS)}"
)


@lru_cache(maxsize=256)  # Several readers ask for the times of one message.
def spans(text: str, now: datetime) -> tuple[Span, ...]:
    """Return the times said in ``text``, in its order; ``now`` is aware. Hours are joined to the day they go with."""
    if not _CUES.search(evened(text)):
        return ()
    flat = evened(text).translate(_FLAT)
    for one in references(text):
        if one.kind:  # The year of «DA-2024-0012» is none.
            flat = f"{flat[: one.start]}{chr(0) * (one.end - one.start)}{flat[one.end :]}"
    flat = _HYPHEN.sub(" ", flat)
    calendar = _Calendar(now.astimezone(PARIS).date())
    found = sorted(_matches(flat, calendar), key=lambda one: (one.start - one.end, one.start))
    kept: list[Span] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    for moment in moments(text, now):
        if moment.hour is None:
            continue
        at = next((place for place, one in enumerate(kept) if one.start < moment.end and moment.start < one.end), None)
        if at is None:
            days = (moment.day, moment.day)
            kept.append(Span(moment.start, moment.end, Kind.HOUR, days, days, moment.bound, moment.hour, moment.part))
        else:
            one = kept[at]
            start, end = min(one.start, moment.start), max(one.end, moment.end)
            kept[at] = replace(one, start=start, end=end, hour=moment.hour, part=moment.part)
    return tuple(sorted(kept, key=lambda one: one.start))


def _matches(flat: str, calendar: _Calendar) -> Iterator[Span]:
    for pattern, read in _ROWS:
        for found in pattern.finditer(flat):
            value = read(_Match(found), calendar)
            if value is not None and found.end() > found.start():
                yield replace(value, start=found.start(), end=found.end())
