"""What a message clearly is while a form waits for an answer: another matter, or nothing that is sure.

An answer is what the form asks for; only what surely is something else may be heard as that, and a field whose answers
tell of such a matter (``Field.tells``) keeps them.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

from knowledge.french import PARIS
from knowledge.request import RequestMove
from knowledge.time.moments import moments
from knowledge.understanding.act import ABANDON, NO_ACT, WITHDRAW_APPLICATION
from knowledge.understanding.intent.topics import Domain, Verdict
from knowledge.understanding.meaning import Sense, Understanding
from knowledge.understanding.query import Query, Refusal, Zone
from knowledge.understanding.words import evened

# Chances, and scores in percent, from which a message is clearly of a matter.
_LIKELY, _CLEAR, _SURE = 0.5, 0.6, 0.8
_TOLD, _SURELY_TOLD, _FAINT = 60, 90, 0.15
_REFERENCE = re.compile(r"[DC]A-\d{4}-\d+")
# What stands alone as a value: an address, and a moment whatever the day; with the small words around it.
_ADDRESS = re.compile(r"<?(?:https?://\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)>?")
_WORD = re.compile(r"[^\W\d_]+")
_AROUND = frozenset(
    [
        "le",
        "la",
        "les",
        "l",
        "du",
        "de",
        "des",
        "d",
        "au",
        "aux",
        "a",
        "et",
        "ou",
        "vers",
        "pour",
        "plutot",
        "disons",
        "si",
        "possible",
        "oui",
        "ok",
        *("semaine", "mois", "prochaine", "prochain", "cette", "ce", "fin", "debut", "milieu"),
    ]
)
_ANY_DAY = datetime(2024, 1, 1, tzinfo=PARIS)
_TELLS = 5  # Words of a message that tells a trouble, at least.
_BRIEF = 6  # Words: a longer message that gives something up says why.
_STANDS = frozenset(("statut_demande", "statut_candidature"))
_KIND = frozenset(("merci", "compliment", "reproche", "negatif"))
_GIVEN_UP = frozenset((RequestMove.CANCEL, RequestMove.WITHDRAW, WITHDRAW_APPLICATION, ABANDON))


class Matter(StrEnum):
    """What a message may be besides an answer."""

    TROUBLE = "trouble"  # A difficulty on Op@le.
    STATUS = "status"  # How things stand.
    ACT = "act"  # Something to do with a request or an application.
    QUESTION = "question"  # On the call, or on the assistant.
    TALK = "talk"  # Thanks, a complaint.
    LEAVE = "leave"  # What is being filled in is given up: no request is named.


ANYTHING = frozenset(Matter)
REASONS = frozenset((Matter.TROUBLE, Matter.TALK, Matter.LEAVE))  # What a reason, a report, a description tells of.


def matter_of(meant: Understanding, text: str, about: str = "") -> Matter | None:
    """Return what ``text``, of which ``meant`` was understood, clearly is; None where it may well be an answer.

    ``about``: what the form is about; an act on that very file, or on none that is named, is told by the form itself.
    """
    if len(text.split()) < 2 or is_value(text):
        return None  # A word or a value alone answers: «hier», a school's code, a moment, a telephone.
    chances = meant.weighed.chances if meant.weighed else {}
    asks = text.rstrip().endswith("?")
    if meant.sense is Sense.STATUS or _stands(meant):
        of_files = chances.get(Domain.STEERING, 0.0) + chances.get(Domain.OWN, 0.0)
        return _standing(meant, of_files) or _asked(meant, asks=asks)
    if commands(meant) >= _CLEAR:
        return Matter.ACT
    if meant.sense is Sense.ACT:
        return _act(meant, text, about)
    if meant.sense in (Sense.REQUEST, Sense.OFFER, Sense.ACTION) and meant.difficulty:
        # A name, a function, a school alone is likely in a request; it tells no trouble.
        tells = len(text.split()) >= _TELLS and chances.get(Domain.DIFFICULTY, 0.0) >= _CLEAR
        return Matter.TROUBLE if tells else None
    if meant.sense is Sense.SERVICE:
        return Matter.QUESTION if chances.get(Domain.ASSISTANT, 0.0) >= (_CLEAR if asks else _SURE) else None
    if meant.sense is Sense.ELIGIBILITY:
        return Matter.QUESTION if asks else None
    return Matter.TALK if _is_talk(meant) else _asked(meant, asks=asks)


# Commands by which something is written on a file: what is typed in a form of the same is the text itself.
_WRITES = frozenset(("message pour", "note pour"))


def commands(meant: Understanding) -> float:
    """Return how surely ``meant`` is a command said in free words; 0 for one that may be the text of a form."""
    weighed = meant.weighed
    if meant.sense is not Sense.COMMAND or weighed is None or weighed.command.best in _WRITES:
        return 0.0
    return weighed.chances[Domain.COMMAND] * weighed.command.chance


# What a message is by what is asked for, however sure that is.
_LIKELY_MATTERS = {
    Sense.STATUS: Matter.STATUS,
    Sense.COMMAND: Matter.ACT,
    Sense.SEVERAL: Matter.ACT,
    Sense.ACT: Matter.ACT,
    Sense.ACTION: Matter.ACT,
    Sense.SERVICE: Matter.QUESTION,
    Sense.ELIGIBILITY: Matter.QUESTION,
    Sense.REQUEST: Matter.TROUBLE,
    Sense.OFFER: Matter.TROUBLE,
    Sense.HEARD: Matter.TALK,
}


def looks(meant: Understanding) -> bool:
    """Tell whether ``meant`` only has one file shown."""
    return meant.sense is Sense.ACT and meant.act is not None and meant.act.act == NO_ACT


def likely_matter(meant: Understanding) -> Matter | None:
    """Return what ``meant`` is, sure or not; None where nothing is known that it asks for."""
    if looks(meant):
        return Matter.STATUS
    if meant.sense is not Sense.CALL:
        return _LIKELY_MATTERS[meant.sense]
    told = meant.decision is not None and meant.decision.verdict in (Verdict.ANSWER, Verdict.SILENT, Verdict.CHOOSE)
    return Matter.QUESTION if told else None


def is_value(text: str) -> bool:
    """Tell whether ``text`` is nothing but figures, moments, addresses, and the small words around them."""
    plain = _ADDRESS.sub(" ", evened(text))
    for said in reversed(moments(plain, _ANY_DAY)):
        plain = f"{plain[: said.start]} {plain[said.end :]}"
    return all(word in _AROUND for word in _WORD.findall(plain))


def _stands(meant: Understanding) -> bool:
    """Tell whether it is a command, or an action surely asked for, that shows where one's own file stands."""
    if meant.sense is Sense.COMMAND:
        return meant.command is not None and meant.command.intent in _STANDS
    decision = meant.decision
    if meant.sense is not Sense.ACTION or decision is None or decision.intent not in _STANDS:
        return False
    chances = meant.weighed.chances if meant.weighed else {}
    of_files = chances.get(Domain.STEERING, 0.0) + chances.get(Domain.OWN, 0.0)
    return decision.score >= _TOLD and of_files >= _LIKELY  # «À votre demande» is a reason.


