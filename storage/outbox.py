"""The outbox: what is still to be told. Rows hold facts, written with the change that causes them.

A row goes from PENDING to LEASED (one process has it in hand) and ends as SENT, DROPPED (no longer true), UNCERTAIN
(perhaps sent), BLOCKED (to be told by phone, TOLD once done) or DEAD (refused, or given up). UNCERTAIN, BLOCKED and
DEAD rows are listed by :func:`storage.queries.outgoing.problems` and can be sent again by :func:`retry`.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.engine import Storage
from storage.tables import is_person, outbox
from storage.transaction import Event, Transaction, insert, transaction


class Medium(StrEnum):
    """How a notice travels."""

    TEAMS = "teams"
    MAIL = "mail"


class NoticeState(StrEnum):
    """Where a row stands."""

    PENDING = "pending"
    LEASED = "leased"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    TOLD = "told"
    DEAD = "dead"
    DROPPED = "dropped"


OPEN = (NoticeState.PENDING, NoticeState.LEASED)
MANY_ATTEMPTS = 12  # Reached in about an hour: the pauses between attempts grow to a quarter of one.
ARRIVED = (NoticeState.SENT, NoticeState.UNCERTAIN)  # It is, or may be, before its recipient's eyes.
PROBLEMS = (NoticeState.UNCERTAIN, NoticeState.BLOCKED, NoticeState.DEAD)


class Room(NamedTuple):
    """A channel's or group's conversation."""

    tenant: str
    conversation: str


# What is kept with a mail that has left: by a server, or only as a file, for want of one.
BY_SERVER, AS_FILE = "server", "file"


def lane_of(key: PersonKey) -> str:
    """Name a person as the recipient of notices."""
    return f"person:{key.tenant}/{key.oid}"


@dataclass(frozen=True, slots=True)
class Notice:
    """A fact to be told to a person, to a mail address, or in a room.

    With a person, ``mail`` is where to write if Teams does not reach them (else the address they gave is used).
    Nobody named at all (a contact known by phone only) is possible: the notice ends as BLOCKED.
    """

    kind: str
    to: PersonKey | None = None
    mail: str | None = None
    room: Room | None = None
    reference: str = ""  # Of the request or application it is about, with its version.
    version: int = 0
    data: Mapping[str, Any] = field(default_factory=dict)  # JSON; facts that the present state no longer tells.
    urgent: bool = False  # Answers what somebody just did: leaves in quiet hours too.
    not_before: datetime | None = None  # Aware; as soon as possible if None.
    dedupe: str = ""  # Names the fact; made of kind, recipient, reference, version and data if empty.

    @property
    def lane(self) -> str:
        """Name the recipient: notices of one lane leave in order."""
        if self.to:
            return lane_of(self.to)
        if self.room:
            return f"room:{self.room.tenant}/{self.room.conversation}"
        return f"mail:{self.mail.lower()}" if self.mail else f"phone:{self.reference}"

    @property
    def key(self) -> str:
        """Return what makes a second notice of the same fact to the same recipient a repetition."""
        if self.dedupe:
            return self.dedupe
        facts = [self.kind, self.lane, self.reference, self.version, dict(self.data)]
        return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Row:
    """A notice as it is kept."""

    id: int
    notice: Notice
    medium: Medium
    state: NoticeState
    created_at: datetime
    not_before: datetime
    attempts: int
    doubts: int = 0
    owner: str | None = None  # The claim that holds it.
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    error: str = ""  # A code, never a text from outside.
    activity: str = ""


async def notify(tx: Transaction, *notices: Notice) -> int:
    """Leave notices with the change of ``tx``; return how many are new (the others are known by their key)."""
    new = 0
    for notice in notices:
        tenant = notice.to.tenant if notice.to else notice.room.tenant if notice.room else None
        written = await tx.connection.execute(
            insert(tx.connection, outbox)
            .values(
                kind=notice.kind,
                medium=Medium.TEAMS if notice.to or notice.room else Medium.MAIL,
                tenant=tenant,
                oid=notice.to.oid if notice.to else None,
                mail=notice.mail,
                conversation=notice.room.conversation if notice.room else None,
                lane=notice.lane,
                reference=notice.reference,
                version=notice.version,
                data=dict(notice.data),
                dedupe=notice.key,
                urgent=notice.urgent,
                created_at=tx.now,
                not_before=notice.not_before or tx.now,
                attempts=0,
                state=NoticeState.PENDING,
                error="",
                activity="",
                batch=tx.batch,
            )
            .on_conflict_do_nothing(index_elements=["dedupe"])
            .returning(outbox.c.id)
        )
        new += written.first() is not None
    tx.notified = tx.notified or new > 0
    return new


async def claim(
    storage: Storage,
    owner: str,
    now: datetime,
    *,
    limit: int,
    lease: timedelta,
    urgent_only: bool = False,
    resting: Collection[str] = (),
) -> list[Row]:
    """Take up to ``limit`` rows that are due, the oldest of each lane only: urgent ones first, then those of short lanes.

    Who has one thing to learn does not wait for who has two hundred, also where there is less time than there are rows.

    Rows of a process that died are taken over when its lease has run out; that counts as an attempt, and
    ``begun_at`` tells whether it may have sent them. A row that waits for a moment still to come and was never tried
    does not hold up its lane; nor does, with ``urgent_only`` (quiet hours), one that is not urgent. ``resting``: lanes
    that may not send just now, from which nothing is taken.
    """
    # Each claim has a name of its own: a process that was held up may come upon its own rows again, and what it did
    # with them before must then be as powerless as another's.
    holder = f"{owner}.{secrets.token_hex(4)}"
    ahead = outbox.alias("ahead")
    holds = sa.or_(ahead.c.state == NoticeState.LEASED, ahead.c.not_before <= now, ahead.c.attempts > 0)
    free = sa.or_(
        sa.and_(outbox.c.state == NoticeState.PENDING, outbox.c.not_before <= now),
        sa.and_(outbox.c.state == NoticeState.LEASED, outbox.c.leased_until <= now),
    )
    if urgent_only:
        in_hand = sa.and_(ahead.c.state == NoticeState.LEASED, ahead.c.leased_until > now)
        holds = sa.and_(holds, sa.or_(ahead.c.urgent, in_hand))
        free = sa.and_(free, outbox.c.urgent)
    # The first row of each lane, found by one look at the open rows: asking of each row whether an older one stands
    # before it costs the square of a long lane.
    first = (
        sa.select(sa.func.min(ahead.c.id).label("id"), sa.func.count().label("waiting"))
        .where(ahead.c.state.in_(OPEN), holds, ahead.c.lane.not_in(list(resting)))
        .group_by(ahead.c.lane)
        .cte("first")
    )
    # The lock is taken in a CTE: PostgreSQL may run a sub-select of an IN several times. SQLite has no row locks and
    # needs none, its write transaction is alone.
    picked = (
        sa.select(outbox.c.id)
        .join(first, first.c.id == outbox.c.id)
        .where(free)
        .order_by(outbox.c.urgent.desc(), first.c.waiting, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True, of=outbox)
        .cte("picked")
    )
    abandoned = sa.case((outbox.c.state == NoticeState.LEASED, 1), else_=0)
    taken = (
        sa.update(outbox)
        .where(outbox.c.id == picked.c.id)
        .values(
            attempts=outbox.c.attempts + abandoned,
            doubts=outbox.c.doubts + abandoned,
            state=NoticeState.LEASED,
            owner=holder,
            leased_until=now + lease,
        )
        .returning(outbox)
    )
    async with transaction(storage, now) as tx:
        rows = (await tx.connection.execute(taken)).mappings().all()
        await tx.commit()
    return sorted((row_of(found) for found in rows), key=lambda row: (not row.notice.urgent, row.id))


async def claim_beside(
    storage: Storage, row: Row, kinds: Collection[str], now: datetime, lease: timedelta
) -> list[Row]:
    """Take the other rows of these kinds that are due to the recipient of ``row``, which is in hand, oldest first.

    They are in the same hands then: one message may say them all.
    """
    beside = (
        sa.select(outbox.c.id)
        .where(
            outbox.c.lane == row.notice.lane,
            outbox.c.state == NoticeState.PENDING,
            outbox.c.medium == row.medium,
            outbox.c.not_before <= now,
            outbox.c.kind.in_(sorted(kinds)),
            sa.not_(outbox.c.urgent),
            outbox.c.id > row.id,
        )
        .with_for_update(skip_locked=True)
        .cte("beside")
    )
    taken = (
        sa.update(outbox)
        .where(outbox.c.id == beside.c.id)
        .values(state=NoticeState.LEASED, owner=row.owner, leased_until=now + lease)
        .returning(outbox)
    )
    async with transaction(storage, now) as tx:
        rows = (await tx.connection.execute(taken)).mappings().all()
        await tx.commit()
    return sorted((row_of(found) for found in rows), key=lambda one: one.id)


async def begin(storage: Storage, row: Row, now: datetime) -> bool:
    """Mark that a sending which may not be repeated blindly begins; False when the row is no longer in our hands."""
    async with transaction(storage, now) as tx:
        kept = await _change(tx, row, begun_at=now)
        await tx.commit()
    return kept


Also = Callable[[Transaction], Awaitable[None]]  # What is stored with the end of a row.


async def finish(
    storage: Storage,
    row: Row,
    state: NoticeState,
    now: datetime,
    *,
    error: str = "",
    activity: str = "",
    also: Also | None = None,
) -> bool:
    """End the row; ``activity`` is Teams' id of the message, or how a mail left. False when it is no longer in our hands."""
    async with transaction(storage, now) as tx:
        kept = await _change(tx, row, state=state, ended_at=now, error=error, activity=activity)
        if kept and also:
            await also(tx)
        if kept and row.notice.to and state in ARRIVED:
            tx.changed(row.notice.to)  # What they type next may answer it.
        await tx.commit()
    return kept


