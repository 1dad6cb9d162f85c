"""A message costs what its length lets one expect, whatever is in it: nobody can hold up the others with one.

Costs are told as multiples of that of an ordinary text of the same length, so that they hold on any machine.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogs import features
from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.schools.register import Register
from knowledge.understanding.meaning import Situation
from knowledge.understanding.understand import Listener
from knowledge.understanding.words import MAX_CHARS
from storage.calls import arbiter, status_reader, subjects
from tests.bench.bench_schools import made_up

NOW = datetime(2024, 1, 25, 9, tzinfo=UTC)
ORDINARY = (
    "Bonjour, je suis gestionnaire en lycée. Comment candidater au programme, et quelle est l’indemnité des experts ? "
    "Nous avons un souci de régie depuis lundi. "
)
# Times an ordinary text's cost: the dearest of them costs ten times as much, a reader that is not linear hundreds of times.
MOST = 12.0

# What the readers look for, which hostile texts are made of.
WORDS = (
    "du 1er janvier au 31 mars", "la deux", "demande 12", "la 12", "DA-2024-0001", "0132568W", "04 91 00 00 00", "a.b@c.fr",
    "x@", "a.b-", "l'", "« ", "»", "- ", "lycée", "collège", "Mignet", "clg", "Marseille", "Aix-en-Provence", "à 14h30", "demain",
    "lundi", "semaine prochaine", "2024", "deux cent", "trente-et-un", "candidater", "je suis", "SG", "vague 3", "mes demandes",
    "en cours", "par bassin", "statut", "combien", "?", ".", "\n", "> ", "Objet :", "cordialement", "Mme Durand", "M.", "et", "non",
    "urgent", "prendre la", "clore", "résolue", "entre", "jusqu'au", "1 800 €", "12", "a", "é", "zqx", "qui", "régie", " ", "\t", "@",
)  # fmt: skip


@pytest.fixture(scope="module")
def known() -> Register:
    """Give a register as large as the académie's, with its great towns."""
    schools = made_up(300, random.Random(5))
    towns = ("Marseille", "Aix-en-Provence", "Avignon")
    named = [replace(one, town=towns[place % 3]) if place % 2 else one for place, one in enumerate(schools)]
    return Register(named)


def long(unit: str) -> str:
    return (unit * (MAX_CHARS // len(unit) + 1))[:MAX_CHARS]


def seconds(listener: Listener, text: str, situation: Situation, *, tries: int = 1) -> float:
    """Return the least processor time of some tries."""
    least = float("inf")
    for _ in range(tries):
        began = time.process_time()
        listener.understand(text, situation)
        least = min(least, time.process_time() - began)
    return least


def test_no_text_costs_much_more_than_an_ordinary_one(base: KnowledgeBase, known: Register) -> None:
    listener = Listener(base, features.ROUTES.words, subjects, arbiter, status_reader)
    chance = random.Random(7)
    units = [*WORDS, *(f"{word} " for word in WORDS)]
    units += ["".join(f"{word} " for word in chance.choices(WORDS, k=chance.choice((2, 3, 8)))) for _ in range(25)]
    for roles in (frozenset[Role](), frozenset({Role.EXPERT})):
        situation = Situation(NOW, roles, register=known)
        usual = seconds(listener, long(ORDINARY), situation, tries=5)
        for unit in units if not roles else units[::4]:
            cost = seconds(listener, long(unit), situation)
            if cost > MOST * usual:  # Another process may have been in the way: both are measured anew, side by side.
                cost = seconds(listener, long(unit), situation, tries=5)
                usual = max(usual, seconds(listener, long(ORDINARY), situation, tries=5))
            assert cost <= MOST * usual, (unit, round(cost / usual, 1))


def test_what_comes_after_the_longest_text_is_not_read(base: KnowledgeBase) -> None:
    listener = Listener(base, features.ROUTES.words, subjects, arbiter, status_reader)
    situation = Situation(NOW)
    text = long(ORDINARY)
    assert listener.understand(text + "annuler ma candidature " * 200, situation) == listener.understand(
        text, situation
    )
