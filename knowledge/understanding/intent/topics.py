"""What a message may be about and what can be asked: domains, topics with their wordings, and the decision about a message."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from knowledge.understanding.intent.evidence import Evidence


class Domain(StrEnum):
    """What a message is about, as seen by what answers it."""

    CALL = "call"  # A question on the call.
    ELIGIBILITY = "eligibility"  # «Je suis SG en vague 3, puis-je candidater ?»
    DIFFICULTY = "difficulty"  # Something goes wrong in Op@le, or help is asked for.
    ACT = "act"  # Something to do with a request or an application.
    OWN = "own"  # Where one's own request or application stands.
    STEERING = "steering"  # Lists, counts and states of requests, applications, sessions.
    ASSISTANT = "assistant"  # What the assistant and the service do, and how.
    COMMAND = "command"  # «oui», «annuler», «transmets ma question»: something else to do.
    TALK = "talk"
    THANKS = "thanks"
    COMPLAINT = "complaint"
    STORY = "story"  # Told without asking for anything: what is over, what others have lived.
    ELSEWHERE = "elsewhere"


_D = Domain
# The domains of what the call's recogniser knows besides the call.
INTENT_DOMAINS: Mapping[str, Domain] = MappingProxyType(
    {
        "candidater": _D.ACT,
        "reprendre_brouillon": _D.ACT,
        "retirer_candidature": _D.ACT,
        "modifier_candidature": _D.ACT,
        "statut_candidature": _D.OWN,
        "statut_demande": _D.OWN,
        "demander_assistance": _D.DIFFICULTY,
        "enregistrer_demande": _D.DIFFICULTY,
        "statut_pilotage": _D.STEERING,
        "eligibilite": _D.ELIGIBILITY,
        "appel_en_bref": _D.ASSISTANT,
        "aide": _D.ASSISTANT,
        "identite": _D.ASSISTANT,
        "parler_humain": _D.ASSISTANT,
        "mes_donnees": _D.ASSISTANT,
        "confidentialite": _D.ASSISTANT,
        "bonjour": _D.TALK,
        "au_revoir": _D.TALK,
        "ca_va": _D.TALK,
        "merci": _D.THANKS,
        "compliment": _D.THANKS,
        "reproche": _D.COMPLAINT,
        "negatif": _D.COMPLAINT,
        "hors_sujet": _D.ELSEWHERE,
    }
)
DOMAINS = tuple(Domain)


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
    each of the ``DOMAINS``, as far as the topics tell. ``evidence``: what the texts of a call say whose weights were fitted at start.
    """

    verdict: Verdict
    topics: tuple[str, ...] = ()
    score: int = 0
    alternatives: tuple[tuple[str, int], ...] = ()
    intent: str | None = None
    elsewhere: bool = False
    doubtful: bool = False
    shares: tuple[float, ...] = field(default=(), compare=False, repr=False)
    evidence: Evidence | None = field(default=None, compare=False, repr=False)

    @property
    def is_written(self) -> bool:
        """Tell whether these are the very words of a button or of the call's file, so that nothing was weighed."""
        return bool(self.topics) and self.score == _SURE and not self.shares


def read_intents(*texts: str) -> tuple[CallTopic, ...]:
    """Return the topics that do not depend on a call, of the TOML ``texts``: kind → id → ways of asking."""
    return tuple(
        CallTopic(id_, TopicKind(kind), id_, tuple(wordings))
        for text in texts
        for kind, entries in tomllib.loads(text).items()
        for id_, wordings in entries.items()
    )


# --- The decision: answer, offer a choice, say that the call is silent, act, or say that one does not know.

