"""A life before the demonstration begins: people met, a few schools, applications and requests, by the same actions as real ones.

What was told of it then has been read: only the mails are still on their way, so that the page has some to show.
"""

from __future__ import annotations

from datetime import timedelta

from bot.demo.connector import PREFIX
from bot.demo.people import PEOPLE
from bot.demo.rooms import BOT_ID, personal, user_id
from bot.demo.seed_applications import seed_applications
from bot.demo.seed_requests import seed_requests
from bot.demo.seed_schools import seed_schools
from bot.seats import Seat
from bot.wiring import Assistant
from storage import outbox
from storage.actions.people import PersonalChat, PersonContact, keep_contacts
from storage.outbox import Medium, NoticeState

_AT_ONCE = 100


async def seed(one: Assistant, url: str) -> None:
    """Fill a new database. ``url``: where the demonstration is served."""
    now = one.clock.now()
    contacts = [
        PersonContact(person.key, person.name, now - timedelta(days=2), _chat(person, f"{url}{PREFIX}"))
        for person in PEOPLE
    ]
    await keep_contacts(one.services.storage, contacts, now)
    await seed_schools(one.services.storage, now)
    await seed_applications(one.services, now)
    await seed_requests(one.services, now)
    await _as_read(one)


def _chat(person: Seat, service_url: str) -> PersonalChat:
    oid = person.key.oid
    return PersonalChat("msteams", service_url, personal(oid), BOT_ID, user_id(oid))


async def _as_read(one: Assistant) -> None:
    """End the notices of that life as sent, mails aside."""
    storage, now = one.services.storage, one.clock.now()
    mails = []
    while rows := await outbox.claim(storage, "seed", now, limit=_AT_ONCE, lease=timedelta(minutes=5)):
        for row in rows:
            if row.medium is Medium.MAIL:
                mails.append(row)
            else:
                await outbox.finish(storage, row, NoticeState.SENT, now)
    for row in mails:
        await outbox.release(storage, row, now)
