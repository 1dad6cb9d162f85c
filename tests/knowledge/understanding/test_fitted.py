"""A call fitted at start offers what is likeliest of its own where its reader and the arbiter together find it likely."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from knowledge.understanding.arbiter import NO_ENTRY, AskedEntry, Weighed
from knowledge.understanding.heads import Chances
from knowledge.understanding.intent.topics import DOMAINS, Decision, Domain, Verdict
from knowledge.understanding.meaning import Sense, Situation, Understanding
from knowledge.understanding.ruling import Case, of_a_fitted_call
from knowledge.understanding.utterance import utterance
from tests.conftest import NOW

ENTRIES = ("dates", "dossier", "depot")


def _shares(call: float) -> dict[Domain, float]:
    return {domain: {Domain.CALL: call, Domain.ELSEWHERE: 1 - call}.get(domain, 0.0) for domain in DOMAINS}


def _unsure(verdict: Verdict, call: float, **more: Any) -> Decision:
    return Decision(verdict, shares=tuple(_shares(call).values()), entries=ENTRIES, **more)


def _weighed(call: float) -> Weighed:
    return Weighed(_shares(call), {}, AskedEntry(Chances((NO_ENTRY,), np.ones(1, np.float32))))


def _decided(decision: Decision, call: float, *, topic: str | None = None) -> Decision | None:
    def alone(*_: object) -> Understanding:
        raise AssertionError("no help was offered")

    found = Understanding(Sense.CALL, decision)
    situation = replace(Situation(NOW), topic=topic)
    return of_a_fitted_call(
        found, Case(utterance("quelles dates"), situation, decision, _weighed(call)), alone
    ).decision


@pytest.mark.parametrize(("reader", "arbiter", "offered"), [(0.2, 0.9, True), (0.4, 0.5, True), (0.4, 0.1, False)])
def test_what_is_unknown_is_offered_where_both_find_the_call_likely(
    reader: float, arbiter: float, *, offered: bool
) -> None:
    decision = _decided(_unsure(Verdict.UNKNOWN, reader, elsewhere=True), arbiter)
    assert decision
    assert decision.topics == (ENTRIES if offered else ())
    assert decision.elsewhere is not offered


def test_a_choice_is_withdrawn_where_another_matter_is_likelier() -> None:
    decision = _decided(_unsure(Verdict.CHOOSE, 0.6, topics=ENTRIES[:2]), 0.05)
    assert decision
    assert (decision.verdict, decision.topics, decision.elsewhere) == (Verdict.UNKNOWN, (), True)


def test_what_goes_on_and_what_is_sure_are_left_as_they_are() -> None:
    choice = _unsure(Verdict.CHOOSE, 0.6, topics=ENTRIES[:2])
    assert _decided(choice, 0.05, topic="dates") == choice
    sure = _unsure(Verdict.ANSWER, 0.6, topics=ENTRIES[:1])
    assert _decided(sure, 0.05) == sure
