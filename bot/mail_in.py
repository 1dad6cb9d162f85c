"""A mail that answers about a request, read from its bytes: whose, for which token, what it says; or why it is not taken.

Pure. Nothing in a mail is trusted: only its plain text is read, nothing that is attached is opened, and what machines
send (absences, reports, lists) is never answered.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum

from knowledge.understanding.mail import utterance

MOST_BYTES = 512 * 1024  # Of a whole mail: a text with a small picture in its signature.
_MOST_TEXT = 20_000  # Characters that are looked at.
_MOST_PARTS = 40
_MOST_HEADER, _MOST_HEADERS = 2_000, 10  # Characters of a header that are looked at; how many of one name.
_TOKEN = re.compile(r"[0-9a-f]{24}")
_AUTOMATIC = re.compile(
    r"^\s*(?:(?:re|tr|fw|fwd)\s?:\s*)*(?:r[ée]ponse automatique|automatic reply|auto(?:matic)?[- ]?reply|absen(?:t|ce)\b|out of office|undeliver|non remis|delivery status|mail delivery|returned mail)",
    re.IGNORECASE,
)
_RESULT = re.compile(r"(?:^|[;\s])(dmarc|spf|dkim)\s*=\s*([a-z]+)")
_COMMENT = re.compile(r"\([^()]*\)")
_DROPPED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class Unfit(StrEnum):
    """Why a mail is not taken. Of the first kinds nothing is said to anybody; the others are told to who wrote."""

    AUTOMATIC = "automatic"  # A machine sent it: answering would make a loop.
    BROKEN = "broken"  # It is no mail, has no single sender, or the server that received it found the sender forged.
    UNCHECKED = "unchecked"  # The server that received it says nothing of its sender.
    STRANGER = "stranger"  # No token of ours.
    TOO_LARGE = "too_large"
    NO_TEXT = "no_text"  # Nothing in plain text, or nothing but what is quoted.


@dataclass(frozen=True, slots=True)
class ReplyMail:
    """A mail as far as it could be read. ``unfit``: why it is not taken; None: it says ``text``.

    ``sender``: in lower case; ``key`` names the mail, so that one fetched twice is taken once; ``left``: how many files
    came with it, none of which is kept.
    """

    key: str
    sender: str = ""
    token: str = ""
    text: str = ""
    left: int = 0
    unfit: Unfit | None = None


def read_mail(raw: bytes, address: str, *, checked: bool = False) -> ReplyMail:
    """Return what a mail to ``address`` (with a token after «+») says. Never raises: what cannot be read is unfit.

    ``checked``: the mail server refuses forged senders itself, so that a mail without its finding is believed too.
    """
    key = _digest(raw[:MOST_BYTES])
    try:
        mail = message_from_bytes(raw[:MOST_BYTES])
        found = ReplyMail(key, _sender(mail), _token(mail, address))
        return _read(mail, found, len(raw), address, checked=checked)
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):
        return ReplyMail(key, unfit=Unfit.BROKEN)  # The standard library raises any of these for crafted headers.


def _read(mail: Message, found: ReplyMail, size: int, address: str, *, checked: bool) -> ReplyMail:
    def but(unfit: Unfit) -> ReplyMail:
        return ReplyMail(found.key, found.sender, found.token, unfit=unfit)

    if _is_automatic(mail) or found.sender == address.lower():
        return but(Unfit.AUTOMATIC)
    finding = _value(mail, "Authentication-Results")
    if not found.sender or (finding and not _believed(finding)):
        return but(Unfit.BROKEN)
    if not found.token:
        return but(Unfit.STRANGER)
    if not finding and not checked:
        return but(Unfit.UNCHECKED)
    if size > MOST_BYTES:
        return but(Unfit.TOO_LARGE)
    text, left = _plain(mail)
    said = _said(text)
    if not said:
        return but(Unfit.NO_TEXT)
    return ReplyMail(_key(mail, found, said), found.sender, found.token, said, left)


def _values(mail: Message, *names: str) -> list[str]:
    """Return what headers of these names hold, each cut: some take a time that grows with the square of their length."""
    return [str(value)[:_MOST_HEADER] for name in names for value in (mail.get_all(name) or [])[:_MOST_HEADERS]]


def _value(mail: Message, name: str) -> str:
    return next(iter(_values(mail, name)), "").strip()


def _key(mail: Message, found: ReplyMail, said: str) -> str:
    """Return what names a mail that came by two ways once and for all: its name and its date, the token, what it says.

    A name alone is not enough: some programs give every mail the same, or an empty one, and the second would be lost.
    Without a name, the mail is its bytes.
    """
    named = _value(mail, "Message-ID")
    if not named.strip("<> "):
        return found.key
    return _digest("\0".join((named, _value(mail, "Date"), found.token, said)).encode("utf-8", "replace"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:40]


def _sender(mail: Message) -> str:
    boxes = getaddresses(_values(mail, "From"))
    addresses = {box[1].strip().lower() for box in boxes}
    (one,) = addresses if len(addresses) == 1 else ("",)
    return one if re.fullmatch(r"[^@\s,;<>]+@[^@\s,;<>]+", one) else ""


def _token(mail: Message, address: str) -> str:
    """Return the token in the one address of ours that the mail was sent to."""
    name, _, domain = address.lower().rpartition("@")
    found = set()
    for _, one in getaddresses(_values(mail, "To", "Cc", "Delivered-To", "X-Original-To")):
        local, _, at = one.strip().lower().rpartition("@")
        box, plus, token = local.partition("+")
        if plus and box == name and at == domain and _TOKEN.fullmatch(token):
            found.add(token)
    return found.pop() if len(found) == 1 else ""


def _is_automatic(mail: Message) -> bool:
    """Tell whether a machine sent it (RFC 3834, and what servers do besides)."""
    said = {name: _value(mail, name).lower() for name in ("Auto-Submitted", "Precedence", "Return-Path")}
    return (
        said["Auto-Submitted"] not in ("", "no")
        or said["Precedence"] in ("bulk", "junk", "list", "auto_reply")
        or said["Return-Path"] == "<>"
        or any(mail.get(name) is not None for name in ("List-Id", "X-Autoreply", "X-Auto-Response-Suppress", "X-Loop"))
        or mail.get_content_type() == "multipart/report"
        or _AUTOMATIC.search(str(make_header(decode_header(_value(mail, "Subject"))))) is not None
    )


def _believed(finding: str) -> bool:
    """Tell whether the server that received a mail found its sender true (RFC 8601); the first such line is its own.

    The domain's own policy decides (DMARC); where it has none, one of the two checks beneath must have passed.
    """
    said: dict[str, set[str]] = {}
    for method, result in _RESULT.findall(_COMMENT.sub(" ", finding.lower())):
        said.setdefault(method, set()).add(result)
    policy = said.get("dmarc", set())
    if policy & {"pass", "fail"}:
        return "fail" not in policy
    return any("pass" in said.get(method, ()) for method in ("spf", "dkim"))


def _plain(mail: Message) -> tuple[str, int]:
    """Return the first plain text, and how many files came with it."""
    text, left = "", 0
    for number, part in enumerate(mail.walk()):
        if number >= _MOST_PARTS:
            break
        if part.is_multipart():
            continue
        attached = part.get_content_disposition() == "attachment" or part.get_filename() is not None
        if attached:
            left += 1
        elif part.get_content_type() == "text/plain" and not text:
            text = _decoded(part)
    return text, left


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    try:
        return payload.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:  # No such charset.
        return payload.decode("utf-8", "replace")


def _said(text: str) -> str:
    """Return what is said, without quoted lines, greeting and signature; "" where nothing is left."""
    shown = _DROPPED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))[:_MOST_TEXT].strip()
    lines = shown.splitlines()
    if all(not line.strip() or line.lstrip().startswith(">") for line in lines):
        return ""
    return utterance(shown).said.strip()
