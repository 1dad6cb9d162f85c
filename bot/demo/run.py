"""``demo``: the assistant served locally, with the people of the seats and a clock set during the call."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.seats import SEATS, seat_roles
from bot.serving import serve
from bot.settings import load_settings

DATABASE = Path("var/demo.db")
NOW = "2024-01-25T10:00+01:00"  # A Thursday, eleven days before the closing.


async def demo(environ: Mapping[str, str]) -> None:
    """Serve the demonstration until the process is told to stop."""
    for leftover in DATABASE.parent.glob(f"{DATABASE.name}*"):
        leftover.unlink()
    kept = {name: environ[name] for name in ("PORT", "LOG_LEVEL", "LOG_FORMAT") if name in environ}
    settings = load_settings(
        {**kept, "ALLOW_ANONYMOUS": "true", "HOST": "127.0.0.1", "ASSISTANT_NOW": NOW,
         "DATABASE_URL": f"sqlite+aiosqlite:///{DATABASE}"}
    )  # fmt: skip
    await serve(settings, seeds=seat_roles(), migrates=True, started=lambda: _announce(settings.port))


def _announce(port: int) -> None:
    print(f"L’assistant écoute sur http://127.0.0.1:{port}/api/messages (Bot Framework, sans authentification).")  # noqa: T201
    print("Places : " + ", ".join(f"{seat.label} {seat.key.oid}" for seat in SEATS.values()) + ".")  # noqa: T201
    print("Pour converser dans ce terminal : .venv/bin/python -m bot chat. Ctrl+C pour arrêter.")  # noqa: T201
