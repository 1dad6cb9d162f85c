"""Show what the demonstration answers to sentences of a file («python -m tests.dialogs.play rows.jsonl [7,12]»).

A row is ``{"as": "saeple", "q": "…", "before": ["…"]}``: who types it, and what was typed before in the same chat. Each row
begins in a fresh copy of the demonstration; ``--chat`` plays all rows in one.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.rooms import PEOPLE, roles_given
from bot.demo.seed import seed
from bot.terminal import _actions, _lines
from dialogs.core.context import Post
from knowledge.schools.register import Register
from storage.actions.people import seed_roles
from storage.calls import find, read_base
from storage.engine import Storage
from storage.queries.people import all_schools
from storage.schema import migrate
from tests.talk import Office, Talk

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
_SAID_AS = {"steering": "saeple", "stranger": "lucie"}  # What writers call the seats.


@asynccontextmanager
async def demonstration(path: Path) -> AsyncIterator[Office]:
    """Open the demonstration kept in ``path``, filled when it is new."""
    storage = Storage.open(f"sqlite+aiosqlite:///{path}")
    await migrate(storage)
    try:
        async with Office.open(storage, read_base(find("2024-experts-opale")), NOW) as office:
            office.services = replace(office.services, post=Post(server=True, copy_to="diepat@example.org"))
            if not await all_schools(storage):
                await seed_roles(storage, roles_given(), NOW)
                await seed(office.services, "http://127.0.0.1:3978")
            office.register, office.count = Register(await all_schools(storage)), 100_000
            office.restart()
            yield office
    finally:
        await storage.close()


def seated(office: Office, label: str) -> Talk:
    """Return the chat of a person of the demonstration."""
    person = next(one for one in PEOPLE if one.label == _SAID_AS.get(label, label))
    return Talk(office, person.key, person.name)


async def shown(talk: Talk, typed: str) -> str:
    """Type a sentence; return what a terminal would show, with the buttons."""
    before = len(talk.seen)
    await talk.says(typed)
    lines = [f"> {typed}"]
    for seen in talk.seen[before:]:
        if seen.card is None:
            lines += seen.message.text.splitlines()
        else:
            lines += [f"  | {line.strip()}" for line in _lines(seen.card.get("body", []), {})]
            lines += [
                "  " + " ".join(f"[{one.get('title') or '…'}]" for one, row in _actions(seen.card) if row is None)
            ]
    await talk.office.behind.flush()
    return "\n".join([*lines, *([f"! {talk.reply.error}"] if talk.reply.error else [])])


async def play(rows: list[dict[str, object]], *, chat: bool) -> None:
    """Print what each row is answered."""
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.db"
        async with demonstration(whole):
            pass
        for chats in [rows] if chat else [[row] for row in rows]:
            here = Path(folder) / "here.db"
            shutil.copy(whole, here)
            async with demonstration(here) as office:
                for at, row in enumerate(chats):
                    talk = seated(office, str(row["as"]))
                    for typed in row.get("before", ()):  # type: ignore[attr-defined]
                        print(await shown(talk, typed))
                    print(f"== {row.get('n', at + 1)} {row['as']}\n{await shown(talk, str(row['q']))}\n", flush=True)
                    office.clock.forward(minutes=1)


if __name__ == "__main__":
    given = [json.loads(line) for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines() if line.strip()]
    wanted = next((one.split(",") for one in sys.argv[2:] if one[0].isdigit()), None)
    asyncio.run(play([one for at, one in enumerate(given) if wanted is None or str(one.get("n", at + 1)) in wanted],
                     chat="--chat" in sys.argv))  # fmt: skip
