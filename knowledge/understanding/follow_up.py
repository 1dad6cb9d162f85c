"""What a question that goes on does to the one before: changes, adds to, takes off or recalls some of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from knowledge.understanding.query import (
    APPLICATION_STATES,
    FIELDS,
    FINAL_STATES,
    ME,
    REQUEST_STATES,
    Compare,
    Condition,
    Family,
    Moment,
    Not,
    Op,
    Period,
    Query,
    Sort,
    What,
    single_states,
)
from knowledge.understanding.words import words

_EXCLUSIVE = (
    ("ouvertes", "close"), ("ouvertes", "résolue"), ("ouvertes", "annulée"), ("en attente", "non prises"),
    ("attribuée", "non prises"), ("retenue", "non retenue"), ("brouillon", "expirée"), ("déposée", "brouillon"),
    ("brouillon", "en instruction"), ("brouillon", "à compléter"),
)  # fmt: skip
_SG, _SGAC = "secrétaire général", "secrétaire général agent comptable"
_SAYS_SG = ("secretaire", "sg")


def less(kept: tuple[str, ...], gone: Sequence[str]) -> tuple[str, ...]:
    """Return states without those left out: «ouvertes» without «planifiée» is all the others that are open."""
    out = {state for name in gone for state in single_states(name)}
    if not out & {state for name in kept for state in single_states(name)}:
        return kept
    return tuple(state for name in kept for state in single_states(name) if state not in out) or kept


def agreed(states: Sequence[str], chances: Mapping[str, float]) -> list[str]:
    """Return the states that can be meant together: «pas réglées» is «ouvertes», not «ouvertes» and «résolue»."""
    kept = list(states)
    for one, other in _EXCLUSIVE:
        if one in kept and other in kept:
            kept.remove(one if chances[one] < chances[other] else other)
    if len(kept) > 1 and "ouvertes" in kept:
        kept.remove("ouvertes")  # The other one tells more.
    return kept


def functions_said(functions: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return the functions that are said; «secrétaire général agent comptable» names one, unless its first half stands twice."""
    if not {_SG, _SGAC} <= set(functions):
        return list(functions)
    twice = sum(word.startswith(_SAYS_SG) for word in words) > 1
    return [one for one in functions if one != _SG or twice]


def stretch(days: Sequence[tuple[date | None, date | None]]) -> tuple[date | None, date | None]:
    """Return the days from the first of all to the last of all; an end that one leaves open is open."""
    starts, ends = [first for first, _ in days if first], [last for _, last in days if last]
    return min(starts) if len(starts) == len(days) else None, max(ends) if len(ends) == len(days) else None


_APPLICATION = frozenset((*APPLICATION_STATES, "ouvertes"))
_REQUEST = frozenset(REQUEST_STATES)
_MOMENTS = {What.APPLICATIONS: Moment.DEPOSITED, What.SESSIONS: Moment.PLANNED}
_FAMILIES = {
    "place": (Family.WHERE,),
    "time": (Family.WHEN, Family.AGE),
    "state": (Family.STATE,),
    "expert": (Family.WHO,),
    "subject": (Family.SUBJECT,),
    "urgent": (Family.URGENCY,),
    "wave": (Family.WAVE,),
    "function": (Family.PROFILE,),
    "all": tuple(Family),
}


def merged(before: Query, new: Query, edit: str, gone: Collection[str], no_more: Collection[str] = ()) -> Query:
    """Return ``before`` with what ``new`` says. ``edit``: «change», «add» or «drop»; ``gone``: families that a drop takes off.

    ``no_more``: families that are taken off whatever else is said.
    """
    before = _taken_off(before, no_more)
    measure = before.measure if _narrows_measure(before, new) else None
    out = replace(_of_what(before, new.what), op=Op.LIST if measure else _op(before, new), measure=measure)
    if edit == "drop" or "all" in gone:
        out = _taken_off(out, gone)
    if edit != "drop":
        out = _narrowed(out, new, adds=edit == "add")
    if _ends_no_more(out, new):
        out = replace(out, period=None)
    if before.value("reference") and _asks_of_several(new):
        out = out.without(Family.REFERENCE)
    group = new.group_by or (before.group_by if measure or out.op in (Op.COUNT, Op.TOP) else None)
    if group and not new.group_by and group.value in {name for one in new.where for name in names_of(one)}:
        group = None  # «par département», then «et dans le 04 ?»: of one alone there is nothing to compare.
    return replace(
        out,
        group_by=group,
        sort=_sort(before, new, out.op),
        limit=_limit(before, new, out.op),
        schools=_schools(out, new),
    )


# What a measure is narrowed by, as it goes on: «et pour Perrot ?», «dans le 84», «en janvier».
_NARROWS_MEASURE = frozenset((Family.WHERE, Family.WHO, Family.SUBJECT, Family.WHEN, Family.URGENCY, Family.WAVE))


