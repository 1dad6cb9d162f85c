"""What a typed message means: what kind of thing it asks for, the particulars of that, and where it was typed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.people import Role
from knowledge.request import Topic
from knowledge.schools.register import EMPTY, Register
from knowledge.understanding.act import SaidAct
from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.commands import CommandWords
from knowledge.understanding.intent.topics import Decision, Domain, Verdict
from knowledge.understanding.profile import Candidate
from knowledge.understanding.query import Query, Reading, Zone
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.several import SaidSeveral
from knowledge.understanding.wishes import Wish


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a message is typed. ``now`` is aware; ``personal``: it is typed in the private chat.

    ``topic``: the entry of the call last answered; ``query``: the last status question that was answered. ``asked``: what
    the assistant last asked outside of a form, one of ``ASKED``; ``form``, ``field``: what is being filled in.
    ``experts``: the names of those in office, which a person with a role may name.
    """

    now: datetime
    roles: frozenset[Role] = frozenset()
    register: Register = field(default=EMPTY, repr=False)
    personal: bool = True
    topic: str | None = None
    query: Query | None = None
    experts: tuple[str, ...] = ()
    asked: str | None = None
    form: str | None = None
    field: str | None = None


LOOKS = (Domain.OWN, Domain.STEERING)  # Questions on where things stand answer nothing.
CLEARLY = 80  # In percent: the score from which the call's recogniser clearly has the answer.
_GREETINGS = frozenset(("bonjour", "au_revoir", "ca_va", "identite", "aide"))


class Sense(StrEnum):
    """What kind of thing a message asks for."""

    COMMAND = "command"  # Something to do, in its own words.
    STATUS = "status"  # A status question, a refusal of one, or a question back about one: ``reading``.
    ACTION = "action"  # Something to do, in other words: ``decision.intent``.
    REQUEST = "request"  # The particulars of a request for assistance, though nothing asks for one: ``request``.
    ACT = "act"  # A move of a request or an application: ``act``.
    SEVERAL = "several"  # Acts on several at once, or a message to several people: ``several``.
    ELIGIBILITY = "eligibility"  # «Je suis SG, vague 3, puis-je candidater ?»: ``candidate``.
    SERVICE = "service"  # A question on the assistant itself: ``service``, an entry of its own.
    OFFER = "offer"  # Likely a difficulty, not surely: help is offered, ``difficulty`` and ``request`` are there.
    HEARD = "heard"  # Nothing to do: thanks, a complaint, a story; ``domain`` tells which.
    CALL = "call"  # A question on the call, small talk, or nothing that is known: ``decision``.


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means. ``command``, ``reading``, ``request`` and the like are there where ``sense`` says so.

    ``decision`` is that of the call's recogniser; None where the words leave nothing to decide. ``reading`` also stands
    beside a command that is a status question too («statut»). ``goes_on``: the next page of ``reading`` is asked for.
    ``difficulty``: the subject of a trouble; ``leftover``: words that nothing explains; ``weighed``: the chance of each domain.
    ``doubt``: whether its answer is shown, shown and said back, or offered.
    """

    sense: Sense
    decision: Decision | None = None
    command: CommandWords | None = None
    reading: Reading = None
    request: RequestDraft | None = None
    goes_on: bool = False
    act: SaidAct | None = None
    several: SaidSeveral | None = None
    candidate: Candidate | None = None
    service: str | None = None
    difficulty: Topic | None = None
    leftover: tuple[str, ...] = ()
    weighed: Weighed | None = None
    doubt: Zone = Zone.RUN
    wish: Wish | None = None  # What is to be done with an answer, beside the command that does it.

    @property
    def may_answer(self) -> bool:
        """Tell whether the message may answer something that was asked outside of it."""
        if self.sense in (Sense.COMMAND, Sense.STATUS, Sense.ELIGIBILITY, Sense.SERVICE) or self.domain in LOOKS:
            return False
        if self.decision and self.decision.verdict is Verdict.ACTION and self.decision.intent in _GREETINGS:
            return False
        told = self.decision is not None and self.decision.verdict in (Verdict.ANSWER, Verdict.SILENT)
        return not (self.sense is Sense.CALL and told and self.decision and self.decision.score >= CLEARLY)

    @property
    def domain(self) -> Domain | None:
        """What the message is most likely about; None where that was not weighed."""
        return self.weighed.best if self.weighed else None


# --- Meanings that are kept: messages are typed again and again, and half of a turn's time goes into finding them out.

CAPACITY = 512  # Meanings, of some five kilobytes each.
_LONGEST = 200  # Characters: what is longer is hardly typed twice.
# What these tell does not depend on the day.
_TIMELESS = frozenset((Sense.CALL, Sense.ELIGIBILITY, Sense.SERVICE, Sense.HEARD))


class KeptMeanings:
    """The meanings of the messages last typed by people without a role, of whom nothing is asked; the oldest go first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._register = EMPTY
        self._found: OrderedDict[tuple[str, bool, str | None], Understanding] = OrderedDict()

    def meaning(
        self, text: str, situation: Situation, find_out: Callable[[str, Situation], Understanding]
    ) -> Understanding:
        """Return what a message means, found out where the same has not been said of late."""
        # Of the others, more than the words and the topic tells what they mean.
        if situation.roles or situation.asked or situation.query or len(text) > _LONGEST:
            return find_out(text, situation)
        if situation.register is not self._register:
            self._register = situation.register
            self._found.clear()
        key = (text, situation.personal, situation.topic)
        found = self._found.get(key)
        if found is not None:
            self._found.move_to_end(key)
            return found
        found = find_out(text, situation)
        if found.sense in _TIMELESS:
            self._found[key] = found
            if len(self._found) > self._capacity:
                self._found.popitem(last=False)
        return found