async def later(
    storage: Storage,
    row: Row,
    until: datetime,
    now: datetime,
    *,
    error: str,
    unsent: bool = True,
    doubtful: bool = False,
) -> bool:
    """Try again at ``until``. ``unsent`` False: the mark that a send began stays; ``doubtful``: it may have arrived."""
    async with transaction(storage, now) as tx:
        kept = await _change(
            tx, row, state=NoticeState.PENDING, not_before=until, attempts=row.attempts + 1, doubts=row.doubts + doubtful,
            error=error, **_mark(unsent),
        )  # fmt: skip
        await tx.commit()
    return kept


async def release(storage: Storage, row: Row, now: datetime, *, unsent: bool = False) -> bool:
    """Give the row back, to whichever process comes first. ``unsent``: surely nothing left, whatever mark it bears."""
    async with transaction(storage, now) as tx:
        kept = await _change(tx, row, state=NoticeState.PENDING, **_mark(unsent))
        await tx.commit()
    return kept


async def put_off(storage: Storage, row: Row, until: datetime, now: datetime) -> bool:
    """Give the row back until a moment at which it may leave; it was not tried, and holds up nothing meanwhile."""
    async with transaction(storage, now) as tx:
        kept = await _change(tx, row, state=NoticeState.PENDING, not_before=until, attempts=0)
        await tx.commit()
    return kept


