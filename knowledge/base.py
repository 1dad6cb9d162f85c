"""The knowledge in force: one call, and the recogniser over what can be asked of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import cast

from knowledge.call import LEFT, SAID, Call, E, Fact, SilentPoint, Tense, Then, tables_of, tense_at, texts_of, types_of
from knowledge.call_file import CallFault
from knowledge.french import NBSP, PARIS, counted, quoted, shortened
from knowledge.understanding.asked import Question, taken_apart
from knowledge.understanding.intent.evidence import Weigher
from knowledge.understanding.intent.lexicon import Lexicon
from knowledge.understanding.intent.passages import Passage
from knowledge.understanding.intent.recogniser import Recogniser
from knowledge.understanding.intent.scoring import Weights
from knowledge.understanding.intent.topics import CallTopic, Decision, TopicKind, Verdict


@dataclass(frozen=True, slots=True)
class TaughtAnswer:
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
_WHOM = frozenset(("fonctions", "vagues", "academie"))
_QUESTIONS = 256
_USUAL = 5  # Times a word stands in the wordings, to be a word of the language rather than a name or a slip.


@dataclass(frozen=True, slots=True)
class KnowledgeBase:
    """A call and its recogniser. Immutable: learning a wording makes a new one."""

    call: Call
    recogniser: Recogniser
    # With the call's dates and amounts in what they say, in all tenses; what is said now is told by fact() and point().
    facts: dict[str, Fact]
    silent: dict[str, SilentPoint]
    buttons: dict[str, str]  # The question of each entry's button → the entry's id.
    taught: dict[str, TaughtAnswer]
    usual: frozenset[str]  # Words of the language: no names, and no slips.
    # The entries that say whom the call addresses: three facts, and the silent points closest to them.
    on_eligibility: frozenset[str]
    passages: Sequence[Passage] = ()  # Of the call's published text, where it stands beside its file.
    # Facts and open points as they were last said, with the tense and the day.
    _said: dict[str, tuple[tuple[Tense, date], object]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    # The questions last answered, taken apart.
    _apart: dict[tuple[str, date], Question] = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def of(
        cls,
        call: Call,
        intents: Iterable[CallTopic],
        lexicon: Lexicon,
        weights: Weights | None,
        taught: Iterable[TaughtAnswer] = (),
        *,
        known: bool = False,
        learn: Callable[[Sequence[CallTopic]], Weights] | None = None,
        weigher: Weigher | None = None,
        passages: Sequence[Passage] = (),
    ) -> KnowledgeBase:
        """Return the base of a call, with what was taught in use.

        ``known``: the weights have seen every wording, and the call and ``intents`` come without them. ``learn``: finds
        the weights for the topics, those of lessons included, where there are none; ``weigher``: weighs what the call's own
        texts tell then. Raises CallFault for an answer that names what the call does not give.
        """
        lessons = tuple(taught)
        own = {one.id: one for one in lessons if one.answer}
        topics = [
            *topics_of(call, intents, further=learn is not None),
            *(
                CallTopic(id_, TopicKind.FACT, shortened(one.wording, _TITLE), (one.wording,))
                for id_, one in own.items()
            ),
        ]
        if weights is None and learn:
            weights, known = learn(topics), True
        recogniser = Recogniser(topics, lexicon, weights, known=known, weigher=weigher)
        further: dict[str, list[str]] = {}
        for one in lessons:
            if one.entry:
                further.setdefault(one.entry, []).append(one.wording)
        if further:
            recogniser = recogniser.with_wordings(further)
        buttons = {
            **{point.button: point.id for point in call.silent if point.question or point.of_type},
            **{fact.question: fact.id for fact in call.fact},
        }
        if unknown := _unknown_names(call):
            raise CallFault(unknown)
        told = {fact.id: _put_in(fact, call.filled) for fact in call.fact}
        silent = {point.id: _put_in(point, call.filled) for point in call.silent}
        usual = recogniser.usual_words(_USUAL)
        saying = {fact.id for fact in call.fact if not _WHOM.isdisjoint((fact.id, *types_of(fact)))}
        whom = frozenset((*saying, *(point.id for point in call.silent if point.closest in saying)))
        return cls(call, recogniser, told, silent, buttons, own, usual, whom, passages)

    def tense(self, now: datetime) -> Tense:
        """Return when ``now`` (aware) is with regard to the call's last day, in Paris."""
        return tense_at(self.call.call, now)

    def fact(self, id_: str, now: datetime) -> Fact:
        """Return the fact as it is said ``now``."""
        return self._told(id_, self.facts[id_].at, now)

    def point(self, id_: str, now: datetime) -> SilentPoint:
        """Return the open point as it is said ``now``."""
        return self._told(id_, self.silent[id_].at, now)

    def _told(self, id_: str, at: Callable[..., E], now: datetime) -> E:
        """Return an entry as it is said that day; made once a day, it saves 2 % of an answer."""
        when = (self.tense(now), now.astimezone(PARIS).date())
        held = self._said.get(id_)
        if held is None or held[0] != when:
            left = counted(max(0, days_left(self.call.call.closes, now)), "jour")
            said = _put_in(at(*self.call.came(now)), lambda text: text.replace(f"{{{LEFT}}}", left))
            self._said[id_] = (when, said)
            return said
        return cast("E", held[1])

    def taken_apart(self, text: str, now: datetime) -> Question:
        """Return the form of a question, its words, and what it names; kept, for what is asked once is asked again."""
        key = (text, now.astimezone(PARIS).date())
        found = self._apart.get(key)
        if found is None:
            if len(self._apart) >= _QUESTIONS:
                self._apart.clear()
            found = self._apart[key] = taken_apart(text, self.call, key[1])
        return found

    def decide(self, text: str, *, last_topic: str | None = None) -> Decision:
        """Return what ``text`` means; the words of a button mean its entry.

        So do those that the file of a call without weights of its own has for an entry, word for word: what was said before
        changes nothing, and they are one question. Whether the call addresses somebody is asked of its form first.
        """
        entry = self.buttons.get(text.strip())
        if entry is None and (written := self.recogniser.written(text)) not in self.on_eligibility:
            entry = written
        if entry:
            return Decision(Verdict.ANSWER if entry in self.facts else Verdict.SILENT, (entry,), 100)
        found = self.recogniser.decide(text, last_topic=last_topic)
        return self._in_parts(text, found) if found.verdict is Verdict.UNKNOWN else found

    def _in_parts(self, text: str, whole: Decision) -> Decision:
        """Return what both halves of a question ask, each of which is surely known: «la date limite, et à quelle heure ?».

        So is a question on the wording or on the difference of things: «la phrase exacte sur l'indemnité».
        """
        about = _ON_WORDING.match(text)
        if about:
            return self.recogniser.decide(about["rest"])
        halves = _JOINED.split(text)
        parts = [self.recogniser.decide(half) for half in halves] if len(halves) == 2 else []
        told = all(one.verdict in _TOLD and one.score >= _SURE and len(one.topics) == 1 for one in parts)
        if not parts or not told or parts[0].topics == parts[1].topics:
            return whole
        first, other = parts
        verdict = first.verdict if first.verdict is other.verdict else Verdict.ANSWER
        return replace(first, verdict=verdict, topics=first.topics + other.topics, score=min(first.score, other.score))


