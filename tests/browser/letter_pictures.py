"""The mail that the call asks for and its letter, as pictures in var/images: ``python -m tests.browser.letter_pictures [folder]``.

The mail is taken as it leaves, the letter from the Word document itself: its paragraphs, its foot, on a page of its size.
"""

from __future__ import annotations

import asyncio
import html
import os
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from playwright.async_api import async_playwright

from dialogs.core.exchange import Letter
from storage.queries.applications import OFFICIAL_MAIL
from tests.browser.png import small
from tests.dialogs.delivering import delivered
from tests.lint.proofread import APPLICATION, OPEN, staged
from tests.talk import Office

TARGET = Path(__file__).parents[2] / "var" / "images"
_STYLE = """
body { margin: 0; background: #e8e8e8; } main { width: 794px; box-sizing: border-box; background: #fff; color: #000; }
.mail { padding: 24px 32px; font: 15px/1.5 "Segoe UI", "DejaVu Sans", sans-serif; }
.mail dl { display: grid; grid-template-columns: 6em 1fr; gap: 2px 8px; border-bottom: 1px solid #ccc; padding-bottom: 12px; margin: 0 0 16px; }
.mail dt { color: #555; } .mail dd { margin: 0; } .mail p { white-space: pre-wrap; margin: 0; }
.letter { padding: 94px; min-height: 1122px; position: relative; font: 11pt/1.35 Arial, "Liberation Sans", sans-serif; }
.letter p { margin: 0 0 8pt; } .letter .row { display: grid; grid-template-columns: 189px 1fr; margin: 0 0 3pt; } .right { text-align: right; }
.letter h1 { font-size: 16pt; margin: 0 0 6pt; border-bottom: 1px solid #000; padding-bottom: 6pt; } .letter h3 { font-size: 12pt; font-weight: normal; }
.letter h2 { font-size: 13pt; margin: 12pt 0 6pt; }
.letter footer { position: absolute; bottom: 47px; left: 94px; right: 94px; font-size: 9pt; }
"""


async def official_mail() -> Letter:
    """Return the mail of a plausible application, as it leaves."""
    found: list[Letter] = []

    async def apply(office: Office) -> list[Any]:
        talk = office.talk()
        await talk.opens()
        for text in ("candidater", *APPLICATION, "envoyer"):
            await talk.says(text)
        told = await delivered(office)
        found.extend(shown for row, shown in told if row.notice.kind == OFFICIAL_MAIL and isinstance(shown, Letter))
        return []

    await staged(OPEN, apply)
    return found[0]


def mail_page(letter: Letter) -> str:
    """Return the mail as a mail program shows it."""
    heads = {
        "À": f"{letter.name} <{letter.to}>" if letter.name else letter.to,
        "Copie": ", ".join(f"{one.name} <{one.address}>" if one.name else one.address for one in letter.cc),
        "Réponse à": ", ".join(one.address for one in letter.reply_to),
        "Objet": letter.subject,
        "Joint": ", ".join(one.name for one in letter.enclosed),
    }
    rows = "".join(f"<dt>{name}</dt><dd>{html.escape(said)}</dd>" for name, said in heads.items() if said)
    return f'<main class="mail"><dl>{rows}</dl><p>{html.escape(letter.text)}</p></main>'


def letter_page(content: bytes) -> str:
    """Return a Word document as a page: titles, paragraphs, labels with their values, the foot."""
    document = Document(BytesIO(content))
    parts = []
    for element in document.paragraphs:
        tag = {"Title": "h1", "Subtitle": "h3", "Heading 1": "h2"}.get(element.style.name, "p")
        side = {1: "center", 2: "right"}.get(element.alignment or 0, "left")
        label, tab, value = html.escape(element.text).replace("\n", "<br>").partition("\t")
        text = f"<b>{label}</b><span>{value}</span>" if tab else label
        parts.append(f'<{tag} class="{"row" if tab else side}">{text}</{tag}>')
    foot = " ".join(one.text for one in document.sections[0].footer.paragraphs)
    return f'<main class="letter">{"".join(parts)}<footer>{html.escape(foot)}</footer></main>'


async def take(target: Path) -> None:
    """Write courriel.png and lettre.png."""
    mail = await official_mail()
    document = next(one.content for one in mail.enclosed if one.name.endswith(".docx"))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for name, body in (("courriel", mail_page(mail)), ("lettre", letter_page(document))):
            page = await browser.new_page(viewport={"width": 794, "height": 600})
            await page.set_content(f'<!doctype html><html lang="fr"><style>{_STYLE}</style>{body}</html>')
            (target / f"{name}.png").write_bytes(small(await page.locator("main").screenshot()))
        await browser.close()


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(folder))
