"""Batches (acts or messages confirmed once, carried out line by line), the plan of action, and requests of erasure.

Each line is the move of its own life cycle, made in a transaction of its own. A batch only says which and in what order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from knowledge.application import ApplicationMove, ApplicationStatus
from knowledge.french import DomainError
from knowledge.people import PersonKey
from knowledge.request import HELD, CancelReason, RequestMove, RequestStatus

MOST = 200  # Lines of one batch.


class BatchAct(StrEnum):
    """What is done with one line."""

    ASSIGN = "assign"
    REMIND = "remind"
    CLOSE = "close"
    EXAMINE = "examine"
    ACCEPT = "accept"
    REJECT = "reject"
    DROP = "drop"
    APPOINT = "appoint"
    ANNOUNCE = "announce"  # A message of the SA EPLE to a person or a school.


class Audience(StrEnum):
    """Who is written to; the lines of a message say whom by it."""

    EXPERTS = "experts"
    CANDIDATES = "candidates"
    SCHOOLS = "schools"


OF_REQUESTS = frozenset((BatchAct.ASSIGN, BatchAct.REMIND, BatchAct.CLOSE))
DECISIONS = {
    BatchAct.ACCEPT: ApplicationStatus.ACCEPTED,
    BatchAct.REJECT: ApplicationStatus.REJECTED,
    BatchAct.DROP: ApplicationStatus.DROPPED,
}
OF_APPLICATIONS = frozenset((*DECISIONS, BatchAct.EXAMINE, BatchAct.APPOINT))
NEEDS_REASON = frozenset((BatchAct.REJECT, BatchAct.DROP))


class BatchState(StrEnum):
    """Where a batch stands. A prepared one changes nothing."""

    PREPARED = "prepared"
    RUNNING = "running"
    DONE = "done"
    GIVEN_UP = "given_up"


class LineState(StrEnum):
    """Where a line stands."""

    PENDING = "pending"
    DONE = "done"
    REFUSED = "refused"


class LineRefusal(StrEnum):
    """Why a line was not carried out, besides what the life cycles' own guards say."""

    STALE = "stale"  # It has changed since the preview.
    STATE = "state"
    RIGHT = "right"
    OWN = "own"
    GONE = "gone"
    REASON = "reason"
    HELD_BACK = "held_back"  # The candidate does not know the decision yet: a message would tell it.
    NO_ADDRESS = "no_address"
    ROLE_LOST = "role_lost"  # Who is written to was an expert when it was prepared.
    FAULT = "fault"  # A bug, with a line in the log.


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchGiven:
    """What holds for all lines. ``target``: who gets the requests; ``text``: the message."""

    target: PersonKey | None = None
    cancel_as: CancelReason | None = None
    duplicate_of: str = ""
    audience: Audience | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchLine:
    """One line. ``reference``: of a request, an application or a school; ``person``: of an expert who is written to.

    ``version``: as it was looked at, 0 where it has none. ``error``: a :class:`LineRefusal` or a guard's code.
    """

    place: int
    act: BatchAct
    reference: str = ""
    person: PersonKey | None = None
    reason: str = ""
    version: int = 0
    state: LineState = LineState.PENDING
    error: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """A batch as it is kept; ``nonce``: what its buttons carry."""

    id: int
    nonce: str
    by: PersonKey
    given: BatchGiven
    state: BatchState
    made_at: datetime
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None


def request_move(act: BatchAct, status: RequestStatus) -> RequestMove:
    """Return the move that an act is for a request in that state; the life cycle refuses what is not possible."""
    if act is BatchAct.ASSIGN:
        return RequestMove.REASSIGN if status in HELD else RequestMove.ASSIGN
    if act is BatchAct.REMIND:
        return RequestMove.NUDGE
    return RequestMove.CONFIRM if status is RequestStatus.RESOLVED else RequestMove.CANCEL


def application_move(act: BatchAct) -> ApplicationMove:
    """Return the move that an act is for an application."""
    return ApplicationMove(act.value)


# --- The plan of action: decisions of the committee, who answers for each, by when, what became of it.


class PlanState(StrEnum):
    """Where an action stands. Late is no state: it is open, and its day is past."""

    PROPOSED = "proposed"  # By an expert, for the committee: no action yet.
    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class PlanMove(StrEnum):
    """What may be done with an action; the verb of a button is «plan.» and one of these."""

    KEEP = "keep"  # What an expert proposed becomes an action.
    FINISH = "finish"
    DROP = "drop"
    REOPEN = "reopen"


# From which states a move leads where.
PLAN_TABLE: Mapping[PlanMove, tuple[frozenset[PlanState], PlanState]] = MappingProxyType(
    {
        PlanMove.KEEP: (frozenset({PlanState.PROPOSED}), PlanState.OPEN),
        PlanMove.FINISH: (frozenset({PlanState.OPEN}), PlanState.DONE),
        PlanMove.DROP: (frozenset({PlanState.OPEN, PlanState.PROPOSED}), PlanState.DROPPED),
        PlanMove.REOPEN: (frozenset({PlanState.DONE, PlanState.DROPPED}), PlanState.OPEN),
    }
)


class PlanRefused(DomainError):
    """An action that cannot make this move: it stands elsewhere, or has changed since it was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAction:
    """An action. ``owner``: who answers for it, as typed; ``due``: by when, None where no day was said."""

    number: int
    text: str
    owner: str = ""
    due: date | None = None
    state: PlanState = PlanState.OPEN
    decided_on: date
    ended_on: date | None = None
    meeting: int | None = None  # The committee that decided it.
    uai: str = ""  # The school that it is for.
    author: PersonKey | None = None
    version: int = 1

    def late(self, today: date) -> bool:
        """Tell whether its day is past and it is not done."""
        return self.state is PlanState.OPEN and self.due is not None and self.due < today


def moves_of(action: PlannedAction) -> tuple[PlanMove, ...]:
    """Return what may be done with an action."""
    return tuple(move for move, (sources, _) in PLAN_TABLE.items() if action.state in sources)


def moved(action: PlannedAction, move: PlanMove, version: int, today: date) -> PlannedAction:
    """Return an action after a move. Raises PlanRefused."""
    sources, target = PLAN_TABLE[move]
    if action.state not in sources or action.version != version:
        raise PlanRefused(f"action {action.number}: {move} in {action.state}")
    ended = None if target is PlanState.OPEN else today
    decided = today if move is PlanMove.KEEP else action.decided_on
    return replace(action, state=target, version=version + 1, decided_on=decided, ended_on=ended)


# --- Requests of erasure: who answers, and within what time (GDPR, articles 12 and 17).


class ErasureStatus(StrEnum):
    """Where a request of erasure stands."""

    WAITING = "waiting"
    ACCEPTED = "accepted"  # And carried out, in the same transaction.
    REFUSED = "refused"


# What records that stay name in the place of the person.
ERASED_NAME = "Personne effacée"
# Article 12.3 gives a month; the shortest one counts.
ANSWER_WITHIN = timedelta(days=28)
REMINDED_AFTER = (timedelta(days=18), timedelta(days=25))


def answer_due(asked_at: datetime) -> datetime:
    """Return until when the person is to be answered."""
    return asked_at + ANSWER_WITHIN
