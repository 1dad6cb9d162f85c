"""«Je suis X, en Y, puis-je candidater ?»: what is read, and how the answer begins."""

from __future__ import annotations

import pytest

from knowledge.understanding.entities.candidate import Opening, read_candidate
from storage.calls import find

CALL = find("2024-experts-opale").read()
FORM = CALL.application


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("je suis SGAC, vague 3, puis-je candidater ?", Opening.YES),
        ("sg vague 6 c mort ?", Opening.NO),
        ("fondé de pouvoir en deuxième vague, ça passe ?", Opening.YES),
        ("SG à Toulon vague 3, puis-je postuler chez vous", Opening.NO),
        ("je suis gestionnaire, je peux ?", Opening.DEPENDS),
        ("professeur de maths en vague 2, éligible ?", Opening.NO),
        ("adjaenes en intendance, vague 2, ça marche ?", Opening.NO),
        ("adjointe en intendance, vague 2, ça marche ?", Opening.YES),
        ("je fais fonction de SG en vague 2, est-ce que ça compte ?", Opening.DEPENDS),
        ("SGAC à Beaucaire, juste de l'autre côté du Rhône, v1", Opening.NO),
        ("SG à Lyon en vague 2, mutée à Gap dans un lycée de vague 3, c'est bon ?", Opening.YES),
        ("secrétaire de direction vague 1, rien à voir avec l'intendance", Opening.NO),
        ("assistante de gestion, vague 1, mieux que mon SG", Opening.NO),
        ("basculés sur Op@le en janvier 2022, je suis SG", Opening.YES),
        ("bascule prévue en septembre 2024, SG, je tente ?", Opening.NO),
        ("SG, siège en vague 2, rattachés en vague 6", Opening.DEPENDS),
    ],
)
def test_how_the_answer_begins(said: str, verdict: Opening) -> None:
    assert FORM is not None
    assert read_candidate(said, FORM, academy=CALL.academy).verdict(FORM) is verdict
