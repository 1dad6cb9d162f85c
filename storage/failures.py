"""What an error of the database means: whether what was asked is done, and what its operator can do about it.

Every part of the program asks :func:`judge`, and no other way: a turn, a notice in hand, timed work, the start.
"""

from __future__ import annotations

import errno
import socket
import sqlite3
import ssl
from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from knowledge.french import DomainError


class Failure(StrEnum):
    """Whether what failed has been done all the same, and whether it may be tried again."""

    NOT_DONE = "not done"  # Surely; it may succeed later.
    PERHAPS_DONE = "perhaps done"  # The answer was lost; only what may be done twice is tried again.
    FOR_GOOD = "failed for good"  # A fault of the program, or of what it was given: a second try fails alike.


class Trouble(StrEnum):
    """What keeps a database from answering, as far as it says so."""

    AWAY = "not reachable"
    STARTING = "starting, stopping or recovering"
    CROWDED = "no connection left"
    LOGIN = "login refused"
    TRUST = "certificate not believed"
    NO_DATABASE = "no such database"
    CLOSED = "takes no connections"
    RIGHTS = "rights missing"
    OTHER_SCHEMA = "schema of another version"
    READ_ONLY = "read-only"
    FULL = "no space left"
    LOCKED = "locked by another"
    NO_FILE = "file cannot be opened"
    DAMAGED = "file damaged"
    OTHER = "cannot serve now"


# What passes by itself, so that waiting for it at the start makes sense. For the rest an operator has to act.
PASSING = frozenset({Trouble.AWAY, Trouble.STARTING, Trouble.CROWDED, Trouble.LOCKED, Trouble.OTHER})


class _Known(NamedTuple):
    failure: Failure
    trouble: Trouble = Trouble.OTHER


_NOT, _PERHAPS, _NEVER = Failure.NOT_DONE, Failure.PERHAPS_DONE, Failure.FOR_GOOD

# By the longest beginning of the code: a SQLSTATE of PostgreSQL (Appendix A of its manual), a result code of SQLite, or
# the system's name of an error of the network. A code of the database that is not here means «not now», never «for good».
_CODES: Mapping[str, _Known] = {
    "08": _Known(_PERHAPS, Trouble.AWAY),
    "08001": _Known(_NOT, Trouble.AWAY),
    "08004": _Known(_NOT, Trouble.AWAY),
    "21": _Known(_NEVER),
    "22": _Known(_NEVER),
    "23": _Known(_NEVER),
    "25006": _Known(_NOT, Trouble.READ_ONLY),
    "28": _Known(_NOT, Trouble.LOGIN),
    "3D000": _Known(_NOT, Trouble.NO_DATABASE),
    "40003": _Known(_PERHAPS),
    "42": _Known(_NEVER),
    "42501": _Known(_NOT, Trouble.RIGHTS),
    "42703": _Known(_NOT, Trouble.OTHER_SCHEMA),  # No such column, no such table: another version has migrated it.
    "42P01": _Known(_NOT, Trouble.OTHER_SCHEMA),
    "44": _Known(_NEVER),
    "53": _Known(_NOT, Trouble.FULL),
    "53300": _Known(_NOT, Trouble.CROWDED),
    "55000": _Known(_NOT, Trouble.CLOSED),
    "55P03": _Known(_NOT, Trouble.LOCKED),
    "57P": _Known(_PERHAPS, Trouble.STARTING),
    "57P03": _Known(_NOT, Trouble.STARTING),
    "58030": _Known(_PERHAPS, Trouble.FULL),
    "XX001": _Known(_NOT, Trouble.DAMAGED),
    "XX002": _Known(_NOT, Trouble.DAMAGED),
    "SQLITE_BUSY": _Known(_NOT, Trouble.LOCKED),
    "SQLITE_LOCKED": _Known(_NOT, Trouble.LOCKED),
    "SQLITE_FULL": _Known(_NOT, Trouble.FULL),
    "SQLITE_IOERR": _Known(_PERHAPS),
    "SQLITE_IOERR_WRITE": _Known(_PERHAPS, Trouble.FULL),
    "SQLITE_READONLY": _Known(_NOT, Trouble.READ_ONLY),
    "SQLITE_CANTOPEN": _Known(_NOT, Trouble.NO_FILE),
    "SQLITE_CORRUPT": _Known(_NOT, Trouble.DAMAGED),
    "SQLITE_NOTADB": _Known(_NOT, Trouble.DAMAGED),
    "SQLITE_CONSTRAINT": _Known(_NEVER),
    "SQLITE_MISMATCH": _Known(_NEVER),
    "SQLITE_MISUSE": _Known(_NEVER),
    "SQLITE_RANGE": _Known(_NEVER),
    "SQLITE_TOOBIG": _Known(_NEVER),
    "ECONNREFUSED": _Known(_NOT, Trouble.AWAY),
    "EHOSTUNREACH": _Known(_NOT, Trouble.AWAY),
    "ENETUNREACH": _Known(_NOT, Trouble.AWAY),
    "EAI": _Known(_NOT, Trouble.AWAY),  # The name of the machine is not found.
    "POOL": _Known(_NOT, Trouble.CROWDED),
    "TLS": _Known(_NOT, Trouble.TRUST),
}

