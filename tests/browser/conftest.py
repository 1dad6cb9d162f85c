"""A demonstration in a process of its own, and Debian's Chromium looking at it; both last for all browser tests."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio

from bot.demo.site import CARDS
from tests.browser.desk import Desk
from tests.conftest import missing

playwright_api = pytest.importorskip("playwright.async_api")

ROOT = Path(__file__).parents[2]
WIDE, PHONE = {"width": 1440, "height": 900}, {"width": 375, "height": 740}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """One loop for the browser and all its tests."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return where Chromium is."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        missing("chromium")
    if not CARDS.is_dir() or not (ROOT / "node_modules" / "axe-core").is_dir():
        missing("node_modules (npm ci)")
    return str(found)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[playwright_api.Browser]:
    async with playwright_api.async_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = await playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def demo(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """Return the address of a running demonstration."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("demo")
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "demo", cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=log,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PORT": str(port), "LOG_LEVEL": "error"},
        )  # fmt: skip
    assert process.stdout
    line = await asyncio.wait_for(process.stdout.readline(), 60)
    assert f":{port}/" in line.decode()
    yield f"http://127.0.0.1:{port}"
    if process.returncode is None:
        process.terminate()
    await asyncio.wait_for(process.communicate(), 120)
    # Nothing that went wrong behind the page stays unseen.
    assert (folder / "log").read_text("utf-8") == ""
    assert process.returncode == 0


async def _begin_anew(url: str) -> None:
    """Begin another life of the demonstration, and wait for it."""
    async with aiohttp.ClientSession() as session:
        before = await _epoch(session, url)
        async with session.post(f"{url}/demo/reset", json={}, headers={"Origin": url}) as response:
            assert response.status == 202
        async with asyncio.timeout(120):
            while await _epoch(session, url) in ("", before):  # noqa: ASYNC110 - Another process.
                await asyncio.sleep(0.05)


async def _epoch(session: aiohttp.ClientSession, url: str) -> str:
    try:
        async with session.get(f"{url}/demo/events") as response:
            first = await response.content.readline()
            return first.split(b'"epoch": "')[1].split(b'"')[0].decode()
    except (aiohttp.ClientError, IndexError, ValueError):
        return ""


@pytest_asyncio.fixture(loop_scope="session")
async def life(demo: str) -> str:
    """Return the address of a demonstration in which nothing has happened yet."""
    await _begin_anew(demo)
    return demo


async def _desk(browser: playwright_api.Browser, url: str, size: dict[str, int]) -> AsyncIterator[Desk]:
    context = await browser.new_context(viewport=size, locale="fr-FR", reduced_motion="reduce")
    context.set_default_timeout(30_000)
    desk = Desk(await context.new_page(), url)
    await desk.open()
    yield desk
    await context.close()
    assert desk.faults == []


@pytest_asyncio.fixture(loop_scope="session")
async def desk(browser: playwright_api.Browser, life: str) -> AsyncIterator[Desk]:
    """Give the page on a wide screen; what it reports as an error, or asks of another machine, is a fault."""
    async for opened in _desk(browser, life, WIDE):
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def phone(browser: playwright_api.Browser, life: str) -> AsyncIterator[Desk]:
    """Give the same on a phone."""
    async for opened in _desk(browser, life, PHONE):
        yield opened
