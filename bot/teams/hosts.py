"""Which addresses are trusted, the proxy to each host, and the refusals of a request, each with its HTTP status.

A ``serviceUrl`` is signed by the channel, but a stored one is only as safe as the database, so the same check is
made when an activity comes in and when anything is sent. Where a file is to be put is said by the client: it is
checked as an address from anybody.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.helpers import get_env_proxy_for_url
from aiohttp.tracing import Trace
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


# --- The proxy to each host, from ``HTTPS_PROXY`` and ``NO_PROXY``: looked up once a host, since they do not change.


class ProxiedConnector(aiohttp.TCPConnector):
    """Opens connections by the proxies of the environment.

    The session's own ``trust_env`` asks for them, and for passwords in a ``.netrc`` that are no business of ours, in a
    thread at each request: twice 0.1 ms of every reply.
    """

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is aiohttp's.
    ) -> Connection:
        """Connect, or take a connection that is open."""
        proxy, sign_in = _way(req.url.scheme, req.url.host or "")
        if proxy is not None:
            req.update_proxy(proxy, sign_in, None)
        return await super().connect(req, traces, timeout)


@lru_cache(maxsize=64)
def _way(scheme: str, host: str) -> tuple[URL | None, aiohttp.BasicAuth | None]:
    try:
        return get_env_proxy_for_url(URL.build(scheme=scheme, host=host))
    except LookupError:
        return None, None


# --- The refusals: each is one HTTP status, never 500.


class HttpRefusal(Exception):
    """The request is not served. ``status`` is the HTTP answer; ``reason`` is for the log and the metrics.

    A reason is one of a few fixed words: nothing of what was sent.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class TryAgain(Exception):
    """Nothing was done, for want of something that will come back (database, key server): 503, to be redelivered.

    ``says`` is told to the person, once in a while: the channel may not send the activity again.
    """

    def __init__(self, what: str, *, says: str = "") -> None:
        super().__init__(what)
        self.says = says
