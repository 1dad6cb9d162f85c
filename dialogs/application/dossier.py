"""An application as a document for Word: answers, files' names, history, messages; the service's notes where they are asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType

from pydantic import Field as Field_

from dialogs.application import steering_texts as staff
from dialogs.application import texts as message_texts
from dialogs.application.cards import DECISIONS, ApplicationPress, ApplicationToOpen
from dialogs.application.fields import (
    files_held,
    flag_words,
    judged,
    other_fields,
    read_day,
    readable,
    recorded_ids,
    said_apart,
    said_rows,
)
from dialogs.application.lists import open_file
from dialogs.application.moves import journal_line
from dialogs.core import exchange
from dialogs.core import texts as general
from dialogs.core.context import Turn
from dialogs.core.exchange import Enclosed, Reply, filled
from dialogs.core.fields import shown_day
from dialogs.core.files import Maker, enclosed, kept_file, offered
from dialogs.core.filling import place, start
from dialogs.core.form import Field, FieldRefused, Form, Picker, free_text
from dialogs.core.persons import Unresolved, resolve
from dialogs.core.request_line import application_in
from dialogs.ui import elements as el
from dialogs.ui import report as written
from dialogs.ui.report import Block, Grid, PartTitle, Words, WrittenReport
from dialogs.ui.word import MEDIA_TYPE
from knowledge.application import ApplicationRefusal, Candidature
from knowledge.call import Call
from knowledge.french import bare_date, capitalised, instant, long_date, sized
from knowledge.lifecycle import GuardRefused, NotAllowed, OwnFile, Relation
from knowledge.people import Role
from knowledge.rights import may_see_application
from knowledge.time.delays import paris_day
from knowledge.understanding.words import plain_words
from storage.actions import applications as actions
from storage.actions.applications import note_taken
from storage.actions.drafts import Draft
from storage.actions.sayings import NOTE
from storage.queries import accesses, applications
from storage.queries.applications import ApplicationFile
from storage.queries.journal import JournalLine
from storage.transaction import made_by

PLAIN, WITH_NOTES = "application_dossier", "application_dossier_notes"


class DossierPress(ApplicationToOpen):
    """The application whose dossier is asked for, and whether with the notes."""

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
    said = (staff.DOSSIER_OFFER_NOTES if notes else staff.DOSSIER_OFFER).format(name=file.candidature.name)
    made = await _file(turn, file, notes=notes)
    return Reply.of(offered(made, WITH_NOTES if notes else PLAIN, reference, said))


async def _theirs(turn: Turn, reference: str) -> ApplicationFile | None:
    """Return the application for a member of the SA EPLE; None for anybody else, and where there is none."""
    return await applications.by_reference(turn.storage, reference) if turn.person.has(Role.SA_EPLE) else None


async def _file(turn: Turn, file: ApplicationFile, *, notes: bool) -> Enclosed:
    reference = file.candidature.reference
    report = await _report(turn, file, notes=notes)
    content = await asyncio.to_thread(written.docx, report)
    name = (staff.DOSSIER_NAME_NOTES if notes else staff.DOSSIER_NAME).format(reference=reference)
    return Enclosed(name, MEDIA_TYPE, content)


def _state(kept: Candidature, *, own: bool) -> str:
    """Return where an application stands and since when; a decision that is held back is not told to the candidate."""
    state = general.STATES[kept.status_for_candidate if own else kept.status]
    if kept.held_back:
        return state if own else staff.STATE_HELD.format(state=state)
    return staff.STATE_SINCE.format(state=state, when=instant(kept.status_since)) if kept.status_since else state


def _labelled(rows: Iterable[tuple[str, str]]) -> list[Block]:
    return [Words(f"{label}\u00a0: {value}") for label, value in rows]


def _written(thread: Iterable[JournalLine], none: str, *, notes: bool = False) -> Block:
    kept = [line for line in thread if (line.move == NOTE) is notes]
    rows = [(instant(line.at), line.by or message_texts.NOBODY, line.reason) for line in kept]
    return Grid(staff.THREAD_HEADS, rows, (), (4.5, 3.5, 9.0)) if rows else Words(none)


async def _report(turn: Turn, file: ApplicationFile, *, notes: bool) -> WrittenReport:
    call = turn.services.call_of(file.candidature.call)
    kept = readable(call, file.candidature, turn.register)
    own = kept.candidate == turn.person.key
    history = await applications.history(turn.storage, kept.reference)
    thread = await applications.thread(turn.storage, kept.reference, notes=notes)
    held = {one.number: one for one in await accesses.files_of(turn.storage, kept.reference)}
    hidden = own and kept.held_back
    rows = [(staff.STATE, _state(kept, own=own))]
    if kept.mailed_on:
        rows.append((staff.LETTER_MAILED, long_date(kept.mailed_on)))
    elif kept.deposited_at:
        rows.append((staff.DEPOSITED, instant(kept.deposited_at)))
    blocks: list[Block] = [*_labelled(rows), PartTitle(staff.ANSWERS), *_labelled(said_rows(call, kept))]
    for label, text in said_apart(call, kept):
        blocks += [PartTitle(label), *(Words(part) for part in text.split("\n") if part.strip())]
    if kept.flags:
        blocks += [PartTitle(staff.WEIGHED)]
        blocks += [Words(f"{capitalised(flag_words(call, flag))}.") for flag in kept.flags]
    pieces = ((field.label, held[number]) for field, number in files_held(call, kept) if number in held)
    lines = [(label, one.name, sized(one.size)) for label, one in pieces]
    blocks.append(PartTitle(staff.PIECES))
    blocks.append(Grid(staff.PIECE_HEADS, lines, (2,), (5.0, 9.0, 3.0)) if lines else Words(staff.NONE))
    moves = [
        (instant(line.at), journal_line(line.move, by_program=line.role == Relation.SYSTEM), line.reason)
        for line in history
        if not (hidden and line.move in DECISIONS)
    ]
    blocks += [PartTitle(staff.HISTORY), Grid(staff.HISTORY_HEADS, moves, (), (4.5, 5.0, 7.5))]
    blocks += [PartTitle(staff.THREAD), _written(thread, staff.NO_MESSAGE)]
    if notes:
        noted = _written(thread, staff.NONE, notes=True)
        blocks += [PartTitle(staff.NOTES), Words(staff.NOTE_RULE, quiet=True), noted]
    title = staff.DOSSIER_TITLE.format(reference=kept.reference)
    subtitle = filled(call, staff.DOSSIER_SUBTITLE, name=kept.name)
    day = bare_date(paris_day(turn.now))
    return WrittenReport(title, subtitle, blocks, staff.FOOT.format(day=day), call.call.service, at=turn.now)


async def _make(turn: Turn, reference: str, *, notes: bool) -> Enclosed | None:
    """Make the dossier anew, for a member of the SA EPLE; the journal keeps who, and whether with the notes."""
    file = await _theirs(turn, reference)
    if file is None or (notes and file.candidature.candidate == turn.person.key):
        return None
    await note_taken(turn.storage, reference, "dossier", turn.person.key, turn.now, data={"notes": notes})
    return await _file(turn, file, notes=notes)


FILES: Mapping[str, Maker] = MappingProxyType(
    {PLAIN: partial(_make, notes=False), WITH_NOTES: partial(_make, notes=True)}
)


# --- Recording an application that came by mail, by the SA EPLE.


def forms(call: Call) -> tuple[Form, ...]:
    """Return the form that records an application; none for a call that takes them by mail alone."""
    return (_record(call),) if call.application else ()


async def _recorded_already(turn: Turn, nonce: str, _subject: str) -> Reply | None:
    """Answer a second press with what the first has recorded."""
    kept = await made_by(turn.storage, turn.person.key.tenant, turn.incoming.address.conversation, nonce)
    file = await applications.get(turn.storage, int(kept["number"])) if kept and "number" in kept else None
    return await _recorded(turn, file) if file and turn.person.has(Role.SA_EPLE) else None


async def _recorded(turn: Turn, file: ApplicationFile) -> Reply:
    kept = file.candidature
    return await open_file(turn, kept.reference, staff.RECORDED.format(name=kept.name, reference=kept.reference))


def _record(call: Call) -> Form:
    asked = other_fields(call)
    mailed = Field(
        "mailed", staff.MAILED, staff.ASK_MAILED, read_day, hint=staff.MAILED_HINT, show=shown_day, picker=Picker.DAY
    )
    known = Field("known", staff.KNOWN, staff.ASK_KNOWN, free_text, hint=staff.KNOWN_HINT, optional=True, free=True)

    def notes(draft: Draft) -> list[str]:
        return judged(call, draft.answers)

    return Form(
        name="record",
        of_call=call.id,
        title=staff.RECORD_TITLE,
        intro=staff.RECORD_INTRO,
        fields=(*list(asked.values())[:2], mailed, *list(asked.values())[2:], known),
        send=_send_record,
        again=_recorded_already,
        send_title=staff.RECORD_SEND,
        review=staff.RECORD_REVIEW,
        notes=notes,
    )


async def _send_record(turn: Turn, draft: Draft) -> Reply:
    turn = turn.on(draft.subject)
    known = draft.answers.get("known", "")
    try:
        candidate = (await resolve(turn, known)).key if known else None
    except Unresolved as why:
        raise FieldRefused("known", why.why) from why
    try:
        done = await actions.record(
            turn.storage,
            place(turn),
            draft,
            turn.services.terms,
            candidate=candidate,
            recorded=recorded_ids(turn.call),
            mailed_on=date.fromisoformat(draft.answers["mailed"]),
            now=turn.now,
            activity=turn.shown,
        )
    except OwnFile:
        return Reply.text(general.REFUSED_OWN)
    except NotAllowed:
        return Reply.text(turn.worded(general.NOT_YOURS))
    except GuardRefused as refused:
        if refused.code is ApplicationRefusal.MAIL_DATE_IN_FUTURE:
            raise FieldRefused("mailed", staff.MAILED_FUTURE) from refused
        return Reply.text(staff.RECORD_ACTIVE)
    return await _recorded(turn, done.file)


async def begin_record(turn: Turn) -> Reply:
    """Begin to record an application that came by mail."""
    call = turn.call
    if call.application is None:
        return Reply.text(turn.worded(general.NOT_YOURS))
    return await start(turn, "record", subject=call.id)


# --- The files of an application: given to its candidate and to the SA EPLE, who leaves a line in the journal each time.

KIND = "application.file"
_LONGEST_NAME = 28  # Characters, on a button.


class PiecePress(ApplicationPress):
    """One file of an application."""

    number: int = Field_(ge=1, le=2**53)


async def show(turn: Turn, pressed: ApplicationPress) -> Reply:
    """Show the files of an application, each with the button that gives it."""
    file = await applications.by_reference(turn.storage, pressed.reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return Reply.text(message_texts.PIECE_GONE)
    call, kept = turn.services.call_of(file.candidature.call), file.candidature
    held = {one.number: one for one in await accesses.files_of(turn.storage, pressed.reference)}
    shown = []
    for field, number in files_held(call, kept):
        found = held.get(number)
        if found is None:
            continue
        line = message_texts.PIECE_LINE.format(label=field.label, name=found.name, size=sized(found.size))
        get = message_texts.BUTTON_PIECE.format(label=field.label[:_LONGEST_NAME])
        data = {"reference": pressed.reference, "number": found.number}
        shown.append(exchange.offered(line, el.asks(get, KIND, data)))
    if not shown:
        return Reply.text(message_texts.PIECES_NONE.format(reference=pressed.reference))
    return Reply.of(exchange.told(message_texts.PIECES_TITLE.format(reference=pressed.reference), *shown))


async def offer_file(turn: Turn, pressed: PiecePress) -> Reply:
    """Offer one file of an application; who may not see it learns nothing."""
    found = await _given(turn, pressed.reference, pressed.number)
    if found is None:
        return Reply.text(message_texts.PIECE_GONE)
    about = message_texts.PIECE_OFFER.format(name=found.name, reference=pressed.reference)
    return Reply.of(offered(found, KIND, f"{pressed.reference}/{pressed.number}", about))


async def made(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file that was accepted, if this person may still see its application; the journal keeps who."""
    of, number = kept_file(reference)
    found = await _given(turn, of, number)
    if found and not await _is_own(turn, of):
        await note_taken(turn.storage, of, "file", turn.person.key, turn.now, data={"file": number})
    return found


async def _given(turn: Turn, reference: str, number: int) -> Enclosed | None:
    file = await applications.by_reference(turn.storage, reference)
    if file is None or not may_see_application(turn.person, file.candidature):
        return None
    return await enclosed(turn.storage, reference, number)


async def _is_own(turn: Turn, reference: str) -> bool:
    file = await applications.by_reference(turn.storage, reference)
    return not turn.person.has(Role.SA_EPLE) or (file is not None and file.candidature.candidate == turn.person.key)


FILES_OF_PIECES: Mapping[str, Maker] = MappingProxyType({KIND: made})
