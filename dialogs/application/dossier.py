"""An application as a document for Word: answers, files' names, history, messages; the service's notes where they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import MappingProxyType

from pydantic import BaseModel
from pydantic import Field as Field_

from dialogs.application import letter_texts as texts
from dialogs.application import message_texts
from dialogs.application import steering_texts as staff
from dialogs.application.cards import DECISIONS
from dialogs.application.fields import files_held, flag_words, readable, said_apart, said_rows
from dialogs.application.moves import journal_line
from dialogs.core import application_texts
from dialogs.core.context import Turn
from dialogs.core.files import Maker, offered
from dialogs.core.plain import filled
from dialogs.core.pressed import PRESSED
from dialogs.core.references import APPLICATION_REFERENCE, application_in
from dialogs.core.turn import Enclosed, Reply
from dialogs.ui import report as written
from dialogs.ui.report import Block, Grid, PartTitle, Words, WrittenReport
from dialogs.ui.word import MEDIA_TYPE
from knowledge.french import bare_date, capitalised, instant, long_date, sized
from knowledge.lifecycle import Relation
from knowledge.people import Role
from knowledge.time.delays import paris_day
from knowledge.understanding.words import plain_words
from storage.actions.applications import note_taken
from storage.actions.said import NOTE
from storage.queries import applications, attached
from storage.queries.applications import ApplicationFile

PLAIN, WITH_NOTES = "application_dossier", "application_dossier_notes"


class DossierPress(BaseModel):
    """The application whose dossier is asked for, and whether with the notes."""

    model_config = PRESSED

    reference: str = Field_("", pattern=rf"^({APPLICATION_REFERENCE})?$")
    notes: bool = False


async def offer(turn: Turn, asked: DossierPress) -> Reply:
    """Offer the dossier of an application to the SA EPLE; with the notes where these are named."""
    reference = asked.reference or application_in(turn.incoming.text, paris_day(turn.now).year)
    if not reference:
        return Reply.text(staff.WHICH.format(example=f"dossier word CA-{paris_day(turn.now).year}-0001"))
    named = not asked.reference and "notes" in plain_words(turn.incoming.text).split()
    notes = asked.notes or (named and "sans" not in plain_words(turn.incoming.text).split())
    file = await _theirs(turn, reference)
    if file is None:
        return Reply.text(staff.NO_SUCH)
    notes = notes and file.candidature.candidate != turn.person.key
    said = (texts.DOSSIER_OFFER_NOTES if notes else texts.DOSSIER_OFFER).format(name=file.candidature.name)
    made = await _file(turn, file, notes=notes)
    return Reply.of(offered(made, WITH_NOTES if notes else PLAIN, reference, said))


async def _theirs(turn: Turn, reference: str) -> ApplicationFile | None:
    """Return the application for a member of the SA EPLE; None for anybody else, and where there is none."""
    return await applications.by_reference(turn.storage, reference) if turn.person.has(Role.SA_EPLE) else None


async def _file(turn: Turn, file: ApplicationFile, *, notes: bool) -> Enclosed:
    reference = file.candidature.reference
    report = await _report(turn, file, notes=notes)
    content = await asyncio.to_thread(written.docx, report)
    name = (texts.DOSSIER_NAME_NOTES if notes else texts.DOSSIER_NAME).format(reference=reference)
    return Enclosed(name, MEDIA_TYPE, content)


async def _report(turn: Turn, file: ApplicationFile, *, notes: bool) -> WrittenReport:
    call = turn.services.call_of(file.candidature.call)
    kept = readable(call, file.candidature, turn.register)
    own = kept.candidate == turn.person.key
    history = await applications.history(turn.storage, kept.reference)
    thread = await applications.thread(turn.storage, kept.reference, notes=notes)
    held = {one.number: one for one in await attached.files_of(turn.storage, kept.reference)}
    hidden = own and kept.held_back
    state = application_texts.STATES[kept.status_for_candidate if own else kept.status]
    since = instant(kept.status_since) if kept.status_since and not hidden else ""
    said = texts.STATE_SINCE.format(state=state, when=since) if since else state
    said = texts.STATE_HELD.format(state=state) if kept.held_back and not own else said
    rows = [(texts.STATE, said)]
    if kept.mailed_on:
        rows.append((texts.MAILED, long_date(kept.mailed_on)))
    elif kept.deposited_at:
        rows.append((texts.DEPOSITED, instant(kept.deposited_at)))
    blocks: list[Block] = [Words(f"{label}\u00a0: {value}") for label, value in rows]
    blocks += [PartTitle(texts.ANSWERS), *(Words(f"{label}\u00a0: {value}") for label, value in said_rows(call, kept))]
    for label, text in said_apart(call, kept):
        blocks += [PartTitle(label), *(Words(part) for part in text.split("\n") if part.strip())]
    if kept.flags:
        blocks += [PartTitle(texts.WEIGHED)]
        blocks += [Words(f"{capitalised(flag_words(call, flag))}.") for flag in kept.flags]
    pieces = [(field.label, held[number]) for field, number in files_held(call, kept) if number in held]
    blocks.append(PartTitle(texts.PIECES))
    lines = [(label, one.name, sized(one.size)) for label, one in pieces]
    blocks.append(Grid(texts.PIECE_HEADS, lines, (2,), (5.0, 9.0, 3.0)) if lines else Words(texts.NONE))
    moves = [
        (instant(line.at), journal_line(line.move, by_program=line.role == Relation.SYSTEM), line.reason)
        for line in history
        if not (hidden and line.move in DECISIONS)
    ]
    blocks += [PartTitle(texts.HISTORY), Grid(texts.HISTORY_HEADS, moves, (), (4.5, 5.0, 7.5))]
    said_lines = [
        (instant(line.at), line.name or message_texts.NOBODY, line.reason) for line in thread if line.move != NOTE
    ]
    blocks.append(PartTitle(texts.THREAD))
    blocks.append(Grid(texts.THREAD_HEADS, said_lines, (), (4.5, 3.5, 9.0)) if said_lines else Words(texts.NO_MESSAGE))
    if notes:
        noted = [
            (instant(line.at), line.name or message_texts.NOBODY, line.reason) for line in thread if line.move == NOTE
        ]
        blocks += [PartTitle(texts.NOTES), Words(texts.NOTE_RULE, quiet=True)]
        blocks.append(Grid(texts.THREAD_HEADS, noted, (), (4.5, 3.5, 9.0)) if noted else Words(texts.NONE))
    title = texts.DOSSIER_TITLE.format(reference=kept.reference)
    subtitle = filled(call, texts.DOSSIER_SUBTITLE, name=kept.name)
    day = bare_date(paris_day(turn.now))
    return WrittenReport(title, subtitle, blocks, texts.FOOT.format(day=day), call.call.service, at=turn.now)


def _maker(*, notes: bool) -> Maker:
    async def make(turn: Turn, reference: str) -> Enclosed | None:
        """Make the dossier anew, for a member of the SA EPLE; the journal keeps who, and whether with the notes."""
        file = await _theirs(turn, reference)
        if file is None or (notes and file.candidature.candidate == turn.person.key):
            return None
        await note_taken(turn.storage, reference, "dossier", turn.person.key, turn.now, data={"notes": notes})
        return await _file(turn, file, notes=notes)

    return make


FILES: Mapping[str, Maker] = MappingProxyType({PLAIN: _maker(notes=False), WITH_NOTES: _maker(notes=True)})
