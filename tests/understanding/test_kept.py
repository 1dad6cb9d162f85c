"""What is kept of the meaning of messages changes nothing of what they mean."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from knowledge.people import Role
from knowledge.schools.register import EMPTY, Register
from knowledge.understanding.meaning import KeptMeanings, Sense, Situation, Understanding

NOW = datetime(2024, 1, 25, 9, tzinfo=UTC)
STRANGER = Situation(NOW)


class Finding:
    """Finds a meaning, a new one each time, and counts."""

    def __init__(self, sense: Sense = Sense.CALL) -> None:
        self.times = 0
        self._sense = sense

    def __call__(self, text: str, situation: Situation) -> Understanding:
        self.times += 1
        return Understanding(self._sense, service=f"{self.times} {text} {situation.topic}")


def test_the_same_words_are_found_out_once() -> None:
    kept, found = KeptMeanings(), Finding()
    first = kept.meaning("quand ?", STRANGER, found)
    assert kept.meaning("quand ?", replace(STRANGER, now=NOW + timedelta(days=9)), found) is first
    assert kept.meaning("quand", STRANGER, found) is not first
    assert found.times == 2


def test_what_else_tells_the_meaning_is_looked_at_anew() -> None:
    kept, found = KeptMeanings(), Finding()
    others = [
        replace(STRANGER, topic="duree"),
        replace(STRANGER, personal=False),
        replace(STRANGER, register=Register([])),
        replace(STRANGER, roles=frozenset({Role.EXPERT})),
        replace(STRANGER, asked="agreement"),
    ]
    meant = {kept.meaning("quand ?", one, found) for one in (STRANGER, *others)}
    assert len(meant) == found.times == 1 + len(others)


def test_another_register_forgets_what_the_last_one_told() -> None:
    kept, found = KeptMeanings(), Finding()
    kept.meaning("quand ?", replace(STRANGER, register=Register([])), found)
    kept.meaning("quand ?", replace(STRANGER, register=EMPTY), found)
    kept.meaning("quand ?", replace(STRANGER, register=Register([])), found)
    assert found.times == 3


def test_what_depends_on_the_day_is_not_kept() -> None:
    kept, found = KeptMeanings(), Finding(Sense.ACT)
    kept.meaning("mardi", STRANGER, found)
    kept.meaning("mardi", STRANGER, found)
    assert found.times == 2


def test_the_oldest_are_forgotten_first() -> None:
    kept, found = KeptMeanings(capacity=2), Finding()
    for text in ("un", "deux", "un", "trois", "un", "deux"):
        kept.meaning(text, STRANGER, found)
    assert found.times == 4  # «deux» was the oldest when «trois» came.
