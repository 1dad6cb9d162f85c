"""Messages that are redrawn: the card of the experts' channel, and the card of a request that each person has."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from knowledge.people import PersonKey, Role
from knowledge.team import NotOfTheTeam
from storage.engine import Source, Storage, fetch
from storage.outbox import OPEN, Medium, Notice, NoticeState, Room, notify
from storage.queries.team import reachable
from storage.tables import card, outbox, room
from storage.transaction import Event, Shown, Transaction, insert, transaction

BOARD = "channel_board"  # The card of the channel, posted once and redrawn in place.
LINE = "channel_line"  # A line in the thread of that card.
LOST = "channel_lost"  # To the SA EPLE: nothing can be written there any more.
_SUBJECT, _REFERENCE = "team", "channel"


@dataclass(frozen=True, slots=True)
class ExpertsRoom:
    """The channel of a tenant. ``activity``: of its card, "" before it is posted; ``shown``: what that showed last."""

    place: Room
    channel: str
    service_url: str
    bot_id: str
    activity: str = ""
    shown: str = ""


async def find(source: Source, tenant: str) -> ExpertsRoom | None:
    """Return the experts' channel of a tenant; None where none is declared."""
    row = (await fetch(source, sa.select(room).where(room.c.tenant == tenant))).mappings().first()
    if row is None:
        return None
    place = Room(row["tenant"], row["conversation"])
    return ExpertsRoom(place, row["channel"], row["service_url"], row["bot_id"], row["activity"], row["shown"])


async def declare(storage: Storage, wanted: ExpertsRoom, *, by: PersonKey, now: datetime, activity: Shown) -> None:
    """Make a channel the experts', in the place of another; its card is posted. Raises NotOfTheTeam, Repeated."""
    async with transaction(storage, now, activity) as tx:
        await _member(tx, by)
        found = await find(tx.connection, wanted.place.tenant)
        values = {
            "conversation": wanted.place.conversation, "channel": wanted.channel, "service_url": wanted.service_url,
            "bot_id": wanted.bot_id, "by_tenant": by.tenant, "by_oid": by.oid, "at": now,
        }  # fmt: skip
        moved = {} if found and found.place == wanted.place else {"activity": "", "shown": ""}
        await tx.connection.execute(
            insert(tx.connection, room)
            .values(tenant=wanted.place.tenant, activity="", shown="", **values)
            .on_conflict_do_update(index_elements=["tenant"], set_={**values, **moved})
        )
        await tx.record(Event(_SUBJECT, _REFERENCE, "declare", by=by, role=Role.SA_EPLE))
        await notify(tx, board(tx, wanted.place))
        await tx.commit({"team": "channel"})


async def give_up(storage: Storage, tenant: str, *, by: PersonKey, now: datetime, activity: Shown) -> bool:
    """Have no channel any more: each expert is told again. False where there was none. Raises NotOfTheTeam, Repeated."""
    async with transaction(storage, now, activity) as tx:
        await _member(tx, by)
        gone = await tx.connection.execute(sa.delete(room).where(room.c.tenant == tenant))
        if gone.rowcount:
            await tx.record(Event(_SUBJECT, _REFERENCE, "give_up", by=by, role=Role.SA_EPLE))
        await tx.commit({"team": "channel"})
    return gone.rowcount > 0


async def lost(storage: Storage, place: Room, now: datetime) -> None:
    """Note that nothing can be written in a channel any more, and tell the SA EPLE, once."""
    async with transaction(storage, now) as tx:
        gone = await tx.connection.execute(
            sa.delete(room).where(room.c.tenant == place.tenant, room.c.conversation == place.conversation)
        )
        if gone.rowcount:
            await tx.record(Event(_SUBJECT, _REFERENCE, "lost"))
            members = await reachable(tx.connection, Role.SA_EPLE)
            await notify(tx, *(Notice(LOST, to=one, dedupe=f"{LOST}:{one.oid}:{now.isoformat()}") for one in members))
        await tx.commit()


async def note_board(tx: Transaction, place: Room, activity: str, shown: str) -> None:
    """Note where the card of a channel stands, and what it shows; an empty ``activity``: it is gone, to be posted anew."""
    await tx.connection.execute(
        sa.update(room)
        .where(room.c.tenant == place.tenant, room.c.conversation == place.conversation)
        .values(activity=activity, shown=shown)
    )


def board(tx: Transaction, place: Room, fact: str = "") -> Notice:
    """Return the notice that posts or redraws the card of a channel; one for each ``fact``."""
    return Notice(BOARD, room=place, dedupe=f"{BOARD}:{place.tenant}:{fact or tx.now.isoformat()}")


async def _member(tx: Transaction, by: PersonKey) -> None:
    if not (await tx.person(by, keep=True)).has(Role.SA_EPLE):
        raise NotOfTheTeam(by.oid)


# --- The one card of a request that each person has: it is redrawn, not copied, at each event.


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


async def forget_card(tx: Transaction, lane: str, reference: str, activity: str) -> None:
    """Forget a card that is no longer there: the next event posts another."""
    gone = (card.c.lane == lane, card.c.reference == reference, card.c.activity == activity)
    await tx.connection.execute(sa.delete(card).where(*gone))


async def keep(storage: Storage, shown: Iterable[ShownCard], now: datetime) -> None:
    """Note where cards are that were shown in a turn."""
    async with transaction(storage, now) as tx:
        for one in shown:
            await note(tx, one)
        await tx.commit()


async def find_card(storage: Storage, to: PersonKey, reference: str) -> ShownCard | None:
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
