"""``demo``: the assistant served locally, with the people of the seats and a clock set during the call, and its page.

The page's server side: its files, its mails, what happens (server-sent events), and its few controls.
"""

from __future__ import annotations

import asyncio
import gc
import json
import shutil
import sqlite3
import uuid
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.demo.rooms import (
    BOT_ID,
    BOT_NAME,
    CHANNEL,
    GROUP,
    PEOPLE,
    PREFIX,
    Files,
    NoConversation,
    Rooms,
    add_connector,
    by_the_page,
    called_locally,
    download,
    json_object,
    personal,
    roles_given,
    user_id,
)
from bot.demo.seed import seed
from bot.mail import FileMailer, Mail
from bot.process import FileLock
from bot.serving import Assistant, Beside, serve
from bot.settings import Settings, load_settings
from bot.teams.connector import Outcome
from bot.terminal import LOCAL_TENANT
from bot.timers import WallClock
from dialogs.core.exchange import Mailbox
from dialogs.core.texts import PRODUCT

ROOT = Path(__file__).parents[2]
PAGE = Path(__file__).parent / "page"
CARDS = ROOT / "node_modules" / "adaptivecards" / "dist"
# The library's two files; nothing else of node_modules is served.
LIBRARY = {"adaptivecards.min.js": "text/javascript", "adaptivecards.css": "text/css"}

_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_BEAT = 15.0  # Seconds between signs of life on a stream.
_MOST = 20  # Files of one message.
_FAR = timedelta(days=400)  # The hand goes no further at once.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(slots=True)
class Site:
    """One life of the demonstration, from its start to «recommencer»."""

    url: str
    rooms: Rooms
    clock: WallClock
    mail_folder: Path
    wake: Callable[[], None]  # The clock was moved.
    again: Callable[[], None]  # Begin anew.
    epoch: str = field(default_factory=lambda: uuid.uuid4().hex)

    def add_to(self, app: web.Application) -> None:
        """Add the page, its controls and the connector."""
        add_connector(app, self.rooms)
        Files(self.url).add_to(app)
        app.router.add_get("/", called_locally(self.page))
        app.router.add_get("/page/{name}", called_locally(self.page))
        app.router.add_get("/library/{name}", called_locally(self.library))
        app.router.add_get("/demo/events", called_locally(self.events))
        app.router.add_post("/demo/said", by_the_page(self.said))
        app.router.add_post("/demo/clock", by_the_page(self.move_clock))
        app.router.add_post("/demo/reset", by_the_page(self.reset))
        app.router.add_get("/demo/mails", called_locally(self.mails))
        app.router.add_get("/demo/mails/{key}/{number:\\d+}", called_locally(self.mail_file))
        app.on_shutdown.append(self._end)

    async def page(self, request: web.Request) -> web.Response:
        """Serve a file of the page."""
        name = request.match_info.get("name", "index.html")
        path = next((path for path in PAGE.iterdir() if path.name == name), None)
        if path is None:
            raise web.HTTPNotFound
        return web.Response(body=path.read_bytes(), content_type=_KINDS[path.suffix], charset="utf-8", headers=_HEADERS)

    async def library(self, request: web.Request) -> web.Response:
        """Serve what draws the cards."""
        kind = LIBRARY.get(request.match_info["name"])
        path = CARDS / request.match_info["name"]
        if kind is None or not path.is_file():
            raise web.HTTPNotFound
        body = await asyncio.to_thread(path.read_bytes)
        headers = {**_HEADERS, "Cache-Control": "max-age=3600"}
        return web.Response(body=body, content_type=kind, charset="utf-8", headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Stream the state, then all that happens."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream; charset=utf-8"})
        with self.rooms.listening() as page:
            hello = self._hello()
            await response.prepare(request)
            try:
                await _write(response, hello)
                while True:
                    try:
                        event = await asyncio.wait_for(page.get(), _BEAT)
                    except TimeoutError:
                        await response.write(b": still here\n\n")
                        continue
                    if event["event"] == "end":
                        return response
                    await _write(response, event)
            except ConnectionError:
                return response  # The page was closed.

    def _hello(self) -> dict[str, Any]:
        return {
            "event": "hello",
            "epoch": self.epoch,
            "now": self.clock.now().isoformat(),
            "service": f"{self.url}{PREFIX}",
            "tenant": LOCAL_TENANT,
            "bot": {"id": BOT_ID, "name": BOT_NAME},
            "group": GROUP,
            "channel": CHANNEL,
            "people": [
                {"seat": one.label, "oid": one.key.oid, "name": one.name, "role": one.role,
                 "user": user_id(one.key.oid), "chat": personal(one.key.oid)}
                for one in PEOPLE
            ],
            "activities": {name: list(kept.values()) for name, kept in self.rooms.activities.items()},
            "mails": len(list(self.mail_folder.glob("*.eml"))),
        }  # fmt: skip

    async def said(self, request: web.Request) -> web.Response:
        """Place what a person types in its conversation, as Teams does before the assistant hears of it."""
        body = await json_object(request)
        person = next((one for one in PEOPLE if one.key.oid == body.get("oid")), None)
        conversation, text = body.get("conversation"), body.get("text")
        if person is None or not isinstance(conversation, str) or not isinstance(text, str):
            raise web.HTTPBadRequest
        names = [str(name)[:200] for name in body["files"][:_MOST]] if isinstance(body.get("files"), list) else []
        activity = {
            "type": "message",
            "text": text[:40_000],
            "attachments": [{"contentType": "file", "name": name} for name in names],
            "from": {"id": user_id(person.key.oid), "name": person.name, "aadObjectId": person.key.oid},
        }
        try:
            number = self.rooms.post(conversation, activity)
        except NoConversation:
            raise web.HTTPNotFound from None
        if conversation == CHANNEL:
            conversation = f"{CHANNEL};messageid={number}"
        return web.json_response({"id": number, "conversation": conversation}, status=201)

    async def move_clock(self, request: web.Request) -> web.Response:
        """Move the clock's hand forward, by hours or to an instant; timers and notices follow at once.

        It does not go back, nor very far at once: ``moved`` is false then.
        """
        body = await json_object(request)
        now = self.clock.now()
        try:
            to = datetime.fromisoformat(body["to"]) if "to" in body else now + timedelta(hours=int(body["hours"]))
            if to - now > _FAR:
                raise ValueError("too far")
            self.clock.move(to)
        except (KeyError, TypeError, ValueError, OverflowError):
            return web.json_response({"moved": False, "now": now.isoformat()})
        self.wake()
        moved = self.clock.now().isoformat()
        self.rooms.tell({"event": "clock", "now": moved})
        return web.json_response({"moved": True, "now": moved})

    async def reset(self, _request: web.Request) -> web.Response:
        """Begin anew: another database, another life."""
        asyncio.get_running_loop().call_later(0.05, self.again)  # The answer goes first.
        return web.Response(status=202)

    async def mails(self, _request: web.Request) -> web.Response:
        """Return the mails sent."""
        return web.json_response(await asyncio.to_thread(mails, self.mail_folder))

    async def mail_file(self, request: web.Request) -> web.Response:
        """Return a file that went with a mail."""
        number = int(request.match_info["number"])
        found = await asyncio.to_thread(part, self.mail_folder, request.match_info["key"], number)
        if found is None:
            raise web.HTTPNotFound
        return download(found.name, found.type, found.content)

    async def _end(self, _app: web.Application) -> None:
        self.rooms.tell({"event": "end"})


