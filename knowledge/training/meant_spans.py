"""Which stretches of a line are meant: its candidates held against what the line means."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from knowledge.training.heads import Example
from knowledge.training.lines import TODAY, Line, many, mentioned, plain, said_itself
from knowledge.understanding.candidates import Schools, Span, candidates, tokens_of
from knowledge.understanding.directory import DEPARTMENTS, Directory
from knowledge.understanding.frames import Mender, SpanReading, features, is_plausible, settled
from knowledge.understanding.times import Age, Said
from knowledge.understanding.words import Word, folded

MANY = 3  # Departments from which on one said is rather the one left out.
_ALIKE = 72  # How alike, in percent, a name must be to the one that is meant.


class _Picks:
    """The candidates that are meant, those that teach nothing, and the values that none gives, filled value by value."""

    def __init__(self, found: Sequence[Span]) -> None:
        self.found = found
        self.meant: set[Span] = set()
        self.spared: set[Span] = set()
        self.missing: list[str] = []

    def take(self, value: str, fits: Sequence[Span]) -> None:
        """Take the longest of the candidates that give a value; the others teach nothing."""
        if not fits:
            self.missing.append(value)
            return
        longest = max(fits, key=lambda span: (span.end - span.start, -span.start))
        self.meant.add(longest)
        self.spared |= set(fits) - {longest}

    def of(self, kind: str) -> list[Span]:
        """Return the candidates of a kind."""
        return [one for one in self.found if one.kind == kind]


def right_spans(line: Line, found: Sequence[Span], tokens: Sequence[Any]) -> tuple[set[Span], set[Span], list[str]]:
    """Return the candidates that are meant, those that teach nothing, and the values that none of them gives."""
    if line.marks is not None:
        return _marked(line, found, tokens)
    now = mentioned(said_itself(line))
    picks = _Picks(found)
    for pick in _PICKED:
        pick(picks, now)
    _pick_limit(picks, line)
    _pick_period(picks, now)
    return picks.meant, picks.spared - picks.meant, picks.missing


def _pick_departments(picks: _Picks, now: Mapping[str, Any]) -> None:
    said, every = many(now.get("department")), picks.of("dept")
    pairs = [one for one in every if " " in one.value and set(one.value.split()) <= set(said)]
    if pairs:
        picks.take("department pair", pairs)
        said = [one for one in said if one not in pairs[0].value.split()]
    others = [one for one in every if one.value in DEPARTMENTS and one.value not in said]
    if len(said) >= MANY and others:  # «partout sauf le 13»
        said = [others[0].value]
    for value in said:
        picks.take(f"department {value}", [one for one in every if one.value == value])


def _pick_schools(picks: _Picks, now: Mapping[str, Any]) -> None:
    for name in many(now.get("school")):
        wanted = plain(name)
        fits = [one for one in picks.found if isinstance(one.value, Schools) and _is_school(one.value, wanted)]
        picks.take(f"school {wanted}", fits)
        picks.spared |= _towns_of(fits, picks)


def _pick_experts(picks: _Picks, now: Mapping[str, Any]) -> None:
    for wanted in (plain(one) for one in many(now.get("expert")) if one != "moi"):
        alike = {one: fuzz.ratio(plain(str(one.value)), wanted) for one in picks.of("expert")}
        fits = [one for one, score in alike.items() if score >= _ALIKE or wanted in plain(str(one.value)).split()]
        best = max((alike[one] for one in fits), default=0)
        picks.take(f"expert {wanted}", [one for one in fits if alike[one] >= best - 1])


def _is_reference(span: Span, wanted: Any) -> bool:
    series, _, number = str(span.value).rpartition("-")
    return str(wanted).endswith(f"-{number}") and series[:2] in (str(wanted)[:2], "?")


# Filter, kind of its candidates (any where empty), what is said where none gives it, and whether one gives a value.
_SINGLE: Sequence[tuple[str, str, str, Callable[[Span, Any], bool]]] = (
    ("place", "place", "place {}", lambda span, value: plain(span.value) == plain(value)),
    ("older_than_days", "", "age", lambda span, days: isinstance(span.value, Age) and span.value.days == days),
    ("wave", "wave", "wave {}", lambda span, value: span.value == value),
    ("reference", "ref", "reference {}", _is_reference),
)


def _pick_single(picks: _Picks, now: Mapping[str, Any]) -> None:
    for name, kind, said, gives in _SINGLE:
        among = picks.of(kind) if kind else picks.found
        for value in many(now.get(name)):
            picks.take(said.format(value), [one for one in among if gives(one, value)])


# Places before schools: the town of a school is spared where nothing else holds it.
_PICKED = (_pick_departments, _pick_single, _pick_schools, _pick_experts)


def _pick_limit(picks: _Picks, line: Line) -> None:
    limit = line.meaning.get("limit", 1)
    if limit > 1 and (line.before is None or line.before.get("limit") != limit):
        picks.take("limit", [one for one in picks.of("limit") if one.value == limit])
    if line.meaning.get("limit") == 1:
        picks.spared |= {one for one in picks.of("limit") if one.value == 1}


def _pick_period(picks: _Picks, now: Mapping[str, Any]) -> None:
    if "period" not in now:
        return
    fits = [one for one in picks.found if _is_period(one.value, now["period"])]
    if fits or not {now["period"].get("from"), now["period"].get("to")} <= {None, TODAY.isoformat()}:
        picks.take(f"period {now['period']}", fits)


def _towns_of(schools: Sequence[Span], picks: _Picks) -> set[Span]:
    """Return the towns of schools that are said beside them: meant or not, nobody tells."""
    towns = {fit.town for span in schools for fit in span.value.fits}
    return {
        span
        for span in picks.of("place")
        if ("marseille" in towns or folded(span.value).replace("-", " ") in towns)
        and not any(span.overlaps(one) for one in picks.meant)
    }


def _is_school(value: Schools, wanted: str) -> bool:
    if any(plain(fit.uai) == wanted for fit in value.fits) or plain(value.said) == wanted:
        return True
    return bool(set(plain(value.said).split()) & set(wanted.split()) - {"college", "lycee"}) and any(
        set(wanted.split()) <= set(plain(fit.name).split()) for fit in value.fits
    )


def ends(days: tuple[date | None, date | None]) -> tuple[str | None, str | None]:
    """Return the two ends of days as a meaning writes them."""
    first, last = (day.isoformat() if day else None for day in days)
    return first, last


def _is_period(value: Any, period: Mapping[str, Any]) -> bool:
    wanted = (period.get("from"), period.get("to"))
    if isinstance(value, Age):
        return (
            value.plain
            and wanted[0] is not None
            and abs((TODAY - date.fromisoformat(wanted[0])).days - value.days) <= 1
        )
    if not isinstance(value, Said):
        return False
    return any(same_days(ends(days), wanted, period["field"]) for days in (value.days, value.future) if days)


def same_days(found: tuple[str | None, str | None], wanted: tuple[str | None, str | None], field_: str) -> bool:
    """Tell whether days found are those of a meaning; of what is past, any end from today on is the same."""
    september = all(day and day[5:7] == "09" and day[8:] < "05" for day in (found[0], wanted[0]))  # «la rentrée»
    if found[0] != wanted[0] and not september:
        return False
    today = TODAY.isoformat()
    open_ = field_ != "planned" and (found[1] or "9") >= today and (wanted[1] or "9") >= today
    return open_ or found[1] == wanted[1]


def _marked(line: Line, found: Sequence[Span], tokens: Sequence[Any]) -> tuple[set[Span], set[Span], list[str]]:
    meant: set[Span] = set()
    spared: set[Span] = set()
    missing: list[str] = []
    for kind, first, last in line.marks or ():
        fits = [
            span
            for span in found
            if span.kind == kind and tokens[span.start].start < last and tokens[span.end - 1].end > first
        ]
        if not fits:
            missing.append(f"{kind} {line.text[first:last]}")
            continue
        best = max(fits, key=lambda span: (_shared(span, tokens, first, last), -(span.end - span.start)))
        meant.add(best)
        spared |= set(fits) - {best}
    return meant, spared - meant, missing


def _shared(span: Span, tokens: Sequence[Any], first: int, last: int) -> int:
    start, end = int(tokens[span.start].start), int(tokens[span.end - 1].end)
    return min(end, last) - max(start, first) - max(0, first - start) - max(0, end - last)


@lru_cache(maxsize=32_768)
def looked_at(text: str, directory: Directory) -> tuple[tuple[Word, ...], tuple[Span, ...]]:
    """Return the words of a line and its candidates."""
    tokens = tokens_of(text)
    return tokens, tuple(candidates(tokens, directory, TODAY))


def span_examples(line: Line, directory: Directory, usual: Mapping[str, int]) -> Iterator[Example]:
    """Yield what a line teaches about each of its candidates."""
    if line.asks_back or line.refused:
        return
    tokens, found = looked_at(line.text, directory)
    meant, spared, missing = (set(), set(), []) if line.other else right_spans(line, found, tokens)
    for span in found:
        if span in spared or not (span in meant or is_plausible(span, tokens, usual)):
            continue
        if span not in meant and missing and span.kind in {one.split()[0][:4] for one in missing}:
            continue
        yield Example(
            (), {"right": "yes" if span in meant else "no"}, features(span, tokens, usual), line.group, line.weight
        )


def gold_reading(line: Line, directory: Directory, mender: Mender | None = None) -> SpanReading:
    """Return the reading of a line whose spans are known."""
    tokens, found = looked_at(line.text, directory)
    meant, _, _ = right_spans(line, found, tokens)
    return settled(tokens, [(span, 0.99 if span in meant else 0.01) for span in found], mender)
