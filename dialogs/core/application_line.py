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
from knowledge.eligibility import option
from knowledge.french import shortened
from knowledge.schools.register import Register
from knowledge.time.brief import age
from storage.queries.applications import ApplicationFile


def function_title(call: Call, candidature: Candidature) -> str:
    """Return the candidate's function as it is read."""
    return _title(call, candidature, "function")


def wave_title(call: Call, candidature: Candidature) -> str:
    """Return the wave as it is read."""
    return _title(call, candidature, "wave")


def _title(call: Call, candidature: Candidature, field: str, *, brief: bool = False) -> str:
    form = call.application
    given = str(candidature.answers.get(field, "") or "")
    found = option(form.functions if field == "function" else form.waves, given) if form else None
    if found is None:
        return given
    return (brief and found.brief) or found.title


def list_line(call: Call, file: ApplicationFile) -> str:
    """Return an application on one line."""
    candidature = file.candidature
    return texts.LIST_LINE.format(
        reference=candidature.reference,
        name=candidature.name,
        function=function_title(call, candidature),
        wave=wave_title(call, candidature),
        state=texts.STATES[candidature.status],
    )


# The functions that a status question names, by the call's own ids.
FUNCTION_IDS: Mapping[str, str] = MappingProxyType(
    {"secrétaire général": "sg", "secrétaire général agent comptable": "sgac", "fondé de pouvoir": "fonde"}
)
_LONGEST = 80
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
    """Return an application in a list: who, its state, function, wave, where, since when; ``state``: as it may be known."""
    candidature = file.candidature
    school = school_shown(register, str(candidature.answers.get("school", "") or ""))
    row = ListRow(
        title=shortened(candidature.name, _LONGEST),
        details=[
            _title(call, candidature, "function", brief=True),
            _title(call, candidature, "wave", brief=True),
            brief_school(shortened(school, _LONGEST)),
            age(candidature.deposited_at, now) if candidature.deposited_at else "",
            candidature.reference,
        ],
        state=state_mark(state or candidature.status),
    )
    title = texts.BUTTON_OPEN.format(reference=candidature.reference)
    return opened_by(row, title, "application.open", candidature.reference)
