"""Solved cases: read, reviewed, offered, listed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from dialogs.assistance import case_cards, texts
from dialogs.core.exchange import Message
from dialogs.ui import elements as el
from knowledge.cases import LONGEST_PROBLEM, LONGEST_SOLUTION, CaseState, CaseText, SolvedCase
from knowledge.identities import Identity, Naming
from knowledge.people import Person, PersonKey, Role
from knowledge.request import Topic
from tests.lint import worst
from tests.lint.catalogue import emits

_TEXT = CaseText(
    topic=Topic.TRESO, problem=worst.LONG_TEXT[:LONGEST_PROBLEM], solution=worst.LONG_TEXT[:LONGEST_SOLUTION]
)
_AUTHOR = PersonKey("t", "o")
CASE = SolvedCase(
    number=9_999, text=_TEXT, state=CaseState.PUBLISHED, since=datetime(2024, 1, 25, tzinfo=UTC), reference="DA-2024-9999",
    author=_AUTHOR, author_name=worst.LONG_NAME, helped=1_000,
)  # fmt: skip
_ANYBODY, _MEMBER = Person(PersonKey("t", "x")), Person(PersonKey("t", "m"), "", frozenset({Role.SA_EPLE}))
_NAMED = tuple(Identity(kind, worst.LONG_WORD) for kind in Naming)


@emits("case.read", case_cards.case_message)
def _read() -> Message:
    return case_cards.case_message(CASE, _ANYBODY)


@emits("case.marked", case_cards.case_message)
def _marked() -> Message:
    text = replace(_TEXT, problem=worst.MARKDOWN, solution=worst.INVISIBLE + worst.EMOJI)
    return case_cards.case_message(replace(CASE, text=text), _ANYBODY, note=texts.HELPED_READ)


@emits("case.review", case_cards.case_message)
def _review() -> Message:
    proposed = replace(CASE, state=CaseState.PROPOSED, helped=0)
    return case_cards.case_message(proposed, _MEMBER, _NAMED, note=texts.CORRECTED.format(number=9_999))


@emits("case.proposed", case_cards.case_message)
def _proposed() -> Message:
    author = Person(_AUTHOR, "", frozenset({Role.EXPERT}))
    return case_cards.case_message(replace(CASE, state=CaseState.PROPOSED), author, _NAMED)


@emits("case.offer", case_cards.offer_message)
def _offer() -> Message:
    return case_cards.offer_message(CASE, worst.LONG_TEXT)


@emits("case.offer.helped", case_cards.offer_message)
def _offer_helped() -> Message:
    return case_cards.offer_message(CASE, worst.LONG_TEXT, note=texts.HELPED_NOTED)


@emits("case.list", case_cards.list_message)
def _list() -> Message:
    kept = [replace(CASE, number=number) for number in range(case_cards.PAGE)]
    more = [el.asks(texts.BUTTON_REVIEW.format(count=99), "case.review"), el.asks(texts.BUTTON_WITHDRAWN, "case.withdrawn"),
            el.asks(texts.BUTTON_MORE, "case.list", {"skip": case_cards.PAGE})]  # fmt: skip
    return case_cards.list_message(texts.LIST_TITLE, texts.LIST_NONE, kept, more, counts=True)


@emits("case.list.waiting", case_cards.list_message)
def _waiting() -> Message:
    kept = [replace(CASE, state=state) for state in CaseState]
    return case_cards.list_message(texts.WAITING_TITLE, texts.WAITING_NONE, kept, [])
