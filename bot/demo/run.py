"""``demo``: the assistant served locally, with the people of the seats and a clock set during the call."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from bot.demo.rooms import Rooms, roles_given
from bot.demo.seed import seed
from bot.demo.site import CARDS, DemoMailer, Site
from bot.process import FileLock
from bot.serving import Assistant, Beside, serve
from bot.settings import Settings, load_settings
from dialogs.core.texts import PRODUCT

DATABASE = Path("var/demo.db")
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
    """From a new database to the stop, or to «recommencer»."""

    settings: Settings
    first: bool = True
    again: bool = False
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _post: DemoMailer = field(default_factory=lambda: DemoMailer(MAILS))

    async def live(self) -> None:
        _clear()
        await serve(
            self.settings,
            seeds=roles_given(),
            migrates=True,
            prepare=lambda one: seed(one.services, self._url),
            extend=self._extend,
            post=self._post,
            started=self._announce if self.first else lambda: None,
            stop=self._stop,
        )

    @property
    def _url(self) -> str:
        return f"http://127.0.0.1:{self.settings.port}"

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
