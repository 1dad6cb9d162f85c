"""The scenes of the proofreading page go as they should: none meets a refusal, or an answer to nothing."""

from __future__ import annotations

import pytest

from tests.lint import proofread
from tests.lint.proofread import OPEN, Part, Refused, Scene, as_text, staged
from tests.talk import Office


@pytest.mark.night
async def test_every_scene_is_played_without_a_refusal() -> None:
    made = await proofread.parts()
    said = as_text(made)
    assert len(made) > 40
    assert said.count("\n## ") == len(made)


@pytest.mark.parametrize("typed", [("candidater", "2"), ("🙂🙂",)])
async def test_a_scene_that_meets_a_refusal_stops_the_page(typed: tuple[str, ...]) -> None:
    async def play(office: Office) -> list[Part]:
        await Scene(Part("essai"), office.talk()).says(*typed)
        return []

    with pytest.raises(Refused):
        await staged(OPEN, play)
