"""What is remembered of conversations, kept so that another replica can follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy.dialects import sqlite

from knowledge.conversation import Remembered, kept
from knowledge.people import PersonKey
from storage.engine import Storage
from storage.tables import conversation
from storage.transaction import execute_in_portions, insert_into, transaction

_KEY = ("tenant", "oid", "conversation")


@dataclass(frozen=True, slots=True)
class Remembering:
    """What is remembered of one person's conversation."""

    key: PersonKey
    conversation: str
    what: Remembered


async def keep_conversations(storage: Storage, remembering: Iterable[Remembering], now: datetime) -> None:
    """Store what is remembered, and have the other replicas read it at the person's next turn."""
    spoken = list(remembering)
    rows = (
        {**one.key._asdict(), "conversation": one.conversation, **kept(one.what), "at": one.what.at or now}
        for one in spoken
    )
    async with transaction(storage, now) as tx:
        await execute_in_portions(tx.connection, _kept(tx.connection.dialect.name), rows)
        for one in spoken:
            tx.told(one.key)
        await tx.commit()


@cache
def _kept(dialect: str) -> sqlite.Insert:
    """Return the statement that stores all of a row, made once: every turn writes one."""
    written = insert_into(dialect, conversation)
    changed = {one.name: written.excluded[one.name] for one in conversation.c if one.name not in _KEY}
    return written.on_conflict_do_update(index_elements=_KEY, set_=changed)
