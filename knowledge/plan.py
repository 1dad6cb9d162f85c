"""The plan of action: what the committee has decided, who answers for it, by when, and what has become of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from knowledge.errors import DomainError


class PlanState(StrEnum):
    """Where an action stands. Late is no state: it is open, and its day is past."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class PlanMove(StrEnum):
    """What may be done with an action; the verb of a button is «plan.» and one of these."""

    FINISH = "finish"
    DROP = "drop"
    REOPEN = "reopen"


# From which states a move leads where.
PLAN_TABLE: Mapping[PlanMove, tuple[frozenset[PlanState], PlanState]] = MappingProxyType(
    {
        PlanMove.FINISH: (frozenset({PlanState.OPEN}), PlanState.DONE),
        PlanMove.DROP: (frozenset({PlanState.OPEN}), PlanState.DROPPED),
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
    return replace(action, state=target, version=version + 1, ended_on=ended)
