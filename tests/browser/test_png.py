"""A picture keeps its pixels when it is made small."""

from __future__ import annotations

import base64

from playwright.async_api import Browser

from tests.browser.png import small

_PIXELS = """
async ([one, other]) => {
  const drawn = async data => {
    const image = new Image(); image.src = 'data:image/png;base64,' + data; await image.decode();
    const canvas = document.createElement('canvas'); canvas.width = image.width; canvas.height = image.height;
    const context = canvas.getContext('2d'); context.drawImage(image, 0, 0);
    return context.getImageData(0, 0, image.width, image.height).data;
  };
  const [a, b] = [await drawn(one), await drawn(other)];
  return a.length === b.length ? a.reduce((most, value, at) => Math.max(most, Math.abs(value - b[at])), 0) : -1;
}
"""


async def test_a_small_picture_has_the_same_pixels(browser: Browser) -> None:
    page = await browser.new_page(viewport={"width": 120, "height": 60})
    await page.set_content("<p style='color:#444'>Carte <b style='background:#e8ebfa;color:#4f52b2'>nouvelle</b></p>")
    picture = await page.screenshot()
    packed = small(picture)
    pictures = [base64.b64encode(one).decode() for one in (picture, packed)]
    assert 0 <= await page.evaluate(_PIXELS, pictures) <= 15
    assert len(packed) < len(picture)
    await page.close()
