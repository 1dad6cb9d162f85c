"""What the assistant really replies, buttons included, to a message and those before it: each asker has a new chat."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from knowledge.base import KnowledgeBase
from storage.calls import find, read_base
from storage.engine import Storage
from storage.schema import migrate
from tests.conftest import NOW
from tests.talk import Office
from tests.understanding import data


class Replies:
    """Asks the whole assistant, on a database of its own; what was asked before is answered from memory."""

    def __init__(self, office: Office, loop: asyncio.AbstractEventLoop) -> None:
        self._office = office
        self._loop = loop
        self._known: dict[tuple[str, ...], str] = {}

    def __call__(self, text: str, before: Sequence[str]) -> str:
        turns = (*before, text)
        if turns not in self._known:
            self._known[turns] = self._loop.run_until_complete(self._asked(turns))
        return self._known[turns]

    async def _asked(self, turns: Sequence[str]) -> str:
        talk = self._office.stranger(f"asker-{len(self._known)}")
        await talk.opens()
        shown = ""
        for turn in turns:
            shown = await talk.says(turn)
        return "\n".join([shown, *talk.buttons])


@contextmanager
def replies() -> Iterator[Replies]:
    """Give the assistant's replies to the call that the sets are about."""
    base: KnowledgeBase = read_base(find(data.CALL))
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        loop = runner.get_loop()
        storage = Storage.open(f"sqlite+aiosqlite:///{Path(folder) / 'replies.db'}")
        loop.run_until_complete(migrate(storage))
        opening = Office.open(storage, base, NOW)
        office = loop.run_until_complete(opening.__aenter__())
        try:
            yield Replies(office, loop)
        finally:
            loop.run_until_complete(opening.__aexit__(None, None, None))
            loop.run_until_complete(storage.close())
