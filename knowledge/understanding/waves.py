"""Waves of deployment in a question about requests: «demandes de la vague 3», «délais par vague»; and «par fonction».

The reader was taught waves of candidates alone, and no grouping by them nor by function. A wave is said in few ways, so that it is found by its words, and the rest is
read as if a department had been said, which is asked in the same ways: «demandes du 84», «délais par département».
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from knowledge.understanding.fields import DEPARTMENTS, What
from knowledge.understanding.query import Compare, Condition, Group, Not, Or, Query
from knowledge.understanding.short import names_its_thing

_RANKS = ("premi", "deuxi", "troisi", "quatri", "cinqui", "sixi", "septi", "huiti", "neuvi", "dixi", "onzi", "douzi")
_NUMBER = r"(?:n\s?°\s?)?(?:1[0-2]|[1-9])\b"
_RANK = rf"(?:(?:1[0-2]|[1-9])\s?(?:re|[èe]re|e|[èe]me|nde)|(?:{'|'.join(_RANKS)})[èe]\w+|seconde)"
_JOINED = rf"(?:\s*(?:,|et|ou|/)\s*(?:de\s+|à\s+)?(?:la\s+)?(?:vagues?\s+|v\s?)?{_NUMBER})*"
_SCHOOLS = r"(?:d(?:es|'|’)\s?|les\s+)?(?:[ée]tablissements?|eple)\s+"
_LEAD = r"(?:(?:de|des|dans|pour|en|sur|à|aux)\s+)?(?:l[ae]s?\s+|cette\s+)?"
_SAID = re.compile(rf"(?:{_SCHOOLS})?{_LEAD}\b(?:(?:vagues?\s+|v){_NUMBER}{_JOINED}|{_RANK}\s+vague)\b", re.IGNORECASE)
_EACH = r"\b(?:par|selon|suivant|entre|(?:pour|dans|de|à) chaque)\s+(?:l[ae]s?\s+)?"
_BY: Mapping[Group, re.Pattern[str]] = MappingProxyType(
    {
        Group.WAVE: re.compile(
            rf"\bvague par vague\b|{_EACH}vagues?\b(?:\s+de (?:d[ée]ploiement|bascule))?", re.IGNORECASE
        ),
        Group.FUNCTION: re.compile(rf"\bfonction par fonction\b|{_EACH}fonctions?\b", re.IGNORECASE),
    }
)
_WHICH = re.compile(r"\bquelles?\s+vagues?\b(?!\s+que\b)", re.IGNORECASE)
_FIGURES = re.compile(r"(?<!\d)(?:1[0-2]|[1-9])(?!\d)")
_OR = re.compile(r"\bou\b", re.IGNORECASE)
# How the department is said, after what comes before it: «sauf celles du 84», «le 84 ou le 13».
_LEADS = (
    (re.compile(r"\b(?:sauf|sans|hors|hormis|except[ée])\s*$", re.IGNORECASE), "celles du"),
    (re.compile(r"(?:^|\bou)\s*$", re.IGNORECASE), "le"),
)


@dataclass(frozen=True, slots=True)
class WaveSaid:
    """What is said of waves. ``text``: the message with departments in their place; ``stand_in``: that of ``numbers``."""

    text: str
    numbers: tuple[int, ...]
    stand_in: str
    grouped: Group | None = None


def wave_said(text: str, before: Query | None) -> WaveSaid | None:
    """Return what ``text`` says of waves; None where it says nothing. ``before``: the question that it may go on from."""
    group = next((one for one, pattern in _BY.items() if pattern.search(text)), None)
    by = _WHICH.sub("quel département", _BY[group].sub("par département", text) if group else text)
    if group is None and by != text:
        group = Group.WAVE
    used = {number for part in before.where for number in _departments(part)} if before else set()
    stand_in = next((one for one in reversed(DEPARTMENTS) if one not in used and one not in by), "")
    numbers: list[int] = []

    def put(found: re.Match[str]) -> str:
        numbers.extend(_numbers(found[0]))
        lead = next((lead for after, lead in _LEADS if after.search(by[: found.start()])), "du")
        return f"{lead} {stand_in}"

    said = _SAID.sub(put, by) if stand_in else by
    return WaveSaid(said, tuple(dict.fromkeys(numbers)), stand_in, group) if said != text else None


def waves_in(text: str) -> tuple[int, ...]:
    """Return the waves that ``text`` names: (3, 4) for «les établissements des vagues 3 et 4»."""
    return tuple(dict.fromkeys(number for found in _SAID.finditer(text) for number in _numbers(found[0])))


def _numbers(said: str) -> Iterator[int]:
    found = [int(one) for one in _FIGURES.findall(said)]
    yield from found
    if not found:
        plain = said.casefold()
        yield next((at for at, rank in enumerate(_RANKS, 1) if rank in plain), 2)


def _departments(condition: Condition) -> Iterator[str]:
    parts = condition.any if isinstance(condition, Or) else (condition,)
    for one in (part.of if isinstance(part, Not) else part for part in parts):
        if one.field == "department":
            yield from one.values


def with_waves(query: Query, said: WaveSaid) -> Query | None:
    """Return the question that was read of ``said.text`` with the waves put back; None where they were not read so."""
    if said.grouped and query.group_by is not Group.DEPARTMENT:
        return None
    if said.grouped:
        what = query.what
        if said.grouped is Group.FUNCTION and what is not What.APPLICATIONS:
            if names_its_thing(said.text):
                return None  # Who asks for help has no function that is kept.
            what = What.APPLICATIONS
        query = replace(query, what=what, group_by=said.grouped)
    if not said.numbers:
        return query
    kept = tuple(one for one in query.where if not (isinstance(one, Compare | Not) and _field(one) == "wave"))
    where = tuple(part for one in kept for part in _put_back(one, said))
    found = any(said.numbers == one.values for part in where for one in _compares(part))
    return replace(query, where=where) if found else None


def _field(condition: Compare | Not) -> str:
    return condition.field if isinstance(condition, Compare) else condition.of.field


def _compares(condition: Condition) -> Iterator[Compare]:
    for one in condition.any if isinstance(condition, Or) else (condition,):
        yield one.of if isinstance(one, Not) else one


def _put_back(condition: Condition, said: WaveSaid) -> tuple[Condition, ...]:
    """Return a condition with the wave where its stand-in is; departments said beside it stay a condition of their own."""
    if isinstance(condition, Or):
        return (Or(tuple(part for one in condition.any for part in _put_back(one, said) if not isinstance(part, Or))),)
    compare = condition.of if isinstance(condition, Not) else condition
    if compare.field != "department" or said.stand_in not in compare.values:
        return (condition,)
    others = tuple(one for one in compare.values if one != said.stand_in)
    compared = (Compare("wave", said.numbers), *([Compare("department", others)] if others else []))
    parts = tuple(Not(one) if isinstance(condition, Not) else one for one in compared)
    return (Or(parts),) if len(parts) > 1 and _OR.search(said.text) else parts
