"""The call's mail and the documents of an appointment, offered in the chat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from types import MappingProxyType

from dialogs.application import call_mail, cards
from dialogs.application import steering_texts as texts
from dialogs.application import texts as texts_texts
from dialogs.application.call_mail import body, draft, enclosed, subject
from dialogs.application.cards import ApplicationToOpen
from dialogs.application.fields import readable, without_code
from dialogs.application.own import mine, nothing_deposited
from dialogs.core import form_texts
from dialogs.core.context import Turn
from dialogs.core.dispatch import enclosures, one_file_of, sending_of
from dialogs.core.exchange import Enclosed, Message, Reply, filled, mission_of
from dialogs.core.files import Maker, offered
from dialogs.core.persons import experts_in
from dialogs.core.request_line import application_in, named
from dialogs.ui.word import MEDIA_TYPE, Filled, Model, TemplateFault, fill, written
from knowledge.call import Call, Dispatch
from knowledge.call_form import MandateTerms
from knowledge.french import bare_date, listed, quoted
from knowledge.people import Mandate, PersonKey, Role
from knowledge.time.delays import paris_day
from storage.actions.applications import note_taken
from storage.actions.people import note_papers
from storage.calls import Templates, academies
from storage.queries import applications as queries
from storage.queries.applications import ApplicationFile
from storage.queries.people import mandate_of

# --- The call's mail, ready for the candidate to send where the assistant has not sent it in full: as a text, as a file.

_KIND, _LETTER = "candidature.eml", "candidature.letter"


async def show(turn: Turn) -> Reply:
    """Show the call's mail as a text to be copied."""
    turn, file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    call = turn.call
    if call.dispatch is Dispatch.HERE:
        return Reply.text(form_texts.NOT_NEEDED)
    if call.dispatch is Dispatch.ELSEWHERE:
        return await offer_letter(turn)
    documents_asked = enclosures(call, letter=call.dispatch is Dispatch.BY_HAND)
    lines = [
        texts_texts.READY_TITLE,
        filled(call, texts_texts.READY_TO),
        *([filled(call, texts_texts.READY_CC)] if call.call.copies else []),
        *([texts_texts.READY_DOCUMENTS.format(documents=documents_asked)] if documents_asked else []),
        *([sending_of(call)] if sending_of(call) else []),
        texts_texts.READY_SUBJECT.format(subject=subject(call, file.candidature)),
        "",
        body(call, file.candidature, at=await _deposited_at(turn, file), copied=True, by_hand=True, encloses=False),
    ]
    return Reply.text("\n".join(lines).rstrip())


async def offer(turn: Turn) -> Reply:
    """Offer the call's mail as a file that a mail program opens."""
    turn, file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    draft = await _draft(turn, file)
    if draft is None:
        return Reply.text(form_texts.NOT_NEEDED)
    call = turn.call
    copied = [form_texts.DRAFT_COPIED if turn.services.terms.copied else form_texts.DRAFT_NOT_COPIED]
    ready = form_texts.DRAFT_ONE_FILE if one_file_of(call) else form_texts.DRAFT
    said = " ".join(
        filled(call, text, kind=one_file_of(call)) for text in (ready, *(copied if call.call.copies else []))
    )
    return Reply.of(offered(draft, _KIND, file.candidature.reference, said))


async def offer_letter(turn: Turn) -> Reply:
    """Offer the letter as a document, where the candidate deposits it elsewhere."""
    turn, file = await _deposited(turn)
    if file is None:
        return await nothing_deposited(turn)
    letter = await _letter(turn, file)
    if letter is None:
        return Reply.text(texts_texts.TEXT_NONE)
    return Reply.of(offered(letter, _LETTER, file.candidature.reference, filled(turn.call, form_texts.LETTER)))


async def _make_file(turn: Turn, reference: str) -> Enclosed | None:
    """Return the file, for the candidate alone and while there is something to send."""
    turn, file = await _own(turn, reference)
    return await _draft(turn, file) if file else None


async def _make_letter(turn: Turn, reference: str) -> Enclosed | None:
    """Return the letter, for the candidate alone."""
    turn, file = await _own(turn, reference)
    return await _letter(turn, file) if file else None


async def _letter(turn: Turn, file: ApplicationFile) -> Enclosed | None:
    at = await _deposited_at(turn, file)
    written = await asyncio.to_thread(enclosed, turn.call, file.candidature, at=at)
    return next(iter(written), None)


async def _draft(turn: Turn, file: ApplicationFile) -> Enclosed | None:
    terms, candidature = turn.services.terms, file.candidature
    sent = await queries.official_mail(turn.storage, candidature.reference, server=terms.server)
    if not cards.to_be_sent_by_hand(turn.call, file, sent):
        return None
    at = await _deposited_at(turn, file)
    copies = turn.services.copies(turn.call)
    held = await call_mail.pieces_enclosed(turn.storage, turn.call, candidature)
    return await asyncio.to_thread(draft, turn.call, candidature, at=at, copies=copies, pieces=held)


