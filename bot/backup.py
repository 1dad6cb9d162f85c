"""``backup`` and ``restore``: the file, which holds personal data, and what is said."""

from __future__ import annotations

import asyncio
import gzip
import io
import os
import re
import time as clock
import zlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from bot.process import FileLock
from knowledge.french import PARIS, DomainError, counted, typeset
from storage.backup import BackupContent, DamagedBackup, dump, load
from storage.engine import Storage, StorageUnavailable, Trouble
from storage.transaction import Transaction, once

NIGHT = time(2, 30)  # When the night's backup is taken, in Paris.
BACKUP = "backup"  # The duty whose mark says when a backup last came back whole: replicas read it.
LATE = timedelta(hours=26)  # Without a backup for so long, a night was missed.
KEPT_NIGHTS = 14
_OF_A_NIGHT = re.compile(r"assistant-(\d{4}-\d\d-\d\d)\.gz")


class FileExists(DomainError):
    """There is a file of that name; ``args``: it."""


class FileMissing(DomainError):
    """The file cannot be opened; ``args``: it."""


async def backup(database_url: str, file: Path, now: datetime) -> str:
    """Write the database into a new file, readable by its owner alone; return what to say.

    Raises FileExists, FileMissing, StorageUnavailable, SchemaOutdated, SchemaNewer.
    """
    _check_new(file)
    storage = Storage.open(database_url)
    partial = file.with_name(f".{file.name}.part")
    try:
        if storage.path is not None and not storage.path.exists():
            raise StorageUnavailable(trouble=Trouble.NO_FILE)
        written = await _write(storage, partial, now)
        partial.rename(file)  # Whole, or not at all.
    except OSError as error:
        raise FileMissing(file) from error
    finally:
        partial.unlink(missing_ok=True)
        await storage.close()
    return typeset(f"Sauvegarde écrite : {file}, {_held(written)}. Elle contient des données personnelles.")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """A backup that was taken and put back. ``saved``, ``restored``: seconds; ``size``: bytes of the file."""

    rows: int
    size: int
    saved: float
    restored: float


async def rehearse(database_url: str, file: Path, now: datetime) -> Rehearsal:
    """Take a backup into ``file``, then put it into an empty database of its own, read back and counted, which goes at once.

    Raises as ``backup`` and ``restore`` do; DamagedBackup where something did not come back.
    """
    began = clock.monotonic()
    await backup(database_url, file, now)
    saved = clock.monotonic()
    with TemporaryDirectory(prefix="repetition-", dir=file.parent) as folder, file.open("rb") as raw:
        url = f"sqlite+aiosqlite:///{folder}/repetition.db"
        rows = (await _read(url, raw)).rows
        restored = clock.monotonic()
        await backup(url, Path(folder) / "again.gz", now)
        if _content(Path(folder) / "again.gz") != _content(file):
            raise DamagedBackup("what came back is not what was saved")
    return Rehearsal(rows, _size(file), saved - began, restored - saved)


def _content(file: Path) -> int:
    """Return what tells the lines of a backup, but for the first, which says when it was taken; rows come in any order."""
    with gzip.open(file, "rb") as lines:
        next(lines)
        return sum(int.from_bytes(sha256(line).digest()) for line in lines)


def _size(file: Path) -> int:
    return file.stat().st_size


def _of_night(folder: Path, night: date) -> Path:
    return folder / f"assistant-{night}.gz"


def _make_room(folder: Path, fresh: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh.unlink(missing_ok=True)


def _prune(folder: Path, last: date) -> int:
    """Remove the backups of the night ``last`` and before; return how many."""
    found = [(path, match[1]) for path in folder.iterdir() if (match := _OF_A_NIGHT.fullmatch(path.name))]
    old = [path for path, night in found if date.fromisoformat(night) <= last]
    for path in old:
        path.unlink()
    return len(old)


async def nightly(database_url: str, folder: Path, now: datetime, keep: int = KEPT_NIGHTS) -> str:
    """Take this night's backup, rehearse it, and remove those older than ``keep`` nights; return what to say.

    Taken already, it is taken again. A backup that cannot be put back keeps all the older ones. That it came back whole is
    marked in the database, where the replicas read it.
    """
    night = now.astimezone(PARIS).date()
    file, fresh = _of_night(folder, night), folder / "en-cours.gz"
    _make_room(folder, fresh)
    try:
        one = await rehearse(database_url, fresh, now)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    old = _prune(folder, night - timedelta(days=keep))
    await _mark(database_url, now)
    return typeset(
        f"Sauvegarde écrite et remise à l'essai : {file}, {counted(one.rows, 'ligne')}, {one.saved + one.restored:.1f} s ; "
        f"{counted(old, 'ancienne effacée', 'anciennes effacées')}."
    )


async def _mark(database_url: str, now: datetime) -> None:
    async def nothing(_tx: Transaction) -> None: ...

    storage = Storage.open(database_url)
    try:
        await once(storage, BACKUP, now.isoformat(), now, nothing)
    finally:
        await storage.close()


def is_missed(folder: Path, now: datetime) -> bool:
    """Tell whether the last night's backup is not there: the machine was down, or nothing was ever saved."""
    local = now.astimezone(PARIS)
    night = local.date() - timedelta(days=0 if local.time() >= NIGHT else 1)
    return not any(_of_night(folder, day).exists() for day in (night, local.date()))


async def every_night(take: Callable[[], Awaitable[None]], now: Callable[[], datetime]) -> None:
    """Do ``take`` each night at ``NIGHT``, in Paris, until cancelled."""
    while True:
        local = now().astimezone(PARIS)
        day = local.date() + timedelta(days=1 if local.time() >= NIGHT else 0)
        await asyncio.sleep((datetime.combine(day, NIGHT, PARIS) - now()).total_seconds())
        await take()


def _check_new(file: Path) -> None:
    if file.exists():
        raise FileExists(file)


async def _write(storage: Storage, partial: Path, now: datetime) -> BackupContent:
    number = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(number, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as packed:
            written = await dump(storage, lambda line: packed.write(line.encode()), now)
        raw.flush()
        os.fsync(raw.fileno())
    return written


async def restore(database_url: str, file: Path) -> str:
    """Read a backup into an empty database; return what to say.

    Raises FileMissing, LockHeld, NotEmpty, NewerBackup, SchemaTooOld, DamagedBackup, StorageUnavailable.
    """
    try:
        raw = file.open("rb")
    except OSError as error:
        raise FileMissing(file) from error
    with raw:
        written = await _read(database_url, raw)
    return typeset(f"Sauvegarde remise : {_held(written)}. Lancez « python -m bot doctor », puis « serve ».")


async def _read(database_url: str, raw: BinaryIO) -> BackupContent:
    storage = Storage.open(database_url)
    lock = FileLock(storage.path) if storage.path else None
    try:
        if lock:
            lock.take()
        return await load(storage, _lines(raw))
    finally:
        await storage.close()
        if lock:
            lock.release()


def _lines(raw: BinaryIO) -> Iterator[str]:
    """Yield the lines of a backup. Raises DamagedBackup where the file gives no more of them."""
    try:
        with gzip.GzipFile(fileobj=raw) as packed, io.TextIOWrapper(packed, "utf-8") as lines:
            yield from lines
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise DamagedBackup("unreadable") from error


def _held(written: BackupContent) -> str:
    return f"{counted(written.rows, 'ligne')}, schéma {written.schema}"
