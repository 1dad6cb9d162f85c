"""One process per SQLite file, by a lock beside it; a watchdog ends the process when its event loop stands still."""

from __future__ import annotations

import asyncio
import contextlib
import faulthandler
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO

from knowledge.french import DomainError
from storage.engine import StorageUnavailable, Trouble


class LockHeld(DomainError):
    """Another process holds the file."""


class FileLock:
    """An advisory lock that the system releases when the process ends, however it ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock. Raises LockHeld; StorageUnavailable where no file can be made."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            file = self._path.open("a+")
        except OSError as error:
            raise StorageUnavailable(trouble=Trouble.NO_FILE, code=type(error).__name__) from error
        try:
            _lock(file.fileno())
        except OSError as error:
            file.close()
            raise LockHeld(str(self._path)) from error
        self._file = file

    def release(self) -> None:
        """Let it go; the file stays, since removing it would race with another taker."""
        if self._file:
            self._file.close()
            self._file = None


if sys.platform == "win32":
    import msvcrt

    def _lock(number: int) -> None:
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(number: int) -> None:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)


# --- The watchdog: whoever started the process starts it anew.


@contextlib.asynccontextmanager
async def watched(seconds: float) -> AsyncIterator[None]:
    """Watch the running loop while the block lasts; once it has stood still, write where each thread stands, and exit with 1."""
    beating = asyncio.create_task(_beat(seconds))
    try:
        yield
    finally:
        beating.cancel()
        faulthandler.cancel_dump_traceback_later()


async def _beat(seconds: float) -> None:
    while True:
        faulthandler.dump_traceback_later(seconds, exit=True)
        await asyncio.sleep(seconds / 4)


class AddressRefused(DomainError):
    """The system does not let us listen there; ``taken``: another program does."""

    def __init__(self, host: str, port: int, *, taken: bool) -> None:
        super().__init__(f"{host} port {port}")
        self.host = host
        self.port = port
        self.taken = taken
