"""Names on a line of a list."""

from __future__ import annotations

import pytest

from knowledge.french import brief_person, brief_school


@pytest.mark.parametrize(
    ("name", "brief"),
    [
        ("Lycée professionnel Paul Héraud, Gap (0050008G)", "LP Paul Héraud, Gap"),
        ("Lycée polyvalent hôtelier régional Jean-Paul Passedat, Marseille 8e", "Lycée Jean-Paul Passedat, Marseille 8e"),
        ("Lycée régional César Baldaccini (anciennement lycée du Rempart), Marseille 7e", "Lycée César Baldaccini, Marseille 7e"),
        ("Lycée polyvalent de la Méditerranée, La Ciotat", "Lycée de la Méditerranée, La Ciotat"),
        ("Lycée polyvalent d'altitude - Suzanne Joulié Roos, Briançon", "Lycée Suzanne Joulié Roos, Briançon"),
        ("Etablissement régional d'enseignement adapté de Haute-Provence, Bevons", "EREA Haute-Provence, Bevons"),
        ("Lycée Thiers, Marseille 1er", "Lycée Thiers, Marseille 1er"),
        ("Collège Marcel Pagnol", "Collège Marcel Pagnol"),
        ("Établissement de code 0130001F", "Établissement de code 0130001F"),
    ],
)  # fmt: skip
def test_a_school_is_named_as_everybody_does_there(name: str, brief: str) -> None:
    assert brief_school(name) == brief


@pytest.mark.parametrize(
    ("name", "brief"),
    [
        ("Dominique Ferrand", "D.\u00a0Ferrand"),
        ("Jean-Pierre Martin", "J.-P.\u00a0Martin"),
        ("Élise de La Tour", "Élise de La Tour"),
        ("FERRAND Dominique", "FERRAND Dominique"),
        ("Dominique", "Dominique"),
        ("", ""),
    ],
)
def test_a_first_name_is_its_letter_where_it_is_surely_one(name: str, brief: str) -> None:
    assert brief_person(name) == brief
