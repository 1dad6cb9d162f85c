"""A request named on a line or a button."""

from __future__ import annotations

from datetime import datetime

from dialogs.core import topic_texts as texts
from dialogs.core.topic_texts import TOPICS
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from dialogs.ui.patterns import Mark, Tone
from knowledge.french import shortened
from knowledge.request import FINAL, AssistanceRequest, RequestStatus
from storage.queries.requests import RequestFile

_LONGEST_NAME = 60
_TONES = {
    RequestStatus.NEW: Tone.NEWS,
    RequestStatus.ASSIGNED: Tone.NEWS,
    RequestStatus.PLANNED: Tone.NEWS,
    RequestStatus.WAITING: Tone.WAITS,
    RequestStatus.RESOLVED: Tone.GOOD,
}


def named(name: str) -> str:
    """Return a person's name, as long as a line bears."""
    return shortened(name, _LONGEST_NAME)


def school_of(file: RequestFile) -> str:
    """Return «Collège X, Ville (UAI)»."""
    uai = file.request.uai
    if not file.school or file.school == uai:
        return uai
    return texts.SCHOOL_AS_SHOWN.format(school=shortened(file.school, 120), uai=uai)


def topic_of(request: AssistanceRequest) -> str:
    """Return what it is about, in words."""
    return TOPICS[request.topic] if request.topic else ""


def state_of(request: AssistanceRequest, now: datetime) -> str:
    """Return where it stands, in words: a session that runs or is over is no longer to come."""
    if request.session_started_at:
        return texts.SESSION_RUNS
    return texts.SLOT_OVER if request.slot_is_over(now) else texts.STATES[request.status]


def marks_of(request: AssistanceRequest, now: datetime) -> tuple[Mark, ...]:
    """Return what is seen first of it: that it is urgent, and where it stands."""
    over = request.slot_is_over(now)
    state = Mark(state_of(request, now), Tone.WAITS if over else _TONES.get(request.status, Tone.PLAIN))
    urgent = request.urgent and request.status not in FINAL
    return (Mark(texts.URGENT, Tone.ALERT), state) if urgent else (state,)


def opening(file: RequestFile, *, inputs: bool = True) -> Action:
    """Return the button that shows a request as it is now; without ``inputs``, it does not wait for those beside it."""
    title = texts.BUTTON_OPEN.format(reference=file.reference)
    return el.asks(title, "request.open", {"reference": file.reference}, inputs=inputs)
