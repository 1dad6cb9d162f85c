"""What axe finds on the page and on every card of the catalogue, and what a keyboard reaches: nothing is let pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from dialogs.core.form_texts import SCREEN
from tests.browser.conftest import PHONE, WIDE
from tests.browser.desk import Desk, overflowing, violations
from tests.conftest import mostly_at_night
from tests.lint.catalogue import CARDS
from tests.lint.catalogue_page import write
from tests.lint.typography import faults, texts_of

SIZES = {"wide": WIDE, "phone": PHONE}
PARTS = 12  # Of the catalogue: what axe takes for a page grows faster than the page.


async def test_axe_sees_a_fault_and_so_does_the_ruler(browser: Browser) -> None:
    page = await browser.new_page()
    await page.set_content(
        "<!doctype html><html lang=fr><title>t</title><main><h1>t</h1><input><i style='color:#ddd'>pâle</i><button aria-label='Ouvrir : a, b'>a · b</button>"
        "<button aria-label='Ouvrir : a'>a · b</button>"
        "<p id=p style='width:50px;overflow:hidden'><b>Anticonstitutionnellement</b></p></main></html>"
    )
    assert {one.split(":")[0] for one in await violations(page)} == {"color-contrast", "label", "misnamed"}
    assert [one.split(":")[0] for one in await violations(page, colours=True)] == ["color-contrast", "misnamed"]
    assert len(await overflowing(page, "main")) == 1
    await page.close()


async def lived_in(desk: Desk) -> None:
    """Let every kind of thing that the page shows be on it."""
    agent, expert, saeple = (desk.seat(name) for name in ("agent", "expert", "saeple"))
    for seat, text, seen in (
        (agent, "combien est payé un expert ?", "1 800 €"),
        (expert, "aide", "Ce que je peux faire"),
        (saeple, "candidatures déposées", "Ouvrir CA-2024-0001"),
    ):
        await desk.show(seat)
        await seat.says(text)
        await seat.sees(seen)
    await desk.show(agent)
    await agent.says("candidater")
    await agent.sees("Étape 1 sur 8")
    await agent.presses("Tout remplir ici")
    await agent.sees(SCREEN)
    await desk.show(expert)
    await expert.looks_at("Canal")
    await expert.says("faut-il un CV ?")
    await expert.sees("L’appel ne mentionne ni ne demande de CV")


@pytest.mark.parametrize("size", SIZES)
async def test_the_page_has_no_fault(desk: Desk, size: str) -> None:
    page = desk.page
    await page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    await lived_in(desk)
    for theme in ("light", "dark"):
        await desk.theme(theme)
        for name in ("agent", "expert", "saeple"):
            await desk.show(desk.seat(name))
            assert await violations(page) == []
            assert await overflowing(page, ".seat") == []
    await desk.settings()
    await desk.button("Courriels").click()
    await expect(page.get_by_role("dialog").locator("details").first).to_be_visible()
    assert await violations(page) == []
    await page.keyboard.press("Escape")
    await desk.button("Recommencer").click()
    assert await violations(page) == []
    assert not await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


async def test_a_button_under_the_pointer_is_still_read(desk: Desk) -> None:
    where = ".seat[data-role='expert'] .ac-pushButton.style-positive"
    # To hover scrolls to it, and tries again where its card has just been drawn anew.
    button = desk.page.locator(where).last
    for theme in ("light", "dark"):
        await desk.theme(theme)
        await button.hover()
        assert await violations(desk.page, where, colours=True) == []


async def test_the_catalogue_shows_every_card_and_sentence(tmp_path: Path) -> None:
    cards, said = write(tmp_path / "catalogue.html")
    assert cards == len(CARDS) > 200
    assert said > 1000


@pytest.mark.parametrize("part", mostly_at_night(range(PARTS), lambda _: "any"))
async def test_no_card_of_the_catalogue_has_a_fault(browser: Browser, tmp_path: Path, part: int) -> None:
    path = tmp_path / "catalogue.html"
    write(path, sorted(CARDS)[part::PARTS], spoken=False)
    page = await browser.new_page(viewport=SIZES["wide"])  # type: ignore[arg-type]
    await page.goto(path.as_uri())
    undrawn = await page.evaluate("[...document.querySelectorAll('[data-card]')].filter(one => !one.querySelector('.card:not(.undrawn)')).map(one => one.dataset.card)")  # fmt: skip
    assert undrawn == []
    for size in SIZES.values():
        await page.set_viewport_size(size)  # type: ignore[arg-type]
        assert await violations(page) == []
        assert await overflowing(page, "[data-card]") == []
    # Nothing but colours changes in the dark, and they are the same on a phone.
    await page.get_by_role("button", name="Thème sombre").click()
    assert await violations(page, colours=True) == []
    await page.close()


async def test_everything_is_reached_and_done_by_keyboard(desk: Desk) -> None:
    page, agent = desk.page, desk.seat("agent")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Aller aux conversations")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("main")).to_be_focused()
    for _ in range(5):  # Who sits there, three conversations, what was said.
        await page.keyboard.press("Tab")
    await expect(agent.log).to_be_focused()
    box = agent.element.get_by_role("textbox", name="Votre message à l’assistant")
    await box.focus()
    await page.keyboard.type("faut-il un CV ?")
    await page.keyboard.press("Enter")
    await agent.sees("L’appel ne mentionne ni ne demande de CV")
    await expect(box).to_be_focused()
    await agent.log.get_by_role("button", name="Transmettre au SA EPLE").focus()
    await page.keyboard.press("Enter")
    await agent.sees("Étape 2 sur 2")
    passing = agent.log.get_by_role("button", name="Passer cette étape")
    await passing.focus()
    await page.keyboard.press("Space")
    await agent.sees("Rien n’est encore")
    # The card that took the other's place has the focus, so that its first field is the next thing.
    assert await agent.log.evaluate("log => log.contains(document.activeElement)")


async def test_what_comes_is_told_to_a_screen_reader(desk: Desk) -> None:
    agent = desk.seat("agent")
    await expect(agent.log).to_have_attribute("role", "log")
    await expect(agent.log).to_have_attribute("aria-label", "Camille Roux, privé")
    heading = agent.log.get_by_role("heading", name="Bonjour, je suis l’assistant Op@le")
    await expect(heading).to_have_attribute("aria-level", "3")
    await desk.button("Avancer d’un jour").click()
    told = desk.page.get_by_role("status")
    await expect(told).to_contain_text("vendredi 26 janvier 2024")
    # Mails that come next are added to it: a reader that is late still says the day.
    await desk.page.evaluate(
        "import('/page/dom.js').then(({ tell }) => [1, 2, 3, 4, 5, 6].forEach(() => tell('Un courriel est parti.')))"
    )
    await expect(told).to_contain_text("Un courriel est parti.")
    await expect(told).to_contain_text("vendredi 26 janvier 2024")


async def test_the_page_s_own_words_are_well_set(desk: Desk) -> None:
    words = await desk.page.evaluate(
        "import('/page/words.js').then(({ WORDS, MOMENTS, day, hour }) => ({ ...WORDS, moments: MOMENTS.map(one => one[1]), "
        "now: `${day(new Date(0))}, ${hour(new Date(0))}` }))"
    )
    shown = await desk.page.evaluate(
        "[...document.querySelectorAll('header, dialog')].map(one => one.textContent.replace(/\\s*\\n\\s*/g, '\\n'))"
    )
    said = dict(texts_of({**words, "head": shown}, "page"))
    assert len(said) > 40
    assert {where: found for where, text in said.items() if (found := faults(text))} == {}
