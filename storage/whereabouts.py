"""Where people can be told something, in Teams or by mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from knowledge.people import PersonKey
from storage.actions.people import PersonalChat
from storage.engine import Storage
from storage.tables import address, is_person, person
from storage.transaction import transaction


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person can be told something: ``chat`` only while reachable there, ``mail`` only if known."""

    chat: PersonalChat | None = None
    seen_at: datetime | None = None
    mail: str | None = None


async def whereabouts(storage: Storage, to: PersonKey) -> Whereabouts:
    """Return where to find a person now; empty when they are not known."""
    async with storage.reading() as connection:
        found = await connection.execute(sa.select(address).where(is_person(address, to), address.c.reachable))
        chat = found.mappings().first()
        mail = await connection.execute(sa.select(person.c.mail).where(is_person(person, to)))
        return Whereabouts(
            PersonalChat(chat["channel"], chat["service_url"], chat["conversation"], chat["bot_id"], chat["user_id"])
            if chat
            else None,
            chat["seen_at"] if chat else None,
            mail.scalar(),
        )


async def lost_touch(storage: Storage, to: PersonKey, chat: PersonalChat, seen_at: datetime, now: datetime) -> None:
    """Mark a person's chat as closed to us, unless they were in contact since ``seen_at``."""
    async with transaction(storage, now) as tx:
        await tx.connection.execute(
            sa.update(address)
            .where(is_person(address, to), address.c.conversation == chat.conversation, address.c.seen_at == seen_at)
            .values(reachable=False)
        )
        await tx.commit()
