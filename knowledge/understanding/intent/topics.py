"""What can be asked: the topics, each with its ways of being asked, and what is decided about a message."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.call import Call, Fact, SilentPoint


class TopicKind(StrEnum):
    """What a topic is for the person who asks."""

    FACT = "fact"
    SILENT = "silent"  # Asked often, and the call says nothing of it.
    INTENT = "intent"  # An action is asked for.
    TALK = "talk"  # Small talk: greetings, thanks.
    ELSEWHERE = "elsewhere"  # Other matters.


@dataclass(frozen=True, slots=True)
class CallTopic:
    """One entry of the index. ``closest``: for a silent point, the fact to tell besides; ``related``: what one asks next.

    ``follows``: what is typed for it just after another entry, with that entry's title: («par qui ?», «Déplacements»).
    ``of``: the entry that answers it too, for a further type of question; "" for what is an entry itself.
    """

    id: str
    kind: TopicKind
    title: str
    wordings: tuple[str, ...]
    closest: str = ""
    related: tuple[str, ...] = ()
    follows: tuple[tuple[str, str], ...] = ()
    of: str = ""

    @property
    def taught(self) -> tuple[str, ...]:
        """Return all that is learnt for it: what is said by itself, and what is said after something, as it is read."""
        return (*self.wordings, *(together(said, title) for said, title in self.follows))


def together(said: str, title: str) -> str:
    """Return what is read of a message ``said`` just after the answer entitled ``title``."""
    return f"{said} {title}"


class Verdict(StrEnum):
    """What to do with a message."""

    ANSWER = "answer"
    CHOOSE = "choose"
    SILENT = "silent"
    UNKNOWN = "unknown"
    ACTION = "action"


_SURE = 100  # In percent.


@dataclass(frozen=True, slots=True)
class Decision:
    """What a message means.

    ``topics``: the entries to answer in the order asked (two for a double question), or the two or three to offer,
    best first. ``score``: 0 to 100, about the chance that this is right. ``alternatives``: other entries, best first.
    ``intent``: the label of an action or of small talk. ``elsewhere``: unknown because it is about another matter.
    ``doubtful``: it may be about another matter, so that no fact should be told besides. ``shares``: the chance (0–1) of
    each of the ``DOMAINS``, as far as the topics tell. ``entries``: what to offer of a call whose weights were fitted at start.
    """

    verdict: Verdict
    topics: tuple[str, ...] = ()
    score: int = 0
    alternatives: tuple[tuple[str, int], ...] = ()
    intent: str | None = None
    elsewhere: bool = False
    doubtful: bool = False
    shares: tuple[float, ...] = field(default=(), compare=False, repr=False)
    entries: tuple[str, ...] = field(default=(), compare=False, repr=False)

    @property
    def is_written(self) -> bool:
        """Tell whether these are the very words of a button or of the call's file, so that nothing was weighed."""
        return bool(self.topics) and self.score == _SURE and not self.shares


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


def read_intents(*texts: str) -> tuple[CallTopic, ...]:
    """Return the topics that do not depend on a call, of the TOML ``texts``: kind → id → ways of asking."""
    return tuple(
        CallTopic(id_, TopicKind(kind), id_, tuple(wordings))
        for text in texts
        for kind, entries in tomllib.loads(text).items()
        for id_, wordings in entries.items()
    )
