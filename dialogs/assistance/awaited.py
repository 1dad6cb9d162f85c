"""What the assistant has asked a person about their requests, and has no answer to yet."""

from __future__ import annotations

from datetime import timedelta

from dialogs.core.context import Turn
from knowledge.people import Role
from knowledge.request import RequestStatus, WaitingFor
from knowledge.understanding.outcome import PASSED
from storage.queries import requests
from storage.queries.requests import RequestFile

_S = RequestStatus
OPINION = "avis"
_OPINION = timedelta(days=7)  # An opinion that was asked for is still heard so long.


async def asked_of(turn: Turn) -> tuple[str, str] | None:
    """Return what was asked last, as ``Situation.asked`` names it, and of which request; None when nothing is awaited."""
    if not (turn.involved or turn.person.roles):
        return None
    held = await requests.held_by(turn.storage, turn.person.key) if turn.person.has(Role.EXPERT) else []
    files = [file for file in (*await requests.made_by(turn.storage, turn.person), *held) if _asks(turn, file)]
    newest = max(files, key=lambda file: file.request.status_since or file.logged_at, default=None)
    asked = _asks(turn, newest) if newest else None
    return (asked, newest.reference) if asked and newest else None


def _asks(turn: Turn, file: RequestFile) -> str | None:
    request = file.request
    if request.holder == turn.person.key and request.slot_is_over(turn.now):
        return PASSED
    if request.requester != turn.person.key:
        return None
    if request.status is _S.RESOLVED:
        return "est_ce_resolu"
    if request.status is _S.WAITING and request.waiting_for is WaitingFor.SCHOOL:
        return "reponse_attendue"
    if request.status is _S.PLANNED and request.slot and request.slot > turn.now:
        return "creneau_propose" if request.consent else "accord_seance"
    recent = request.status_since is not None and turn.now - request.status_since < _OPINION
    return OPINION if request.status is _S.CLOSED and request.score is None and recent else None
