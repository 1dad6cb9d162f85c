"""A storage on the loopback, as OneDrive is for Teams: places that take a file once, and fail in some ways."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import web


@dataclass(frozen=True, slots=True)
class Put:
    """One request that arrived."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes


@dataclass(slots=True)
class FakeStore:
    """Takes whatever is put; ``statuses`` are answered in order, then 201. ``hang``: seconds before any answer."""

    puts: list[Put] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    hang: float = 0.0
    reset: bool = False
    location: str = ""
    endless: bool = False  # The answer never ends.
    url: str = ""
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=8 * 1024 * 1024)
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

    def place(self, **more: Any) -> dict[str, Any]:
        """What a client says of a place here."""
        return {
            "uploadUrl": f"{self.url}/upload/secret-1?guid='a%2Fb'&tempauth=secret-2",
            "contentUrl": f"{self.url}/kept/candidature%20(1).eml",
            "name": "candidature (1).eml",
            "uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C8C",
            "fileType": "eml",
            **more,
        }

    async def _any(self, request: web.Request) -> web.StreamResponse:
        content = await request.read()
        self.puts.append(Put(request.method, request.raw_path, dict(request.headers), content))
        if self.hang:
            await asyncio.sleep(self.hang)
        if self.reset and request.transport is not None:
            request.transport.close()
        if self.endless:
            response = web.StreamResponse(status=201)
            await response.prepare(request)
            while True:
                await response.write(b"x" * 65536)
                await asyncio.sleep(0)
        status = self.statuses.pop(0) if self.statuses else 201
        return web.Response(status=status, headers={"Location": self.location} if self.location else None)
