"""What is told to the writer of a call of each opening of an answer: held, or set aside and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.understanding import openings
from knowledge.base import KnowledgeBase
from knowledge.french import NBSP

BEFORE, AFTER = datetime(2024, 1, 25, 9, tzinfo=UTC), datetime(2024, 2, 6, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fact", "text", "now", "told"),
    [
        ("indemnite", "l'indemnité est de 1 800 € ?", BEFORE, "ouverture n° 4 de « indemnite » retenue"),
        ("indemnite", "qui touche 1 800 € ?", BEFORE, "la question est de forme « who » (qui), l’ouverture de forme « yes_no » (oui ou non)"),
        ("cia", "c'est un coefficient 3 pour les retraités ?", BEFORE, "ouverture n° 2 de « cia » écartée : mot « retraites » en trop"),
        ("date_limite", "on peut encore candidater ?", AFTER, "ouverture n° 16 de « date_limite » retenue"),
        ("date_limite", "il reste combien de jours ?", AFTER, "écartées : vaut avant la clôture"),
        ("vagues", "et la vague 6 ?", BEFORE, "ouverture n° 2 de « vagues » retenue"),
    ],
)  # fmt: skip
def test_each_opening_says_why_it_is_used_or_not(
    base: KnowledgeBase, fact: str, text: str, now: datetime, told: str
) -> None:
    lines = [line.replace(NBSP, " ") for line in openings(base, fact, text, now)]
    assert any(told in line for line in lines), lines


def test_an_opening_of_a_day_that_is_over_is_set_aside_with_its_days(base: KnowledgeBase) -> None:
    fact = base.facts["indemnite"]
    until = tuple(one.model_copy(update={"until": "issued"}) for one in fact.asked)
    passed = replace(base, facts={**base.facts, "indemnite": fact.model_copy(update={"asked": until})})
    lines = [line.replace(NBSP, " ") for line in openings(passed, "indemnite", "l'indemnité est de 1 800 € ?", BEFORE)]
    assert not any("retenue" in line for line in lines), lines
    assert any("jusqu’à la fin du jour « issued »" in line for line in lines), lines
