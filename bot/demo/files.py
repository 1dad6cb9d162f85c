"""Files that the assistant offers, and those that people send it: kept in memory until the start anew."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from urllib.parse import quote

from aiohttp import web

from bot.demo.guard import by_the_page, by_the_program, called_locally

MAX_FILE = 10 * 1024 * 1024  # Bytes.
_MAX_FILES = 20
PATH = "/demo/files"
SENT = "/demo/sent"
_PICTURES = "/connector/v3/attachments"  # Where Teams' connector keeps the pictures of messages.


@dataclass(slots=True)
class StoredFile:
    """A file: its name, and its content once it was uploaded."""

    name: str
    content: bytes | None = None


@dataclass(slots=True)
class Files:
    """What OneDrive is for Teams: a place is made by the person's consent, the assistant puts the bytes there."""

    url: str  # Where this server is reached, for the assistant.
    kept: dict[str, StoredFile] = field(default_factory=dict)

    def add_to(self, app: web.Application) -> None:
        """Add the routes."""
        app.router.add_post(PATH, by_the_page(self.make))
        app.router.add_put(f"{PATH}/{{id}}", by_the_program(self.put))
        app.router.add_get(f"{PATH}/{{id}}", called_locally(self.get))
        app.router.add_post(SENT, by_the_page(self.send))
        app.router.add_get(f"{_PICTURES}/{{id}}/views/original", by_the_program(self.get))

    async def make(self, request: web.Request) -> web.StreamResponse:
        """Make the place for a file the person has agreed to."""
        body = await request.json()
        name = str(body.get("name") or "fichier")[:200] if isinstance(body, dict) else "fichier"
        number = self._keep(StoredFile(name))
        url = f"{self.url}{PATH}/{number}"
        kind = name.rpartition(".")[2] if "." in name else ""
        return web.json_response(
            {"contentUrl": url, "name": name, "uploadUrl": url, "uniqueId": number, "fileType": kind}, status=201
        )

    async def put(self, request: web.Request) -> web.StreamResponse:
        """Take a file's bytes, in one piece."""
        kept = self.kept.get(request.match_info["id"])
        if kept is None:
            raise web.HTTPNotFound
        kept.content = await _bytes(request)
        return web.json_response({"id": request.match_info["id"]}, status=201)

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Take a file that a person sends, and say where the assistant finds it: as Teams' connector, and as its storage."""
        name = request.query.get("name", "")[:200]
        number = self._keep(StoredFile(name, await _bytes(request)))
        picture, file = f"{self.url}{_PICTURES}/{number}/views/original", f"{self.url}{PATH}/{number}"
        return web.json_response({"picture": picture, "file": file, "id": number}, status=201)

    def _keep(self, file: StoredFile) -> str:
        number = secrets.token_urlsafe(16)
        self.kept[number] = file
        while len(self.kept) > _MAX_FILES:
            self.kept.pop(next(iter(self.kept)))
        return number

    async def get(self, request: web.Request) -> web.StreamResponse:
        """Give a file back, always as a download."""
        kept = self.kept.get(request.match_info["id"])
        if kept is None or kept.content is None:
            raise web.HTTPNotFound
        return download(kept.name, "application/octet-stream", kept.content)


async def _bytes(request: web.Request) -> bytes:
    content = bytearray()
    async for chunk in request.content.iter_any():
        content += chunk
        if len(content) > MAX_FILE:
            raise web.HTTPRequestEntityTooLarge(MAX_FILE, len(content))
    return bytes(content)


def download(name: str, kind: str, content: bytes) -> web.Response:
    """Return ``content`` as a file to be saved, whatever it is: nothing of it runs in the page's place."""
    return web.Response(
        body=content,
        content_type=kind,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )
