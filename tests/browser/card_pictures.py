"""The pictures of docs/cartes.md, and how tall the cards are, of a demonstration that has just begun:

``python -m tests.browser.card_pictures http://127.0.0.1:3978 [folder]``
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import Error, async_playwright

from tests.browser.desk import Desk

TARGET = Path(__file__).parents[2] / "docs" / "images" / "cartes"
WIDTHS = (375, 1200)
# Name, seat, what is typed, a button pressed then.
CARDS = (
    ("bilan", "saeple", "statut", ""),
    ("liste", "saeple", "demandes ouvertes", ""),
    ("sujets", "saeple", "demandes par sujet", ""),
    ("semaines", "saeple", "demandes par semaine", ""),
    ("candidatures", "saeple", "liste des candidatures", ""),
    ("dossier", "saeple", "statut CA-2024-0001", ""),
    ("experts", "saeple", "experts", ""),
    ("etape", "agent", "candidater", ""),
    ("ecran", "agent", "reprendre", "Tout remplir ici"),
)
_SETTLES = 2.5  # Seconds for an answer: whatever it is, it is drawn.


async def take(url: str, target: Path) -> None:
    """Take each card at both widths; print its height, and that of a row where it has rows."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        desk = Desk(await browser.new_page(viewport={"width": 1360, "height": 1700}), url)
        await desk.open()
        for name, seat_name, typed, pressed in CARDS:
            seat = desk.seat(seat_name)
            await desk.page.set_viewport_size({"width": 1360, "height": 1700})
            await seat.says(typed)
            await asyncio.sleep(_SETTLES)
            if pressed:
                await seat.presses(pressed)
                await asyncio.sleep(_SETTLES)
            for width in WIDTHS:
                await desk.page.set_viewport_size({"width": width, "height": 1700})
                card = seat.log.locator(".card").last
                try:
                    await desk.show(seat)
                    # At 1,200 px, as wide as Teams draws a card in a chat.
                    box = await card.evaluate(
                        "(card, wide) => { card.style.width = wide ? '600px' : ''; card.style.maxWidth = 'none';"
                        "const rows = [...card.querySelectorAll('.ac-selectable')].map(row => row.offsetHeight);"
                        "return [card.offsetHeight, rows]; }",
                        width > WIDTHS[0],
                    )
                    await card.screenshot(path=target / f"{name}-{width}.png")
                    print(name, width, box[0], box[1])
                except Error as fault:
                    print(name, width, "not taken:", str(fault).splitlines()[0])
        await browser.close()


if __name__ == "__main__":
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(sys.argv[1], folder))
