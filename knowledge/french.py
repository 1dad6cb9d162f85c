"""French as an administration prints it (dates, amounts, no-break spaces), short names, and errors of the domain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NBSP = "\u00a0"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


def long_date(day: date) -> str:
    """Return «lundi 5 février 2024» (the first of a month is «1er»)."""
    return f"{WEEKDAYS[day.weekday()]} {bare_date(day)}"


def bare_date(day: date) -> str:
    """Return «5 février 2024»."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MONTHS[day.month - 1]} {day.year}"


def days_said(first: date, last: date | None) -> str:
    """Return «le lundi 5 février 2024», «du lundi 5 au vendredi 9 février 2024», «à partir du lundi 5 février 2024»."""
    if last is None:
        return f"à partir du {long_date(first)}"
    if first == last:
        return f"le {long_date(first)}"
    begins = long_date(first)
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
        if first.month == last.month:
            begins = begins.removesuffix(f" {_MONTHS[first.month - 1]}")
    return f"du {begins} au {long_date(last)}"


def days_between(first: date, last: date) -> str:
    """Return «du 22 au 26 juin 2026», «du 28 mai au 2 juin 2026», with both years where they differ."""
    begins, ends = (bare_date(day) for day in (first, last))
    return f"du {_before(last, begins, first)} au {ends}"


def both_days(first: date, last: date) -> str:
    """Return «les lundi 22 et mardi 23 juin 2026», with both months or years where they differ."""
    return f"les {_before(last, long_date(first), first)} et {long_date(last)}"


def _before(last: date, begins: str, first: date) -> str:
    """Return ``begins``, which ends as the day ``first``, without the year and month that ``last`` says again."""
    if first.year == last.year:
        begins = begins.removesuffix(f" {first.year}")
        if first.month == last.month:
            begins = begins.removesuffix(f" {_MONTHS[first.month - 1]}")
    return begins


def instant(moment: datetime) -> str:
    """Return «jeudi 25 janvier 2024 à 10 h 05», Paris time, of an aware ``moment``."""
    local = moment.astimezone(PARIS)
    return f"{long_date(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02}"


def clock(at: time) -> str:
    """Return «minuit», «midi», «17 h», «17 h 30»."""
    if at.minute == 0 and at.hour in (0, 12):
        return "midi" if at.hour else "minuit"
    return f"{at.hour}{NBSP}h" + (f"{NBSP}{at.minute:02}" if at.minute else "")


def brief_day(moment: datetime, now: datetime) -> str:
    """Return «aujourd'hui», «demain», «le jeudi 25 janvier»; with the year where it is another."""
    return brief_instant(moment, now).rpartition(" à ")[0]


def brief_instant(moment: datetime, now: datetime) -> str:
    """Return «aujourd'hui à 10 h 05», «hier à 18 h», «le jeudi 25 janvier à 9 h»; with the year where it is another."""
    local, today = moment.astimezone(PARIS), now.astimezone(PARIS).date()
    hour = f"{local.hour}{NBSP}h" + (f"{NBSP}{local.minute:02}" if local.minute else "")
    near = {0: "aujourd’hui", -1: "hier", 1: "demain"}.get((local.date() - today).days)
    day = long_date(local.date())
    if local.year == today.year:
        day = day.removesuffix(f" {local.year}")
    return f"{near or 'le ' + day} à {hour}"


def number(value: int) -> str:
    """Return «1 800» with a no-break space between thousands."""
    return f"{value:,}".replace(",", NBSP)


def duration(minutes: float) -> str:
    """Return minutes as they are said: «45 min», «3 h 05»."""
    hours, left = divmod(round(minutes), 60)
    if not hours:
        return typeset(f"{left} min")
    return typeset(f"{number(hours)} h {left:02}" if left else f"{number(hours)} h")


def euros(value: int | Decimal) -> str:
    """Return «1 800 €», «42,50 €»."""
    whole, _, cents = f"{Decimal(value).normalize():f}".partition(".")
    return f"{number(int(whole))}{f',{cents:0<2}' if cents else ''}{NBSP}€"


