"""A process whose event loop stands still is ended, also where a library written in C holds the interpreter's lock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# A pattern that goes back and forth for ages holds that lock; a sleep does not.
STILL = {"a sleep": "time.sleep(60)", "a library": "re.fullmatch('(a|a)*b', 'a' * 64)", "nothing": "pass"}
PROGRAM = """
import asyncio, re, time
from bot.process import watched

async def main():
    async with watched(1):
        await asyncio.sleep(2.5)
        {still}
    {after}

asyncio.run(main())
print("ended")
"""


def run(still: str, after: str = "pass") -> subprocess.CompletedProcess[str]:
    program = PROGRAM.format(still=still, after=after)
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=150, check=False)  # fmt: skip


@pytest.mark.parametrize("what", STILL)
def test_a_loop_that_stands_still_ends_the_process(what: str) -> None:
    done = run(STILL[what])
    if what == "nothing":
        assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
    else:
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("Timeout (0:00:01)!")
        assert "in main" in done.stderr


def test_nothing_is_watched_after_the_end() -> None:
    assert run("pass", after="time.sleep(2)").stdout == "ended\n"
