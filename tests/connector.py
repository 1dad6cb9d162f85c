"""A Bot Connector on the loopback: keeps what it is sent, and fails in the ways that the real one does."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Call:
    """One request that arrived. ``conversation`` and ``activity`` are those of its path."""

    method: str
    conversation: str
    activity: str
    body: dict[str, Any]
    authorization: str
    targeted: bool = False  # Seen by its recipient alone.


@dataclass(frozen=True, slots=True)
class Fault:
    """What one call meets instead of its answer. ``accepted``: the message is kept all the same."""

    status: int = 0
    retry_after: str = ""
    code: str = ""
    hang: float = 0.0  # Seconds before anything is answered.
    reset: bool = False  # The connection is cut.
    accepted: bool = False
    location: str = ""


@dataclass(slots=True)
class FakeConnector:
    """Serves the REST calls of a channel; ``faults`` are met in order, one a call, typing aside."""

    calls: list[Call] = field(default_factory=list)  # Accepted ones.
    refused: list[Call] = field(default_factory=list)
    faults: deque[Fault] = field(default_factory=deque)
    members: dict[str, dict[str, Any]] = field(default_factory=dict)
    url: str = ""
    _runner: web.AppRunner | None = None
    _number: int = 0
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_route("*", "/{path:.*}", self._any)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages accepted, in order; typing and updates left out."""
        return [call.body for call in self.calls if call.method == "POST" and call.body.get("type") == "message"]

    @property
    def texts(self) -> list[str]:
        """What each message says: its text, or its card's sentence."""
        return [message.get("text") or message.get("summary", "") for message in self.messages]

    @property
    def shown(self) -> str:
        """All that the messages say, their cards with them."""
        return json.dumps(self.messages, ensure_ascii=False)

    async def wait(self, count: int, seconds: float = 5.0) -> list[dict[str, Any]]:
        """Return the messages once there are ``count`` of them. Raises ``TimeoutError``."""
        async with asyncio.timeout(seconds):
            while len(self.messages) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.messages

    async def _any(self, request: web.Request) -> web.StreamResponse:
        parts = [unquote(part) for part in request.rel_url.raw_path.split("/") if part]
        assert parts[:2] == ["v3", "conversations"], request.path
        call = Call(
            method=request.method,
            conversation=parts[2] if len(parts) > 2 else "",
            activity=parts[4] if len(parts) > 4 else "",
            body=await request.json() if request.can_read_body else {},
            authorization=request.headers.get("Authorization", ""),
            targeted=request.query.get("isTargetedActivity") == "true",
        )
        if call.body.get("type") != "typing" and self.faults:
            fault = self.faults.popleft()
            (self.calls if fault.accepted else self.refused).append(call)
            return await self._fail(request, fault)
        self.calls.append(call)
        self._arrived.set()
        if parts[3:4] == ["members"]:
            known = self.members.get(call.activity)
            return web.json_response(known) if known else web.json_response({}, status=404)
        self._number += 1
        return web.json_response({"id": call.activity if request.method == "PUT" else f"m{self._number}"}, status=201)

    async def _fail(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        await asyncio.sleep(fault.hang)
        if fault.reset:
            assert request.transport is not None
            request.transport.abort()
        headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
        if fault.location:
            headers["Location"] = fault.location
        return web.json_response({"error": {"code": fault.code}}, status=fault.status or 500, headers=headers)
