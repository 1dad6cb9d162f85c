"""What the program loads to serve: every library costs memory for good, and time before the first answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.bot.test_commands import free_port

# Loaded when they are used, or by developers alone.
LATE = {
    "alembic", "asyncpg", "azure.core", "docx", "email_validator", "holidays", "hypothesis", "icalendar", "lxml", "mako", "multiprocessing",
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
