"""Troubles of several schools at once, whose requests they are, and how long requests have waited for an expert."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.incident import Incident, IncidentState
from knowledge.people import PersonKey
from knowledge.request import RequestStatus, Topic
from storage.engine import Storage, fetch
from storage.queries.requests import RequestFile, file_of, selected
from storage.tables import incident, incident_joined, request

_LATEST = 20  # Of those that are shown.
_SAMPLED = 600  # Requests that the usual wait is read from, the latest.


def incident_of(row: sa.RowMapping) -> Incident:
    """Return a row as the rules know it."""
    return Incident(
        number=row["id"],
        topic=Topic(row["topic"]),
        since=row["since"],
        text=row["text"],
        by=PersonKey(row["by_tenant"], row["by_oid"]) if row["by_oid"] else None,
        state=IncidentState(row["state"]),
        answer=row["answer"],
        ended_on=row["ended_on"],
        version=row["version"],
    )


def _its_requests(tenant: str, topic: Topic, first: date, last: date) -> sa.ColumnElement[bool]:
    return sa.and_(
        request.c.author_tenant == tenant,
        request.c.topic == topic.value,
        request.c.logged_on.between(first, last),
        request.c.status != RequestStatus.CANCELLED.value,
    )


async def schools_of(connection: AsyncConnection, tenant: str, topic: Topic, first: date, last: date) -> int:
    """Return how many schools have asked about a subject between two days."""
    asked = sa.select(sa.func.count(request.c.uai.distinct())).where(_its_requests(tenant, topic, first, last))
    return int(await connection.scalar(asked) or 0)


async def their_requests(
    connection: AsyncConnection, tenant: str, of: Incident, *, lock: bool = False
) -> list[RequestFile]:
    """Return the requests of a trouble, oldest first; ``lock``: until the transaction ends."""
    asked = selected().where(_its_requests(tenant, of.topic, of.since, of.last)).order_by(request.c.id)
    rows = await connection.execute(asked.with_for_update(of=request) if lock else asked)
    return [file_of(row) for row in rows.mappings()]


@dataclass(frozen=True, slots=True)
class SharedTrouble:
    """A trouble as it stands: how many schools and other people have it, and whether an expert has one of its requests."""

    incident: Incident
    schools: int
    joined: int
    held: bool


async def _with_counts(connection: AsyncConnection, tenant: str, one: Incident) -> SharedTrouble:
    counts = sa.select(sa.func.count(request.c.uai.distinct()), sa.func.count(request.c.holder_oid))
    row = (await connection.execute(counts.where(_its_requests(tenant, one.topic, one.since, one.last)))).one()
    others = sa.select(sa.func.count()).select_from(incident_joined).where(incident_joined.c.number == one.number)
    return SharedTrouble(one, int(row[0]), int(await connection.scalar(others) or 0), row[1] > 0)


async def current(storage: Storage, tenant: str, today: date) -> list[SharedTrouble]:
    """Return the troubles that are told today, what was announced first."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(incident)
            .where(incident.c.tenant == tenant, incident.c.state == IncidentState.OPEN.value)
            .order_by((incident.c.text == "").asc(), incident.c.id.desc())
        )
        found = [one for one in map(incident_of, rows.mappings()) if one.current(today)]
        return [await _with_counts(connection, tenant, one) for one in found]


async def latest(storage: Storage, tenant: str) -> list[SharedTrouble]:
    """Return the latest troubles, the newest first."""
    async with storage.reading() as connection:
        asked = sa.select(incident).where(incident.c.tenant == tenant).order_by(incident.c.id.desc()).limit(_LATEST)
        found = [incident_of(row) for row in (await connection.execute(asked)).mappings()]
        return [await _with_counts(connection, tenant, one) for one in found]


async def get(storage: Storage, tenant: str, number: int) -> tuple[SharedTrouble, list[RequestFile]] | None:
    """Return one trouble with its requests; None if there is none of that number."""
    async with storage.reading() as connection:
        asked = sa.select(incident).where(incident.c.id == number, incident.c.tenant == tenant)
        row = (await connection.execute(asked)).mappings().first()
        if row is None:
            return None
        one = incident_of(row)
        return await _with_counts(connection, tenant, one), await their_requests(connection, tenant, one)


async def descriptions(storage: Storage, tenant: str, of: Incident) -> list[str]:
    """Return what the requests of a trouble describe, oldest first."""
    asked = sa.select(request.c.details).where(_its_requests(tenant, of.topic, of.since, of.last))
    return [row.details for row in await fetch(storage, asked.order_by(request.c.id))]


async def waits(storage: Storage, tenant: str, since: date) -> list[tuple[datetime, int]]:
    """Return when the latest requests were logged from that day on, and after how many working minutes an expert had them."""
    asked = (
        sa.select(request.c.logged_at, request.c.taken_minutes)
        .where(request.c.logged_on >= since, request.c.author_tenant == tenant, request.c.taken_minutes.is_not(None))
        .order_by(request.c.logged_on.desc(), request.c.id.desc())
        .limit(_SAMPLED)
    )
    return [(row.logged_at, row.taken_minutes) for row in await fetch(storage, asked)]
