"""An application on one line."""

from __future__ import annotations

from dialogs.core import application_texts as texts
from knowledge.application import Candidature
from knowledge.call import Call
from knowledge.eligibility import option
from storage.queries.applications import ApplicationFile


def function_title(call: Call, candidature: Candidature) -> str:
    """Return the candidate's function as it is read."""
    return _title(call, candidature, "function")


def wave_title(call: Call, candidature: Candidature) -> str:
    """Return the wave as it is read."""
    return _title(call, candidature, "wave")


def _title(call: Call, candidature: Candidature, field: str) -> str:
    form = call.application
    given = str(candidature.answers.get(field, "") or "")
    found = option(form.functions if field == "function" else form.waves, given) if form else None
    return found.title if found else given


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