async def turn_to_mail(storage: Storage, row: Row, mail: str, now: datetime, *, error: str) -> bool:
    """Send the row by mail instead of Teams; it keeps its place in its lane."""
    async with transaction(storage, now) as tx:
        kept = await _change(
            tx, row, state=NoticeState.PENDING, medium=Medium.MAIL, mail=mail, attempts=0, doubts=0, not_before=now, error=error,
            begun_at=None,
        )  # fmt: skip
        tx.notified = kept
        await tx.commit()
    return kept


InCharge = Callable[[Transaction, Row], Awaitable[Iterable[Notice]]]
# What the ``dedupe`` of a notice begins with that asks somebody to phone; the row that is to be told follows.
_ABOUT = "phone:"


async def block(storage: Storage, row: Row, now: datetime, in_charge: InCharge, *, error: str) -> bool:
    """End the row as to be told by phone, and leave the notices that ``in_charge`` gives for those who shall phone.

    When such a notice cannot be delivered either, nobody else is asked: two people out of reach would be called about
    each other for ever.
    """
    async with transaction(storage, now) as tx:
        kept = await _change(tx, row, state=NoticeState.BLOCKED, ended_at=now, error=error)
        if kept and not row.notice.key.startswith(_ABOUT):
            notices = await in_charge(tx, row)
            await notify(tx, *(replace(n, dedupe=f"{_ABOUT}{row.id}:{i}") for i, n in enumerate(notices)))
        await tx.commit()
    return kept


