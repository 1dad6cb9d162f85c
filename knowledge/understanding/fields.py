"""What a status question can be narrowed, grouped and sorted by: one row a field.

From this table come the sentence said back, the chips, what a follow-up replaces, the meaning, and (in storage) the SQL.
A field that can be filtered is one row here, its words in the training lines, and how it is looked for:
``storage.queries.status.CONDITIONS`` for requests, ``dialogs.steering.applications.TESTS`` for applications and experts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from knowledge.french import listed
from knowledge.request import Topic
from knowledge.understanding.candidates import WAVES
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
    WAVE = "wave"
    TRACE = "trace"
    REFERENCE = "reference"


_HELP = frozenset((What.REQUESTS, What.SESSIONS, What.ALL))
_PEOPLE = frozenset((What.APPLICATIONS, What.EXPERTS))
_EVERY = frozenset(What)


@dataclass(frozen=True, slots=True)
class FilterField:
    """One thing to narrow by. ``of``: what it can be asked of; ``values``: those possible, empty where any text or number is.

    ``said``: how the sentence said back tells it, {} being its values; ``words``: those that read otherwise than they are
    written; ``many``: ``said`` of several values, where it differs; ``whole``: those that say themselves, without ``said``. ``in_state``: instead of ``said``, where the query asks
    for one state. Left out, a condition is told by ``without``, {} being what is said of it.
    """

    name: str
    family: Family
    of: frozenset[What]
    values: tuple[object, ...] = ()
    said: str = "{}"
    words: Mapping[object, str] = field(default_factory=dict)
    whole: Mapping[object, str] = field(default_factory=dict)
    without: str = "sauf celles {}"
    in_state: str = ""
    many: str = ""

    def told(self, values: Sequence[str], *, out: bool = False, in_state: bool = False) -> str:
        """Return the condition in words; ``values``: as they read. ``out``: it is left out."""
        template = self.in_state if self.in_state and in_state else self.said
        if self.many and len(values) > 1:
            template = self.many
        told = template.format(listed(values, "ou" if out else "et"))
        return self.without.format(told) if out else told


ASKER = "moi"  # The expert who asks.
DEPARTMENTS = ("04", "05", "13", "84")
_STATES: Mapping[object, str] = {
    "nouvelle": "à l’état nouvelle", "attribuée": "attribuées", "planifiée": "planifiées", "en attente": "en attente",
    "résolue": "résolues", "close": "closes", "annulée": "annulées", "ouvertes": "ouvertes", "non prises": "non prises",
    "en retard": "en retard", "brouillon": "en brouillon", "déposée": "à l’état déposée", "à compléter": "à compléter",
    "en instruction": "en instruction", "retenue": "retenues", "non retenue": "non retenues", "sans suite": "sans suite",
    "retirée": "retirées", "expirée": "expirées",
}  # fmt: skip
# In the order in which the sentence says them.
FIELDS: Mapping[str, FilterField] = MappingProxyType({
    one.name: one
    for one in (
        FilterField("state", Family.STATE, _EVERY - {What.EXPERTS}, (*REQUEST_STATES, *APPLICATION_STATES), words=_STATES),
        FilterField("age", Family.AGE, _EVERY - {What.EXPERTS}, said="vieilles de plus de {}", in_state="depuis plus de {}"),
        FilterField("urgent", Family.URGENCY, _HELP, (True, False), words={True: "urgentes", False: "non urgentes"}),
        FilterField("slot", Family.TRACE, _HELP, (True, False), words={True: "avec rendez-vous", False: "sans rendez-vous"}),
        FilterField("reopened", Family.TRACE, _HELP, (True,), words={True: "rouvertes"}),
        FilterField("escalated", Family.TRACE, _HELP, (True,), words={True: "signalées au SA EPLE"}),
        FilterField("by_expert", Family.TRACE, _HELP, (True,), words={True: "saisies par les experts"}),
        FilterField("function", Family.PROFILE, _PEOPLE, FUNCTIONS, "de {}"),
        FilterField("subject", Family.SUBJECT, _HELP, tuple(Topic), "au sujet «\N{NO-BREAK SPACE}{}\N{NO-BREAK SPACE}»"),
        FilterField("school", Family.WHERE, _EVERY, said="de l’établissement {}"),
        FilterField("place", Family.WHERE, _EVERY, said="à {}"),
        FilterField("department", Family.WHERE, _EVERY, DEPARTMENTS, "du {}"),
        FilterField("wave", Family.WAVE, _EVERY, tuple(WAVES), "de la vague {}", many="des vagues {}"),
        FilterField("expert", Family.WHO, _HELP, said="de l’expert {}", whole={ASKER: "que vous suivez"}),
        FilterField("reference", Family.REFERENCE, _EVERY),
    )
})  # fmt: skip
