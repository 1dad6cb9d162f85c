"""What is being spoken of in a conversation, kept so that another replica can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knowledge.people import PersonKey
from storage.engine import Storage
from storage.tables import focus
from storage.transaction import insert, transaction


@dataclass(frozen=True, slots=True)
class Spoken:
    """The last topic (an entry's id, no text) of a person in a conversation."""

    key: PersonKey
    conversation: str
    topic: str
    at: datetime


async def keep_topics(storage: Storage, spoken: Iterable[Spoken], now: datetime) -> None:
    """Store the last topics; the field that a form waits for is left as it is."""
    rows = [{**one.key._asdict(), "conversation": one.conversation, "topic": one.topic, "at": one.at} for one in spoken]
    async with transaction(storage, now) as tx:
        kept = insert(tx.connection, focus)
        await tx.connection.execute(
            kept.on_conflict_do_update(
                index_elements=["tenant", "oid", "conversation"],
                set_={"topic": kept.excluded.topic, "at": kept.excluded.at},
            ),
            rows,
        )
        await tx.commit()
