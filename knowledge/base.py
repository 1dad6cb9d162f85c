"""The knowledge in force: one call, and the recogniser over what can be asked of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.call import Call, CallFault, Fact, SilentPoint
from knowledge.french import NBSP, PARIS, quoted, shortened
from knowledge.status_query import StatusReader
from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.topics import CallTopic, Decision, TopicKind, Verdict, topics_of
from knowledge.understanding.intent.weights import Weights


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the SA EPLE has taught in use: a wording of the entry ``entry``, or an ``answer`` of its own."""

    number: int
    wording: str
    entry: str | None
    answer: str | None
    at: datetime  # Aware.

    @property
    def id(self) -> str:
        """Return the identifier of an answer of the SA EPLE's own; no entry of a call has a capital."""
        return f"R{self.number}"


# Titles are one line of a card.
_TITLE = 60
_WHOM = ("fonctions", "vagues", "academie")
_USUAL = 5  # Times a word stands in the wordings, to be a word of the language rather than a name or a slip.


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """A call and its recogniser. Immutable: learning a wording makes a new one."""

    call: Call
    recogniser: Recogniser
    facts: dict[str, Fact]  # With the call's dates and amounts in what they say.
    silent: dict[str, SilentPoint]
    buttons: dict[str, str]  # The question of each fact's button → the fact's id.
    taught: dict[str, Lesson]
    usual: frozenset[str]  # Words of the language: no names, and no slips.
    status: StatusReader  # Reads what the SA EPLE and experts ask about requests and applications.

    @classmethod
    def of(
        cls,
        call: Call,
        intents: Iterable[CallTopic],
        lexicon: Lexicon,
        weights: Weights | None,
        taught: Iterable[Lesson] = (),
        *,
        status: str,
        known: bool = False,
    ) -> KnowledgeBase:
        """Return the base of a call, with what was taught in use; ``status``: the lexicon of status questions.

        ``known``: the weights have seen every wording, and the call and ``intents`` come without them. Raises CallFault
        for an answer that names what the call does not give.
        """
        lessons = tuple(taught)
        own = {one.id: one for one in lessons if one.answer}
        topics = [
            *topics_of(call, intents),
            *(
                CallTopic(id_, TopicKind.FACT, shortened(one.wording, _TITLE), (one.wording,))
                for id_, one in own.items()
            ),
        ]
        recogniser = Recogniser(topics, lexicon, weights, known=known)
        further: dict[str, list[str]] = {}
        for one in lessons:
            if one.entry:
                further.setdefault(one.entry, []).append(one.wording)
        if further:
            recogniser = recogniser.with_wordings(further)
        buttons = {fact.question: fact.id for fact in call.fact}
        unknown = [
            f"fait {quoted(fact.id)}{NBSP}: {{{name}}} n’est le nom d’aucune valeur de l’appel"
            for fact in call.fact
            for name in call.names(f"{fact.answer} {fact.short}")
        ]
        if unknown:
            raise CallFault(unknown)
        told = {
            fact.id: fact.model_copy(update={"answer": call.filled(fact.answer), "short": call.filled(fact.short)})
            for fact in call.fact
        }
        usual = recogniser.usual_words(_USUAL)
        reader = StatusReader(status, usual)
        return cls(call, recogniser, told, call.silent_points(), buttons, own, usual, reader)

    @property
    def on_eligibility(self) -> frozenset[str]:
        """Return the entries that say whom the call addresses: three facts, and the silent points closest to them."""
        return frozenset((*_WHOM, *(point.id for point in self.call.silent if point.closest in _WHOM)))

    def decide(self, text: str, *, last_topic: str | None = None) -> Decision:
        """Return what ``text`` means; the words of a button mean its fact."""
        fact = self.buttons.get(text.strip())
        if fact:
            return Decision(Verdict.ANSWER, (fact,), 100)
        return self.recogniser.decide(text, last_topic=last_topic)


def days_left(closes: date, now: datetime) -> int:
    """Return the whole days from ``now`` (aware) to the last day, in Paris: 0 on that day, negative after it."""
    return (closes - now.astimezone(PARIS).date()).days