_FEW = 6
_KINDS = {kind: number for number, kind in enumerate(TopicKind)}
Chances = npt.NDArray[np.float32]  # One per topic, 0 to 1, together 1.


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What decisions are taken on, chosen from data by ``python -m tests.understanding.calibrate``; all but the first 0 to 1."""

    sharpness: float  # A score higher by 1 makes a topic e ** sharpness times as likely.
    nearest: (
        float  # The likeness to the nearest wording of a topic, times this, is added to its score (without weights).
    )
    domain: float  # The least chance that a message is about the call at all.
    surely: float  # The same for a choice to be offered, or a fact to be told beside a silence.
    answer: float  # The least chance of a fact to be told without asking back.
    silent: float  # The least chance of all silent points together to say that the call is silent.
    named: float  # The least chance of a silent point, or of it and its closest fact, for it to be said at all.
    beside: float  # The least chance of a silent point to be said with its closest fact, without asking back.
    action: float  # The least chance of an action to be started.
    choose: float  # The least chance of the first entry to offer a choice.
    offered: float  # The least chance of an entry to be offered.
    double: float  # The least chance of each half of a double question.
    live: float  # The least likeness to a wording learnt in use that makes it win.


class Decider:
    """Decides among ``topics`` with one set of thresholds."""

    __slots__ = ("_acts", "_domains", "_kinds", "_limits", "_silent", "_told", "_topics")

    def __init__(self, topics: Sequence[CallTopic], limits: Thresholds) -> None:
        self._topics = topics
        self._limits = limits
        self._kinds = np.array([_KINDS[topic.kind] for topic in topics], np.intp)
        self._domains = np.array([DOMAINS.index(_domain(topic)) for topic in topics], np.intp)
        self._acts = _numbers(topics, TopicKind.INTENT, TopicKind.TALK)
        self._told = _numbers(topics, TopicKind.FACT, TopicKind.SILENT)
        self._silent = _numbers(topics, TopicKind.SILENT)

    def decided(self, chances: Chances) -> Decision:
        """Return the decision on one question from the ``chances`` of its topics."""
        shares = np.bincount(self._domains, chances, len(DOMAINS))
        likeliest = self._told[chances[self._told].argsort()[:-4:-1]].tolist()
        return self._decided(chances, partial(Decision, shares=tuple(shares.tolist())), likeliest)

    def _decided(self, chances: Chances, decision: Callable[..., Decision], likeliest: list[int]) -> Decision:
        topics, limits = self._topics, self._limits
        order: list[int] = chances.argsort()[: -_FEW - 1 : -1].tolist()
        held: list[float] = chances[order].tolist()
        fact, quiet, intent, talk, elsewhere = np.bincount(self._kinds, chances, len(_KINDS)).tolist()
        about, acting = fact + quiet, intent + talk
        rest = tuple(
            (topics[number].id, round(100 * chance)) for number, chance in zip(order[1:4], held[1:4], strict=True)
        )
        score = round(100 * held[0])
        if acting > max(about, elsewhere):
            number, chance = _likeliest(chances, self._acts)
            if chance >= limits.action:
                return decision(Verdict.ACTION, (), _percent(chance), rest, topics[number].id)
            return decision(Verdict.UNKNOWN, (), score, rest, elsewhere=elsewhere > about)
        if about < limits.domain * (about + elsewhere):
            return decision(Verdict.UNKNOWN, (), _percent(elsewhere), rest, elsewhere=True)
        number, chance = _likeliest(chances, self._told)
        if topics[number].kind is TopicKind.FACT and chance >= limits.answer:
            return decision(Verdict.ANSWER, (topics[number].id,), score, rest)
        doubtful = about < limits.surely * (about + elsewhere)
        if self._silent.size:
            # A silent point is said with the fact closest to it: when these two share the chances, that tells both.
            silent, beside = _likeliest(chances, self._silent)
            told = {topics[silent].id, topics[silent].closest}
            both = sum(each for one, each in zip(order, held, strict=True) if topics[one].id in told)
            if quiet >= limits.silent or (both >= limits.answer and beside >= limits.beside):
                sure = _percent(max(both, quiet))
                if max(beside, both) >= limits.named:
                    return decision(Verdict.SILENT, (topics[silent].id,), sure, rest, doubtful=doubtful)
        if doubtful or chance < limits.choose:
            return decision(Verdict.UNKNOWN, (), score, rest)
        kept = [one for one in likeliest if chances[one] >= limits.offered]
        if len(kept) < 2:
            kept = likeliest[:2]
        return decision(Verdict.CHOOSE, tuple(topics[one].id for one in kept), score, rest)


def _domain(topic: CallTopic) -> Domain:
    if topic.kind in (TopicKind.FACT, TopicKind.SILENT):
        return Domain.CALL
    if topic.kind is TopicKind.ELSEWHERE:
        return Domain.ELSEWHERE
    return INTENT_DOMAINS.get(topic.id, Domain.COMMAND)


def _numbers(topics: Sequence[CallTopic], *kinds: TopicKind) -> npt.NDArray[np.intp]:
    return np.array([number for number, topic in enumerate(topics) if topic.kind in kinds], np.intp)


def _likeliest(chances: Chances, among: npt.NDArray[np.intp]) -> tuple[int, float]:
    """Return the likeliest topic of some, and its chance."""
    number = int(among[chances[among].argmax()])
    return number, float(chances[number])


def _percent(chance: float | np.float32) -> int:
    return int(100 * float(chance) + 0.5)
