"""How an application and its mails leave: the ways to deposit that a call gives, and mails as they are written (RFC 5322)."""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from dialogs.core import texts
from dialogs.core.exchange import Enclosed, Mailbox, filled, of_file
from knowledge.call import Call, Dispatch
from knowledge.french import listed, typeset
from knowledge.understanding.words import evened


def ways_of(call: Call) -> str:
    """Return the ways to deposit, as one says them to somebody: «déposez votre dossier dans…, ou adressez-le…»."""
    heading, ways = call.call, [texts.WAY_HERE] if call.call.deposit_here else []
    if heading.deposit_platform:
        platform = heading.deposit_platform
        way = texts.WAY_PLATFORM_LINK if platform.link else texts.WAY_PLATFORM
        ways.append(way.format(name=platform.name, link=platform.link))
    if heading.deposit_post:
        ways.append(texts.WAY_POST.format(address=heading.deposit_post))
    if heading.deposit_mail:
        ways.append(filled(call, texts.WAY_MAIL))
    return typeset(listed(ways, "ou"))


def documents_of(call: Call) -> list[str]:
    """Return what the call asks to enclose, the letter first unless its list gives it another place.

    On a site or by post, the call's list is the whole of it: what is written here may be no piece there. Deposited here, they
    are the files that the form takes.
    """
    form = call.application
    if form is None:
        return []
    if call.dispatch is Dispatch.HERE:
        return [typeset(one.label[:1].lower() + one.label[1:]) for one in form.files]
    letter = _letter_of(call)
    first = [letter[:1].lower() + letter[1:]] if letter and not any(map(_is_letter, form.documents)) else []
    return first + [typeset(one) for one in form.documents]


def _letter_of(call: Call) -> str:
    """Return how the letter that goes with the mail is called; "" where none does."""
    form = call.application
    if form is None or form.letter is None or call.dispatch in (Dispatch.ELSEWHERE, Dispatch.HERE):
        return ""
    return of_file(call, form.mail.letter_heading or form.letter.label)


def _is_letter(document: str) -> bool:
    """Tell whether a document of the call's list is the letter itself, whose place it then gives."""
    return evened(document).startswith("lettre")


def _besides_letter(call: Call) -> list[str]:
    """Return what the call asks to enclose besides the letter that is written here."""
    documents = call.application.documents if call.application else ()
    written = bool(_letter_of(call))
    return [typeset(one) for one in documents if not (written and _is_letter(one))]


def one_file_of(call: Call) -> str:
    """Return the kind of the one file that the whole has to be: «PDF»; "" where the call does not ask it."""
    return call.application.one_file if call.application else ""


def enclosures(call: Call, *, letter: bool = True) -> str:
    """Return what is to be enclosed as a sentence says it, in one file where the call wants it; "" for nothing.

    ``letter``: with what was written here; it is within the one file in any case.
    """
    one_file = one_file_of(call)
    documents = documents_of(call) if letter or one_file else _besides_letter(call)
    said = listed(documents) or (texts.NO_DOCUMENTS if one_file else "")
    return texts.ONE_FILE.format(documents=said, kind=one_file) if one_file else said


def to_do(call: Call, *, shown: bool = False) -> str:
    """Return what the candidate has to do beyond what the assistant does; "" where it does all.

    ``shown``: what is ready is within reach, as below their own application.
    """
    if call.dispatch.is_done:
        return ""
    if call.dispatch is Dispatch.ELSEWHERE:
        said = filled(call, texts.ELSEWHERE, ways=ways_of(call), documents=enclosures(call) or texts.NO_DOCUMENTS)
        return f"{said} {sending_of(call)}".rstrip()
    said = filled(call, texts.MAIL_WITH_DOCUMENTS, documents=enclosures(call))
    return " ".join(filter(None, (said, sending_of(call), "" if shown else texts.READY)))


