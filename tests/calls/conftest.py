"""The knowledge of the two other calls, learnt once for all tests: it takes some seconds of a processor."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.base import KnowledgeBase
from storage.calls import find, read_base

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def bassin() -> KnowledgeBase:
    """Return the knowledge of the call that is deposited on a site or by post."""
    return read_base(find("2025-referents-bassin", HERE))


@pytest.fixture(scope="session")
def relais() -> KnowledgeBase:
    """Return the knowledge of the call whose mail the candidate sends, with documents."""
    return read_base(find("2026-professeurs-relais", HERE))
