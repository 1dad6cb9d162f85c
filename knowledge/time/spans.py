"""Times as people say them, read once for everybody: «depuis lundi», «la semaine 3», «plus de 2 h», «jeudi aprèm vers 15h».

The grammar is the table ``_ROWS``: a pattern over the flat text, and the function that gives its value. Where two rows
read the same words the longer one wins. Days and hours for a meeting come from :mod:`knowledge.time.moments`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, lru_cache

from knowledge.french import PARIS
from knowledge.time.moments import Bound, moments
from knowledge.time.points import (
    COUNT,
    DAY_NAME,
    MONTH_NAME,
    NEXT,
    NUMBER,
    PART,
    PAST,
    POINT,
    STRETCH,
    UNIT,
    YEAR,
    Calendar,
    Days,
    count_of,
    month_of,
    school_year_start,
    shift_month,
    week_of,
    year_of,
)  # fmt: skip
from knowledge.time.words import FEASTS, MONTH, WEEKDAY, any_of
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.references import references


class SpanKind(StrEnum):
    """What a span says."""

    DAY = "day"
    PERIOD = "period"  # Several days, or from a day on, or up to one.
    HOUR = "hour"  # An hour, of a day or of none.
    OLDER = "older"  # «depuis plus de 3 jours»: at least so long ago.
    NEWER = "newer"  # «moins de 2 heures»
    BESIDE = "beside"  # «la précédente», «d'après»: beside what the last question gave.


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A time said from ``start`` to ``end`` of the text.

    ``past``, ``coming``: first and last day, None where open, as meant of what was and of what will be; «lundi» is the
    last one and the next. ``hour``, ``part``: of a day («matin», «apres-midi»…), "" when not said. ``length``: how
    long, of OLDER and NEWER. ``relative``: -1 or 1 where a previous question may give the stretch that is meant.
    """

    start: int
    end: int
    kind: SpanKind
    past: Days = (None, None)
    coming: Days = (None, None)
    bound: Bound = Bound.AT
    hour: time | None = None
    part: str = ""
    length: timedelta | None = None
    relative: int = 0


_BARE = rf"(?:{NUMBER})"
_SINCE = r"(?:depuis|depui|dep|dps|since)"
_FROM = r"(?:a partir|a compter|en partant)(?: de| du| d)?"
_UNTIL = r"(?:d ici a|d ici au|d ici|dici|jusqu a|jusqu au|jusque|jusqua|jusqu en|au plus tard|maxi?)"
_THE = r"(?:le |la |l |les |au |a |du |de |de la |d )*"
_OLDER = (
    r"(?:depuis |dep |dps |il y a |d il y a |a |ont |date de |datent de |datant de |agee?s? de )*"
    r"(?:(?:plus vieux|plus vieilles?|plus anciennes?|vieux|vieilles?|anciennes?|traine\w*|dor\w+) (?:que |de |d )?)?"
    r"(?:(?:plus|\+|au dela|davantage) ?(?:de |d |que )?|> ?|>= ?|≥ ?)"
)

_Value = TimeSpan | None


class _Match:
    """The groups of a match by name, "" where one is missing; a name may be given again with «_» behind."""

    def __init__(self, found: re.Match[str]) -> None:
        self._named = found.groupdict()
        self.text = found[0]

    def __getitem__(self, name: str) -> str:
        found = (self._named.get(key) for key in (name, f"{name}_", f"{name}__"))
        return next((text for text in found if text is not None), "")


def _length(count: str, unit: str) -> timedelta:
    """Return a length of time; a month counts 30 days, a year 365."""
    number = count_of(count.strip())
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


def _span(past: Days, coming: Days | None = None, bound: Bound = Bound.AT, relative: int = 0) -> TimeSpan:
    both = coming if coming is not None else past
    single = past[0] == past[1] is not None and bound is Bound.AT
    return TimeSpan(0, 0, SpanKind.DAY if single else SpanKind.PERIOD, past, both, bound, relative=relative)


def _since(day: date | None, calendar: Calendar) -> _Value:
    # «depuis demain» is no time: the words are left over.
    return _span((day, calendar.today), bound=Bound.SINCE) if day and day <= calendar.today else None


