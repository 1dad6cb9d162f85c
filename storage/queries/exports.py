"""What a file of requests holds: the columns that are written, and no others, in the order of the list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.request import RequestStatus, Topic
from storage.engine import Storage
from storage.queries.status import BoundQuery, holders, narrowed, order
from storage.tables import request


@dataclass(frozen=True, slots=True)
class ExportedRequest:
    """One line. Instants are aware; delays are working minutes; ``holder``: "" for nobody, or without a name."""

    reference: str
    uai: str
    school: str
    topic: Topic
    status: RequestStatus
    since: datetime
    urgent: bool
    logged_at: datetime
    holder: str
    slot: datetime | None
    session_minutes: int | None
    taken_minutes: int | None
    solved_minutes: int | None
    reopened: int
    score: int | None


async def exported(storage: Storage, asked: BoundQuery, *, limit: int) -> list[ExportedRequest]:
    """Return the lines of what the query means, ``limit`` of them at most."""
    c = request.c
    wanted = sa.select(
        c.reference, c.uai, c.school, c.topic, c.status, c.status_since, c.urgent, c.logged_at, c.holder_oid,
        c.holder_tenant, c.slot, c.session_minutes, c.taken_minutes, c.solved_minutes, c.reopened, c.score,
    )  # fmt: skip
    async with storage.reading() as connection:
        found = await connection.execute(wanted.where(*narrowed(asked)).order_by(*order(asked.query)).limit(limit))
        names = await holders(connection)
        return [
            ExportedRequest(
                row.reference, row.uai, row.school, Topic(row.topic), RequestStatus(row.status), row.status_since,
                row.urgent, row.logged_at, names.get((row.holder_oid, row.holder_tenant), ""), row.slot,
                row.session_minutes, row.taken_minutes, row.solved_minutes, row.reopened, row.score,
            )
            for row in found
        ]  # fmt: skip
