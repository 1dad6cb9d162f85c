"""Figures of requests, counted by the database: delays, schools to call, weeks, an expert's year, one school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from knowledge.lifecycle import Relation
from knowledge.people import PersonKey
from knowledge.request import FINAL, RequestStatus, WaitingFor
from knowledge.time.delays import Delays, at_paris, end_of_day, paris_day, working_hours_before
from knowledge.understanding.measures import Measure, MeasureKind
from knowledge.understanding.query import Group
from storage.engine import MedianAndNinth, Storage, fetch
from storage.queries.requests import RequestFile, file_of, selected, trainings_of, visits
from storage.queries.status import OPEN_STATES, BoundQuery, group_keys, holders, narrowed, rows_of
from storage.tables import event, is_person, request, school

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MeasuredGroup:
    """One figure. ``count``: of how many; ``value``: median minutes, a share (0–1), a mean, a sum or a number.

    ``high``: of a delay, the minutes that nine of ten do not pass. ``key``: see ``status.grouped``; "" for all.
    """

    key: str
    count: int
    value: float
    high: float | None = None


async def measured(
    storage: Storage, asked: BoundQuery, measure: Measure, by: Group | None = None
) -> list[MeasuredGroup]:
    """Return the measure of what the query means, by ``by``: the most numerous first; persons by name, never by rank."""
    column = request.c[measure.column]
    keys = group_keys(asked.query, by) if by else []
    if by in (Group.WEEK, Group.MONTH):
        keys = [_first_day(storage, keys[0], by)]
    where = [*narrowed(asked), *([request.c.status.in_(OPEN_STATES)] if measure.open_only else [])]
    if measure.kind not in (MeasureKind.SHARE, MeasureKind.NUMBER):  # What every request has.
        where.append(column.is_not(None))
    asks = (
        _delays(keys, column, where) if measure.kind is MeasureKind.DELAY else _sums(keys, column, where, measure.kind)
    )
    asks = asks.select_from(rows_of(by))
    async with storage.reading() as connection:
        rows = [tuple(row) for row in await connection.execute(asks)]
        names = await holders(connection) if by is Group.EXPERT else {}
    size = len(keys)
    found = [_made(_key(row[:size], by, names), *row[size:]) for row in rows if row[size]]
    if by in (Group.EXPERT, Group.WEEK, Group.MONTH):
        return sorted(found, key=lambda one: one.key)
    return sorted(found, key=lambda one: (-one.count, one.key))


async def two_weeks(
    storage: Storage, asked: BoundQuery, measure: Measure, today: date
) -> tuple[MeasuredGroup | None, MeasuredGroup | None]:
    """Return a measure of what was logged in the seven days that end today, and in the seven before; None: of nothing."""
    column, day = request.c[measure.column], request.c.logged_on
    since, before = today - WEEK, today - 2 * WEEK
    late = sa.case((day > since, 1), else_=0)
    where = [*narrowed(asked), column.is_not(None), day > before, day <= today]
    asks = (
        _delays([late], column, where)
        if measure.kind is MeasureKind.DELAY
        else _sums([late], column, where, measure.kind)
    )
    found = {row[0]: _made("", *row[1:]) for row in await fetch(storage, asks)}
    return found.get(1), found.get(0)


def _made(key: str, count: int, value: Any) -> MeasuredGroup:
    """Return a figure; ``value``: as the database gives it, of a delay both quantiles."""
    if isinstance(value, tuple):
        return MeasuredGroup(key, count, float(value[0]), value[1])
    return MeasuredGroup(key, count, float(value or 0))


def _key(keys: Sequence[Any], by: Group | None, names: Any) -> str:
    if by is None:
        return ""
    return names.get(tuple(keys), keys[0] or "") if by is Group.EXPERT else str(keys[0])


def _first_day(storage: Storage, day: sa.ColumnElement[Any], by: Group) -> sa.ColumnElement[Any]:
    """Return the Monday or the first of the month of a day, in the database's own words; text on SQLite."""
    if storage.is_sqlite:
        moves = ("-6 days", "weekday 1") if by is Group.WEEK else ("start of month",)
        return sa.func.date(sa.cast(day, sa.String), *moves)
    return sa.cast(sa.func.date_trunc("week" if by is Group.WEEK else "month", day), sa.Date)


