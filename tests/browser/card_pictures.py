"""Pictures of real cards, and how tall and wordy real cards are: ``python -m tests.browser.card_pictures [folder]``.

Without a folder nothing is written but the figures.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright

from tests.browser.png import small
from tests.browser.real_cards import CARDS, real_cards
from tests.lint.catalogue_page import sheet
from tests.lint.words import answer_words

WIDTHS = {375: 345, 1200: 600}  # Of the window, and of a card in it, in pixels: so draw the demonstration and Teams.
_STYLE = (
    "main { display: flex; flex-direction: column; gap: 16px; width: WIDEpx; } body { padding: 15px; overflow: auto; }"
)
_TALL = "one => [one.offsetHeight, [...one.querySelectorAll('.ac-selectable')].map(row => row.offsetHeight)]"


@asynccontextmanager
async def drawn(browser: Browser, cards: Mapping[str, Any], window: int) -> AsyncIterator[Page]:
    """Give a page with ``cards``, each by the name it has there, in a window of that width."""
    body = "<main>" + "".join(f'<div data-card="{name}"></div>' for name in cards) + "</main>"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cards.html"
        path.write_text(sheet("Cartes", body, cards, _STYLE.replace("WIDE", str(WIDTHS[window]))), "utf-8")
        page = await browser.new_page(viewport={"width": window, "height": 900})
        await page.goto(path.as_uri(), timeout=120_000)
        yield page
        await page.close()


async def heights(page: Page, name: str) -> tuple[int, list[int]]:
    """Return how tall a card is and how tall are its rows, in pixels."""
    tall, rows = await page.locator(f'[data-card="{name}"] .card').evaluate(_TALL)
    return int(tall), list(rows)


async def take(target: Path | None) -> None:
    """Print each card's heights; take it at both widths, into ``target``."""
    cards = await real_cards()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for window in WIDTHS if target else (375,):
            async with drawn(browser, cards, window) as page:
                for card in CARDS:
                    print(card.name, window, *await heights(page, card.name))
                    if target and card.pictured:
                        picture = await page.locator(f'[data-card="{card.name}"] .card').screenshot()
                        (target / f"{card.name}-{window}.png").write_bytes(small(picture))
        await browser.close()
    counts = answer_words()
    print(f"réponses : {len(counts)}, mots par carte : médiane {statistics.median(counts)}, plus longue {max(counts)}")


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(folder))
