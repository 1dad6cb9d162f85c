"""The mails of the demonstration: kept as files, shown in the page, sent to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from bot.mail import FileMailer, Mail
from bot.teams.connector import Outcome
from dialogs.core.exchange import Mailbox


class DemoMailer:
    """Keeps each mail as a file, and tells that one has come."""

    def __init__(self, folder: Path) -> None:
        """Write below ``folder``; the clock and who is told are known later (:meth:`begin`)."""
        self._folder = folder
        self._files: FileMailer | None = None
        self._came: Callable[[], None] = lambda: None

    def begin(self, name: str, clock: Callable[[], datetime], came: Callable[[], None]) -> None:
        """Write as ``name``, at ``clock``'s time, and call ``came`` after each mail."""
        self._files = FileMailer(self._folder, Mailbox("assistant@demonstration.example", name), clock)
        self._came = came

    async def send(self, mail: Mail, key: str) -> Outcome:
        """Write the mail."""
        if self._files is None:
            raise RuntimeError("the demonstration has not begun")
        outcome = await self._files.send(mail, key)
        if outcome.ok:
            self._came()
        return outcome


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came with a mail."""

    name: str
    type: str
    content: bytes


def mails(folder: Path) -> list[dict[str, Any]]:
    """Return the mails kept, the latest first, as the page shows them."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_shown(path) for path in paths]


def part(folder: Path, key: str, number: int) -> Part | None:
    """Return the attachment of that number (from 0) of the mail ``key``; None if there is none."""
    path = next((path for path in folder.glob("*.eml") if path.stem == key), None)
    if path is None:
        return None
    found = list(_read(path).iter_attachments())
    if not 0 <= number < len(found):
        return None
    content = found[number].get_payload(decode=True)
    return Part(
        found[number].get_filename() or "fichier",
        found[number].get_content_type(),
        content if isinstance(content, bytes) else b"",
    )


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _shown(path: Path) -> dict[str, Any]:
    message = _read(path)
    body = message.get_body(("plain",))
    date = message["Date"].datetime if message["Date"] else None
    return {
        "key": path.stem,
        "to": str(message["To"] or ""),
        "cc": str(message["Cc"] or ""),
        "replyTo": str(message["Reply-To"] or ""),
        "subject": str(message["Subject"] or ""),
        "date": date.isoformat() if date else "",
        "text": body.get_content() if body else "",
        "files": [one.get_filename() or "fichier" for one in message.iter_attachments()],
    }