async def _write(response: web.StreamResponse, event: dict[str, Any]) -> None:
    await response.write(f"data: {json.dumps(event, ensure_ascii=False)}\n\n".encode("utf-8", "replace"))


class DemoMailer:
    """Keeps each mail as a file, and tells that one has come."""

    def __init__(self, folder: Path) -> None:
        """Write below ``folder``; the clock and who is told are known later (:meth:`begin`)."""
        self._folder = folder
        self._files: FileMailer | None = None
        self._came: Callable[[], None] = lambda: None

    def begin(self, name: str, clock: Callable[[], datetime], came: Callable[[], None]) -> None:
        """Write as ``name``, at ``clock``'s time, and call ``came`` after each mail."""
        self._files = FileMailer(self._folder, Mailbox("assistant@demonstration.example", name), clock)
        self._came = came

    async def send(self, mail: Mail, key: str) -> Outcome:
        """Write the mail."""
        if self._files is None:
            raise RuntimeError("the demonstration has not begun")
        outcome = await self._files.send(mail, key)
        if outcome.ok:
            self._came()
        return outcome


@dataclass(frozen=True, slots=True)
class Part:
    """A file that came with a mail."""

    name: str
    type: str
    content: bytes


def mails(folder: Path) -> list[dict[str, Any]]:
    """Return the mails kept, the latest first, as the page shows them."""
    paths = sorted(folder.glob("*.eml"), key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    return [_shown(path) for path in paths]


def part(folder: Path, key: str, number: int) -> Part | None:
    """Return the attachment of that number (from 0) of the mail ``key``; None if there is none."""
    path = next((path for path in folder.glob("*.eml") if path.stem == key), None)
    if path is None:
        return None
    found = list(_read(path).iter_attachments())
    if not 0 <= number < len(found):
        return None
    content = found[number].get_payload(decode=True)
    return Part(
        found[number].get_filename() or "fichier",
        found[number].get_content_type(),
        content if isinstance(content, bytes) else b"",
    )


def _read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def _shown(path: Path) -> dict[str, Any]:
    message = _read(path)
    body = message.get_body(("plain",))
    date = message["Date"].datetime if message["Date"] else None
    return {
        "key": path.stem,
        "to": str(message["To"] or ""),
        "cc": str(message["Cc"] or ""),
        "replyTo": str(message["Reply-To"] or ""),
        "subject": str(message["Subject"] or ""),
        "date": date.isoformat() if date else "",
        "text": body.get_content() if body else "",
        "files": [one.get_filename() or "fichier" for one in message.iter_attachments()],
    }


DATABASE = Path("var/demo.db")
FILLED = Path("var/demo-neuve.db")  # The database as a life begins: made once, «recommencer» copies it.
MAILS = Path("var/demo-mail")
NOW = "2024-01-25T10:00+01:00"  # A Thursday, eleven days before the closing.


async def demo(environ: Mapping[str, str]) -> None:
    """Serve the demonstration until the process is told to stop; «recommencer» begins another life of it."""
    kept = {name: environ[name] for name in ("PORT", "LOG_LEVEL", "LOG_FORMAT") if name in environ}
    settings = load_settings(
        {"LOG_LEVEL": "error", **kept, "ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1", "ASSISTANT_NOW": NOW,
         "DATABASE_URL": f"sqlite+aiosqlite:///{DATABASE}"}
    )  # fmt: skip
    life = _Life(settings)
    await life.live()
    while life.again:
        gc.unfreeze()  # What the last life has loaded may go.
        life = _Life(settings, first=False)
        await life.live()


@dataclass
class _Life:
    """From a new database to the stop, or to «recommencer»: the first life fills it, the others begin with its copy."""

    settings: Settings
    first: bool = True
    again: bool = False
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _post: DemoMailer = field(default_factory=lambda: DemoMailer(MAILS))

    async def live(self) -> None:
        _clear()
        if not self.first:
            shutil.copy(FILLED, DATABASE)
        await serve(
            self.settings,
            seeds=roles_given(),
            migrates=self.first,
            prepare=self._fill if self.first else None,
            extend=self._extend,
            post=self._post,
            started=self._announce if self.first else lambda: None,
            stop=self._stop,
        )

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

    async def _fill(self, one: Assistant) -> None:
        await seed(one.services, self._url)
        await one.behind.flush()
        await asyncio.to_thread(_keep)

    def _extend(self, app: web.Application, one: Assistant, beside: Beside) -> None:
        rooms = Rooms(one.clock.now)
        self._post.begin(PRODUCT[True], one.clock.now, lambda: rooms.tell({"event": "mail"}))
        Site(self._url, rooms, one.clock, MAILS, beside.wake, self._begin_anew).add_to(app)

    def _begin_anew(self) -> None:
        self.again = True
        self._stop.set()

    def _announce(self) -> None:
        print(f"Page de démonstration : {self._url}/ (sur cette machine seulement, sans authentification).")  # noqa: T201
        if not CARDS.is_dir():
            print("Les cartes ne se dessineront pas : « make demo » installe ce qui manque (npm ci).")  # noqa: T201
        print("Pour converser dans ce terminal : .venv/bin/python -m bot chat. Ctrl+C pour arrêter.", flush=True)  # noqa: T201


def _keep() -> None:
    """Copy the database that was just filled, for the lives to come."""
    FILLED.unlink(missing_ok=True)
    with closing(sqlite3.connect(DATABASE)) as filled, closing(sqlite3.connect(FILLED)) as copy:
        filled.backup(copy)


def _clear() -> None:
    """Remove what an earlier life has left. Raises Held while another process lives on it."""
    lock = FileLock(DATABASE)
    lock.take()
    try:
        for leftover in (*DATABASE.parent.glob(f"{DATABASE.name}*"), *MAILS.glob("*.eml")):
            if not leftover.name.endswith(".lock"):
                leftover.unlink(missing_ok=True)  # A connection that is just closing takes its own files away.
    finally:
        lock.release()
