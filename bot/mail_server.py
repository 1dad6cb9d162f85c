"""Where mails are handed in, as ``SMTP_URL`` says."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server. ``tls``: from the first byte, else as soon as the server offers it (STARTTLS)."""

    host: str
    port: int
    tls: bool
    user: str = ""
    password: str = ""

    @classmethod
    def at(cls, url: str) -> Server:
        """Read ``smtp://`` or ``smtps://user:password@host:port``, percent-decoded. Raises ValueError, url not told.

        Ports when none is given: 465 with ``smtps``, 587 with a user, else 25.
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise ValueError("not a mail server's address") from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("not a mail server's address")
        tls = parts.scheme == "smtps"
        usual = 465 if tls else 587 if parts.username else 25
        return cls(parts.hostname, port or usual, tls, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def is_loopback(self) -> bool:
        """Tell whether the server is on this very machine."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
