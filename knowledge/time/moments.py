"""French dates and hours as people type them («demain 14h», «le 30/01 à 16h», «cet aprem»), and as a list shows them.

Places are found by patterns over the evened text, so that a span is one of the text typed; each pattern is bounded,
and a text is read in time proportional to its length.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from knowledge.french import NBSP, PARIS, counted
from knowledge.time.points import MONTH, NAMED, PARTS, SHORT, WEEKDAY, Clock, any_of, clocks
from knowledge.understanding.words import evened, letters, number_of


class Bound(StrEnum):
    """How what is said relates to the moment: at it, before it, after it, since it."""

    AT = "at"
    BEFORE = "before"  # «avant le 31», «d'ici vendredi», «jusqu'à 17h»
    AFTER = "after"  # «après 14h»
    SINCE = "since"  # «depuis lundi»


@dataclass(frozen=True, slots=True)
class SaidMoment:
    """A date, an hour or both, said from ``start`` to ``end`` of the text.

    ``day``: None where only an hour is said; ``hour``: None where only a day is. Both are those of Paris. ``part``:
    «matin», «midi», «apres-midi», «soir» or "". ``distant``: said as a distance from now («dans 2 heures»).
    """

    start: int
    end: int
    day: date | None
    hour: time | None = None
    part: str = ""
    bound: Bound = Bound.AT
    distant: bool = False

    @property
    def instant(self) -> datetime | None:
        """Return the moment in Paris time where both its day and its hour are said, else None."""
        if self.day is None or self.hour is None:
            return None
        return datetime.combine(self.day, self.hour, PARIS)


_MONTH_NAME = rf"(?:{any_of(MONTH)})\b\.?"
_YEAR = r"(?:\s?,?\s(20\d\d)\b)?"
_PART = rf"(?:\s?,?\s?(?:(?:dans|en|au|le|l'|du|de|debut|fin|debut d'|fin d'|milieu|courant|plutot|tot)\s?){{0,4}}\b({any_of(PARTS)})\b)?"
_DAY = re.compile(
    rf"""
    (?<![\w@/])(?:
      (?P<named>{any_of(NAMED)})\b
    | dans\s(?P<count>\d{{1,2}}|{letters(1, 99)})\s?(?P<unit>jours?|jrs?|j|semaines?|sem)\b
    | (?:ce|cet|cette)\s(?P<today>{any_of(PARTS)})\b
    | (?P<week>{any_of(WEEKDAY)})\b\.?
      (?:\s(?P<shift>prochaine?|prochains?|proch|pro|dernier|passe|suivant|qui\svient|en\s(?:huit|8)|en\s(?:quinze|15)
          |de\sla\ssemaine\s(?:prochaine|pro|suivante))\b)?
      (?:\s(?:le\s)?(?P<wday>1er|[0-3]?\d)(?![\w°€%:,.]?\d)(?!\s?(?:h\b|h\d|heures?\b|:|€|euros?\b|%))
        (?:\s(?P<wmonth>{_MONTH_NAME}){_YEAR.replace("(20", "(?P<wyear>20")}|\s?/\s?(?P<wnum>[01]?\d)\b(?:/(?P<wnumyear>(?:20)?\d\d)\b)?|\b(?!\s?[/-]\s?\d)))?
    | (?:(?:le|du|au)\s)?(?P<num>[0-3]?\d)(?P<sep>[/.-])(?P<nummonth>[01]?\d)(?:(?P=sep)(?P<numyear>(?:20)?\d\d))?(?![\w%€/]|[.,:-]\d|\s?(?:h\b|h\d|€|euros?\b))
    | (?:(?:le|du|au)\s)?(?P<day>1er|[0-3]?\d)\s?(?P<month>{_MONTH_NAME}){_YEAR.replace("(20", "(?P<year>20")}
    | (?:le|du|au)\s(?P<bare>1er|[0-3]?\d)\b(?![\w°€%:.,/-]?\d)(?!\s(?:\d\d){{0,1}}\d{{3}}\b)(?!\s?(?:h\b|heures?\b|:\d|€|euros?\b|%|eleves?\b|-))
    )
    (?P<part>{_PART.replace("(" + any_of(PARTS) + ")", "(?P<partname>" + any_of(PARTS) + ")")})
    """,
    re.VERBOSE,
)
_FOLLOWED = re.compile(r"\.?\s?(?:(?:a\s|vers\s)?\d|(?:matin|aprem|apres[- ]midi|midi|soir)\b)")
_BEFORE = re.compile(
    r"(?:\b(?P<before>avant|av|d'ici|dici|ici|jusqu'a|jusqu'au|jusqua|jusqu'en|jusque|au plus tard|maxi?|deadline|echeance"
    r"|date limite|pour)|\b(?P<after>apres|ap|des|a partir d[eu']|a compter d[eu'])"
    r"|\b(?P<since>depuis|dps|depui|dep|il y a))"
    r"\s?(?:le |la |les |l'|au |a |du |de |vers |environ |\()*$"
)
# «pour» says a day to meet, and «dès» an hour to begin: neither bounds.
_NO_BOUND = ("pour", "des", "a partir d")
_REACH = 32  # Characters looked at before a moment.
_LINK = re.compile(r"[\s,(:;-]*(?:(?:a|vers|pour|sur|le|de|d'|entre|des|a partir de|avant|apres|jusqu'a|si possible|plutot|par exemple|genre|disons|vers les|est|rdv|,)[\s,]+)*")  # fmt: skip
_LONGEST_LINK = 28
_WITHIN = re.compile(r"\b(avant(?![- ]hier)|jusqu'a|apres(?![- ]?(?:midi|demain|dem)))\b")
_SENTENCE_END = re.compile(r"[.!?\n](?:\s|$)")
_LOOSE = 48  # Characters between a day and an hour said later in the same sentence.


_JUST_PAST = timedelta(days=60)  # A day of the last weeks is rather a mistake, which is told.


def to_come(day: date, today: date) -> date:
    """Return a day said without its year as one that is not long past: what is planned «le 10 septembre» is not last year's."""
    if day >= today - _JUST_PAST:
        return day
    return day.replace(year=day.year + 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def moments(text: str, now: datetime) -> tuple[SaidMoment, ...]:
    """Return the dates and hours said in ``text``, in its order; ``now`` is aware.

    A day without a year is the nearest; a weekday alone is the next one, never today.
    """
    plain = evened(text)
    today = now.astimezone(PARIS).date()
    days = list(_days(plain, today))
    hours = list(clocks(_without(plain, days)))
    return tuple(_bounded(plain, one, now) for one in _joined(plain, days, hours, now))


_BESIDE = frozenset(
    ["le", "la", "a", "vers", "pour", "plutot", "disons", "ok", "oui", "merci", "svp", "va", "ce", "sera", "donc"]
)


_STRETCH = re.compile(rf"\b(?P<count>\d{{1,2}}|{letters(1, 30)}|une?)\s?(?P<unit>jours?|jrs?|j|semaines?|sem|mois)\b")
_DAYS_OF = {"j": 1, "s": 7, "m": 30}


_SAID_HOUR = re.compile(r"\b\d{1,2}\s?h(?:eures?\b|\s?\d\d\b)?|\bmidi\b", re.IGNORECASE)


def with_moment(text: str, said: str, now: datetime) -> str:
    """Return ``text`` with the one moment that ``said`` gives in the place of its own; "" where either has none or several.

    Where ``said`` gives an hour alone, the day that ``text`` says stays.
    """
    there, here = moments(text, now), moments(said, now)
    if len(there) != 1 or len(here) != 1:
        return ""
    start, end = there[0].start, there[0].end
    if here[0].day is None:
        hour = _SAID_HOUR.search(text, start, end)
        start, end = hour.span() if hour else (start, end)
    return f"{text[:start]}{said[here[0].start : here[0].end]}{text[end:]}"


def the_day_in(text: str, now: datetime) -> date | None:
    """Return the one day that ``text`` says, or at which the time that it gives ends («8 jours»); None for none or several."""
    days = {one.day for one in moments(text, now) if one.day}
    stretch = _STRETCH.search(evened(text)) if not days else None
    if stretch:
        count = 1 if stretch["count"] in ("un", "une") else number_of(stretch["count"])
        return now.astimezone(PARIS).date() + timedelta(days=count * _DAYS_OF[stretch["unit"][0]])
    return days.pop() if len(days) == 1 else None


def is_moment(text: str, now: datetime) -> bool:
    """Tell whether ``text`` is one date or hour and nothing more: «jeudi 1er février à 14 h 30», «plutôt demain 9h»; ``now`` is aware."""
    found = moments(text, now)
    if len(found) != 1 or "?" in text:
        return False
    plain = evened(text)
    return set(re.findall(r"\w+", plain[: found[0].start] + " " + plain[found[0].end :])) <= _BESIDE


def _without(plain: str, days: Iterable[SaidMoment]) -> str:
    """Return ``plain`` with the days blanked: the 7 of «mercredi 7 à 16h» begins no span of hours."""
    for day in days:
        plain = f"{plain[: day.start]}{chr(0) * (day.end - day.start)}{plain[day.end :]}"
    return plain


def _days(plain: str, today: date) -> Iterator[SaidMoment]:
    for found in _DAY.finditer(plain):
        day = _day(found, plain, today)
        if day is not None:
            part = PARTS.get(found["partname"] or found["today"] or "", "")
            yield SaidMoment(found.start(), found.end(), day, part=part)


def _day(found: re.Match[str], plain: str, today: date) -> date | None:
    """Return the day meant, None when the words are no day after all."""
    if found["named"]:
        short = found["named"] in SHORT and not _FOLLOWED.match(plain, found.end("named"))
        return None if short else today + timedelta(NAMED[found["named"]])
    if found["count"]:
        return today + timedelta(number_of(found["count"]) * (7 if found["unit"].startswith("s") else 1))
    if found["today"]:
        return today
    if found["week"]:
        return _weekday(found, plain, today)
    if found["num"]:
        lone = len(found["num"]) + len(found["nummonth"]) < 4 and not found["numyear"]
        introduced = re.search(
            r"\b(?:le|du|au|pour|et|ou)\s$", plain[max(0, found.start("num") - 6) : found.start("num")]
        )
        if (lone or found["sep"] != "/") and not introduced and not found["numyear"]:
            return None  # «2/3 des élèves», «1.5»
        return nearest(int(found["num"]), int(found["nummonth"]), found["numyear"], today)
    if found["day"]:
        return nearest(_number(found["day"]), MONTH[found["month"].rstrip(".")], found["year"], today)
    return _of_month(_number(found["bare"]), today)


def _weekday(found: re.Match[str], plain: str, today: date) -> date | None:
    name = found["week"]
    weekday = WEEKDAY[name]
    if found["wday"]:
        number = _number(found["wday"])
        month, year = found["wmonth"], found["wyear"]
        if found["wnum"]:
            return nearest(number, int(found["wnum"]), found["wnumyear"], today)
        if month:
            return nearest(number, MONTH[month.rstrip(".")], year, today)
        return _of_month(number, today, weekday)
    if name in SHORT and not _FOLLOWED.match(plain, found.end("week")):
        return None
    ahead = (weekday - today.weekday()) % 7 or 7
    shift = found["shift"] or ""
    if shift in ("dernier", "passe"):
        return today - timedelta((today.weekday() - weekday) % 7 or 7)
    if shift.startswith("de la semaine"):
        return today + timedelta(7 - today.weekday() + weekday)
    if shift.startswith("en "):
        return today + timedelta(ahead + (7 if shift[3:] in ("huit", "8") else 14))
    if shift.startswith("pro") and ahead == 1:
        ahead += 7  # Tomorrow is «demain», so «vendredi prochain» said on a Thursday is not it.
    return today + timedelta(ahead)


def _number(text: str) -> int:
    return 1 if text == "1er" else int(text)


def nearest(day: int, month: int, year: str | None, today: date) -> date | None:
    """Return the date of ``day`` and ``month``, of the ``year`` said («24» is 2024), else the nearest to ``today``."""
    years = (int(year) % 100 + 2000,) if year else (today.year - 1, today.year, today.year + 1)
    found = [made for one in years if (made := _date(one, month, day))]
    return min(found, key=lambda made: abs((made - today).days), default=None)


def _of_month(day: int, today: date, weekday: int | None = None) -> date | None:
    """Return the next day of that number, today included; one of the ``weekday`` said, within three months."""
    for ahead in range(4):
        month = today.month - 1 + ahead
        made = _date(today.year + month // 12, month % 12 + 1, day)
        if made and made >= today and weekday in (None, made.weekday()):
            return made
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _joined(plain: str, days: list[SaidMoment], hours: list[Clock], now: datetime) -> Iterator[SaidMoment]:
    """Yield days with the hour said beside them, days alone and hours alone, in order."""
    free = list(hours)
    made: list[SaidMoment] = []
    for at, day in enumerate(days):
        after = days[at + 1].start if at + 1 < len(days) else len(plain)
        hour = _beside(plain, day, free, after)
        if hour is None:
            made.append(replace(day, hour=time(12)) if day.part == "midi" else day)
            continue
        free.remove(hour)
        start, end = min(day.start, hour.start), max(day.end, hour.end)
        part = day.part or hour.part
        made.append(replace(day, start=start, end=end, hour=hour.of(part), part=part))
    for hour in free:
        if hour.distance is not None:
            moment = (now + hour.distance).astimezone(PARIS)
            made.append(
                SaidMoment(
                    hour.start, hour.end, moment.date(), moment.time().replace(second=0, microsecond=0), distant=True
                )
            )
            continue
        made.append(SaidMoment(hour.start, hour.end, None, hour.of(hour.part), hour.part))
    yield from sorted(made, key=lambda one: one.start)


def _beside(plain: str, day: SaidMoment, hours: list[Clock], next_day: int) -> Clock | None:
    """Return the hour that goes with ``day``: right after it, right before it, or later in its sentence."""
    near = [one for one in hours if one.distance is None]
    for one in near:
        gap = one.start - day.end
        if 0 <= gap <= _LONGEST_LINK and _LINK.fullmatch(plain, day.end, one.start):
            return one
    for one in near:
        gap = day.start - one.end
        if 0 <= gap <= 8 and re.fullmatch(r"[\s,]*(?:le |ce |de |pour )?", plain[one.end : day.start]):
            return one
    for one in near:
        gap = one.start - day.end
        if 0 <= gap <= _LOOSE and one.end <= next_day and not _SENTENCE_END.search(plain, day.end, one.start):
            return one
    return None


def _bounded(plain: str, moment: SaidMoment, now: datetime) -> SaidMoment:
    found = _BEFORE.search(plain[max(0, moment.start - _REACH) : moment.start])
    inner = _WITHIN.search(plain, moment.start, moment.end)  # «demain avant 16h»
    said = found or inner
    if not said:
        return moment
    head = said[0]
    if head.startswith(_NO_BOUND):
        return moment
    if found and found["since"]:
        day = moment.day
        if day and day > now.astimezone(PARIS).date() and not moment.distant:
            day -= timedelta(7)  # «depuis lundi»: the last one.
        return replace(moment, bound=Bound.SINCE, day=day)
    before = found["before"] if found else not head.startswith("ap")
    return replace(moment, bound=Bound.BEFORE if before else Bound.AFTER)


# --- Moments in a list: «hier 14 h», «jeu. 25 janv. 9 h 30», «depuis 3 jours»; Paris time.

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_NAMED = {0: "aujourd’hui", -1: "hier", 1: "demain"}
_JUST_NOW = timedelta(minutes=1)
_ONE_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def brief_day(day: date, today: date) -> str:
    """Return «aujourd’hui», «hier», «demain», «jeu. 25 janv.»; with the year, not the weekday, where it is another year."""
    named = _NAMED.get((day - today).days)
    if named:
        return named
    number = "1er" if day.day == 1 else str(day.day)
    month = _MONTHS[day.month - 1]
    if day.year != today.year:
        return f"{number}{NBSP}{month}{NBSP}{day.year}"
    return f"{_DAYS[day.weekday()]}{NBSP}{number}{NBSP}{month}"


def brief_hour(moment: datetime) -> str:
    """Return «9 h», «14 h 05» of an aware ``moment``."""
    local = moment.astimezone(PARIS)
    minutes = f"{NBSP}{local.minute:02}" if local.minute else ""
    return f"{local.hour}{NBSP}h{minutes}"


def brief(moment: datetime, now: datetime) -> str:
    """Return «hier 14 h», «jeu. 25 janv. 9 h 30»: both moments are aware. Of another year, the day alone."""
    local, today = moment.astimezone(PARIS).date(), now.astimezone(PARIS).date()
    day = brief_day(local, today)
    return day if local.year != today.year else f"{day}{NBSP}{brief_hour(moment)}"


def age(since: datetime, now: datetime) -> str:
    """Return «à l’instant», «depuis 20 min», «depuis 3 h», then in days of the calendar: «depuis hier», «depuis 3 jours»."""
    passed = now - since
    if passed < _JUST_NOW:
        return "à l’instant"
    if passed < _HOUR:
        return f"depuis {int(passed / _JUST_NOW)}{NBSP}min"
    days = (now.astimezone(PARIS).date() - since.astimezone(PARIS).date()).days
    if days == 0 or passed < _ONE_DAY / 2:
        return f"depuis {int(passed / _HOUR)}{NBSP}h"
    return "depuis hier" if days == 1 else f"depuis {counted(days, 'jour')}"


def axis_names(days: Sequence[date]) -> list[str]:
    """Return days as they stand under the columns of a chart: «8 janv.»; months, where each is the first of one: «janv. 24»."""
    if all(day.day == 1 for day in days):
        return [f"{_MONTHS[day.month - 1]} {day.year % 100:02}" for day in days]
    return [f"{day.day}{'er' if day.day == 1 else ''} {_MONTHS[day.month - 1]}" for day in days]
