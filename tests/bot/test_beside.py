"""A serving process on SQLite, and what an operator runs beside it: what is acknowledged outlives a kill."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
import sys
from pathlib import Path

import pytest

from tests.bot.test_commands import bot
from tests.chaos.channel import Channel
from tests.chaos.helping import Requesting
from tests.chaos.people import Attempt, Person
from tests.chaos.program import Clock, Program, gone_files
from tests.conftest import NOW

STORED = "SELECT count(*) FROM request"


def counted(file: Path) -> int:
    """Ask as any client does: open, select, close."""
    with contextlib.closing(sqlite3.connect(file)) as other:
        return int(other.execute(STORED).fetchone()[0])


async def log(person: Person, marks: range) -> int:
    """Log one request for each mark; return how many were acknowledged."""
    attempts = [Attempt(f"[{person.number}-{mark:03}]") for mark in marks]
    for attempt in attempts:
        person.attempts.append(attempt)
        await Requesting(person, attempt).fill()
    return sum(attempt.number is not None for attempt in attempts)


@pytest.mark.night
@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which files a process holds")
@pytest.mark.timeout(240)
async def test_what_operators_run_beside_sqlite_loses_nothing_at_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "assistant.db"
    url = f"sqlite+aiosqlite:///{file}"
    acknowledged, backups = 0, {}
    async with Channel(random.Random(1), stormy=False) as channel:
        environ = {"ALLOW_ANONYMOUS": "true", "DATABASE_URL": url, "PERSON_TURNS": "1000"}
        program = Program(tmp_path, environ, Clock(NOW), channel.opened, channel.closed)
        assert await (await program.run("migrate")).wait() == 0
        person = Person(channel, 1, random.Random(1), 0.1)
        try:
            await program.start()
            await program.wait_ready()
            await person.installs()
            acknowledged += await log(person, range(2))
            for turn, beside in enumerate(("backup", "doctor", "select"), 1):
                if beside == "select":
                    assert await asyncio.to_thread(counted, file) == acknowledged
                else:
                    kept = tmp_path / f"{turn}.gz"
                    given = (beside, str(kept)) if beside == "backup" else (beside,)
                    done = await asyncio.to_thread(
                        bot, *given, folder=tmp_path, DATABASE_URL=url, ALLOW_ANONYMOUS="true"
                    )
                    assert beside == "doctor" or done.returncode == 0, done.stderr
                    if beside == "backup":
                        backups[kept] = acknowledged
                assert gone_files(program.pid) == [], beside
                acknowledged += await log(person, range(10 * turn, 10 * turn + 2))
            await program.kill()
            await program.start()
            await program.wait_ready()
            acknowledged += await log(person, range(90, 91))
        finally:
            code = await program.stop()
    assert (code, acknowledged, counted(file)) == (0, 9, 9)
    for kept, then in backups.items():
        other = tmp_path / f"{kept.stem}.db"
        done = bot("restore", str(kept), folder=tmp_path, DATABASE_URL=f"sqlite+aiosqlite:///{other}")
        assert done.returncode == 0, done.stderr
        assert counted(other) == then