_UNREADABLE = "ClientConfigurationError"  # asyncpg's, for «?ssl=» and the file of the authority.

# Errors without a code, in this order; what a driver refuses by itself it has not sent.
_TYPES: tuple[tuple[type[BaseException], _Known], ...] = (
    (IntegrityError, _Known(_NEVER)),
    (ProgrammingError, _Known(_NEVER)),
    (DataError, _Known(_NEVER)),
    (NotSupportedError, _Known(_NEVER)),
    (DBAPIError, _Known(_PERHAPS, Trouble.AWAY)),
    (sqlite3.Error, _Known(_NOT)),
    (OSError, _Known(_PERHAPS, Trouble.AWAY)),  # Among them TimeoutError.
)


class StorageUnavailable(DomainError):
    """The database does not serve now; what was asked may be tried again as far as ``failure`` allows."""

    def __init__(
        self, what: str = "", *, failure: Failure = Failure.NOT_DONE, trouble: Trouble = Trouble.OTHER, code: str = ""
    ) -> None:
        """Take what the log shall say, else the trouble and its ``code``, which an operator can look up."""
        super().__init__(what or f"{trouble} ({code})")
        self.failure = failure
        self.trouble = trouble
        self.code = code


def judge(error: BaseException) -> Failure:
    """Tell what an error means for what was asked; an error that is none of the database's is a fault for good."""
    return error.failure if isinstance(error, StorageUnavailable) else _find_known(error).failure


def unavailable(error: Exception) -> StorageUnavailable:
    """Return the refusal to raise in the place of an error that is not for good; it never quotes the statement."""
    failure, trouble = _find_known(error)
    return StorageUnavailable(failure=failure, trouble=trouble, code=_code(error) or type(error).__name__)


def of_database(error: BaseException) -> bool:
    """Tell whether an error came out of the database, be it for good or not."""
    return isinstance(error, StorageUnavailable | DBAPIError | PoolTimeout)


def _find_known(error: BaseException) -> _Known:
    code = _code(error)
    found = next((_CODES[code[:end]] for end in range(len(code), 0, -1) if code[:end] in _CODES), None)
    if found:
        return found
    if code and not isinstance(error, OSError):
        return _Known(Failure.NOT_DONE)
    if isinstance(error, DBAPIError) and isinstance(error.orig and error.orig.__cause__, ValueError | TypeError):
        return _Known(Failure.FOR_GOOD)  # asyncpg cannot write a value that it was given.
    return next((known for kind, known in _TYPES if isinstance(error, kind)), _Known(Failure.FOR_GOOD))


def _code(error: BaseException) -> str:
    """Return the code of an error; "" for one without."""
    if isinstance(error, PoolTimeout):
        return "POOL"
    original: object = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(original, ssl.SSLError) or type(getattr(original, "__cause__", None)).__name__ == _UNREADABLE:
        return "TLS"
    if isinstance(original, socket.gaierror):
        return "EAI"  # Its numbers are the resolver's, not the system's.
    if isinstance(original, OSError):
        return errno.errorcode.get(original.errno or 0, "")
    return str(getattr(original, "sqlstate", None) or getattr(original, "sqlite_errorname", None) or "")
