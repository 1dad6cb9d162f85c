"""What has been told, what is still to be told, and what needs somebody: looks into the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage, fetch
from storage.outbox import ARRIVED, MANY_ATTEMPTS, OPEN, PROBLEMS, Medium, NoticeState, Row, lane_of, row_of
from storage.tables import outbox


async def sent_to(
    storage: Storage, to: PersonKey, *, but: frozenset[str], since: datetime, until: datetime, most: int
) -> list[Row]:
    """Return the last notices that were, or perhaps were, sent to a person in Teams, the newest first; none of the kinds ``but``."""
    given = {"lane": lane_of(to), "since": since, "until": until, "most": most}
    return [row_of(found) for found in (await fetch(storage, _sent_to(but), given)).mappings()]


@cache
def _sent_to(but: frozenset[str]) -> sa.Select[Any]:
    """Return what is asked of somebody's last notices, made once: every message of a few words asks it."""
    return (
        sa.select(outbox)
        .where(
            outbox.c.lane == sa.bindparam("lane", type_=sa.String()),
            outbox.c.state.in_(ARRIVED),
            outbox.c.medium == Medium.TEAMS,
            outbox.c.kind.not_in(sorted(but)),
            outbox.c.ended_at >= sa.bindparam("since", type_=outbox.c.ended_at.type),
            outbox.c.ended_at <= sa.bindparam("until", type_=outbox.c.ended_at.type),
        )
        .order_by(outbox.c.ended_at.desc(), outbox.c.id.desc())
        .limit(sa.bindparam("most", type_=sa.Integer()))
    )


async def problems(storage: Storage, *, reference: str | None = None, limit: int = 100) -> list[Row]:
    """Return the rows that need somebody: UNCERTAIN, BLOCKED and DEAD ones, the newest first."""
    asked = sa.select(outbox).where(outbox.c.state.in_(PROBLEMS)).order_by(outbox.c.id.desc()).limit(limit)
    return await _rows(storage, asked if reference is None else asked.where(outbox.c.reference == reference))


async def posted(storage: Storage, reference: str, kinds: Sequence[str]) -> list[Row]:
    """Return the messages of Teams about a reference that can be redrawn in place, oldest first."""
    return await _rows(
        storage,
        sa.select(outbox)
        .where(outbox.c.reference == reference, outbox.c.kind.in_(kinds), outbox.c.activity != "")
        .order_by(outbox.c.id),
    )


async def get(storage: Storage, number: int) -> Row | None:
    """Return one row, None if there is none (any more)."""
    return next(iter(await _rows(storage, sa.select(outbox).where(outbox.c.id == number))), None)


@dataclass(frozen=True, slots=True)
class OutboxHealth:
    """How the outbox stands: rows by state, and since when the oldest that is due has been waiting."""

    counts: Mapping[NoticeState, int]
    waiting_since: datetime | None


async def health(storage: Storage, now: datetime) -> OutboxHealth:
    """Count the rows by state."""
    async with storage.reading() as connection:
        counts = await connection.execute(sa.select(outbox.c.state, sa.func.count()).group_by(outbox.c.state))
        oldest = await connection.execute(
            sa.select(sa.func.min(outbox.c.created_at)).where(outbox.c.state.in_(OPEN), outbox.c.not_before <= now)
        )
        return OutboxHealth({NoticeState(state): count for state, count in counts}, oldest.scalar())


async def stuck(storage: Storage, since: datetime) -> int:
    """Count the notices that were due at ``since`` and have not left, and those of which every send has failed."""
    late = sa.or_(outbox.c.not_before <= since, outbox.c.attempts >= MANY_ATTEMPTS)
    found = await fetch(storage, sa.select(sa.func.count()).select_from(outbox).where(outbox.c.state.in_(OPEN), late))
    return int(found.scalar_one())


async def _rows(storage: Storage, asked: sa.Select[Any]) -> list[Row]:
    return [row_of(found) for found in (await fetch(storage, asked)).mappings()]
