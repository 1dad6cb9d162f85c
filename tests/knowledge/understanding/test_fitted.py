"""A call whose weights were fitted at start: its answer where it is sure, some to choose from where it is asked about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

import numpy as np
import pytest

from knowledge.understanding.arbiter import NO_ENTRY, AskedEntry, Weighed
from knowledge.understanding.heads import Chances
from knowledge.understanding.intent.evidence import Evidence
from knowledge.understanding.intent.topics import DOMAINS, Decision, Domain, Verdict
from knowledge.understanding.meaning import Sense, Situation, Understanding
from knowledge.understanding.ruling import Case, of_a_fitted_call
from knowledge.understanding.utterance import utterance
from tests.conftest import NOW

ENTRIES = ("dates", "duree", "lieu")


@dataclass
class _Models:
    bar: float = 0.7
    gate: float = 0.5


@dataclass
class _Found:
    """Evidence whose chances are given: that the first entry is meant, and that the call is asked about."""

    sure_of: float
    about_it: float
    entries: tuple[str, ...] = ENTRIES
    known: tuple[str, ...] = ENTRIES
    models: _Models = field(default_factory=_Models)

    def sure(self, _chance: object) -> float:
        return self.sure_of

    def about(self, _chance: object) -> float:
        return self.about_it


def decided(
    sure: float, about: float, *, topic: str | None = None, verdict: Verdict = Verdict.UNKNOWN, **more: Any
) -> Decision:
    decision = Decision(verdict, evidence=cast("Evidence", _Found(sure, about)), **more)
    shares = {domain: float(domain is Domain.CALL) for domain in DOMAINS}
    weighed = Weighed(shares, {}, AskedEntry(Chances((NO_ENTRY,), np.ones(1, np.float32))))
    case = Case(utterance("quelles dates"), Situation(NOW, topic=topic), decision, weighed)
    found = of_a_fitted_call(Understanding(Sense.CALL, decision), case, lambda entry: entry == "lieu").decision
    assert found
    return found


@pytest.mark.parametrize(
    ("sure", "about", "verdict", "topics"),
    [
        (0.8, 0.9, Verdict.ANSWER, ENTRIES[:1]),
        (0.6, 0.9, Verdict.CHOOSE, ENTRIES),
        (0.6, 0.2, Verdict.UNKNOWN, ()),
    ],
)
def test_what_is_sure_is_told_what_may_be_meant_is_offered_and_the_rest_is_of_another_matter(
    sure: float, about: float, verdict: Verdict, topics: tuple[str, ...]
) -> None:
    found = decided(sure, about)
    assert (found.verdict, found.topics) == (verdict, topics)
    assert found.elsewhere is (verdict is Verdict.UNKNOWN)


def test_the_last_answer_is_carried_onto_a_line_of_the_call_and_onto_no_other() -> None:
    kept = {"topic": "dates", "verdict": Verdict.ANSWER, "topics": ENTRIES[:1]}
    assert decided(0.1, 0.9, **kept).topics == ENTRIES[:1]  # type: ignore[arg-type]
    assert decided(0.1, 0.0, **kept).elsewhere  # type: ignore[arg-type]


def test_two_questions_that_are_answered_stay_so() -> None:
    found = decided(0.1, 0.0, verdict=Verdict.ANSWER, topics=ENTRIES[:2])
    assert found.topics == ENTRIES[:2]
