"""What is an act and nothing else, and which act a sentence orders in its own words."""

from __future__ import annotations

from knowledge.request import RequestMove
from knowledge.understanding.plain_act import begins_with, says_more
from knowledge.understanding.teaming import TeamAct

EVERY = tuple(RequestMove)


def test_an_order_begins_with_its_own_verb_and_a_number_alone_orders_nothing() -> None:
    likeliest_first = (RequestMove.PUT_ON_HOLD, *EVERY)
    assert begins_with("mets la 1 en attente, j'attends le relevé", likeliest_first) == RequestMove.PUT_ON_HOLD
    for said in ("5 très bien", "4", "la 8 est urgente"):
        assert begins_with(said, EVERY) is None, said


def test_what_denies_by_itself_says_no_more_than_that() -> None:
    assert not says_more("Perrot n'est plus de permanence", TeamAct.OFF_CALL)
    assert not says_more("je ne serai pas là demain", TeamAct.ABSENCE)
    assert not says_more("personne n'est venu", RequestMove.SLOT_MISSED)
    assert not says_more("je ne peux pas la suivre", RequestMove.RELEASE)
    for said in ("je ne serai pas là demain ?", "je ne serai absent que si besoin"):
        assert says_more(said, TeamAct.ABSENCE), said
