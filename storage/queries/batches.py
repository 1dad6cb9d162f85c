"""Acts on several at once as they are kept: what was prepared, what has become of each line, who was told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from knowledge.batch import Batch, BatchAct, BatchGiven, BatchLine, BatchState, LineState
from knowledge.people import PersonKey
from storage.actions.notices import CALENDAR, LIVING
from storage.engine import Storage, fetch
from storage.outbox import NoticeState
from storage.tables import application, batch, batch_line, is_person, is_same_person, outbox, person, request

_GIVEN: TypeAdapter[BatchGiven] = TypeAdapter(BatchGiven)
# What shows how things stand, beside the messages: nobody is told by it.
_NO_MESSAGES = (*(str(kind) for kind in LIVING), CALENDAR)


def given_as_kept(given: BatchGiven) -> dict[str, Any]:
    """Return what holds for all lines, as JSON."""
    return dict(_GIVEN.dump_python(given, mode="json", exclude_defaults=True))


def batch_of(row: sa.RowMapping) -> Batch:
    """Return a row as the rules know it."""
    return Batch(
        id=row["id"],
        nonce=row["nonce"],
        by=PersonKey(row["tenant"], row["oid"]),
        given=_GIVEN.validate_python(row["given"]),
        state=BatchState(row["state"]),
        made_at=row["made_at"],
        confirmed_at=row["confirmed_at"],
        ended_at=row["ended_at"],
    )


def line_of(row: sa.RowMapping) -> BatchLine:
    """Return a row as the rules know it."""
    return BatchLine(
        place=row["place"],
        act=BatchAct(row["act"]),
        reference=row["reference"],
        person=PersonKey(row["tenant"], row["oid"]) if row["oid"] else None,
        reason=row["reason"],
        version=row["version"],
        state=LineState(row["state"]),
        error=row["error"],
    )


async def by_nonce(storage: Storage, nonce: str) -> Batch | None:
    """Return the batch that a button carries."""
    return await _first(storage, sa.select(batch).where(batch.c.nonce == nonce))


async def get(storage: Storage, number: int) -> Batch | None:
    """Return one batch, None if there is none (any more)."""
    return await _first(storage, sa.select(batch).where(batch.c.id == number))


async def last_of(storage: Storage, key: PersonKey) -> Batch | None:
    """Return the last batch that a person has confirmed."""
    return await _first(
        storage,
        sa.select(batch)
        .where(is_person(batch, key), batch.c.confirmed_at.is_not(None))
        .order_by(batch.c.confirmed_at.desc(), batch.c.id.desc()),
    )


async def running(storage: Storage) -> list[Batch]:
    """Return the batches that are not carried out whole, oldest first."""
    rows = await fetch(storage, sa.select(batch).where(batch.c.state == BatchState.RUNNING.value).order_by(batch.c.id))
    return [batch_of(row) for row in rows.mappings()]


async def lines(
    storage: Storage, number: int, states: Collection[LineState] = tuple(LineState), limit: int | None = None
) -> list[BatchLine]:
    """Return the lines of a batch that stand so, in order."""
    rows = await fetch(
        storage,
        sa.select(batch_line)
        .where(batch_line.c.batch == number, batch_line.c.state.in_([one.value for one in states]))
        .order_by(batch_line.c.place)
        .limit(limit),
    )
    return [line_of(row) for row in rows.mappings()]


async def progress(storage: Storage, number: int) -> Mapping[LineState, int]:
    """Count the lines of a batch by where they stand."""
    rows = await fetch(
        storage,
        sa.select(batch_line.c.state, sa.func.count()).where(batch_line.c.batch == number).group_by(batch_line.c.state),
    )
    return {LineState(state): count for state, count in rows}


@dataclass(frozen=True, slots=True)
class MessageFate:
    """What has become of one message. ``name``: of the person, else the mail address; "" where neither is known."""

    row: int
    name: str
    reference: str
    state: NoticeState
    error: str = ""


_URGENCY = {
    NoticeState.DEAD: 0, NoticeState.BLOCKED: 1, NoticeState.UNCERTAIN: 2, NoticeState.PENDING: 3, NoticeState.LEASED: 3,
    NoticeState.DROPPED: 5,
}  # fmt: skip


async def deliveries(storage: Storage, number: int, *, skip: int = 0, limit: int) -> list[MessageFate]:
    """Return what has become of the messages of a batch: what failed first, then what is on its way, then the rest."""
    named = is_same_person(person, outbox)
    rank = sa.case({state.value: place for state, place in _URGENCY.items()}, value=outbox.c.state, else_=4)
    # Who is known neither in Teams nor by mail is the contact of a request, or a candidate.
    contact = sa.func.coalesce(request.c.contact_name, application.c.name)
    asked = (
        sa.select(
            outbox.c.id,
            outbox.c.reference,
            outbox.c.state,
            outbox.c.error,
            outbox.c.mail,
            person.c.name,
            contact.label("contact"),
        )
        .outerjoin(person, named)
        .outerjoin(request, sa.and_(request.c.reference == outbox.c.reference, outbox.c.oid.is_(None)))
        .outerjoin(application, sa.and_(application.c.reference == outbox.c.reference, outbox.c.oid.is_(None)))
        .where(outbox.c.batch == number, outbox.c.kind.not_in(_NO_MESSAGES))
        .order_by(rank, person.c.name, outbox.c.id)
        .offset(skip)
        .limit(limit)
    )
    rows = (await fetch(storage, asked)).all()
    return [
        MessageFate(row.id, row.name or row.contact or row.mail or "", row.reference, NoticeState(row.state), row.error)
        for row in rows
    ]


async def delivered(storage: Storage, number: int) -> Mapping[NoticeState, int]:
    """Count the messages of a batch by where they stand now."""
    rows = await fetch(
        storage,
        sa.select(outbox.c.state, sa.func.count())
        .where(outbox.c.batch == number, outbox.c.kind.not_in(_NO_MESSAGES))
        .group_by(outbox.c.state),
    )
    return {NoticeState(state): count for state, count in rows}


async def names_of(storage: Storage, keys: Sequence[PersonKey]) -> Mapping[PersonKey, str]:
    """Return the names of people, as far as they are known."""
    if not keys:
        return {}
    rows = await fetch(
        storage,
        sa.select(person.c.tenant, person.c.oid, person.c.name).where(
            person.c.oid.in_(sorted({key.oid for key in keys}))
        ),
    )
    return {PersonKey(row.tenant, row.oid): row.name for row in rows}


async def _first(storage: Storage, asked: sa.Select[Any]) -> Batch | None:
    row = (await fetch(storage, asked.limit(1))).mappings().first()
    return batch_of(row) if row else None
