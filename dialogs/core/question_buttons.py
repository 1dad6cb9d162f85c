"""Buttons that ask a question of the call."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from dialogs.ui import elements as el
from dialogs.ui.kit import Action
from knowledge.base import KnowledgeBase
from knowledge.call import types_of


def known_questions(base: KnowledgeBase, topics: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Return the first three of ``topics`` that the call answers, or leaves open in so many words, each with its question."""
    asked = {topic: base.facts[topic].question for topic in topics if topic in base.facts}
    asked |= {topic: base.silent[topic].button for topic in topics if topic in base.silent}
    return tuple((topic, asked[topic]) for topic in topics if topic in asked)[:3]


@lru_cache(maxsize=256)
def question_button(entry: str, question: str) -> Action:
    """Return the button that asks for what the call says of ``entry``."""
    return el.asks(question, "question.ask", {"entry": entry})


# What a newcomer wants to know first, by type, where the call's file proposes nothing else.
_FIRST = ("fonctions", "indemnite", "comment_candidater")


def first_questions(base: KnowledgeBase) -> list[Action]:
    """Return the buttons of the questions to begin with: those that the call's file proposes, or answers to the usual ones."""
    owners = {type_: fact.id for fact in base.call.fact for type_ in (fact.id, *types_of(fact))}
    wanted = base.call.greeting or [owners[type_] for type_ in _FIRST if type_ in owners]
    return [question_button(id_, question) for id_, question in known_questions(base, tuple(wanted))]