def _standing(meant: Understanding, chance: float) -> Matter | None:
    if isinstance(meant.reading, Query):
        return Matter.STATUS if meant.doubt is Zone.RUN else None
    if isinstance(meant.reading, Refusal):
        return Matter.STATUS if chance >= _SURE else None
    sure = meant.sense is Sense.COMMAND or chance >= _LIKELY
    return Matter.STATUS if sure and _stands(meant) else None


def _act(meant: Understanding, text: str, about: str) -> Matter | None:
    act = meant.act
    if looks(meant):
        return Matter.STATUS if text.rstrip().endswith("?") else None
    if act is None or act.chance < _LIKELY:
        return None
    of_request = _REFERENCE.fullmatch(about) is not None
    if of_request and act.act == RequestMove.REPLY:
        return None  # It is what is being answered.
    if act.reference:
        told = act.reference == about or (of_request and act.act == RequestMove.CANCEL)  # The duplicate of another.
        return None if told else Matter.ACT
    if act.chance < _SURE:
        return None
    if act.act in _GIVEN_UP:
        return Matter.LEAVE if len(text.split()) <= _BRIEF else None
    # «C'est réglé, merci» is said of a request that waits for it, unless the form is about one.
    return Matter.ACT if act.act == RequestMove.CONFIRM and not of_request else None


def _is_talk(meant: Understanding) -> bool:
    if meant.sense is Sense.HEARD:
        return meant.domain in (Domain.THANKS, Domain.COMPLAINT) and bool(
            meant.weighed and meant.weighed.chance >= _SURE
        )
    decision = meant.decision
    acts = meant.sense is Sense.ACTION and decision is not None and decision.intent in _KIND
    return acts and decision is not None and decision.score >= _SURELY_TOLD


def _asked(meant: Understanding, *, asks: bool) -> Matter | None:
    """Return a question where the call answers the message, and it is of the call; with «?», a sure answer is enough."""
    decision = meant.decision
    if decision is None or meant.weighed is None or decision.verdict not in (Verdict.ANSWER, Verdict.SILENT):
        return None
    chance = meant.weighed.chances[Domain.CALL]
    sure = asks and decision.score >= _SURELY_TOLD and chance >= _FAINT
    return Matter.QUESTION if sure or (decision.score >= _TOLD and chance >= _LIKELY) else None
