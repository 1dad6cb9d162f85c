"""A process that has imported the program once, and forks for each start of it: a start costs its own work alone.

A fork shares nothing with the others but the modules as they were imported: its connections, tasks, files and weights are
its own, and ``kill -9`` ends it as it ends any process. It runs ``bot.__main__.main`` with the arguments, the environment
and the folder that it is given. A thousand kills take minutes so, where a thousand interpreters take hours.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import selectors
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
_LOOK_SECONDS = 0.02  # How often the nursery looks for forks that have ended.


class Fork:
    """A forked process, with what ``tests/chaos/program.py`` asks of one of asyncio's."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._ended = asyncio.Event()

    def end(self, code: int) -> None:
        """Note that it has ended, with ``code``: below zero the signal that killed it."""
        self.returncode = code
        self._ended.set()

    async def wait(self) -> int:
        await self._ended.wait()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.returncode is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The harness's end: asks for forks and hears of their ends."""

    def __init__(self) -> None:
        self._forks: dict[int, Fork] = {}
        self._born: asyncio.Queue[Fork] = asyncio.Queue()
        self._asking = asyncio.Lock()

    async def __aenter__(self) -> Nursery:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.chaos.nursery", cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        self._hearing = asyncio.create_task(self._hear())
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        await self._process.wait()
        await self._hearing

    async def fork(self, arguments: list[str], folder: Path, environ: dict[str, str], log: Path) -> Fork:
        """Start the program's command ``arguments`` in ``folder``; its errors are appended to ``log``."""
        assert self._process.stdin
        asked = {"arguments": arguments, "folder": str(folder), "environ": environ, "log": str(log)}
        async with self._asking:
            self._process.stdin.write(json.dumps(asked).encode() + b"\n")
            await self._process.stdin.drain()
            return await self._born.get()

    async def _hear(self) -> None:
        assert self._process.stdout
        async for line in self._process.stdout:
            heard = json.loads(line)
            if "code" in heard:
                self._forks.pop(heard["pid"]).end(heard["code"])
            else:
                fork = self._forks[heard["pid"]] = Fork(heard["pid"])
                self._born.put_nowait(fork)


def _run(asked: dict[str, Any]) -> None:
    """Become the program; never returns."""
    code = 1
    try:
        os.environ.clear()
        os.environ.update(asked["environ"])
        os.chdir(asked["folder"])
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 1)
        os.dup2(os.open(asked["log"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), 2)
        os.closerange(3, 64)
        from bot.__main__ import main

        code = main(asked["arguments"])
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _tell(**what: int) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _serve() -> None:
    """Fork for each line of the standard input, until it ends."""
    for name in ("bot.serving", "storage.schema"):  # What «serve» and «migrate» import.
        importlib.import_module(name)
    alive: set[int] = set()
    with selectors.DefaultSelector() as waiting:
        waiting.register(sys.stdin.buffer, selectors.EVENT_READ)
        while True:
            if waiting.select(_LOOK_SECONDS):
                line = sys.stdin.buffer.readline()
                if not line:
                    break
                pid = os.fork()
                if not pid:
                    _run(json.loads(line))
                alive.add(pid)
                _tell(pid=pid)
            for pid in [*alive]:
                ended, status = os.waitpid(pid, os.WNOHANG)
                if ended:
                    alive.discard(pid)
                    _tell(pid=pid, code=os.waitstatus_to_exitcode(status))
    for pid in alive:
        os.kill(pid, signal.SIGKILL)


if __name__ == "__main__":
    _serve()
