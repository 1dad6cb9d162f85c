"""Times as people say them: «depuis lundi», «la semaine du 15 janvier», «ces 7 derniers jours», «depuis plus d'un mois»."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from knowledge.time.points import FEASTS, MONTHS, WEEKDAYS, feast
from knowledge.understanding.references import references
from knowledge.understanding.time_patterns import DATE, MONTH, NEXT, NUMBERED, UNITS, patterns, times_words
from knowledge.understanding.words import ORDINALS, cut, number_of, numbered

Days = tuple[date | None, date | None]


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of days. ``future``: as meant of what is to come, where that differs.

    ``since``: «depuis», to today; ``until``: up to a day. ``relative``: «la semaine d'avant» is -1, where a previous
    question gives the stretch. ``apart``: the two that «et» or «ou» joins, or
    «fin du mois» as its last days alone.
    """

    days: Days
    future: Days | None = None
    since: bool = False
    relative: int = 0
    until: bool = field(default=False, kw_only=True)
    apart: tuple[Said, ...] = field(default=(), kw_only=True)

    @property
    def coming(self) -> Days:
        """The days as meant of what is to come."""
        return self.future or self.days


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


def month_of(day: date) -> tuple[date, date]:
    """Return the whole month of ``day``."""
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def week_of(day: date) -> tuple[date, date]:
    """Return Monday to Sunday of the week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def year_of(year: int) -> Days:
    """Return a whole year."""
    return date(year, 1, 1), date(year, 12, 31)


_Match = re.Match[str]
# Without one of these words close by, there is no time to look for.
_CORE = frozenset((
    *MONTHS, *WEEKDAYS, *UNITS, "hier", "demain", "avant", "apres", "aujourd", "aujourd hui", "le", "du", "au", "plus", "moins", "rentree", "trimestre", "semestre", "week",
    "dernier", "derniers", "dernieres", "derniere", "prochain", "prochaine", "prochains", "prochaines", "venir", "vient",
    "prochainement", "matin", "soir", "lendemain", "t", "s", "noel", "toussaint", "nouvel", "sylvestre", "paques", "pentecote", "ascension", "assomption", "armistice", "vacances", "veille", "aprem", "midi", "nuit", "mi", "trimestres", "annees", "suivant", "suivante", "passe", "passee", "precedent", "precedente",
    "2022", "2023", "2024", "2025", "2026", "2027", "2028",
))  # fmt: skip
_AHEAD = 7  # Words looked at for one of them.
_LONGEST = 13  # Words of a time at most.
_BREAKS = frozenset(",;.!?\n:=()")
_DIGITS = re.compile(r"\d{1,2}[/.-]\d|20\d\d")


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
        for pattern, read in patterns():
            found = pattern.match(text)
            if found is None or found.end() not in ends or ends[found.end()] in best:
                continue
            said = getattr(self, read)(_Groups(found))
            if said is not None:
                best[ends[found.end()]] = said
        return list(best.items())

    # Points

    def coming(self, text: str) -> date | None:
        """Return the last day that ``text`` names, as one to come."""
        said = self._point(text)
        return said.coming[1] if said else None

    def _point(self, text: str) -> Said | None:
        if (name := text if text in FEASTS else re.sub(r"^(?:le |la |l |un )", "", text)) in FEASTS:
            days = [feast(name, self.today.year + shift) for shift in (-1, 0, 1)]
            past = max(one for one in days if one <= self.today)
            future = min(one for one in days if one >= self.today)
            return Said((past, past), (future, future))
        fixed = {"hier": -1, "la veille": -1, "avant hier": -2, "aujourd hui": 0, "demain": 1, "apres demain": 2}
        if text in fixed:
            day = self.today + timedelta(days=fixed[text])
            return Said((day, day), relative=-1 if text == "la veille" else 0)
        if re.fullmatch(DATE, text):
            return self._date(text)
        edge = re.fullmatch(rf"(debut|fin|mi|milieu)(?: de| d)? ({MONTH})", text)
        if edge:
            return self._edge(edge[1], edge[2])
        name, _, rest = text.partition(" ")
        if re.fullmatch(NUMBERED, name) and not rest:
            return self._numbered(int(name.removesuffix("er")))
        if name in WEEKDAYS and re.fullmatch(NUMBERED, rest):
            return self._numbered(int(rest.removesuffix("er")))
        if name in WEEKDAYS:
            return self._weekday(WEEKDAYS.index(name), rest)
        return None

    def _edge(self, which: str, month: str) -> Said:
        said = self._month(month, None)
        return Said(_edge_of(which, said.days), _edge_of(which, said.coming))

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
        if rest and re.fullmatch(NEXT, rest):
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

    # Patterns; each returns what is said, or None

    def _at_point(self, found: _Groups) -> Said | None:
        return self._point(found["point"])

    def _since_point(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None:
            return None
        since = found["how"] in ("depuis", "dep", "dps", "remonte au")
        return Said((said.days[0], self.today), None if since else (said.coming[0], None), since=since)

    def _since_month(self, found: _Groups) -> Said:
        start = self._month(found["month"], found["year"]).days[0]
        return Said((start, self.today), since=True)

    def _since_begin(self, found: _Groups) -> Said:
        what, year = found["what"], self.today.year
        if "noel" in what or "vacances" in what or ("rentree" in what and "janvier" in what):
            start = week_of(date(year, 1, 8))[0]  # The Monday on which schools began again.
        elif "rentree" in what:
            start = date(year - (self.today.month < 9), 9, 1)
        elif "mois" in what:
            start = self.today.replace(day=1)
        elif "semaine" in what:
            start = week_of(self.today)[0]
        else:
            start = date(year, 1, 1)
        return Said((start, self.today), since=True)

    def _by_end(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], 0)
        if days is None or days[1] is None:
            return None
        end = days[1]
        if found["edge"] == "debut":
            return Said((days[0], days[0]) if found["unit"].startswith("sem") else _edge_of("debut", days))
        if found["how"] or found["unit"].startswith("sem"):
            return Said((self.today, end), until=True)
        return Said((self.today, end), apart=(Said(_edge_of("fin", days)),))

    def _before_month(self, found: _Groups) -> Said:
        said = self._month(found["month"], found["year"])
        ends = [days[0] - timedelta(days=1) if days[0] else None for days in (said.days, said.coming)]
        return Said((None, ends[0]), (self.today, ends[1]), until=True)

    def _day_after(self, _found: _Groups) -> Said:
        return Said((self.today + timedelta(days=1),) * 2, relative=1)

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

    def _since_year(self, found: _Groups) -> Said:
        return Said((date(int(found["year"]), 1, 1), self.today), since=True)

    def _since_last(self, found: _Groups) -> Said | None:
        days = self._unit(found["unit"], -1)
        return Said((days[0], self.today), since=True) if days else None

    def _until(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None:
            return None
        days = said.coming
        ahead = found["how"].startswith(("d ici", "jusqu"))
        if found["how"].startswith("avant"):
            past, future = said.days[0], days[0]
            one = timedelta(days=1)
            ends = (self.today, future - one if future else None)
            return Said((None, past - one if past else None), ends, until=True)
        return Said((self.today if ahead and days[1] and days[1] >= self.today else None, days[1]), until=True)

    def _after(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None or said.days[1] is None:
            return None
        shift = timedelta(days=0 if found["how"] in (">=", "≥") else 1)
        future = said.coming[1]
        return Said((said.days[1] + shift, self.today), (future + shift, None) if future else None)

    def _between(self, found: _Groups) -> Said | None:
        first, last = self._point(_with_month(found["start"], found["to"])), self._point(found["to"])
        if first is None or last is None:
            return None
        start, end = first.coming[0], last.coming[1]
        past = first.days[0], last.days[1]
        if past[0] and past[1] and past[1] < past[0] and end and end >= past[0]:
            past = past[0], end  # «du 22 au 28 janvier», said on the 25th.
        if start and end and end < start:
            again = SpokenTimes(start).coming(found["to"])  # «du 29 au 2»: the 2nd that follows.
            start, end = (start, again) if again and again >= start else past
        near = start is None or end is None or end - start <= timedelta(days=1)
        return Said(past, (start, end), apart=(first, last) if found["and"] and not near else ())

    def _months_between(self, found: _Groups) -> Said:
        last = self._month(found["last"], found["year"]).days
        end = last[1]
        first = MONTHS.index(found["first"]) + 1
        year = end.year - (first > end.month) if end else self.today.year
        return Said((date(year, first, 1), end))

    def _last_days(self, found: _Groups) -> Said:
        (days, _), unit = _length(found), UNITS.get(found["unit"], 1)
        if unit == UNITS["mois"]:
            return Said((_months_back(self.today, number_of(found["count"])), self.today))
        return Said((self.today - timedelta(days=days - 1 if unit else max(1, days)), self.today))

    def _next_days(self, found: _Groups) -> Said:
        return Said((self.today, self.today + timedelta(days=_length(found)[0])))

    def _age(self, found: _Groups) -> Age:
        return Age(*_length(found))

    def _plain_age(self, found: _Groups) -> Age:
        return Age(*_length(found), plain=True)

    def _newer(self, found: _Groups) -> Said:
        return Said((self.today - timedelta(days=max(1, _length(found)[0])), self.today), since=True)

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
            return first, shift_month(first, 3) - timedelta(days=1)
        if unit.startswith("week"):
            monday, sunday = week_of(today + timedelta(days=7 * shift))
            return monday + timedelta(days=5), sunday
        return None

    def _this(self, found: _Groups) -> Said | None:
        return self._shifted(found, 0)

    def _last(self, found: _Groups) -> Said | None:
        return self._shifted(found, -1)

    def _next(self, found: _Groups) -> Said | None:
        return self._shifted(found, 1)

    def _shifted(self, found: _Groups, shift: int) -> Said | None:
        days, beside = self._unit(found["unit"], shift), re.match("d a|prec|suiv", found["how"])
        return Said(days, relative=shift if beside else 0) if days else None

    def _week_at(self, found: _Groups) -> Said | None:
        said = self._point(found["point"])
        if said is None or said.days[0] is None:
            return None
        past = week_of(said.days[0])
        if past[1] and past[1] >= self.today:  # «la semaine du 22», said on the 25th: it is this one.
            return Said(past)
        return Said(past, week_of(said.future[0]) if said.future and said.future[0] else None)

    def _week_number(self, found: _Groups) -> Said | None:
        number = int(found["week"])
        if not 1 <= number <= 53:
            return None
        this = self.today.isocalendar().week
        year = self.today.year
        past = date.fromisocalendar(year - (number > this), min(number, 52), 1)
        future = date.fromisocalendar(year + (number < this), min(number, 52), 1)
        return Said(week_of(past), week_of(future))

    def _week_of_month(self, found: _Groups) -> Said:
        said, digits = self._month(found["month"], found["year"]), re.sub(r"\D", "", found["rank"])
        far = timedelta(days=7 * ((int(digits) if digits else ORDINALS[found["rank"]]) - 1))
        past, future = (week_of((days[0] or self.today) + far) for days in (said.days, said.coming))
        return Said(past, future)

    def _named_month(self, found: _Groups) -> Said:
        return self._month(found["month"], found["year"])

    def _named_year(self, found: _Groups) -> Said:
        return Said(year_of(int(found["year"])))

    def _part_of_year(self, found: _Groups) -> Said | None:
        digits = re.sub(r"\D", "", found["rank"])
        number, months = int(digits) if digits else ORDINALS.get(found["rank"], 4), 6 if found["half"] else 3
        if not 1 <= number <= 12 // months:
            return None
        first = date(int(found["year"] or self.today.year), months * (number - 1) + 1, 1)
        return Said((first, shift_month(first, months) - timedelta(days=1)))

    def _coming(self, _found: _Groups) -> Said:
        return Said((self.today, None))

    def _beside(self, found: _Groups) -> Said:
        return Said((None, None), relative=1 if re.fullmatch(NEXT, found["how"]) else -1)

    def _today(self, _found: _Groups) -> Said:
        return Said((self.today, self.today))


def _edge_of(which: str, days: Days) -> Days:
    """Return the first ten days of a month or more, the last ten, or those in its middle."""
    first, last = days
    if first is None or last is None:
        return days
    if which == "fin":
        return last - timedelta(days=10), last
    begins = first if which == "debut" else first + timedelta(days=9)
    return begins, begins + timedelta(days=9 if which == "debut" else 10)


def _length(found: _Groups) -> tuple[int, int]:
    """Return a length of time in days and hours."""
    count, unit = number_of(found["count"]), UNITS.get(found["unit"], 1)
    return (count * unit, 0) if unit else divmod(count, 24)


def _months_back(day: date, months: int) -> date:
    first = shift_month(day, -months)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1])) + timedelta(days=1)


@lru_cache(maxsize=256)  # One message is asked for its times, and for what is left without them.
def times_in(text: str, today: date) -> tuple[tuple[int, int, Said | Age], ...]:
    """Return the times said in a visible ``text`` with their places, in its order; of those that overlap, the longest."""
    tokens, others = numbered(cut(text)), [one for one in references(text) if one.kind]
    said, calendar = times_words(tokens), SpokenTimes(today)
    found = [
        (tokens[start].start, tokens[end - 1].end, value)
        for start in range(len(tokens))
        for end, value in calendar.spot(said, start)
    ]
    kept: list[tuple[int, int, Said | Age]] = []
    for start, end, value in sorted(found, key=lambda one: (one[0] - one[1], one[0])):
        taken = (*((first, last) for first, last, _ in kept), *((one.start, one.end) for one in others))
        if all(end <= first or last <= start for first, last in taken):
            kept.append((start, end, value))
    return tuple(sorted(kept, key=lambda one: one[0]))


def _with_month(day: str, last: str) -> str:
    """Return the first day of a stretch with the month that is said of the last one: «du 3 au 5 mai»."""
    if not re.fullmatch(r"1er|\d{1,2}", day) or re.fullmatch(r"1er|\d{1,2}", last):
        return day
    tail = re.search(rf"{MONTH}(?: 20\d\d)?|(?<=\d)[/.]\d.*", last)
    if not tail:
        return day
    return f"{day}{tail[0]}" if tail[0][0] in "/." else f"{day} {tail[0]}"
