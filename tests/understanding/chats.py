"""Measure whole chats and long messages: ``python -m tests.understanding.chats FOLDER [--missed]``.

«chats.jsonl»: what one person of the SA EPLE types one after the other, each turn with its meaning in its place; it goes
through the router, with the state that the bot keeps. «longs.jsonl»: long messages, with the facts asked for.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from bot.understanding import decided
from knowledge.people import Role
from knowledge.understanding.meaning import Understanding
from knowledge.understanding.status import directory_of
from knowledge.understanding.understand import Listener
from storage.actions.people import seed_roles
from storage.engine import Storage
from storage.schema import migrate
from tests.conftest import NOW
from tests.talk import Office
from tests.understanding import data, status, strangers

Line = Mapping[str, Any]
_UNDERSTAND = Listener.understand


@contextmanager
def _heard() -> Iterator[list[Understanding]]:
    """Collect what the bot understands."""
    collected: list[Understanding] = []

    def understand(listener: Listener, *given: Any, **more: Any) -> Understanding:
        meant = _UNDERSTAND(listener, *given, **more)
        collected.append(meant)
        return meant

    with mock.patch.object(Listener, "understand", understand):
        yield collected


async def _chat(turns: list[Line]) -> list[tuple[Line, Line, bool]]:
    """Return the turns of one chat with what each was understood as, and whether that is right."""
    known = strangers.knows()
    directory, judged = directory_of(known.register, status.EXPERTS), []
    with tempfile.TemporaryDirectory() as folder, _heard() as heard:
        storage = Storage.open(f"sqlite+aiosqlite:///{Path(folder) / 'chat.db'}")
        await migrate(storage)
        async with Office.open(storage, known.base, NOW) as office:
            office.register = known.register
            # Whom the writers were told of: a name is one where it is known.
            for number, name in enumerate(status.EXPERTS):
                expert = office.stranger(f"99999999-9999-4999-8999-{number:012}", name)
                await seed_roles(storage, [(expert.key, Role.EXPERT)], NOW)
                await expert.opens()
            await office.behind.flush()
            talk = office.talk("saeple")
            await talk.opens()
            for turn in turns:
                heard.clear()
                await talk.says(turn["q"])
                got = decided(heard[0], logs=True) if heard else {"decision": "command"}
                judged.append((turn, got, status.right(turn, got, directory)))
        await storage.close()
    return judged


def main() -> None:
    """Print the figures, and what is missed with ``--missed``."""
    folder, missed = Path(sys.argv[1]), []
    for chat in data.lines(folder / "chats.jsonl"):
        judged = asyncio.run(_chat(chat["turns"]))
        print(f"une conversation de {len(judged)} : {sum(right for *_, right in judged)} justes")
        missed += [(turn, got) for turn, got, right in judged if not right]
    lines = list(data.lines(folder / "longs.jsonl"))
    known = strangers.knows()
    told = [strangers.judged(known, "courriel", {**line, "right": "answer"}) for line in lines]
    print(f"messages longs : {sum(verdicts[0][1] for _, verdicts in told)} sur {len(lines)}")
    missed += [(line, got) for line, (got, verdicts) in zip(lines, told, strict=True) if not verdicts[0][1]]
    if "--missed" in sys.argv:
        for line, got in missed:
            print(json.dumps(line, ensure_ascii=False), json.dumps(got, ensure_ascii=False), sep="\n      ")


if __name__ == "__main__":
    main()
