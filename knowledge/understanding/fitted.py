"""A call whose weights were fitted at start: what it has to say, where the arbiter hears something else or nothing.

The arbiter was taught with one call: of another one it knows no subject, and holds for another matter what that call's own
words tell. The call's recogniser, fitted to few wordings, is unsure too. Each is wrong of other messages, so that both
together tell better whether the call is asked.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.domains import DOMAINS, Domain
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.ruling import LIKELY, Case

# The score, in percent, from which such a call surely has the answer, and the chance of something else from which it is
# that, whatever the call may say.
_TOLD_SURELY, _SOMETHING_ELSE = 50, 0.9
# What a person without a role is hardly meant to ask where such a call has an answer.
_BESIDE_THE_CALL = frozenset(
    {Sense.STATUS, Sense.OFFER, Sense.HEARD, Sense.COMMAND, Sense.SERVICE, Sense.REQUEST, Sense.ACT}
)
# How much likelier the call is than another matter, as logarithms: the arbiter counts three times what the recogniser does, and
# from the bar on the call's likeliest entries are offered. Chosen on the questions and the other matters of six calls.
_ARBITER, _BAR = 3.0, -5.0
_LEAST = 0.001  # Chances below are all alike.
_OF_THE_CALL = (Sense.CALL, Sense.ELIGIBILITY)


def of_a_fitted_call(found: Understanding, case: Case, of_the_call: Callable[[Case], Understanding]) -> Understanding:
    """Return ``found``, or what such a call says where it is sure, or where help would be offered for an unlikely trouble.

    ``of_the_call``: what is made of the recogniser's decision alone.
    """
    decision, weighed = case.decision, case.weighed
    if _may_tell(found, decision, weighed):
        found = Understanding(Sense.CALL, decision)
    elif found.sense is Sense.OFFER and weighed.chances[Domain.DIFFICULTY] < LIKELY:
        found = of_the_call(case)
    return _offered(found, decision, weighed) if case.situation.topic is None else found


def _may_tell(found: Understanding, decision: Decision, weighed: Weighed) -> bool:
    """Tell whether the call has what to say, where something else was ``found``.

    Where that is another matter, the arbiter, taught with one call, cannot tell it of the next.
    """
    refused = found.sense is Sense.CALL and found.decision is not None and found.decision.elsewhere
    if decision.verdict not in (Verdict.ANSWER, Verdict.SILENT, Verdict.CHOOSE) or not (
        refused or found.sense in _BESIDE_THE_CALL
    ):
        return False
    likely = bool(decision.shares) and decision.shares[DOMAINS.index(Domain.CALL)] >= LIKELY
    return refused or decision.score >= _TOLD_SURELY or (likely and weighed.chance < _SOMETHING_ELSE)


def _offered(found: Understanding, decision: Decision, weighed: Weighed) -> Understanding:
    """Return the call's likeliest entries to choose from, or none, where it is not sure what is asked.

    Whoever asks whether they may apply hears that first; the entries are offered below it.
    """
    unsure = found.decision is not None and found.decision.verdict in (Verdict.CHOOSE, Verdict.UNKNOWN)
    if found.sense not in _OF_THE_CALL or found.decision is None or not unsure or not decision.entries:
        return found
    asked = _over_another_matter(dict(zip(DOMAINS, decision.shares, strict=True)).__getitem__)
    if asked + _ARBITER * _over_another_matter(weighed.chances.__getitem__) >= _BAR:
        return replace(
            found, decision=replace(decision, verdict=Verdict.CHOOSE, topics=decision.entries, elsewhere=False)
        )
    if found.sense is Sense.CALL and found.decision.verdict is Verdict.CHOOSE:
        return Understanding(Sense.CALL, replace(decision, verdict=Verdict.UNKNOWN, topics=(), elsewhere=True))
    return found


def _over_another_matter(chance: Callable[[Domain], float]) -> float:
    """Return how much likelier the call is than another matter."""
    about = chance(Domain.CALL) + chance(Domain.ELIGIBILITY)
    return math.log((about + _LEAST) / (chance(Domain.ELSEWHERE) + _LEAST))