async def _deposited(turn: Turn) -> tuple[Turn, ApplicationFile | None]:
    """Return the person's application that is meant, readable, and the turn that deals with its call."""
    turn, file = await mine(turn)
    if file is None or not file.candidature.edition:
        return turn, None
    return turn, replace(file, candidature=readable(turn.call, file.candidature, turn.register))


async def _own(turn: Turn, reference: str) -> tuple[Turn, ApplicationFile | None]:
    """Return the person's application of that number, and the turn that deals with its call."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None or file.candidature.candidate != turn.person.key:
        return turn, None
    turn = turn.on(file.candidature.call)
    return turn, replace(file, candidature=readable(turn.call, file.candidature, turn.register))


async def _deposited_at(turn: Turn, file: ApplicationFile) -> datetime:
    history = await queries.history(turn.storage, file.candidature.reference)
    return cards.edition_at(history, file.candidature) or turn.now


FILES: Mapping[str, Maker] = MappingProxyType({_KIND: _make_file, _LETTER: _make_letter})


# --- The documents of an appointment: the letter of mission, and the request for a permanent travel order.


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One document: ``file``: of its model, in the office's folder."""

    kind: str
    file: str
    model: Model


OfExpert = Callable[[Turn, LetterKind, PersonKey], Awaitable[Reply]]
LETTERS = (
    LetterKind("mission_letter", "lettre-de-mission.docx", Model(texts.MISSION_TITLE, texts.MISSION)),
    LetterKind("travel_order", "ordre-de-mission.docx", Model(texts.ORDER_TITLE, texts.ORDER)),
)
_SHIPPED = datetime(2024, 1, 1, tzinfo=UTC)  # The same bytes whenever a model is written.
# What every call's documents may name; the fields of its form and the names of its [values] besides.
FIELDS = (
    "academie", "appel", "appel_cite", "contact", "contenu", "contact_courriel", "contact_joindre", "courriel", "date", "date_appel", "debut", "departements",
    "etablissement", "fin", "mission", "nom", "numero", "prolongation", "reference_appel", "role", "service", "telephone",
)  # fmt: skip


def fields_known(call: Call) -> frozenset[str]:
    """Return all the fields that a model of a call may name."""
    own = (field.id for field in call.application.field) if call.application else ()
    return frozenset((*FIELDS, *call.values, *own))


def shipped(letter: LetterKind) -> bytes:
    """Return the program's own model, as a document that an office can change."""
    return written(letter.model, author="", at=_SHIPPED)


async def offer_document(letter: LetterKind, turn: Turn, asked: ApplicationToOpen, of_expert: OfExpert) -> Reply:
    """Offer the document of an appointment: «lettre de mission CA-2024-0003»; ``of_expert``: that of an expert by name."""
    reference = asked.reference or application_in(turn.incoming.text, paris_day(turn.now).year)
    if not reference:
        found = await experts_in(turn.storage, turn.incoming.text)
        if len(found) != 1:
            names = listed([named(one.name) for one in found])
            return Reply.text(texts.LETTER_WHOSE.format(names=names) if found else texts.LETTER_WHICH)
        return await of_expert(turn, letter, found[0].key)
    file = await _appointed(turn, reference)
    return file if isinstance(file, Reply) else Reply.of(await _offer(turn, letter, file))


async def offered_at_appointment(turn: Turn, reference: str) -> list[Message]:
    """Return the offers of all documents of an appointment that was just made."""
    file = await _appointed(turn, reference)
    return [] if isinstance(file, Reply) else [await _offer(turn, letter, file) for letter in LETTERS]


async def _appointed(turn: Turn, reference: str) -> ApplicationFile | Reply:
    """Return the application of somebody appointed, for a member of the SA EPLE who is not that person; else why not."""
    file = await queries.by_reference(turn.storage, reference)
    if file is None or not turn.person.has(Role.SA_EPLE):
        return Reply.text(texts.NO_SUCH)
    if file.candidature.candidate == turn.person.key:
        return Reply.text(texts.NOT_OWN)
    if not file.candidature.appointed:
        return Reply.text(texts.NOT_APPOINTED.format(reference=reference))
    return file


async def _offer(turn: Turn, letter: LetterKind, file: ApplicationFile) -> Message:
    try:
        filled, own = await made(turn, letter, file)
    except TemplateFault as fault:
        return Message(texts.BROKEN.format(name=letter.file, why=fault.why))
    said = [texts.OFFER.format(title=letter.model.title, name=file.candidature.name)]
    if own:
        said.append(texts.OWN_MODEL)
    if filled.unknown:
        said.append(texts.UNKNOWN.format(fields=listed([quoted(one) for one in filled.unknown])))
    return offered(_enclosed(letter, file, filled), letter.kind, file.candidature.reference, " ".join(said))