def _narrows_measure(before: Query, new: Query) -> bool:
    """Tell whether a message only narrows a measure, or has it shown by something else: what counts, lists or asks more ends it."""
    families = {family for one in new.where for family in one.families}
    grouped = new.op is Op.TOP and new.group_by is not None
    asked = not (grouped or new.op is Op.LIST) or new.sort is not None or new.limit is not None
    narrows = bool(families or new.period or new.group_by) and families <= _NARROWS_MEASURE
    return new.what is before.what and narrows and not asked


def _op(before: Query, new: Query) -> Op:
    """Return what is asked: of all that goes on, then of requests alone, it is still the general state."""
    general = before.op is Op.SUMMARY and new.what is not before.what and new.op is Op.LIST
    if new.op is Op.COUNT and new.sort:
        return Op.LIST  # «Combien ?», then «triez-les par date».
    return Op.SUMMARY if general and not (new.where or new.period) else new.op


def _sort(before: Query, new: Query, op: Op) -> Sort | None:
    return new.sort or (before.sort if op is Op.LIST else None)


def _limit(before: Query, new: Query, op: Op) -> int | None:
    """Return how many are shown: «la plus vieille» was one alone, and what is narrowed anew is shown whole."""
    anew = new.where or new.period or new.group_by or op not in (Op.LIST, Op.TOP)
    return new.limit or (
        None if anew and before.limit == 1 else before.limit if op in (Op.LIST, Op.TOP, Op.WHO) else None
    )


def without_the_last(before: Query) -> Query:
    """Return ``before`` without the condition that was said last; without its days where there is no other."""
    if before.where:
        return replace(before, where=before.where[:-1])
    return replace(before, period=None)


def with_number(before: Query, number: int) -> Query | None:
    """Return ``before`` with a number said alone in the place of its own: «depuis plus de 3 jours», then «et 7 ?»."""
    reference, age = before.value("reference"), before.values("age")
    if reference:
        head, _, _ = str(reference).rpartition("-")
        return before.with_condition(Compare("reference", (f"{head}-{number:04}",)))
    if age:
        days, *_ = age
        return before.with_condition(Compare("age", (number, 0) if days else (0, number)))
    if before.limit and before.limit > 1:
        return replace(before, limit=number)
    return (
        before.with_condition(Compare("wave", (number,)))
        if before.value("wave") and number in FIELDS["wave"].values
        else None
    )


def _taken_off(out: Query, gone: Collection[str]) -> Query:
    for family in (family for name in gone for family in _FAMILIES[name]):
        out = out.without(family)
    return out


def _asks_of_several(new: Query) -> bool:
    """Tell whether a question is no more about the one file that was asked of."""
    return bool(new.where or new.period or new.group_by or new.op not in (Op.ONE, Op.WHO))


def _schools(out: Query, new: Query) -> tuple[str, ...]:
    """Return the schools that are meant; a place that is said anew takes those of before off."""
    elsewhere = any(Family.WHERE in one.families for one in new.where)
    return new.schools or (() if elsewhere else out.schools)


def _of_what(before: Query, what: What) -> Query:
    """Return the question before asked of ``what``, with what can be asked of it."""
    if what is before.what:
        return before
    kept = tuple(
        one
        for one in before.where
        if all(what in FIELDS[name].of for name in names_of(one)) and not _foreign(one, what)
    )
    moment = _MOMENTS.get(what, Moment.CREATED)
    return replace(
        before, what=what, where=kept, period=replace(before.period, moment=moment) if before.period else None
    )


def _narrowed(out: Query, new: Query, *, adds: bool) -> Query:
    for condition in new.where:
        if isinstance(condition, Not):
            out = _less(out, condition)
        else:
            out = _added(out, condition) if adds else out.with_condition(condition)
    if not new.period:
        return out
    period = _longer(out.period, new.period) if adds and out.period else new.period
    return replace(out, period=period)


def _ends_no_more(out: Query, new: Query) -> bool:
    """Tell whether what is asked has not ended, while the days kept are those of an end: «closes en janvier», then «en attente»."""
    kept = out.period is not None and new.period is None and out.period.moment is Moment.CLOSED
    states = new.values("state")
    return kept and bool(states) and not set(states) & {*FINAL_STATES, "résolue"}


def _less(out: Query, left_out: Not) -> Query:
    """Return ``out`` without what is left out: a value that it asks for is asked for no more, another is left out beside."""
    field, gone = left_out.of.field, left_out.of.values
    kept = tuple(value for value in out.values(field) if value not in gone)
    others = tuple(one for one in out.where if field not in names_of(one))
    if len(kept) < len(out.values(field)):
        return replace(out, where=(*others, *([Compare(field, kept)] if kept else [])))
    before = next((one.of.values for one in out.where if isinstance(one, Not) and one.of.field == field), ())
    besides = tuple(one for one in out.where if not (isinstance(one, Not) and one.of.field == field))
    return replace(out, where=(*besides, Not(Compare(field, tuple(dict.fromkeys((*before, *gone)))))))


