"""The page as people use it: by what they read and what things are called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import ConsoleMessage, Locator, Page, Request, expect

from bot.demo.rooms import PREFIX
from bot.terminal import SEATS

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
expect.set_options(timeout=20_000)

WORDS = {"agent": "agent", "expert": "expert", "saeple": "SA EPLE"}
_AXE = """
([where, colours]) => axe.run(where, {
  resultTypes: ['violations'],
  ...(colours ? { runOnly: ['cat.color'] } : { rules: { 'label-content-name-mismatch': { enabled: false } } }),
})
"""
_MISNAMED = r"""
where => {
  const words = text => ` ${(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ')} `;
  return [...document.querySelector(where).querySelectorAll(':is(button, a, [role="button"], [role="link"])[aria-label]')]
    .filter(one => one.checkVisibility() && words(one.innerText).trim())
    .filter(one => !words(one.getAttribute('aria-label')).includes(words(one.innerText)))
    .map(one => one.outerHTML.slice(0, 200));
}
"""
_OVERFLOWING = """
root => [...document.querySelectorAll(root + ' *')]
  .filter(one => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .filter(one => getComputedStyle(one).display !== 'inline')
  .filter(one => !one.closest('.hidden, select, textarea, input'))
  .filter(one => !(getComputedStyle(one).textOverflow === 'ellipsis' && one.closest('[role="button"][aria-label]')))
  .map(one => one.outerHTML.slice(0, 200))
"""


async def violations(page: Page, where: str = "html", *, colours: bool = False) -> list[str]:
    """Return what axe finds below ``where``: its rule, and the first element at fault; ``colours``: of colours alone.

    Whether a name holds the words that are seen is asked of ``_MISNAMED``: axe takes «·» for a word and joins what stands
    in two blocks, «urgente» and «hier», into one.
    """
    if not await page.evaluate("Boolean(window.axe)"):
        await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate(_AXE, [where, colours])
    misnamed = [f"misnamed: {one}" for one in await page.evaluate(_MISNAMED, where)]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]] + misnamed


async def overflowing(page: Page, where: str) -> list[str]:
    """Return the elements below ``where`` whose content is wider than they are: cut off, or to be scrolled.

    A line that ends in an ellipsis within a row whose name says all of it is none.
    """
    return list(await page.evaluate(_OVERFLOWING, where))


class Desk:
    """The whole page. ``faults``: errors of its scripts, and requests that left this machine."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._heard)
        page.on("request", self._asked)

    async def open(self) -> None:
        await self.page.goto(self.url)
        for seat in ("agent", "expert", "saeple"):
            await expect(self.seat(seat).log).to_contain_text("je suis l’assistant")

    def seat(self, name: str) -> Seat:
        """Return where the person of that name of the three seats sits."""
        return Seat(self.page, self.page.locator(f'.seat[data-role="{name}"]'))

    def button(self, name: str) -> Locator:
        """Return a button of the page's head."""
        return self.page.get_by_role("banner").get_by_role("button", name=name)

    async def goes_to(self, title: str) -> None:
        """Move the clock's hand to one of the dates offered."""
        await self.page.get_by_label("Aller à une date").select_option(label=title)
        await self.button("Y aller").click()

    async def show(self, seat: Seat) -> None:
        """Have a seat on the screen: on a narrow one there is one at a time."""
        if await self.page.get_by_role("navigation").is_visible():
            role = WORDS[await seat.element.get_attribute("data-role") or ""]
            await self.page.get_by_role("navigation").get_by_role("button", name=role).click()

    async def settings(self) -> None:
        """Have the page's settings on the screen: on a phone they are folded away."""
        more = self.page.get_by_role("button", name="Réglages")
        if await more.is_visible() and await more.get_attribute("aria-expanded") == "false":
            await more.click()

    async def theme(self, name: str) -> None:
        """Make the page «light» or «dark»."""
        await self.settings()
        button = self.button("Thème sombre")
        if (await button.get_attribute("aria-pressed") == "true") != (name == "dark"):
            await button.click()

    async def hears(self, conversation: str, activity: dict[str, Any], *, update: str = "") -> str:
        """Say something in the assistant's place, by its own way; return the message's id."""
        base = f"{self.url}{PREFIX}/v3/conversations/{conversation}/activities"
        method, url = ("PUT", f"{base}/{update}") if update else ("POST", base)
        async with aiohttp.ClientSession() as session, session.request(method, url, json=activity) as response:
            assert response.status in (200, 201)
            return str((await response.json())["id"])

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.faults.append(request.url)


class Seat:
    """One seat of the page."""

    def __init__(self, page: Page, element: Locator) -> None:
        self.page = page
        self.element = element
        self.log = element.locator(".log")

    async def says(self, text: str) -> None:
        """Type a message and send it with the Enter key."""
        box = self.element.get_by_role("textbox", name="Votre message à l’assistant")
        await box.fill(text)
        await box.press("Enter")

    async def asks(self, text: str) -> None:
        """Type a message, and wait for the message that answers: its buttons are the last of their title then."""
        answers = self.log.locator(".message.bot")
        before = await answers.count()
        await self.says(text)
        await expect(answers.nth(before)).to_be_visible()

    async def sees(self, text: str) -> None:
        """Wait until the last messages say ``text``."""
        await expect(self.log.locator(".message").filter(has_text=text).last).to_be_visible()

    async def does_not_see(self, text: str) -> None:
        await expect(self.log).not_to_contain_text(text)

    async def presses(self, title: str) -> None:
        """Press the last button of that title in the conversation."""
        await self.log.get_by_role("button", name=title, exact=True).last.click()

    async def fills(self, label: str, value: str) -> None:
        """Fill in the last input of that label."""
        await self.log.get_by_role("textbox", name=label).last.fill(value)

    async def chooses(self, label: str, title: str) -> None:
        await self.log.get_by_role("combobox", name=label).last.select_option(label=title)

    async def looks_for(self, label: str, typed: str, title: str) -> None:
        """Type into the last typeahead of that label, and press the choice it offers."""
        await self.log.get_by_role("combobox", name=label).last.press_sequentially(typed)
        await self.log.get_by_role("option", name=title).click()

    async def looks_at(self, conversation: str) -> None:
        """Open «Privé», «Groupe» or «Canal»."""
        await (
            self.element.get_by_role("group", name="Conversation affichée")
            .get_by_role("button", name=conversation)
            .click()
        )


def private(seat: str) -> str:
    """Return the conversation of a seat's private chat."""
    return f"a:{SEATS[seat].key.oid}"
