"""The program itself: the real ``python -m bot serve`` in its own process, killed and started again."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp

from tests.chaos.nursery import Fork, Nursery

ROOT = Path(__file__).parents[2]
_READY_SECONDS = 60.0

Heard = Callable[[str], None]


def _nobody(_address: str) -> None:
    pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gone_files(pid: int) -> list[str]:
    """Return the files of the database that a process has open although they are removed; Linux alone tells."""
    found = []
    for one in Path(f"/proc/{pid}/fd").glob("*"):
        with contextlib.suppress(OSError):  # Closed meanwhile.
            found.append(str(one.readlink()))
    return [name for name in found if ".db" in name and name.endswith("(deleted)")]


class Clock:
    """The program's time: it runs as ours does, and may jump while the program is down, as if the night had passed."""

    def __init__(self, start: datetime) -> None:
        self._start = start
        self._begun = time.monotonic()

    def jump(self, seconds: float) -> None:
        self._start += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._begun)


class Program:
    """One replica: an interpreter of its own, or a fork of ``nursery``'s."""

    def __init__(
        self,
        folder: Path,
        environ: dict[str, str],
        clock: Clock,
        opened: Heard = _nobody,
        closed: Heard = _nobody,
        *,
        nursery: Nursery | None = None,
    ) -> None:
        self.port = free_port()
        self._nursery = nursery
        self._opened, self._closed = opened, closed
        self.ready = False
        self.start_seconds: list[float] = []
        self._folder = folder
        self._environ = environ
        self._clock = clock
        self._process: asyncio.subprocess.Process | Fork | None = None
        self.log = folder / f"log-{self.port}.txt"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Return the number of the process that serves."""
        assert self._process is not None
        return self._process.pid

    async def run(self, *arguments: str, **more: str) -> asyncio.subprocess.Process | Fork:
        """Run a command of the program, with ``more`` settings, its errors appended to the log."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environ = {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PORT": str(self.port),
                   **self._environ, **more}  # fmt: skip
        environ["ASSISTANT_NOW"] = self._clock.now().isoformat()
        if self._nursery:
            return await self._nursery.fork([*arguments], self._folder, environ, self.log)
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", *arguments, cwd=self._folder, env=environ,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL, stderr=log,
            )  # fmt: skip

    async def start(self) -> None:
        """Start ``serve``; it is not ready yet."""
        self._process = await self.run("serve")

    async def wait_ready(self, within: float = _READY_SECONDS) -> bool:
        """Wait until it takes activities; False when ``within`` seconds have passed. Raises RuntimeError if it ended."""
        began = time.monotonic()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
            while time.monotonic() - began < within:
                if self._process is None or self._process.returncode is not None:
                    raise RuntimeError(f"the program ended by itself: {self.tail()}")
                try:
                    async with session.get(f"{self.url}/readyz") as response:
                        if response.status == 200:
                            self.ready = True
                            self._opened(self.url)
                            self.start_seconds.append(time.monotonic() - began)
                            return True
                except (aiohttp.ClientError, OSError, TimeoutError):
                    pass
                await asyncio.sleep(0.05)
        return False

    async def kill(self) -> None:
        """End it as ``kill -9`` does: nothing of it runs any more."""
        assert self._process is not None
        if self._process.returncode is not None:
            raise RuntimeError(f"the program ended by itself: {self.tail()}")
        self._process.send_signal(signal.SIGKILL)
        self.ready = False
        self._closed(self.url)
        await self._process.wait()

    async def stop(self) -> int:
        """End it as an orchestrator does; return its exit code."""
        self.ready = False
        self._closed(self.url)
        if self._process is None or self._process.returncode is not None:
            return 0
        self._process.terminate()
        try:
            return await asyncio.wait_for(self._process.wait(), 45)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
            return -9

    def tail(self) -> str:
        return self.log.read_text(errors="replace")[-2000:] if self.log.exists() else ""
