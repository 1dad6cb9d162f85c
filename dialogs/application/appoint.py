"""Appointing an expert: by an application, or a person by mention, name or id."""

from __future__ import annotations

from dataclasses import replace

from dialogs.application import steering_texts as texts
from dialogs.application.decisions import ApplicationPress, impossible, make_move
from dialogs.application.letters import offered_at_appointment
from dialogs.core import person_texts
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.persons import Unresolved, asked, is_guest, resolve, rest_of, unresolved
from dialogs.core.plain import plain_message
from dialogs.core.references import application_in
from dialogs.core.turn import Reply
from dialogs.ui import elements as el
from knowledge.application import ApplicationMove
from knowledge.people import Role
from knowledge.time.delays import paris_day
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile


async def ask_to_appoint(turn: Turn, pressed: ApplicationPress) -> Reply:
    """Ask to confirm that the person of an accepted application becomes an expert."""
    return await _ask_appointment(turn, pressed.reference, pressed.version)


async def appoint_confirmed(turn: Turn, pressed: ApplicationPress) -> Reply:
    """Make the person of an accepted application an expert."""
    file = await _to_appoint(turn, pressed.reference, pressed.version)
    if isinstance(file, Reply):
        return file
    done = await make_move(turn, ApplicationMove.APPOINT, pressed.reference, pressed.version)
    return replace(done, messages=(*done.messages, *(await offered_at_appointment(turn, pressed.reference))))


async def _to_appoint(turn: Turn, reference: str, version: int | None) -> ApplicationFile | Reply:
    """Return the application whose candidate may be appointed by this person now, else why not."""
    refused = await impossible(turn, reference, ApplicationMove.APPOINT, version)
    file = await queries.by_reference(turn.storage, reference)
    if refused or file is None:
        return refused or Reply.text(texts.NO_SUCH)
    candidate = file.candidature.candidate
    if candidate and await is_guest(turn, candidate):
        return Reply.text(person_texts.OUTSIDER)
    return file


async def _ask_appointment(turn: Turn, reference: str, version: int | None = None) -> Reply:
    file = await _to_appoint(turn, reference, version)
    if isinstance(file, Reply):
        return file
    role = person_texts.ROLES[Role.EXPERT]
    said = texts.APPOINT_ASK.format(name=file.candidature.name, role=role, reference=reference)
    data = {"reference": reference, "version": file.candidature.version}
    confirm = el.acts(texts.APPOINT_CONFIRM, "application.appoint_confirmed", data)
    return Reply.of(plain_message(texts.APPOINT_TITLE, [said], [confirm]))


async def appoint(turn: Turn) -> Reply:
    """Name an expert: by application, or a person by mention, name or object id; elsewhere than in private, by mention."""
    if not turn.personal and not turn.incoming.mentions:
        return Reply.text(general.PERSONAL_ONLY)
    said = rest_of(turn.incoming.text, ("nommer", "nommer expert"))
    if not said:
        return Reply.text(texts.APPOINT_USAGE)
    reference = application_in(said, paris_day(turn.now).year)
    if reference and turn.personal:
        return await _ask_appointment(turn, reference)
    try:
        someone = await resolve(turn, said)
    except Unresolved as why:
        return unresolved(why, "people.ask_give", Role.EXPERT)
    file = await queries.to_appoint(turn.storage, someone.key)
    if turn.personal and file and turn.services.terms_of(file.candidature.call).facts().appoints:
        return await _ask_appointment(turn, file.candidature.reference)
    return await asked(turn, someone, Role.EXPERT)
