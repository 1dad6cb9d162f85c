"""Mails that answer about a request: where they are fetched, and how each is read or refused.

Pure. Nothing in a mail is trusted: only its plain text is read, nothing that is attached is opened, and what machines
send (absences, reports, lists) is never answered.
"""

from __future__ import annotations

import contextlib
import hashlib
import imaplib
import os
import re
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from knowledge.understanding.utterance import utterance

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


# --- Where mails are fetched: an IMAP folder, or a Maildir that a mail server fills.

MOST_AT_ONCE = 50
_SECONDS = 20.0
_MARKS = ":2,"  # What a Maildir puts between a file's name and its marks.


class Hurdle(StrEnum):
    """What stands between us and the mails."""

    REACH = "reach"  # No server there, or no TLS.
    LOGIN = "login"
    FOLDER = "folder"


class InboxUnavailable(Exception):
    """The folder cannot be read now. ``hurdle``: how far one comes."""

    def __init__(self, why: str, hurdle: Hurdle = Hurdle.FOLDER) -> None:
        super().__init__(why)
        self.hurdle = hurdle


@dataclass(frozen=True, slots=True)
class FetchedMail:
    """A mail, named as the folder names it. ``raw``: of one that is too large, its head alone."""

    name: str
    raw: bytes


class Inbox(Protocol):
    """Where mails come in. Blocking: called in a thread. Raises InboxUnavailable."""

    def fetch(self) -> list[FetchedMail]:
        """Return mails that were not looked at yet, at most fifty."""
        ...

    def look(self) -> int:
        """Return how many mails wait, once it is sure that they can be read and removed; nothing is changed."""
        ...

    def settle(self, taken: Iterable[str], left: Iterable[str]) -> None:
        """Remove what was taken; mark as read what was not."""
        ...


class MaildirInbox:
    """A Maildir of this machine: files in ``new``, or in ``cur`` with their marks in the name."""

    def __init__(self, folder: Path) -> None:
        """Read ``folder``, which a mail server fills."""
        self._folder = folder

    def fetch(self) -> list[FetchedMail]:
        """Return the mails that are not marked as read."""
        if not (self._folder / "new").is_dir():
            raise InboxUnavailable("no Maildir")
        found: list[FetchedMail] = []
        try:
            for path in self._unread():
                with contextlib.suppress(FileNotFoundError), path.open("rb") as file:  # Another replica was quicker.
                    found.append(FetchedMail(path.name, file.read(MOST_BYTES + 1)))
                if len(found) >= MOST_AT_ONCE:
                    break
        except OSError as error:
            raise InboxUnavailable(type(error).__name__) from error
        return found

    def look(self) -> int:
        """Return how many mails wait; both folders must be there, and writable."""
        for place in ("new", "cur"):
            if not os.access(self._folder / place, os.R_OK | os.W_OK | os.X_OK):
                raise InboxUnavailable(place)
        return len(self._unread())

    def _unread(self) -> list[Path]:
        waiting = [*(self._folder / "new").iterdir(), *(self._folder / "cur").glob("*")]
        return sorted(path for path in waiting if path.is_file() and "S" not in path.name.partition(_MARKS)[2])

    def settle(self, taken: Iterable[str], left: Iterable[str]) -> None:
        """Remove the files that were taken, mark the others as read."""
        try:
            for name in taken:
                for place in ("new", "cur"):
                    (self._folder / place / name).unlink(missing_ok=True)
            for name in left:
                bare, _, marks = name.partition(_MARKS)
                for place in ("new", "cur"):
                    with contextlib.suppress(FileNotFoundError):
                        (self._folder / place / name).rename(self._folder / "cur" / f"{bare}{_MARKS}{marks}S")
        except OSError as error:
            raise InboxUnavailable(type(error).__name__) from error


@dataclass(frozen=True, slots=True)
class ImapInbox:
    """A folder of an IMAP server, by TLS; without, on this very machine alone."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    folder: str
    trust: ssl.SSLContext | None = None

    @contextlib.contextmanager
    def _session(self) -> Iterator[imaplib.IMAP4]:
        try:
            client = (
                imaplib.IMAP4_SSL(
                    self.host, self.port, ssl_context=self.trust or ssl.create_default_context(), timeout=_SECONDS
                )
                if self.tls
                else imaplib.IMAP4(self.host, self.port, timeout=_SECONDS)
            )
        except (OSError, imaplib.IMAP4.error) as error:
            raise InboxUnavailable(type(error).__name__, Hurdle.REACH) from error
        hurdle = Hurdle.LOGIN
        try:
            client.login(self.user, self.password)
            hurdle = Hurdle.FOLDER
            _ok(client.select(f'"{self.folder}"'))
            yield client
        except (OSError, imaplib.IMAP4.error) as error:
            raise InboxUnavailable(type(error).__name__, hurdle) from error
        finally:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def fetch(self) -> list[FetchedMail]:
        """Return the unread mails; of each no more is asked for than may be taken."""
        with self._session() as client:
            (numbers,) = _ok(client.uid("SEARCH", "UNSEEN"))
            found = []
            for uid in (numbers or b"").split()[:MOST_AT_ONCE]:
                parts = _ok(client.uid("FETCH", uid.decode("ascii"), f"(BODY.PEEK[]<0.{MOST_BYTES + 1}>)"))
                raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
                found.append(FetchedMail(uid.decode("ascii"), raw))
            return found

    def look(self) -> int:
        """Return how many mails wait; a folder that is only to be read will not do."""
        with self._session() as client:
            if client.is_readonly:
                raise InboxUnavailable("read-only")
            (numbers,) = _ok(client.uid("SEARCH", "UNSEEN"))
            return len((numbers or b"").split())

    def settle(self, taken: Iterable[str], left: Iterable[str]) -> None:
        """Remove what was taken, mark the rest as read."""
        taken, left = list(taken), list(left)
        with self._session() as client:
            for uids, flag in ((taken, r"(\Deleted \Seen)"), (left, r"(\Seen)")):
                if uids:
                    _ok(client.uid("STORE", ",".join(uids), "+FLAGS", flag))
            if taken:
                _ok(client.expunge())


def _ok(answer: tuple[str, Any]) -> Any:
    kind, data = answer
    if kind != "OK":
        raise InboxUnavailable(kind)
    return data


def inbox_at(url: str) -> Inbox:
    """Return the folder at ``imaps://user:password@host/FOLDER`` or ``maildir:///path``. Raises ValueError, url not told."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ValueError("not a mail folder's address") from None
    if parts.scheme == "maildir" and parts.path and not parts.netloc:
        return MaildirInbox(Path(unquote(parts.path)))
    loopback = parts.hostname in ("127.0.0.1", "::1", "localhost")
    fits = parts.scheme == "imaps" or (parts.scheme == "imap" and loopback)
    if not fits or not parts.hostname or not parts.username:
        raise ValueError("not a mail folder's address")
    tls = parts.scheme == "imaps"
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if '"' in folder or "\\" in folder:
        raise ValueError("not a mail folder's address")
    return ImapInbox(
        parts.hostname,
        port or (993 if tls else 143),
        tls,
        unquote(parts.username),
        unquote(parts.password or ""),
        folder,
    )
