"""Real cards on a phone: none is taller than its budget."""

from __future__ import annotations

from playwright.async_api import Browser

from tests.browser.card_pictures import drawn, heights
from tests.browser.real_cards import CARDS, real_cards


async def test_no_card_is_taller_on_a_phone_than_its_budget(browser: Browser) -> None:
    async with drawn(browser, await real_cards(), 375) as page:
        measured = {card.name: (await heights(page, card.name))[0] for card in CARDS if card.tallest}
    assert {name: tall for name, tall in measured.items() if not 100 < tall <= _tallest(name)} == {}
    assert len(measured) > 8


def _tallest(name: str) -> int:
    return next(card.tallest for card in CARDS if card.name == name)
