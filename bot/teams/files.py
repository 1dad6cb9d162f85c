"""Files both ways: those that people accept are put where Teams lets them, those that people send are fetched.

The place is the person's own storage, named by their client in the invoke: an address to be checked, opened for this
one file without any token of ours, and gone after a while. It counts as a secret, and is never logged.
"""

from __future__ import annotations

import asyncio
import io
import logging
import re
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from bot.teams.envelope import clean
from bot.teams.tokens import Credentials, ServiceHosts, StorageHosts, TokenUnavailable
from dialogs.core.exchange import SentFile
from knowledge.files import MAX_FILE, AttachmentRefused, Fault

LOG = logging.getLogger(__name__)

MAX_PLACED = 4 * 1024 * 1024  # Bytes: what goes in one piece without holding others up.
_TIMEOUT = aiohttp.ClientTimeout(total=8, sock_connect=3)  # Seconds; the channel gives the turn 15.
_MAX_URL = 8 * 1024  # Characters: such addresses carry their permission with them.
_MAX_NAME = 200
_REMEMBERED = 500


class Stored(StrEnum):
    """What became of putting a file."""

    OK = "ok"
    AGAIN = "again"  # It was put there before, and shown.
    EXPIRED = "expired"  # The place is no longer there: used, or too old.
    FAILED = "failed"
    FORBIDDEN = "forbidden"  # The address is not believed: nothing was sent.


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Where a file goes, as the client says: unchecked addresses, and what names the file once it is there."""

    upload_url: str
    content_url: str
    name: str
    unique_id: str
    file_type: str


def place(activity: Mapping[str, Any]) -> UploadPlace | None:
    """Return the place that an accepted offer names; None when it names none."""
    value = activity.get("value")
    info = value.get("uploadInfo") if isinstance(value, dict) else None
    if not isinstance(info, dict):
        return None

    def url(name: str) -> str:
        found = info.get(name)
        return found if isinstance(found, str) and len(found) <= _MAX_URL else ""

    def text(name: str) -> str:
        return " ".join(clean(info.get(name)).split())[:_MAX_NAME]

    if not url("uploadUrl"):
        return None
    return UploadPlace(url("uploadUrl"), url("contentUrl"), text("name"), text("uniqueId"), text("fileType"))


class Uploads:
    """Puts files to their places, each place once however often the same invoke arrives."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        hosts: StorageHosts,
        observe: Callable[[Stored], None] = lambda _stored: None,
    ) -> None:
        """Take the shared ``session``; ``observe`` is told what became of each (for the metrics)."""
        self._session = session
        self._hosts = hosts
        self._observe = observe
        self._done: OrderedDict[str, asyncio.Task[Stored]] = OrderedDict()

    def shows(self, found: UploadPlace) -> bool:
        """Tell whether a link to the file may be shown."""
        return bool(found.content_url and found.unique_id) and self._hosts.allows(found.content_url)

    async def put(self, found: UploadPlace, content: bytes) -> Stored:
        """Put ``content`` there; never raises for what networks and storages do."""
        if not content or len(content) > MAX_PLACED:
            LOG.error("a file of %d bytes cannot be put in one piece", len(content))
            return Stored.FAILED
        if not self._hosts.allows(found.upload_url):
            LOG.warning("a file was to be put to an address that is not on the list")
            self._observe(Stored.FORBIDDEN)
            return Stored.FORBIDDEN
        task = self._done.get(found.upload_url)
        if task is not None:
            # The same invoke, delivered again: a place takes its file once.
            stored = await asyncio.shield(task)
            return Stored.AGAIN if stored is Stored.OK else stored
        task = self._done[found.upload_url] = asyncio.create_task(self._put(found.upload_url, content))
        while len(self._done) > _REMEMBERED:
            self._done.popitem(last=False)
        stored = await asyncio.shield(task)
        if stored is Stored.FAILED:
            self._done.pop(found.upload_url, None)  # It may be tried again.
        return stored

    async def _put(self, url: str, content: bytes) -> Stored:
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{len(content) - 1}/{len(content)}",
        }
        try:
            # The answer is not read: it is the storage's business, as long as anybody likes to make it.
            async with self._session.put(
                URL(url, encoded=True),
                data=io.BytesIO(content),
                headers=headers,
                timeout=_TIMEOUT,
                allow_redirects=False,
            ) as response:
                stored = _judged(response.status)
                LOG.info("file put: %s, status %d", stored, response.status)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            # The error's own text would tell the address.
            LOG.warning("file not put: %s", type(error).__name__)
            stored = Stored.FAILED
        self._observe(stored)
        return stored


def _judged(status: int) -> Stored:
    if status in (200, 201):
        return Stored.OK
    # 202 asks for more bytes, and there are none; 401 and 403 are a permission that has run out.
    return Stored.EXPIRED if status in (401, 403, 404, 409, 410, 416) else Stored.FAILED


_FETCH_TIMEOUT = aiohttp.ClientTimeout(total=7, sock_connect=3)  # Seconds; the channel gives the turn 15.
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
                URL(file.url, encoded=True), headers=headers, timeout=_FETCH_TIMEOUT, allow_redirects=False
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
