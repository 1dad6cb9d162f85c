"""``call try``: a private chat on the file of a call, with its greeting and its form, on a database that lasts as long as the chat."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from bot.openings import openings
from bot.seats import seat_roles
from bot.settings import Settings
from bot.terminal import Terminal
from bot.understanding import Known
from bot.wiring import assistant
from dialogs.core.turn import Reply
from knowledge.base import KnowledgeBase
from knowledge.schools.register import EMPTY
from knowledge.understanding.asked import said_of
from knowledge.understanding.meaning import Sense
from knowledge.understanding.situation import Situation


async def try_call(settings: Settings, file: Path, lines: TextIO, out: TextIO) -> None:
    """Converse on the call of a ``file`` until the end of ``lines`` or «/fin»; nothing runs beside the chat, and nothing leaves."""
    with TemporaryDirectory(prefix="call-try-") as folder:
        alone = settings.model_copy(
            update={
                "database_url": f"sqlite+aiosqlite:///{folder}/essai.db",
                "calls_dir": file.parent,
                "call": file.stem,
            }
        )
        async with assistant(alone, seeds=seat_roles(), migrates=True) as one:

            def remarks(text: str, reply: Reply) -> Iterator[str]:
                return _openings(one.knowing.base(), text, reply, one.clock.now())

            await Terminal(one.handle, one.clock.now, "agent", out, remarks=remarks).run(lines)


def _openings(base: KnowledgeBase, text: str, reply: Reply, now: datetime) -> Iterator[str]:
    """Yield why the answer that was given of a fact begins as it does."""
    meant = Known(base, EMPTY, lambda: now).listener.understand(text, Situation(now))
    shown = "\n".join(message.text for message in reply.messages)
    for topic in meant.decision.topics if meant.decision and meant.sense is Sense.CALL else ():
        if topic in base.facts and said_of(base.fact(topic, now), base.taken_apart(text, now), base.call) in shown:
            yield from openings(base, topic, text, now)
