"""Mails as they travel (RFC 5322): header lines, then the parts of the body.

The header lines are written here, not by :mod:`email`: when it folds a long name that is not ASCII, it may encode the
comma between two addresses, and it loses spaces (seen on Python 3.11.7 with one name in two hundred). It makes the
body's parts.
"""

from __future__ import annotations

import base64
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from dialogs.core.turn import Enclosed, Mailbox

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
