"""Teams as it is on a bad day: delivers activities until they are acknowledged, and takes messages with faults."""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import unquote

import aiohttp
from aiohttp import web

from dialogs.questions import texts
from tests.knowledge.test_attached import png
from tests.talk import worded

BOT = "28:assistant"
_PATIENCE = aiohttp.ClientTimeout(total=15, sock_connect=2)  # Seconds, as the channel gives a turn.

# Chances of each fault, for a message that the program sends: some 15 in 100 do not go as they should.
FAULTS = {"429": 0.03, "500 accepted": 0.03, "500": 0.02, "reset accepted": 0.02, "reset": 0.02, "delay": 0.04}
ACCEPTED_THEN_FAILED = ("500 accepted", "reset accepted")
PICTURE = png()
_UNREADABLE = 0.1  # Chance that a picture cannot be had.
DOUBLED = 0.05  # Chance that an acknowledged activity comes a second time.


def _number(template: str) -> re.Pattern[str]:
    return re.compile(re.escape(template).replace(r"\{number\}", r"(\d+)").split(r"\{name\}")[0])


# Notices are known by their first words; what answers a turn is not among them.
_NOTICES = {
    "question_asked": _number(texts.ASKED_NOTICE),
    "question_answered": _number(worded(texts.ANSWERED_NOTICE, number="{number}")),
    "phone": re.compile(re.escape(texts.PHONE_NOTICE) + r".*n°\s(\d+)", re.DOTALL),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees: a message, or the card that took another's place."""

    text: str
    card: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """A notice that arrived. ``clean``: and the program was told so."""

    at: float  # By the monotonic clock.
    clean: bool


@dataclass(repr=False)  # It would be shown whole by asyncio's runner, at length.
class Channel:
    """One channel: its connector, and its way to the program."""

    dice: random.Random
    addresses: list[str] = field(default_factory=list)  # Where the program listens, in those replicas that are up.
    up: asyncio.Event = field(default_factory=asyncio.Event)  # There is such an address.
    stormy: bool = True  # Faults happen.
    blocked: set[str] = field(default_factory=set)  # Conversations whose person has blocked the assistant.
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)  # Activities answered with a 4xx: none should be.
    notices: dict[tuple[str, str, int], list[Heard]] = field(default_factory=lambda: defaultdict(list))
    views: dict[str, list[Shown]] = field(default_factory=lambda: defaultdict(list))
    before_post: Callable[[dict[str, Any]], None] = lambda _activity: None
    url: str = ""
    _ids: itertools.count[int] = field(default_factory=lambda: itertools.count(int(time.time() * 1000)))
    _echoes: set[asyncio.Task[None]] = field(default_factory=set)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=1024 * 1024)
        app.router.add_post("/v3/conversations/{conversation}/activities", self._take)
        app.router.add_post("/v3/conversations/{conversation}/activities/{reply_to}", self._take)
        app.router.add_put("/v3/conversations/{conversation}/activities/{activity}", self._redraw)
        app.router.add_get("/v3/attachments/{name}/views/original", self._give)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        for echo in self._echoes:
            echo.cancel()
        await asyncio.gather(*self._echoes, return_exceptions=True)
        await self._session.close()
        await self._runner.cleanup()

    # To the program.

    async def deliver(self, activity: dict[str, Any], *, again: bool = True) -> Any:
        """Deliver until acknowledged; return the body of the answer. With ``again`` False, once: None if in vain.

        Some activities come a second time later, although they were acknowledged.
        """
        sent = datetime.now(UTC).isoformat()
        activity = {"id": str(next(self._ids)), "timestamp": sent, "serviceUrl": self.url, **activity}
        self.counts["activities"] += 1
        while True:
            await self.up.wait()
            done, body = await self._post(activity)
            if done:
                if self.stormy and self.dice.random() < DOUBLED:
                    self._echo(activity)
                return body
            if not again:
                return None
            self.counts["delivered again"] += 1
            await asyncio.sleep(self.dice.uniform(0.1, 0.4))

    async def _post(self, activity: dict[str, Any]) -> tuple[bool, Any]:
        if not self.addresses:
            return False, None
        self.before_post(activity)
        try:
            async with self._session.post(
                f"{self.dice.choice(self.addresses)}/api/messages", json=activity, timeout=_PATIENCE
            ) as response:
                if response.status == 429:
                    return False, None
                if 400 <= response.status < 500:
                    self.refused.append(f"{response.status} for {activity.get('text') or activity.get('value')}")
                    return True, None
                if response.status >= 500:
                    return False, None
                return True, await response.json() if response.content_type == "application/json" else None
        except (aiohttp.ClientError, OSError, TimeoutError):
            return False, None

    def _echo(self, activity: dict[str, Any]) -> None:
        async def later() -> None:
            await asyncio.sleep(self.dice.uniform(0.0, 2.0))
            self.counts["doubled although acknowledged"] += 1
            await self._post(activity)

        task = asyncio.create_task(later())
        self._echoes.add(task)
        task.add_done_callback(self._echoes.discard)

    def opened(self, address: str) -> None:
        """Send activities to that address too."""
        self.addresses.append(address)
        self.up.set()

    def closed(self, address: str) -> None:
        """Send none there any more."""
        if address in self.addresses:
            self.addresses.remove(address)
        if not self.addresses:
            self.up.clear()

    async def calm(self) -> None:
        """End the faults, and wait for the activities that still come a second time."""
        self.stormy = False
        while self._echoes:
            await asyncio.wait(set(self._echoes))

    def picture(self) -> dict[str, Any]:
        """Return a screenshot as Teams attaches it: it stands here, at the connector."""
        return {"contentType": "image/*", "contentUrl": f"{self.url}/v3/attachments/{next(self._ids)}/views/original"}

    # From the program.

    async def _redraw(self, request: web.Request) -> web.Response:
        self.counts["cards redrawn"] += 1
        return web.json_response({"id": request.match_info["activity"]})

    async def _give(self, _request: web.Request) -> web.Response:
        if self.stormy and self.dice.random() < _UNREADABLE:
            return web.Response(status=500)
        return web.Response(body=PICTURE, content_type="image/png")

    async def _take(self, request: web.Request) -> web.StreamResponse:
        arrived = time.monotonic()
        conversation = unquote(request.match_info["conversation"])
        message = await request.json()
        if message.get("type") != "message":
            return web.json_response({"id": ""}, status=201)
        self.counts["messages sent by the program"] += 1
        if conversation in self.blocked:
            self.faults["403"] += 1
            return web.json_response({"error": {"code": "MessageWritesBlocked"}}, status=403)
        fault = self._fault()
        if fault:
            self.faults[fault] += 1
        if fault == "delay":
            await asyncio.sleep(self.dice.uniform(0.05, 1.5))
        if not fault or fault == "delay" or fault in ACCEPTED_THEN_FAILED:
            self._accept(conversation, message, arrived, clean=fault not in ACCEPTED_THEN_FAILED)
        if fault == "429":
            return web.json_response({}, status=429, headers={"Retry-After": str(self.dice.choice((0, 1, 1, 2)))})
        if fault in ("500", "500 accepted"):
            return web.json_response({}, status=500)
        if fault in ("reset", "reset accepted"):
            assert request.transport is not None
            request.transport.abort()
        return web.json_response({"id": f"m{next(self._ids)}"}, status=201)

    def _fault(self) -> str:
        if not self.stormy:
            return ""
        drawn = self.dice.random()
        for name, chance in FAULTS.items():
            drawn -= chance
            if drawn < 0:
                return name
        return ""

    def _accept(self, conversation: str, message: dict[str, Any], arrived: float, *, clean: bool) -> None:
        cards = [one["content"] for one in message.get("attachments", ())]
        shown = Shown(message.get("text") or message.get("summary", ""), cards[0] if cards else None)
        for kind, pattern in _NOTICES.items():
            found = pattern.match(shown.text)
            if found:
                self.notices[kind, conversation, int(found[1])].append(Heard(arrived, clean))
        self.views[conversation].append(shown)
