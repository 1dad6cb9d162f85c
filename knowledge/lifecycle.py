"""The machinery of a life cycle: one table of transitions, one function that applies it, buttons from the same table.

A cycle's table says everything that may happen to a subject (a request, an application). :func:`apply` is the only way
to a new state; :func:`moves_for` gives the moves that ``apply`` would accept, so that no button offers what would be
refused. Everything is pure: ``now`` is a parameter, what the store alone knows is handed in as ``facts``, what the
person supplies as ``given``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Generic, NamedTuple, TypeVar

from knowledge.french import DomainError
from knowledge.people import Person, PersonKey


class Relation(StrEnum):
    """What the one who acts is to the subject, at this moment."""

    REQUESTER = "requester"
    HOLDER = "holder"
    EXPERT = "expert"
    CANDIDATE = "candidate"
    SA_EPLE = "saeple"
    DECIDER = "decider"
    SYSTEM = "system"


class Recipient(StrEnum):
    """To whom a notice goes. The delivery looks up the people behind a group."""

    AUTHOR = "author"
    REQUESTER = "requester"
    HOLDER = "holder"
    FORMER_HOLDER = "former_holder"
    CHANNEL = "channel"  # The subject's card in the experts' channel: posted, then redrawn.
    THREAD = "thread"  # A line under that card.
    CANDIDATE = "candidate"
    ASKER = "asker"  # Who asked for a complement.
    SA_EPLE = "saeple"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What every subject has. Version 0: not stored yet, only a move that begins a life applies.

    ``version`` is what cards carry and compare; reminders do not raise it.

    Instants are aware. ``touched_at`` is the last event that is not a timer's.
    """

    reference: str = ""
    version: int = 0
    status: StrEnum
    status_since: datetime | None = None
    touched_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the person supplies with a move."""

    reason: str = ""


S = TypeVar("S", bound=Subject)
F = TypeVar("F")
G = TypeVar("G", bound=Given)


@dataclass(frozen=True, slots=True)
class MoveSituation(Generic[S, F]):
    """What guards look at: everything but what the person supplies."""

    subject: S
    facts: F
    now: datetime
    relations: frozenset[Relation]


@dataclass(frozen=True, slots=True)
class Act(Generic[S, F, G]):
    """A move about to be made: ``subject`` is still as it was. ``by`` None: the program itself."""

    subject: S
    facts: F
    now: datetime
    by: PersonKey | None
    role: Relation
    given: G


class Guard(NamedTuple, Generic[S, F]):
    """A condition on the situation; buttons know it. ``code`` names its refusal."""

    code: StrEnum
    holds: Callable[[MoveSituation[S, F]], bool]


class Check(NamedTuple, Generic[S, F, G]):
    """A condition on what the person supplies; only ``apply`` can know it."""

    code: StrEnum
    holds: Callable[[Act[S, F, G]], bool]


class NoticeRule(NamedTuple, Generic[S, F, G]):
    """A notice of a transition. ``when`` sees the act and the subject as it has become; None: always."""

    kind: StrEnum
    to: tuple[Recipient, ...]
    when: Callable[[Act[S, F, G], S], bool] | None = None


def unchanged(act: Act[S, F, G]) -> S:
    """Return the subject as it is: the effect of a move that changes nothing but the state."""
    return act.subject


def setting(**values: Any) -> Callable[[Act[S, F, G]], S]:
    """Return the effect of a move that sets these values, whatever is given with it."""
    return lambda act: replace(act.subject, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition(Generic[S, F, G]):
    """One line of a table.

    ``sources`` empty: the move begins a life. ``target`` None: an event, the state stays. ``when`` chooses between lines of the same
    move and state. ``never`` bars those who would decide on their own file. ``due`` tells from when on the
    program makes the move by itself (None: not at present); without it, a program's move follows from something else.
    ``reminds``: a reminder, which does not count as activity and leaves the version as it is.
    """

    move: StrEnum
    sources: frozenset[StrEnum]
    target: StrEnum | None = None
    who: tuple[Relation, ...]
    never: frozenset[Relation] = frozenset()
    when: Guard[S, F] | None = None
    due: Callable[[S, F], datetime | None] | None = None
    guards: tuple[Guard[S, F], ...] = ()
    checks: tuple[Check[S, F, G], ...] = ()
    needs_reason: bool = False
    effect: Callable[[Act[S, F, G]], S] = unchanged
    notices: tuple[NoticeRule[S, F, G], ...] = ()
    consequences: tuple[StrEnum, ...] = ()
    reminds: bool = False

    @property
    def timer(self) -> bool:
        """Whether it is a reminder that the program sends by itself; without a time of its own, a person asks for it."""
        return self.reminds and self.due is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle(Generic[S, F, G]):
    """A life cycle: its table and what the machinery must know of its subject.

    ``shown`` gives the state that people with these relations may know of; ``addressee`` the person behind a recipient
    (before, after), None for groups and for people unknown to the assistant; ``journal`` what the event keeps of a
    change (JSON values); ``renewed`` clears what counted from the last activity.
    """

    name: str
    states: type[StrEnum]
    moves: type[StrEnum]
    table: tuple[Transition[S, F, G], ...]
    relations: Callable[[S, Person], frozenset[Relation]]
    nothing_given: G
    addressee: Callable[[Recipient, S, S], PersonKey | None]
    journal: Callable[[S, S], Mapping[str, Any]]
    holder: Callable[[S], PersonKey | None]
    shown: Callable[[S, frozenset[Relation]], StrEnum]
    renewed: Callable[[S], S]


@dataclass(frozen=True, slots=True)
class MoveEvent:
    """One line of the journal: who did what, in which role, when, from which state to which, and why."""

    subject: str
    reference: str
    move: str
    by: PersonKey | None
    role: str
    at: datetime
    from_state: str | None  # None: it begins.
    to_state: str
    reason: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """A notice to send. ``person`` None: a group, or somebody whom the assistant does not know.

    ``answer``: it goes to the one who acted, so it is an answer and no quiet hour holds it back.
    """

    kind: StrEnum
    to: Recipient
    person: PersonKey | None = None
    answer: bool = False


@dataclass(frozen=True, slots=True)
class Changed(Generic[S]):
    """What a move did: to be stored whole, in one transaction."""

    subject: S
    event: MoveEvent
    notices: tuple[NoticeDue, ...]
    consequences: tuple[StrEnum, ...] = ()


class MoveRefused(DomainError):
    """A move was refused; nothing is to be written."""

    def __init__(self, cycle: str, reference: str, move: StrEnum, why: str) -> None:
        super().__init__(f"{cycle} {reference or '(new)'}: {move} refused, {why}")
        self.cycle = cycle
        self.reference = reference
        self.move = move


class NotAllowed(MoveRefused):
    """The person may not make this move. Says nothing of the state: it may be no business of theirs."""

    def __init__(self, cycle: str, reference: str, move: StrEnum, why: str = "not allowed") -> None:
        super().__init__(cycle, reference, move, why)


class OwnFile(NotAllowed):
    """The person would have the right, but nobody decides on their own file."""

    def __init__(self, cycle: str, reference: str, move: StrEnum) -> None:
        super().__init__(cycle, reference, move, "own file")


class ForbiddenTransition(MoveRefused):
    """The move is not possible from the present ``state`` (None: it does not exist yet); ``holder`` has it now."""

    def __init__(
        self, cycle: str, reference: str, move: StrEnum, state: StrEnum | None, holder: PersonKey | None
    ) -> None:
        super().__init__(cycle, reference, move, f"state {state}")
        self.state = state
        self.holder = holder


class StaleVersion(MoveRefused):
    """The card shows ``expected``, the subject has become ``found`` since; its state and holder are the present ones."""

    def __init__(
        self,
        cycle: str,
        reference: str,
        move: StrEnum,
        *,
        expected: int,
        found: int,
        state: StrEnum,
        holder: PersonKey | None,
    ) -> None:
        super().__init__(cycle, reference, move, f"version {expected}, now {found}")
        self.expected = expected
        self.found = found
        self.state = state
        self.holder = holder


class ReasonMissing(MoveRefused):
    """This move asks for a reason."""

    def __init__(self, cycle: str, reference: str, move: StrEnum) -> None:
        super().__init__(cycle, reference, move, "no reason")


class GuardRefused(MoveRefused):
    """A condition of the move does not hold: ``code`` says which."""

    def __init__(self, cycle: str, reference: str, move: StrEnum, code: StrEnum) -> None:
        super().__init__(cycle, reference, move, code)
        self.code = code


class Timing(StrEnum):
    """The machinery's own refusal code."""

    NOT_DUE = "not_due"