def _longer(before: Period, new: Period) -> Period:
    """Return both stretches of days as one: «les séances de mardi», then «ajoute mercredi»."""
    if before.moment is not new.moment:
        return new
    return Period(new.moment, *stretch([(before.start, before.end), (new.start, new.end)]))


def _added(out: Query, condition: Condition) -> Query:
    if isinstance(condition, Compare) and out.values(condition.field):
        values = (*out.values(condition.field), *condition.values)
        return out.with_condition(Compare(condition.field, tuple(dict.fromkeys(values))))
    return out.with_condition(condition)


def names_of(condition: Condition) -> list[str]:
    """Return the fields that a condition is about."""
    if isinstance(condition, Compare):
        return [condition.field]
    return (
        [condition.of.field]
        if isinstance(condition, Not)
        else [name for one in condition.any for name in names_of(one)]
    )


def _foreign(condition: Condition, what: What) -> bool:
    """Tell whether states of one life cycle are said of the other."""
    if not isinstance(condition, Compare) or condition.field != "state":
        return False
    known = _APPLICATION if what is What.APPLICATIONS else _REQUEST
    return not set(condition.values) <= known


def shifted(start: date, end: date, relative: int) -> tuple[date, date]:
    """Return the stretch of the same length just before (-1) or after (1)."""
    if start.day == 1 and (end + timedelta(days=1)).day == 1:
        if relative < 0:
            last = start - timedelta(days=1)
            return last.replace(day=1), last
        first = end + timedelta(days=1)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    length = end - start + timedelta(days=1)
    return start + relative * length, end + relative * length


# --- What a word recalls of the question before: its expert by «elle» or «l'autre», a whole by «toutes communes confondues».

# The words that stand for the expert who was asked about; «combien y en a-t-il», «où en est-elle» do not.
_DOES = r"(?:a|avait|suit|suivait|traite|tient|gere|prend|fait)"
_HIM = re.compile(
    rf"\b(?:chez|pour|avec|et|de|par|a) lui\b|^lui\b|\bil (?:en )?{_DOES}\b|(?<!y )(?<!y en )\b{_DOES} (?:t )?il\b"
)
_HER = re.compile(
    rf"\b(?:chez|pour|avec|et|de|par|a) elle\b|^elle\b(?! (?:est|en est))|\belle (?:en )?{_DOES}\b|(?<!y )(?<!y en )\b{_DOES} (?:t )?elle\b"
)
_THEIRS = re.compile(
    r"\bses (?:\w+ )?(?:demandes?|dossiers?|rdv|rendez|seances?|sessions?|urgentes?|retards?|tickets?)\b|\b(?:les?|la) siene?n?n?e?s?\b"
)
_THEM = re.compile(
    r"\b(?:ils|elles) (?:en |y )?(?:ont|avaient|attendent|demandent)\b|\b(?:ont|attendent|demandent) (?:ils|elles)\b|\b(?:chez|pour) eux\b|\bleurs\b"
)
_OTHER_ONE = re.compile(r"\bl autre(?: expert\w*)?$|\bl autre expert\w*\b")
_EITHER = frozenset(("dominique", "claude", "camille", "alix", "sacha", "maxence", "morgan", "lou", "noa"))
_MEN = frozenset((
    "pierre", "philippe", "christophe", "patrice", "serge", "stephane", "jerome", "antoine", "guillaume", "alexandre", "maxime", "baptiste",
    "etienne", "eugene", "gilles", "georges", "jacques", "yves", "luca", "andrea", "achille", "auguste", "aristide", "emile", "felipe", "rene",
))  # fmt: skip
# «Toutes communes confondues», «tous les départements», «quelle que soit la vague»: what no more narrows.
_KIND_OF = {
    "commune": "place", "ville": "place", "departement": "place", "dept": "place", "etablissement": "place", "expert": "expert",
    "sujet": "subject", "objet": "subject", "domaine": "subject", "etat": "state", "statut": "state", "periode": "time", "date": "time",
    "vague": "wave", "fonction": "function", "nom": "expert", "urgence": "urgent", "jour": "time", "lieu": "place",
}  # fmt: skip
_EVERY = re.compile(
    rf"\btou(?:te)?s?(?: les)? (?P<kind>{'|'.join(_KIND_OF)})s?(?: confondue?s?)?\b|\bquel\w* que soi\w+ (?:la |le |l )?(?P<kind2>{'|'.join(_KIND_OF)})s?\b"
    rf"|\bquelle (?P<kind3>{'|'.join(_KIND_OF)}) que ce soit\b"
)
# «Enlève la date», «sans le filtre sujet», «laisse tomber le nom»; and what is taken off without its kind: the last.
_OFF = (
    r"\b(?:enlev\w*|retir\w*|vire?[rsz]?|ote[rz]?|lev(?:e[rz]?|ons)|supprim\w*|oublie\w*|laisse\w* tomber|abandonn\w*|sans)"
    r" (?:donc |a present |maintenant )?(?:le |la |l |les |ce |cette )"
)
_TAKEN_OFF = re.compile(
    rf"{_OFF}(?:(?:filtre|condition|limite|critere|restriction)s? )?(?:de |sur |du |par |d )*(?:la |le |l |les )?(?P<kind>{'|'.join(_KIND_OF)})s?\b"
)
_LAST_OFF = re.compile(
    rf"{_OFF}(?:derni\w+ )?(?:condition|restriction|limite|limitation|critere|filtre|precision)s?\b(?! (?:de|sur|du|par|d) )"
)
_EITHER_WAY = re.compile(r"\burgente?s? ou (?:pas|non)\b")
# «Quel est le total ?», «combien en tout»: of all together, and not by kind any more.
_ALTOGETHER = re.compile(
    r"\b(?:(?:le|au|un) total|en tout|tout compris|tout confondu|a eux deux|ensemble)\b(?!.*\bpar\b)"
)
_ADDS = re.compile(r"^(?:et |ok |oui |alors )*(?:r?ajout\w+|adjoi\w+|inclu\w+)\b|\b(?:aussi|egalement)$")


