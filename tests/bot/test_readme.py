"""What README shows is what the program says: its conversations are played in the terminal."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_BLOCK = re.compile(r"```text\n(.*?)```", re.DOTALL)
_TYPED = re.compile(r"^(agent|expert|saeple)> (.+)$")


def conversations() -> list[str]:
    """Return the lines of README's conversations, in order."""
    return [line for block in _BLOCK.findall((ROOT / "README.md").read_text("utf-8")) for line in block.splitlines()]


async def played(lines: list[str], folder: Path) -> str:
    """Return what the terminal prints when these lines are typed, each at its seat."""
    seat, script = "agent", []
    for line in lines:
        typed = _TYPED.match(line)
        if typed:
            script += [f"/as {typed[1]}"] * (typed[1] != seat) + [typed[2]]
            seat = typed[1]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "ASSISTANT_NOW": "2024-01-25T10:00+01:00", "LOG_LEVEL": "error"}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "chat",
        cwd=folder,
        env=environ,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await asyncio.wait_for(process.communicate("\n".join([*script, "/fin"]).encode()), 120)
    return said.decode()


async def test_the_conversations_of_readme_come_out_as_printed(tmp_path: Path) -> None:
    lines = conversations()
    assert sum(bool(_TYPED.match(line)) for line in lines) == 4
    said = (await played(lines, tmp_path)).replace("\u00a0", " ").splitlines()
    at = 0
    for line in lines:
        if line.strip() == "…":
            continue
        shown = [
            number for number in range(at, len(said)) if said[number].rstrip() == line.rstrip().replace("\u00a0", " ")
        ]
        assert shown, f"README shows what the program does not say here: {line}"
        at = shown[0] + 1


@pytest.mark.parametrize("page", ["agent", "expert", "service", "administrateur", "auteur", "developpeur"])
def test_readme_leads_each_reader_to_a_page_that_fits_on_a_sheet(page: str) -> None:
    assert f"(docs/{page}.md)" in (ROOT / "README.md").read_text("utf-8")
    text = (ROOT / "docs" / f"{page}.md").read_text("utf-8")
    assert len(text.splitlines()) <= 60
    assert len(text.split()) <= 700
