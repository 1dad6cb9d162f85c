"""What tells a call's words from those of other matters."""

from __future__ import annotations

import math

from knowledge.understanding.intent.scoring import OwnWords

OWN = (["acheter", "des", "graines"], ["graine", "de", "tomate"], ["des", "outils"])
OTHERS = (["acheter", "des", "chaussures"], ["des", "nouvelles", "du", "chat"], ["la", "meteo"])


def test_words_of_the_call_tell_for_it_and_others_against_it() -> None:
    told = OwnWords.of(OWN, OTHERS)
    assert told.tell(["graines"]) > 0 > told.tell(["chaussures"])
    assert told.tell(["graine"]) == told.tell(["graines"])  # By the stem.
    assert told.tell(["graines", "?"]) == told.tell(["graines"])
    assert told.tell(["xylophone"]) == told.tell(["?"]) == told.tell([]) == 0
    assert math.isclose(told.tell(["graines", "xylophone"]), told.tell(["graines"]) / math.sqrt(2))


def test_what_stands_as_often_in_both_tells_little() -> None:
    told = OwnWords.of(OWN, OTHERS)
    assert abs(told.tell(["des"])) < abs(told.tell(["graines"])) / 2