def sending_of(call: Call) -> str:
    """Return what else the call asks of the sending: the name of the file, its size, the address to write from; "" for nothing."""
    form = call.application
    return of_file(call, form.sending) if form and form.sending else ""


MAX_NAME, MAX_SUBJECT = 128, 250  # Characters.
_WORD = 39  # Bytes in one encoded word: with any header's name, the line stays under the 76 of RFC 2047.
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class BadAddress(ValueError):
    """This is no address that a mail can be sent to."""


def checked(address: str) -> str:
    """Return an address in the plain ASCII form that every server takes. Raises BadAddress."""
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow to import, rarely used

    try:
        found = validate_email(address, check_deliverability=False)
    except EmailNotValidError as error:
        raise BadAddress("not an address") from error
    if found.ascii_email is None:
        raise BadAddress("an address whose name part is not ASCII")
    return found.ascii_email


def written(headers: Iterable[str], text: str, enclosed: Sequence[Enclosed]) -> bytes:
    """Return a mail with CRLF line ends: ready header lines, plain text whose lines end with a line feed, files."""
    body = EmailMessage(policy=SMTP_POLICY)
    body.set_content(text, cte="quoted-printable")
    for file in enclosed:
        main, _, sub = file.type.partition("/")
        name = _one_line(file.name, MAX_NAME).replace("/", "-").replace("\\", "-")
        body.add_attachment(file.content, maintype=main, subtype=sub, filename=name)
    return "\r\n".join(headers).encode("ascii") + b"\r\n" + body.as_bytes()


def draft(to: Iterable[Mailbox], cc: Iterable[Mailbox], subject: str, text: str, enclosed: Sequence[Enclosed]) -> bytes:
    """Return a mail not sent yet, which Outlook opens to be completed and sent. Raises BadAddress.

    It names neither sender nor date nor Message-ID: those are given by the program that sends it.
    """
    headers = [
        "X-Unsent: 1",
        *addresses("To", checked_all(to)),
        *addresses("Cc", checked_all(cc)),
        subject_line(subject),
        "Content-Language: fr",
    ]
    return written(headers, text, enclosed)


def checked_all(boxes: Iterable[Mailbox]) -> tuple[Mailbox, ...]:
    """Return mailboxes with their addresses in plain ASCII. Raises BadAddress."""
    return tuple(Mailbox(checked(box.address), box.name) for box in boxes)


def addresses(header: str, boxes: tuple[Mailbox, ...]) -> list[str]:
    """Return the header that names these mailboxes; nothing for none."""
    return [f"{header}: " + ",\r\n ".join(mailbox(box) for box in boxes)] if boxes else []


def subject_line(subject: str) -> str:
    """Return the subject's header: control and invisible characters become spaces."""
    return f"Subject: {_text(subject, MAX_SUBJECT)}"


def mailbox(box: Mailbox) -> str:
    """Return a mailbox as headers name it; whatever the name holds, a header stays one header."""
    name = _one_line(box.name, MAX_NAME)
    if not name:
        return f"<{box.address}>"
    if name.isascii() and "=?" not in name:
        quoted = name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"\r\n <{box.address}>'
    return f"{_encoded(name)}\r\n <{box.address}>"


def _text(text: str, longest: int) -> str:
    line = _one_line(text, longest)
    return line if line.isascii() and "=?" not in line and len(line) < 66 else _encoded(line)


def _one_line(text: str, longest: int) -> str:
    shown = "".join(" " if unicodedata.category(char) in _HIDDEN else char for char in text)
    return " ".join(part for part in shown.split(" ") if part)[:longest].strip(" ")


def _encoded(text: str) -> str:
    """Return ``text`` as encoded words (RFC 2047), each of whole characters, on a line of its own."""
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(part).decode()}?=" for part in _parts(text))


def _parts(text: str) -> Iterator[bytes]:
    part = b""
    for char in text:
        encoded = char.encode()
        if len(part) + len(encoded) > _WORD:
            yield part
            part = b""
        part += encoded
    if part:
        yield part
