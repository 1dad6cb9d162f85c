"""The pictures of the documentation, taken of a demonstration that has just begun:

``python -m tests.browser.pictures http://127.0.0.1:3978``
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from dialogs.assistance.moves import ROWS
from knowledge.request import RequestMove
from tests.browser.conftest import PHONE
from tests.browser.desk import Desk
from tests.browser.test_paths import send_request

TARGET = Path(__file__).parents[2] / "docs" / "images"
_SHOWN = 1.0  # Seconds for what still comes, so that no picture is taken half way.


async def take(url: str) -> None:
    """Take them: three seats at work, a phone."""
    TARGET.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        desk = Desk(await browser.new_page(viewport={"width": 1360, "height": 860}), url)
        await desk.open()
        await send_request(desk)
        agent, expert, saeple = (desk.seat(name) for name in ("agent", "expert", "saeple"))
        await expert.sees("DA-2024-0015")
        await expert.presses(ROWS[RequestMove.TAKE].button)
        await agent.sees("Dominique Ferrand")
        await saeple.says("candidatures")
        await saeple.sees("5 candidatures au total")
        await asyncio.sleep(_SHOWN)
        await desk.page.screenshot(path=TARGET / "demonstration.png")
        await agent.says("combien est payé un expert ?")
        await agent.sees("1 800 €")
        await expert.looks_at("Canal")
        await expert.says("faut-il un CV ?")
        await expert.sees("L’appel ne mentionne ni ne demande de CV")
        await saeple.says("statut CA-2024-0001")
        await saeple.sees("BENALI Nadia")
        await desk.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        await agent.says("candidater")
        await agent.sees("Étape 1 sur 8")
        await asyncio.sleep(_SHOWN)
        await desk.page.screenshot(path=TARGET / "telephone.png")
        await browser.close()
    if desk.faults:
        sys.exit("\n".join(desk.faults))


if __name__ == "__main__":
    asyncio.run(take(sys.argv[1]))
