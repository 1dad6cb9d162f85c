"""«Un CPE peut candidater ?»: on any call the answer begins with yes, no or that it depends, however it is asked."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime

import pytest

from dialogs.application import texts
from knowledge.base import KnowledgeBase
from knowledge.french import NBSP, PARIS
from storage.engine import Storage
from tests.talk import Office

YES, NO, DEPENDS = texts.LEAD_IF_THE_REST, "D’après l’appel, non.", "Cela dépend."


@pytest.fixture
async def lyon(storage: Storage, bassin: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, bassin, datetime(2025, 3, 20, 10, tzinfo=PARIS)) as office:
        yield office


@pytest.mark.parametrize(
    ("asked", "lead", "why"),
    [
        ("un CPE peut candidater ?", YES, "Corps : l’appel cite « conseillers principaux d’éducation »."),
        ("je suis conseillère principale d'éducation, je peux candidater ?", YES, "conseillers principaux d’éducation"),
        ("les certifiées peuvent candidater ?", YES, "Corps : l’appel cite « enseignants du second degré »."),
        ("les professeurs des écoles sont concernés ?", YES, "Corps : l’appel cite « enseignants du premier degré »."),
        ("une infirmière peut être référente numérique ?", NO, "Corps : l’appel ne cite pas ce cas."),
        ("les gestionnaires peuvent postuler ?", NO, "Corps : l’appel ne cite pas ce cas."),
        ("un CPE ou un gestionnaire, ça peut candidater ?", DEPENDS, ""),
    ],
)
async def test_whom_a_call_addresses_is_answered_first(lyon: Office, asked: str, lead: str, why: str) -> None:
    said = (await lyon.talk().says(asked)).replace(NBSP, " ")
    assert said.startswith(lead.replace(NBSP, " ")), said
    assert why in said


async def test_what_else_is_asked_of_them_is_another_question(lyon: Office) -> None:
    for asked in ("les CPE sont indemnisés ?", "faut-il être CPE ?", "c'est réservé aux CPE ?"):
        talk = lyon.talk()
        await talk.says(asked)
        assert talk.seen[-1].text.split("\n")[0] not in (YES, NO), asked
