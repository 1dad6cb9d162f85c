"""Load on the loopback: users who talk in turn, and the connector that hears the replies, in one light process.

Both speak just enough HTTP by hand, so that the generator never sets the pace. A turn lasts from its request to the
later of its HTTP answer and its reply's arrival at the connector.

What is asked are the wordings held out from the assistant's knowledge, so that what one answer leaves warm for the
next is what it would in use: plain questions, or all ways of asking (long ones, two in one, text messages), and every
second time round with a slip of the fingers.

    python -m tests.bench.load URL --users 8 --seconds 5     prints one JSON object
"""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import unquote, urlsplit

from tests.bench.kinds import KINDS, Kind, Script, person_oid

_MAX_SECONDS = 120.0
_STARTED = int(time.time() * 1000)  # Ids of activities are milliseconds: no two runs send the same.
_ACCEPTED = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"id":"m"}'


def conversation(person: int) -> str:
    """Return the chat of the person of that number."""
    return f"a:1kq0Qm9xT7_{person}"


def activity(number: int, person: int, service_url: str, text: str) -> dict[str, object]:
    """A message of about 1.3 kB, as Teams sends it in a personal chat: the ``number``-th of all."""
    tenant = "99999999-9999-4999-8999-999999999999"
    return {
        "type": "message",
        "id": str(_STARTED + number),
        "timestamp": "2024-01-25T09:00:00.000Z",
        "localTimestamp": "2024-01-25T10:00:00.000+01:00",
        "localTimezone": "Europe/Paris",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {
            "id": f"29:1Xb9qT0u9k7lB5v2h6W3nQ8r4T1y7P0s5D{person:06}",
            "name": "Camille Durand",
            "aadObjectId": person_oid(person),
        },
        "recipient": {"id": "28:11111111-1111-4111-8111-111111111111", "name": "Assistant experts Op@le"},
        "conversation": {"id": conversation(person), "conversationType": "personal", "tenantId": tenant},
        "channelData": {"tenant": {"id": tenant}},
        "entities": [
            {
                "type": "clientInfo",
                "locale": "fr-FR",
                "country": "FR",
                "platform": "Windows",
                "timezone": "Europe/Paris",
            }
        ],
        "locale": "fr-FR",
        "textFormat": "plain",
        "text": text,
        "attachments": [{"contentType": "text/html", "content": f"<p>{text}</p>" + " " * 120}],
    }


