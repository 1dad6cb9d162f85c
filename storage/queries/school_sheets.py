"""What is counted of one school: its requests by state and subject, what came back, sessions, who asked, since when it is silent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from knowledge.lifecycle import Relation
from storage.engine import Storage
from storage.queries.requests import RequestFile, file_of, selected
from storage.queries.status import OPEN_STATES
from storage.tables import event, request


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


async def school_figures(storage: Storage, uai: str, *, askers: int = 5, latest: int = 5) -> SchoolFigures:
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
        .limit(askers)
    )  # fmt: skip
    async with storage.reading() as connection:
        total = (await connection.execute(sums)).one()
        answered = (await connection.execute(answers)).scalar()
        groups = [await _grouped(connection, own, column) for column in (request.c.status, request.c.topic)]
        asked = [
            SchoolAsker(row.contact_name, row.function or "", row.asked, row.last)
            for row in await connection.execute(who)
        ]
        found = await connection.execute(selected().where(own).order_by(request.c.id.desc()).limit(latest))
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
