"""A request named on a line, in a list or on a button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from dialogs.core import topic_texts as texts
from dialogs.core.topic_texts import STATES, TOPICS
from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from dialogs.ui.patterns import ListRow, Mark, Tone, opened_by
from knowledge.brief_names import brief_person, brief_school
from knowledge.french import shortened
from knowledge.request import AssistanceRequest, RequestStatus
from knowledge.time.brief import age, brief
from knowledge.time.delays import DEFAULT_DELAYS, Delays, working_hours_before
from storage.queries.requests import RequestFile

_LONGEST_NAME = 60
_LONGEST_SCHOOL = 80
_LONGEST_IN_ROW = 48
_MORE = re.compile(", | et ")
_TONES: Mapping[RequestStatus, Tone] = MappingProxyType(
    {
        RequestStatus.NEW: Tone.NEWS,
        RequestStatus.ASSIGNED: Tone.NEWS,
        RequestStatus.PLANNED: Tone.NEWS,
        RequestStatus.WAITING: Tone.WAITS,
        RequestStatus.RESOLVED: Tone.GOOD,
    }
)


def named(name: str) -> str:
    """Return a person's name, as long as a line bears."""
    return shortened(name, _LONGEST_NAME)


def school_of(file: RequestFile) -> str:
    """Return «Collège X, Ville (UAI)»."""
    uai = file.request.uai
    if not file.school or file.school == uai:
        return texts.SCHOOL_OF_CODE.format(uai=uai) if uai else ""
    return texts.SCHOOL_AS_SHOWN.format(school=shortened(file.school, 120), uai=uai)


def place_of(file: RequestFile) -> str:
    """Return «Collège X, Ville»; of a school that has no name here, its code, said to be one."""
    uai = file.request.uai
    if not file.school or file.school == uai:
        return texts.SCHOOL_OF_CODE.format(uai=uai) if uai else texts.NO_SCHOOL
    return shortened(file.school.removesuffix(f"({uai})"), _LONGEST_SCHOOL)


def topic_of(request: AssistanceRequest) -> str:
    """Return what it is about, in words."""
    return TOPICS[request.topic] if request.topic else ""


def brief_topic_of(request: AssistanceRequest) -> str:
    """Return what it is about, as a list shows it: «Bourses» of «Bourses et fonds sociaux»."""
    return _MORE.split(topic_of(request), maxsplit=1)[0]


def state_of(request: AssistanceRequest, now: datetime) -> Mark:
    """Return where it stands, with its colour: a session that runs or is over is no longer to come."""
    if request.session_started_at:
        return Mark(texts.SESSION_RUNS, Tone.NEWS)
    if request.slot_is_over(now):
        return Mark(texts.SLOT_OVER, Tone.WAITS)
    return Mark(STATES[request.status], _TONES.get(request.status, Tone.PLAIN))


def is_late(file: RequestFile, now: datetime, delays: Delays = DEFAULT_DELAYS) -> bool:
    """Tell whether nobody has taken it within the delay, a shorter one where it is urgent."""
    request = file.request
    hours = delays.take_hours_urgent if request.urgent else delays.take_hours
    since = request.status_since or file.logged_at
    return request.status is RequestStatus.NEW and since <= working_hours_before(now, hours, delays)


def marks_of(file: RequestFile, *, late: bool) -> list[Mark]:
    """Return what is to be seen first of a request: that it is late, that it is urgent."""
    said = [(late, texts.LATE), (file.request.urgent, texts.URGENT)]
    return [Mark(word, Tone.ALERT) for true, word in said if true]


def request_row(file: RequestFile, now: datetime, *, late: bool = False, own: bool = False) -> ListRow:
    """Return a request in a list: where, its state, what about, its appointment or since when, with whom; all of it brief.

    ``own``: the list is of those of one expert, who is not named again.
    """
    request = file.request
    planned = request.slot is not None and request.status is RequestStatus.PLANNED
    when = brief(request.slot, now) if planned and request.slot else age(request.status_since or file.logged_at, now)
    holder = shortened(brief_person(file.holder_name), _LONGEST_IN_ROW) or texts.UNNAMED
    who = holder if request.holder else texts.WITHOUT
    row = ListRow(
        title=shortened(brief_school(place_of(file)), _LONGEST_IN_ROW),
        details=[brief_topic_of(request), when, "" if own else who, file.reference],
        state=state_of(request, now),
        marks=marks_of(file, late=late or is_late(file, now)),
    )
    return opened_by(row, texts.BUTTON_OPEN.format(reference=file.reference), "request.open", reference=file.reference)


def opening(file: RequestFile, *, inputs: bool = True) -> Action:
    """Return the button that shows a request as it is now; without ``inputs``, it does not wait for those beside it."""
    title = texts.BUTTON_OPEN.format(reference=file.reference)
    return el.asks(title, "request.open", {"reference": file.reference}, inputs=inputs)
