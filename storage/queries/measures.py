"""Measures of requests, counted by the database: delays, shares, opinions, sessions, load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from knowledge.understanding.measures import Measure, MeasureKind
from knowledge.understanding.query import Group
from storage.engine import Storage, fetch
from storage.quantiles import MedianAndNinth
from storage.queries.status import OPEN_STATES, BoundQuery, group_keys, holders, narrowed, rows_of
from storage.tables import request

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
