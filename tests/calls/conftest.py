"""The knowledge of the two other calls, learnt once for all tests: it takes some seconds of a processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from storage.calls import find, read_base

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the first tests here the time that learning a call takes on a busy machine."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.timeout(300))


@pytest.fixture(scope="session")
def bassin() -> KnowledgeBase:
    """Return the knowledge of the call that is deposited on a site or by post."""
    return read_base(find("2025-referents-bassin", HERE))


@pytest.fixture(scope="session")
def jardins() -> KnowledgeBase:
    """Return the knowledge of the call for projects, whose applications have letters of their own: «JP-2026-0001»."""
    return read_base(find("2026-jardins", HERE))


@pytest.fixture(scope="session")
def relais() -> KnowledgeBase:
    """Return the knowledge of the call whose mail the candidate sends, with documents."""
    return read_base(find("2026-professeurs-relais", HERE))


@pytest.fixture(scope="session")
def relais_now(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return the knowledge of that call as if it were of the same spring as the other: two are then open together."""
    folder = tmp_path_factory.mktemp("calls")
    (folder / "academies").mkdir()
    for file in (*HERE.glob("2026-professeurs-relais*.toml"), *HERE.glob("academies/*.toml")):
        text = file.read_text("utf-8").replace("2026", "2025").replace("2025-04-20", "2025-03-01")
        place = folder / "academies" if file.parent != HERE else folder
        (place / file.name.replace("2026", "2025")).write_text(text, "utf-8")
    return read_base(find("2025-professeurs-relais", folder))