def _delays(keys: Sequence[Any], column: Any, where: Sequence[Any]) -> sa.Select[Any]:
    """Return how many, and the median with the ninth decile, of each group."""
    return sa.select(*keys, sa.func.count(), MedianAndNinth(column)).where(*where).group_by(*keys)


def _sums(keys: Sequence[Any], column: Any, where: Sequence[Any], kind: MeasureKind) -> sa.Select[Any]:
    value = {
        MeasureKind.SHARE: sa.func.avg(sa.case((column > 0, 1.0), else_=0.0)),
        MeasureKind.SCORE: sa.func.avg(column * 1.0),
        MeasureKind.MINUTES: sa.func.sum(column),
    }.get(kind, sa.func.count())
    return sa.select(*keys, sa.func.count(), value).where(*where).group_by(*keys)


# --- The schools to call, and why: one rule a row.

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


# --- Requests against a week ago: open, new, ended; counted in two statements.

_FINAL = sorted(state.value for state in FINAL)


@dataclass(frozen=True, slots=True)
class Pulse:
    """Numbers now, and a week ago. ``states``: how many are in each open state.

    ``came``, ``ended``: in the seven days that end today, and (``_before``) in the seven days before those. A request that
    was closed a week ago and opened again since counts among ``open_before``.
    """

    states: Mapping[RequestStatus, int]
    open_before: int
    came: int
    came_before: int
    ended: int
    ended_before: int

    @property
    def open(self) -> int:
        """Return how many are open."""
        return sum(self.states.values())


async def pulse(storage: Storage, asked: BoundQuery, today: date) -> Pulse:
    """Return the numbers of what the query narrows to, which names no state and no period."""
    where, c = narrowed(asked), request.c
    since, before = today - WEEK, today - 2 * WEEK

    def count(*more: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        return sa.select(sa.func.count()).select_from(request).where(*where, *more).scalar_subquery()

    opened, final = c.status.in_(OPEN_STATES), c.status.in_(_FINAL)
    numbers = sa.select(
        count(opened, c.logged_on > since),
        count(final, c.since_on > since, c.logged_on <= since),
        count(c.logged_on > since, c.logged_on <= today),
        count(c.logged_on > before, c.logged_on <= since),
        count(final, c.since_on > since, c.since_on <= today),
        count(final, c.since_on > before, c.since_on <= since),
    )
    states = sa.select(c.status, sa.func.count()).where(*where, opened).group_by(c.status)
    async with storage.reading() as connection:
        young, gone, came, came_before, ended, ended_before = (await connection.execute(numbers)).one()
        found = {RequestStatus(status): number for status, number in await connection.execute(states)}
    return Pulse(found, sum(found.values()) - young + gone, came, came_before, ended, ended_before)


# --- The year of an expert: their requests, sessions, schools.


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A school's part: requests, those with a session, and the minutes of these."""

    uai: str
    school: str
    requests: int
    sessions: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A year. ``visits``, ``trainings``: made in it, and sessions followed. ``open``: still to be ended; ``months``: requests logged in each month, from January."""

    requests: int
    open: int
    sessions: int
    minutes: int
    schools: Sequence[StatementLine]
    months: Sequence[int]
    visits: int = 0
    trainings: int = 0


async def statement(storage: Storage, key: PersonKey, year: int) -> Statement:
    """Return what is counted of the requests logged in ``year`` whose holder is, or was at their end, that person."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    own = sa.and_(is_person(request, key, "holder_"), request.c.logged_on.between(first, last))
    sessions = sa.func.count(request.c.session_minutes)
    minutes = sa.func.coalesce(sa.func.sum(request.c.session_minutes), 0)
    count = sa.func.count()
    month = sa.extract("month", request.c.logged_on)
    bounds = at_paris(first, time.min), end_of_day(last)
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(request.c.uai, sa.func.max(request.c.school), count, sessions, minutes)
            .where(own)
            .group_by(request.c.uai)
            .order_by(count.desc(), request.c.uai)
        )
        schools = [StatementLine(row[0], row[1] or "", int(row[2]), int(row[3]), int(row[4])) for row in rows]
        by_month = {
            int(row[0]): int(row[1])
            for row in await connection.execute(sa.select(month, count).where(own).group_by(month))
        }
        left = await connection.execute(sa.select(count).where(own, request.c.status.in_(OPEN_STATES)))
        return Statement(
            requests=sum(one.requests for one in schools),
            open=int(left.scalar_one()),
            sessions=sum(one.sessions for one in schools),
            minutes=sum(one.minutes for one in schools),
            schools=schools,
            months=[by_month.get(number, 0) for number in range(1, 13)],
            visits=len(await visits(connection, *bounds, key)),
            trainings=await trainings_of(connection, key, *bounds),
        )


