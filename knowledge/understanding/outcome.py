"""What an expert tells of a session whose time is over: held, missed, or moved. The words are few, so they are listed."""

from __future__ import annotations

import re

from knowledge.request import RequestMove
from knowledge.understanding.intent.normalise import evened
from knowledge.understanding.short import says_no, says_yes

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