def counted(count: int, singular: str, plural: str = "") -> str:
    """Return «1 jour», «2 jours»; zero is singular in French."""
    return f"{number(count)}{NBSP}{singular if abs(count) < 2 else plural or singular + 's'}"


def agreed(value: str, label: str) -> str:
    """Return what a large number counts, singular under two: («1», «séances») gives «séance», («0», «hors délai») itself."""
    return _PLURAL.sub("", label) if value in ("0", "1") else label


def sized(size: int) -> str:
    """Return a number of bytes as people say it: «120 Ko», «1,4 Mo»."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1_000))}{NBSP}Ko"
    return f"{size / 1_000_000:.1f}".replace(".", ",").removesuffix(",0") + f"{NBSP}Mo"


_YEARS = ("un an", "deux ans", "trois ans", "quatre ans", "cinq ans")


def period(days: int) -> str:
    """Return «un an», «deux ans» for whole years up to five, else «90 jours»."""
    years, rest = divmod(days, 365)
    return _YEARS[years - 1] if not rest and 0 < years <= len(_YEARS) else counted(days, "jour")


def capitalised(text: str) -> str:
    """Return ``text`` with its first letter as a capital, the rest as it is."""
    return text[:1].upper() + text[1:]


def listed(items: Sequence[str], last: str = "et") -> str:
    """Return «a, b et c»."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def quoted(text: str) -> str:
    """Return « text » with its no-break spaces."""
    return f"«{NBSP}{text}{NBSP}»"


_PLURAL = re.compile(r"(?<=[et])s\b")
_BEFORE = re.compile(r" ([:;?!»€%])")
_AFTER = re.compile(r"(«|[nN]°|§) ")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")


def typeset(text: str) -> str:
    """Return ``text`` as it is printed: no-break spaces where French wants them, ’ for apostrophes, … for dots."""
    spaced = _THOUSANDS.sub(NBSP, _AFTER.sub(rf"\1{NBSP}", _BEFORE.sub(rf"{NBSP}\1", text)))
    return spaced.replace("'", "’").replace("...", "…")


def shortened(text: str, longest: int) -> str:
    """Return ``text`` on one line, cut at a word with «…» when it is longer than ``longest`` characters."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    return f"{line[: longest - 1].rsplit(' ', 1)[0]}…"


# --- Names on a line of a list: «LP Paul Héraud, Gap», «D. Ferrand».

_QUALIFIED = r"(?: (?:polyvalent|régional|technologique|général|hôtelier|et|d['’]altitude -))+"
# What a school is, in the letters that everybody there says; what its name was before is left out.
_SCHOOLS = (
    (re.compile(r"\s*\([^)]*\)"), ""),
    (re.compile(r"^[ÉE]tablissement régional d['’]enseignement adapté(?: de)?"), "EREA"),
    (re.compile(rf"^Lycée professionnel(?:{_QUALIFIED})?"), "LP"),
    (re.compile(rf"^Lycée{_QUALIFIED}"), "Lycée"),
    (re.compile(r"^CLG\b"), "Collège"),
)


def unbroken(phone: str) -> str:
    """Return a telephone number that no line breaks."""
    return phone.replace(" ", NBSP)


def brief_school(name: str) -> str:
    """Return «LP Paul Héraud, Gap» of «Lycée professionnel Paul Héraud, Gap (0050008G)»."""
    for pattern, brief in _SCHOOLS:
        name = pattern.sub(brief, name)
    return name.strip()


def brief_person(name: str) -> str:
    """Return «D. Ferrand», «J.-P. Martin»: only of a first name before a name, both written as names are."""
    first, _, rest = name.partition(" ")
    parts = first.split("-")
    if not rest or not rest[0].isupper() or not all(part.istitle() and part.isalpha() for part in parts):
        return name
    return f"{'-'.join(f'{part[0]}.' for part in parts)}{NBSP}{rest}"


# --- The errors of the domain. The dialogs have one French sentence for each type.


class DomainError(Exception):
    """Base of all refusals: the message is for operators, never shown to people."""
