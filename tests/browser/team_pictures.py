"""The pictures of a request that several people see, taken of a demonstration that has just begun:

``python -m tests.browser.team_pictures http://127.0.0.1:3978``
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import Locator, async_playwright

from dialogs.assistance.moves import ROWS
from knowledge.request import RequestMove
from tests.browser.desk import Desk
from tests.browser.test_paths import send_request
from tests.knowledge.test_attached import png

TARGET = Path(__file__).parents[2] / "docs" / "images"
REFERENCE = "DA-2024-0015"
WIDTH, HEIGHT, TALL = 1200, 720, 1200  # Pixels; tall: what is longer than a screen is seen whole.
_TWO = """() => {
  document.querySelector('.seat[data-role="saeple"]').remove();
  document.querySelector('main').style.cssText = 'width: 66%; grid-template-columns: 1fr 1fr';
  document.querySelectorAll('.log').forEach(log => { log.scrollTop = log.scrollHeight; });
}"""
_SHOWN = 1.0  # Seconds for what still comes, so that no picture is taken half way.


async def take(url: str) -> None:
    """Take them: the experts' channel, the same request as three people see it, a screenshot sent with it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        context = await browser.new_context(
            viewport={"width": WIDTH, "height": TALL}, locale="fr-FR", reduced_motion="reduce"
        )
        desk = Desk(await context.new_page(), url)
        await desk.open()
        await _channel(desk)
        await _three(desk)
        await _screenshot(desk)
        await browser.close()
    if desk.faults:
        sys.exit("\n".join(desk.faults))


async def _channel(desk: Desk) -> None:
    """The channel after something urgent came: its card, the line that mentions who is on call."""
    saeple = desk.seat("saeple")
    await saeple.says("Ferrand est de permanence aujourd'hui")
    await saeple.sees("de permanence")
    await saeple.looks_at("Canal")
    await saeple.says("ici")
    await saeple.sees("à prendre en charge")
    await send_request(desk)
    await saeple.sees("@Dominique Ferrand")
    await saeple.sees(f"Prendre {REFERENCE}")
    await _picture(desk, "canal.png", saeple.log.locator(".thread").filter(has_text="Prendre").last)
    await saeple.looks_at("Privé")


async def _three(desk: Desk) -> None:
    """The card of one request, once somebody has taken it, before who asked, its expert and the SA EPLE."""
    seats = [desk.seat(name) for name in ("agent", "expert", "saeple")]
    await seats[1].presses(ROWS[RequestMove.TAKE].button)
    await seats[0].sees("Prise en charge par Dominique Ferrand")
    await desk.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    for seat in seats:
        await seat.says(REFERENCE)
    for seat in seats:
        await seat.sees("Suivie par Dominique Ferrand")
    await _picture(desk, "trois-places.png", desk.page.get_by_role("main"))


async def _screenshot(desk: Desk) -> None:
    """A screenshot that who asked sends, and what its expert gets."""
    agent, expert = desk.seat("agent"), desk.seat("expert")
    await agent.element.locator("input[type=file]").set_input_files(
        [{"name": "écran bloqué.png", "mimeType": "image/png", "buffer": png()}]
    )
    await agent.says(f"voici l’écran, pour {REFERENCE}")
    await agent.sees("Transmis à Dominique Ferrand")
    await expert.sees("écran bloqué.png")
    await expert.presses("Voir les fichiers (1)")
    await expert.sees("Enregistrer le fichier")
    await desk.page.evaluate(_TWO)
    await _picture(desk, "fichier.png", desk.page.get_by_role("main"))


async def _picture(desk: Desk, name: str, what: Locator) -> None:
    await desk.page.mouse.move(0, 0)
    await asyncio.sleep(_SHOWN)
    await what.screenshot(path=TARGET / name)


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1]))