@dataclass(frozen=True, slots=True)
class Past:
    """The question asked just before, gone on from or not, and the names of the experts in office and of who asked for help.

    ``all_known``: every word of the message is known, so that nothing in it is surely beyond what is kept.
    """

    last: Query | None = None
    experts: tuple[str, ...] = ()
    askers: tuple[str, ...] = ()
    all_known: bool = False


NOTHING_ASKED = Past()


def adds(text: str) -> bool:
    """Tell whether ``text`` adds to what was asked, in the words of adding: «ajoute mercredi», «et Gap aussi»."""
    return _ADDS.search(text) is not None


def expert_recalled(text: str, past: Past) -> str | None:
    """Return the expert, or who asked, whom ``text`` recalls of the question before; None where it recalls none."""
    asker = past.last.value("person") if past.last else None
    if asker and any(pattern.search(text) for pattern in (_HIM, _HER, _THEIRS)):
        return str(asker)
    held = past.last.value("expert") if past.last else None
    if held is None or held == ME:
        return None
    others = [one for one in past.experts if one != held]
    if _OTHER_ONE.search(text):
        return others[0] if len(others) == 1 else None
    for pattern, may_be in ((_HIM, _is_man), (_HER, _is_woman)):
        if pattern.search(text):
            alike = [held] if may_be(held) else [one for one in others if may_be(one)]
            return alike[0] if len(alike) == 1 else None
    return held if _THEIRS.search(text) else None


def school_recalled(text: str, past: Past) -> Query | None:
    """Return the question before where ``text`` speaks of the school that it was about: «ont-ils un rendez-vous ?»."""
    of_school = past.last is not None and past.last.value("school") is not None
    return past.last if of_school and _THEM.search(text) else None


def no_more_narrowed(text: str) -> list[str]:
    """Return the kinds of conditions that ``text`` takes off by asking of all of a kind."""
    every = [found["kind"] or found["kind2"] or found["kind3"] for found in _EVERY.finditer(text)]
    either = ["urgence"] if _EITHER_WAY.search(text) else []
    return [_KIND_OF[one] for one in (*every, *either, *(found["kind"] for found in _TAKEN_OFF.finditer(text)))]


def takes_off_the_last(text: str) -> bool:
    """Tell whether ``text`` takes off what was said last, without naming it: «levez cette dernière condition»."""
    return _LAST_OFF.search(text) is not None and not no_more_narrowed(text)


def takes_off(text: str) -> bool:
    """Tell whether ``text`` does nothing but take something off what was asked before."""
    return _TAKEN_OFF.search(text) is not None or takes_off_the_last(text)


def asks_altogether(text: str) -> bool:
    """Tell whether the whole is asked, and no more by kind."""
    return _ALTOGETHER.search(text) is not None


def _given(name: str) -> str:
    parts: Sequence[str] = words(name)
    return parts[0] if parts else ""


def _is_man(name: str) -> bool:
    given = _given(name)
    return given in _EITHER or given in _MEN or not given.endswith(("e", "a"))


def _is_woman(name: str) -> bool:
    given = _given(name)
    return given in _EITHER or (given not in _MEN and given.endswith(("e", "a", "is", "el", "eth")))
