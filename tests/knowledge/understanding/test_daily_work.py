"""Wordings of the call are added every week: none may draw the daily work to the call, where a fact would answer it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from dialogs import features
from knowledge.base import KnowledgeBase
from knowledge.people import Role
from knowledge.schools.register import EMPTY
from knowledge.understanding.intent.topics import Domain
from knowledge.understanding.meaning import Sense, Situation, Understanding
from knowledge.understanding.understand import Listener
from storage.calls import arbiter, status_reader, subjects

NOW = datetime(2024, 1, 25, 9, tzinfo=UTC)
AGENT: frozenset[Role] = frozenset()
EXPERT, OFFICE = frozenset({Role.EXPERT}), frozenset({Role.SA_EPLE})
_D = Domain
# Short, everyday, and without the words that would give them away: those are the first to be drawn.
SAID = [
    (_D.DIFFICULTY, AGENT, "le mandat reste coincé et je ne vois pas pourquoi"),
    (_D.DIFFICULTY, AGENT, "ma clé OTP est perdue"),
    (_D.DIFFICULTY, EXPERT, "le collège n'arrive pas à rapprocher son compte DFT"),
    (_D.ACT, EXPERT, "je prends la dernière"),
    (_D.ACT, EXPERT, "la 12 c'est pour moi"),
    (_D.ACT, AGENT, "retirez ma demande, c'est réglé"),
    (_D.ACT, OFFICE, "confiez la 31 à Mme Benali"),
    (_D.OWN, AGENT, "c'est à quelle heure mon rendez-vous ?"),
    (_D.OWN, AGENT, "où en est ma demande ?"),
    (_D.STEERING, OFFICE, "qu'est-ce qui traîne dans le 84"),
    (_D.STEERING, EXPERT, "qu'ai-je aujourd'hui"),
    (_D.ASSISTANT, AGENT, "sous quel délai un expert répond"),
    (_D.ASSISTANT, AGENT, "il voit quoi de mon écran, l'expert ?"),
    (_D.TALK, AGENT, "comment ça va ce matin"),
    (_D.THANKS, AGENT, "merci c'était parfait"),
    (_D.COMPLAINT, AGENT, "ça ne m'a pas aidé du tout"),
    (_D.STORY, EXPERT, "elle a bien eu lieu"),
    (_D.STORY, AGENT, "on a fini par s'en sortir la semaine dernière"),
    (_D.ELSEWHERE, AGENT, "il pleut encore sur Marseille"),
    (_D.ELSEWHERE, AGENT, "l'imprimante du secrétariat bourre"),
]


def understood(base: KnowledgeBase, roles: frozenset[Role], text: str) -> Understanding:
    listener = Listener(base, features.ROUTES.words, subjects, arbiter, status_reader)
    return listener.understand(text, Situation(NOW, roles, EMPTY))


def test_each_domain_beside_the_call_has_its_sentence() -> None:
    assert {domain for domain, _, _ in SAID} == set(Domain) - {_D.CALL, _D.ELIGIBILITY, _D.COMMAND}


@pytest.mark.parametrize(("domain", "roles", "text"), SAID)
def test_no_fact_of_the_call_answers_the_daily_work(
    base: KnowledgeBase, domain: Domain, roles: frozenset[Role], text: str
) -> None:
    meant = understood(base, roles, text)
    told = meant.sense is Sense.CALL and meant.decision is not None and meant.decision.topics
    assert not told, f"{domain}: {meant.decision}"