async def locked(tx: Transaction, number: int) -> Row | None:
    """Return a row, locked until the transaction ends; None if there is none (any more)."""
    found = await tx.connection.execute(sa.select(outbox).where(outbox.c.id == number).with_for_update())
    row = found.mappings().first()
    return row_of(row) if row else None


async def was_asked_to_phone(tx: Transaction, row: Row, key: PersonKey) -> bool:
    """Tell whether :func:`block` has asked this person to phone about a row."""
    found = await tx.connection.execute(
        sa.select(outbox.c.id).where(outbox.c.dedupe.startswith(f"{_ABOUT}{row.id}:"), is_person(outbox, key))
    )
    return found.first() is not None


async def mark_told(tx: Transaction, number: int, by: PersonKey, role: str = "") -> bool:
    """Mark a BLOCKED notice as told by phone, with an event; False when it is not (or no longer) to be told so."""
    return await _decide(tx, number, (NoticeState.BLOCKED,), Event("notice", str(number), "told", by=by, role=role),
                         state=NoticeState.TOLD, ended_at=tx.now)  # fmt: skip


async def retry(tx: Transaction, number: int, by: PersonKey, role: str = "") -> bool:
    """Send a notice that is in a state of PROBLEMS again, with an event; False when it is none (any more)."""
    again = await _decide(tx, number, PROBLEMS, Event("notice", str(number), "retry", by=by, role=role),
                          state=NoticeState.PENDING, attempts=0, doubts=0, not_before=tx.now, ended_at=None, begun_at=None)  # fmt: skip
    tx.notified = tx.notified or again
    return again


async def forget(tx: Transaction, before: datetime) -> int:
    """Remove rows that ended before that moment, told or given up; return how many."""
    gone = await tx.connection.execute(sa.delete(outbox).where(outbox.c.state.not_in(OPEN), outbox.c.ended_at < before))
    return gone.rowcount


def _mark(unsent: bool) -> dict[str, None]:
    return {"begun_at": None} if unsent else {}


async def _change(tx: Transaction, row: Row, **values: Any) -> bool:
    """Change a row as long as it is in our hands; a change of state ends the lease."""
    if "state" in values:
        values |= {"owner": None, "leased_until": None}
    changed = await tx.connection.execute(
        sa.update(outbox)
        .where(outbox.c.id == row.id, outbox.c.owner == row.owner, outbox.c.state == NoticeState.LEASED)
        .values(**values)
    )
    return changed.rowcount == 1


async def _decide(tx: Transaction, number: int, states: Iterable[NoticeState], event: Event, **values: Any) -> bool:
    """Change an ended row because somebody decided so, with an event."""
    locked = await tx.connection.execute(
        sa.select(outbox.c.state).where(outbox.c.id == number, outbox.c.state.in_(tuple(states))).with_for_update()
    )
    state = locked.scalar()
    if state is None:
        return False
    await tx.connection.execute(sa.update(outbox).where(outbox.c.id == number).values(**values))
    await tx.record(replace(event, from_state=state, to_state=values["state"]))
    return True


def row_of(found: sa.RowMapping) -> Row:
    """Return the notice that a row of the table holds."""
    to = PersonKey(found["tenant"], found["oid"]) if found["oid"] else None
    room = Room(found["tenant"] or "", found["conversation"]) if found["conversation"] else None
    notice = Notice(
        kind=found["kind"],
        to=to,
        mail=found["mail"],
        room=room,
        reference=found["reference"],
        version=found["version"],
        data=found["data"],
        urgent=found["urgent"],
        not_before=found["not_before"],
        dedupe=found["dedupe"],
    )
    return Row(
        id=found["id"],
        notice=notice,
        medium=Medium(found["medium"]),
        state=NoticeState(found["state"]),
        created_at=found["created_at"],
        not_before=found["not_before"],
        attempts=found["attempts"],
        doubts=found["doubts"],
        owner=found["owner"],
        begun_at=found["begun_at"],
        ended_at=found["ended_at"],
        error=found["error"],
        activity=found["activity"],
    )
