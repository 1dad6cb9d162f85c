"""Which service addresses are believed: tokens and replies go nowhere else.

A ``serviceUrl`` is signed by the channel, but a stored one is only as safe as the database, so the same check is
made when an activity comes in and when anything is sent.
"""

from __future__ import annotations

from urllib.parse import urlsplit

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
        if not url.isascii() or not url.isprintable() or " " in url:
            return False  # It will be part of a request line.
        try:
            parts = urlsplit(url)
            host, scheme, port = (parts.hostname or "").lower(), parts.scheme, parts.port
        except ValueError:
            return False
        if parts.username is not None or parts.query or parts.fragment:
            return False
        if self._loopback and scheme in ("http", "https") and is_loopback(host):
            return True
        if not self._microsoft or scheme != "https" or port not in (None, 443):
            return False
        return any(host.endswith(name) if name[0] == "." else host == name for name in _MICROSOFT)
