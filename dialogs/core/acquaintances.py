"""The people just spoken with and the names that they may say, kept in memory so that a question reads nothing."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Generic, TypeVar

from knowledge.conversation import NOTHING, Remembered
from knowledge.people import PersonKey, Role
from storage.engine import Storage
from storage.queries import applications, requests
from storage.queries.people import with_role

# --- Names that a message may hold: the experts in office, the people who have applied, those who asked for help.

# A name that a person has changed in Teams is read again after that; a role that was given or taken, at once.
# Roles may have changed on another replica meanwhile; changes reread them in their own transaction anyway.
_FRESH = timedelta(seconds=60)


T = TypeVar("T")


class NameList(Generic[T]):
    """Read once for many messages, and again when somebody's roles or data have changed."""

    def __init__(self, read: Callable[[Storage], Awaitable[tuple[T, ...]]]) -> None:
        """``read`` reads them from the database."""
        self._read = read
        self._names: tuple[T, ...] = ()
        self._read_at: datetime | None = None
        self._changes = 0

    def forget(self) -> None:
        """Have the names read again: roles or data have just changed."""
        self._read_at = None
        self._changes += 1

    async def known(self, storage: Storage, now: datetime) -> tuple[T, ...]:
        """Return the names."""
        if self._read_at is None or now - self._read_at >= _FRESH:
            changes = self._changes
            names = await self._read(storage)
            if changes != self._changes:
                return names  # Something changed while they were read: the next message reads them again.
            self._names, self._read_at = names, now
        return self._names


async def experts_in_office(storage: Storage) -> tuple[str, ...]:
    """Return the names of the experts in office, in alphabetical order; those without a known name are left out."""
    return tuple(sorted(one.name for one in await with_role(storage, Role.EXPERT) if one.name))


async def candidates(storage: Storage) -> tuple[tuple[str, str], ...]:
    """Return the names of all who have applied, each with the application's reference."""
    return tuple(await applications.names(storage))


async def askers(storage: Storage) -> tuple[str, ...]:
    """Return the names of those who asked for help of late, in alphabetical order."""
    return tuple(await requests.askers(storage))


# --- The people just spoken with.

# How often a contact that has not changed is stored anew.
RENEWED = timedelta(hours=1)
# A question asked so soon after one that was not understood says the same otherwise.
REFORMULATED = timedelta(minutes=3)
CAPACITY = 10_000
# One answer in so many asks whether it helps; the first to do so is the third.
RATED = 5
NOWHERE: Mapping[str, bool] = MappingProxyType({})


@dataclass(slots=True)  # A turn changes it in some places: making it anew each time took 3 % of a question.
class Acquaintance:
    """A person in one conversation: roles as last read, whether the notice was shown, what a short message may lean on."""

    roles: frozenset[Role]
    noticed: bool
    read_at: datetime
    remembered: Remembered = NOTHING
    kept_at: datetime | None = None  # When the contact was last handed over to be stored.
    fresh: bool = True
    doubt: str = ""  # What was just not understood, without identity.
    doubt_at: datetime | None = None
    answers: int = 0  # How many answers were given.
    asked: str = ""  # What the last of them answered, without identity.
    judged: frozenset[str] = frozenset()  # Answers that were said to be useful or not, since they were last given.
    card: str = ""  # The words of what was shown last.
    order: str = ""  # The sentence that asked for what was just done for oneself.
    focused: bool = False  # A form waits for what is typed here, as far as this process knows.
    involved: bool = True  # Has asked for help once, or was told something: a message may answer that.
    drafted: bool = True  # Has begun something that is not sent: a message may be about that.

    def is_fresh(self, now: datetime) -> bool:
        """Tell whether what was read may still be relied on."""
        return self.fresh and now - self.read_at < _FRESH


