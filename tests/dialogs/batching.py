"""What the tests of acts on several share: many applications at once, chats that can be written to, the timers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from bot.duties import Batches
from bot.timers import Timers
from knowledge.people import PersonKey
from storage.actions.people import keep_contacts
from storage.queries.people import PersonalChat, PersonContact
from storage.tables import application, batch, batch_line, request
from tests.talk import Office


def candidate(number: int) -> PersonKey:
    """Return the person of an application."""
    return PersonKey("local", f"66666666-6666-4666-8666-{number:012}")


async def under_review(office: Office, count: int, *, status: str = "under_review", first: int = 1) -> list[str]:
    """Store applications under examination, each of a person with a chat; return their numbers."""
    now = office.clock.now()
    numbers = range(first, first + count)
    rows = [
        {
            "reference": f"CA-2024-{number:04}", "call": office.base.call.id, "tenant": "local",
            "oid": candidate(number).oid, "name": f"DURAND Personne {number}", "answers": {
                "name": f"DURAND Personne {number}", "mail": f"p{number}@ac-aix-marseille.fr", "function": "sgac",
                "school": "0130001F", "wave": "v2",
            },
            "flags": [], "status": status, "status_since": now, "touched_at": now, "version": 2, "edition": 1,
            "deposited_at": now, "announced": False, "appointed": False,
        }
        for number in numbers
    ]  # fmt: skip
    async with office.storage.writing() as connection:
        await connection.execute(sa.insert(application), rows)
        await connection.commit()
    await chats(office, *((candidate(number), f"Personne {number}") for number in numbers))
    return [str(row["reference"]) for row in rows]


async def chats(office: Office, *people: tuple[PersonKey, str]) -> None:
    """Note that these people have a private chat with the assistant."""
    now = office.clock.now()
    contacts = [
        PersonContact(key, name, now, PersonalChat("msteams", "https://smba.trafficmanager.net/emea", f"chat-{key.oid}",
                                                   "28:bot", f"29:{key.oid}"))
        for key, name in people
    ]  # fmt: skip
    await keep_contacts(office.storage, contacts, now)


async def rows_of(office: Office, table: sa.Table, *columns: str) -> list[tuple[Any, ...]]:
    """Return columns of a table, in the order of its key."""
    asked = sa.select(*(table.c[name] for name in columns)).order_by(*table.primary_key.columns)
    async with office.storage.reading() as connection:
        return [tuple(row) for row in await connection.execute(asked)]


async def lines(office: Office) -> list[tuple[Any, ...]]:
    """Return reference, act, state and error of every line."""
    return await rows_of(office, batch_line, "reference", "act", "state", "error")


async def states(office: Office, table: sa.Table = request) -> dict[str, str]:
    """Return where each request or application stands."""
    return dict(await rows_of(office, table, "reference", "status"))  # type: ignore[arg-type]


async def batches(office: Office) -> list[str]:
    """Return where each batch stands."""
    return [state for (state,) in await rows_of(office, batch, "state")]


async def look(office: Office) -> None:
    """Have the timers go on with what is running, once."""
    await Timers(office.storage, [Batches(office.services)], office.clock.now).look()
