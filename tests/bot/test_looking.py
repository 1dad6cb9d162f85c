"""Files are looked at in a process that can be stopped: whatever they are, others are answered and the program ends in order."""

from __future__ import annotations

import asyncio
import logging
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot import inspection
from bot.inspection import Inspection
from dialogs.core.form_texts import FAULTS
from knowledge.base import KnowledgeBase
from knowledge.files import AttachmentRefused, Fault
from storage.engine import Storage
from storage.schema import migrate
from tests.bot.test_refused_database import ANSWER, Served, serving, until_ready
from tests.bot.wire import message
from tests.conftest import NOW, mostly_at_night
from tests.dialogs.asking import ask
from tests.knowledge.costly import COSTLY
from tests.knowledge.test_attached import office, png
from tests.talk import Office

INCIDENT = re.compile("INC-[A-Z0-9]{8}")


def child(body: str) -> tuple[str, ...]:
    """Return the command of a look that does something else, under the same limits."""
    return (sys.executable, "-c", f"import os, signal, sys, time, bot.inspection_child as c\n{body}")


def doing(what: str, *, cpu: int = 1) -> tuple[str, ...]:
    return child(
        f"c.CPU = {cpu}\ndef inspected(name, content):\n    {what}\nc.inspected = inspected\nsys.exit(c.main())"
    )


async def fault(command: tuple[str, ...] | None, monkeypatch: pytest.MonkeyPatch, name: str = "secret.png") -> Fault:
    if command:
        monkeypatch.setattr(inspection, "_COMMAND", command)
    with pytest.raises(AttachmentRefused) as refused:
        await Inspection().inspect(name, png())
    return refused.value.fault


async def test_what_it_is_comes_back_from_the_other_process() -> None:
    found = await Inspection().inspect("../été.PNG.exe", png())
    assert (found.name, found.type, found.content) == ("été PNG exe.png", "image/png", png())
    with pytest.raises(AttachmentRefused) as refused:
        await Inspection().inspect("a.docx", office({"word/vbaProject.bin": b"x"}))
    assert refused.value.fault == Fault.PROGRAM


DEATHS = {
    "takes too long": ("while True: pass", Fault.UNREAD),
    "takes too much memory": ("bytearray(1 << 30)", Fault.UNPACKS),
    "dies": ("os.abort()", Fault.UNREAD),
    "ends": ("sys.exit(0)", Fault.UNREAD),
    "fails": ("raise RuntimeError(name)", Fault.UNREAD),
    "sleeps": ("time.sleep(60)", Fault.UNREAD),
}


