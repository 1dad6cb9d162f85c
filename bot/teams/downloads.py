"""Files that people send: fetched from Teams itself or from its storage, and from nowhere else.

A picture typed into a message stands at the connector, and is given to who has its token, which is sent to a view of an
attachment there and to no other path; a file stands in the person's
own storage, at an address that opens it for a while: no token of ours goes there. Both are said by the activity, so both
are checked as an address from anybody. No redirection is followed, and no more is read than what is kept.
"""

from __future__ import annotations

import logging
import re
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bot.teams.hosts import ServiceHosts, StorageHosts
from bot.teams.tokens import Credentials, TokenUnavailable
from dialogs.core.turn import SentFile
from knowledge.files import MAX_FILE, AttachmentRefused, Fault

LOG = logging.getLogger(__name__)

_TIMEOUT = aiohttp.ClientTimeout(total=7, sock_connect=3)  # Seconds; the channel gives the turn 15.
_PIECE = 64 * 1024
# «/emea/v3/attachments/0-weu-d1-5f/views/original»: region, tenant, both or neither stand before it. No segment that leads
# elsewhere (dots alone), and nothing that a server could read otherwise than we do («%2e», «;»).
_VIEW = re.compile(
    r"(?:/[a-z0-9][a-z0-9.-]*){0,2}/v3/attachments/[a-z0-9_~=+-]+/views/[a-z0-9]+", re.ASCII | re.IGNORECASE
)


class Downloads:
    """Fetches what was sent, on the shared session."""

    def __init__(
        self, session: aiohttp.ClientSession, credentials: Credentials, hosts: ServiceHosts, storage: StorageHosts
    ) -> None:
        self._session = session
        self._credentials = credentials
        self._hosts = hosts
        self._storage = storage

    async def fetch(self, file: SentFile) -> bytes:
        """Return the bytes of a file. Raises AttachmentRefused: too large, or not to be had."""
        if not self._allowed(file):
            LOG.warning("a file was to be fetched from an address that is not on the list")
            raise AttachmentRefused(Fault.UNREACHED)
        try:
            bearer = await self._credentials.header() if file.at_connector else ""
            headers = {"Authorization": bearer} if bearer else {}
            async with self._session.get(
                URL(file.url, encoded=True), headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                return await _read(response)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TokenUnavailable) as error:
            LOG.warning("file not fetched: %s", type(error).__name__)  # The error's own text would tell the address.
            raise AttachmentRefused(Fault.UNREACHED) from error

    def _allowed(self, file: SentFile) -> bool:
        if not file.at_connector:
            return self._storage.allows(file.url)
        return self._hosts.allows(file.url) and _VIEW.fullmatch(urlsplit(file.url).path) is not None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    if response.status != 200:
        LOG.warning("file not fetched: status %d", response.status)
        raise AttachmentRefused(Fault.UNREACHED)
    if (response.content_length or 0) > MAX_FILE:
        raise AttachmentRefused(Fault.TOO_LARGE)
    parts, size = [], 0
    async for part in response.content.iter_chunked(_PIECE):
        size += len(part)
        if size > MAX_FILE:  # What is said of the length may be untrue, and what is packed unpacks.
            raise AttachmentRefused(Fault.TOO_LARGE)
        parts.append(part)
    return b"".join(parts)