def apply(
    cycle: Cycle[S, F, G],
    subject: S,
    move: StrEnum,
    *,
    by: Person | None,
    now: datetime,
    facts: F,
    given: G | None = None,
    version: int | None = None,
) -> Changed[S]:
    """Make a move, and return what is to be stored: the subject, one event, the notices.

    The subject is one version higher, except after a timer's reminder: what a timer counts is not what cards compare.

    ``by``: with the roles held now; None is the program itself. ``version``: what the card shows; None when no card
    is involved. Raises NotAllowed, ForbiddenTransition, StaleVersion, OwnFile, GuardRefused or ReasonMissing.
    """
    situation = _situation(cycle, subject, by, now, facts)
    if not situation.relations:
        raise NotAllowed(cycle.name, subject.reference, move)
    line = _line(cycle, situation, move)
    if line is None:
        state = cycle.shown(subject, situation.relations) if subject.version else None
        raise ForbiddenTransition(cycle.name, subject.reference, move, state, cycle.holder(subject))
    if version is not None and version != subject.version:
        raise StaleVersion(
            cycle.name,
            subject.reference,
            move,
            expected=version,
            found=subject.version,
            state=cycle.shown(subject, situation.relations),
            holder=cycle.holder(subject),
        )
    role = _admitted(cycle, line, situation)
    act = Act(subject, facts, now, by.key if by else None, role, cycle.nothing_given if given is None else given)
    if line.needs_reason and by is not None and not act.given.reason.strip():
        raise ReasonMissing(cycle.name, subject.reference, move)
    for check in line.checks:
        if not check.holds(act):
            raise GuardRefused(cycle.name, subject.reference, move, check.code)
    return _made(cycle, line, act)


