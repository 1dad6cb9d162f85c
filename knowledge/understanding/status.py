"""Reading a status question: what it names, what it asks, how sure that is, and what is left over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.people import Role
from knowledge.understanding.compose import compose
from knowledge.understanding.directory import Directory
from knowledge.understanding.fields import What
from knowledge.understanding.frames import extras
from knowledge.understanding.heads import Choice, Heads
from knowledge.understanding.query import AskBack, Op, Query, Refusal
from knowledge.understanding.spans import Reading, Spotter


class Zone(StrEnum):
    """What is to be done with a reading."""

    RUN = "run"
    SAY_BACK = "say back"  # Shown with a button, and what was not understood.
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class StatusReading:
    """What a message asks. ``chance``: that it is a status question and read whole (0–1)."""

    query: Query | None
    ask_back: AskBack | None
    refusal: Refusal | None
    gate: float
    chance: float
    zone: Zone
    leftover: tuple[str, ...]
    reading: Reading
    certainties: Mapping[str, float]


class StatusReader:
    """Reads status questions."""

    def __init__(self, spans: Heads, frames: Heads, usual: Mapping[str, int], trust: Mapping[str, float] | None = None) -> None:
        """``usual``: words of the language that name nobody; ``trust``: what each sign adds to the chance of being right."""
        self._spotter = Spotter(spans, usual)
        self._frames = frames
        self._usual = usual
        self._trust = trust or {}

    def read(self, text: str, today: date, directory: Directory, before: Query | None = None, roles: Iterable[Role] = (Role.SA_EPLE,)) -> StatusReading:
        held = frozenset(roles)
        role = "saeple" if Role.SA_EPLE in held else "expert" if Role.EXPERT in held else "agent"
        reading = self._spotter.read(text, directory, today)
        choices = self._frames.weigh(reading.words, extras(reading, role, before.meaning() if before else None))
        composed = compose(reading, choices, before, today)
        leftover = self._leftover(reading)
        gate = choices["gate"].of("status")
        certainties = {**composed.certainties, "gate": gate, "spans": reading.margin}
        found = allowed(composed.found, held)
        chance = self._chance(certainties, leftover, found)
        return StatusReading(
            found if isinstance(found, Query) else None,
            found if isinstance(found, AskBack) else None,
            found if isinstance(found, Refusal) else None,
            gate, chance, Zone.RUN, leftover, reading, certainties,
        )

    def _leftover(self, reading: Reading) -> tuple[str, ...]:
        return tuple(
            reading.tokens[start].raw
            for word, (start, _) in zip(reading.words, reading.at, strict=True)
            if word[:1] != "<" and len(word) > 2 and word not in self._usual
        )

    def _chance(self, certainties: Mapping[str, float], leftover: tuple[str, ...], found: object) -> float:
        return math.prod(certainties.values())


def allowed(found: Query | AskBack, roles: frozenset[Role]) -> Query | AskBack | Refusal:
    """Return what is asked as the person's roles allow: experts get requests one by one and in lists, others theirs only."""
    if Role.SA_EPLE in roles:
        return found
    if Role.EXPERT not in roles:
        return Refusal()
    if isinstance(found, AskBack):
        return found
    if found.op is Op.SUMMARY and not found.where and not found.period:
        return Query(What.REQUESTS, Op.SUMMARY)
    mine = "moi" in found.values("expert")
    totals = found.op in (Op.COUNT, Op.TOP) or found.group_by is not None or (found.op is Op.SUMMARY and found.period is not None)
    if found.what in (What.APPLICATIONS, What.ALL, What.EXPERTS) or (totals and not mine):
        return Refusal()
    return found


__all__ = ["Choice", "StatusReader", "StatusReading", "Zone", "allowed"]
