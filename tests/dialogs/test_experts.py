"""The experts' names are read once for many messages, and again as soon as roles change."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.core import acquaintances as experts
from dialogs.core.acquaintances import Acquaintances, NameList, experts_in_office
from knowledge.people import PersonKey, Role
from storage.actions import people
from storage.actions.people import keep_contacts
from storage.engine import Storage
from storage.queries.people import PersonContact, Someone, with_role
from storage.transaction import ActivityKey
from tests.conftest import NOW
from tests.talk import SEATS, Office

DURAND = PersonKey("local", "77777777-7777-4777-8777-777777777779")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Role]:
    """Note each reading of those who hold a role."""
    found: list[Role] = []

    async def counted(storage: Storage, what: Role) -> list[Someone]:
        found.append(what)
        return await with_role(storage, what)

    monkeypatch.setattr(experts, "with_role", counted)
    return found


async def test_messages_of_one_minute_share_a_reading(office: Office, reads: list[Role]) -> None:
    member = office.talk("saeple")
    await member.says("bonjour")
    await member.says("demandes ouvertes")
    assert len(reads) == 1
    office.clock.forward(seconds=61)
    await member.says("demandes ouvertes")
    assert len(reads) == 2
    await office.talk().says("bonjour")
    assert len(reads) == 2, "who has no role may not name experts"


async def test_an_expert_is_known_by_name_as_soon_as_appointed(office: Office) -> None:
    names = office.services.acquaintances.experts
    await keep_contacts(office.storage, [PersonContact(DURAND, "Paul Durand", NOW, None)], NOW)
    assert "Paul Durand" not in await names.known(office.storage, NOW)
    by, activity = SEATS["saeple"].key, ActivityKey("local", "c", "give")
    await people.give(office.storage, DURAND, Role.EXPERT, by=by, now=NOW, activity=activity)
    assert "Paul Durand" in await names.known(office.storage, NOW)


async def test_names_read_while_a_role_changes_are_not_kept(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    names = NameList(experts_in_office)

    async def overtaken(storage: Storage, what: Role) -> list[Someone]:
        found = await with_role(storage, what)
        names.forget()
        return found

    with monkeypatch.context() as patched:
        patched.setattr(experts, "with_role", overtaken)
        await names.known(office.storage, NOW)
    await keep_contacts(office.storage, [PersonContact(SEATS["expert"].key, "Zoé Neuve", NOW, None)], NOW)
    assert "Zoé Neuve" in await names.known(office.storage, NOW)
    assert await names.known(office.storage, NOW + timedelta(seconds=1)) == await names.known(office.storage, NOW)


def test_whoever_may_have_missed_changes_reads_again() -> None:
    acquaintances = Acquaintances()
    acquaintances.experts._read_at = NOW
    acquaintances.forget_all()
    assert acquaintances.experts._read_at is None
