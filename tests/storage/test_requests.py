"""The store of requests for assistance: one transaction per move, who is told, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from knowledge.delays import DEFAULT_DELAYS
from knowledge.lifecycle import ForbiddenTransition
from knowledge.people import PersonKey, Role
from knowledge.request import (
    RequestMove,
    RequestNotice,
    RequestStatus,
    SchoolContact,
    Topic,
)
from storage.actions import requests as actions
from storage.actions.people import Contact, PersonalChat, keep_contacts, seed_roles
from storage.actions.requests import Done, Wanted
from storage.engine import Storage
from storage.queries import requests as queries
from storage.tables import event, outbox, request
from storage.transaction import ActivityKey

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
AGENT, EXPERT, OTHER, MEMBER = (PersonKey("t", name) for name in ("agent", "expert", "other", "member"))
M, S, N = RequestMove, RequestStatus, RequestNotice
WANTED = Wanted(
    uai="0130001F",
    school="Collège Alphonse Daudet, Istres",
    contact=SchoolContact(name="Ève Martin", function="SG", phone="04 42 00 00 00"),
    topic=Topic.BOURSES,
    details="Le rapprochement est bloqué.",
)
OWN = replace(WANTED, requester=AGENT)


def activity(name: str) -> ActivityKey:
    return ActivityKey("t", "chat", name)


def chat(key: PersonKey) -> Contact:
    return Contact(key, key.oid.title(), NOW, PersonalChat("msteams", "https://x", f"c-{key.oid}", "28:b", "29:x"))


@pytest.fixture
async def staffed(storage: Storage) -> Storage:
    """Give a database with two experts and a member of the SA EPLE, who have all opened a chat, as has the agent."""
    await seed_roles(storage, [(EXPERT, Role.EXPERT), (OTHER, Role.EXPERT), (MEMBER, Role.SA_EPLE)], NOW)
    await keep_contacts(storage, [chat(key) for key in (AGENT, EXPERT, OTHER, MEMBER)], NOW)
    return storage


async def log(storage: Storage, wanted: Wanted = OWN, by: PersonKey = AGENT, name: str = "log", **more: Any) -> Done:
    return await actions.log(
        storage, wanted, DEFAULT_DELAYS, by=by, now=more.pop("now", NOW), activity=activity(name), **more
    )


async def make(storage: Storage, move: RequestMove, by: PersonKey = EXPERT, name: str = "", **more: Any) -> Done:
    given = more.pop("given", None)
    reference = more.pop("reference", "DA-2024-0001")
    now = more.pop("now", NOW)
    name = name or f"{move}-{by.oid}-{now}"
    return await actions.make(
        storage, reference, move, DEFAULT_DELAYS, by=by, now=now, activity=activity(name), given=given, **more
    )


async def count(storage: Storage, table: sa.Table) -> int:
    async with storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def told(storage: Storage, version: int, reference: str = "DA-2024-0001") -> set[tuple[str, str]]:
    """Return the kinds of notices left by a version, and to whom each goes."""
    async with storage.reading() as connection:
        rows = await connection.execute(
            sa.select(outbox.c.kind, outbox.c.oid, outbox.c.mail).where(
                outbox.c.reference == reference, outbox.c.version == version
            )
        )
        return {(row.kind, row.oid or row.mail or "phone") for row in rows}


async def test_a_request_is_one_row_one_event_and_its_notices(staffed: Storage) -> None:
    done = await log(staffed)
    assert done.file.request.reference == "DA-2024-0001"
    assert [await count(staffed, table) for table in (request, event)] == [1, 1 + 3]  # With the roles seeded.
    # The receipt is the reply itself; each expert who has opened a chat gets the card.
    assert await told(staffed, 1) == {(N.CARD, "expert"), (N.CARD, "other")}
    found = await queries.by_reference(staffed, "DA-2024-0001")
    assert found == done.file
    assert (found.school, found.requester_name, found.on_behalf) == (WANTED.school, "Agent", False)


async def test_twenty_experts_take_one_request_at_once(staffed: Storage) -> None:
    experts = [PersonKey("t", f"expert{number:02}") for number in range(20)]
    await seed_roles(staffed, [(key, Role.EXPERT) for key in experts], NOW)
    await log(staffed)

    async def press(key: PersonKey) -> str:
        try:
            done = await make(staffed, M.TAKE, key, version=1)
        except ForbiddenTransition as refused:
            return f"refused, {refused.holder and refused.holder.oid} has it"
        assert done.file.request.holder == key
        return "taken"

    said = await asyncio.gather(*(press(key) for key in experts))
    file = await queries.by_reference(staffed, "DA-2024-0001")
    assert file is not None
    assert file.request.holder is not None
    holder = file.request.holder.oid
    assert sorted(said) == [f"refused, {holder} has it"] * 19 + ["taken"]
    assert [line.move for line in await queries.timeline(staffed, "DA-2024-0001")] == ["log", "take"]
    assert (N.TAKEN, "agent") in await told(staffed, 2)
