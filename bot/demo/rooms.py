"""The conversations of the demonstration, its seats and its files: what Teams' servers hold for real clients.

Its connector answers the assistant as Teams' does. All is served on the loopback, and to whom it is meant for alone.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.settings import is_loopback
from bot.terminal import LOCAL_TENANT, SEATS, Seat
from knowledge.people import PersonKey, Role

# --- The seats: the three of every local use, and colleagues for the seeded data.


_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def called_locally(handler: _Handler) -> _Handler:
    """Serve only requests that call us by a name of the loopback: another site's name may lead here too."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if not is_loopback(_host(request.host)):
            raise web.HTTPForbidden
        return await handler(request)

    return guarded


def by_the_page(handler: _Handler) -> _Handler:
    """Serve only what our own page asks for: a browser names the page's origin with each change."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if request.headers.get("Origin") != f"http://{request.host}":
            raise web.HTTPForbidden
        return await handler(request)

    return called_locally(guarded)


def by_the_program(handler: _Handler) -> _Handler:
    """Serve only what no browser's page asks for: the assistant's own connector names no origin."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        if "Origin" in request.headers:
            raise web.HTTPForbidden
        return await handler(request)

    return called_locally(guarded)


def _host(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _colleague(number: int, label: str, name: str, role: Role | None = None) -> Seat:
    return Seat(label, PersonKey(LOCAL_TENANT, f"66666666-6666-4666-8666-66666666666{number}"), name, role)


COLLEAGUES = (
    _colleague(1, "nadia", "Nadia Benali"),
    _colleague(2, "thomas", "Thomas Garcin"),
    _colleague(3, "lucie", "Lucie Armand"),
    _colleague(4, "elise", "Élise Perrot", Role.EXPERT),
)
PEOPLE = (*SEATS.values(), *COLLEAGUES)


def roles_given() -> list[tuple[PersonKey, Role]]:
    """Return the roles that the demonstration gives."""
    return [(person.key, person.role) for person in PEOPLE if person.role]


# --- The conversations.

BOT_ID = "28:assistant"
BOT_NAME = "Assistant Op@le"
GROUP = "19:groupe-opale@thread.v2"
CHANNEL = "19:canal-opale@thread.tacv2"
_KEPT = 400  # Activities of one conversation.
_WAITING = 1000  # Events that a page may be behind.


def user_id(oid: str) -> str:
    """Return a person's id in conversations."""
    return f"29:{oid}"


def personal(oid: str) -> str:
    """Return the id of a person's private chat with the assistant."""
    return f"a:{oid}"


def base_of(conversation: str) -> str:
    """Return the conversation of a channel's thread, which is named after its first message."""
    return conversation.partition(";messageid=")[0]


class NoConversation(LookupError):
    """There is no such conversation, or no such message in it."""


@dataclass(slots=True)
class Rooms:
    """All conversations, in memory. Pages that listen are told what happens, in order."""

    now: Callable[[], datetime]
    activities: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # By conversation and id.
    _pages: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Open everybody's private chat, the group and the channel."""
        for conversation in (*(personal(person.key.oid) for person in PEOPLE), GROUP, CHANNEL):
            self.activities[conversation] = {}

    def post(self, conversation: str, activity: Mapping[str, Any]) -> str:
        """Add what was said and return its id; of typing, only tell. Raises NoConversation."""
        kept = self._of(conversation)
        number = str(int(self.now().timestamp() * 1000) * 1000 + next(self._numbers) % 1000)
        placed = self._placed(conversation, activity, number)
        if activity.get("type") != "typing":
            kept[number] = placed
            while len(kept) > _KEPT:
                kept.pop(next(iter(kept)))
        self.tell({"event": "activity", "conversation": base_of(conversation), "activity": placed})
        return number

    def update(self, conversation: str, number: str, activity: Mapping[str, Any]) -> None:
        """Put ``activity`` in the place of an earlier one. Raises NoConversation."""
        kept = self._of(conversation)
        if number not in kept:
            raise NoConversation(number)
        earlier = kept[number]
        kept[number] = {
            **self._placed(conversation, activity, number),
            "thread": earlier["thread"],
            "timestamp": earlier["timestamp"],
            "edited": True,
        }
        self.tell({"event": "activity", "conversation": base_of(conversation), "activity": kept[number]})

    def delete(self, conversation: str, number: str) -> None:
        """Take a message away. Raises NoConversation."""
        if self._of(conversation).pop(number, None) is None:
            raise NoConversation(number)
        self.tell({"event": "deleted", "conversation": base_of(conversation), "id": number})

    def members(self, conversation: str) -> list[Seat]:
        """Return who is in a conversation. Raises NoConversation."""
        self._of(conversation)
        base = base_of(conversation)
        return [one for one in PEOPLE if base in (GROUP, CHANNEL, personal(one.key.oid))]

    def tell(self, event: dict[str, Any]) -> None:
        """Tell every page of ``event``; one that has fallen far behind is let go, and will begin anew."""
        for page in list(self._pages):
            if page.qsize() >= _WAITING:
                self._pages.discard(page)
                while not page.empty():
                    page.get_nowait()
                page.put_nowait({"event": "end"})
            else:
                page.put_nowait(event)

    @contextmanager
    def listening(self) -> Any:
        """Give a queue of what happens from now on."""
        page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    def _of(self, conversation: str) -> dict[str, dict[str, Any]]:
        try:
            return self.activities[base_of(conversation)]
        except KeyError:
            raise NoConversation(conversation) from None

    def _placed(self, conversation: str, activity: Mapping[str, Any], number: str) -> dict[str, Any]:
        thread = conversation.partition(";messageid=")[2]
        if not thread and conversation == CHANNEL:
            thread = number
        return {**activity, "id": number, "timestamp": self.now().isoformat(), "thread": thread}


# --- Files offered by the assistant or sent to it: kept in memory until the next start.

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


PREFIX = "/connector"


def add_connector(app: web.Application, rooms: Rooms) -> None:
    """Add the routes below ``/connector/v3``."""
    one = DemoConnector(rooms)
    base = f"{PREFIX}/v3/conversations"
    activities, members = f"{base}/{{conversation}}/activities", f"{base}/{{conversation}}/members"
    for method, path, handler in (
        ("POST", base, one.create),
        ("POST", activities, one.post),
        ("POST", f"{activities}/{{activity}}", one.post),
        ("PUT", f"{activities}/{{activity}}", one.update),
        ("DELETE", f"{activities}/{{activity}}", one.delete),
        ("GET", members, one.members),
        ("GET", f"{base}/{{conversation}}/pagedmembers", one.paged),
        ("GET", f"{members}/{{member}}", one.member),
    ):
        app.router.add_route(method, path, by_the_program(handler))


class DemoConnector:
    """Answers as Teams' connector does, for the conversations of the demonstration."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    async def create(self, request: web.Request) -> web.Response:
        """Find somebody's private chat."""
        body = await json_object(request)
        members = body.get("members")
        wanted = members[0].get("id") if isinstance(members, list) and members and isinstance(members[0], dict) else ""
        oid = str(wanted).removeprefix("29:")
        if personal(oid) not in self._rooms.activities:
            return _error(404, "MemberNotFound")
        return web.json_response({"id": personal(oid)}, status=201)

    async def post(self, request: web.Request) -> web.Response:
        """Say something."""
        body = {**await json_object(request), "from": {"id": BOT_ID, "name": BOT_NAME}}
        if "activity" in request.match_info:
            body["replyToId"] = request.match_info["activity"]
        try:
            number = self._rooms.post(request.match_info["conversation"], body)
        except NoConversation:
            return _error(404, "ConversationNotFound")
        return web.json_response({"id": number}, status=201)

    async def update(self, request: web.Request) -> web.Response:
        """Redraw a message in its place."""
        body = {**await json_object(request), "from": {"id": BOT_ID, "name": BOT_NAME}}
        number = request.match_info["activity"]
        try:
            self._rooms.update(request.match_info["conversation"], number, body)
        except NoConversation:
            return _error(404, "ActivityNotFound")
        return web.json_response({"id": number})

    async def delete(self, request: web.Request) -> web.Response:
        """Take a message back."""
        try:
            self._rooms.delete(request.match_info["conversation"], request.match_info["activity"])
        except NoConversation:
            return _error(404, "ActivityNotFound")
        return web.Response()

    async def members(self, request: web.Request) -> web.Response:
        """Say who is there."""
        try:
            found = self._rooms.members(request.match_info["conversation"])
        except NoConversation:
            return _error(404, "ConversationNotFound")
        return web.json_response([_account(one) for one in found])

    async def paged(self, request: web.Request) -> web.Response:
        """Say who is there, on one page."""
        try:
            found = self._rooms.members(request.match_info["conversation"])
        except NoConversation:
            return _error(404, "ConversationNotFound")
        return web.json_response({"members": [_account(one) for one in found]})

    async def member(self, request: web.Request) -> web.Response:
        """Say who somebody is, named by either id."""
        wanted = request.match_info["member"]
        try:
            found = self._rooms.members(request.match_info["conversation"])
        except NoConversation:
            return _error(404, "ConversationNotFound")
        for one in found:
            if wanted in (user_id(one.key.oid), one.key.oid):
                return web.json_response(_account(one))
        return _error(404, "MemberNotFoundInConversation")


def _account(one: Seat) -> dict[str, str]:
    # An address of no real domain: nothing of the demonstration may ever reach somebody.
    address = f"{one.label}@demonstration.example"
    return {
        "id": user_id(one.key.oid),
        "aadObjectId": one.key.oid,
        "name": one.name,
        "email": address,
        "userPrincipalName": address,
        "tenantId": LOCAL_TENANT,
        "userRole": "user",
    }


async def json_object(request: web.Request) -> dict[str, Any]:
    """Return the JSON object that a request brings. Raises HTTPBadRequest for anything else."""
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _error(status: int, code: str) -> web.Response:
    return web.json_response({"error": {"code": code, "message": code}}, status=status)
