"""The point of a conversation at which a message is typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from knowledge.people import Role
from knowledge.schools.register import EMPTY, Register
from knowledge.understanding.query import Query


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when a message is typed. ``now`` is aware; ``personal``: it is typed in the private chat.

    ``topic``: the entry of the call last answered; ``query``: the last status question that was answered. ``asked``: what
    the assistant last asked outside of a form, one of ``ASKED``; ``form``, ``field``: what is being filled in.
    ``experts``: the names of those in office, which a person with a role may name; ``candidates``: those of people who have
    applied, with their application's reference, which the SA EPLE may name. ``viewed``: the reference of the request or
    application that is being spoken of; ``act``: what was last to be done, as ``SaidAct.act`` names it.
    """

    now: datetime
    roles: frozenset[Role] = frozenset()
    register: Register = field(default=EMPTY, repr=False)
    personal: bool = True
    topic: str | None = None
    query: Query | None = None
    experts: tuple[str, ...] = ()
    candidates: tuple[tuple[str, str], ...] = ()
    viewed: str = ""
    act: str = ""
    asked: str | None = None
    form: str | None = None
    field: str | None = None
