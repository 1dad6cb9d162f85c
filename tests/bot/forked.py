"""The program's commands by forks of a process that has imported it: a command costs its own work, not two seconds of imports."""

from __future__ import annotations

import io
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_FORKS = multiprocessing.get_context("forkserver")
# What commands import once they are told which one they are.
_FORKS.set_forkserver_preload([
    "bot.__main__", "bot.serving", "bot.offline", "bot.call_check", "bot.terminal", "bot.doctor.examine", "bot.backup",
    "bot.schools_import", "bot.understanding", "storage.schema", "tests.bot.forked",
])  # fmt: skip


def run(
    arguments: tuple[str, ...], given: str, folder: Path, environ: Mapping[str, str], patience: float
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; what it is given and says is in files meanwhile."""
    with tempfile.TemporaryDirectory() as place:
        files = [Path(place) / name for name in ("in", "out", "err")]
        files[0].write_text(given, "utf-8")
        child = _FORKS.Process(target=_be, args=(arguments, folder, dict(environ), files))
        child.start()
        child.join(patience)
        if child.exitcode is None:
            child.kill()
            raise subprocess.TimeoutExpired(list(arguments), patience)
        said, faults = (file.read_text("utf-8") for file in files[1:])
        return subprocess.CompletedProcess(list(arguments), child.exitcode, said, faults)


def _be(arguments: tuple[str, ...], folder: Path, environ: Mapping[str, str], files: list[Path]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    for number, file in enumerate(files):
        os.dup2(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), number)
    os.chdir(folder)
    sys.stdin = io.TextIOWrapper(io.FileIO(0, "r", closefd=False), "utf-8")  # type: ignore[arg-type]
    sys.stdout, sys.stderr = (
        io.TextIOWrapper(io.FileIO(number, "w", closefd=False), "utf-8", write_through=True)  # type: ignore[arg-type]
        for number in (1, 2)
    )
    from bot.__main__ import main

    sys.argv = ["bot", *arguments]
    sys.exit(main(arguments))
