"""Solved cases: a problem and its solution, proposed by who solved it, published by the SA EPLE for everybody to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from knowledge.errors import DomainError
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestStatus, Topic

LONGEST_PROBLEM, LONGEST_SOLUTION = 400, 1_200  # Characters.
# A request whose solution is known: it may be shared from then on.
SHAREABLE = frozenset({RequestStatus.RESOLVED, RequestStatus.CLOSED})
STAFF = frozenset({Role.EXPERT, Role.SA_EPLE})


class CaseState(StrEnum):
    """Where a case stands."""

    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"  # Taken off, or never published.


class CaseMove(StrEnum):
    """What is done with a case; the verb of a button is «case.» and one of these."""

    PROPOSE = "propose"  # By who solved it: the only one that is not the SA EPLE's.
    PUBLISH = "publish"
    CORRECT = "correct"
    SET_ASIDE = "set_aside"  # Proposed, and not to be published.
    WITHDRAW = "withdraw"


# From which states a move leads where; None: the case stays where it is.
CASE_TABLE: Mapping[CaseMove, tuple[frozenset[CaseState], CaseState | None]] = MappingProxyType(
    {
        CaseMove.PUBLISH: (frozenset({CaseState.PROPOSED, CaseState.WITHDRAWN}), CaseState.PUBLISHED),
        CaseMove.CORRECT: (frozenset(CaseState), None),
        CaseMove.SET_ASIDE: (frozenset({CaseState.PROPOSED}), CaseState.WITHDRAWN),
        CaseMove.WITHDRAW: (frozenset({CaseState.PUBLISHED}), CaseState.WITHDRAWN),
    }
)


class CaseRefused(DomainError):
    """A case that cannot make this move: it stands elsewhere, has changed since it was looked at, or is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseText:
    """What a case says. It names no person and no school."""

    topic: Topic
    problem: str
    solution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SolvedCase:
    """A case as it is kept.

    ``reference``: the request it comes of, shown to the SA EPLE alone. ``helped``: how many people said that it helped.
    """

    number: int
    text: CaseText
    state: CaseState
    since: datetime  # Of the state.
    reference: str = ""
    author: PersonKey | None = None
    author_name: str = ""
    helped: int = 0
    version: int = 1


def moves_of(case: SolvedCase) -> tuple[CaseMove, ...]:
    """Return what the SA EPLE may do with a case."""
    return tuple(move for move, (sources, _) in CASE_TABLE.items() if case.state in sources)


def moved(case: SolvedCase, move: CaseMove, version: int, now: datetime, text: CaseText | None = None) -> SolvedCase:
    """Return a case after a move; ``text``: what it says then. Raises CaseRefused."""
    sources, target = CASE_TABLE[move]
    if case.state not in sources or case.version != version:
        raise CaseRefused(f"case {case.number}: {move} in {case.state}")
    since = now if target and target is not case.state else case.since
    return replace(case, state=target or case.state, since=since, version=version + 1, text=text or case.text)


def may_share(person: Person) -> bool:
    """Tell whether the person may propose cases."""
    return any(person.has(role) for role in STAFF)


def may_correct(person: Person, case: SolvedCase) -> bool:
    """Tell whether the person may change what a case says: the SA EPLE, and its author until it is reviewed."""
    return person.has(Role.SA_EPLE) or (
        case.state is CaseState.PROPOSED and person.key == case.author and may_share(person)
    )


def may_read(person: Person, case: SolvedCase) -> bool:
    """Tell whether the person may read a case: everybody those that are published, its author theirs, the SA EPLE all."""
    return case.state is CaseState.PUBLISHED or person.has(Role.SA_EPLE) or person.key == case.author
