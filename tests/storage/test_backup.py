"""A backup, the database emptied, the backup put back: the same answers, and numbers that go on."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.backup import FileExists, FileMissing, backup, restore
from bot.process import FileLock, LockHeld
from bot.refusals import told
from bot.settings import VERSION
from knowledge.base import KnowledgeBase
from knowledge.people import PersonKey, Role
from storage.actions.people import seed_roles
from storage.backup import DamagedBackup, NewerBackup, NotEmpty, dump
from storage.engine import Storage, StorageUnavailable
from storage.schema import SchemaOutdated, SchemaTooOld, head, migrate
from storage.tables import metadata
from tests.bot.test_commands import bot
from tests.conftest import NOW
from tests.dialogs.applying import deposit
from tests.dialogs.asking import OWN, ask, log
from tests.talk import Office

ASKED = (
    ("agent", "ma candidature"), ("agent", "mes demandes"), ("agent", "mes données"), ("agent", "DA-2024-0001"),
    ("expert", "mes demandes"), ("saeple", "statut"), ("saeple", "combien de demandes par objet ?"),
    ("saeple", "questions"), ("saeple", "santé du service"), ("saeple", "membres"),
)  # fmt: skip

OTHER = (OWN[0], "REGIE", *OWN[2:])


async def answers(storage: Storage, base: KnowledgeBase) -> list[str]:
    """Return what an assistant that has just started says to the questions of ASKED."""
    async with Office.open(storage, base, NOW) as office:
        return [await office.talk(seat).says(text) for seat, text in ASKED]


async def held(storage: Storage) -> dict[str, list[Any]]:
    """Return every row of every table with what it holds; what an older schema has not got holds nothing."""
    async with storage.reading() as connection:
        there = await connection.run_sync(_columns)
        found = {}
        for table in metadata.sorted_tables:
            columns = [column for column in table.c if column.name in there.get(table.name, ())]
            if not columns:  # A table that an older schema has not got is empty.
                found[table.name] = []
                continue
            rows = await connection.execute(sa.select(*columns).order_by(*table.primary_key))
            found[table.name] = [Row(row._mapping) for row in rows]
        return found


class Row(dict[str, Any]):
    """What a row holds, by column; also as attributes."""

    def __init__(self, row: Mapping[Any, Any]) -> None:
        super().__init__({name: value for name, value in row.items() if value is not None})
        self.__dict__ = self


def _columns(sync: sa.Connection) -> dict[str, set[str]]:
    inspector = sa.inspect(sync)
    return {name: {column["name"] for column in inspector.get_columns(name)} for name in inspector.get_table_names()}


async def live(storage: Storage, base: KnowledgeBase) -> None:
    """Have people apply, ask, log and go, so that most tables hold something and a number is given in vain."""
    async with Office.open(storage, base, NOW) as office:
        agent, expert = office.talk(), office.talk("expert")
        await agent.opens()
        await expert.says("bonjour")
        await deposit(agent)
        await ask(agent)
        await log(expert)
        await expert.says("prendre DA-2024-0002")
        await agent.says("transmettre une question")
        await agent.says("Faut-il un CV ?")
        await agent.says("passer")
        await agent.says("envoyer")
        await agent.says("candidater")
    async with storage.writing() as connection:  # What a purge may do: the last row goes, its number was given.
        await connection.execute(sa.text("DELETE FROM event WHERE id = (SELECT max(id) FROM event)"))
        await connection.execute(sa.text("UPDATE inbox SET answer = NULL WHERE activity = 'none'"))
        await connection.commit()


def leftovers(folder: Path) -> list[str]:
    """Return the files that were begun and not ended."""
    return [path.name for path in folder.glob(".*")]


async def wipe(storage: Storage) -> None:
    """Empty every table, and begin all numbers anew."""
    async with storage.engine.begin() as connection:
        if storage.is_sqlite:
            for table in reversed(metadata.sorted_tables):
                await connection.execute(sa.delete(table))
            await connection.exec_driver_sql("DELETE FROM sqlite_sequence")
        else:
            names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
            await connection.exec_driver_sql(f"TRUNCATE {names} RESTART IDENTITY CASCADE")


async def test_backup_wipe_restore_same_answers_and_numbers_go_on(
    storage: Storage, storage_url: str, base: KnowledgeBase, tmp_path: Path
) -> None:
    await live(storage, base)
    file = tmp_path / "sauvegarde.gz"
    before = await held(storage)
    rows = sum(map(len, before.values()))
    done = await backup(storage_url, file, NOW)
    assert done.replace("\u00a0", " ") == (
        f"Sauvegarde écrite : {file}, {rows} lignes, schéma {head()}. Elle contient des données personnelles."
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert leftovers(tmp_path) == []
    said = await answers(storage, base)  # Asking leaves traces too: it comes after the backup.
    await wipe(storage)
    assert not any((await held(storage)).values())
    await storage.close()
    await restore(storage_url, file)
    assert await held(storage) == before
    assert await answers(storage, base) == said
    async with Office.open(storage, base, NOW) as office:
        office.count = 1_000  # Activities that were not seen before.
        assert "DA-2024-0003" in await ask(office.talk(), *OTHER)
    after = await held(storage)
    last = max(row.id for row in before["event"])
    assert min(row.id for row in after["event"] if row.id > last) == last + 2  # The number given in vain stays so.


async def test_a_backup_of_one_kind_is_read_by_the_other(
    storage: Storage, storage_url: str, base: KnowledgeBase, tmp_path: Path, postgres_url: str
) -> None:
    await live(storage, base)
    before = await held(storage)
    await backup(storage_url, tmp_path / "a.gz", NOW)
    url = postgres_url if storage.is_sqlite else f"sqlite+aiosqlite:///{tmp_path / 'other.db'}"
    other = Storage.open(url)
    if not other.is_sqlite:
        await wipe(other)
    await restore(url, tmp_path / "a.gz")
    assert await held(other) == before
    await wipe(other)
    await other.close()


async def test_what_changes_meanwhile_is_not_in_it(storage: Storage, storage_url: str) -> None:
    lines: list[str] = []

    async def appoint() -> None:
        other = Storage.open(storage_url)
        await seed_roles(other, [(PersonKey("t", "o"), Role.EXPERT)], NOW)
        await other.close()

    def write(line: str) -> None:
        if not lines:  # The dump has just begun.
            thread = threading.Thread(target=asyncio.run, args=(appoint(),))
            thread.start()
            thread.join()
        lines.append(line)

    assert (await dump(storage, write, NOW)).rows == 0
    assert lines[-1] == '{"end":0}\n'
    assert [row.oid for row in (await held(storage))["role"]] == ["o"]


async def test_what_cannot_be_restored_changes_nothing(sqlite: Storage, base: KnowledgeBase, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{sqlite.path}"
    await live(sqlite, base)
    before = await held(sqlite)
    whole = tmp_path / "whole.gz"
    await backup(url, whole, NOW)
    with pytest.raises(FileExists):
        await backup(url, whole, NOW)
    with pytest.raises(NotEmpty):
        await restore(url, whole)
    assert await held(sqlite) == before

    empty = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    lines = gzip.decompress(whole.read_bytes()).decode().splitlines(keepends=True)
    head_line = json.loads(lines[0])
    row = next(number for number, line in enumerate(lines) if line.startswith("["))
    cells = json.loads(lines[row])
    shorter, bare = (json.dumps(changed) + "\n" for changed in (cells[1:], [None for _ in cells]))
    damaged = {
        "cut": whole.read_bytes()[:-200],
        "no gzip": b"not a backup",
        "another's": gzip.compress(b'{"format": "other"}\n'),
        "without its end": gzip.compress("".join(lines[:-1]).encode()),
        "a row less": gzip.compress("".join(lines[:row] + lines[row + 1 :]).encode()),
        "a table's line less": gzip.compress("".join(lines[: row - 1] + lines[row:]).encode()),
        "a cell less": gzip.compress("".join([*lines[:row], shorter, *lines[row + 1 :]]).encode()),
        "nothing where something must be": gzip.compress("".join([*lines[:row], bare, *lines[row + 1 :]]).encode()),
        "an unknown column": gzip.compress("".join([lines[0], '{"table":"person","columns":["x"]}\n']).encode()),
        "an unknown table": gzip.compress("".join([lines[0], '{"table":"x","columns":[]}\n', *lines[1:]]).encode()),
        "no JSON": gzip.compress("".join([lines[0], "{\n"]).encode()),
        "empty": gzip.compress(b""),
    }
    for name, content in damaged.items():
        (tmp_path / "damaged.gz").write_bytes(content)
        with pytest.raises(DamagedBackup):
            await restore(empty, tmp_path / "damaged.gz")
        with pytest.raises(SchemaOutdated):
            await backup(empty, tmp_path / f"{name}.gz", NOW)
    newer = json.dumps({**head_line, "schema": "9999"}) + "\n"
    (tmp_path / "newer.gz").write_bytes(gzip.compress("".join([newer, *lines[1:]]).encode()))
    with pytest.raises(NewerBackup) as refused:
        await restore(empty, tmp_path / "newer.gz")
    assert "schéma 9999" in told(refused.value)
    older = json.dumps({**head_line, "schema": "0002"}) + "\n"
    (tmp_path / "older.gz").write_bytes(gzip.compress("".join([older, *lines[1:]]).encode()))
    with pytest.raises(SchemaTooOld, match="0002"):
        await restore(empty, tmp_path / "older.gz")
    with pytest.raises(FileMissing):
        await restore(empty, tmp_path / "absent.gz")
    with pytest.raises(FileMissing):
        await backup(url, tmp_path / "absent" / "a.gz", NOW)
    with pytest.raises(StorageUnavailable):
        await backup(f"sqlite+aiosqlite:///{tmp_path / 'absent.db'}", tmp_path / "a.gz", NOW)


async def test_nothing_is_restored_under_a_running_service(sqlite: Storage, tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{sqlite.path}"
    await backup(url, tmp_path / "a.gz", NOW)
    assert sqlite.path
    lock = FileLock(sqlite.path)
    lock.take()
    with pytest.raises(LockHeld):
        await restore(url, tmp_path / "a.gz")
    lock.release()
    await restore(url, tmp_path / "a.gz")
    await migrate(sqlite)


def test_the_commands_say_what_they_did_and_why_not(tmp_path: Path) -> None:
    one, two = ({"DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / name}"} for name in ("one.db", "two.db"))
    file = str(tmp_path / "a.gz")
    assert bot("migrate", **one).returncode == 0
    kept = bot("backup", file, **one)
    assert (kept.returncode, kept.stderr) == (0, "")
    again = bot("backup", file, **one)
    assert (again.returncode, again.stderr.replace("\u00a0", " ")) == (
        1,
        f"Le fichier {file} existe déjà : choisissez un autre nom, une sauvegarde n’en remplace pas une autre.\n",
    )
    done = bot("restore", file, **two)
    assert (done.returncode, done.stdout.replace("\u00a0", " ")) == (
        0,
        f"Sauvegarde remise : 0 ligne, schéma {head()}. Lancez « python -m bot doctor », puis « serve ».\n",
    )
    assert bot("--version").stdout == f"{VERSION}\n"
