"""A request, an application or a solved case on one line: in a list, on a button, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from dialogs.core import form_texts as texts
from dialogs.core import texts as general
from dialogs.core.exchange import CardPart
from dialogs.core.form_texts import STATES, TOPICS
from dialogs.ui import elements as el
from dialogs.ui import patterns as pt
from dialogs.ui.elements import Action
from dialogs.ui.patterns import ListRow, Mark, Tone, opened_by
from knowledge.application import ApplicationStatus, Candidature
from knowledge.call import Call
from knowledge.cases import SolvedCase
from knowledge.french import brief_person, brief_school, shortened, typeset
from knowledge.request import AssistanceRequest, RequestStatus
from knowledge.schools.register import Register, School
from knowledge.schools.words import WrongKey, read_uai
from knowledge.time.delays import DEFAULT_DELAYS, Delays, paris_day, working_hours_before
from knowledge.time.moments import age, brief
from knowledge.understanding.words import plain_words
from storage.queries.applications import ApplicationFile
from storage.queries.requests import RequestFile


def title(school: School) -> str:
    """Return «Collège Thiers, Marseille 1er (0131931D)»."""
    return typeset(school.label)


def shown(register: Register, value: str) -> str:
    """Return a kept value as people read it: the school it names, or what was kept and that nobody has checked it."""
    try:
        uai = read_uai(value)
    except WrongKey:
        uai = None
    school = register.get(uai) if uai else None
    if school:
        return title(school)
    if uai:
        return (texts.OUTSIDE if len(register) else texts.OF_CODE).format(uai=uai)
    return value


_LONGEST_NAME = 56
_LONGEST_SCHOOL = 74
_ASIDE = re.compile(r"\s*\([^)]*\)")  # Its code, its former name.
_LONGEST_IN_ROW = 46
_MORE = re.compile(", | et ")
TONES: Mapping[RequestStatus, Tone] = MappingProxyType(
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
        return texts.OF_CODE.format(uai=uai) if uai else ""
    return texts.SCHOOL_AS_SHOWN.format(school=shortened(file.school, 120), uai=uai)


def place_of(file: RequestFile) -> str:
    """Return «Collège X, Ville»; of a school that has no name here, its code, said to be one."""
    uai = file.request.uai
    if not file.school or file.school == uai:
        return texts.OF_CODE.format(uai=uai) if uai else texts.TOPIC_NO_SCHOOL
    return shortened(_ASIDE.sub("", file.school), _LONGEST_SCHOOL)


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
    return Mark(STATES[request.status], TONES.get(request.status, Tone.PLAIN))


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


def number_of(reference: str, now: datetime) -> str:
    """Return how a list shows a number: «n° 13», as people say it; whole where it is of another year, or has other letters."""
    letters, year, number = reference.split("-")
    usual = letters in _USUAL and int(year) == paris_day(now).year
    return f"n°\u00a0{int(number)}" if usual else reference


_USUAL = frozenset(("DA", "CA"))


def request_row(file: RequestFile, now: datetime, *, late: bool = False, own: bool = False) -> ListRow:
    """Return a request in a list: where, its state, what about, its appointment or since when, with whom; all of it brief.

    ``own``: the list is of those of one expert, who is not named again.
    """
    request = file.request
    planned = request.slot is not None and request.status is RequestStatus.PLANNED
    when = brief(request.slot, now) if planned and request.slot else age(request.status_since or file.logged_at, now)
    holder = brief_person(shortened(file.holder_name, _LONGEST_IN_ROW)) or texts.TOPIC_UNNAMED
    # A new one has nobody, and its state says so.
    who = holder if request.holder else "" if request.status is RequestStatus.NEW else texts.WITHOUT
    row = ListRow(
        title=shortened(brief_school(place_of(file)), _LONGEST_IN_ROW),
        number=number_of(file.reference, now),
        details=[brief_topic_of(request), when, "" if own else who],
        state=state_of(request, now),
        marks=marks_of(file, late=late or is_late(file, now)),
    )
    return opened_by(row, texts.BUTTON_OPEN.format(reference=file.reference), "request.open", reference=file.reference)


def opening(file: RequestFile, *, inputs: bool = True) -> Action:
    """Return the button that shows a request as it is now; without ``inputs``, it does not wait for those beside it."""
    title = texts.BUTTON_OPEN.format(reference=file.reference)
    return el.asks(title, "request.open", {"reference": file.reference}, inputs=inputs)


# --- An application.


def listed_heads(call: Call) -> list[str]:
    """Return the labels of what lists show of an application to a call."""
    return [typeset(field.label) for field in call.application.listed] if call.application else []


def names_answer(call: Call, said: str) -> bool:
    """Tell whether words name an answer that lists of a call's applications can be narrowed by."""
    wanted = plain_words(said)
    options = (option for field in call.application.listed for option in field.options) if call.application else ()
    return bool(wanted) and any(wanted in map(plain_words, (one.title, *one.says)) for one in options)


def listed_answers(call: Call, candidature: Candidature) -> list[str]:
    """Return the answers that lists show of an application, without those it does not give."""
    return [one for one in answers_of(call, candidature) if one]


def answers_of(call: Call, candidature: Candidature, *, brief: bool = False) -> list[str]:
    """Return the answers that lists show of an application, as they are read, one for each head; ``brief``: on a phone."""
    said = []
    for field in call.application.listed if call.application else ():
        given = str(candidature.answers.get(field.id, "") or "")
        option = field.option(given)
        said.append(typeset((brief and option.brief) or option.title) if option else given)
    return said


