"""Where each person has the card of a request: the one message that is redrawn, instead of a further copy at each event.

A card is known by its lane (to whom it was shown, see ``outbox.Notice.lane``) and the request's number. Opening a request
again makes the newer message the one that is redrawn; the older one brings itself up to date when it is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.people import PersonKey
from storage.engine import Storage, fetch
from storage.outbox import OPEN, Medium, Notice, NoticeState
from storage.tables import card, outbox
from storage.transaction import Transaction, insert, transaction


@dataclass(frozen=True, slots=True)
class ShownCard:
    """A request's card in a chat. ``shown``: what it showed last, as ``Living.shown`` names it."""

    to: PersonKey
    reference: str
    activity: str
    shown: str = ""


async def note(tx: Transaction, one: ShownCard) -> None:
    """Note where a card is; the newest message is the one that is redrawn from now on."""
    values = {"activity": one.activity, "shown": one.shown, "at": tx.now}
    written = insert(tx.connection, card).values(
        lane=lane_of(one.to), reference=one.reference, tenant=one.to.tenant, oid=one.to.oid, **values
    )
    await tx.connection.execute(written.on_conflict_do_update(index_elements=["lane", "reference"], set_=values))


async def forget(tx: Transaction, lane: str, reference: str, activity: str) -> None:
    """Forget a card that is no longer there: the next event posts another."""
    gone = (card.c.lane == lane, card.c.reference == reference, card.c.activity == activity)
    await tx.connection.execute(sa.delete(card).where(*gone))


async def keep(storage: Storage, shown: Iterable[ShownCard], now: datetime) -> None:
    """Note where cards are that were shown in a turn."""
    async with transaction(storage, now) as tx:
        for one in shown:
            await note(tx, one)
        await tx.commit()


async def find(storage: Storage, to: PersonKey, reference: str) -> ShownCard | None:
    """Return where a person has a request's card; None where they have none."""
    return (await find_all(storage, to, [reference])).get(reference)


async def find_all(storage: Storage, to: PersonKey, references: Collection[str]) -> Mapping[str, ShownCard]:
    """Return where a person has the cards of these requests, by number; what they have no card of is left out."""
    asked = sa.select(card).where(card.c.lane == lane_of(to), card.c.reference.in_(sorted(references)))
    rows = (await fetch(storage, asked)).mappings().all()
    return {row["reference"]: ShownCard(to, row["reference"], row["activity"], row["shown"]) for row in rows}


async def shown_to(connection: AsyncConnection, reference: str) -> set[PersonKey]:
    """Return who has a request's card."""
    found = await connection.execute(
        sa.select(card.c.tenant, card.c.oid).where(card.c.reference == reference, card.c.oid.is_not(None))
    )
    return {PersonKey(row.tenant, row.oid) for row in found}


async def on_their_way(
    tx: Transaction, reference: str, kinds: Collection[str]
) -> tuple[set[PersonKey], set[PersonKey]]:
    """Return who will be shown a request as it is after ``tx``, and who is perhaps just being shown it as it was.

    The first have a row of these ``kinds`` that waits: it is locked, so that it is made into a message after ``tx`` only.
    """
    rows = await tx.connection.execute(
        sa.select(outbox.c.tenant, outbox.c.oid, outbox.c.kind, outbox.c.state)
        .where(
            outbox.c.reference == reference,
            outbox.c.medium == Medium.TEAMS,
            outbox.c.state.in_(OPEN),
            outbox.c.oid.is_not(None),
        )
        .with_for_update()
    )
    waiting, in_hand = set(), set()
    for row in rows:
        key = PersonKey(row.tenant, row.oid)
        if row.state == NoticeState.LEASED:
            in_hand.add(key)
        elif row.kind in kinds:
            waiting.add(key)
    return waiting, in_hand


def lane_of(key: PersonKey) -> str:
    """Return a person's lane."""
    return Notice("", to=key).lane
