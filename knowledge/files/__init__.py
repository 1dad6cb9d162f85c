"""Files that people send with a request or an application: which may be kept, as what, and why others are not.

``knowledge.files.kinds`` tells one from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MAX_FILE = 4 * 1024 * 1024  # Bytes: as much as Teams gives back in one piece.
MAX_IN_MESSAGE = 5
MAX_IN_REQUEST = 20


class Fault(StrEnum):
    """Why a file is not kept."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    KIND = "kind"  # None of the kinds that are kept.
    DAMAGED = "damaged"  # Begins like one of them, and is not whole, or not it alone.
    PROGRAM = "program"  # Carries a program, or another file.
    UNPACKS = "unpacks"  # Takes far more room than it says.
    LOCKED = "locked"  # Nobody could read it without a password.
    UNREACHED = "unreached"  # It could not be fetched, or stands where nothing is fetched from.
    UNREAD = "unread"  # It could not be looked at to its end.
    BUSY = "busy"  # Others are being looked at, and it has waited long enough.


class AttachmentRefused(Exception):
    """A file is not kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that may be kept: a harmless name with the ending of what it is, its media type, its bytes."""

    name: str
    type: str
    content: bytes

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return len(self.content)


def kept_as(number: int, name: str) -> str:
    """Return how a form keeps a file that answers a field: by the number of its row, and its name."""
    return f"{number}/{name}"


def named_by(kept: str) -> str:
    """Return the name of the file that an answer keeps."""
    return kept.partition("/")[2]


def number_of(kept: str) -> int | None:
    """Return the row of the file that an answer keeps; None for what is no such answer."""
    number, slash, _ = kept.partition("/")
    return int(number) if slash and number.isdecimal() else None
