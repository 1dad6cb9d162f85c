"""Which addresses are believed: tokens and replies go to Microsoft's connectors, files to its storage, nothing elsewhere.

A ``serviceUrl`` is signed by the channel, but a stored one is only as safe as the database, so the same check is
made when an activity comes in and when anything is sent. Where a file is to be put is said by the client: it is
checked as an address from anybody.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from yarl import URL

from bot.settings import Settings, is_loopback

# From the outbound host list of Microsoft's Agents SDK, less what a Teams bot never calls. Whole names, except where
# a dot leads: trafficmanager.net is shared with every customer of Azure, so one name of it is believed and no more.
_MICROSOFT = (
    "smba.trafficmanager.net",
    ".botframework.com",
    ".teams.microsoft.com",
    ".botframework.azure.us",
    ".teams.microsoft.us",
)
# OneDrive for work or school, where Teams keeps the files of a private chat; then the two other places that its upload
# sessions may name. Each is shared by every customer of Microsoft: no token ever goes there.
_STORAGE = (".sharepoint.com", "graph.microsoft.com", ".graph.microsoft.com", ".1drv.com")
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class ServiceHosts:
    """The allow-list: Microsoft's connectors over https, or this machine alone for local use."""

    _REMEMBERED = 256

    def __init__(self, *, microsoft: bool, loopback: bool) -> None:
        self._microsoft = microsoft
        self._loopback = loopback
        self._known: dict[str, bool] = {}

    @classmethod
    def of(cls, settings: Settings) -> ServiceHosts:
        """Return the list for these settings: anonymous use never leaves the loopback."""
        return cls(
            microsoft=not settings.anonymous,
            loopback=settings.anonymous or settings.local_cloud,
        )

    def allows(self, url: str) -> bool:
        """Tell whether ``url`` may be called. Asked twice a turn, of a few addresses: the answers are remembered."""
        known = self._known.get(url)
        if known is None:
            if len(self._known) >= self._REMEMBERED:
                self._known.clear()
            known = self._known[url] = self._judge(url)
        return known

    def _judge(self, url: str) -> bool:
        return "?" not in url and _believed(url, _MICROSOFT if self._microsoft else (), loopback=self._loopback)


class StorageHosts:
    """Where files may be put: Microsoft's storage over https; in anonymous use, this machine alone."""

    def __init__(self, *, anonymous: bool) -> None:
        self._anonymous = anonymous

    def allows(self, url: str) -> bool:
        """Tell whether a file may be put to ``url``, or shown from there."""
        return _believed(url, () if self._anonymous else _STORAGE, loopback=self._anonymous)


def _believed(url: str, names: tuple[str, ...], *, loopback: bool) -> bool:
    """Tell whether ``url`` leads to one of ``names`` over https, or to this machine where that is allowed."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False  # It will be part of a request line.
    try:
        parts = urlsplit(url)
        host, scheme, port = (parts.hostname or "").lower(), parts.scheme, parts.port
        called = (URL(url, encoded=True).host or "").lower()
    except ValueError:
        return False
    if parts.username is not None or parts.fragment or called != host:
        return False
    if loopback and scheme in ("http", "https") and is_loopback(host):
        return True
    if scheme != "https" or port not in (None, 443) or not _NAME.fullmatch(host):
        return False
    return any(host.endswith(name) if name[0] == "." else host == name for name in names)
