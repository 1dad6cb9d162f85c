"""Where mails that answer are fetched: an IMAP folder, or a folder of files (Maildir) that a mail server fills.

What was taken is removed there, for the request has it now and its erasure must be whole; what was not taken stays, read,
for somebody to look at.
"""

from __future__ import annotations

import contextlib
import imaplib
import os
import ssl
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from bot.mail_in import MOST_BYTES

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