def list_line(call: Call, file: ApplicationFile) -> str:
    """Return an application on one line."""
    candidature = file.candidature
    return general.LIST_LINE.format(
        named=", ".join([candidature.reference, candidature.name, *listed_answers(call, candidature)]),
        state=general.STATES[candidature.status],
    )


_LONGEST, _CALL_TITLE = 80, 30
_APPLICATION_TONES: Mapping[ApplicationStatus, Tone] = MappingProxyType(
    {
        ApplicationStatus.SUBMITTED: Tone.NEWS,
        ApplicationStatus.INCOMPLETE: Tone.WAITS,
        ApplicationStatus.UNDER_REVIEW: Tone.NEWS,
        ApplicationStatus.ACCEPTED: Tone.GOOD,
    }
)


def state_mark(status: ApplicationStatus) -> Mark:
    """Return a state with its colour."""
    return Mark(general.STATES[status], _APPLICATION_TONES.get(status, Tone.PLAIN))


def application_row(
    call: Call, file: ApplicationFile, register: Register, now: datetime, state: ApplicationStatus | None = None
) -> ListRow:
    """Return an application in a list: who, its state, what its call lists, where, since when; ``state``: as it may be known."""
    candidature = file.candidature
    school = shown(register, str(candidature.answers.get("school", "") or ""))
    row = ListRow(
        title=shortened(candidature.name, _LONGEST),
        details=[
            *filter(None, answers_of(call, candidature, brief=True)),
            brief_school(shortened(school, _LONGEST)),
            age(candidature.deposited_at, now) if candidature.deposited_at else "",
        ],
        number=number_of(candidature.reference, now),
        state=state_mark(state or candidature.status),
    )
    title = general.BUTTON_OPEN.format(reference=candidature.reference)
    return opened_by(row, title, "application.open", reference=candidature.reference)


def of_call_button(title: str) -> str:
    """Return the title of the button that leads to the applications to a call."""
    return general.BUTTON_OF_CALL.format(title=shortened(title, _CALL_TITLE))


# --- A solved case. It names nobody, so everybody may read it.

_LONGEST_PROBLEM = 90


def title_of(case: SolvedCase) -> str:
    """Return «Cas résolu n° 3»."""
    return general.TITLE.format(number=case.number)


def topic_of_case(case: SolvedCase) -> str:
    """Return what it is about, in words."""
    return TOPICS[case.text.topic]


def case_part(case: SolvedCase) -> CardPart:
    """Return its difficulty and its solution, as a card shows and says them."""
    shown = [
        el.strong(general.PROBLEM), el.said(case.text.problem), el.strong(general.SOLUTION), el.said(case.text.solution),
    ]  # fmt: skip
    return CardPart(shown, case_lines(case))


def case_lines(case: SolvedCase) -> list[str]:
    """Return the same in words."""
    return [f"{general.PROBLEM}\u00a0: {case.text.problem}", f"{general.SOLUTION}\u00a0: {case.text.solution}"]


def case_row(case: SolvedCase, details: Sequence[str] = (), state: Mark | None = None) -> ListRow:
    """Return a case in a list: its difficulty, its subject, what else is to be said; a press opens it."""
    row = ListRow(
        shortened(case.text.problem, _LONGEST_PROBLEM),
        [topic_of_case(case), *details],
        state,
        number=f"n°\u00a0{case.number}",
    )
    return pt.opened_by(row, general.OPEN_ONE.format(number=case.number), "case.open", case=case.number)


# --- Numbers of requests and applications, as typed.

# An application's number: two letters that its call's file gives, which are never those of requests.
APPLICATION_REFERENCE = r"([A-CE-Z][A-Z]|D[B-Z])-\d{4}-\d{4,6}"
_WRITTEN = re.compile(r"(?<!\w)((?!da)[a-z]{2})\s*-\s*(\d{4})\s*-\s*(\d{1,6})\b", re.IGNORECASE)
_REQUEST = re.compile(r"\bDA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)
_APPLICATION = re.compile(r"\bCA\s*-?\s*(?:n°\s*)?(?:(\d{4})\s*[-/ ]\s*)?(\d{1,6})\b", re.IGNORECASE)
_IS_APPLICATION = re.compile(APPLICATION_REFERENCE)


def request_in(text: str, year: int) -> str | None:
    """Return the number of the request that ``text`` gives; without a year, it is one of ``year``."""
    found = _REQUEST.search(text)
    return f"DA-{found[1] or year}-{int(found[2]):04}" if found else None


def is_request(text: str) -> bool:
    """Tell whether ``text`` is the number of a request and nothing else."""
    return _REQUEST.fullmatch(text) is not None


def without_request(text: str) -> str:
    """Return ``text`` without the numbers of requests."""
    return _REQUEST.sub(" ", text)


def application_in(text: str, year: int) -> str | None:
    """Return the number of the application that ``text`` gives; without a year, it is one of ``year``.

    Letters that another call gives are read where the number is written whole: «RN-2025-0012».
    """
    found = _APPLICATION.search(text)
    if found:
        return f"CA-{found[1] or year}-{int(found[2]):04}"
    whole = _WRITTEN.search(text)
    return f"{whole[1].upper()}-{whole[2]}-{int(whole[3]):04}" if whole else None


def is_application(reference: str) -> bool:
    """Tell whether a number is that of an application."""
    return _IS_APPLICATION.fullmatch(reference) is not None
