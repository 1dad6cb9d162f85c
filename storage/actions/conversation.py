"""What is remembered of conversations, kept so that another replica can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from knowledge.conversation import Remembered, kept
from knowledge.people import PersonKey
from storage.engine import Storage
from storage.tables import conversation
from storage.transaction import insert, transaction

_KEY = ("tenant", "oid", "conversation")


@dataclass(frozen=True, slots=True)
class Remembering:
    """What is remembered of one person's conversation."""

    key: PersonKey
    conversation: str
    what: Remembered


async def keep_conversations(storage: Storage, remembering: Iterable[Remembering], now: datetime) -> None:
    """Store what is remembered, and have the other replicas read it at the person's next turn."""
    rows = [
        {**one.key._asdict(), "conversation": one.conversation, **kept(one.what), "at": one.what.at or now}
        for one in remembering
    ]
    async with transaction(storage, now) as tx:
        written = insert(tx.connection, conversation)
        changed = {name: written.excluded[name] for name in rows[0] if name not in _KEY}
        await tx.connection.execute(
            written.on_conflict_do_update(index_elements=_KEY, set_=changed),
            rows,
        )
        for row in rows:
            tx.told(PersonKey(row["tenant"], row["oid"]))
        await tx.commit()
