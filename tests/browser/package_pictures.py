"""The pictures of the Teams package and of the window it opens on a message, made from the package itself:

``python -m tests.browser.package_pictures [folder]``
"""

from __future__ import annotations

import asyncio
import base64
import html
import io
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from playwright.async_api import async_playwright

from bot.demo.seed import seed_schools
from bot.teamsapp.package import package
from dialogs.core.exchange import Happening, Scope
from dialogs.ui.elements import AdaptiveCard
from knowledge.schools.register import Register
from storage.calls import find, read_base
from storage.engine import Storage
from storage.queries.people import all_schools
from storage.schema import migrate
from tests.conftest import NOW
from tests.dialogs.asking import OWN, ask
from tests.lint import catalogue, catalogue_page
from tests.talk import Office
from tests.teamsapp.test_package import settings

TARGET = Path(__file__).parents[2] / "var" / "images" / "paquet"
WHERE = {"personal": "Conversation privée", "team": "Équipe", "groupChat": "Groupe"}
MESSAGE = "Bonjour, nos factures Chorus Pro sont rejetées depuis ce matin au lycée Thiers, vous pouvez me rappeler au 04 91 18 92 18 ?"
_STYLE = """
body { font: 14px "Segoe UI", "DejaVu Sans", sans-serif; margin: 0; padding: 16px; color: #242424; background: #f5f5f5; }
.shot { display: inline-block; background: #fff; border: 1px solid #d1d1d1; border-radius: 8px; padding: 12px 16px; width: 460px; }
h2 { font-size: 13px; font-weight: 600; color: #616161; margin: 0 0 8px; }
dt { font-weight: 600; margin-top: 8px; } dd { margin: 0; color: #424242; }
.icons { display: flex; gap: 16px; align-items: center; } .icons div { padding: 12px; border-radius: 8px; }
"""


def pages(found: Mapping[str, Any], icons: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """Yield each picture's name, and the page it is taken of."""
    sources = {name: f"data:image/png;base64,{base64.b64encode(png).decode()}" for name, png in icons.items()}
    color, outline = sources["color.png"], sources["outline.png"]
    yield "icones", (
        f'<h2>{html.escape(found["name"]["short"])} : 192 pixels, 96, 48 ; contour 32 pixels, sur sombre et sur couleur</h2><div class="icons">'
        f'<img src="{color}" width="192"><img src="{color}" width="96"><img src="{color}" width="48">'
        f'<div style="background:#292929"><img src="{outline}" width="32"></div>'
        f'<div style="background:{found["accentColor"]}"><img src="{outline}" width="32"></div></div>'
    )  # fmt: skip
    for listed in found["bots"][0]["commandLists"]:
        (scope,) = listed["scopes"]
        yield f"commandes-{scope}", _list(f"Commandes : {WHERE[scope]}", listed["commands"])
    yield "extension", _list("Extension de message", found["composeExtensions"][0]["commands"])


def _list(title: str, commands: list[dict[str, Any]]) -> str:
    rows = (f"<dt>{html.escape(one['title'])}</dt><dd>{html.escape(one['description'])}</dd>" for one in commands)
    return f"<h2>{html.escape(title)}</h2><dl>{''.join(rows)}</dl>"


async def windows(folder: Path) -> dict[str, AdaptiveCard]:
    """Return the window that opens on a message, for an expert and for an agent, and a result of the search."""
    storage = Storage.open(f"sqlite+aiosqlite:///{folder / 'pictures.db'}")
    await migrate(storage)
    await seed_schools(storage, NOW)
    async with Office.open(storage, read_base(find("2024-experts-opale")), NOW) as office:
        office.register = Register(await all_schools(storage))
        author = office.talk("agent")
        await author.opens()
        await ask(author, "0130001F", *OWN[1:])
        await office.behind.flush()
        shown = {}
        for seat, by in (
            ("expert", author),
            ("agent", office.stranger("8" * 8 + "-0000-4000-8000-" + "8" * 12, "Alex Martin")),
        ):
            talk = office.talk(seat, Scope.WINDOW)
            await talk.chooses("assistance.window", MESSAGE, by)
            (message,) = talk.reply.messages
            shown[f"fenetre-{seat}"] = message.card
        finder = office.talk("expert", Scope.WINDOW)
        reply = await office.router.answer(finder.incoming(Happening.LOOKUP, text="", verb="requests.lookup"))
        shown["resultat"] = reply.previews[0].card.card
    await storage.close()
    return {name: card for name, card in shown.items() if card is not None}


async def take(target: Path) -> None:
    """Take all of them."""
    with zipfile.ZipFile(io.BytesIO(package(settings(), find("2024-experts-opale").read()))) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        page = await browser.new_page(viewport={"width": 760, "height": 1400})
        for name, body in pages(json.loads(files["manifest.json"]), files):
            await page.set_content(f'<style>{_STYLE}</style><div class="shot" style="width:auto">{body}</div>')
            await page.locator(".shot").screenshot(path=target / f"{name}.png")
        with tempfile.TemporaryDirectory() as folder:
            cards = await windows(Path(folder))
        catalogue.CARDS.update({name: lambda card=card: card for name, card in cards.items()})
        drawn, _, _ = catalogue_page.page(list(cards), spoken=False)
        await page.set_content(drawn)
        for name in cards:
            card = page.locator(f'[data-card="{name}"] .card')
            await card.evaluate("card => { card.style.width = '480px'; card.style.maxWidth = 'none'; }")
            await card.screenshot(path=target / f"{name}.png")
        await browser.close()


if __name__ == "__main__":
    folder_ = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    folder_.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(folder_))
