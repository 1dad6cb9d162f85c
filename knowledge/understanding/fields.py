"""What a status question can be narrowed, grouped and sorted by: one row a field.

From this table come the sentence said back, the chips, what a follow-up replaces, the meaning, and (in storage) the SQL.
A field that can be filtered is one row here, its words in the training lines, and one column in ``storage.queries.status``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.request import Topic
from knowledge.understanding.frames import APPLICATION_STATES, FUNCTIONS, REQUEST_STATES


class What(StrEnum):
    """What is listed, counted or ranked."""

    REQUESTS = "demandes"
    APPLICATIONS = "candidatures"
    EXPERTS = "experts"
    SESSIONS = "sessions"
    ALL = "tout"


class Family(StrEnum):
    """Fields of one family take the place of one another in a follow-up: «à Gap», then «et dans le 84 ?»."""

    STATE = "state"
    WHERE = "where"
    WHO = "who"
    SUBJECT = "subject"
    URGENCY = "urgency"
    WHEN = "when"
    AGE = "age"
    PROFILE = "profile"
    TRACE = "trace"
    REFERENCE = "reference"


_HELP = frozenset((What.REQUESTS, What.SESSIONS, What.ALL))
_PEOPLE = frozenset((What.APPLICATIONS, What.EXPERTS))
_EVERY = frozenset(What)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to narrow by. ``of``: what it can be asked of; ``values``: those possible, empty where any text or number is.

    ``said``: how the sentence said back tells it, {} being its values; "" where each value says itself (``flags``).
    """

    name: str
    family: Family
    of: frozenset[What]
    values: tuple[object, ...] = ()
    said: str = "{}"
    without: str = "sauf {}"  # The same, left out.
    flags: tuple[tuple[object, str], ...] = ()


DEPARTMENTS = ("04", "05", "13", "84")
FIELDS: Mapping[str, Field] = MappingProxyType({
    one.name: one
    for one in (
        Field("state", Family.STATE, _EVERY - {What.EXPERTS}, (*REQUEST_STATES, *APPLICATION_STATES), "{}", "sauf {}"),
        Field("department", Family.WHERE, _EVERY, DEPARTMENTS, "du {}", "sauf du {}"),
        Field("place", Family.WHERE, _EVERY, (), "à {}", "sauf à {}"),
        Field("school", Family.WHERE, _EVERY, (), "de l'établissement {}", "sauf l'établissement {}"),
        Field("expert", Family.WHO, _HELP, (), "de l'expert {}", "sauf celles de {}"),
        Field("subject", Family.SUBJECT, _HELP, tuple(Topic), "au sujet {}", "sauf au sujet {}"),
        Field("urgent", Family.URGENCY, _HELP, (True, False), "", flags=((True, "urgentes"), (False, "non urgentes"), )),
        Field("wave", Family.PROFILE, _PEOPLE, tuple(range(1, 13)), "de la vague {}", "sauf de la vague {}"),
        Field("function", Family.PROFILE, _PEOPLE, FUNCTIONS, "de {}", "sauf de {}"),
        Field("age", Family.AGE, _EVERY - {What.EXPERTS}, (), "depuis plus de {}", "depuis moins de {}"),
        Field("reference", Family.REFERENCE, _EVERY, (), "{}"),
        Field("slot", Family.TRACE, _HELP, (True, False), "", flags=((True, "avec rendez-vous"), (False, "sans rendez-vous"), )),
        Field("reopened", Family.TRACE, _HELP, (True,), "", flags=((True, "rouvertes"), )),
        Field("escalated", Family.TRACE, _HELP, (True,), "", flags=((True, "signalées au SA EPLE"), )),
        Field("by_expert", Family.TRACE, _HELP, (True,), "", flags=((True, "saisies par les experts"), )),
    )
})  # fmt: skip
