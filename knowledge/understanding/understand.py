"""What a typed message means, for this person, at this point of the conversation: the one way in.

The bot, the commands ``understand``, ``ask`` and ``try``, the evaluation and the tests all call
:meth:`Listener.understand`. It is pure: the same message and situation give the same understanding; nothing is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.schools.register import EMPTY, Register
from knowledge.status.build import refused
from knowledge.status.names import names_of
from knowledge.status.query import Query, Reading, Refusal
from knowledge.status_query import STEERING, about_the_call, needed
from knowledge.understanding.commands import CommandList, CommandWords
from knowledge.understanding.intent.subjects import Subjects
from knowledge.understanding.intent.topics import Decision, Verdict
from knowledge.understanding.request_phrase import RequestDraft, read_request
from knowledge.understanding.words import plain_words

# Actions that begin a request: what the message says of it is read out of the sentence.
REQUEST_INTENTS = frozenset(("enregistrer_demande", "demander_assistance"))
_NEXT_PAGE = frozenset(
    ("suite", "la suite", "voir la suite", "suivants", "suivantes", "page suivante", "les suivantes")
)


class Sense(StrEnum):
    """What kind of thing a message asks for."""

    COMMAND = "command"  # Something to do, in its own words.
    STATUS = "status"  # A status question, a refusal of one, or a question back about one: ``reading``.
    ACTION = "action"  # Something to do, in other words: ``decision.intent``.
    REQUEST = "request"  # The particulars of a request for assistance, though nothing asks for one: ``request``.
    CALL = "call"  # A question on the call, small talk, or nothing that is known: ``decision``.


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a message is typed. ``now`` is aware; ``personal``: it is typed in the private chat.

    ``topic``: the entry of the call last answered; ``query``: the last status question that was answered.
    """

    now: datetime
    roles: frozenset[Role] = frozenset()
    register: Register = field(default=EMPTY, repr=False)
    personal: bool = True
    topic: str | None = None
    query: Query | None = None


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a message means. ``command``, ``reading`` and ``request`` are there where ``sense`` says so.

    ``decision`` is that of the call's recogniser; None where the words leave nothing to decide. ``reading`` also stands
    beside a command that is a status question too («statut»). ``goes_on``: the next page of ``reading`` is asked for.
    """

    sense: Sense
    decision: Decision | None = None
    command: CommandWords | None = None
    reading: Reading = None
    request: RequestDraft | None = None
    goes_on: bool = False


class Listener:
    """Understands what is typed, with the knowledge in force."""

    def __init__(self, base: KnowledgeBase, commands: CommandList, subjects: Callable[[], Subjects]) -> None:
        """``subjects`` is called when a message may be a request: building it takes a twentieth of a second, once."""
        self._base = base
        self._commands = commands
        self._subjects = subjects

    def understand(self, text: str, situation: Situation) -> Understanding:
        """Return what ``text`` means in this situation."""
        command = self._commands.meant(text, situation.roles)
        if command:
            return self._commanded(text, situation, command)
        if situation.query and situation.roles and situation.personal and plain_words(text) in _NEXT_PAGE:
            return Understanding(Sense.STATUS, reading=refused(situation.query, situation.roles), goes_on=True)
        decision = self._base.decide(text, last_topic=situation.topic)
        stranger = not situation.roles
        if not about_the_call(text, decision, stranger=stranger):
            reading = self._status(text, situation, needed(decision, stranger=stranger))
            if reading:
                return Understanding(Sense.STATUS, decision, reading=reading)
        if decision.verdict is Verdict.ACTION:
            return Understanding(Sense.ACTION, decision)
        if decision.verdict is Verdict.UNKNOWN and situation.personal:
            request = self.request(text, situation)
            if request.reads_as_request:
                return Understanding(Sense.REQUEST, decision, request=request)
        return Understanding(Sense.CALL, decision)

    def request(self, text: str, situation: Situation) -> RequestDraft:
        """Return what ``text`` says of a request for assistance."""
        return read_request(text, situation.register, situation.now, self._subjects())

    def _commanded(self, text: str, situation: Situation, command: CommandWords) -> Understanding:
        """Return what a command's words mean: «candidatures» is the command, «candidatures déposées hier» a question."""
        reading = None
        if command.intent in STEERING and situation.roles:
            reading = self._status(text, situation, 0)
        elif command.intent in STEERING:
            reading = Refusal()
        alone = self._commands.exact(text) is not None
        if reading and command.allows(situation.roles) and not alone:
            return Understanding(Sense.STATUS, reading=reading)
        return Understanding(Sense.COMMAND, command=command, reading=reading)

    def _status(self, text: str, situation: Situation, need: int) -> Reading:
        if not situation.personal:
            return None
        names = names_of(situation.register)
        return self._base.status.read(text, situation.now, names, situation.query, situation.roles, need=need)