def moves_for(
    cycle: Cycle[S, F, G],
    subject: S,
    person: Person | None,
    now: datetime,
    *,
    facts: F,
    available: Collection[StrEnum] | None = None,
) -> tuple[StrEnum, ...]:
    """Return the moves that ``apply`` would accept from this person now, given what they ask for, in table order.

    ``available``: moves whose conversation exists; None: all.
    """
    situation = _situation(cycle, subject, person, now, facts)
    found: dict[StrEnum, None] = {}
    for line in _open_lines(cycle, situation):
        if available is not None and line.move not in available:
            continue
        try:
            _admitted(cycle, line, situation)
        except MoveRefused:
            continue
        found[line.move] = None
    return tuple(found)


def due_moves(cycle: Cycle[S, F, G], subject: S, now: datetime, *, facts: F) -> tuple[StrEnum, ...]:
    """Return the moves that the program owes this subject now: what timers make, in table order."""
    timed = {line.move for line in cycle.table if line.due is not None}
    return moves_for(cycle, subject, None, now, facts=facts, available=timed)


def next_due(cycle: Cycle[S, F, G], subject: S, *, facts: F) -> datetime | None:
    """Return from when on the program owes this subject a move, as it stands; None: it owes none."""
    instants = [
        at
        for line in cycle.table
        if line.due is not None and subject.version and subject.status in line.sources
        if (at := line.due(subject, facts)) is not None
    ]
    return min(instants, default=None)


def _situation(cycle: Cycle[S, F, G], subject: S, by: Person | None, now: datetime, facts: F) -> MoveSituation[S, F]:
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    relations = frozenset({Relation.SYSTEM}) if by is None else cycle.relations(subject, by)
    return MoveSituation(subject, facts, now, relations)


def _open_lines(cycle: Cycle[S, F, G], situation: MoveSituation[S, F]) -> list[Transition[S, F, G]]:
    """Return the lines that leave the present state."""
    subject = situation.subject
    return [
        line
        for line in cycle.table
        if (subject.status in line.sources if subject.version else not line.sources)
        and (line.when is None or line.when.holds(situation))
    ]


def _line(cycle: Cycle[S, F, G], situation: MoveSituation[S, F], move: StrEnum) -> Transition[S, F, G] | None:
    """Return the line of ``move`` from the present state: ``when`` leaves one at most."""
    return next((line for line in _open_lines(cycle, situation) if line.move == move), None)


def _admitted(cycle: Cycle[S, F, G], line: Transition[S, F, G], situation: MoveSituation[S, F]) -> Relation:
    """Return the role in which the move is made. Raises NotAllowed, OwnFile or GuardRefused."""
    subject = situation.subject
    role = next((relation for relation in line.who if relation in situation.relations), None)
    if role is None:
        raise NotAllowed(cycle.name, subject.reference, line.move)
    if situation.relations & line.never:
        raise OwnFile(cycle.name, subject.reference, line.move)
    if role is Relation.SYSTEM and line.due is not None:
        due = line.due(subject, situation.facts)
        if due is None or situation.now < due:
            raise GuardRefused(cycle.name, subject.reference, line.move, Timing.NOT_DUE)
    for guard in line.guards:
        if not guard.holds(situation):
            raise GuardRefused(cycle.name, subject.reference, line.move, guard.code)
    return role


def _made(cycle: Cycle[S, F, G], line: Transition[S, F, G], act: Act[S, F, G]) -> Changed[S]:
    before = act.subject
    begins = not before.version
    target = before.status if line.target is None else line.target
    after = replace(
        line.effect(act),
        status=target,
        # What a timer counts is no reason to refuse a card: a person sees nothing changed by it.
        version=before.version if line.reminds else before.version + 1,
        status_since=act.now if begins or target != before.status else before.status_since,
        touched_at=before.touched_at if line.reminds else act.now,
    )
    if not line.reminds:
        after = cycle.renewed(after)
    event = MoveEvent(
        subject=cycle.name,
        reference=after.reference,
        move=line.move.value,
        by=act.by,
        role=act.role.value,
        at=act.now,
        from_state=None if begins else before.status.value,
        to_state=target.value,
        reason=act.given.reason.strip(),
        data=cycle.journal(before, after),
    )
    return Changed(after, event, _to_tell(cycle, line, act, after), line.consequences)


def _to_tell(cycle: Cycle[S, F, G], line: Transition[S, F, G], act: Act[S, F, G], after: S) -> tuple[NoticeDue, ...]:
    """Return the notices, none twice to the same person."""
    found: dict[tuple[StrEnum, PersonKey | Recipient], NoticeDue] = {}
    for notice in line.notices:
        if notice.when is not None and not notice.when(act, after):
            continue
        for recipient in notice.to:
            person = cycle.addressee(recipient, act.subject, after)
            told = NoticeDue(notice.kind, recipient, person, person is not None and person == act.by)
            found.setdefault((notice.kind, person or recipient), told)
    return tuple(found.values())
