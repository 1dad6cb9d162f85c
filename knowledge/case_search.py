"""Which solved case a difficulty is like: of the same subject, and near in words.

Two texts are compared by the stems they share, the rarer the more they tell, forgiving a slip of the pen, and by where
the subjects' own learnt space puts them. How far both can be trusted is measured by ``python -m tests.knowledge.measure_cases``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.cases import SolvedCase
from knowledge.request import Topic
from knowledge.understanding.intent.subjects import Gist, Subjects

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
