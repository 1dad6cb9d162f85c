"""Who opened which application, the files of requests and applications, and the rows of exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.people import PersonKey
from knowledge.request import RequestStatus, Topic
from storage.engine import Storage, fetch
from storage.queries.applications import ACCESS
from storage.queries.status import BoundQuery, holders, narrowed, order
from storage.tables import attached, event, is_same_person, person, request


@dataclass(frozen=True, slots=True)
class FileOpening:
    """A member of the SA EPLE has opened an application, on that day for the first time, or was given one of its files.

    ``name``: "" where unknown.
    """

    at: datetime
    reference: str
    who: PersonKey
    name: str
    what: str  # «open», or «file» where one of its files was given.


async def openings(storage: Storage, *, reference: str = "", since: datetime | None = None) -> list[FileOpening]:
    """Return who opened applications, oldest first; of one ``reference``, or ``since`` an instant, where these are given."""
    known = is_same_person(person, event)
    asked = (
        sa.select(event.c.at, event.c.reference, event.c.tenant, event.c.oid, event.c.move, person.c.name)
        .select_from(event.outerjoin(person, known))
        .where(event.c.subject == ACCESS)
        .order_by(event.c.at, event.c.id)
    )
    if reference:
        asked = asked.where(event.c.reference == reference)
    if since is not None:
        asked = asked.where(event.c.at >= since)
    rows = await fetch(storage, asked)
    return [
        FileOpening(row.at, row.reference, PersonKey(row.tenant, row.oid), row.name or "", row.move) for row in rows
    ]


# --- The files of a request or an application. Whoever asks has looked at rights.


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a request or an application. ``by``: the name of who sent it, empty when it is not known; ``size`` in bytes."""

    number: int
    reference: str
    name: str
    type: str
    size: int
    at: datetime
    by: str = ""


def _selected() -> sa.Select[tuple[object, ...]]:
    columns = (attached.c.id, attached.c.reference, attached.c.name, attached.c.type, attached.c.size, attached.c.at)
    who = is_same_person(person, attached, "by_")
    return sa.select(*columns, person.c.name.label("by")).select_from(attached.outerjoin(person, who))


def _line(row: sa.RowMapping) -> FileLine:
    return FileLine(row["id"], row["reference"], row["name"], row["type"], row["size"], row["at"], row["by"] or "")


async def files_of(storage: Storage, reference: str) -> list[FileLine]:
    """Return the files of a request or an application, oldest first."""
    rows = await fetch(storage, _selected().where(attached.c.reference == reference).order_by(attached.c.id))
    return [_line(row) for row in rows.mappings()]


async def file_of(storage: Storage, reference: str, number: int) -> tuple[FileLine, bytes] | None:
    """Return one file of a request or an application with its bytes; None where it has none of that number."""
    wanted = sa.and_(attached.c.reference == reference, attached.c.id == number)
    async with storage.reading() as connection:
        row = (await connection.execute(_selected().where(wanted))).mappings().first()
        content = (await connection.execute(sa.select(attached.c.content).where(wanted))).scalar()
    return (_line(row), bytes(content)) if row and content is not None else None


async def count(connection: AsyncConnection, reference: str) -> int:
    """Return how many files a request has."""
    asked = sa.select(sa.func.count()).select_from(attached).where(attached.c.reference == reference)
    return int((await connection.execute(asked)).scalar_one())


# --- The rows of an export of requests: only the columns that are written, in the order of the list.


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
