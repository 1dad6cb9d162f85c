"""The recogniser: from what was typed to a decision, with its reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.language.features import Ids, Space, Values
from knowledge.language.lexicon import Lexicon
from knowledge.language.linear import Linear, closed_form
from knowledge.language.nearest import Nearest
from knowledge.language.reading import Reader
from knowledge.language.segments import asks, halves, sentences
from knowledge.language.topics import Decision, Kind, Topic, Verdict


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the decision is taken on; chosen from data by a command (docs/comprehension.md)."""

    sharpness: float = 16.0  # What a unit of score is worth in the chances.
    answer: float = 0.5  # The least chance of the first topic to answer.
    choose: float = 0.25  # The least chance of the first topic to offer a choice.
    offered: float = 0.08  # The least chance of a topic that is offered.
    double: float = 0.6  # The least chance of each half of a double question.
    live: float = 0.6  # The least likeness to a wording learnt live that makes it win.


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an answer won. ``matched``: words with their weight for the winner, heaviest first; ``scores`` in percent."""

    decision: Decision
    understood: tuple[str, ...]
    corrections: tuple[tuple[str, str], ...]
    asking: str
    matched: tuple[tuple[str, float], ...]
    scores: tuple[tuple[str, int], ...]
    nearest: tuple[str, str, int] | None  # Wording, its topic, its likeness in percent.


class Recogniser:
    """Knows the topics and decides what a message means. Deterministic; nothing is read or written outside."""

    def __init__(self, topics: Sequence[Topic], lexicon: Lexicon, weights: bytes | None = None) -> None:
        """``weights``: a file trained ahead for these very wordings, or None for the closed form."""
        self._topics = tuple(topics)
        self._lexicon = lexicon
        self._texts = [text for topic in topics for text in topic.wordings]
        self._owners: Ids = np.repeat(
            np.arange(len(topics), dtype=np.int32), [len(topic.wordings) for topic in topics]
        ).astype(np.int32)
        self._reader = Reader(lexicon, self._texts)
        self._live: tuple[tuple[str, tuple[str, ...]], ...] = ()
        self._thresholds = Thresholds()
        typed = [self._reader.typed(text) for text in self._texts]
        self._exact: dict[tuple[str, ...], int] = {}
        for words, owner in zip(typed, self._owners.tolist(), strict=True):
            self._exact.setdefault(_key(words), owner)
        self._space = Space.of(typed, lexicon.synonyms, rarest=1 if len(typed) < 3_000 else 2)
        vectors = [self._space.encode(words) for words in typed]
        self._linear: Linear = closed_form(vectors, self._owners, len(self._space.idf), len(self._topics))
        self._nearest = Nearest(self._space, vectors, self._owners)

    def decide(self, text: str, *, last_topic: str | None = None) -> Decision:
        """Return what ``text`` means, ``last_topic`` being the entry that the conversation was about."""
        words = self._reader.read(text)
        if not words or words == ["?"]:
            return Decision(Verdict.UNKNOWN)
        chances = self._chances(text)
        double = self._double(text, chances)
        if double:
            return double
        return self._decision(chances)

    def explain(self, text: str, *, last_topic: str | None = None) -> Explanation:
        """Return the decision on ``text`` and what it was taken on."""
        decision = self.decide(text, last_topic=last_topic)
        read = self._reader.read(text)
        ids, values = self._space.encode(read)
        chances = self._chances(text)
        order = np.argsort(-chances, kind="stable")[:5]
        winner = int(order[0])
        matched = []
        for word in dict.fromkeys(read):
            one, weight = self._space.encode([word])
            known = np.isin(one, ids)
            matched.append((word, round(float(weight[known] @ self._linear.weights[one[known], winner]), 3)))
        likeness = self._nearest.likeness(ids, values)
        best = int(np.argmax(likeness)) if likeness.size else -1
        return Explanation(
            decision=decision,
            understood=tuple(read),
            corrections=tuple(self._reader.corrections(text).items()),
            asking=next((sentence for sentence in reversed(sentences(text)) if asks(sentence)), text.strip()),
            matched=tuple(sorted(matched, key=lambda one: -one[1])),
            scores=tuple((self._topics[n].id, round(100 * float(chances[n]))) for n in order.tolist()),
            nearest=(
                (self._texts[best], self._topics[self._owners[best]].id, round(100 * float(likeness[best])))
                if best >= 0 and likeness[best] > 0
                else None
            ),
        )

    def with_wordings(self, wordings: Mapping[str, Iterable[str]]) -> Recogniser:
        """Return a recogniser that also knows ``wordings`` (topic's id → texts), learnt in use; unknown ids are left out."""
        twin = object.__new__(Recogniser)
        twin.__dict__.update(self.__dict__)
        known = {topic.id for topic in self._topics}
        fresh = tuple(
            (id_, tuple(self._reader.read(text))) for id_, texts in wordings.items() if id_ in known for text in texts
        )
        twin._live = (*self._live, *((id_, words) for id_, words in fresh if words))
        return twin

    def near_duplicates(self) -> list[tuple[str, str, str, str]]:
        """Return (topic, wording, other topic, other wording) for wordings of two topics that are nearly the same."""
        found = []
        for number, text in enumerate(self._texts):
            likeness = self._nearest.likeness(*self._space.encode(self._reader.typed(text)))
            for other in np.flatnonzero(likeness >= _NEARLY).tolist():
                if other > number and self._owners[other] != self._owners[number]:
                    found.append(
                        (self._topics[self._owners[number]].id, text, self._topics[self._owners[other]].id, self._texts[other])
                    )
        return found

    def _chances(self, text: str) -> Values:
        """Return the chance of each topic, 0 to 1."""
        words = self._reader.read(text)
        exact = self._exact.get(_key(words))
        ids, values = self._space.encode(words)
        scores = self._linear.scores(ids, values)
        likeness = self._nearest.likeness(ids, values)
        best = np.zeros(len(self._topics), np.float32)
        np.maximum.at(best, self._owners, likeness)
        logits = self._thresholds.sharpness * (scores + best)
        if exact is not None:
            logits[exact] += 10
        for id_, learnt in self._live:
            if _overlap(words, learnt) >= self._thresholds.live:
                logits[self._number(id_)] += 12
        logits -= logits.max()
        chances = np.exp(logits)
        return np.asarray(chances / chances.sum(), np.float32)

    def _number(self, id_: str) -> int:
        return next(number for number, topic in enumerate(self._topics) if topic.id == id_)

    def _decision(self, chances: Values) -> Decision:
        order = np.argsort(-chances, kind="stable")[:4].tolist()
        first = self._topics[order[0]]
        chance = float(chances[order[0]])
        score = round(100 * chance)
        rest = tuple((self._topics[n].id, round(100 * float(chances[n]))) for n in order[1:])
        limits = self._thresholds
        base = Decision(Verdict.UNKNOWN, score=score, alternatives=rest)
        if first.kind is Kind.ELSEWHERE:
            return replace(base, elsewhere=True)
        if first.kind in (Kind.INTENT, Kind.TALK):
            if chance >= limits.choose:
                return replace(base, verdict=Verdict.ACTION, intent=first.id)
            return base
        if chance >= limits.answer:
            verdict = Verdict.SILENT if first.kind is Kind.SILENT else Verdict.ANSWER
            return replace(base, verdict=verdict, topics=(first.id,))
        offered = tuple(
            self._topics[n].id
            for n in order[:3]
            if chances[n] >= limits.offered and self._topics[n].kind in (Kind.FACT, Kind.SILENT)
        )
        if chance >= limits.choose and len(offered) > 1:
            return replace(base, verdict=Verdict.CHOOSE, topics=offered)
        return base

    def _double(self, text: str, whole: Values) -> Decision | None:
        """Return the answer to both questions of ``text`` when it clearly holds two."""
        best: tuple[float, Decision] | None = None
        for left, right in halves(text):
            chances = [self._chances(part) for part in (left, right)]
            numbers = [int(np.argmax(one)) for one in chances]
            if numbers[0] == numbers[1] or any(self._topics[n].kind is not Kind.FACT for n in numbers):
                continue
            least = min(float(one[n]) for one, n in zip(chances, numbers, strict=True))
            if least >= self._thresholds.double and (best is None or least > best[0]):
                ids = tuple(self._topics[n].id for n in numbers)
                best = least, Decision(Verdict.ANSWER, ids, round(100 * least))
        return best[1] if best else None


_NEARLY = 0.9


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word != "?")


def _overlap(words: Sequence[str], others: Sequence[str]) -> float:
    """Return the share of words that two texts have in common (Dice)."""
    one, two = set(_key(words)), set(_key(others))
    return 2 * len(one & two) / max(1, len(one) + len(two))