def _point(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _span(*read) if read else None


def _since_point(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _since(read[0][0], calendar) if read else None


def _from_point(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None:
        return None
    begins = read[0][0]
    ends = calendar.today if begins is None or begins <= calendar.today else None
    return _span((begins, ends), (read[1][0], None), Bound.SINCE)


def _since_month(found: _Match, calendar: Calendar) -> _Value:
    return _since(calendar.month(found["month"], found["year"])[0][0], calendar)


def _since_begin(found: _Match, calendar: Calendar) -> _Value:
    what = found["what"]
    if "rentree" in what:
        return _since(school_year_start(calendar.today), calendar)
    stretch = calendar.stretch("sem" if "sem" in what else "mois" if "mois" in what else "an", 0)
    return _since(stretch[0] if stretch else None, calendar)


def _since_year(found: _Match, calendar: Calendar) -> _Value:
    return _since(date(year_of(found["year"]), 1, 1), calendar)


def _since_last(found: _Match, calendar: Calendar) -> _Value:
    stretch = calendar.stretch(found["unit"], -1)
    return _since(stretch[0] if stretch else None, calendar)


def _until(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None:
        return None
    past, coming = read[0][1], read[1][1]
    ahead = calendar.today if coming and coming >= calendar.today else None
    return _span((None, past), (ahead, coming), Bound.BEFORE)


def _before(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None:
        return None
    one = timedelta(days=1)
    past, coming = read[0][0], read[1][0]
    return _span((None, past - one if past else None), (calendar.today, coming - one if coming else None), Bound.BEFORE)


def _after(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    if read is None or read[0][1] is None or read[1][1] is None:
        return None
    one = timedelta(days=1)
    return _span((read[0][1] + one, calendar.today), (read[1][1] + one, None), Bound.AFTER)


def _between(found: _Match, calendar: Calendar) -> _Value:
    first, last = found["first"], found["last"]
    if re.fullmatch(NUMBER, first):  # «du 8 au 12 janvier»
        tail = re.search(rf" (?P<month>{MONTH_NAME})(?: {YEAR})?$|(?<=\d)[/.]\d.*$", last)
        first += tail[0] if tail else ""
    start, end = calendar.point(first), calendar.point(last)
    if start is None or end is None:
        return None
    past, coming = (start[0][0], end[0][1]), (start[1][0], end[1][1])
    if past[0] and past[1] and past[0] > past[1]:
        past = (past[0], coming[1])
    if past[0] and past[1] and past[0] > past[1]:
        past = (past[1], past[0])  # «de hier à avant-hier».
    if coming[0] and coming[1] and coming[0] > coming[1]:
        coming = past
    return _span(past, coming)


def _both(found: _Match, calendar: Calendar) -> _Value:
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


def _months(found: _Match, calendar: Calendar) -> _Value:
    end = calendar.month(found["last"], found["year"])[0][1]
    first = MONTH[found["first"].rstrip(".")]
    return _span((date(end.year - (first > end.month), first, 1), end)) if end else None


def _last(found: _Match, calendar: Calendar) -> _Value:
    today, length = calendar.today, _length(found["count"], found["unit"])
    if length < timedelta(days=1) or found["unit"].startswith("h"):
        return TimeSpan(0, 0, SpanKind.NEWER, length=length)
    if found["unit"].startswith("m"):
        first = shift_month(today, -count_of(found["count"]))
        start = first.replace(day=min(today.day, monthrange(first.year, first.month)[1])) + timedelta(days=1)
        return _span((start, today))
    return _span((today - length + timedelta(days=1), today))


def _coming_days(found: _Match, calendar: Calendar) -> _Value:
    return _span((calendar.today, calendar.today + _length(found["count"], found["unit"])))


def _older(found: _Match, _calendar: Calendar) -> _Value:
    return TimeSpan(0, 0, SpanKind.OLDER, length=_length(found["count"], found["unit"]))


def _newer(found: _Match, _calendar: Calendar) -> _Value:
    return TimeSpan(0, 0, SpanKind.NEWER, length=_length(found["count"], found["unit"]))


def _shifted(shift: int) -> Callable[[_Match, Calendar], _Value]:
    def read(found: _Match, calendar: Calendar) -> _Value:
        stretch = calendar.stretch(found["unit"], shift)
        how = found["how"]
        beside = shift if how.startswith(("d a", "prec", "suiv")) else 0
        return _span(stretch, relative=beside) if stretch else None

    return read


def _week_at(found: _Match, calendar: Calendar) -> _Value:
    read = calendar.point(found["point"])
    return _span(week_of(read[0][0]), week_of(read[1][0])) if read and read[0][0] and read[1][0] else None


def _week_of_month(found: _Match, calendar: Calendar) -> _Value:
    past, coming = calendar.month(found["month"], found["year"])
    rank = 0 if found["rank"].startswith(("1", "pre")) else int(re.sub(r"\D", "", found["rank"]) or 2) - 1
    far = timedelta(days=7 * rank)
    return _span(week_of(past[0] + far), week_of(coming[0] + far)) if past[0] and coming[0] else None


def _week_number(found: _Match, calendar: Calendar) -> _Value:
    number, this, year = int(found["week"]), calendar.today.isocalendar().week, calendar.today.year
    if not 1 <= number <= 53:
        return None
    past = date.fromisocalendar(year - (number > this), min(number, 52), 1)
    coming = date.fromisocalendar(year + (number < this), min(number, 52), 1)
    return _span(week_of(past), week_of(coming))


def _month(found: _Match, calendar: Calendar) -> _Value:
    return _span(*calendar.month(found["month"], found["year"]))


def _month_digits(found: _Match, _calendar: Calendar) -> _Value:
    return _span(month_of(date(year_of(found["year"]), int(found["month"]), 1)))


def _whole_year(found: _Match, _calendar: Calendar) -> _Value:
    year = year_of(found["year"])
    return _span((date(year, 1, 1), date(year, 12, 31)))


def _quarter(found: _Match, calendar: Calendar) -> _Value:
    year = year_of(found["year"]) if found["year"] else calendar.today.year
    rank = found["rank"]
    digits = re.sub(r"\D", "", rank)
    number = int(digits) if digits else {"p": 1, "d": 2, "s": 2, "t": 3, "q": 4}[rank[0]]
    if rank.startswith("dern"):
        number = 4
    months = 3 if "trim" in found.text or found.text.lstrip().startswith("t") else 6
    first = date(year, months * (number - 1) + 1, 1) if months * (number - 1) < 12 else None
    return _span((first, shift_month(first, months) - timedelta(days=1))) if first else None


def _ahead(_found: _Match, calendar: Calendar) -> _Value:
    return _span((calendar.today, None), bound=Bound.SINCE)


def _today(_found: _Match, calendar: Calendar) -> _Value:
    return _span((calendar.today, calendar.today))


def _beside(found: _Match, _calendar: Calendar) -> _Value:
    return TimeSpan(0, 0, SpanKind.BESIDE, relative=1 if re.fullmatch(NEXT, found["how"]) else -1)


_RANK = r"(?:premier|1er|1ere|deuxieme|2e|2eme|second|troisieme|3e|3eme|quatrieme|4e|4eme|dernier|[1-4])"
# Pattern (over the flat text) → value. A name that a row needs says, where it can, by its group what it stands for.
_ROWS: tuple[tuple[str, Callable[[_Match, Calendar], _Value]], ...] = (
    (rf"(?P<point>{POINT})(?: (?:au |en |dans la )?(?:{PART}))?", _point),
    (rf"(?:le|du|au) (?!0[45]\b|84\b)(?P<point>{_BARE})(?! ?(?:h\b|heures?|eleves?|euros?|demandes?|%|€|{MONTH_NAME}|{UNIT}))", _point),
    (rf"{_SINCE} (?:le |la |l |ce )?(?P<point>{POINT})", _since_point),
    (rf"(?:{_SINCE}|since) le (?P<point>{_BARE})(?! {UNIT})", _since_point),
    (rf"{_FROM} (?:le |la )?(?P<point>{POINT}|{_BARE})|(?:≥|>=|>) ?(?P<point_>[0-3]?\d/[01]?\d(?:/\d+)?)", _from_point),
    (rf"(?:{_SINCE}|{_FROM}|des) (?:le mois de |le mois d |le mois |debut |le debut de |d )?(?P<month>{MONTH_NAME})(?: (?P<year>{YEAR})| dernier)?", _since_month),
    (rf"{_SINCE} (?:la |le |l )*(?P<what>rentree(?: scolaire| de (?:septembre|sept))?(?: dernier(?:e)?)?|(?:debut )?(?:de |du |de la |de l |d )*(?:mois|annee|an|semaine))(?! {PAST})", _since_begin),
    (rf"{_SINCE} (?:l annee )?(?P<year>{YEAR})", _since_year),
    (rf"{_SINCE} (?:la |le |l )?(?P<unit>{STRETCH}) {PAST}", _since_last),
    (rf"{_UNTIL} (?:{_THE})?(?P<point>{POINT}|{_BARE})(?! ?{UNIT}\b)|≤ ?(?P<point_>{POINT})", _until),
    (rf"(?:avant|avt|av)(?! hier) (?:le )?(?P<point>{POINT}|{_BARE})(?! ?(?:{UNIT}\b|h\d))|< ?(?P<point_>[0-3]?\d/[01]?\d(?:/\d+)?)", _before),
    (rf"(?:apres|posterieure?s? a|au dela du) (?:le )?(?P<point>{POINT})", _after),
    (rf"(?:(?:du|entre|de|d) (?:le )?(?P<first>{POINT}) (?:au|a|et|jusqu au) (?:le )?(?P<last>{POINT})|(?:le )?(?P<first_>{POINT}) ?(?:au|jusqu au|-|→) ?(?:le )?(?P<last_>{POINT}))", _between),
    (rf"(?:du|entre|de|d|entre le|le)? ?(?P<first>{NUMBER}) ?(?:au|et|jusqu au|et le|ou le|→|a) ?(?:le )?(?P<last>{POINT})", _between),
    (rf"(?:du|entre) (?:le )?(?P<first>{NUMBER}) (?:au|et|et le) (?:le )?(?P<last>{_BARE})", _between),
    (rf"(?P<first>{POINT})(?: soir| matin)? ?(?:et|ou|puis|,|\+|&) ?(?:le )?(?P<last>{POINT})", _both),
    (rf"(?:entre |de |d )?(?P<first>{MONTH_NAME}) (?:a|et|au mois de|jusqu a|jusqu en) (?P<last>{MONTH_NAME})(?: (?P<year>{YEAR}))?", _months),
    (rf"(?:(?:sur|dans|pendant|au cours|depuis) )?(?:(?:de|des|d) )?(?:ces|les|des) (?P<count>{COUNT}) (?:derniere?s?|dernier) (?P<unit>{UNIT})", _last),
    (rf"(?:(?:sur|dans|de|depuis|pour) )?(?:les |ces )?(?:derniere?s) (?P<count>{COUNT}) ?(?P<unit>{UNIT})", _last),
    (rf"(?:(?:dans|sur|pour|de) )?(?:les|ces|des)? ?(?:(?P<count>{COUNT}) prochaine?s?|prochaine?s (?P<count_>{COUNT})) (?P<unit>{UNIT})", _coming_days),
    (rf"{_OLDER}(?:un |une |d)?(?P<count>{COUNT}|) ?(?P<unit>{UNIT})", _older),
    (rf"(?:il y a |depuis |dep |dps )?(?P<count>{COUNT}) ?(?P<unit>{UNIT}) (?:et plus|et \+|ou plus|ou \+|au moins|minimum|mini|d anciennete)", _older),
    (rf"(?:{_SINCE}|il y a|d il y a|ca fait|voila) (?:au moins |bien |plus d )?(?P<count>{COUNT}) ?(?P<unit>{UNIT})", _older),
    (rf"(?:depuis |il y a |d il y a |dans les )?(?:moins (?:de |d )|< ?)(?P<count>{COUNT}) ?(?P<unit>{UNIT})", _newer),
    (rf"(?:(?:pour|de|sur|dans|pendant|a|d) )?(?:ce|cet|cette|this) (?P<unit>{STRETCH}|week)(?: ci| en cours)?|(?:le|la|l|du|de la|de l) (?P<unit_>{STRETCH}) (?:en cours|courante?|ci)|(?:dans|pour|de|sur) (?:la|le|l) (?P<unit__>semaine|mois|annee)(?! (?:{PAST}|{NEXT}|du|de|d|\d))", _shifted(0)),
    (rf"(?:(?:pour|de|sur|d|pendant|dans|a) )*(?:le |la |l |du |au )?(?P<unit>{STRETCH}) (?P<how>{PAST})|(?:last) (?P<unit_>month|week|year)", _shifted(-1)),
    (rf"(?:(?:pour|de|sur|d) )*(?:le |la |l |du |au )?(?:dernier|derniere) (?P<unit>semaine|mois|annee|an|trimestre)(?! {YEAR})", _shifted(-1)),
    (rf"(?:(?:pour|de|sur|d|pendant|dans) )*(?:le |la |l |du |au )?(?P<unit>{STRETCH})\.? (?P<how>{NEXT})|(?:next) (?P<unit_>month|week|year)", _shifted(1)),
    (rf"(?:(?:pour|de|sur|d|dans) )*(?:la )?(?:semaine|sem) (?:du|de|commencant le|qui commence le) (?P<point>{POINT}|{_BARE})", _week_at),
    (rf"(?:la )?(?P<rank>1ere|premiere|2eme|2e|deuxieme|3e|3eme|4e|4eme) (?:semaine|sem) (?:de|d) (?P<month>{MONTH_NAME})(?: (?P<year>{YEAR}))?", _week_of_month),
    (r"(?:(?:en|pour|de|sur) )?(?:la )?(?:semaine|sem\.?|s) ?(?:n ?°? ?|numero )?(?P<week>\d{1,2})", _week_number),
    (rf"(?:(?:en|de|d|du|pour|au|sur|le|courant|pendant|tout) )*(?:mois (?:de |d ))?(?P<month>{MONTH_NAME})(?: (?P<year>{YEAR}))?", _month),
    (r"(?P<month>0?[1-9]|1[0-2])/(?P<year>20\d\d|[23]\d)(?!/)", _month_digits),
    (rf"(?:(?:en|de|d|sur|pour|toute) )*(?:l )?(?:annee )?(?P<year>{YEAR})", _whole_year),
    (rf"(?:(?:au|du|le|sur|pour|de) )*(?P<rank>{_RANK}) (?:trimestre|trim|semestre)(?: (?:de )?(?P<year>{YEAR}))?", _quarter),
    (rf"(?:(?:au|du|en|sur|le) )*t ?(?P<rank>[1-4])(?: (?P<year>{YEAR}))?", _quarter),
    (r"(?:la |le |les )?(?:a venir|prochains jours|prochainement|prochaine?s?|upcoming|next)", _ahead),
    (rf"(?:celles?|celui|ceux|la|le) (?P<how>{PAST}|suivante?s?|d apres)|d avant|(?P<how_>d apres)", _beside),
    (r"(?:de |du |le )*(?:ce |du )jour|depuis ce matin", _today),
)  # fmt: skip


@cache  # At the first message that names a time: they take a tenth of the start, and most processes begin without.
def _patterns() -> Sequence[tuple[re.Pattern[str], Callable[[_Match, Calendar], _Value]]]:
    return [(re.compile(rf"(?<![\w/.,-])(?:{pattern})(?![\w/]|[.,]\d)"), read) for pattern, read in _ROWS]


_FLAT = str.maketrans({"'": " ", "\n": " ", "«": " ", "»": " "})
_HYPHEN = re.compile(r"(?<=[a-z])-(?=[a-z])")


_CUES = re.compile(
    rf"\d|{any_of(WEEKDAY)}|{MONTH_NAME}|{DAY_NAME}|jour|semaine|\bsem\b|mois|\bmoi\b|annee|\ban\b|heure|minute|trimestre|week|matin"
    rf"|aprem|midi|soir|prochain|dernier|precedent|suivant|avant|apres|rentree|venir|pro\b|quinzaine|mille|month|year|next"
    rf"|{any_of(FEASTS)}"
)


@lru_cache(maxsize=256)  # Several readers ask for the times of one message.
def spans(text: str, now: datetime) -> tuple[TimeSpan, ...]:
    """Return the times said in ``text``, in its order; ``now`` is aware. Hours are joined to the day they go with."""
    if not _CUES.search(evened(text)):
        return ()
    flat = evened(text).translate(_FLAT)
    for reference in references(text):
        if reference.kind:  # The year of «DA-2024-0012» is none.
            blank = chr(0) * (reference.end - reference.start)
            flat = f"{flat[: reference.start]}{blank}{flat[reference.end :]}"
    flat = _HYPHEN.sub(" ", flat)
    calendar = Calendar(now.astimezone(PARIS).date())
    found = sorted(_matches(flat, calendar), key=lambda one: (one.start - one.end, one.start))
    kept: list[TimeSpan] = []
    for one in found:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    for moment in moments(text, now):
        if moment.hour is None:
            continue
        at = next((place for place, one in enumerate(kept) if one.start < moment.end and moment.start < one.end), None)
        if at is None:
            days = (moment.day, moment.day)
            kept.append(
                TimeSpan(moment.start, moment.end, SpanKind.HOUR, days, days, moment.bound, moment.hour, moment.part)
            )
        else:
            one = kept[at]
            start, end = min(one.start, moment.start), max(one.end, moment.end)
            kept[at] = replace(one, start=start, end=end, hour=moment.hour, part=moment.part)
    return tuple(sorted(kept, key=lambda one: one.start))


def _matches(flat: str, calendar: Calendar) -> Iterator[TimeSpan]:
    for pattern, read in _patterns():
        for found in pattern.finditer(flat):
            value = read(_Match(found), calendar)
            if value is not None and found.end() > found.start():
                yield replace(value, start=found.start(), end=found.end())
