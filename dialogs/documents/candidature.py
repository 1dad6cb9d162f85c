"""The mail that the call asks for, written in the candidate's name, and what is enclosed with it."""

from __future__ import annotations

from datetime import datetime

from dialogs.texts import official as texts
from dialogs.turn import Enclosed
from knowledge.application import Candidature
from knowledge.call import Call
from knowledge.eligibility import option
from knowledge.french import instant, long_date, typeset


def subject(call: Call, candidature: Candidature) -> str:
    """Return the mail's subject: call, person, school, and the version from the second on."""
    parts = [texts.SUBJECT, call.call.reference, candidature.name, _answer(candidature, "school")]
    if candidature.edition > 1:
        parts.append(texts.SUBJECT_VERSION.format(edition=candidature.edition))
    return texts.BETWEEN.join(part for part in parts if part)


def body(call: Call, candidature: Candidature, *, at: datetime, copied: bool, by_hand: bool = False) -> str:
    """Return the mail's text, as a candidate writes to an administration; ``at``: when this version was deposited.

    ``by_hand``: the person sends it, with nothing enclosed.
    """
    rows = _rows(call, candidature)
    closing = [] if by_hand else [texts.ENCLOSED.format(file=_file_name(candidature))]
    if copied:
        closing.append(texts.COPIED.format(copy_to=call.call.copy_to))
    opening = texts.OPENING.format(reference=call.call.reference, issued=_day(call))
    if candidature.edition > 1:
        opening += " " + texts.REPLACES.format(edition=candidature.edition)
    signature = [candidature.name, function_title(call, candidature), _answer(candidature, "school"),
                 _answer(candidature, "mail"), _answer(candidature, "phone")]  # fmt: skip
    kept = texts.KEPT.format(reference=candidature.reference, edition=candidature.edition, when=instant(at))
    parts = [
        texts.SALUTATION,
        opening,
        "\n".join(rows),
        texts.MOTIVATION,
        _answer(candidature, "motivation"),
        " ".join(closing),
        texts.POLITE,
        "\n".join(line for line in signature if line),
        " ".join([kept] if by_hand else [kept, texts.SENT_BY]),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def enclosed(call: Call, candidature: Candidature, *, at: datetime) -> Enclosed:
    """Return the presentation of the motivation as a document of its own."""
    head = texts.DOCUMENT_TITLE.format(reference=call.call.reference, issued=_day(call))
    written = texts.DOCUMENT_DATE.format(reference=candidature.reference, edition=candidature.edition, when=instant(at))
    parts = [head, "\n".join([candidature.name, *_rows(call, candidature)]), texts.MOTIVATION,
             _answer(candidature, "motivation"), written]  # fmt: skip
    text = "\r\n\r\n".join(part.replace("\r\n", "\n").replace("\n", "\r\n") for part in parts) + "\r\n"
    # With a byte-order mark: the office's text editors then show accents right.
    return Enclosed(_file_name(candidature), "text/plain", text.encode("utf-8-sig"))


def function_title(call: Call, candidature: Candidature) -> str:
    """Return the candidate's function as it is read."""
    return _title(call, candidature, "function")


def wave_title(call: Call, candidature: Candidature) -> str:
    """Return the wave as it is read."""
    return _title(call, candidature, "wave")


def _title(call: Call, candidature: Candidature, field: str) -> str:
    form = call.application
    given = _answer(candidature, field)
    found = option(form.functions if field == "function" else form.waves, given) if form else None
    return found.title if found else given


def _rows(call: Call, candidature: Candidature) -> list[str]:
    rows = (
        (texts.FUNCTION, function_title(call, candidature)),
        (texts.SCHOOL, _answer(candidature, "school")),
        (texts.WAVE, wave_title(call, candidature)),
        (texts.MAIL, _answer(candidature, "mail")),
        (texts.PHONE, _answer(candidature, "phone")),
    )
    return [typeset(f"{label} : {value}") for label, value in rows if value]


def _day(call: Call) -> str:
    """Return the call's date as references write it, without the day of the week."""
    return long_date(call.call.issued).partition(" ")[2]


def _file_name(candidature: Candidature) -> str:
    return texts.FILE_NAME.format(reference=candidature.reference, edition=candidature.edition)


def _answer(candidature: Candidature, field: str) -> str:
    return str(candidature.answers.get(field, "") or "")
