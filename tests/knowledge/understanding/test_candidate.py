"""«Je suis X, en Y, puis-je candidater ?»: what is read, and how the answer begins."""

from __future__ import annotations

import pytest

from knowledge.understanding.entities.candidate import Verdict, read_candidate
from storage.calls import find

FORM = find("2024-experts-opale").read().application


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("je suis SGAC, vague 3, puis-je candidater ?", Verdict.YES),
        ("sg vague 6 c mort ?", Verdict.NO),
        ("fondé de pouvoir en deuxième vague, ça passe ?", Verdict.YES),
        ("SG à Toulon vague 3, puis-je postuler chez vous", Verdict.NO),
        ("je suis gestionnaire, je peux ?", Verdict.DEPENDS),
        ("professeur de maths en vague 2, éligible ?", Verdict.NO),
        ("je fais fonction de SG en vague 2, est-ce que ça compte ?", Verdict.DEPENDS),
        ("SG, siège en vague 2, rattachés en vague 6", Verdict.DEPENDS),
    ],
)
def test_how_the_answer_begins(said: str, verdict: Verdict) -> None:
    assert FORM is not None
    assert read_candidate(said, FORM).verdict(FORM) is verdict
