"""The documents of an appointment: the letter of mission, and the request for a permanent travel order.

Each is made from a model, which the office may replace by its own (``TEMPLATES_DIR``): the service reads, completes and signs it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from dialogs.application import letter_texts as texts
from dialogs.application import steering_texts as staff
from dialogs.application.fields import readable, without_code
from dialogs.application.lists import ApplicationToOpen
from dialogs.core.context import Turn
from dialogs.core.files import Maker, offered
from dialogs.core.plain import mission_of
from dialogs.core.references import application_in
from dialogs.core.turn import Enclosed, Message, Reply
from dialogs.ui.template import Filled, Model, TemplateFault, fill, written
from dialogs.ui.word import MEDIA_TYPE
from knowledge.call import Call
from knowledge.call_form import MandateTerms
from knowledge.french import bare_date, listed, quoted
from knowledge.mandate import Mandate
from knowledge.people import Role
from knowledge.time.delays import paris_day
from storage.actions.applications import note_taken
from storage.calls import academies
from storage.queries import applications
from storage.queries.applications import ApplicationFile
from storage.queries.mandates import mandate_of
from storage.templates import Templates


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One document: ``file``: of its model, in the office's folder."""

    kind: str
    file: str
    model: Model


LETTERS = (
    LetterKind("mission_letter", "lettre-de-mission.docx", Model(texts.MISSION_TITLE, texts.MISSION)),
    LetterKind("travel_order", "ordre-de-mission.docx", Model(texts.ORDER_TITLE, texts.ORDER)),
)
_SHIPPED = datetime(2024, 1, 1, tzinfo=UTC)  # The same bytes whenever a model is written.
# What every call's documents may name; the fields of its form and the names of its [values] besides.
FIELDS = (
    "academie", "appel", "appel_cite", "contact", "contact_courriel", "contact_joindre", "courriel", "date", "date_appel", "debut", "departements",
    "etablissement", "fin", "mission", "nom", "numero", "prolongation", "reference_appel", "role", "service", "telephone",
)  # fmt: skip


def fields_known(call: Call) -> frozenset[str]:
    """Return all the fields that a model of a call may name."""
    own = (field.id for field in call.application.field) if call.application else ()
    return frozenset((*FIELDS, *call.values, *own))


def shipped(letter: LetterKind) -> bytes:
    """Return the program's own model, as a document that an office can change."""
    return written(letter.model, author="", at=_SHIPPED)


def offers(letter: LetterKind) -> Callable[[Turn, ApplicationToOpen], Awaitable[Reply]]:
    """Return what «lettre de mission CA-2024-0003» does."""

    async def run(turn: Turn, asked: ApplicationToOpen) -> Reply:
        reference = asked.reference or application_in(turn.incoming.text, paris_day(turn.now).year)
        if not reference:
            return Reply.text(texts.WHICH)
        file = await _appointed(turn, reference)
        return file if isinstance(file, Reply) else Reply.of(await _offer(turn, letter, file))

    return run


async def offered_at_appointment(turn: Turn, reference: str) -> list[Message]:
    """Return the offers of all documents of an appointment that was just made."""
    file = await _appointed(turn, reference)
    return [] if isinstance(file, Reply) else [await _offer(turn, letter, file) for letter in LETTERS]


async def _appointed(turn: Turn, reference: str) -> ApplicationFile | Reply:
    """Return the application of somebody appointed, for a member of the SA EPLE who is not that person; else why not."""
    file = await applications.by_reference(turn.storage, reference)
    if file is None or not turn.person.has(Role.SA_EPLE):
        return Reply.text(staff.NO_SUCH)
    if file.candidature.candidate == turn.person.key:
        return Reply.text(texts.NOT_OWN)
    if not file.candidature.appointed:
        return Reply.text(texts.NOT_APPOINTED.format(reference=reference))
    return file


async def _offer(turn: Turn, letter: LetterKind, file: ApplicationFile) -> Message:
    try:
        filled, own = await _made(turn, letter, file)
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


async def _made(turn: Turn, letter: LetterKind, file: ApplicationFile) -> tuple[Filled, bool]:
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


def values_of(turn: Turn, call: Call, file: ApplicationFile, mandate: Mandate | None) -> Mapping[str, str]:
    """Return what each field reads for one appointment."""
    kept = readable(call, file.candidature, turn.register)
    heading, form = call.call, call.application
    lasts = form.mandate if form else MandateTerms()
    ends = mandate.ends if mandate else lasts.ends
    reach = mandate.may_reach if mandate else lasts.may_reach
    begins = mandate.begins if mandate else paris_day(turn.now)
    extended = texts.EXTENDED.format(day=_day(reach)) if reach and ends and reach > ends else "\u200b"
    academy = academies().get(heading.academy)
    school = str(kept.answers.get(form.school.id, "") or "") if form and form.school else ""
    rows = {field.id: str(kept.answers.get(field.id, "") or "") for field in form.field} if form else {}
    for field in form.field if form else ():
        option = field.option(rows[field.id])
        rows[field.id] = option.title if option else rows[field.id]
    return {
        **rows,
        **{name: call.value(name) for name in call.values},
        "academie": heading.authority,
        "appel": heading.title,
        "appel_cite": heading.cited,
        "contact": heading.contact.name,
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
        "telephone": str(kept.answers.get("phone", "") or ""),
    }


def _day(day: date | None) -> str:
    """Return a day as letters write it, without its name."""
    return bare_date(day) if day else ""


def _maker(letter: LetterKind) -> Maker:
    async def make(turn: Turn, reference: str) -> Enclosed | None:
        """Make the document anew, for a member of the SA EPLE; the journal keeps who."""
        file = await _appointed(turn, reference)
        if isinstance(file, Reply):
            return None
        try:
            filled, _ = await _made(turn, letter, file)
        except TemplateFault:
            return None
        await note_taken(turn.storage, reference, "letter", turn.person.key, turn.now, data={"letter": letter.kind})
        return _enclosed(letter, file, filled)

    return make


FILES: Mapping[str, Maker] = MappingProxyType({letter.kind: _maker(letter) for letter in LETTERS})
