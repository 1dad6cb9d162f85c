"""``backup`` and ``restore``: the file, which holds personal data, and what is said."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from bot.process import FileLock
from knowledge.french import DomainError, counted, typeset
from storage.backup import BackupContent, DamagedBackup, dump, load
from storage.engine import Storage, StorageUnavailable, Trouble


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
