"""Two programs on one PostgreSQL database, each delivering: run as a program, this file is one of them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import sqlalchemy as sa

from bot.delivery import Delivery
from bot.leaving import Limiter, Quiet
from bot.mail import FileMailer, Mail
from bot.teams.connector import Connector
from bot.teams.tokens import NoCredentials, ServiceHosts
from bot.teams.turn import TeamsSender
from dialogs.core.exchange import Address, Mailbox, Message
from knowledge.people import PersonKey
from storage.actions.people import keep_contacts
from storage.engine import Storage
from storage.outbox import OPEN, Notice, Room, Row, notify
from storage.queries.people import PersonalChat, PersonContact
from storage.tables import outbox as table
from storage.transaction import Transaction, transaction
from tests.connector import FakeConnector

ROOT = Path(__file__).parents[2]


def now() -> datetime:
    return datetime.now(UTC)


async def deliver(url: str, lease: float) -> None:
    """Deliver until the standard input ends."""

    async def render(row: Row) -> Message | Mail | None:
        return Message(f"{row.notice.kind} {row.notice.version} by {os.getpid()}")

    async def nobody(_tx: Transaction, _row: Row) -> list[Notice]:
        return []

    async def nowhere(_room: Room) -> Address | None:
        return None

    storage = Storage.open(url)
    async with aiohttp.ClientSession() as session:
        delivery = Delivery(
            storage,
            sender=TeamsSender(Connector(session, NoCredentials(), ServiceHosts(microsoft=False, loopback=True))),
            mailer=FileMailer(Path("var/mail"), Mailbox("assistant@localhost"), now),
            render=render,
            in_charge=nobody,
            find_room=nowhere,
            clock=now,
            may_repeat={"often"},
            quiet=Quiet(start=Quiet().end),  # Start and end are the same: never.
            conversations=Limiter(),
            tenants=Limiter(),
            poll=0.05,
            lease=timedelta(seconds=lease),
        )
        delivery.start()
        await asyncio.to_thread(sys.stdin.read)
        await delivery.stop()
    await storage.close()


@contextlib.asynccontextmanager
async def program(storage: Storage, lease: float = 60) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run one; it ends well when the block ends, unless it was killed."""
    url = storage.engine.url.render_as_string(hide_password=False)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-m", "tests.bot.test_delivery_process", url, str(lease),
        stdin=asyncio.subprocess.PIPE, cwd=ROOT,
    )  # fmt: skip
    try:
        yield process
    finally:
        assert process.stdin
        process.stdin.close()
        killed = process.returncode is not None
        code = await asyncio.wait_for(process.wait(), 20)
        assert killed or code == 0


async def people_with_notices(storage: Storage, url: str, count: int, kind: str) -> None:
    keys = [PersonKey("t", f"p{number}") for number in range(count)]
    contacts = [
        PersonContact(key, "", now(), PersonalChat("msteams", url, f"a:{key.oid}", "28:bot", "29:x")) for key in keys
    ]
    await keep_contacts(storage, contacts, now())
    async with transaction(storage, now()) as tx:
        await notify(tx, *(Notice(kind, key, version=version) for version in range(4) for key in keys))
        await tx.commit()


async def states(storage: Storage) -> Counter[str]:
    async with storage.reading() as connection:
        return Counter((await connection.execute(sa.select(table.c.state))).scalars())


async def all_ended(storage: Storage) -> Counter[str]:
    async with asyncio.timeout(120):
        while any(state in OPEN for state in await states(storage)):  # noqa: ASYNC110 - the database gives no event.
            await asyncio.sleep(0.1)
    return await states(storage)


def told(fake: FakeConnector) -> dict[str, list[str]]:
    heard: dict[str, list[str]] = {}
    for call in fake.calls:
        heard.setdefault(call.conversation, []).append(call.body["text"].partition(" by ")[0])
    return heard


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
async def test_two_programs_tell_each_notice_once_and_in_order(storage: Storage) -> None:
    async with FakeConnector() as fake, program(storage), program(storage):
        await asyncio.sleep(2)  # Both are up: they share the work.
        await people_with_notices(storage, fake.url, 60, "once")
        assert await all_ended(storage) == {"sent": 240}
        assert told(fake) == {f"a:p{n}": [f"once {version}" for version in range(4)] for n in range(60)}
        assert len({text.partition(" by ")[2] for text in fake.texts}) == 2  # Both had their part.


@pytest.mark.parametrize("storage_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kind", ["once", pytest.param("often", marks=pytest.mark.night)])
async def test_one_program_killed_leaves_nothing_behind(storage: Storage, kind: str) -> None:
    async with FakeConnector() as fake, program(storage, lease=2), program(storage, lease=2) as victim:
        await asyncio.sleep(2)
        await people_with_notices(storage, fake.url, 60, kind)
        await fake.wait(60, seconds=20)
        victim.kill()
        await victim.wait()
        ends = await all_ended(storage)
        heard = told(fake)
    assert set(ends) <= {"sent", "uncertain"}
    assert sum(ends.values()) == 240
    if kind == "often":
        assert ends == {"sent": 240}
        assert all(set(texts) == {f"often {version}" for version in range(4)} for texts in heard.values())
        assert sum(len(texts) for texts in heard.values()) <= 240 + 8  # Doubled: what the victim had in hand.
    else:
        assert all(len(texts) == len(set(texts)) for texts in heard.values())
        assert 240 - sum(len(texts) for texts in heard.values()) <= ends["uncertain"] <= 8


if __name__ == "__main__":
    asyncio.run(deliver(sys.argv[1], float(sys.argv[2])))
