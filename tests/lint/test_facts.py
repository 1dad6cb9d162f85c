"""What the facts say in each tense is in the call."""

from __future__ import annotations

import json
import re

import pytest

from knowledge.call import Call, Tense
from storage.calls import find
from tests.lint import facts
from tests.understanding import data


@pytest.fixture(scope="module")
def call() -> Call:
    return find(facts.CALL).read()


def test_each_fact_holds_in_each_tense_what_the_call_says(call: Call) -> None:
    must = json.loads((data.SHARED / "facts.json").read_text(encoding="utf-8"))
    lost = [
        (fact.id, tense, text)
        for fact in call.fact
        for tense in Tense
        for text in (call.filled(fact.at(tense).answer), call.filled(fact.at(tense).short))
        for pattern in must[fact.id]["must"]
        if not re.search(pattern, text, re.IGNORECASE)
    ]
    assert lost == []


def test_no_number_and_no_address_comes_from_elsewhere(call: Call) -> None:
    # The numbers and addresses of the official text, a line each, without spaces.
    told = (data.SHARED.parent / "call_numbers.txt").read_text(encoding="utf-8").split()
    found = {
        (key, token)
        for key, said in facts.said_of(call).items()
        for token in re.findall(r"[\w.]+@[\w.-]+\w|\d[\d\u00a0 ]*\d|\d", said)
        if "@" not in token or token.count(".") > 1
        if not any(re.sub(r"\s", "", token) in one for one in told)
    }
    assert found == set()


def test_what_invites_before_the_closing_says_something_else_after_it(call: Call) -> None:
    invites = re.compile(
        r"\b(?:candidatez|envoyez|joignez|écrivez au|il reste|vous pouvez déposer|répondez à quelques)\b", re.IGNORECASE
    )
    after = {
        (entry.id, text)
        for entry in call.entries
        for text in (getattr(entry.at(Tense.AFTER), key, "") for key in ("answer", "short", "sentence", "with_me"))
        if text and invites.search(text)
    }
    assert after == set()
