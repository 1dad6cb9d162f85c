"""What is written word for word in the file of a call without weights means what the file says, whatever was said before."""

from __future__ import annotations

import tomllib
from dataclasses import replace

from dialogs.questions.answers import compose
from knowledge.base import KnowledgeBase
from knowledge.understanding.intent.topics import Decision, Verdict
from storage.calls import spread
from tests.calls.measure import HERE, deciding
from tests.conftest import NOW


def test_each_wording_of_the_file_means_its_entry_after_any_other(relais: KnowledgeBase) -> None:
    told = tomllib.loads((HERE / f"{relais.call.id}.wordings.toml").read_text("utf-8"))
    facts = [fact.id for fact in relais.call.fact if fact.id not in relais.on_eligibility]
    decide, missed = deciding(relais), []
    for id_ in facts[:12]:
        for wording in told.get(id_, ())[:4]:
            other = next(one for one in facts if one != id_)
            decision = decide(wording, other)
            if decision.topics != (id_,) and relais.recogniser.written(wording):
                missed.append((wording, decision.topics))
    assert missed == []


def test_who_may_apply_is_asked_of_the_form_first(relais: KnowledgeBase) -> None:
    whom = next(one for one in relais.call.fact if one.id in relais.on_eligibility and one.asks)
    assert relais.recogniser.written(whom.asks[0]) == whom.id
    assert not relais.decide(whom.asks[0]).is_written


def test_a_day_named_does_not_take_the_place_of_what_is_written(base: KnowledgeBase) -> None:
    asked, written = "je peux déposer samedi 3 février ?", Decision(Verdict.ANSWER, ("formation",), 100)
    assert compose(base, written, NOW, asked=asked).entry == "formation"
    weighed = replace(written, score=60, shares=(1.0,))
    assert compose(base, weighed, NOW, asked=asked).entry == "date_limite"
    unknown = Decision(Verdict.UNKNOWN, elsewhere=True, shares=(1.0,))
    assert compose(base, unknown, NOW, asked=asked).entry == "date_limite", "a day alone brings it back to the call"
    assert compose(base, unknown, NOW, asked="les agents comptables sont concernés ?").entry is None


def test_of_too_many_texts_as_many_as_may_be_are_kept() -> None:
    texts = tuple(map(str, range(18)))
    assert spread(texts, 20) == spread(texts, 18) == texts
    assert spread(texts, 15)[0] == "0"
    assert len(set(spread(texts, 15))) == 15
