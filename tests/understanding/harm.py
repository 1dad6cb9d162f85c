"""Measure what sentences change: ``python -m tests.understanding.harm FILE.jsonl [--missed] [--all]``.

Each line is typed in the life of the demonstration, through the router, on a database of its own:
``{"seat", "before": [typed first…], "q", "want": "nothing" | "act", "kind"}``; a text of ``before`` that begins with «>» is
the title of a button to press. After «nothing», nothing may have changed for anybody else, and no form may have kept the
sentence; after «act», the act is done at once, or shown before it is done.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.demo.rooms import PEOPLE, roles_given
from bot.demo.seed import seed
from knowledge.base import KnowledgeBase
from knowledge.schools.register import Register
from storage.actions.people import seed_roles
from storage.calls import find, read_base
from storage.engine import Storage
from storage.queries.people import all_schools
from storage.schema import migrate
from storage.tables import metadata
from tests.conftest import NOW
from tests.talk import Office, Talk
from tests.understanding import data

# What a conversation is remembered by changes at every turn, and tells nobody anything.
_OWN = frozenset(
    ("conversation", "focus", "inbox", "question_log", "person", "address", "draft", "card", "batch", "batch_line")
)
_TABLES = [table for table in metadata.sorted_tables if table.name not in _OWN]


@dataclass(frozen=True)
class Outcome:
    """What a sentence did: tables with other rows than before, texts kept in drafts, what was offered, and what was said."""

    changed: tuple[str, ...]
    kept: tuple[str, ...]
    shown: str
    said: str


async def _rows(storage: Storage) -> dict[str, Counter[str]]:
    async with storage.reading() as connection:
        return {
            table.name: Counter(repr(tuple(row)) for row in await connection.execute(sa.select(table)))
            for table in _TABLES
        }


async def _drafts(storage: Storage) -> dict[str, Mapping[str, str]]:
    draft = metadata.tables["draft"]
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(draft.c.nonce, draft.c.answers))
        return {row.nonce: dict(row.answers or {}) for row in found}


async def _focused(storage: Storage, talk: Talk) -> str:
    focus, draft = metadata.tables["focus"], metadata.tables["draft"]
    async with storage.reading() as connection:
        found = await connection.execute(
            sa.select(draft.c.form, focus.c.field)
            .join(draft, draft.c.id == focus.c.draft)
            .where(focus.c.oid == talk.key.oid)
        )
        row = found.first()
        return f"{row.form}:{row.field}" if row else ""


def _talk(office: Office, seat: str) -> Talk:
    person = next(one for one in PEOPLE if one.label == seat)
    return office.stranger(person.key.oid, person.name)


@cache
def _base() -> KnowledgeBase:
    return read_base(find(data.CALL))


async def made(folder: Path) -> Path:
    """Return the file of a database with the demonstration's life."""
    path = folder / "life.db"
    storage = Storage.open(f"sqlite+aiosqlite:///{path}")
    await migrate(storage)
    async with Office.open(storage, _base(), NOW) as office:
        await seed_roles(storage, roles_given(), NOW)
        await seed(office.services, "http://127.0.0.1")
        await office.behind.flush()
    await storage.close()
    return path


async def outcome(template: Path, folder: Path, line: Mapping[str, Any]) -> Outcome:
    """Return what the sentence of a line does."""
    path = folder / f"{uuid.uuid4().hex}.db"
    shutil.copy(template, path)
    storage = Storage.open(f"sqlite+aiosqlite:///{path}")
    try:
        async with Office.open(storage, _base(), NOW) as office:
            office.register = Register(await all_schools(storage))
            talk = _talk(office, line["seat"])
            for step in line.get("before", ()):
                office.clock.forward(seconds=20)
                await (talk.presses(step[1:]) if step.startswith(">") else talk.says(step))
            office.clock.forward(seconds=20)
            await office.behind.flush()
            rows, drafts, focus = await _rows(storage), await _drafts(storage), await _focused(storage, talk)
            said = await talk.says(line["q"])
            await office.behind.flush()
            after = await _rows(storage)
            changed = tuple(name for name in after if after[name] != rows[name])
            if changed and all("'open'" in row for row in after["event"] - rows["event"]) and "outbox" not in changed:
                changed = ()  # That a file was looked at is noted, and tells nobody anything.
            now = await _drafts(storage)
            kept = tuple(
                f"{name}={value}"
                for nonce, answers in now.items()
                for name, value in answers.items()
                if value and drafts.get(nonce, {}).get(name) != value and nonce in drafts
            )
            begun = await _focused(storage, talk)
            asked = office.services.acquaintances.remembered(talk.key, talk.conversation).asked
            shown = f"form {begun}" if begun and begun != focus and not set(now) <= set(drafts) else ""
            if (
                asked
                and asked.asks
                and asked.kind.startswith(("request.", "application.", "message.", "batch.", "said."))
            ):
                shown = shown or f"asks {asked.kind}"
            return Outcome(changed, kept, shown, said)
    finally:
        await storage.close()


async def _measure(lines: list[Mapping[str, Any]], verbose: str) -> None:
    figures: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        template = await made(folder)
        for line in lines:
            try:
                found = await outcome(template, folder, line)
            except (AssertionError, StopIteration, RuntimeError) as error:
                figures["not played"] += 1
                print(f"NOT PLAYED {json.dumps(line, ensure_ascii=False)} {error!r}")
                continue
            judged = verdicts(line, found)
            figures.update(judged)
            wrong = {"harmful", "stored", "proposed", "lost"} & set(judged)
            if verbose == "--all" or (verbose == "--missed" and wrong):
                head = " ".join(found.said.split())[:150]
                print(
                    f"{'/'.join(judged)} · {line['seat']} {line.get('before', [])} «{line['q']}» → {found.shown} {found.changed} {found.kept} | {head}"
                )
    for name_, count in sorted(figures.items()):
        print(f"{name_}: {count}")


def verdicts(line: Mapping[str, Any], found: Outcome) -> list[str]:
    if line["want"] == "nothing":
        words = ["nothing"]
        words += ["harmful"] if found.changed else []
        words += ["stored"] if found.kept else []
        words += ["proposed"] if found.shown and not found.changed else []
        return words
    done = "done" if found.changed else "shown" if found.shown or found.kept else "lost"
    return ["act", done]


def main() -> None:
    """Print the figures; with ``--missed`` the lines that went wrong, with ``--all`` every line."""
    verbose = next((one for one in sys.argv[1:] if one.startswith("--")), "")
    lines = [line for file in sys.argv[1:] if not file.startswith("--") for line in data.lines(Path(file))]
    asyncio.run(_measure(lines, verbose))


if __name__ == "__main__":
    main()
