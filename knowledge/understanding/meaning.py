"""What a typed message means and the situation in which it is typed; whether it answers what the assistant asked."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from knowledge.people import Role
from knowledge.request import RequestMove, Topic
from knowledge.schools.register import EMPTY, Register
from knowledge.understanding.act import SaidAct, read_act
from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.commands import CommandWords
from knowledge.understanding.intent.topics import Decision, Domain, Verdict
from knowledge.understanding.profile import Candidate
from knowledge.understanding.query import Query, Reading, Zone
from knowledge.understanding.request_phrase import RequestDraft
from knowledge.understanding.several import SaidSeveral
from knowledge.understanding.short import says_no, says_yes
from knowledge.understanding.wishes import Wish
from knowledge.understanding.words import evened


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a message is typed. ``now`` is aware; ``personal``: it is typed in the private chat.

    ``topic``: the entry of the call last answered; ``query``: the last status question that was answered; ``fruitless``: nothing was found. ``asked``: what
    the assistant last asked outside of a form, one of ``ASKED``; ``form``, ``field``: what is being filled in.
    ``experts``: the names of those in office, which a person with a role may name; ``candidates``: those of people who have
    applied, with their application's reference, which the SA EPLE may name; ``askers``: those of who asked for help of late. ``viewed``: the reference of the request or
    application that is being spoken of; ``act``: what was last to be done, as ``SaidAct.act`` names it.
    """

    now: datetime
    roles: frozenset[Role] = frozenset()
    register: Register = field(default=EMPTY, repr=False)
    personal: bool = True
    topic: str | None = None
    query: Query | None = None
    fruitless: bool = False
    experts: tuple[str, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    askers: tuple[str, ...] = ()
    viewed: str = ""
    viewed_last: bool = False
    act: str = ""
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
    choices: tuple[tuple[str, str], ...] = ()  # The commands that it may be, where it is surely one: title, words.
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


# --- What an expert tells of a session that is over: held, missed, or moved. The words are few, so they are listed.

PASSED = "seance_passee"  # What was asked: whether the session took place.
_MOVED = re.compile(
    r"\b(?:deplac|report|decal|repouss|remis|remettr|replanif|reprogramm)\w*|\bautre (?:jour|date|creneau|rendez-vous|rdv)\b"
)
_MISSED = re.compile(
    r"\b(?:n'a|na|a|est|n'est|n'ai|ai)? ?(?:pas|jamais) (?:ete )?(?:eu lieu|tenue?|faite?|venue?s?|presente?s?|repondu|decroche|connecte)"
    r"|\bpas (?:de|eu de|eu la) (?:seance|visio|rdv|rendez-vous|contact)|\b(?:manquee?|ratee?|annulee?|absente?s?|tombee? a l'eau)\b"
    r"|\b(?:personne|aucun)\b|\blapin\b|\binjoignable"
)
_HELD = re.compile(
    r"\b(?:eu lieu|tenue?|faite?|finie?|terminee?|passee?|deroulee?|effectuee?|realisee?|comme prevu)\b|\bbien (?:passe|eu)"
)
_LONGEST_OUTCOME = 200


def outcome_in(text: str) -> RequestMove | None:
    """Return the move that the answer to «la séance a-t-elle eu lieu ?» makes; None where it answers something else."""
    said = evened(text)
    if len(said) > _LONGEST_OUTCOME or said.rstrip().endswith("?"):
        return None
    for move, words in (
        (RequestMove.MOVE_SLOT, _MOVED),
        (RequestMove.SLOT_MISSED, _MISSED),
        (RequestMove.SLOT_HELD, _HELD),
    ):
        if words.search(said):
            return move
    if says_yes(text):
        return RequestMove.SLOT_HELD
    return RequestMove.SLOT_MISSED if says_no(text) else None


# --- Answers to the assistant's questions.

AGREEMENT = "accord_seance"
AWAITS = "reponse_attendue"  # An expert waits for any words.
OPINION = "avis"
# What the assistant asks outside of forms, and the acts that answer it.
ASKED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "est_ce_resolu": frozenset((RequestMove.CONFIRM, RequestMove.REFUSE_SOLUTION)),
        AGREEMENT: frozenset((RequestMove.AGREE, RequestMove.TAKE_BACK, RequestMove.ASK_OTHER_SLOT)),
        OPINION: frozenset((RequestMove.RATE,)),
        AWAITS: frozenset((RequestMove.REPLY,)),
        "creneau_propose": frozenset((RequestMove.AGREE, RequestMove.CHOOSE_SLOT, RequestMove.ASK_OTHER_SLOT)),
        PASSED: frozenset((RequestMove.SLOT_HELD, RequestMove.SLOT_MISSED, RequestMove.MOVE_SLOT)),
    }
)
# What a bare «oui» and a bare «non» do then. An answer that an expert waits for is passed on as it is.
_PLAINLY: Mapping[str, tuple[RequestMove, RequestMove]] = MappingProxyType(
    {
        "est_ce_resolu": (RequestMove.CONFIRM, RequestMove.REFUSE_SOLUTION),
        AGREEMENT: (RequestMove.AGREE, RequestMove.ASK_OTHER_SLOT),
        "creneau_propose": (RequestMove.AGREE, RequestMove.ASK_OTHER_SLOT),
        OPINION: (RequestMove.RATE, RequestMove.RATE),
        AWAITS: (RequestMove.REPLY, RequestMove.REPLY),
    }
)
# The least share of the acts that answer, for words read as if nothing had been asked: of 133 answers of the training
# lines, one falls below (a thumb); of words that answer nothing, nearly all.
_OF_ITSELF = 0.22
_ASKS = (Domain.ASSISTANT, Domain.OWN, Domain.STEERING)
_ELSEWHERE = 0.9  # So surely words are about something else that they are no answer.
_PLAIN_OTHERWISE = 0.6  # So surely another of these acts is meant than the question made likely.


