"""What the names in a status question stand for: schools, experts; and how what is found is called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from dialogs.core.context import Turn
from dialogs.core.request_line import named
from dialogs.core.topic_texts import STATES, TOPICS
from dialogs.steering import cards, texts
from knowledge.french import listed
from knowledge.people import PersonKey, Role
from knowledge.request import RequestStatus, Topic
from knowledge.understanding.directory import in_place
from knowledge.understanding.intent.normalise import words
from knowledge.understanding.query import ME, AskBack, Group, Query, compared
from storage.queries import people
from storage.queries.status import BoundQuery

_T = TypeVar("_T")
LINES = 30  # Of a table by school, expert or week.
_SCHOOLS_NAMED = 10


async def bind(turn: Turn, query: Query) -> BoundQuery | str:
    """Return the query with the schools and the experts that its names stand for, or what to say of an unknown one."""
    if (query.group_by is Group.WAVE or _names_wave(query)) and not any(school.wave for school in turn.register):
        return texts.NO_WAVES
    names = [(one.field, value) for part in query.where for one in compared(part) for value in one.values]
    uais = {(field, name): _schools(turn, query, field, name) for field, name in names if field in ("school", "place")}
    holders = {}
    for name in (name for field, name in names if field == "expert"):
        holders[name] = [turn.person.key] if name == ME else await _experts(turn, name)
        if not holders[name]:
            return texts.NO_EXPERT.format(name=name)
    return BoundQuery(query, turn.now, uais, holders, turn.services.delays)


def _names_wave(query: Query) -> bool:
    return any(one.field == "wave" for part in query.where for one in compared(part))


async def _experts(turn: Turn, name: str) -> list[PersonKey]:
    wanted = set(words(name))
    return [one.key for one in await people.with_role(turn.storage, Role.EXPERT) if wanted <= set(words(one.name))]


def _schools(turn: Turn, query: Query, field: str, name: str) -> Collection[str]:
    """Return the UAIs of a place or of a school that is named."""
    if field == "place":
        return [school.uai for school in turn.register if in_place(school.place, name)]
    if query.schools:
        return query.schools
    said = set(words(name))
    return [school.uai for school in turn.register if said <= {*words(school.name), *words(school.uai)}]


def asked_back(turn: Turn, asked: AskBack) -> str:
    """Return what is asked back where nothing can be run."""
    schools = [school.label for uai in asked.schools if (school := turn.register.get(uai))]
    return texts.ASK[asked.why].format(words=asked.words, schools=listed(schools[:_SCHOOLS_NAMED]))


def shown_of(rows: Sequence[_T], group: Group | None, limit: int | None = None) -> Sequence[_T]:
    """Return the groups that are shown: the first ones, of weeks and months the last."""
    most = min(limit or LINES, LINES)
    return rows[-most:] if group in (Group.WEEK, Group.MONTH) else rows[:most]


def more_of(shown: int, total: int, group: Group | None) -> list[str]:
    """Return the line that says that not all groups are shown."""
    told = texts.MORE_LAST if group in (Group.WEEK, Group.MONTH) else texts.MORE
    return [told.format(shown=shown, total=total)] if total > shown else []


def key_label(turn: Turn, group: Group, key: str) -> str:
    """Return how a group is called in a table."""
    if group is Group.STATE:
        return STATES[RequestStatus(key)]
    if group is Group.SUBJECT:
        return TOPICS[Topic(key)]
    if group is Group.EXPERT:
        return named(key) or texts.WITHOUT
    return cards.group_label(turn.register, group, key)
