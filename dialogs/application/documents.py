"""The mail that the call asks for, written in the candidate's name, and what is enclosed with it."""

from __future__ import annotations

from datetime import datetime

from dialogs.application import official_texts as texts
from dialogs.application.fields import MOTIVATION, mail_rows, mail_texts, signature, town_of, without_code
from dialogs.core import mail as message
from dialogs.core.turn import Enclosed, Mailbox
from dialogs.ui.word import MEDIA_TYPE, Written, docx
from knowledge.application import Candidature
from knowledge.call import Call
from knowledge.french import PARIS, instant, long_date, typeset


def subject(call: Call, candidature: Candidature) -> str:
    """Return the mail's subject: call, person, school, and the version from the second on."""
    parts = [texts.SUBJECT, call.call.reference, candidature.name, without_code(_answer(candidature, "school"))]
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
    closing = [texts.ENCLOSED.format(file=_file_name(candidature))] if encloses else []
    if copied:
        closing.append(texts.COPIED.format(copy_to=call.call.copy_to))
    opening = texts.OPENING.format(reference=call.call.reference, issued=_day(call))
    if candidature.edition > 1:
        opening += " " + texts.REPLACES.format(edition=candidature.edition)
    kept = _edition(texts.KEPT, texts.KEPT_VERSION, candidature, at)
    parts = [
        texts.SALUTATION,
        opening,
        "\n".join([texts.SITUATION, *rows]),
        *(part for label, text in mail_texts(call, candidature) for part in (typeset(f"{label} :"), text)),
        " ".join(closing),
        texts.POLITE,
        "\n".join([candidature.name, *signature(call, candidature)]),
        " ".join([kept] if by_hand else [kept, texts.SENT_BY.format(name=candidature.name)]),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def enclosed(call: Call, candidature: Candidature, *, at: datetime) -> Enclosed:
    """Return the presentation of the motivation as a document of its own."""
    day, town = long_date(at.astimezone(PARIS).date()).partition(" ")[2], town_of(call, candidature)
    written = Written(
        title=texts.DOCUMENT_TITLE,
        subtitle=texts.DOCUMENT_SUBTITLE.format(reference=call.call.reference, issued=_day(call)),
        rows=[(typeset(f"{label} :"), value) for label, value in _document_rows(call, candidature)],
        heading=texts.DOCUMENT_HEADING,
        text=_answer(candidature, MOTIVATION),
        signed=((texts.DOCUMENT_DONE_AT if town else texts.DOCUMENT_DONE).format(town=town, day=day), candidature.name),
        foot=_edition(texts.DOCUMENT_FOOT, texts.DOCUMENT_FOOT_VERSION, candidature, at),
        at=at,
    )
    return Enclosed(_file_name(candidature), MEDIA_TYPE, docx(written))


def draft(call: Call, candidature: Candidature, *, at: datetime, copy_to: str) -> Enclosed:
    """Return the whole mail as a draft for the person's own mail program; ``copy_to``: that address, "" when not known."""
    heading = call.call
    content = message.draft(
        to=(Mailbox(heading.deposit_mail, heading.service),),
        cc=(Mailbox(copy_to, heading.copy_to),) if copy_to else (),
        subject=subject(call, candidature),
        text=body(call, candidature, at=at, copied=bool(copy_to), by_hand=True),
        enclosed=(enclosed(call, candidature, at=at),),
    )
    return Enclosed(texts.DRAFT_NAME.format(reference=candidature.reference), "message/rfc822", content)


def _document_rows(call: Call, candidature: Candidature) -> list[tuple[str, str]]:
    """Return what stands above the motivation: who applies, and the other texts."""
    return [*mail_rows(call, candidature), *mail_texts(call, candidature, but=MOTIVATION)]


def _day(call: Call) -> str:
    """Return the call's date as references write it, without the day of the week."""
    return long_date(call.call.issued).partition(" ")[2]


def _file_name(candidature: Candidature) -> str:
    template = texts.FILE_NAME_VERSION if candidature.edition > 1 else texts.FILE_NAME
    return template.format(reference=candidature.reference, edition=candidature.edition)


def _edition(first: str, later: str, candidature: Candidature, at: datetime) -> str:
    """Return the line that says what was kept; the version is named from the second on."""
    template = later if candidature.edition > 1 else first
    return template.format(reference=candidature.reference, edition=candidature.edition, when=instant(at))


def _answer(candidature: Candidature, field: str) -> str:
    return str(candidature.answers.get(field, "") or "")
