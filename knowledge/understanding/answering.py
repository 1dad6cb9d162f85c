"""Whether a message answers what the assistant asked outside of forms, such as what became of a session."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from knowledge.request import RequestMove
from knowledge.understanding.act import SaidAct, read_act
from knowledge.understanding.arbiter import Weighed
from knowledge.understanding.intent.topics import Domain
from knowledge.understanding.meaning import Situation
from knowledge.understanding.short import says_no, says_yes
from knowledge.understanding.words import evened

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
_LONGEST = 200


def outcome_in(text: str) -> RequestMove | None:
    """Return the move that the answer to «la séance a-t-elle eu lieu ?» makes; None where it answers something else."""
    said = evened(text)
    if len(said) > _LONGEST or said.rstrip().endswith("?"):
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
_ELSEWHERE = 0.9  # So surely words are about something else that they are no answer.
_PLAIN_OTHERWISE = 0.6  # So surely another of these acts is meant than the question made likely.


def plainly(text: str, situation: Situation) -> SaidAct | None:
    """Return the act that a bare yes or no does, given what was asked, or what is told of a session; None for other words."""
    asked = situation.asked
    if asked == PASSED:
        return _outcome(text, situation)
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
        return SaidAct(move, chance=1.0)
    return replace(read_act(text, move, situation.now, asked=PASSED), text=None, chance=1.0)


def answers(asked: str, text: str, situation: Situation, alone: Weighed) -> bool:
    """Tell whether a message may answer what was asked; ``alone``: what it is about if nothing had been.

    An answer says so of itself, or thanks for what was done. What is asked makes nearly any words look like an answer.
    """
    if asked == AWAITS or alone.best is Domain.THANKS:
        return True
    if asked == OPINION and (alone.best is not Domain.ACT or _scored(text, situation)):
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
