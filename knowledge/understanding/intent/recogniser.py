"""The recogniser: from what was typed to a decision, with its reasons; and the wordings that two topics share."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations

import numpy as np
import numpy.typing as npt

from knowledge.understanding.intent.evidence import Evidence, Weigher
from knowledge.understanding.intent.features import Ids, Linear, Space, Sparse, Values, closed_form, smallest
from knowledge.understanding.intent.lexicon import Lexicon, Reader, vocabulary
from knowledge.understanding.intent.scoring import KnownMessages, Learnt, Nearest, OwnWords, Scorer, Weights, bare
from knowledge.understanding.intent.segments import (
    ALONE,
    CONTEXT,
    EMPTY_ALONE,
    EMPTY_STAYS,
    MOVES,
    STAYS,
    STRAYS,
    Joints,
    asking,
    corrected,
    follows_on,
    versions,
    without_story,
)
from knowledge.understanding.intent.topics import (
    DOMAINS,
    CallTopic,
    Chances,
    Decider,
    Decision,
    Domain,
    TopicKind,
    Verdict,
    together,
)
from knowledge.understanding.words import evened, visible

WHOLE = 0.2  # The weight of the whole message in the score of one of its halves.
_UNHEARD = 8.0  # How much is lost with a word that stands in no wording.
_PLAINLY = 0.2  # The share of its weight that an everyday word keeps.
_SURE = 0.5  # A message is cut in three parts only if each has at least this chance.
_CLEARLY = 0.9  # If both parts of a cut in two have this chance, no other cut is tried.
_STRANGE = 0.8  # If the whole message looks like another matter, each part needs this chance.
# A part counts if the call is at least so likely in it, compared with any other matter: «avant quel jour ?» tells little alone.
_SHARE = 0.2
_PASS = 0.03  # The share of other matters that may pass for questions on a call whose weights were fitted at start.
_LEAST = 1e-4  # Chances below are all alike.
_LIST = 80  # Characters: a list of questions as long as this at most may look like another matter («date limite & montant»).


Heard = dict[str, Values]  # What has been read of one message, with its scores.


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


# They ask for what an answer may not hold.
_BARE = frozenset(("combien", "c'est combien", "quand", "ou", "quel montant"))
_CLEAR = 92  # A message as sure as that by itself, in percent, is not read with what was said before.


def _unlike(shown: str, alone: Decision, after: Decision, last_topic: str | None) -> Decision:
    """Return ``after``, what a message means after ``last_topic``; both readings to choose from where it would repeat that.

    «combien», after who gets a copy, is hardly asked to hear that once more: alone it surely means something else.
    """
    repeats = after.topics == (last_topic,) and evened(shown).strip(" ?!.") in _BARE
    if not repeats or alone.verdict is not Verdict.ANSWER or alone.topics == after.topics:
        return after
    return replace(after, verdict=Verdict.CHOOSE, topics=(*alone.topics, *after.topics))


class Recogniser:
    """Knows the topics and decides what a message means. Deterministic; nothing is read or written outside."""

    def __init__(
        self,
        topics: Sequence[CallTopic],
        lexicon: Lexicon,
        weights: Weights | None = None,
        *,
        known: bool = False,
        weigher: Weigher | None = None,
    ) -> None:
        """``weights``: those learned ahead for these topics, or None for the closed form; ``weigher``: of a call's own texts.

        Wordings and topics that the weights have not seen are known all the same, as if learnt in use. ``known``: they
        have seen all there is, and the topics come without their wordings; there is then nothing to explain by them.
        """
        self.topics = tuple(topics)
        self._lexicon = lexicon
        self._told = np.array([topic.kind in (TopicKind.FACT, TopicKind.SILENT) for topic in self.topics])
        self._elsewhere = np.array([topic.kind is TopicKind.ELSEWHERE for topic in self.topics])
        self._idle = np.array(
            [topic.kind in (TopicKind.TALK, TopicKind.ELSEWHERE) for topic in self.topics], np.float32
        )
        self._further = [
            (number, next(at for at, other in enumerate(self.topics) if other.id == topic.of))
            for number, topic in enumerate(self.topics)
            if topic.of
        ]
        self._numbers = {topic.id: number for number, topic in enumerate(self.topics)}
        self._texts = [text for topic in self.topics for text in topic.taught]
        self._owners: Ids = np.repeat(
            np.arange(len(self.topics), dtype=np.int32), [len(topic.taught) for topic in self.topics]
        ).astype(np.int32)
        self._acts = np.array([topic.kind in (TopicKind.INTENT, TopicKind.TALK) for topic in self.topics])
        self.weigher = weigher  # What the texts of the call tell, where the weights were fitted to it at start.
        self.fitted = False  # The weights are those that calls share, fitted to this one at start.
        self._own: OwnWords | None = None
        self._kinship = weights.kinship if weights else None
        self._bar = 0.0  # What words must tell, to be of the call.
        if weights is None:
            self._build()
        else:
            self._take(weights, known=known)
        self._decider = Decider(self.topics, self._thresholds)
        if weights and weights.own:
            self._bar = self._passed(weights.own)
            self._own = weights.own

    def _passed(self, own: OwnWords) -> float:
        """Return what but few of the other matters reach that were not fitted."""
        reached = []
        for text in own.tried:
            shown = visible(text)
            chances = self._chances(self._plain_scores(shown))
            about, elsewhere = (float(chances[which].sum()) + _LEAST for which in (self._told, self._elsewhere))
            reached.append(math.log(about / elsewhere) + own.tell(self._reader.understood(shown)))
        return float(np.quantile(reached, 1 - _PASS)) if reached else 0.0

    def _build(self) -> None:
        """Find the weights by a closed form."""
        plain = Reader(self._lexicon, {})
        read = [plain.typed(text) for text in self._texts]
        self._reader = Reader(self._lexicon, vocabulary(read))
        self._space, _ = Space.of(read, self._lexicon.synonyms, rarest=1 if len(read) < 2_000 else 2)
        vectors = [self._space.encode(words) for words in read]
        linear = closed_form(vectors, self._owners, len(self._space.idf), len(self.topics))
        self._linear: Linear = linear
        self._scorer = Scorer(self._space, linear)
        self._near: Nearest | None = Nearest(self._space, [self._space.whole(words) for words in read], self._owners)
        self._thresholds = self._lexicon.thresholds["closed"]
        self._learnt = Learnt((), self._telling)
        self._said = KnownMessages.of(self.topics)

    def _take(self, weights: Weights, *, known: bool) -> None:
        """Use ``weights`` learned ahead."""
        self._reader = Reader(self._lexicon, weights.words)
        self._space = Space(weights.names, weights.idf, self._lexicon.synonyms)
        self._linear = _ordered(weights, self.topics)
        self._scorer = Scorer(self._space, self._linear)
        self._near = None
        made = isinstance(weights.linear, Sparse)  # Else they were fitted to this call at start.
        self.fitted = not made
        self._thresholds = self._lexicon.thresholds["learned" if made else "shared"]
        said = weights.said.moved(_places(weights, self.topics))
        texts = zip(self._owners.tolist(), self._texts, strict=True)
        unseen = [(number, self._reader.read(text)) for number, text in texts if not said.holds(number, text)]
        self._said = said if known else KnownMessages.of(self.topics)
        self._learnt = Learnt(unseen, self._telling)

    def decide(self, text: str, *, last_topic: str | None = None) -> Decision:
        """Return what ``text`` means, ``last_topic`` being the entry that the conversation was about."""
        shown = visible(text)
        if not any(char.isalnum() for char in shown):
            return Decision(Verdict.UNKNOWN)
        heard: Heard = {}
        scores = self._scores(shown, heard)
        evidence = self.evidence(shown, scores)
        alone = self._decided(scores)
        # What says all it means needs no context: reading it again with the last topic would cost twice as much.
        if last_topic in self._numbers and (alone.score < _CLEAR or self._empty(shown)):
            scores = self._after(shown, scores, self.topics[self._numbers[last_topic]])
            alone = _unlike(shown, alone, self._decided(scores), last_topic)
        return replace(self._double(shown, scores, alone, heard) or alone, evidence=evidence)

    def evidence(self, shown: str, scores: Values) -> Evidence | None:
        """Return what the texts of a call say of a message by itself; None where its weights were learnt ahead."""
        return self.weigher.weigh(shown, self.shares(scores)) if self.weigher else None

    def shares(self, scores: Values) -> Values:
        """Return the chances of the entries in the order of the weigher, then of other matters, and of what is to be done or said."""
        chances, kinds = self._chances(scores), (self._elsewhere, self._acts)
        told = [self._numbers[id_] for id_ in self.weigher.ids] if self.weigher else []
        return np.array([*chances[told], *(chances[one].sum() for one in kinds)], np.float32)

    def taught(self, text: str) -> str | None:
        """Return the id of the topic for which ``text`` is taught word for word; None for one that nobody taught."""
        owner = self._said.owner(visible(text))
        return self.topics[owner].id if owner is not None and owner < len(self.topics) else None

    def written(self, text: str) -> str | None:
        """Return the entry for which ``text`` is written in the file of a call that was fitted at start; None where it is not.

        What means nothing without what was said before is left to be read with it: «et combien ?»
        """
        if not self.fitted:
            return None
        shown = visible(text)
        owner = self._said.owner(shown)
        if owner is None or owner >= len(self.topics) or not self._told[owner] or self._empty(shown):
            return None
        return self.topics[owner].of or self.topics[owner].id

    def _decided(self, scores: Values) -> Decision:
        """Return the decision on one question."""
        return self._decider.decided(self._chances(scores))

    def explain(self, text: str, *, last_topic: str | None = None) -> Explanation:
        """Return the decision on ``text`` and what it was taken on."""
        shown = visible(text)
        read = self._reader.understood(shown)
        ids, _ = self._space.encode(read)
        chances = self._chances(self._scores(shown))
        order = np.argsort(-chances, kind="stable")[:5].tolist()
        matched = []
        for word in dict.fromkeys(read):
            one, weight = self._space.encode([word])
            known = np.isin(one, ids)
            share = self._linear.shares(one[known], weight[known], np.array([known.sum()]))[0]
            matched.append((word, round(float(share[order[0]]), 3)))
        likeness = self._nearest.likeness(*self._space.whole(read))
        best = int(np.argmax(likeness)) if likeness.size else 0
        return Explanation(
            decision=self.decide(text, last_topic=last_topic),
            understood=tuple(read),
            corrections=tuple(self._reader.corrections(shown).items()),
            asking=next(iter(asking(shown)), shown),
            matched=tuple(sorted(matched, key=lambda one: -one[1])),
            scores=tuple((self.topics[number].id, round(100 * float(chances[number]))) for number in order),
            nearest=(
                (self._texts[best], self.topics[self._owners[best]].id, round(100 * float(likeness[best])))
                if likeness.size and likeness[best] > 0
                else None
            ),
        )

    def with_wordings(self, wordings: Mapping[str, Iterable[str]]) -> Recogniser:
        """Return a recogniser that also knows ``wordings`` (topic's id → texts), learnt in use; unknown ids are left out."""
        fresh = [
            (self._numbers[id_], self._reader.read(text))
            for id_, texts in wordings.items()
            if id_ in self._numbers
            for text in texts
        ]
        twin = object.__new__(Recogniser)
        twin.__dict__.update(self.__dict__)
        twin._learnt = self._learnt.joined(one for one in fresh if one[1])
        return twin

    def usual_words(self, least: int) -> frozenset[str]:
        """Return the words that stand in the wordings at least so often: no names, and no slips."""
        return self._reader.usual(least)

    def unlearned(self) -> int:
        """Return how many wordings the weights have not seen, those learnt in use included; 0 without weights."""
        return len(self._learnt.topics)

    @property
    def _nearest(self) -> Nearest:
        return self._near or self._late_nearest

    @cached_property
    def _late_nearest(self) -> Nearest:
        """Built when first asked for: learned weights decide without it."""
        vectors = [self._space.whole(self._reader.typed(text)) for text in self._texts]
        return Nearest(self._space, vectors, self._owners)

    def _telling(self, word: str, root: str) -> float:
        """Return how much ``word`` tells when two texts share it."""
        number = self._space.number(f"w:{root}")
        rarity = float(self._space.idf[number]) if number is not None else _UNHEARD
        return rarity * (_PLAINLY if word in self._lexicon.plain else 1.0)

    def _chances(self, scores: Values) -> Chances:
        logits = self._thresholds.sharpness * scores
        logits -= logits[logits.argmax()]
        chances = np.exp(logits)
        for number, entry in self._further:
            chances[entry] += chances[number]
            chances[number] = 0
        return np.asarray(chances / np.add.reduce(chances), np.float32)

    def _scores(self, shown: str, heard: Heard | None = None) -> Values:
        """Return the score of each topic for a whole message; a long one counts half, its best question the other half.

        ``heard`` keeps the scores of its questions: they are read once.
        """
        scores = self._plain_scores(shown)
        sentences = asking(shown)
        if not sentences:
            return scores
        each = [self._plain_scores(sentence) for sentence in sentences]
        if heard is not None:
            heard.update(zip(sentences, each, strict=True))
        asked = max(each, key=lambda one: float(self._chances(one).max()))
        return np.asarray((scores + asked) / 2, np.float32)

    def _plain_scores(self, shown: str) -> Values:
        """Return the score of each topic; a message equal to a wording, or close to one learnt in use, wins."""
        words = self._reader.understood(shown)
        found = self._scorer.scores(words)
        scores = found[: len(self.topics)]
        if self._kinship:
            scores += self._kinship.scores(found[-self._kinship.middle.size :])[: len(self.topics)]
        if self._near is not None:
            scores += self._thresholds.nearest * self._near.best(*self._space.whole(words), len(self.topics))
        if self._own:
            scores[self._elsewhere] -= (self._own.tell(words) - self._bar) / self._thresholds.sharpness
        exact = self._said.owner(shown)
        if exact is not None and exact < len(scores):
            scores[exact] = float(scores.max()) + 1.0
        for topic, likeness in self._learnt.best(words).items():
            if likeness >= self._thresholds.live:
                scores[topic] = max(float(scores[topic]), float(scores.max()) + likeness - self._thresholds.live + 0.3)
        return scores

    def _after(self, shown: str, alone: Values, last: CallTopic) -> Values:
        """Return the scores of a message said after the topic ``last``; ``alone``: those it has by itself."""
        instead = corrected(shown)
        if instead:
            return self._scores(instead)
        return self._in_context(shown, alone, last) if follows_on(shown) else alone

    def _in_context(self, shown: str, alone: Values, last: CallTopic) -> Values:
        """Return the scores of a message that leaves words out: read with the last topic, which is likely, its like too."""
        both = self._plain_scores(together(shown, last.title))
        weighs, stays = (EMPTY_ALONE, EMPTY_STAYS) if self._empty(shown) else (ALONE, STAYS)
        scores = np.asarray(weighs * alone + CONTEXT * both - STRAYS * self._idle, np.float32)
        for id_, bonus in ((last.id, stays), *((id_, MOVES) for id_ in last.related)):
            if id_ in self._numbers:
                scores[self._numbers[id_]] += bonus
        return scores

    def _empty(self, shown: str) -> bool:
        """Tell whether a message means nothing without what was said before."""
        return self._lexicon.empty.issuperset(self._reader.understood(shown))

    def _double(self, shown: str, whole: Values, alone: Decision, heard: Heard) -> Decision | None:
        """Return the answer to the two or three questions of ``shown`` when it clearly holds as many.

        ``alone``: the decision on the whole; where that is an action or another matter, only a short list is read, and its
        parts must be surer. ``heard``: the scores of what has been read of it.
        """
        strange = alone.verdict is Verdict.ACTION or alone.elsewhere
        if strange and len(shown) > _LIST:
            return None
        known: dict[str, tuple[CallTopic, float]] = {}
        told = partial(self._asked_by, known=known, helped=None if strange else whole, alone=alone, heard=heard)
        least = _STRANGE if strange else self._thresholds.double
        joints = Joints(without_story(shown))
        best: tuple[float, list[CallTopic]] | None = None
        cut: tuple[str, ...] = ()
        for parts in joints.pairs():
            pair = told(parts, least)
            if pair and (best is None or pair[0] > best[0]):
                best, cut = pair, parts
                if pair[0] >= _CLEARLY:
                    break  # Other joints would not say it better, and each costs two readings.
        sure = best is not None and best[0] >= _CLEARLY
        three = max(
            (
                three
                for parts in joints.threes()
                if (not sure or not set(cut).isdisjoint(parts)) and (three := told(parts, max(least, _SURE)))
            ),
            key=lambda one: one[0],
            default=None,
        )
        best = three or best
        if best is None:
            return None
        return Decision(
            Verdict.ANSWER,
            tuple(topic.id for topic in best[1]),
            round(100 * best[0]),
            shares=_all_about_the_call(best[0]),
        )

    def _part(self, part: str, whole: Values | None, heard: Heard) -> tuple[CallTopic, float]:
        """Return what one part asks, with its chance; ``whole``: the scores of the whole message, None where of no help."""
        ways = []
        for way in versions(part):
            if way not in heard:
                heard[way] = self._plain_scores(way)
            ways.append(self._asked(heard[way] if whole is None else heard[way] + WHOLE * whole, strange=whole is None))
        return max(ways, key=lambda asked: asked[1])

    def _asked(self, scores: Values, *, strange: bool) -> tuple[CallTopic, float]:
        """Return what the call is asked, with its chance."""
        chances = self._chances(scores)
        about = np.where(self._told, chances, 0).astype(np.float32)
        number, total = int(np.argmax(about)), float(about.sum())
        if not strange:
            # What is asked of the call is weighed among what the call may be asked, unless it is rather another matter.
            elsewhere = float(chances[self._elsewhere].sum())
            about = about / total if total > _SHARE * elsewhere else np.zeros_like(about)
        return self.topics[number], float(about[number])

    def _asked_by(
        self,
        parts: tuple[str, ...],
        least: float,
        *,
        known: dict[str, tuple[CallTopic, float]],
        helped: Values | None,
        alone: Decision,
        heard: Heard,
    ) -> tuple[float, list[CallTopic]] | None:
        """Return what each of ``parts`` asks, with the least of their chances; None when one is not clear.

        ``known``: the parts already read.
        """
        if len({bare(part) for part in parts}) < len(parts):
            return None  # Said twice, it is still one question.
        for part in sorted(parts, key=lambda part: (part not in known, len(part))):
            if part not in known:
                known[part] = self._part(part, helped, heard)
            if known[part][1] < least:
                return None  # Most joints join no questions: the other parts need not be read.
        found = [known[part][0] for part in parts]
        return (min(known[part][1] for part in parts), found) if self._apart(found, alone) else None

    def _apart(self, found: Sequence[CallTopic], alone: Decision) -> bool:
        """Tell whether the topics ``found`` are as many questions: a silent point and its closest fact are one."""
        for first, second in combinations(found, 2):
            if first.id == second.id:
                return False
            if TopicKind.SILENT in (first.kind, second.kind) and (
                alone.verdict is Verdict.SILENT or first.id in second.related or second.id in first.related
            ):
                return False
        return True


def _all_about_the_call(chance: float) -> tuple[float, ...]:
    return tuple(chance if domain is Domain.CALL else (1 - chance) / (len(DOMAINS) - 1) for domain in DOMAINS)


def _places(weights: Weights, topics: Sequence[CallTopic]) -> npt.NDArray[np.intp]:
    """Return the number that each topic of the ``weights`` has among ``topics``; one that is no more comes after them."""
    place = {topic.id: number for number, topic in enumerate(topics)}
    return np.array([place.get(id_, len(topics)) for id_ in weights.topics], np.intp)


def _ordered(weights: Weights, topics: Sequence[CallTopic]) -> Linear:
    """Return the weights with the columns in the order of ``topics``: what they do not know scores low.

    Weights that were made for these very topics are taken as they are.

    The last column stands for all topics that the weights know and the call no longer has.
    """
    held, moved = weights.linear, _places(weights, topics)
    if not isinstance(held, Sparse):
        return held
    scale = np.zeros(len(topics) + 1, np.float32)
    bias = np.full(len(topics) + 1, -1.0, np.float32)
    scale[moved], bias[moved] = held.scale, held.bias
    return Sparse(held.starts, smallest(moved)[held.columns], held.values, scale, bias)


# --- Wordings of two topics that are nearly the same: a message in these words is misread.

_NEARLY = 0.85  # Likeness, 0 to 1, by the words that two texts share.


def near_duplicates(
    topics: Sequence[CallTopic], lexicon: Lexicon, others: Sequence[CallTopic] = ()
) -> Iterator[tuple[str, str, str, str]]:
    """Yield (topic, wording, other topic, other wording) for wordings of two topics that are nearly the same.

    ``others``: topics that are compared with ``topics``, and not with each other.
    """
    reader = Reader(lexicon, {})
    told = [(topic.id, text, reader.typed(text)) for topic in topics for text in topic.taught]
    known = {word for _, _, words in told for word in words}
    beside = ((topic.id, text, reader.typed(text)) for topic in others for text in topic.taught)
    # What says mostly other words is not alike: of thirty thousand, few need be looked at.
    told = [*(one for one in beside if 2 * len(known.intersection(one[2])) >= len(set(one[2]))), *told]
    texts, read = [(id_, text) for id_, text, _ in told], [words for _, _, words in told]
    own = {topic.id for topic in topics}
    space, _ = Space.of(read, lexicon.synonyms)
    vectors = [space.whole(words) for words in read]
    for row, number in _sharing(vectors):
        of = {texts[row][0], texts[number][0]}
        if len(of) > 1 and not own.isdisjoint(of) and _likeness(vectors[row], vectors[number]) >= _NEARLY:
            yield *texts[row], *texts[number]


def _sharing(vectors: Sequence[tuple[Ids, Values]]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of rows that share a feature heavy enough for them to be alike."""
    rows: dict[int, list[int]] = {}
    for number, (ids, values) in enumerate(vectors):
        found = {row for feature in _telling(ids, values) for row in rows.get(feature, ())}
        yield from ((row, number) for row in sorted(found))
        for feature in ids.tolist():
            rows.setdefault(feature, []).append(number)


def _telling(ids: Ids, values: Values) -> list[int]:
    """Return the heaviest features: without any of them, two texts cannot be alike enough, whatever else they share."""
    order = np.argsort(-values, kind="stable")
    rest = 1 - np.cumsum(values[order] ** 2)
    return [int(ids[place]) for place in order[: int((rest >= _NEARLY**2).sum()) + 1]]


def _likeness(one: tuple[Ids, Values], other: tuple[Ids, Values]) -> float:
    _, mine, theirs = np.intersect1d(one[0], other[0], return_indices=True)
    return float(one[1][mine] @ other[1][theirs])
