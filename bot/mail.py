"""Mail: sent by SMTP or kept as files."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import socket
import ssl
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

import aiosmtplib

from bot.settings import Server
from bot.teams.connector import Fate, Outcome
from dialogs.core.dispatch import BadAddress, addresses, checked, checked_all, mailbox, subject_line, written
from dialogs.core.exchange import Enclosed, Mailbox
from storage.engine import OWNER_ALONE
from storage.outbox import AS_FILE, BY_SERVER

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to be sent: plain text, lines ended by a line feed."""

    to: tuple[Mailbox, ...]
    subject: str
    text: str
    cc: tuple[Mailbox, ...] = ()
    reply_to: tuple[Mailbox, ...] = ()
    attachments: tuple[Enclosed, ...] = ()


class Mailer(Protocol):
    """Sends mails."""

    async def send(self, mail: Mail, key: str) -> Outcome:
        """Send ``mail``; never raises for what servers and networks do.

        ``key`` (letters, digits, dots) makes the Message-ID: the same key twice is the same mail for whoever gets it.
        BLOCKED: its recipient cannot be written to. REFUSED: this mail will not be taken. THROTTLED: not now.
        """
        ...


@dataclass(frozen=True, slots=True)
class Built:
    """A mail as it travels: its bytes, and the plain ASCII addresses of all who get it, the first of ``to`` first."""

    content: bytes
    recipients: tuple[str, ...]
    main: int  # How many of the recipients are in ``to``.


def build(mail: Mail, sender: Mailbox, key: str, now: datetime) -> Built:
    """Return the mail as bytes, with CRLF line ends. Raises BadAddress.

    Whatever names and subject hold, a header stays one header: control and invisible characters become spaces.
    """
    to, cc, reply_to = (checked_all(boxes) for boxes in (mail.to, mail.cc, mail.reply_to))
    if not to:
        raise BadAddress("nobody to write to")
    headers = [
        f"From: {mailbox(sender)}",
        *addresses("To", to),
        *addresses("Cc", cc),
        *addresses("Reply-To", reply_to),
        subject_line(mail.subject),
        f"Date: {format_datetime(now)}",
        f"Message-ID: <{key}@{sender.address.rpartition('@')[2]}>",
        "Auto-Submitted: auto-generated",  # RFC 3834: no out-of-office answers, please; then the same for Exchange.
        "X-Auto-Response-Suppress: All",
        "Content-Language: fr",
    ]
    content = written(headers, mail.text, mail.attachments)
    recipients = tuple(dict.fromkeys(box.address for box in (*to, *cc)))
    return Built(content, recipients, len({box.address for box in to}))


