"""Whether a message asks for an entry on the assistant itself: what the two readers who judge it apart say together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.domains import INTENT_DOMAINS, Domain
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.judging import CLEAR, HEARD, SURE, answered
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.references import references
from knowledge.understanding.signs import manners

# Printed by ``tests.understanding.entry_weights``, in the order of :func:`evidence`.
_WEIGHTS, _BIAS = (0.39, 0.18, 0.54, -1.63, 0.31, 0.92, 1.74, -0.69), -1.71
_ACTS = 0.08  # The chance of an act from which a message that asks nothing is left to it.
_ASKING = frozenset(("says:wonders", "says:inverted"))
# The chances from which an entry is asked for: beside something else that is said, where another matter is likelier, of all
# else, and where all that was found is a guess.
_BESIDE, _DOUBTED, _ASKED, _RATHER = 0.5, 0.25, 0.15, 0.06
_LEAST = 0.002  # Chances nearer to 0 or 1 are all alike.
_DONE = (Domain.ACT, Domain.DIFFICULTY, Domain.ELIGIBILITY)
_BEGINS = (Domain.ACT, Domain.DIFFICULTY, Domain.STEERING)
_BEGUN = 0.7  # The chance from which one of these is meant, not a question about it.


def evidence(decision: Decision, weighed: Weighed) -> Sequence[float]:
    """Return what is decided on: that the assistant is meant, that an entry is, which one, and what else it may be."""
    chances = weighed.chances
    told = decision.score / 100 if answered(decision) else 0.0
    return (
        _log_odds(chances[Domain.ASSISTANT]),
        _log_odds(weighed.asked.some),
        _log_odds(weighed.service.chance),
        chances[Domain.CALL],
        told,
        max(chances[one] for one in _DONE),
        chances[Domain.OWN],
        chances[Domain.ELSEWHERE],
    )


def is_asked(decision: Decision, weighed: Weighed, least: float) -> bool:
    """Tell whether the likeliest entry is asked for with a chance of ``least`` or more."""
    if weighed.service.best in INTENT_DOMAINS or any(weighed.chances[one] >= _BEGUN for one in _BEGINS):
        return False
    score = sum(weight * one for weight, one in zip(_WEIGHTS, evidence(decision, weighed), strict=True))
    return score + _BIAS >= _log_odds(least)


def is_left_to_acts(text: str, weighed: Weighed) -> bool:
    """Tell whether a message is left to the acts: an order or a tale of one's own request does something with it.

    «Personne n'est venu» is passed on to the expert; only what asks how such things go is answered by an entry.
    Whoever has no request to do it with is then told the entry by the acts themselves.
    """
    if weighed.best is Domain.ACT or references(text):  # A number is of one file, which not everybody may see.
        return True
    tells = weighed.best in HEARD or weighed.chances[Domain.ACT] >= _ACTS
    return tells and "?" not in text and not _ASKING & set(manners(text))


def asked_for(text: str, decision: Decision, weighed: Weighed, *, beside: bool) -> Understanding | None:
    """Return the entry that is asked for; None where none is, or an act does something with the message.

    ``beside``: the message names the work in Op@le, or goes on from an answer of the call.
    """
    of_call, commands = weighed.best is Domain.CALL, weighed.best is Domain.COMMAND
    if commands and decision.verdict is Verdict.ACTION:  # «annuler» ends what is being typed.
        return None
    if is_left_to_acts(text, weighed) or (beside and of_call):
        return None
    how = weighed.best in HEARD and weighed.service.chance >= SURE and _ASKING & set(manners(text))
    if how and weighed.service.best not in INTENT_DOMAINS:  # «je dois décaler le rendez-vous, comment on fait».
        return Understanding(Sense.SERVICE, decision, service=weighed.service.best)
    elsewhere = weighed.best in (Domain.CALL, Domain.ELSEWHERE)
    beside = beside or (elsewhere and weighed.chance >= SURE)
    return _entry(decision, weighed, _BESIDE if beside else _DOUBTED if elsewhere else _ASKED)


def asked_rather(found: Understanding, decision: Decision, weighed: Weighed) -> Understanding | None:
    """Return the entry that is likelier asked for than what was only guessed or offered; None where none is."""
    if found.sense is Sense.CALL and found.decision:
        guesses = found.decision.verdict is Verdict.CHOOSE and weighed.best is not Domain.CALL
        guessed = guesses or found.decision.verdict is Verdict.UNKNOWN
    else:
        guessed = found.sense is Sense.OFFER
    return _entry(decision, weighed, _ASKED if weighed.best is Domain.ELSEWHERE else _RATHER) if guessed else None


def _entry(decision: Decision, weighed: Weighed, least: float) -> Understanding | None:
    if not is_asked(decision, weighed, least):
        return None
    return Understanding(Sense.SERVICE, decision, service=weighed.service.best)


def likeliest_entry(decision: Decision, weighed: Weighed) -> Understanding:
    """Return what a message to the assistant itself asks: an action of ours («aide») or an entry that says it."""
    entry = weighed.service.best
    told = entry not in INTENT_DOMAINS and weighed.service.chance >= CLEAR  # It is asked, not asked for.
    acts = decision.verdict is Verdict.ACTION and INTENT_DOMAINS.get(decision.intent or "") is Domain.ASSISTANT
    if acts and not told:
        return Understanding(Sense.ACTION, decision)
    if entry in INTENT_DOMAINS:
        return Understanding(Sense.ACTION, replace(decision, verdict=Verdict.ACTION, intent=entry))
    return Understanding(Sense.SERVICE, decision, service=entry)


def _log_odds(chance: float) -> float:
    kept = min(max(chance, _LEAST), 1 - _LEAST)
    return math.log(kept / (1 - kept))
