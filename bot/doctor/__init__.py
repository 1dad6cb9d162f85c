"""What an operator asks of a deployment: what a check looks at, and what it gives: one line, with its remedy."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import aiohttp

from bot.settings import Settings
from knowledge.french import typeset
from storage.engine import Storage


class Grade(StrEnum):
    """How bad it is: in order, incomplete or soon in trouble, or something that does not work."""

    GOOD = "✓"
    WARNING = "!"
    BROKEN = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found, and what is to be done where it is not good; both French, not yet typeset."""

    grade: Grade
    found: str
    remedy: str = ""


def good(found: str) -> Finding:
    """Return that all is well."""
    return Finding(Grade.GOOD, found)


def warning(found: str, remedy: str) -> Finding:
    """Return that something is missing, or will be in trouble."""
    return Finding(Grade.WARNING, found, remedy)


def broken(found: str, remedy: str) -> Finding:
    """Return that something does not work."""
    return Finding(Grade.BROKEN, found, remedy)


@dataclass(frozen=True, slots=True)
class Deployment:
    """What is examined. Without ``session`` nothing is asked of the network: ``serve`` does so at its start.

    ``environ``: where the settings were given; None: in the process's environment and ``.env``.
    """

    settings: Settings
    storage: Storage
    now: Callable[[], datetime]
    session: aiohttp.ClientSession | None = None
    environ: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class DoctorCheck:
    """One thing to look at. It is passed over when one of ``after`` is not in order: a cause is told once."""

    name: str
    run: Callable[[Deployment], Awaitable[Finding | None]]  # None: it does not apply here.
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DoctorLine:
    """A finding under the name of its check."""

    name: str
    finding: Finding

    @property
    def text(self) -> str:
        """Return the line without its mark, as the journal has it."""
        found = self.finding
        return typeset(f"{self.name} : {found.found}{f' → {found.remedy}' if found.remedy else ''}")

    def __str__(self) -> str:
        """Return the line as the command prints it."""
        return f"{self.finding.grade} {self.text}"
