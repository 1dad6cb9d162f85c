"""The calls that are no longer in force and have applications still, which is meant, and the applications of whoever is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogs.core.context import Turn
from knowledge.call import Call
from knowledge.people import Role
from knowledge.understanding.call_names import CallNames, may_name
from knowledge.understanding.words import folded
from storage.calls import UnknownCall
from storage.queries import applications
from storage.queries.applications import ApplicationFile

_LONGEST_ID = 64
_TITLES = frozenset(("m", "m.", "mr", "mme", "mlle", "monsieur", "madame"))


async def past_calls(turn: Turn) -> Sequence[Call]:
    """Return the past calls whose applications are still kept, that which closes last first; none for who handles none."""
    if not (turn.personal and turn.person.has(Role.SA_EPLE)):
        return []
    found = []
    for id_ in await applications.calls_applied_to(turn.storage):
        if id_ != turn.base.call.id:
            try:
                found.append(turn.services.call_of(id_))
            except UnknownCall:  # Its file was lost before the database kept it.
                continue
    return sorted(found, key=lambda call: call.call.closes_at, reverse=True)


async def named(turn: Turn) -> Turn:
    """Return the turn that deals with the past call that who handles applications names; as it is where none is named."""
    text = turn.incoming.text
    past = await past_calls(turn) if may_name(text) else []
    naming = CallNames([turn.base.call, *past]) if past else None
    id_ = naming.called(text) if naming else None
    if naming is None or id_ is None:
        return turn
    if id_ == turn.base.call.id:  # What was asked of another call is left.
        turn.remember(turn.remembered.of_no_call())
    return replace(turn.on(id_), incoming=replace(turn.incoming, text=naming.without(text)))


def pressed(turn: Turn) -> Turn:
    """Return the turn that deals with the past call that a button is of; as it is where it is of none."""
    call = str(turn.incoming.value.get("call", ""))[:_LONGEST_ID]
    if not call or not turn.person.has(Role.SA_EPLE):
        return turn
    try:
        return turn.on(call)
    except UnknownCall:
        return turn


async def applications_of(turn: Turn, name: str) -> list[ApplicationFile]:
    """Return the applications of the people whose name says all of ``name``: to the call dealt with, else to past ones."""
    said = set(_words(name)) - _TITLES
    for calls in ([turn.call], await past_calls(turn)) if said else ():
        files = [file for call in calls for file in await applications.deposited(turn.storage, call.id)]
        found = [file for file in files if said <= set(_words(file.candidature.name))]
        if found:
            return found
    return []


def _words(name: str) -> list[str]:
    return folded(name).replace("-", " ").split()