class Messages(asyncio.Protocol):
    """Cuts a stream into HTTP messages with a length; hands each one's head and body to ``_whole``."""

    def __init__(self) -> None:
        self._data = b""
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._data += data
        while (end := self._data.find(b"\r\n\r\n")) >= 0:
            head = self._data[:end]
            length = next((int(x[15:]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-length:")), 0)
            if len(self._data) < end + 4 + length:
                return
            body, self._data = self._data[end + 4 : end + 4 + length], self._data[end + 4 + length :]
            self._whole(head, body)

    def _whole(self, head: bytes, body: bytes) -> None:
        raise NotImplementedError


class Hearing(Messages):
    """The connector's side: tells whose reply came, and says thank you."""

    def __init__(self, heard: Callable[[str], None]) -> None:
        super().__init__()
        self._heard = heard

    def _whole(self, head: bytes, body: bytes) -> None:
        assert self.transport is not None
        self.transport.write(_ACCEPTED)
        if b'"type":"typing"' not in body.replace(b": ", b":"):
            self._heard(unquote(head.split(b" ", 2)[1].split(b"/")[3].decode()))


class Speaking(Messages):
    """A user's side: one kept connection, one request at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: asyncio.Future[int] | None = None
        self.status = 0  # Of the last answer; 0: the last request has none.
        self.comes_back = False  # The last answer said when to come back.

    def _whole(self, head: bytes, body: bytes) -> None:
        self.status, self.comes_back = int(head.split(b" ", 2)[1]), b"\r\nretry-after:" in head.lower()
        if self.answered is not None and not self.answered.done():
            self.answered.set_result(self.status)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.answered is not None and not self.answered.done():
            self.answered.set_result(0)


@dataclasses.dataclass(slots=True)
class Result:
    """What was measured: milliseconds per turn in order of size, seconds in all, turns that went wrong."""

    milliseconds: list[float]
    seconds: float
    errors: int = 0

    def part(self, share: float) -> float:
        """Return the time that ``share`` (0–1) of the turns stayed within."""
        return self.milliseconds[min(int(len(self.milliseconds) * share), len(self.milliseconds) - 1)]

    def summary(self) -> dict[str, float]:
        return {
            "turns": len(self.milliseconds),
            "seconds": round(self.seconds, 3),
            "per_second": round(len(self.milliseconds) / self.seconds, 1) if self.seconds else 0.0,
            "p50": round(self.part(0.5), 3) if self.milliseconds else 0.0,
            "p99": round(self.part(0.99), 3) if self.milliseconds else 0.0,
            "errors": self.errors,
        }


class Load:
    """The connector and the users. Use as an asynchronous context manager."""

    def __init__(
        self, url: str, kind: str | Kind = "all", first: int = 1, sign: Callable[[str], str] | None = None
    ) -> None:
        """``sign`` gives the channel's token for a service address; without it, none is sent."""
        parts = urlsplit(url)
        if parts.hostname not in ("127.0.0.1", "localhost", "::1") or parts.port is None:
            raise ValueError("only a port of the loopback is put under load")
        self._host, self._port, self._path = parts.hostname, parts.port, parts.path or "/api/messages"
        self._heard: dict[str, asyncio.Future[None]] = {}
        self._server: asyncio.Server | None = None
        self._service_url = ""
        self._numbers: Iterator[int] = iter(range(first, sys.maxsize))
        self._script = Script(KINDS[kind] if isinstance(kind, str) else kind)
        self._sign = sign
        self._bearer = ""  # The line of the request's head.
        self.refused: Counter[int] = Counter()  # Turns that were not taken, by their HTTP status.

    async def __aenter__(self) -> Load:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: Hearing(self._reply), "127.0.0.1", 0)
        self._service_url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/"
        if self._sign:
            self._bearer = f"Authorization: Bearer {self._sign(self._service_url)}\r\n"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()

    def _reply(self, conversation: str) -> None:
        waiting = self._heard.pop(conversation, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)

    async def connect(self, seconds: float = 30.0) -> Speaking:
        """Return a user's connection, as soon as the server listens. Raises ``TimeoutError``."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(seconds):
            while True:
                try:
                    return (await loop.create_connection(Speaking, self._host, self._port))[1]
                except OSError:
                    await asyncio.sleep(0.002)

    async def turn(self, user: Speaking, patience: float = 20.0) -> float | None:
        """Take one turn; return its milliseconds, or None when it went wrong, or took more than ``patience`` seconds."""
        loop = asyncio.get_running_loop()
        # Nobody speaks again before they are answered: what the others say meanwhile would be taken for the answer.
        number = next(n for n in self._numbers if conversation(self._script.person(n)) not in self._heard)
        person = self._script.person(number)
        said = activity(number, person, self._service_url, self._script.says(number))
        body = json.dumps(said).encode()
        head = (
            f"POST {self._path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"{self._bearer}Content-Type: application/json; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        heard = self._heard[conversation(person)] = loop.create_future()
        user.answered, user.status, user.comes_back = loop.create_future(), 0, False
        assert user.transport is not None
        started = time.perf_counter()
        user.transport.write(head.encode() + body)
        try:
            async with asyncio.timeout(patience):
                status = await user.answered
                if status not in (200, 201, 202):
                    self.refused[status] += 1
                    # Else, once all were refused, nobody could speak again.
                    self._heard.pop(conversation(person), None)
                    return None
                await heard
        except TimeoutError:
            return None
        return (time.perf_counter() - started) * 1000

    async def paced(self, rate: float, turns: int, users: int) -> Result:
        """Let so many turns begin at a steady rate, each by a user who is free; to wait for one is part of the turn."""
        free: asyncio.Queue[Speaking] = asyncio.Queue()
        for _ in range(users):
            free.put_nowait(await self.connect())
        times: list[float] = []
        errors = 0

        async def one(due: float) -> None:
            nonlocal errors
            user = await free.get()
            waited = (time.perf_counter() - due) * 1000
            took = await self.turn(user)
            free.put_nowait(user)
            if took is None:
                errors += 1
            else:
                times.append(waited + took)

        started = time.perf_counter()
        async with asyncio.TaskGroup() as begun:
            for number in range(turns):
                due = started + number / rate
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                begun.create_task(one(due))
        return Result(sorted(times), time.perf_counter() - started, errors)

    async def run(self, users: int, seconds: float, turns: int = 0) -> Result:
        """Let so many users talk for so long, or until so many turns are taken if given."""
        times: list[float] = []
        errors = 0
        end = time.perf_counter() + min(seconds, _MAX_SECONDS)

        async def talk() -> None:
            nonlocal errors
            user = await self.connect()
            while time.perf_counter() < end and not (turns and len(times) + errors >= turns):
                took = await self.turn(user)
                if took is None:
                    errors += 1
                    await asyncio.sleep(0.05)
                else:
                    times.append(took)

        started = time.perf_counter()
        await asyncio.gather(*(talk() for _ in range(users)))
        return Result(sorted(times), time.perf_counter() - started, errors)


async def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("url")
    parser.add_argument("--users", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--turns", type=int, default=0, help="end after so many, before the time is up")
    parser.add_argument("--kind", choices=KINDS, default="all")
    parser.add_argument("--from", dest="first", type=int, default=1, help="the number of the first turn")
    given = parser.parse_args()
    async with Load(given.url, given.kind, given.first) as load:
        print(json.dumps((await load.run(given.users, given.seconds, given.turns)).summary()))


if __name__ == "__main__":
    asyncio.run(main())
