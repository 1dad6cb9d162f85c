"""What the life of one request took, counted from its journal: the delays in working minutes, what was done twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knowledge.request import RequestMove, RequestStatus
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_minutes

_SOLVED = (RequestStatus.RESOLVED, RequestStatus.CLOSED)


@dataclass(frozen=True, slots=True)
class JournalStep:
    """One move of a request: when (aware), what, and the state reached."""

    at: datetime
    move: str
    state: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Working minutes since a request was logged, and how often it came back.

    ``taken``: until somebody held it first; ``solved``: until the solution that stands, less ``waited``; None: not yet.
    """

    taken: int | None = None
    solved: int | None = None
    waited: int = 0
    reopened: int = 0
    refused: int = 0


def measure(logged: datetime, steps: Iterable[JournalStep], delays: Delays = DEFAULT_DELAYS) -> Measured:
    """Return what a request took; ``steps``: all its moves, in order."""
    taken: int | None = None
    solved_at = waits_since = None
    waited = reopened = refused = 0
    state = ""
    for step in steps:
        if step.state != state:
            if waits_since is not None:
                waited += working_minutes(waits_since, step.at, delays)
            waits_since = step.at if step.state == RequestStatus.WAITING else None
            if step.state == RequestStatus.RESOLVED:
                solved_at = step.at
        if taken is None and step.state == RequestStatus.ASSIGNED:
            taken = working_minutes(logged, step.at, delays)
        reopened += step.move == RequestMove.REOPEN
        refused += step.move == RequestMove.REFUSE_SOLUTION
        state = step.state
    solved = None
    if solved_at is not None and state in _SOLVED:
        solved = max(working_minutes(logged, solved_at, delays) - waited, 0)
    return Measured(taken, solved, waited, reopened, refused)
