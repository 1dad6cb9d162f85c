"""The way to each host, as ``HTTPS_PROXY`` and ``NO_PROXY`` say: looked up once a host, for they do not change."""

from __future__ import annotations

from functools import lru_cache

import aiohttp
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.helpers import get_env_proxy_for_url
from aiohttp.tracing import Trace
from yarl import URL


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
