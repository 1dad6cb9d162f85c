"""Status questions for the one way in: what the reader makes of a message, with the names and the day of its situation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.french import PARIS
from knowledge.schools.register import Register
from knowledge.understanding.directory import Directory
from knowledge.understanding.query import AskBack, Query, Reading
from knowledge.understanding.situation import Situation
from knowledge.understanding.status import StatusReader, Zone

_MOST_CHARACTERS = 600  # Longer messages tell a story: they are no status questions.
_EMPTY = Directory()


@dataclass(frozen=True, slots=True)
class Steering:
    """A message read as a status question.

    ``chance``: that it is one (0–1); ``reading``: what is to be run, asked back or refused; ``zone``: whether it is run, run
    and said back, or asked about first; ``leftover``: words that nothing explains.
    """

    chance: float
    reading: Reading
    zone: Zone
    leftover: tuple[str, ...]

    @property
    def query(self) -> Query | None:
        """What is to be run; None where nothing is."""
        return self.reading if isinstance(self.reading, Query) else None


@lru_cache(maxsize=8)
def directory_of(register: Register, experts: tuple[str, ...]) -> Directory:
    """Return the names that a message may hold. Building it takes a twentieth of a second; a register is never changed."""
    return Directory(list(register), experts)


class StatusEar:
    """Reads status questions in a situation."""

    def __init__(self, reader: Callable[[], StatusReader]) -> None:
        """``reader`` is called when it is needed: building it takes a tenth of a second, once."""
        self._reader = reader

    def read(self, text: str, situation: Situation) -> Steering | None:
        """Return what ``text`` asks; None for a message that is too long to be a status question."""
        if not text.strip() or len(text) > _MOST_CHARACTERS:
            return None
        # Names are nothing to somebody who is refused: looking for them would only cost.
        names = directory_of(situation.register, situation.experts) if situation.roles else _EMPTY
        today = situation.now.astimezone(PARIS).date()
        read = self._reader().read(text, today, names, situation.query, situation.roles)
        found: Reading = read.query or read.refusal or read.ask_back
        if isinstance(found, AskBack) and not found.words:
            found = AskBack(found.why, " ".join(read.leftover), found.schools)
        return Steering(read.gate, found, read.zone, read.leftover)
