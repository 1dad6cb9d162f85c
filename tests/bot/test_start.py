"""What the program loads to serve: every library costs memory for good, and time before the first answer."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.test_commands import bot, free_port

# Loaded when they are used, or by developers alone.
LATE = {
    "alembic", "asyncpg", "azure.core", "docx", "email_validator", "holidays", "hypothesis", "icalendar", "lxml", "mako", "microsoft_teams", "multiprocessing",
    "oauthlib", "pip", "psutil", "pydantic_settings", "pytest", "requests_oauthlib", "scipy", "setuptools", "sklearn", "snowballstemmer", "tkinter", "unittest",
    "sqlalchemy.dialects.postgresql", "sqlalchemy.orm", "botbuilder.dialogs", "numpy.fft", "numpy.ma", "numpy.random", "numpy.testing",
}  # fmt: skip

# Serves until the timers and the delivery have had their first round, then lists what is loaded.
SERVE = """
import asyncio, os, signal, sys
from bot.serving import serve
from bot.settings import load_settings

def started():
    asyncio.get_running_loop().call_later(1.0, os.kill, os.getpid(), signal.SIGTERM)

asyncio.run(serve(load_settings(), started=started))
print(*sys.modules)
"""


def test_serving_loads_no_library_that_it_may_never_need(tmp_path: Path) -> None:
    environ = {
        **os.environ,
        "ALLOW_ANONYMOUS": "true",
        "PORT": str(free_port()),
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/a.db",
        "LOG_LEVEL": "error",
    }

    def python(*arguments: str) -> str:
        done = subprocess.run([sys.executable, *arguments], env=environ, check=True, capture_output=True, text=True)
        return done.stdout

    python("-m", "bot", "migrate")
    loaded = set(python("-c", SERVE).split())
    assert {"bot.delivery", "dialogs.router", "sqlalchemy", "numpy"} <= loaded
    assert not loaded & LATE


@pytest.mark.night
def test_a_database_of_a_later_version_is_said_to_be_one_by_every_command(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    environ = {"ALLOW_ANONYMOUS": "true", "DATABASE_URL": f"sqlite+aiosqlite:///{file}"}
    assert bot("migrate", folder=tmp_path, **environ).returncode == 0
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        other.commit()
    for command in (["serve"], ["migrate"], ["backup", "b.gz"], ["doctor"]):
        done = bot(*command, folder=tmp_path, **environ)
        said = [line for line in (done.stdout + done.stderr).splitlines() if "plus récente" in line]
        assert (done.returncode, len(said)) == (1, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert "sauvegarde d’avant la mise à jour" in said[0]
        assert "migrate" not in said[0]
