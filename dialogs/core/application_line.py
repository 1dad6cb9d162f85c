"""An application on one line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from dialogs.core import application_texts as texts
from dialogs.core.school_field import shown as school_shown
from dialogs.ui.patterns import ListRow, Mark, Tone, opened_by
from knowledge.application import ApplicationStatus, Candidature
from knowledge.brief_names import brief_school
from knowledge.call import Call
from knowledge.french import shortened, typeset
from knowledge.schools.register import Register
from knowledge.time.brief import age
from knowledge.understanding.words import plain_words
from storage.queries.applications import ApplicationFile


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
    return texts.LIST_LINE.format(
        named=", ".join([candidature.reference, candidature.name, *listed_answers(call, candidature)]),
        state=texts.STATES[candidature.status],
    )


# The functions that a status question names, by the call's own ids.
FUNCTION_IDS: Mapping[str, str] = MappingProxyType(
    {"secrétaire général": "sg", "secrétaire général agent comptable": "sgac", "fondé de pouvoir": "fonde"}
)
_LONGEST, _CALL_TITLE = 80, 30
_TONES: Mapping[ApplicationStatus, Tone] = MappingProxyType(
    {
        ApplicationStatus.SUBMITTED: Tone.NEWS,
        ApplicationStatus.INCOMPLETE: Tone.WAITS,
        ApplicationStatus.UNDER_REVIEW: Tone.NEWS,
        ApplicationStatus.ACCEPTED: Tone.GOOD,
    }
)


def state_mark(status: ApplicationStatus) -> Mark:
    """Return a state with its colour."""
    return Mark(texts.STATES[status], _TONES.get(status, Tone.PLAIN))


def application_row(
    call: Call, file: ApplicationFile, register: Register, now: datetime, state: ApplicationStatus | None = None
) -> ListRow:
    """Return an application in a list: who, its state, what its call lists, where, since when; ``state``: as it may be known."""
    candidature = file.candidature
    school = school_shown(register, str(candidature.answers.get("school", "") or ""))
    row = ListRow(
        title=shortened(candidature.name, _LONGEST),
        details=[
            *filter(None, answers_of(call, candidature, brief=True)),
            brief_school(shortened(school, _LONGEST)),
            age(candidature.deposited_at, now) if candidature.deposited_at else "",
            candidature.reference,
        ],
        state=state_mark(state or candidature.status),
    )
    title = texts.BUTTON_OPEN.format(reference=candidature.reference)
    return opened_by(row, title, "application.open", reference=candidature.reference)


def of_call_button(title: str) -> str:
    """Return the title of the button that leads to the applications to a call."""
    return texts.BUTTON_OF_CALL.format(title=shortened(title, _CALL_TITLE))
