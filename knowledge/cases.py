"""Solved cases: a problem and its solution, proposed by who solved it, published by the SA EPLE, found by likeness."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio, token_set_ratio

from knowledge.french import DomainError
from knowledge.people import Person, PersonKey, Role
from knowledge.request import RequestStatus, Topic
from knowledge.understanding.intent.subjects import Gist, Subjects
from knowledge.understanding.words import words

LONGEST_PROBLEM, LONGEST_SOLUTION = 400, 1_200  # Characters.
# A request whose solution is known: it may be shared from then on.
SHAREABLE = frozenset({RequestStatus.RESOLVED, RequestStatus.CLOSED})


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
    used: int = 0  # How many answers were made of it, and how much of it they kept, in percent, all together.
    kept: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer that was made of a case: its number, and how much of what was prepared was kept (0–100)."""

    case: int
    kept: int


def kept_of(prepared: str, sent: str) -> int:
    """Return how much of a prepared text was kept in what was sent, from 0 (nothing) to 100."""
    return round(ratio(" ".join(prepared.split()), " ".join(sent.split())))


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
    return person.handles_requests


def may_correct(person: Person, case: SolvedCase) -> bool:
    """Tell whether the person may change what a case says: the SA EPLE, and its author until it is reviewed."""
    return person.has(Role.SA_EPLE) or (
        case.state is CaseState.PROPOSED and person.key == case.author and may_share(person)
    )


def may_read(person: Person, case: SolvedCase) -> bool:
    """Tell whether the person may read a case: everybody those that are published, its author theirs, the SA EPLE all."""
    return case.state is CaseState.PUBLISHED or person.has(Role.SA_EPLE) or person.key == case.author


# --- The solved case nearest to a difficulty: of the same subject, and near in words.

OFFERED = 70  # Out of about 200: from here on a case is offered to who did not ask for any.
FOUND = 20  # From here on it answers a search.
_AGAINST_CHANCE = 8.0  # Added to what is compared: one rare word that two short texts share does not make them alike.
_OF_SOLUTION = 0.3  # What a word weighs that the solution alone shares.
_RARE = 7.0  # How rare a stem is that tells a trouble by itself.
_SLIP, _LONG = 0.8, 5  # How like two stems are that are taken for one, and of how many letters each is at least.


def nearest(
    said: str, topics: Collection[Topic], cases: Iterable[SolvedCase], subjects: Subjects
) -> tuple[SolvedCase, int] | None:
    """Return the case that a difficulty is most like and how much, or None where none is like enough to be offered.

    ``topics``: what the difficulty may be about; a case of another subject is not offered.
    """
    near = [
        (case, score)
        for case in cases
        if case.text.topic in topics
        and (score := likeness(said, case, subjects)) >= OFFERED
        and _tells_more(said, case, subjects)
    ]
    return max(near, key=lambda one: (one[1], one[0].helped), default=None)


def found(said: str, cases: Iterable[SolvedCase], subjects: Subjects) -> list[SolvedCase]:
    """Return the cases that a search means, the likest first; the words of a subject find what is about it."""
    if not _gist(subjects, said).stems:
        return []
    topics = subjects.found(said)
    ranked = [
        (likeness(said, case, subjects) + (FOUND if case.text.topic in topics else 0), case.helped, case)
        for case in cases
        if case.text.topic in topics or _shares(said, case, subjects)
    ]
    wanted = sorted((one for one in ranked if one[0] >= FOUND), key=lambda one: (-one[0], -one[1], one[2].number))
    return [case for _, _, case in wanted]


def likeness(said: str, case: SolvedCase, subjects: Subjects) -> int:
    """Return how like a difficulty is to a case, from 0 to about 200."""
    asked, problem = _gist(subjects, said), _gist(subjects, case.text.problem)
    solution = _gist(subjects, case.text.solution)
    shared = 0.0
    for root, rarity in asked.stems.items():
        shared += rarity * max(_same(root, problem), _OF_SOLUTION * _same(root, solution))
    least = min(sum(asked.stems.values()), sum(problem.stems.values()))
    near = sum(weight * problem.place.get(at, 0.0) for at, weight in asked.place.items()) / 2
    return round(100 * (shared / (_AGAINST_CHANCE + least) + near))


def _same(root: str, text: Gist) -> float:
    """Return how surely a text has a stem: 1, less where only one like it is there, 0 without."""
    if root in text.stems:
        return 1.0
    if len(root) < _LONG:
        return 0.0
    like = (OSA.normalized_similarity(root, other) for other in text.stems if len(other) >= _LONG)
    return _SLIP if max(like, default=0.0) >= _SLIP else 0.0


def _shares(said: str, case: SolvedCase, subjects: Subjects) -> bool:
    problem, solution = _gist(subjects, case.text.problem), _gist(subjects, case.text.solution)
    return any(_same(root, problem) or _same(root, solution) for root in _gist(subjects, said).stems)


def _tells_more(said: str, case: SolvedCase, subjects: Subjects) -> bool:
    """Tell whether what is shared says more than the subject: «aide COFI» is like no case on the COFI in particular.

    Of the words that are shared, two besides those of the subject say enough, or a rare one, or one among three.
    """
    asked, problem = _gist(subjects, said), _gist(subjects, case.text.problem)
    naming = subjects.naming(case.text.topic)
    shared = [root for root in asked.stems if _same(root, problem)]
    telling = [root for root in shared if root not in naming]
    rare = any(asked.stems[root] >= _RARE for root in telling)
    return rare or len(telling) > 1 or len(shared) > (2 if telling else 3)


@lru_cache(maxsize=2_048)
def _gist(subjects: Subjects, text: str) -> Gist:
    return subjects.gist(text)


# --- Groups of messages that say nearly the same.

# Out of 100; below, two messages share words by chance.
ALIKE = 78


@dataclass(frozen=True, slots=True)
class LikeGroup:
    """Messages alike; ``example`` is the most frequent, the shortest of them first."""

    example: str
    count: int
    texts: tuple[str, ...]


def groups(texts: Sequence[str]) -> list[LikeGroup]:
    """Return the groups of ``texts``, the largest first; each text joins the first group it is like."""
    held: list[tuple[str, list[str]]] = []
    for text in texts:
        said = " ".join(words(text))
        if not said:
            continue
        found = next((members for head, members in held if token_set_ratio(head, said) >= ALIKE), None)
        if found is None:
            held.append((said, [text]))
        else:
            found.append(text)
    made = [
        LikeGroup(
            min(members, key=lambda one: (-members.count(one), len(one))), len(members), tuple(dict.fromkeys(members))
        )
        for _, members in held
    ]
    return sorted(made, key=lambda group: -group.count)
