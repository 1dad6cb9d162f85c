"""Read a status question: a grammar of slots. What no slot explains is asked back, never ignored.

``StatusReader.read`` is pure and deterministic: the same text, instant, register and roles give the same reading.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from datetime import date, datetime

from knowledge.french import PARIS
from knowledge.people import Role
from knowledge.status.build import build, refused
from knowledge.status.clauses import clauses
from knowledge.status.follow_up import continued
from knowledge.status.names import Names
from knowledge.status.query import AskBack, Query, Reading, Refusal, What, Why
from knowledge.status.slots import Slots, Spotter
from knowledge.status.vocabulary import Vocabulary
from knowledge.understanding.intent.normalise import visible
from knowledge.understanding.intent.topics import Decision, Verdict

__all__ = [
    "STEERING",
    "AskBack",
    "Names",
    "Query",
    "Reading",
    "Refusal",
    "StatusReader",
    "Why",
    "about_the_call",
    "needed",
]

# Intents of the commands that are status questions too.
STEERING = frozenset(("statut_pilotage", "lister_experts"))
_STEERING, _OWN = "statut_pilotage", ("statut_demande",)
_FAINT, _CLEAR, _SURE = 25, 60, 75  # Chances of a decision, in percent.
_STRANGER = 2  # What is asked more of somebody without a role: they rather ask about the call.
_TROUBLED = 3  # What must be said besides a word for what is not kept.
_TELEGRAPHIC = 4  # Words of a message that says nothing but what is looked for.
_STORY = 45  # Tokens of a message that tells more than a question.
_PART = 3  # What a part of a message must weigh at least.
MOST_CHARS = 400  # Longer messages tell a story: they are no status questions.
NO_NAMES = Names()
_FIGURE = re.compile(r"\d")


def needed(decision: Decision, *, stranger: bool) -> int:
    """Return how much a status question must say, from what the recogniser decided: the surer it is, the more.

    ``stranger``: the person has no role, so that «ma demande» is their own and left to the action that tells of it.
    """
    sure = decision.score
    if decision.verdict is Verdict.ACTION:
        about = decision.intent == _STEERING or (decision.intent in _OWN and not stranger)
        return 0 if about else 2 + (sure >= _CLEAR)
    if decision.verdict is Verdict.ANSWER:
        return 3 + (sure >= _SURE)
    if decision.verdict is Verdict.SILENT:
        return 2 + (sure >= _SURE)
    return 1 + ((decision.verdict is Verdict.CHOOSE and sure >= _FAINT) or (decision.elsewhere and sure >= _CLEAR))


def about_the_call(text: str, decision: Decision, *, stranger: bool) -> bool:
    """Tell whether ``text`` is left to the call's answers without being read for a status question.

    What the call answers, somebody without a role asks of the call: reading on would cost as much as the decision did,
    to refuse them what they did not ask for. A figure may be the number of a request.
    """
    told = decision.verdict in (Verdict.ANSWER, Verdict.SILENT)
    return stranger and told and not _FIGURE.search(text)


class StatusReader:
    """Reads status questions with one vocabulary."""

    def __init__(self, text: str, common: Container[str] = ()) -> None:
        """``text``: the file ``status.toml`` of the lexicon; ``common``: words that are no names by themselves."""
        self._vocabulary = Vocabulary(text, common)
        self._common = common

    def read(
        self,
        text: str,
        now: datetime,
        names: Names = NO_NAMES,
        previous: Query | None = None,
        roles: Iterable[Role] = (Role.SA_EPLE,),
        *,
        need: int = 0,
    ) -> Reading:
        """Return what ``text`` asks at ``now`` (aware); None when it is no status question.

        ``need``: how much must be said that is plainly about requests, applications, sessions or experts; 0 when the
        text is known to ask about a state, up to 4 when it is likely to mean something else (see :func:`needed`).
        """
        if not text.strip() or len(visible(text)) > MOST_CHARS:
            return None
        held = frozenset(roles)
        if need and not held and previous is None and not self._vocabulary.hinted(text):
            return None
        if need and not held:
            need += _STRANGER
        reading = self._read(text, now, names, previous, need, stranger=not held)
        return refused(reading, held)

    def _read(
        self, text: str, now: datetime, names: Names, previous: Query | None, need: int, *, stranger: bool
    ) -> Reading:
        today = now.astimezone(PARIS).date()
        tokens = self._vocabulary.tokeniser.cut(text, names.words)
        if need >= 2 and len(tokens) > _STORY:
            return None
        spotter = Spotter(self._vocabulary, names, today, self._common)
        whole = spotter.slots(tokens)
        if whole.own or (whole.acts and need) or (stranger and whole.references and not whole.explicit):
            return None
        reading = self._of(whole, today, previous, need)
        if isinstance(reading, Query) or not (whole.unknown or isinstance(reading, AskBack)):
            return reading
        # A sentence before or after may only tell why it is asked.
        for part in clauses(tokens):
            slots = spotter.slots(part)
            if slots.unknown or slots.own or not slots.speaks or not slots.named:
                continue
            found = self._of(slots, today, previous, max(need, _PART))
            if isinstance(found, Query):
                return found
        return reading

    @staticmethod
    def _of(slots: Slots, today: date, previous: Query | None, need: int) -> Reading:
        follows = previous is not None and slots.continues
        if slots.trouble:
            about = slots.named or slots.schools or slots.uai or slots.experts
            least = max(need, _TROUBLED)
            if slots.ops and about:
                least = min(need, 2) if slots.experts else need
            sure = not need or (slots.weight >= least and about)
            return slots.trouble if sure or slots.trouble.why is Why.INCOMPLETE_REFERENCE else None
        if slots.unknown:
            plain = not need or (slots.weight >= max(need, 2) + 2 and slots.sure)
            plain = plain and not slots.foreign
            return AskBack(Why.WORDS, " ".join(slots.unknown)) if plain else None
        if previous is not None and follows:
            return continued(previous, slots, today)
        if slots.weight + (slots.length <= _TELEGRAPHIC) < need:
            return None
        if not slots.speaks:
            lonely = slots.follows and (slots.narrows or slots.others)
            return AskBack(Why.NO_PREVIOUS) if lonely and previous is None else None
        if slots.one and slots.whats == [What.REQUESTS] and slots.weight <= 2 and not slots.ops:
            # «la demande»: which? «demande d'assistance»: one is to be made.
            alone = slots.the and not slots.narrows and not need
            return AskBack(Why.NO_PREVIOUS) if alone and not follows else None
        built = build(slots, today)
        if isinstance(built, AskBack) and built.why is Why.WORDS and need and not slots.whats:
            return None
        return built
