"""Status questions for the one way in: what the reader makes of a message, with the names and the day of its situation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from knowledge.french import PARIS
from knowledge.people import Role
from knowledge.schools.register import Register
from knowledge.understanding.directory import Directory
from knowledge.understanding.meaning import Situation
from knowledge.understanding.measures import measure_of
from knowledge.understanding.query import AskBack, Query, Reading, What, Zone
from knowledge.understanding.status import StatusReader
from knowledge.understanding.teaming import read_team
from knowledge.understanding.wishes import MeasureWish, SubscriptionWish, Wish, read_export, read_subscription

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


_LIKELY = 0.5  # The least chance of a status question in what is left of the message.


def wished(text: str, situation: Situation, ear: StatusEar) -> Wish | None:
    """Return what somebody with a role says of the team, or wants done with an answer; None where neither is said.

    What is to be done with an answer counts where the rest of the message asks something.
    """
    if not situation.roles:
        return None
    team = read_team(text, situation) if situation.personal else None
    if team:
        return team
    wish = read_subscription(text) or read_export(text)
    if isinstance(wish, SubscriptionWish) and wish.whole_day:
        return wish
    alone = replace(situation, query=None)
    if wish is None:
        return MeasureWish() if Role.SA_EPLE in situation.roles and _measures(text, alone, ear) else None
    if not wish.rest or measure_of(wish.named):
        return wish
    reads = (ear.read(one, alone) for one in wish.readings)
    return wish if any(read and read.reading and read.chance >= _LIKELY for read in reads) else None


def _measures(text: str, alone: Situation, ear: StatusEar) -> bool:
    """Tell whether a message asks for a measure and says nothing besides what narrows it."""
    asked = measure_of(text, alone=False)
    if asked is None or not asked[1]:
        return asked is not None
    read = ear.read(f"demandes {asked[1]}", alone)
    return bool(read and read.query and read.query.what is What.REQUESTS and not read.leftover)
