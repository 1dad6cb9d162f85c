"""Status questions for the one way in: read by the learnt reader, handed on as what the storage can run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.french import PARIS
from knowledge.schools.register import Register
from knowledge.status import query as run
from knowledge.status.names import names_of
from knowledge.status_query import StatusReader as PhraseReader
from knowledge.understanding.directory import Directory
from knowledge.understanding.fields import What
from knowledge.understanding.query import Compare, Group, Moment, Op, Period, Query, Sort
from knowledge.understanding.situation import Situation
from knowledge.understanding.status import StatusReader, StatusReading, Zone
from knowledge.understanding.words import plain_words

# Filters that the storage can run, with the values that the format gives them.
_RUN = frozenset(
    (
        "state",
        "department",
        "school",
        "place",
        "expert",
        "subject",
        "urgent",
        "wave",
        "function",
        "older_than_days",
        "reference",
    )
)
_MOST_CHARACTERS = 600  # Longer messages tell a story: they are no status questions.


@dataclass(frozen=True, slots=True)
class Steering:
    """A message read as a status question.

    ``chance``: that it is one (0–1); ``reading``: what is to be run, asked back or refused; ``query``: the same as it was
    read; ``zone``: whether it is run, run and said back, or asked about first; ``leftover``: words that nothing explains.
    """

    chance: float
    reading: run.Reading
    query: Query | None
    zone: Zone
    leftover: tuple[str, ...]


@lru_cache(maxsize=8)
def directory_of(register: Register, experts: tuple[str, ...]) -> Directory:
    """Return the names that a message may hold. Building it takes a twentieth of a second; a register is never changed."""
    return Directory(list(register), experts)


# Words that turn a condition round or join two: the phrases do not read them, the learnt reader does.
_TURNS = frozenset(
    ["sans", "ni", "pas", "sauf", "hors", "excepte", "hormis", "jamais", "aucun", "aucune", "except", "not", "without"]
)
_URGENT = frozenset(["urgent", "urgente", "urgents", "urgentes", "urgence", "urgences"])  # «urgentes ou en retard».


# What the phrases know that cannot be answered, whatever else is said.
_PLAIN = (run.Why.NOT_KEPT, run.Why.NOT_YET, run.Why.OUTSIDE, run.Why.INCOMPLETE_REFERENCE, run.Why.WHICH_SERIES)


class StatusEar:
    """Reads status questions in a situation, by two readers.

    The phrases (``knowledge.status``) are exact where they explain every word, and silent elsewhere; the learnt reader
    hears any wording and is less exact. What the phrases read whole is theirs, unless a word turns it round.
    """

    def __init__(self, phrases: PhraseReader, reader: Callable[[], StatusReader]) -> None:
        """``reader`` is called when it is needed: building it takes a tenth of a second, once."""
        self._phrases = phrases
        self._reader = reader

    def plain(self, text: str, situation: Situation, need: int) -> run.Reading:
        """Return a refusal, or what is known not to be kept, where the phrases read it; ``need``: see ``status_query.needed``."""
        known = names_of(situation.register, situation.experts)
        asked = self._phrases.read(text, situation.now, known, None, situation.roles, need=need)
        told = isinstance(asked, run.Refusal) or (isinstance(asked, run.AskBack) and asked.why in _PLAIN)
        return asked if told else None

    def read(self, text: str, situation: Situation) -> Steering | None:
        """Return what ``text`` asks; None for a message that is too long to be a status question."""
        if not text.strip() or len(text) > _MOST_CHARACTERS:
            return None
        names = directory_of(situation.register, situation.experts)
        today = situation.now.astimezone(PARIS).date()
        before = parsed(situation.query) if situation.query else None
        read = self._reader().read(text, today, names, before, situation.roles)
        found = _runnable(read)
        said = frozenset(plain_words(text).split())
        if _TURNS.isdisjoint(said) and not ("ou" in said and said & _URGENT):
            known = names_of(situation.register, situation.experts)
            exact = self._phrases.read(text, situation.now, known, situation.query, situation.roles)
            if isinstance(exact, run.Refusal) or (isinstance(exact, run.AskBack) and exact.why in _PLAIN):
                return Steering(read.gate, exact, None, Zone.RUN, ())
            if isinstance(exact, run.AskBack) and _doubtful(read, exact):
                return Steering(read.gate, exact, read.query, Zone.RUN, read.leftover)
            if isinstance(exact, run.Query):
                agreed = exact == found
                # The phrases explain every word: nothing is left over, whatever the other reader made of it.
                return Steering(read.gate, exact, None, Zone.RUN if agreed else Zone.SAY_BACK, ())
        return Steering(read.gate, found, read.query, read.zone, read.leftover)


def _doubtful(read: StatusReading, back: run.AskBack) -> bool:
    """Tell whether what the phrases ask back is asked: the learnt reader is not sure of its own, and found nothing to narrow."""
    bare = read.query is not None and not read.query.where and read.query.period is None
    return back.why in (run.Why.WORDS, run.Why.NO_PREVIOUS) and bare and bool(read.leftover)


def _runnable(read: StatusReading) -> run.Reading:
    """Return what the storage can do with a reading; a condition that it cannot run is asked back, never dropped."""
    if read.refusal is not None:
        return run.Refusal()
    if read.ask_back is not None:
        back = read.ask_back
        return run.AskBack(run.Why(back.why.value), back.words or " ".join(read.leftover), back.schools)
    if read.query is None:
        return None
    meaning = read.query.meaning()
    if meaning.get("sort") == Sort.SOONEST:
        del meaning["sort"]  # The order of sessions anyway.
    beyond = set(meaning.get("filters", {})) - _RUN
    try:
        asked = run.read_query(meaning, read.query.schools[0] if len(read.query.schools) == 1 else "")
    except ValueError:
        beyond.add("?")
    return run.AskBack(run.Why.NOT_KEPT) if beyond else asked


def parsed(asked: run.Query) -> Query:
    """Return a query that was run as the reader knows it, so that a question can follow it."""
    meaning = asked.meaning()
    where = []
    for name, value in meaning.get("filters", {}).items():
        values = tuple(value) if isinstance(value, list) else (value,)
        where.append(Compare("age", (value, 0)) if name == "older_than_days" else Compare(name, values))
    days = asked.period
    return Query(
        What(meaning["what"]),
        Op(meaning["op"]),
        tuple(where),
        Period(Moment(days.field.value), days.start, days.end) if days else None,
        Group(asked.group_by.value) if asked.group_by else None,
        Sort(asked.sort.value) if asked.sort else None,
        asked.limit,
        (asked.uai,) if asked.uai else (),
    )