# What asks for the wording of something, or for the difference of two things, before what it is.
_ON_WORDING = re.compile(
    r"^.{0,40}?\b(?:(?:phrase|formulation|texte) exacte?|mot pour mot|diff[ée]rence)\b(?: (?:de|dans) l['’]appel| du texte)?"
    r"\s*(?:sur|entre|concernant|à propos de|:)\s*(?P<rest>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_JOINED = re.compile(r",?\s+et\s+|\s*[,;]\s+", re.IGNORECASE)
_TOLD = (Verdict.ANSWER, Verdict.SILENT)
_SURE = 80  # In percent: how surely each half is known.


def _unknown_names(call: Call) -> list[str]:
    """Return what the answers of a call name that it does not give: values, then dates."""
    values = [
        f"{quoted(entry.id)}{NBSP}: {{{name}}} n’est le nom d’aucune valeur de l’appel"
        for entry in call.entries
        for text in texts_of(entry).values()
        for name in call.names(text)
    ]
    dates = [
        f"{quoted(entry.id)}{NBSP}: {quoted(name)} n’est le nom d’aucune date de l’appel"
        for entry in call.entries
        for _, name in call.undated(entry)
    ]
    return values + dates


def _put_in(entry: E, filled: Callable[[str], str]) -> E:
    """Return the entry with its texts, of all tenses, as ``filled`` gives them."""
    changed: dict[str, object] = {key: filled(text) for key, text in texts_of(entry).items() if "." not in key}
    if isinstance(entry, Fact):
        changed["asked"] = tuple(
            one.model_copy(update={"begins": filled(one.begins), "answer": filled(one.answer)}) for one in entry.asked
        )
    of_days: dict[str, Then] = {}
    for key, then in tables_of(entry).items():
        told = then.model_copy(update={one: filled(text) for one in SAID if (text := getattr(then, one, None))})
        time, _, day = key.partition(".")
        if day:
            of_days[day] = told
        else:
            changed[time] = told
    if of_days:
        changed["past"] = of_days
    return entry.model_copy(update=changed)


def days_left(closes: date, now: datetime) -> int:
    """Return the whole days from ``now`` (aware) to the last day, in Paris: 0 on that day, negative after it."""
    return (closes - now.astimezone(PARIS).date()).days


def topics_of(call: Call, intents: Iterable[CallTopic], *, further: bool = False) -> tuple[CallTopic, ...]:
    """Return the topics of ``call``, then the ``intents`` and what else does not depend on a call.

    ``further``: the further types that an entry answers are topics of their own, whose wordings stand elsewhere.
    """
    titles = {entry.id: entry.title for entry in call.entries}
    follows: dict[str, list[tuple[str, str]]] = {}
    for after, entries in call.suite.items():
        for id_, said in entries.items():
            follows.setdefault(id_, []).extend((text, titles[after]) for text in said)

    def topic(entry: Fact | SilentPoint) -> CallTopic:
        after = tuple(follows.get(entry.id, ()))
        if isinstance(entry, Fact):
            asks = (entry.question, *entry.asks)
            return CallTopic(entry.id, TopicKind.FACT, entry.title, asks, related=entry.related, follows=after)
        closest = entry.closest
        asks = (*([entry.question] if entry.question else []), *entry.asks)
        return CallTopic(
            entry.id, TopicKind.SILENT, entry.title, asks, closest, (closest,) if closest else (), follows=after
        )

    more = (
        CallTopic(type_, TopicKind.FACT, entry.title, (), related=(entry.id,), of=entry.id)
        for entry in (call.entries if further else ())
        for type_ in entry.also
    )
    return (*map(topic, call.fact), *map(topic, call.silent), *more, *intents)
