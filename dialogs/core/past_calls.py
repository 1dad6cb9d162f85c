"""The calls that are no longer in force and have applications still, and the applications of whoever is named."""

from __future__ import annotations

from collections.abc import Sequence

from dialogs.core.context import Turn
from knowledge.call import Call
from knowledge.people import Role
from knowledge.understanding.intent.normalise import folded
from storage.calls import UnknownCall
from storage.queries import applications
from storage.queries.applications import ApplicationFile

_TITLES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame"))


async def past_calls(turn: Turn) -> Sequence[Call]:
    """Return the past calls whose applications are still kept, that which closes last first; none for who handles none."""
    if not (turn.personal and turn.person.has(Role.SA_EPLE)):
        return []
    in_force = {base.call.id for base in turn.services.bases}
    found = []
    for id_ in await applications.calls_applied_to(turn.storage):
        if id_ not in in_force:
            try:
                found.append(turn.services.call_of(id_))
            except UnknownCall:  # Its file was lost before the database kept it.
                continue
    return sorted(found, key=lambda call: call.call.closes_at, reverse=True)


async def applications_of(turn: Turn, name: str) -> list[ApplicationFile]:
    """Return the applications of the people whose name says all of ``name``: to the calls meant, else to past ones."""
    said = set(_words(name)) - _TITLES
    for calls in (turn.calls_meant, await past_calls(turn)) if said else ():
        files = [file for call in calls for file in await applications.deposited(turn.storage, call.id)]
        found = [file for file in files if said <= set(_words(file.candidature.name))]
        if found:
            return found
    return []


def _words(name: str) -> list[str]:
    return folded(name).replace("-", " ").split()
