"""A database that refuses: nobody's message is taken and lost, no notice ends, and the start waits for it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import resource
import signal
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy.engine import make_url

from bot.process import AddressRefused
from bot.refusals import told
from dialogs.core import texts
from dialogs.core.exchange import Message
from dialogs.questions.texts import ASK_QUESTION
from storage import outbox
from storage.engine import Failure, Storage, StorageUnavailable, Trouble
from storage.outbox import Notice, Row
from tests.bot.test_commands import bot, free_port
from tests.bot.test_delivery import AT_ONCE, CAMILLE, Teams, delivering, ended, leave, meet, rows
from tests.bot.wire import message
from tests.connector import FakeConnector
from tests.database import READ_ONLY, REFUSALS, Account, account, door

ROOT = Path(__file__).parents[2]
ANSWER = "1\u00a0800\u00a0€ par an"
# ``serve`` as the command does, but less patient.
SERVE = (
    "import sys, bot.serving as s; s.PATIENCE = {patience}; from bot.__main__ import main; sys.exit(main(['serve']))"
)


@pytest.fixture
async def own(postgres_url: str, storage: Storage) -> AsyncIterator[Account]:
    """Give an account on an emptied PostgreSQL."""
    async with account(postgres_url) as made:
        yield made


class Served:
    """The real program, and what its operator sees."""

    def __init__(self, session: aiohttp.ClientSession, connector: FakeConnector, port: int) -> None:
        self._session = session
        self.connector = connector
        self._url = f"http://127.0.0.1:{port}"
        self._people = 0

    async def ready(self) -> tuple[int, Any]:
        async with self._session.get(f"{self._url}/readyz") as response:
            return response.status, await response.json()

    async def post(self, activity: dict[str, Any]) -> int:
        async with self._session.post(f"{self._url}/api/messages", json=activity) as response:
            return response.status

    def activities(self) -> list[dict[str, Any]]:
        """Return a question, the beginning of a form and a press, each of somebody never seen before."""
        action = {"action": {"type": "Action.Execute", "verb": "request.mine", "data": {}}}
        made = []
        for what in (
            {"text": "Quelle est l’indemnité ?"},
            {"text": "transmettre une question au SA EPLE"},
            {"type": "invoke", "name": "adaptiveCard/action", "value": action, "text": None},
        ):
            self._people += 1
            oid = f"22222222-2222-4222-8222-{self._people:012}"
            made.append(
                message(
                    self.connector.url, id=f"a{self._people}", conversation={"id": f"a:{oid}", "tenantId": oid},
                    **{"from": {"id": "29:x", "name": "Camille", "aadObjectId": oid}}, **what,
                )
            )  # fmt: skip
        return made


@contextlib.asynccontextmanager
async def serving(
    folder: Path, url: str, patience: float = 60, before: str = ""
) -> AsyncIterator[tuple[asyncio.subprocess.Process, Served]]:
    """Run ``serve``; its errors are to be read from the process. ``before``: what is done first in it."""
    port = free_port()
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", before + SERVE.format(patience=patience), cwd=folder, stderr=asyncio.subprocess.PIPE,
        env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PORT": str(port), "DATABASE_URL": url,
             "ALLOW_ANONYMOUS": "true"},
    )  # fmt: skip
    try:
        async with FakeConnector() as connector, aiohttp.ClientSession() as session:
            yield process, Served(session, connector, port)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def until_ready(served: Served) -> None:
    async with asyncio.timeout(120):
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                if await served.ready() == (200, {"ready": True, "failing": []}):
                    return
            await asyncio.sleep(0.1)


async def errors(process: asyncio.subprocess.Process) -> str:
    """End the program and return what it wrote."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    _, written = await asyncio.wait_for(process.communicate(), 120)
    return written.decode()


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_what_a_refusing_database_cannot_take_is_sent_again_and_answered_then(
    own: Account, tmp_path: Path
) -> None:
    async with serving(tmp_path, own.url) as (process, served):
        await until_ready(served)
        for how in REFUSALS.values():
            activities = served.activities()
            async with own.refused(how):
                # A question needs no database; whoever asks for more is told that it is not done.
                assert [await served.post(activity) for activity in activities] == [200, 503, 503]
                assert await served.ready() == (503, {"ready": False, "failing": ["database"]})
                first, *others = served.connector.texts
                assert ANSWER in first
                assert others == [texts.ONLY_THE_CALL, texts.NOT_NOW, texts.NOT_NOW]
                served.connector.calls.clear()
            assert [await served.post(activity) for activity in activities] == [200, 200, 200]
            said = [text for text in served.connector.texts if ANSWER in text or text.startswith(ASK_QUESTION)]
            assert len(said) == 2  # The press has its answer in the response; nothing is lost by asking twice.
            served.connector.calls.clear()
        async with own.refused(READ_ONLY):
            assert await served.ready() == (503, {"ready": False, "failing": ["database"]})
            begun = served.activities()[1]
            assert await served.post(begun) == 503
        assert await served.post(begun) == 200
        written = await errors(process)
    for code in (*REFUSALS, "25006"):
        assert f"({code})" in written
    assert "INC-" not in written
    assert "never retrieved" not in written


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("how", REFUSALS)
async def test_a_notice_is_kept_while_the_database_refuses(
    storage: Storage, own: Account, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    teams, tries, its = Teams(), [], Storage.open(own.url)

    async def render(row: Row) -> Message:
        tries.append(row.id)
        if len(tries) == 1:
            async with own.refused(REFUSALS[how]), its.reading():
                raise AssertionError("it does not refuse")
        return Message("said")

    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    with caplog.at_level(logging.ERROR):
        async with delivering(its, sender=teams, render=render):
            await ended(storage)
    await its.close()
    assert [(row["state"], row["attempts"]) for row in await rows(storage)] == [("sent", 0)]
    assert (teams.texts, len(tries)) == (["said"], 2)
    assert caplog.messages == []


async def test_a_notice_that_the_database_cannot_serve_is_tried_again_not_given_up(storage: Storage) -> None:
    teams, tries = Teams(), []

    async def render(row: Row) -> Message:
        tries.append(row.id)
        if len(tries) < 3:
            await leave_twice(storage)
        return Message("said")

    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    async with delivering(storage, sender=teams, render=render):
        await ended(storage)
    assert [(row["state"], row["attempts"], row["error"]) for row in await rows(storage)] == [("sent", 2, "")]
    assert teams.texts == ["said"]


async def leave_twice(storage: Storage) -> None:
    """Raise what a unique key raises: a fault of the program, in the middle of rendering."""
    async with storage.writing() as connection:
        for _ in range(2):
            await connection.exec_driver_sql("INSERT INTO timer_done VALUES ('a', 'b', '2024-01-25 09:00:00+00')")


@pytest.mark.parametrize("failure", [Failure.NOT_DONE, Failure.PERHAPS_DONE])
async def test_a_notice_whose_beginning_was_lost_on_the_way_is_sent_not_doubted(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, failure: Failure
) -> None:
    teams, real, tries = Teams(), outbox.begin, []

    async def begin(*given: Any) -> bool:
        tries.append(1)
        if len(tries) > 1:
            return await real(*given)
        if failure is Failure.PERHAPS_DONE:
            await real(*given)
        raise StorageUnavailable(failure=failure)

    monkeypatch.setattr(outbox, "begin", begin)
    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    async with delivering(storage, sender=teams, backoff=AT_ONCE):
        await ended(storage)
    assert ([row["state"] for row in await rows(storage)], teams.texts) == (["sent"], ["taken 0"])


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_serve_waits_for_a_database_that_is_starting(own: Account, tmp_path: Path) -> None:
    at = make_url(own.url)
    async with door(at.host or "", at.port or 5432) as before:
        url = at.set(host="127.0.0.1", port=before.port).render_as_string(hide_password=False)
        async with serving(tmp_path, url) as (process, served):
            async with asyncio.timeout(120):
                while before.turned_away < 2:  # noqa: ASYNC110 - another process.
                    await asyncio.sleep(0.05)
            before.opened = True
            await until_ready(served)
            written = await errors(process)
    waits = [line for line in written.splitlines() if "waiting for the database" in line]
    assert len(waits) == 1
    assert waits[0].endswith("at most 60 s: starting, stopping or recovering (57P03)")
    assert process.returncode == 0


async def test_serve_ends_with_one_line_when_the_database_does_not_come(tmp_path: Path) -> None:
    async with door("127.0.0.1", 1) as before:
        url = f"postgresql+asyncpg://somebody@127.0.0.1:{before.port}/nothing"
        async with serving(tmp_path, url, patience=1.5) as (process, _):
            _, written = await asyncio.wait_for(process.communicate(), 120)
    waits, line = written.decode().splitlines()
    assert "waiting for the database" in waits
    assert line == told(StorageUnavailable(trouble=Trouble.STARTING, code="57P03"))
    assert (process.returncode, before.turned_away >= 2) == (1, True)


async def test_a_disk_without_room_is_no_ready_database(sqlite: Storage, tmp_path: Path) -> None:
    url = sqlite.engine.url.render_as_string()
    await sqlite.close()
    async with serving(tmp_path, url) as (process, served):
        await until_ready(served)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        assert await served.ready() == (503, {"ready": False, "failing": ["database"]})
        begun = served.activities()[1]
        assert await served.post(begun) == 503
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        await until_ready(served)
        assert await served.post(begun) == 200
        await errors(process)


# What an operator has done wrong: one line says so, and no trace.


def _not_a_database(path: Path) -> str:
    (path / "a.db").write_text("Ceci n’est pas une base.\n" * 200)
    return f"sqlite+aiosqlite:///{path / 'a.db'}"


def _damaged(path: Path) -> str:
    with contextlib.closing(sqlite3.connect(path / "a.db")) as made:
        made.execute("CREATE TABLE alembic_version (version_num)")
        made.commit()
    whole = (path / "a.db").read_bytes()
    (path / "a.db").write_bytes(whole[:100] + b"\xff" * 3000 + whole[3100:])
    return f"sqlite+aiosqlite:///{path / 'a.db'}"


def _under_a_file(path: Path) -> str:
    (path / "file").write_text("")
    return f"sqlite+aiosqlite:///{path / 'file' / 'a.db'}"


def _a_folder(path: Path) -> str:
    (path / "a.db").mkdir()
    return f"sqlite+aiosqlite:///{path / 'a.db'}"


@pytest.mark.parametrize("command", ["serve", "migrate"])
@pytest.mark.parametrize(
    ("make", "trouble"),
    [
        (_not_a_database, Trouble.DAMAGED),
        (_damaged, Trouble.DAMAGED),
        (_under_a_file, Trouble.NO_FILE),
        (_a_folder, Trouble.NO_FILE),
    ],
)
def test_a_file_that_is_no_database_is_told_in_one_line(
    tmp_path: Path, command: str, make: Callable[[Path], str], trouble: Trouble
) -> None:
    assert refused(tmp_path, command, make(tmp_path)) == told(StorageUnavailable("", trouble=trouble))


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_a_base_that_the_server_does_not_have_is_told_in_one_line(
    tmp_path: Path, command: str, postgres_url: str
) -> None:
    url = make_url(postgres_url).set(database="no_such_base").render_as_string(hide_password=False)
    assert refused(tmp_path, command, url) == told(StorageUnavailable(trouble=Trouble.NO_DATABASE))


def test_a_server_that_is_nowhere_is_told_in_one_line(tmp_path: Path) -> None:
    said = refused(tmp_path, "migrate", "postgresql+asyncpg://somebody@nowhere.invalid/base")
    assert said == told(StorageUnavailable(trouble=Trouble.AWAY))


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"
    assert bot("migrate", DATABASE_URL=url).returncode == 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert refused(tmp_path, "serve", url, PORT=str(port)) == told(AddressRefused("127.0.0.1", port, taken=True))


def refused(folder: Path, command: str, url: str, **environ: str) -> str:
    """Return the one line with which a command is refused, without the reference that ends it."""
    done = bot(command, folder=folder, ALLOW_ANONYMOUS="true", DATABASE_URL=url, ASSISTANT_NOW="", **environ)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    return line.partition(" (référence")[0]


@pytest.mark.parametrize("trouble", Trouble)
def test_each_trouble_has_its_line(trouble: Trouble) -> None:
    line = told(StorageUnavailable(trouble=trouble, code="53300"))
    assert line.replace("\u00a0", " ").endswith(" (référence : 53300)")
    assert "\n" not in line
