"""What is an act and nothing else: its words speak for it, and nothing asks, supposes, denies or doubts."""

from __future__ import annotations

import pytest

from bot.terminal import SEATS
from knowledge.request import RequestMove
from knowledge.team import TeamAct
from knowledge.understanding.meaning import Situation
from knowledge.understanding.plain_act import is_plain, says_more
from tests.conftest import NOW
from tests.understanding.strangers import knows

PLAIN = (
    "je prends la 12",
    "planifie la 4 mardi à 14h30",
    "je reprends la 9",
    "peux-tu mettre la 11 en attente de l'éditeur ? Merci.",
    "rdv lundi 10h pour la 11 svp",
)
MARKS = ("est-ce que {}", "si tu veux {}", "{} peut-être", "faut-il que {}", "non mais {} non")
NOT_ASKED_FOR = (
    "surtout n'attribue pas la 31",
    "annule pas la 28",
    "je ne sais pas encore pour la 12",
    "il ne faut pas rejeter la candidature 8 avant lundi",
    "Élise a déjà résolu celle de Gap, non ?",
    "la 8 est urgente",
)


def plain(said: str, seat: str = "expert") -> bool:
    """Tell whether what is understood of a sentence is a plain act."""
    known = knows()
    situation = Situation(NOW, SEATS[seat].roles, known.register, experts=known.experts)
    act = known.listener.understand(said, situation).act
    return act is not None and is_plain(said, act, known.experts)


@pytest.mark.parametrize("said", PLAIN)
def test_a_plain_act_is_one_until_it_is_asked_supposed_or_doubted(said: str) -> None:
    assert plain(said)
    assert not any(plain(mark.format(said.rstrip("."))) for mark in MARKS)


@pytest.mark.parametrize("said", NOT_ASKED_FOR)
def test_what_is_not_asked_for_is_no_plain_act(said: str) -> None:
    assert not any(plain(said, seat) for seat in ("expert", "saeple"))


def test_a_polite_question_asks_for_it_and_another_only_asks() -> None:
    assert not says_more("pouvez-vous clore la 3 s'il vous plaît ?", RequestMove.CONFIRM)
    assert says_more("la prends-tu ?", RequestMove.TAKE)


def test_what_denies_by_itself_says_no_more_than_that() -> None:
    assert not says_more("Perrot n'est plus de permanence", TeamAct.OFF_CALL)
    assert not says_more("je ne serai pas là demain", TeamAct.ABSENCE)
    assert not says_more("personne n'est venu", RequestMove.SLOT_MISSED)
    assert not says_more("je ne peux pas la suivre", RequestMove.RELEASE)
    for said in ("je ne serai pas là demain ?", "je ne serai absent que si besoin"):
        assert says_more(said, TeamAct.ABSENCE), said