# «5», «4/5», «note : 3 sur 5», and not «3 demandes».
_IS_SCORE = re.compile(
    r"^(?:(?:je (?:mets|donne)|note|disons|allez)\s?:?\s?)?(?:[1-5]|un|deux|trois|quatre|cinq)\s?(?:/\s?5|sur (?:5|cinq)|etoiles?)?[\s.!]*$"
)


def is_score(text: str) -> bool:
    """Tell whether a message is a score from 1 to 5, and nothing else."""
    return _IS_SCORE.match(evened(text)) is not None


def plainly(text: str, situation: Situation) -> SaidAct | None:
    """Return the act that a bare yes, no or score does, given what was asked, or what is told of a session; else None."""
    asked = situation.asked
    if asked == PASSED:
        return _outcome(text, situation)
    if asked == OPINION and is_score(text):
        return replace(read_act(text, RequestMove.RATE, situation.now, asked=OPINION), chance=1.0)
    yes, no = says_yes(text), says_no(text)
    if asked is None or asked not in _PLAINLY or not (yes or no):
        return None
    return SaidAct(_PLAINLY[asked][no], text=text.strip() if asked == AWAITS else None, chance=1.0)


def _outcome(text: str, situation: Situation) -> SaidAct | None:
    """Return what a message tells of the session that was to take place; None where it tells nothing."""
    move = outcome_in(text)
    if move is None:
        return None
    if move is not RequestMove.MOVE_SLOT:
        return SaidAct(move, chance=1.0, surely=1.0)
    return replace(read_act(text, move, situation.now, asked=PASSED), text=None, chance=1.0)


def answers(asked: str, text: str, situation: Situation, alone: Weighed) -> bool:
    """Tell whether a message may answer what was asked; ``alone``: what it is about if nothing had been.

    An answer says so of itself, or thanks for what was done. What is asked makes nearly any words look like an answer.
    """
    if asked == AWAITS:
        return alone.best not in _ASKS  # Nearly any words tell an expert something; a question is put to somebody else.
    if alone.best is Domain.THANKS:
        return True
    if asked == OPINION and _scored(text, situation) and alone.best is not Domain.DIFFICULTY:
        return True
    if alone.best is Domain.ELSEWHERE and alone.chance >= _ELSEWHERE:
        return False  # «le numéro du flux est 4512» says neither yes nor no.
    return sum(alone.act.of(act) for act in ASKED.get(asked, ())) >= _OF_ITSELF


def _scored(text: str, situation: Situation) -> bool:
    return read_act(text, RequestMove.RATE, situation.now, asked=OPINION).text is not None


def meant_of(asked: str, label: str, alone: Weighed) -> str:
    """Return the act that an answer makes: the one that its own words say plainly, else ``label``."""
    own = alone.act.best
    plain = own in ASKED.get(asked, ()) and own != RequestMove.TAKE_BACK  # What was not given is not taken back.
    return own if plain and alone.act.of(own) >= _PLAIN_OTHERWISE else label