class Acquaintances:
    """The most recent acquaintances, the oldest forgotten first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._known: OrderedDict[tuple[PersonKey, str], Acquaintance] = OrderedDict()
        self._places: dict[PersonKey, set[str]] = {}
        self._capacity = capacity
        self.experts = NameList(experts_in_office)
        self.candidates = NameList(candidates)
        self.askers = NameList(askers)

    def get(self, key: PersonKey, conversation: str) -> Acquaintance | None:
        """Return what is remembered, however old."""
        found = self._known.get((key, conversation))
        if found:
            self._known.move_to_end((key, conversation))
        return found

    def put(self, key: PersonKey, conversation: str, acquaintance: Acquaintance) -> Acquaintance:
        """Remember, and forget the oldest beyond the capacity."""
        self._known[key, conversation] = acquaintance
        self._known.move_to_end((key, conversation))
        self._places.setdefault(key, set()).add(conversation)
        if len(self._known) > self._capacity:
            (oldest, place), _ = self._known.popitem(last=False)
            self._places[oldest].discard(place)
            if not self._places[oldest]:
                del self._places[oldest]
        return acquaintance

    def remembered(self, key: PersonKey, conversation: str) -> Remembered:
        """Return what a short message may lean on here."""
        found = self._known.get((key, conversation))
        return found.remembered if found else NOTHING

    def remember(self, key: PersonKey, conversation: str, what: Remembered) -> None:
        """Remember what a short message may lean on from now; an answer just given may be judged anew."""
        found = self._known.get((key, conversation))
        if found:
            if what.topic_at != found.remembered.topic_at:
                found.judged = _but(found.judged, what.topic)
            found.remembered = what

    def judges(self, key: PersonKey, conversation: str, decision: str, entry: str) -> bool:
        """Remember that an answer was judged; False when it was judged so already, since it was last given."""
        found = self._known.get((key, conversation))
        one = f"{decision} {entry}"
        if found is None or one in found.judged:
            return found is None
        found.judged |= {one}
        return True

    def answered(self, key: PersonKey, conversation: str, entry: str, asked: str) -> bool:
        """Remember what was just answered, which may be judged anew; True now and then, to ask whether answers help."""
        found = self._known.get((key, conversation))
        if found is None:
            return False
        found.asked, found.judged = asked, _but(found.judged, entry)
        found.answers += 1
        return (found.answers - 1) % RATED == RATED // 2

    def last_asked(self, key: PersonKey, conversation: str) -> str:
        """Return what the last answer answered, without identity; empty when it is not known any more."""
        found = self._known.get((key, conversation))
        return found.asked if found else ""

    def doubt(self, key: PersonKey, conversation: str, text: str, now: datetime) -> None:
        """Remember what was not understood, until it is said otherwise."""
        found = self._known.get((key, conversation))
        if found:
            found.doubt, found.doubt_at = text, now

    def settled(self, key: PersonKey, conversation: str, now: datetime) -> str:
        """Return what had just not been understood, once: an answer has now been found."""
        found = self._known.get((key, conversation))
        if not found or not found.doubt or not found.doubt_at:
            return ""
        recent = now - found.doubt_at < REFORMULATED
        doubt, found.doubt, found.doubt_at = found.doubt, "", None
        return doubt if recent else ""

    def forget(self, key: PersonKey, turned: Mapping[str, bool] = NOWHERE) -> None:
        """Have the person read again at the next turn: roles, focus or data have just changed.

        ``turned``: in which conversations a form now waits, or does not any more. It is remembered at once, for the next
        turn may find no database to read it from.
        """
        self._forget_names()
        for place in self._places.get(key, ()):
            found = self._known.get((key, place))
            if found:
                found.fresh = False
                found.focused = turned.get(place, found.focused)

    def _forget_names(self) -> None:
        self.experts.forget()
        self.candidates.forget()
        self.askers.forget()

    def forget_all(self) -> None:
        """Have everyone read again: changes may have been missed."""
        self._forget_names()
        for found in self._known.values():
            found.fresh = False


def _but(judged: frozenset[str], entry: str | None) -> frozenset[str]:
    """Return what was judged without what is of this entry."""
    return frozenset(one for one in judged if not one.endswith(f" {entry}")) if judged else judged
