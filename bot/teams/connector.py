"""The REST calls to Teams, on one shared session: each message sent with its outcome, and who is in a conversation.

No call raises for what the network or the connector does: an :class:`Outcome` tells whether the message is there,
is surely not, or may be. A POST carries no idempotency key, so «may be» is for the caller to decide.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from bot.teams.tokens import Credentials, ServiceHosts, TokenUnavailable
from dialogs.core.context import Colleague
from dialogs.core.exchange import Address
from knowledge.people import PersonKey

_TIMEOUT = aiohttp.ClientTimeout(total=10, sock_connect=3)  # Seconds; the channel gives a turn 15.
_ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)  # Accents as they are: size is limited.
_JSON = {"Content-Type": "application/json; charset=utf-8", "Accept": "application/json"}

# Said with a 403 when a person or an administrator has shut the assistant out: nothing more may be tried there.
_SHUT_OUT = ("MessageWritesBlocked", "ConversationBlockedByUser", "BotNotInConversationRoster", "BotDisabledByAdmin")


class Fate(StrEnum):
    """What became of a call."""

    OK = "ok"
    THROTTLED = "throttled"  # 429, or 412 while the conversation changes: surely not done, later it will be.
    UNREACHABLE = "unreachable"  # No connection or no token: surely not done.
    BLOCKED = "blocked"  # Blocked, uninstalled or gone: stop writing there.
    REFUSED = "refused"  # Another 4xx, or an address that is not believed: surely not done, nor will it be.
    AMBIGUOUS = "ambiguous"  # Cut off, too late or 5xx: may be done.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a call: the id it gave (message or conversation), or the seconds that the connector asks for."""

    fate: Fate
    id: str = ""
    retry_after: float = 0.0
    status: int = 0  # Of HTTP; 0 when there was no answer.
    body: Mapping[str, Any] | None = None  # Of a successful call.

    @property
    def ok(self) -> bool:
        """Tell whether it was done."""
        return self.fate is Fate.OK


@dataclass(frozen=True, slots=True)
class Member:
    """A person as the conversation's roster has them: for display and links, never a key."""

    user_id: str
    oid: str
    name: str
    email: str
    upn: str
    role: str  # «user», «guest», «anonymous», or "".
    tenant: str = ""


