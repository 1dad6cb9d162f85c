"""Requests of erasure: asked for by a person, decided by the SA EPLE, carried out in the transaction that decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.erasure import ErasureStatus
from knowledge.errors import DomainError
from knowledge.people import PersonKey, Role
from storage.actions.drafts import Draft, Place, consume
from storage.actions.notices import ERASURE_ASKED, ERASURE_DECIDED, ERASURE_DUE
from storage.engine import Storage, fetch
from storage.erasing import erase
from storage.outbox import Notice, notify
from storage.queries.erasures import InTheWay, in_the_way
from storage.queries.people import reachable
from storage.tables import erasure, is_person, person
from storage.transaction import Event, Repeated, Shown, Transaction, insert, transaction


class NotTheirs(DomainError):
    """The decision needs a member of the SA EPLE, and another than the person whose data it is about."""


class DecidedAlready(DomainError):
    """A colleague has decided meanwhile."""


class StillInTheWay(DomainError):
    """The person is still part of something: ``what`` is to be ended first."""

    def __init__(self, what: InTheWay) -> None:
        super().__init__("still in the way")
        self.what = what


async def ask(
    storage: Storage, key: PersonKey, name: str, now: datetime, activity: Shown, *, controller: str = ""
) -> tuple[int, datetime]:
    """Store that the person asks for their data to be erased, and tell the SA EPLE; return the number and since when.

    ``controller``: the mail address of who answers for the data, if known. Asked again while it waits, it is the same.
    """
    try:
        async with transaction(storage, now, activity) as tx:
            # The person's row also keeps two presses at once apart.
            met = insert(tx.connection, person).values(**key._asdict(), name=name, first_seen=now, last_seen=now)
            await tx.connection.execute(
                met.on_conflict_do_update(index_elements=["tenant", "oid"], set_={"last_seen": now})
            )
            found = await tx.connection.execute(
                sa.select(erasure.c.id, erasure.c.asked_at).where(
                    is_person(erasure, key), erasure.c.status == ErasureStatus.WAITING.value
                )
            )
            row = found.first()
            number, asked = (row.id, row.asked_at) if row else (await _store_request(tx, key, controller), now)
            await tx.commit({"erasure": number, "asked": asked.isoformat()})
            return number, asked
    except Repeated as repeated:
        return int(repeated.answer["erasure"]), datetime.fromisoformat(repeated.answer["asked"])


async def _store_request(tx: Transaction, key: PersonKey, controller: str) -> int:
    made = await tx.connection.execute(
        insert(tx.connection, erasure)
        .values(**key._asdict(), asked_at=tx.now, status=ErasureStatus.WAITING.value, reason="", mails=[], version=1)
        .returning(erasure.c.id)
    )
    number: int = made.scalar_one()
    await tx.record(Event("erasure", str(number), "ask", by=key, to_state=ErasureStatus.WAITING))
    await _tell(tx, ERASURE_ASKED, number, key, controller, version=1)
    return number


async def _tell(tx: Transaction, kind: str, number: int, key: PersonKey, controller: str, *, version: int) -> None:
    """Leave a notice to each member of the SA EPLE but the person, and a mail to who answers for the data."""
    members = [one for one in await reachable(tx.connection, Role.SA_EPLE) if one != key]
    notices = [Notice(kind, to=member, reference=str(number), version=version) for member in members]
    if controller:
        notices.append(Notice(kind, mail=controller, reference=str(number), version=version))
    await notify(tx, *notices)


async def remind(tx: Transaction, number: int, occurrence: int, controller: str) -> None:
    """Tell the SA EPLE again of a request of erasure that still waits; ``occurrence`` counts from 1."""
    found = await tx.connection.execute(
        sa.select(erasure.c.tenant, erasure.c.oid).where(
            erasure.c.id == number, erasure.c.status == ErasureStatus.WAITING.value
        )
    )
    row = found.first()
    if row:
        await _tell(tx, ERASURE_DUE, number, PersonKey(row.tenant, row.oid), controller, version=occurrence)


async def decide(
    storage: Storage, place: Place, draft: Draft, *, accept: bool, reason: str, now: datetime, activity: Shown
) -> None:
    """Decide on the request of erasure that the draft is about; accepted, it is carried out. The person is told.

    Raises NotTheirs, DecidedAlready (the draft is then gone), StillInTheWay, DraftGone, DraftChanged.
    """
    number = int(draft.subject)
    async with transaction(storage, now, activity) as tx:
        await consume(tx, place, draft.nonce, draft.version)
        found = await tx.connection.execute(sa.select(erasure).where(erasure.c.id == number).with_for_update())
        row = found.mappings().first()
        if row is None or row["status"] != ErasureStatus.WAITING.value:
            await tx.commit({})
            raise DecidedAlready(draft.subject)
        key = PersonKey(row["tenant"], row["oid"])
        if not (await tx.person(place.key)).has(Role.SA_EPLE) or key == place.key:
            raise NotTheirs(draft.subject)
        mail = (await tx.connection.execute(sa.select(person.c.mail).where(is_person(person, key)))).scalar()
        mails: Sequence[int] = ()
        if accept:
            standing = await in_the_way(tx.connection, key)
            if standing:
                raise StillInTheWay(standing)
            mails = await erase(tx, key)
        status = ErasureStatus.ACCEPTED if accept else ErasureStatus.REFUSED
        version = row["version"] + 1
        await tx.connection.execute(
            sa.update(erasure)
            .where(erasure.c.id == number)
            .values(status=status.value, reason=reason, decided_at=now, decided_by_tenant=place.key.tenant,
                    decided_by_oid=place.key.oid, mails=list(mails), version=version)
        )  # fmt: skip
        await tx.record(
            Event("erasure", str(number), "decide", by=place.key, role=Role.SA_EPLE,
                  from_state=ErasureStatus.WAITING, to_state=status)
        )  # fmt: skip
        await notify(tx, Notice(ERASURE_DECIDED, to=key, mail=mail, reference=str(number), version=version))
        await tx.commit({"erasure": number})


@dataclass(frozen=True, slots=True)
class MailsLeft:
    """The rows of the outbox whose mails, kept as files, an erasure has still to remove."""

    number: int
    decided_at: datetime
    rows: Sequence[int]


async def mails_left(storage: Storage) -> list[MailsLeft]:
    """Return the erasures whose mails are still in the folder of mails."""
    accepted = sa.select(erasure).where(erasure.c.status == ErasureStatus.ACCEPTED.value)
    rows = await fetch(storage, accepted)
    return [MailsLeft(row.id, row.decided_at, tuple(row.mails)) for row in rows if row.mails]


async def mails_removed(tx: Transaction, number: int) -> None:
    """Note that the mails of an erasure are gone from the folder."""
    await tx.connection.execute(sa.update(erasure).where(erasure.c.id == number).values(mails=[]))