@pytest.mark.parametrize("how", DEATHS)
async def test_a_look_that_does_not_end_well_refuses_the_file_with_one_line_for_the_operator(
    how: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    what, expected = DEATHS[how]
    if how == "sleeps":
        monkeypatch.setattr(inspection, "_LOOK", 2.0)
    with caplog.at_level(logging.INFO, "bot"):
        assert await fault(doing(what), monkeypatch) == expected
    written = [] if expected is Fault.UNPACKS else ["a file could not be looked at"]
    assert [one.partition(":")[0] for one in caplog.messages] == written
    assert all(INCIDENT.fullmatch(one.incident) for one in caplog.records)  # type: ignore[attr-defined]
    assert "secret" not in caplog.text
    assert all(FAULTS[fault] for fault in Fault)


async def test_a_look_that_cannot_begin_refuses_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert await fault(("/nothing",), monkeypatch) == Fault.UNREAD


async def test_it_knows_nothing_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MicrosoftAppPassword", "x")
    monkeypatch.setattr(inspection, "_COMMAND", child("print(sorted(os.environ).__repr__().replace(chr(39), chr(34)))"))
    said: Any = await inspection._asked(b"")
    assert "PYTHONOPTIMIZE" not in said
    assert not [name for name in said if "Microsoft" in name or name in ("PATH", "HOME")]


def named_by_its_process(folder: Path) -> str:
    """Return what leaves an empty file named by the process that does it."""
    return f"open({str(folder)!r} + '/' + str(os.getpid()), 'w')"


async def processes(folder: Path, count: int) -> list[int]:
    """Return the numbers of the processes that have left their files, once there are so many."""
    async with asyncio.timeout(120):
        while len(found := await asyncio.to_thread(os.listdir, folder)) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return [int(name) for name in found]


async def test_no_more_than_two_at_once_and_who_has_waited_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(inspection, "_COMMAND", doing(f"{named_by_its_process(tmp_path)}; time.sleep(60)"))
    monkeypatch.setattr(inspection, "_WAIT", 0.1)
    door = Inspection()
    first = [asyncio.create_task(door.inspect("a.png", png())) for _ in range(2)]
    pids = await processes(tmp_path, 2)
    with pytest.raises(AttachmentRefused) as refused:
        await door.inspect("a.png", png())
    assert refused.value.fault == Fault.BUSY
    for task in first:  # Turns that are given up take their looks with them, and free their places.
        task.cancel()
    await asyncio.gather(*first, return_exceptions=True)
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    monkeypatch.undo()
    assert (await door.inspect("a.png", png())).type == "image/png"


@pytest.mark.parametrize("what", mostly_at_night(COSTLY, lambda what: what.split()[0]))
async def test_the_costliest_file_of_each_kind_is_read_to_its_end(what: str) -> None:
    """Kept or refused, the look ends by itself, within its seconds of the processor."""
    name, content = COSTLY[what]()
    said = await inspection._asked(f'"{name}"\n'.encode() + content)
    assert said is not None


# By real HTTP: an agent with an open request sends a file, another person asks something meanwhile.
QUADRATIC = {
    "a.csv": b"\n" * 60_000,
    "a.docx": office({"word/_rels/document.xml.rels": b"<Relationship " * 70_000}),
}
OTHER = "22222222-2222-4222-8222-000000000009"


@asynccontextmanager
async def with_a_request(folder: Path, base: KnowledgeBase, before: str = "") -> AsyncIterator[tuple[Any, Served, str]]:
    """Serve a database in which Camille has an open request; the last given is where her files stand."""
    url = f"sqlite+aiosqlite:///{folder / 'a.db'}"
    storage = Storage.open(url)
    await migrate(storage)
    async with Office.open(storage, base, NOW) as opened:
        await ask(opened.talk())
    await storage.close()

    async def give(request: web.Request) -> web.Response:
        return web.Response(body=QUADRATIC[request.match_info["name"]])

    app = web.Application()
    app.router.add_get("/{name}", give)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with serving(folder, url, before=before) as (process, served):
            await until_ready(served)
            yield process, served, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


def sends(served: Served, files: str, name: str) -> dict[str, Any]:
    return message(
        served.connector.url, "voici le fichier", id=name,
        attachments=[{"contentType": "application/vnd.microsoft.teams.file.download.info", "name": name,
                      "contentUrl": f"{files}/{name}", "content": {"downloadUrl": f"{files}/{name}", "fileType": "x"}}],
    )  # fmt: skip


def asks(served: Served) -> dict[str, Any]:
    return message(
        served.connector.url, "Quelle est l’indemnité ?", id="other", conversation={"id": f"a:{OTHER}", "tenantId": OTHER},
        **{"from": {"id": "29:other", "name": "Alix", "aadObjectId": OTHER}},
    )  # fmt: skip


@pytest.mark.parametrize("name", QUADRATIC)
async def test_a_file_that_is_long_to_read_holds_up_nobody(name: str, tmp_path: Path, base: KnowledgeBase) -> None:
    async with with_a_request(tmp_path, base) as (process, served, files), asyncio.timeout(45):
        sent = asyncio.create_task(served.post(sends(served, files, name)))
        assert await served.post(asks(served)) == 200
        assert (await served.ready())[0] == 200
        assert await sent == 200
        assert any(ANSWER in text for text in served.connector.texts)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


async def test_the_program_ends_in_order_while_a_file_is_looked_at(tmp_path: Path, base: KnowledgeBase) -> None:
    (begun := tmp_path / "begun").mkdir()
    refused = f"{named_by_its_process(begun)}; time.sleep(2); raise c.AttachmentRefused(c.Fault.KIND)"
    before = f"import bot.inspection as l; l._COMMAND = {doing(refused)!r}\n"
    async with with_a_request(tmp_path, base, before) as (process, served, files), asyncio.timeout(45):
        assert await served.post(asks(served)) == 200  # The weights are read: what follows is as quick as it ever is.
        sent = asyncio.create_task(served.post(sends(served, files, "a.csv")))
        (pid,) = await processes(begun, 1)
        assert await served.post(asks(served)) == 200
        for one in (pid, process.pid):  # Each is told, as systemd does.
            os.kill(one, signal.SIGTERM)
        assert await sent == 200
        assert FAULTS[Fault.KIND] in served.connector.shown
        assert await process.wait() == 0
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
        assert "ERROR" not in (await process.stderr.read()).decode()


async def test_a_file_that_stops_its_look_is_said_to_the_person(tmp_path: Path, base: KnowledgeBase) -> None:
    before = f"import bot.inspection as l; l._COMMAND = {doing('while True: pass')!r}\n"
    async with with_a_request(tmp_path, base, before) as (process, served, files), asyncio.timeout(45):
        sent = asyncio.create_task(served.post(sends(served, files, "a.csv")))
        async with aiohttp.ClientSession() as session, session.get(f"{served._url}/healthz") as alive:
            assert alive.status == 200
        assert await sent == 200
        assert FAULTS[Fault.UNREAD] in served.connector.shown
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0
        written = (await process.stderr.read()).decode()
        assert len([line for line in written.splitlines() if "could not be looked at" in line]) == 1
        assert INCIDENT.search(written)
        assert "a.csv" not in written