class Connector:
    """Sends to the service address of each conversation, if it is on the allow-list."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        credentials: Credentials,
        hosts: ServiceHosts,
        observe: Callable[[str, Outcome], None] = lambda _call, _outcome: None,
    ) -> None:
        """Take the shared ``session``; ``observe`` is told each call's name and outcome (for the metrics)."""
        self._session = session
        self._credentials = credentials
        self._hosts = hosts
        self._observe = observe

    @property
    def credentials(self) -> Credentials:
        """Return what proves who we are."""
        return self._credentials

    async def post(
        self, address: Address, payload: Mapping[str, Any], *, reply_to: str = "", until: float = 0.0
    ) -> Outcome:
        """Post an activity, as an answer to ``reply_to`` if given.

        What is surely not done is tried again until the ``time.monotonic()`` instant ``until``.
        """
        path = f"/v3/conversations/{quote(address.conversation, safe='')}/activities"
        if reply_to:
            path += f"/{quote(reply_to, safe='')}"
        if address.private:
            path += "?isTargetedActivity=true"
        return await self._persist("POST", address.service_url, path, payload, until)

    async def update(
        self, address: Address, message_id: str, payload: Mapping[str, Any], *, until: float = 0.0
    ) -> Outcome:
        """Redraw an earlier message of ours in place. Doing it twice does no harm, so doubt is tried again too."""
        path = f"/v3/conversations/{quote(address.conversation, safe='')}/activities/{quote(message_id, safe='')}"
        return await self._persist("PUT", address.service_url, path, payload, until)

    async def member(self, address: Address, user_id: str) -> Member | None:
        """Return somebody of the conversation's roster; None when the connector does not tell."""
        path = f"/v3/conversations/{quote(address.conversation, safe='')}/members/{quote(user_id, safe='')}"
        outcome = await self._persist("GET", address.service_url, path, None, 0.0)
        if not outcome.ok or outcome.body is None:
            return None

        def said(*names: str) -> str:
            values = [outcome.body.get(name) for name in names] if outcome.body else []
            return next((value for value in values if isinstance(value, str) and value), "")

        return Member(
            user_id=said("id") or user_id,
            oid=said("aadObjectId", "objectId").lower(),
            name=said("name"),
            email=said("email"),
            upn=said("userPrincipalName"),
            role=said("userRole").lower(),
            tenant=said("tenantId").lower(),
        )

    async def _persist(
        self, method: str, service_url: str, path: str, payload: Mapping[str, Any] | None, until: float
    ) -> Outcome:
        """Call, and call again what is surely not done (or harmless twice), as long as ``until`` allows."""
        data = None if payload is None else _written(payload)
        pause = 0.25
        while True:
            outcome = await self._call(method, service_url, path, data)
            self._observe(method, outcome)
            again = outcome.fate in (Fate.THROTTLED, Fate.UNREACHABLE) or (
                outcome.fate is Fate.AMBIGUOUS and method != "POST"
            )
            # Jitter, so that many turns held up together do not come back together.
            wait = max(outcome.retry_after, pause * random.uniform(0.5, 1.5))  # noqa: S311
            if not again or time.monotonic() + wait >= until:
                return outcome
            await asyncio.sleep(wait)
            pause *= 2

    async def _call(self, method: str, service_url: str, path: str, data: bytes | None) -> Outcome:
        if not self._hosts.allows(service_url):
            return Outcome(Fate.REFUSED)
        base = _base(service_url)
        url = base.with_path(base.raw_path.rstrip("/") + path, encoded=True)
        for last in (False, True):
            try:
                bearer = await self._credentials.header()
            except TokenUnavailable:
                return Outcome(Fate.UNREACHABLE)
            headers = {**_JSON, "Authorization": bearer} if bearer else _JSON
            outcome = await self._exchange(method, url, data, headers)
            if outcome.status != 401 or last or not bearer:
                break
            self._credentials.refused()  # Revoked or rolled over meanwhile: one try with a new one.
        return outcome

    async def _exchange(self, method: str, url: URL, data: bytes | None, headers: Mapping[str, str]) -> Outcome:
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=_TIMEOUT, allow_redirects=False
            ) as response:
                return _outcome(response.status, response.headers.get("Retry-After", ""), await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            return Outcome(Fate.UNREACHABLE)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return Outcome(Fate.AMBIGUOUS)


@lru_cache(maxsize=64)  # Few are served; taking an address apart costs more than putting a path after it.
def _base(service_url: str) -> URL:
    return URL(service_url, encoded=True)


def _written(payload: Mapping[str, Any]) -> bytes:
    try:
        return orjson.dumps(payload)
    except TypeError:  # Half of a character, say: it is written as «?», and the rest is still said.
        return _ENCODER.encode(payload).encode("utf-8", "replace")


def _outcome(status: int, retry_after: str, body: bytes) -> Outcome:
    if 200 <= status < 300:
        try:
            answer = json.loads(body) if body else {}
        except (ValueError, RecursionError):
            answer = {}
        answer = answer if isinstance(answer, dict) else {}
        given = answer.get("id")
        return Outcome(Fate.OK, id=given if isinstance(given, str) else "", status=status, body=answer)
    if status in (412, 429):
        seconds = float(retry_after) if retry_after.isdecimal() else 0.0  # The date form is not used by Teams.
        return Outcome(Fate.THROTTLED, retry_after=min(seconds, 3600.0), status=status)
    if status == 404 or (status == 403 and any(code.encode() in body for code in _SHUT_OUT)):
        return Outcome(Fate.BLOCKED, status=status)
    # 501 is a connector that knows no such call: local clients cannot delete or redraw everything.
    return Outcome(Fate.REFUSED if status < 500 or status == 501 else Fate.AMBIGUOUS, status=status)


# --- The members of a conversation, as the connector names them.

_OUTSIDE = frozenset({"guest", "anonymous"})


class TeamsRoster:
    """Asks the connector, each time: it is rarely needed, and what it says may change."""

    def __init__(self, connector: Connector, tenant: str = "") -> None:
        """``tenant``: that of everybody, for local use without one."""
        self._connector = connector
        self._tenant = tenant

    async def find(self, address: Address, user_id: str) -> Colleague | None:
        """Return the person; None for an application, and when the connector does not tell."""
        member = await self._connector.member(address, user_id)
        if member is None or not member.oid:
            return None
        key = PersonKey(self._tenant or member.tenant, member.oid)
        guest = member.role in _OUTSIDE
        return Colleague(key, member.name[:200], guest=guest, mail=(member.upn or member.email)[:256])
