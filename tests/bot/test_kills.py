"""An application whose process is killed with -9 at each boundary of its steps (all of them: ``make chaos``)."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.engine import Storage
from tests.chaos.steps import APPLYING, empty, every_boundary, helper, wrong


@pytest.mark.timeout(240)  # Four seconds where nothing else runs: 45 processes are slow on a busy machine.
async def test_killed_at_every_boundary_an_application_is_deposited_once_and_its_mails_name_themselves(
    storage: Storage, tmp_path: Path
) -> None:
    """Before and after each commit, with the answer lost or arrived, before and after each mail: 44 processes."""
    lasts = every_boundary(APPLYING)
    assert len(lasts) == 44
    with helper(tmp_path) as forking:
        url = storage.engine.url.render_as_string(hide_password=False)
        undisturbed = await forking.case(url, APPLYING)
        assert await wrong(storage, APPLYING, undisturbed, undisturbed) == []
        await empty(storage)
        lives = await forking.case(url, APPLYING, lasts)
    assert await wrong(storage, APPLYING, undisturbed, lives, lasts) == []
    # What was sent before the kill that hid it comes again under the same name.
    assert sorted((kind, count) for (kind, _), count in lives.mails.items()) == [("official mail", 2), ("receipt", 2)]
