"""``call try``: a private chat on the file of a call, with its greeting and its form, on a database that lasts as long as the chat."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from bot.seats import seat_roles
from bot.settings import Settings
from bot.terminal import Terminal
from bot.wiring import assistant


async def try_call(settings: Settings, file: Path, lines: TextIO, out: TextIO) -> None:
    """Converse on the call of a ``file`` until the end of ``lines`` or «/fin»; nothing runs beside the chat, and nothing leaves."""
    with TemporaryDirectory(prefix="call-try-") as folder:
        alone = settings.model_copy(
            update={
                "database_url": f"sqlite+aiosqlite:///{folder}/essai.db",
                "calls_dir": file.parent,
                "call_names": (file.stem,),
            }
        )
        async with assistant(alone, seeds=seat_roles(), migrates=True) as one:
            await Terminal(one.handle, one.clock.now, "agent", out).run(lines)