def _enclosed(letter: LetterKind, file: ApplicationFile, filled: Filled) -> Enclosed:
    name = f"{letter.file.removesuffix('.docx')}-{file.candidature.reference}.docx"
    return Enclosed(name, MEDIA_TYPE, filled.content)


async def made(turn: Turn, letter: LetterKind, file: ApplicationFile) -> tuple[Filled, bool]:
    """Return the document, and whether it is made from the office's own model. Raises TemplateFault."""
    call = turn.services.call_of(file.candidature.call)
    candidate = file.candidature.candidate
    mandate = await mandate_of(turn.storage, candidate) if candidate else None
    values = values_of(turn, call, file, mandate)
    return await asyncio.to_thread(_filled, turn.services.templates, call, letter, values)


def _filled(templates: Templates, call: Call, letter: LetterKind, values: Mapping[str, str]) -> tuple[Filled, bool]:
    try:
        own = templates.read(call.id, letter.file)
    except OSError as error:
        raise TemplateFault(texts.UNREADABLE) from error
    content = own if own is not None else shipped(letter)
    return fill(content, values, blank=texts.BLANK), own is not None


def _lasts(terms: MandateTerms, mandate: Mandate | None, begins: date) -> tuple[date | None, str]:
    """Return the last day of an appointment, where it has one, and what is written of its renewal."""
    ends, reach = (mandate or terms).ends, (mandate or terms).may_reach
    prolonged = texts.RENEWED if terms.yearly else texts.EXTENDED
    extended = prolonged.format(day=_day(reach), ends=_day(ends)) if reach and ends and reach > ends else "\u200b"
    if terms.yearly:
        year = begins.replace(year=begins.year + 1, day=min(begins.day, 28)) - timedelta(days=1)
        ends = min(year, ends) if ends else year
    return ends, extended


def values_of(turn: Turn, call: Call, file: ApplicationFile, mandate: Mandate | None) -> Mapping[str, str]:
    """Return what each field reads for one appointment."""
    kept = readable(call, file.candidature, turn.register)
    heading, form = call.call, call.application
    terms = form.mandate if form else MandateTerms()
    begins = mandate.begins if mandate else paris_day(turn.now)
    ends, extended = _lasts(terms, mandate, begins)
    academy = academies().get(heading.academy)
    given = {id_: str(answer or "") for id_, answer in kept.answers.items()}
    school = given.get(form.school.id, "") if form and form.school else ""
    rows = {}
    for field in form.field if form else ():
        option = field.option(given.get(field.id, ""))
        rows[field.id] = option.title if option else given.get(field.id, "")
    return {
        **rows,
        **{name: call.value(name) for name in call.values},
        "academie": heading.authority,
        "appel": heading.title,
        "appel_cite": heading.cited,
        "contact": heading.contact.name,
        "contenu": " ".join(terms.content) or texts.NO_CONTENT,
        "contact_courriel": heading.contact.mail,
        "contact_joindre": heading.contact.ways[0],
        "courriel": file.mail,
        "date": _day(paris_day(turn.now)),
        "date_appel": heading.issued_on,
        "debut": _day(begins),
        "departements": listed(list(academy.departments.values())) if academy else "",
        "etablissement": without_code(school),
        "fin": _day(ends),
        "mission": mission_of(call),
        "nom": kept.name,
        "numero": kept.reference,
        "prolongation": extended,
        "reference_appel": heading.reference or texts.NO_REFERENCE,
        "role": heading.role,
        "service": heading.service,
        "telephone": given.get("phone", ""),
    }


def _day(day: date | None) -> str:
    """Return a day as letters write it, without its name."""
    return bare_date(day) if day else ""


async def _make_document(letter: LetterKind, turn: Turn, reference: str) -> Enclosed | None:
    """Make the document anew, for a member of the SA EPLE; the journal keeps who."""
    file = await _appointed(turn, reference)
    if isinstance(file, Reply):
        return None
    try:
        filled, _ = await made(turn, letter, file)
    except TemplateFault:
        return None
    if file.candidature.candidate:
        kind, year = [(file.candidature.candidate, letter.kind)], paris_day(turn.now).year
        await note_papers(turn.storage, year, kind, by=turn.person.key, now=turn.now)
    await note_taken(turn.storage, reference, "letter", turn.person.key, turn.now, data={"letter": letter.kind})
    return _enclosed(letter, file, filled)


FILES_OF_LETTERS: Mapping[str, Maker] = MappingProxyType(
    {letter.kind: partial(_make_document, letter) for letter in LETTERS}
)
