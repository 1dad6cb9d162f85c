"""The knowledge in force: one call, and the recogniser over what can be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from knowledge.call import Call, Fact, SilentPoint
from knowledge.french import PARIS
from knowledge.language.recogniser import Recogniser
from knowledge.language.topics import Decision, Verdict


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """A call and its recogniser. Immutable: learning a wording makes a new one."""

    call: Call
    recogniser: Recogniser
    facts: dict[str, Fact]
    silent: dict[str, SilentPoint]
    buttons: dict[str, str]  # The question of each fact's button → the fact's id.

    @classmethod
    def of(cls, call: Call, recogniser: Recogniser) -> KnowledgeBase:
        """Return the base of a call."""
        buttons = {fact.question: fact.id for fact in call.fact}
        return cls(call, recogniser, call.facts(), call.silent_points(), buttons)

    def decide(self, text: str, *, last_topic: str | None = None) -> Decision:
        """Return what ``text`` means; the words of a button mean its fact."""
        fact = self.buttons.get(text.strip())
        if fact:
            return Decision(Verdict.ANSWER, (fact,), 100)
        return self.recogniser.decide(text, last_topic=last_topic)


def days_left(closes: date, now: datetime) -> int:
    """Return the whole days from ``now`` (aware) to the last day, in Paris: 0 on that day, negative after it."""
    return (closes - now.astimezone(PARIS).date()).days
