"""What a school's trouble is about: which of the subjects a sentence speaks of, from wordings and telling words.

A linear score over the engine's own features, learnt ahead from the wordings, and a bonus for words that nearly tell
the subject by themselves («OTP», «régie»), which long sentences would drown.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.request import Topic
from knowledge.understanding.intent.features import Space, stem
from knowledge.understanding.intent.lexicon import Lexicon, Reader, read_lexicon
from knowledge.understanding.intent.scoring import Scorer, Weights
from knowledge.understanding.intent.topics import CallTopic as Wordings
from knowledge.understanding.intent.topics import TopicKind
from knowledge.understanding.words import words

CUE, NEXT_CUE = 0.55, 0.2  # What the first telling word adds, and each further one. Chosen on our own phrases.
LEAST = -0.75  # A best score below says that nothing was understood of the subject.
ABOUT = 0.15  # Scores this near are about as likely.
NONE = "none"
_LONGEST_CUE = 4


@dataclass(frozen=True, slots=True)
class Likely:
    """A subject and how likely it is: about -1 (nothing speaks for it) to 2."""

    topic: Topic | None
    score: float


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """The data of the subjects: ``wordings`` are learnt, ``cues`` are telling words, one or several of a row."""

    wordings: Mapping[Topic, tuple[str, ...]]
    cues: Mapping[Topic, tuple[str, ...]]
    lexicon: Lexicon
    none: tuple[str, ...] = ()  # What is said without saying a subject.


def read_subjects(*texts: str) -> SubjectWords:
    """Return the data that the TOML ``texts`` hold together. Raises ValueError for a code that is no subject."""
    wordings: dict[Topic, tuple[str, ...]] = {}
    cues: dict[Topic, tuple[str, ...]] = {}
    none: tuple[str, ...] = ()
    for text in texts:
        data = tomllib.loads(text)
        none += tuple(data.get("none", {}).get("wordings", ()))
        for code, told in data.get("topics", {}).items():
            topic = Topic(code)
            wordings[topic] = (*wordings.get(topic, ()), *told.get("wordings", ()))
            cues[topic] = (*cues.get(topic, ()), *told.get("cues", ()))
    return SubjectWords(wordings, cues, read_lexicon(*texts), none)


def learnable(held: SubjectWords) -> tuple[Wordings, ...]:
    """Return the subjects as what is learnt, and after them what says none."""
    return (
        *(Wordings(topic, TopicKind.FACT, topic, wordings) for topic, wordings in held.wordings.items()),
        Wordings(NONE, TopicKind.FACT, NONE, held.none),
    )


@dataclass(frozen=True, slots=True)
class Gist:
    """What texts are compared by: the stems of their words, how rare each is, and their place in the learnt space."""

    stems: Mapping[str, float]
    place: Mapping[int, float]


_STRANGE = 7.0  # How rare a stem is that no wording has.


class Subjects:
    """Tells the subject of a sentence. Built once, then only read."""

    __slots__ = ("_cues", "_empty", "_reader", "_scorer", "_telling", "_topics")

    def __init__(self, held: SubjectWords, weights: Weights) -> None:
        """``weights``: learnt from the topics that :func:`learnable` makes of ``held``. Raises ValueError for others."""
        self._topics = tuple(held.wordings)
        if tuple(weights.topics) != (*self._topics, NONE):
            raise ValueError("the weights are not those of these subjects")
        self._reader = Reader(held.lexicon, weights.words)
        self._scorer = Scorer(Space(weights.names, weights.idf, held.lexicon.synonyms), weights.linear)
        plain = Reader(held.lexicon, {})
        self._empty = {root for text in held.none for root in _stems(plain.typed(text))} | set(
            _stems(tuple(held.lexicon.plain))
        )
        said = (text for wordings in held.wordings.values() for text in wordings)
        self._telling = {root for text in said for root in _stems(plain.typed(text)) if len(root) > 2} - self._empty
        self._cues: dict[tuple[str, ...], list[int]] = {}
        for number, topic in enumerate(self._topics):
            for cue in held.cues[topic]:
                self._cues.setdefault(_stems(held.lexicon.expanded(words(cue))), []).append(number)

    def ranked(self, text: str) -> list[Likely]:
        """Return all subjects, the likeliest first; None stands for words that say no subject.

        Where a telling word is said, a subject is.
        """
        read = self._reader.read(text)
        scores = self._scorer.scores(read)
        told = self._told(read)
        for number, count in told.items():
            scores[number] += CUE + NEXT_CUE * (count - 1)
        if told:
            scores[len(self._topics)] = -2
        order = np.argsort(-scores, kind="stable").tolist()
        return [Likely((*self._topics, None)[number], round(float(scores[number]), 3)) for number in order]

    def found(self, text: str) -> tuple[Topic, ...]:
        """Return the subject of ``text`` first, then others about as likely; () when it speaks of none."""
        ranked = self.ranked(text)
        if ranked[0].topic is None and not self._telling.isdisjoint(_stems(self._reader.read(text))):
            ranked = [one for one in ranked if one.topic]  # Something was said of a subject all the same.
        best = ranked[0]
        if best.topic is None or best.score < LEAST:
            return ()
        return tuple(one.topic for one in ranked[:3] if one.topic and one.score >= best.score - ABOUT)

    def gist(self, text: str) -> Gist:
        """Return what ``text`` is compared by, spelling corrected; words that say nothing by themselves count for nothing."""
        read = [word for word in self._reader.read(text) if word != "?"]
        ids, values = self._scorer.space.encode(read)
        rarity = {root: self._rarity(root) for root in _stems(read) if len(root) > 1 and root not in self._empty}
        return Gist(rarity, dict(zip(ids.tolist(), values.tolist(), strict=True)))

    def naming(self, topic: Topic) -> frozenset[str]:
        """Return the stems of the words that name a subject: they tell it from others, and no trouble from another."""
        number = self._topics.index(topic)
        return frozenset(root for cue, of in self._cues.items() if number in of for root in cue)

    def _rarity(self, root: str) -> float:
        number = self._scorer.space.number(f"w:{root}")
        return _STRANGE if number is None else float(self._scorer.space.idf[number])

    def _told(self, read: Sequence[str]) -> dict[int, int]:
        """Return how many telling words of each subject are ``read``."""
        told: dict[int, int] = {}
        roots = _stems(read)
        seen = {roots[at : at + size] for at in range(len(roots)) for size in range(1, _LONGEST_CUE + 1)}
        for found in seen:
            for number in self._cues.get(found, ()):
                told[number] = told.get(number, 0) + 1
        return told


def _stems(read: Sequence[str]) -> tuple[str, ...]:
    return tuple(stem(word) for word in read)
