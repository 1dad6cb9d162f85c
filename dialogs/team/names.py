"""Experts as they are named in a sentence, and the sentences that name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dialogs.core.context import Turn
from dialogs.core.form_texts import TOPICS
from dialogs.core.request_line import named
from dialogs.team import texts
from knowledge.french import brief_person, days_said, listed, shortened
from knowledge.people import PersonKey, Role
from knowledge.request import Topic
from knowledge.team import Stretch
from knowledge.understanding.words import plain_words
from storage.calls import subjects
from storage.queries import people
from storage.queries.people import Someone

_ON_A_BUTTON = 20  # Characters of a name.
_MORE = re.compile(r",| et ")


class UnknownExpert(Exception):
    """No single expert is meant; ``why`` is the sentence to say."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


async def experts_named(turn: Turn, said: str) -> list[Someone]:
    """Return the experts whom these words name, one or several. Raises UnknownExpert."""
    experts = await people.with_role(turn.storage, Role.EXPERT)
    if not experts:
        raise UnknownExpert(texts.NO_EXPERTS)
    words = set(said.split())
    whole = [one for one in experts if words and words <= _words(one)]
    if len(whole) == 1:
        return whole
    if len(whole) > 1:
        raise UnknownExpert(texts.SEVERAL_EXPERTS.format(names=listed([name_of(one.name) for one in whole])))
    found: list[Someone] = []
    for word in said.split():
        meant = [one for one in experts if word in _words(one)]
        if len(meant) == 1 and meant[0] not in found:
            found += meant
    if not found:
        raise UnknownExpert(texts.NO_SUCH_EXPERT.format(names=listed([name_of(one.name) for one in experts])))
    return found


async def expert_named(turn: Turn, said: str) -> Someone:
    """Return the one expert whom these words name. Raises UnknownExpert."""
    found = await experts_named(turn, said)
    if len(found) > 1:
        raise UnknownExpert(texts.SEVERAL_EXPERTS.format(names=listed([name_of(one.name) for one in found])))
    return found[0]


def _words(one: Someone) -> set[str]:
    return set(plain_words(one.name).split())


def name_of(name: str) -> str:
    """Return a name as sentences say it; a word where it is not known."""
    return named(name) or texts.UNNAMED


async def name_by_key(turn: Turn, key: PersonKey) -> str:
    """Return the name of a person."""
    return name_of((await people.someone(turn.storage, key)).name)


def button_name(name: str) -> str:
    """Return a name as a button says it."""
    return shortened(brief_person(named(name)), _ON_A_BUTTON) or texts.AN_EXPERT


def brief_topic(topic: Topic) -> str:
    """Return a subject as a button says it: «Bourses» of «Bourses et fonds sociaux»."""
    return _MORE.split(TOPICS[topic], maxsplit=1)[0]


def said(days: Stretch) -> str:
    """Return the days as sentences say them."""
    return days_said(days.first, days.last)


def all_said(days: Sequence[Stretch]) -> str:
    """Return several stretches as sentences say them."""
    return listed([said(one) for one in days])


def topics_in(text: str) -> frozenset[Topic]:
    """Return the subjects that a few words name, each part for itself: «la trésorerie et les régies»."""
    parts = text.replace(",", " et ").replace(" ou ", " et ").split(" et ")
    found = (subjects().found(part) for part in parts if part.strip())
    return frozenset(one[0] for one in found if one and one[0] is not Topic.ORIENTER)


def topics_said(topics: Sequence[Topic] | frozenset[Topic]) -> str:
    """Return subjects as sentences say them, in the order of the list of subjects."""
    return " ; ".join(TOPICS[one] for one in TOPICS if one in topics)
