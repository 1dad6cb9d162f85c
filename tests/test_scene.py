"""A scene that was played is found again by the next test: typed anew each time, scenes are half of the tests' time."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from tests.conftest import NOW, opened
from tests.dialogs.asking import OWN, ask, rows
from tests.scene import _PLAYED
from tests.talk import Office

pytestmark = pytest.mark.skipif(os.environ.get("TESTS_AT") == "night", reason="every scene is played at night")


async def test_a_scene_is_played_once_a_process(base: KnowledgeBase, sqlite_template: Path, tmp_path: Path) -> None:
    said: list[str] = []
    left: list[list[dict[str, object]]] = []
    kept: list[int] = []
    for name in ("one.db", "two.db"):
        shutil.copy(sqlite_template, tmp_path / name)
        storage = opened(f"sqlite+aiosqlite:///{tmp_path / name}")
        async with Office.open(storage, base, NOW) as office:
            talk = office.talk()
            said.append(await ask(talk, *OWN[:2], "Une demande que nul autre test ne fait.", *OWN[3:]))
            left.append([dict(row) for row in await rows(office)])
            assert "Faites par vous (1)" in await talk.says("mes demandes")
        await storage.close()
        kept.append(len(_PLAYED))
    assert said[0] == said[1]
    assert left[0] == left[1] != []
    assert kept[0] == kept[1]