# --- One school: requests by state and subject, returns, sessions, who asked, since when it is silent.


@dataclass(frozen=True, slots=True)
class SchoolAsker:
    """Somebody who asked for a school: how often, and when last."""

    name: str
    function: str
    count: int
    last: datetime


@dataclass(frozen=True, slots=True)
class SchoolFigures:
    """What is counted of a school. ``states``, ``subjects``: (value, count), the most first; ``minutes``: of all sessions.

    ``heard``: when the school last asked or answered something, None where it never did.
    """

    total: int
    open: int
    urgent: int
    reopened: int
    refused: int
    sessions: int
    minutes: int
    states: Sequence[tuple[str, int]]
    subjects: Sequence[tuple[str, int]]
    askers: Sequence[SchoolAsker]
    latest: Sequence[RequestFile]
    heard: datetime | None


def _count(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


_OF_SCHOOL = 5  # Of those who asked last, and of the latest requests.


async def school_figures(storage: Storage, uai: str) -> SchoolFigures:
    """Return what is counted of a school, with those who asked last and its latest requests."""
    own, is_open = request.c.uai == uai, request.c.status.in_(OPEN_STATES)
    sums = sa.select(
        sa.func.count(), _count(is_open), _count(sa.and_(is_open, request.c.urgent)), _count(request.c.reopened > 0),
        _count(request.c.refused > 0), _count(request.c.session_minutes.is_not(None)),
        sa.func.coalesce(sa.func.sum(request.c.session_minutes), 0), sa.func.max(request.c.logged_at),
    ).where(own)  # fmt: skip
    answers = (
        sa.select(sa.func.max(event.c.at))
        .join(request, sa.and_(event.c.subject == "request", event.c.reference == request.c.reference))
        .where(own, event.c.role == Relation.REQUESTER.value)
    )
    who = (
        sa.select(
            request.c.contact_name, sa.func.max(request.c.contact_function).label("function"),
            sa.func.count().label("asked"), sa.func.max(request.c.logged_at).label("last"),
        )
        .where(own, request.c.contact_name != "")
        .group_by(request.c.contact_name)
        .order_by(sa.desc("last"), request.c.contact_name)
        .limit(_OF_SCHOOL)
    )  # fmt: skip
    async with storage.reading() as connection:
        total = (await connection.execute(sums)).one()
        answered = (await connection.execute(answers)).scalar()
        groups = [await _grouped(connection, own, column) for column in (request.c.status, request.c.topic)]
        asked = [
            SchoolAsker(row.contact_name, row.function or "", row.asked, row.last)
            for row in await connection.execute(who)
        ]
        found = await connection.execute(selected().where(own).order_by(request.c.id.desc()).limit(_OF_SCHOOL))
        files = [file_of(row) for row in found.mappings()]
    counts = [int(value) for value in total[:7]]
    return SchoolFigures(
        total=counts[0],
        open=counts[1],
        urgent=counts[2],
        reopened=counts[3],
        refused=counts[4],
        sessions=counts[5],
        minutes=counts[6],
        states=groups[0],
        subjects=groups[1],
        askers=asked,
        latest=files,
        heard=max(filter(None, (total[7], answered)), default=None),
    )


async def _grouped(connection: Any, own: sa.ColumnElement[bool], column: sa.Column[Any]) -> list[tuple[str, int]]:
    count = sa.func.count()
    rows = await connection.execute(sa.select(column, count).where(own).group_by(column).order_by(count.desc(), column))
    return [(str(row[0]), int(row[1])) for row in rows]
