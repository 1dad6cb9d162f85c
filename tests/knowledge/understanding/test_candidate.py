"""«Je suis X, en Y, puis-je candidater ?»: what is read, and how the answer begins."""

from __future__ import annotations

import pytest

from knowledge.understanding.profile import Opening, read_candidate
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
        ("SG, on m'a dit vague 4 ou 5", Opening.DEPENDS),
        ("SG sur deux collèges, un en vague 2 l'autre en vague 7", Opening.DEPENDS),
        ("SG en vague 1 à Arles, mutée dans un lycée de la vague 6", Opening.DEPENDS),
        ("SG en vague 6 à Arles, mutée dans un lycée de la vague 1", Opening.YES),
        ("SG d'un lycée agricole, vague 2", Opening.DEPENDS),
        ("SG, rattachés en vague 6 et en vague 8", Opening.NO),
        ("SG en congé maternité, vague 1", Opening.YES),
        ("je débute comme SG, vague 1", Opening.YES),
        ("SG retraitée depuis octobre, vague 1", Opening.DEPENDS),
        ("principal adjoint, je fais fonction de gestionnaire, vague 3", Opening.DEPENDS),
        ("agente comptable, vague 1, pas SG", Opening.DEPENDS),
        ("jsui gestionaire vage 2", Opening.YES),
        ("secrétaire d'intendance, vague 2", Opening.NO),
        ("on a pas encore opale, je suis gestionnaire", Opening.NO),
    ],
)
def test_how_the_answer_begins(said: str, verdict: Opening) -> None:
    assert FORM is not None
    assert read_candidate(said, FORM, academy=CALL.academy).verdict(FORM) is verdict
