"""What a notice carries of its own: facts that the present state no longer tells when it is sent. One class per family.

The outbox keeps them as JSON: see :func:`to_json` and :func:`from_json`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import TypeAdapter

from knowledge.people import PersonKey, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeData:
    """Nothing beyond the present state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveData(NoticeData):
    """A move of a request, made at ``at``. ``slot``: the appointment before it. ``anew``: the card is posted, not redrawn.

    Reminders of the same version differ by their moment, so that none is taken for the repetition of another.
    """

    move: str = ""
    by: PersonKey | None = None
    reason: str = ""
    at: datetime | None = None
    slot: datetime | None = None
    anew: bool = False
    files: int = 0  # How many came with a message.
    on_call: bool = False  # To who is on call, before the others.
    last_told: bool = False  # What is answered by mail after it within the hour is kept, and told no more.
    shared: bool = False  # The same was told of several requests at once.
    kind: str = ""  # Of the notice in Teams that a calendar file goes with, or in whose place a call is made.
    to: str = ""  # Of a calendar file: a recipient of the life cycle.
    row: int = 0  # Of a call to make: the notice that could not be delivered.


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthData(NoticeData):
    """The days of which a notice speaks, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachedData(NoticeData):
    """The experts who were not told of a request. ``nobody``: no expert was told at all."""

    experts: tuple[PersonKey, ...] = ()
    nobody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationData(NoticeData):
    """The application in row ``id``, as its ``edition`` stood; ``by``: who made the move, None for the program."""

    id: int
    edition: int = 0
    by: PersonKey | None = None
    text: str = ""  # What candidate and SA EPLE wrote to each other, and when.
    at: datetime | None = None
    last_told: bool = False
    kind: str = ""  # Of the notice in ``row``, in whose place a call is made.
    row: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialMailData(ApplicationData):
    """The mail that the call asks for. ``server``: it leaves by one; ``copied``: the call's copy has an address."""

    server: bool
    copied: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftData(NoticeData):
    """An application that is begun and not deposited; ``reminder`` counts from 0."""

    draft: int
    reminder: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestData(NoticeData):
    """The stretch of time that a digest covers; ``call``: whose applications it counts, "" that in force."""

    since: datetime
    until: datetime
    call: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleData(NoticeData):
    """A role that was given or taken away, and when."""

    role: Role
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerData(NoticeData):
    """Who answered a question."""

    by: PersonKey


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionCallData(NoticeData):
    """A call to make in place of the notice in ``row``."""

    row: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamData(NoticeData):
    """An absence, or a stretch on call, by its number; ``by``: who noted it; ``day``: on which it is told."""

    number: int
    by: PersonKey | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MandateData(NoticeData):
    """The expert whose mandate it is, and its last day, or that of the training; None: the training is not done."""

    key: PersonKey
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentData(NoticeData):
    """What was told to all whose trouble it is; ``ends``: it is over."""

    text: str = ""
    ends: bool = False
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchData(NoticeData):
    """The message to several people that is kept with the acts of that number."""

    batch: int


D = TypeVar("D", bound=NoticeData)


def to_json(data: NoticeData) -> dict[str, Any]:
    """Return the data as the outbox keeps them; what has its default is left out."""
    found = {}
    for field in fields(data):
        value = getattr(data, field.name)
        if field.default is MISSING or value != field.default:
            found[field.name] = _plain(value)
    return found


def from_json(kind: type[D], kept: Mapping[str, Any]) -> D:
    """Return the data as they were when the notice was left. Raises ValueError where they are of another family."""
    adapter = _ADAPTERS.get(kind)
    if adapter is None:
        adapter = _ADAPTERS[kind] = TypeAdapter(kind)
    found = adapter.validate_python(dict(kept))
    if not isinstance(found, kind):
        raise TypeError(f"{kind.__name__} was expected")
    return found


_ADAPTERS: dict[type[NoticeData], TypeAdapter[Any]] = {}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):  # A moment is a day too.
        return value.isoformat()
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