class FileMailer:
    """Keeps each mail as an ``.eml`` file, for want of a server."""

    def __init__(self, folder: Path, sender: Mailbox, clock: Callable[[], datetime]) -> None:
        """Write to ``folder``, which is made at need."""
        self._folder = folder
        self._sender = sender
        self._clock = clock

    async def send(self, mail: Mail, key: str) -> Outcome:
        """Write the mail; the same key twice is the same file."""
        try:
            built = build(mail, self._sender, key, self._clock())
        except BadAddress:
            return Outcome(Fate.BLOCKED)
        try:
            await asyncio.to_thread(self._write, f"{key}.eml", built.content)
        except OSError as error:
            LOG.error("a mail could not be written to its folder", exc_info=error)
            return Outcome(Fate.UNREACHABLE)
        LOG.info("no SMTP_URL: mail kept as %s.eml", key)
        return Outcome(Fate.OK, id=AS_FILE)

    def _write(self, name: str, content: bytes) -> None:
        """Write whole or not at all, for the owner alone: a half-written file never has the final name.

        The file is dated by the program's clock, by which it is removed (:func:`remove_before`).
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._folder.stat().st_mode & 0o077:
            self._folder.chmod(0o700)
        partial = self._folder / f".{name}.part"
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ALONE), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        at = self._clock().timestamp()
        os.utime(partial, (at, at))
        partial.replace(self._folder / name)


def mail_key(row: int, fact: str) -> str:
    """Return the name of the mail that tells ``fact``, from that row of the outbox: so it is found again by the row."""
    return f"{row}.{uuid.uuid5(uuid.NAMESPACE_OID, fact).hex}"


def remove_of(folder: Path, rows: Iterable[int]) -> int:
    """Remove the mails of these rows of the outbox that were kept as files; return how many."""
    return _remove(path for row in rows for path in _mails(folder, f"{row}."))


def remove_before(folder: Path, moment: datetime) -> int:
    """Remove the mails kept as files that are older than ``moment``; return how many."""
    return _remove(path for path in _mails(folder) if path.stat().st_mtime < moment.timestamp())


def _mails(folder: Path, start: str = "") -> list[Path]:
    """Return the mails of a folder, half-written ones too."""
    return [*folder.glob(f"{start}*.eml"), *folder.glob(f".{start}*.eml.part")]


def _remove(paths: Iterable[Path]) -> int:
    count = 0
    for path in paths:
        path.unlink(missing_ok=True)
        count += 1
    return count


class SmtpMailer:
    """Sends each mail on a connection of its own."""

    def __init__(
        self,
        server: Server,
        sender: Mailbox,
        clock: Callable[[], datetime],
        *,
        timeout: float = 20.0,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Write as ``sender``. ``timeout``: seconds for each answer of the server. ``trust``: the system's if None."""
        self._server = server
        self._sender = sender
        self._clock = clock
        self._timeout = timeout
        self._trust = trust
        self._name: str | None = None

    async def send(self, mail: Mail, key: str) -> Outcome:
        """Send the mail; what fails before the message itself is surely not done."""
        try:
            built = build(mail, self._sender, key, self._clock())
        except BadAddress:
            return Outcome(Fate.BLOCKED)
        client = await self._client()
        try:
            return (
                await self._open(client)
                or await self._envelope(client, built)
                or await self._content(client, built.content)
            )
        finally:
            client.close()

    async def greet(self) -> Outcome | None:
        """Connect, log in and leave without a mail; None when all is well."""
        client = await self._client()
        try:
            return await self._open(client)
        finally:
            client.close()

    async def _client(self) -> aiosmtplib.SMTP:
        if self._name is None:  # Asking for it may take seconds where names are not resolved: once is enough.
            self._name = await asyncio.to_thread(socket.getfqdn)
        return aiosmtplib.SMTP(
            hostname=self._server.host,
            port=self._server.port,
            local_hostname=self._name,
            timeout=self._timeout,
            use_tls=self._server.tls,
            tls_context=self._trust,
        )

    async def _open(self, client: aiosmtplib.SMTP) -> Outcome | None:
        """Connect, with TLS where it is had, and log in; None when all is well."""
        try:
            await client.connect()
            if self._server.user:
                if client.get_transport_info("sslcontext") is None and not self._server.is_loopback:
                    LOG.error("the mail server offers no TLS: the password is not sent, mails wait")
                    return Outcome(Fate.UNREACHABLE)
                await client.login(self._server.user, self._server.password)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            status = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else 0
            LOG.warning("mail server not usable, status %d", status, exc_info=error)
            return Outcome(Fate.UNREACHABLE, status=status)
        return None

    async def _envelope(self, client: aiosmtplib.SMTP, built: Built) -> Outcome | None:
        """Name sender and recipients; None when the server takes enough of them.

        A copy that is refused for good does not hold up the mail; one that is put off does, so that none is lost.
        """
        refused = 0
        try:
            await client.mail(self._sender.address)
            for number, recipient in enumerate(built.recipients):
                try:
                    await client.rcpt(recipient)
                except aiosmtplib.SMTPRecipientRefused as error:
                    if error.code < 500:
                        return Outcome(Fate.THROTTLED, status=error.code)
                    LOG.warning("recipient %d of a mail refused, status %d", number + 1, error.code)
                    refused += number < built.main
                    if refused == built.main:
                        return Outcome(Fate.BLOCKED, status=error.code)
        except aiosmtplib.SMTPResponseException as error:
            return Outcome(Fate.THROTTLED if error.code < 500 else Fate.REFUSED, status=error.code)
        except (aiosmtplib.SMTPException, OSError):
            return Outcome(Fate.UNREACHABLE)
        return None

    async def _content(self, client: aiosmtplib.SMTP, content: bytes) -> Outcome:
        try:
            await client.data(content)
        except aiosmtplib.SMTPDataError as error:
            return Outcome(Fate.THROTTLED if error.code < 500 else Fate.REFUSED, status=error.code)
        except (aiosmtplib.SMTPException, OSError):
            return Outcome(Fate.AMBIGUOUS)  # It may have been taken, the answer is lost.
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        return Outcome(Fate.OK, id=BY_SERVER, status=250)


async def greets(server: Server) -> Outcome | None:
    """Connect to the server and log in as a mail would, and leave; None when all is well."""
    return await SmtpMailer(server, Mailbox("assistant@localhost"), lambda: datetime.now(UTC), timeout=5.0).greet()


def open_mailer(
    url: str | None, address: str | None, clock: Callable[[], datetime], *, name: str = "", folder: Path
) -> Mailer:
    """Return the mailer that the settings ask for: by SMTP, or files in ``folder`` when there is no ``url``.

    Mails come from ``address``, shown as ``name``. Raises ValueError for an address or URL that is none.
    """
    if url is None:
        return FileMailer(folder, Mailbox(address or "assistant@localhost", name), clock)
    return SmtpMailer(Server.at(url), Mailbox(checked(address or ""), name), clock)
