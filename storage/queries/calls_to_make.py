"""Which schools should be called, and why: one rule a row, each counted by the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from knowledge.request import RequestStatus, WaitingFor
from knowledge.time.delays import Delays, paris_day, working_hours_before
from storage.engine import Storage, fetch
from storage.queries.status import OPEN_STATES
from storage.tables import request, school

_NEW, _WAITING = RequestStatus.NEW.value, RequestStatus.WAITING.value


@dataclass(frozen=True, slots=True)
class Looking:
    """When one looks, and with which delays."""

    now: datetime  # Aware.
    delays: Delays

    @property
    def today(self) -> date:
        """Return the day in Paris."""
        return paris_day(self.now)


@dataclass(frozen=True, slots=True)
class CallRule:
    """One reason to call a school. ``weight``: of two schools, that with the heavier reasons comes first.

    ``find``: selects codes of schools with a value, which the reason's sentence shows: a number, or a day.
    """

    name: str
    weight: int
    find: Callable[[Looking], sa.Select[Any]]


def _silent(look: Looking) -> sa.Select[Any]:
    """Works with Op@le for thirty days, and has asked for nothing since."""
    asked = sa.exists().where(request.c.uai == school.c.uai, request.c.logged_on >= school.c.switched_on)
    return sa.select(school.c.uai, school.c.switched_on).where(
        school.c.listed, school.c.switched_on <= look.today - timedelta(days=30), ~asked
    )


def _requests(*conditions: sa.ColumnElement[bool], value: Any = None, least: int = 1) -> sa.Select[Any]:
    """Select the schools that have at least so many requests of that kind."""
    count = sa.func.count()
    return (
        sa.select(request.c.uai, count if value is None else value)
        .where(*conditions)
        .group_by(request.c.uai)
        .having(count >= least)
    )


def _since(look: Looking, days: int) -> sa.ColumnElement[bool]:
    return request.c.logged_on > look.today - timedelta(days=days)


def _urgent(look: Looking) -> sa.Select[Any]:
    beyond = working_hours_before(look.now, look.delays.take_hours_urgent, look.delays)
    return _requests(request.c.status == _NEW, request.c.urgent, request.c.status_since <= beyond)


def _returned(look: Looking) -> sa.Select[Any]:
    came_back = request.c.reopened + request.c.refused
    found = _requests(_since(look, 180), came_back > 0, value=sa.func.sum(came_back))
    return found.having(sa.func.sum(came_back) >= 2)


def _old(look: Looking) -> sa.Select[Any]:
    opened = (request.c.status.in_(OPEN_STATES), request.c.logged_on <= look.today - timedelta(days=30))
    return _requests(*opened, value=sa.func.min(request.c.logged_on))


def _awaited(look: Looking) -> sa.Select[Any]:
    of_school = request.c.waiting_for == WaitingFor.SCHOOL.value
    return _requests(request.c.status == _WAITING, of_school, request.c.resume_at <= look.now)


RULES: Mapping[str, CallRule] = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            CallRule("urgent", 8, _urgent),
            CallRule("returned", 5, _returned),
            CallRule("unhappy", 4, lambda look: _requests(_since(look, 90), request.c.score <= 2)),
            CallRule("silent", 4, _silent),
            CallRule("many", 3, lambda look: _requests(_since(look, 30), least=5)),
            CallRule("old", 2, _old),
            CallRule("awaited", 2, _awaited),
        )
    }
)


@dataclass(frozen=True, slots=True)
class SchoolToCall:
    """A school with its reasons: (rule, value), the heaviest first; the value is a number, or a day."""

    uai: str
    reasons: tuple[tuple[str, int | date], ...]


async def to_call(storage: Storage, look: Looking, uai: str | None = None) -> list[SchoolToCall]:
    """Return the schools to be called, those with the heaviest reasons first; of one school alone where ``uai`` is given."""
    found: dict[str, list[tuple[str, int | date]]] = {}
    for rule in sorted(RULES.values(), key=lambda one: -one.weight):
        for code, value in (await fetch(storage, rule.find(look))).all():
            if uai in (None, code):
                found.setdefault(code, []).append((rule.name, _value(value)))
    weights = {code: sum(RULES[name].weight for name, _ in reasons) for code, reasons in found.items()}
    return [SchoolToCall(code, tuple(found[code])) for code in sorted(found, key=lambda code: (-weights[code], code))]


def _value(value: Any) -> int | date:
    if isinstance(value, str):  # A day of SQLite's that a function has given.
        return date.fromisoformat(value)
    return value if isinstance(value, date) else int(value)
