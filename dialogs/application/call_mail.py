"""The mail that the call asks for, written in the candidate's name, and what is enclosed with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dialogs.application import steering_texts as texts
from dialogs.application.fields import files_held, mail_rows, mail_texts, signature, town_of, without_code
from dialogs.core import dispatch, files
from dialogs.core.dispatch import enclosures, one_file_of
from dialogs.core.exchange import Enclosed, Mailbox, filled, of_file
from dialogs.ui.word import MEDIA_TYPE, Written, docx
from knowledge.application import Candidature
from knowledge.call import Call, Dispatch
from knowledge.french import PARIS, bare_date, instant, typeset
from storage.engine import Storage


def subject(call: Call, candidature: Candidature) -> str:
    """Return the mail's subject, without the parts of which nothing is known; the version is named from the second on."""
    own = call.application.mail.subject if call.application else ""
    values = {"reference": call.call.reference, "name": candidature.name, "school": _school(call, candidature)}
    parts = [of_file(call, part, **values) for part in (typeset(own) or texts.SUBJECT).split(texts.BETWEEN)]
    if candidature.edition > 1:
        parts.append(texts.SUBJECT_VERSION.format(edition=candidature.edition))
    return texts.BETWEEN.join(part for part in parts if part)


def body(
    call: Call, candidature: Candidature, *, at: datetime, copied: bool, by_hand: bool = False, encloses: bool = True
) -> str:
    """Return the mail's text, as a candidate writes to an administration; ``at``: when this version was deposited.

    ``by_hand``: the person sends it; ``encloses``: the document goes with it.
    """
    rows = [typeset(f"{label} : {value}") for label, value in mail_rows(call, candidature)[1:]]
    # A letter that the candidate encloses is not written twice.
    letter = call.application.letter if call.application else None
    apart_id = letter.id if letter and call.dispatch is Dispatch.BY_HAND else ""
    apart = encloses and _has_letter(call) and not one_file_of(call)
    closing = [texts.ENCLOSED.format(file=_file_name(call, candidature))] if apart else []
    if documents := enclosures(call, letter=bool(apart_id) and not apart):
        closing.append(texts.DOCUMENTS.format(documents=documents))
    if copied and call.call.copies:
        closing.append(filled(call, texts.COPIED))
    opening = _said(call, "opening", texts.OPENING)
    if candidature.edition > 1:
        opening += " " + texts.REPLACES.format(edition=candidature.edition)
    kept = _edition(texts.KEPT, texts.KEPT_VERSION, candidature, at)
    parts = [
        _said(call, "salutation", texts.SALUTATION),
        opening,
        "\n".join([texts.SITUATION, *rows]),
        *(part for label, text in mail_texts(call, candidature, but=apart_id) for part in (typeset(f"{label} :"), text)),
        " ".join(closing),
        _said(call, "polite", texts.POLITE),
        "\n".join([candidature.name, *signature(call, candidature)]),
        " ".join([kept] if by_hand else [kept, texts.SENT_BY.format(name=candidature.name)]),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def enclosed(call: Call, candidature: Candidature, *, at: datetime) -> tuple[Enclosed, ...]:
    """Return the letter as a document of its own; nothing where the call wants none."""
    letter = call.application.letter if call.application else None
    if letter is None:
        return ()
    day, town = bare_date(at.astimezone(PARIS).date()), town_of(call, candidature)
    written = Written(
        title=_said(call, "letter_title", texts.DOCUMENT_TITLE),
        subtitle=filled(call, texts.DOCUMENT_SUBTITLE),
        rows=[(typeset(f"{label} :"), value) for label, value in _document_rows(call, candidature)],
        heading=_said(call, "letter_heading", typeset(letter.label)),
        text=_answer(candidature, letter.id),
        signed=((texts.DOCUMENT_DONE_AT if town else texts.DOCUMENT_DONE).format(town=town, day=day), candidature.name),
        foot=_edition(texts.DOCUMENT_FOOT, texts.DOCUMENT_FOOT_VERSION, candidature, at),
        at=at,
    )
    return (Enclosed(_file_name(call, candidature), MEDIA_TYPE, docx(written)),)


def draft(
    call: Call, candidature: Candidature, *, at: datetime, copies: Sequence[Mailbox], pieces: Sequence[Enclosed] = ()
) -> Enclosed:
    """Return the whole mail as a draft for the person's own mail program; the letter is enclosed, unless all is to be one file.

    ``copies``: those whose address is known; ``pieces``: the files that the assistant holds.
    """
    heading, letter = call.call, () if one_file_of(call) else enclosed(call, candidature, at=at)
    content = dispatch.draft(
        to=(Mailbox(heading.deposit_mail, heading.service),),
        cc=tuple(copies),
        subject=subject(call, candidature),
        text=body(call, candidature, at=at, copied=bool(copies), by_hand=True),
        enclosed=(*letter, *pieces),
    )
    return Enclosed(texts.DRAFT_NAME.format(reference=candidature.reference), "message/rfc822", content)


def _document_rows(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return what stands above the letter: who applies, and the other texts."""
    letter = call.application.letter if call.application else None
    return [*mail_rows(call, candidature), *mail_texts(call, candidature, but=letter.id if letter else "")]


def _said(call: Call, key: str, usual: str) -> str:
    """Return a wording of the call's mail: its own, or the usual one."""
    own = getattr(call.application.mail, key) if call.application else ""
    return of_file(call, own or usual, reference=call.call.reference)


def _has_letter(call: Call) -> bool:
    return call.application is not None and call.application.letter is not None


def _school(call: Call, candidature: Candidature) -> str:
    field = call.application.school if call.application else None
    return without_code(_answer(candidature, field.id)) if field else ""


def _file_name(call: Call, candidature: Candidature) -> str:
    template = texts.FILE_NAME_VERSION if candidature.edition > 1 else texts.FILE_NAME
    name = (call.application.mail.letter_name if call.application else "") or texts.LETTER_NAME
    return template.format(name=name, reference=candidature.reference, edition=candidature.edition)


def _edition(first: str, later: str, candidature: Candidature, at: datetime) -> str:
    """Return the line that says what was kept; the version is named from the second on."""
    template = later if candidature.edition > 1 else first
    return template.format(reference=candidature.reference, edition=candidature.edition, when=instant(at))


def _answer(candidature: Candidature, field: str) -> str:
    return str(candidature.answers.get(field, "") or "")


async def pieces_enclosed(storage: Storage, call: Call, candidature: Candidature) -> tuple[Enclosed, ...]:
    """Return the files that go with the call's mail, in the order of the form."""
    found = [
        await files.enclosed(storage, candidature.reference, number) for _, number in files_held(call, candidature)
    ]
    return tuple(one for one in found if one)
