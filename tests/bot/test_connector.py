"""The calls that are not replies: redrawing, opening a chat, the roster; and what they survive."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.teams.connector import Connector, Fate, Member, TeamsRoster
from bot.teams.tokens import NoCredentials, ServiceHosts
from dialogs.core.context import Colleague
from dialogs.core.exchange import Address
from knowledge.people import PersonKey
from tests.connector import FakeConnector, Fault


@pytest.fixture
async def fake() -> AsyncIterator[FakeConnector]:
    async with FakeConnector() as running:
        yield running


@pytest.fixture
async def connector() -> AsyncIterator[Connector]:
    async with aiohttp.ClientSession() as session:
        yield Connector(session, NoCredentials(), ServiceHosts(microsoft=False, loopback=True))


def address(fake: FakeConnector, conversation: str = "a:1") -> Address:
    return Address("msteams", fake.url, conversation, "28:bot", "29:you")


async def test_ids_are_escaped_in_paths(fake: FakeConnector, connector: Connector) -> None:
    odd = "19:a/b?c#d é@thread.tacv2;messageid=1"
    outcome = await connector.post(address(fake, odd), {"type": "message"}, reply_to="f:1/2")
    assert (outcome.fate, outcome.id, outcome.status) == (Fate.OK, "m1", 201)
    assert [(call.conversation, call.activity) for call in fake.calls] == [(odd, "f:1/2")]


async def test_a_member_is_told(fake: FakeConnector, connector: Connector) -> None:
    fake.members["29:you"] = {
        "id": "29:you", "aadObjectId": "OID", "name": "Camille", "email": "c@ac.fr", "userPrincipalName": "c@ac.fr",
        "userRole": "Guest",
    }  # fmt: skip
    assert await connector.member(address(fake), "29:you") == Member(
        "29:you", "oid", "Camille", "c@ac.fr", "c@ac.fr", "guest"
    )
    assert await connector.member(address(fake), "29:other") is None


async def test_the_roster_knows_guests_and_no_applications(fake: FakeConnector, connector: Connector) -> None:
    fake.members["29:a"] = {"id": "29:a", "aadObjectId": "OID", "tenantId": "T", "name": "A", "userRole": "guest"}
    fake.members["29:b"] = {"id": "29:b", "objectId": "OTHER", "tenantId": "T", "name": "B", "userRole": "user"}
    fake.members["28:c"] = {"id": "28:c", "name": "C"}
    where = address(fake)
    assert await TeamsRoster(connector).find(where, "29:a") == Colleague(PersonKey("t", "oid"), "A", guest=True)
    assert await TeamsRoster(connector).find(where, "29:b") == Colleague(PersonKey("t", "other"), "B")
    assert await TeamsRoster(connector, "local").find(where, "29:b") == Colleague(PersonKey("local", "other"), "B")
    assert await TeamsRoster(connector).find(where, "28:c") is None
    assert await TeamsRoster(connector).find(where, "29:nobody") is None


async def test_redrawing_is_tried_again_when_in_doubt(fake: FakeConnector, connector: Connector) -> None:
    fake.faults.extend([Fault(status=502), Fault(reset=True)])
    outcome = await connector.update(address(fake), "m7", {"type": "message"}, until=time.monotonic() + 5)
    assert outcome.ok
    assert len(fake.refused) == 2


async def test_without_a_deadline_nothing_is_tried_twice(fake: FakeConnector, connector: Connector) -> None:
    fake.faults.append(Fault(status=429, retry_after="7"))
    outcome = await connector.post(address(fake), {"type": "message"})
    assert (outcome.fate, outcome.retry_after, outcome.status) == (Fate.THROTTLED, 7.0, 429)


FATES = {
    Fault(status=400): Fate.REFUSED,
    Fault(status=401): Fate.REFUSED,
    Fault(status=403): Fate.REFUSED,
    Fault(status=403, code="MessageWritesBlocked"): Fate.BLOCKED,
    Fault(status=403, code="BotNotInConversationRoster"): Fate.BLOCKED,
    Fault(status=404): Fate.BLOCKED,
    Fault(status=412): Fate.THROTTLED,
    Fault(status=413): Fate.REFUSED,
    Fault(status=429, retry_after="soon"): Fate.THROTTLED,
    Fault(status=302, location="http://127.0.0.1:1/"): Fate.REFUSED,
    Fault(status=500): Fate.AMBIGUOUS,
    Fault(status=503): Fate.AMBIGUOUS,
    Fault(reset=True): Fate.AMBIGUOUS,
}


@pytest.mark.parametrize("fault", FATES, ids=str)
async def test_fates(fake: FakeConnector, connector: Connector, fault: Fault) -> None:
    fake.faults.append(fault)
    assert (await connector.post(address(fake), {"type": "message"})).fate is FATES[fault]


async def test_too_late_is_in_doubt(fake: FakeConnector, connector: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.connector._TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    fake.faults.append(Fault(hang=0.5))
    assert (await connector.post(address(fake), {"type": "message"})).fate is Fate.AMBIGUOUS


async def test_a_closed_port_is_unreachable(connector: Connector, unused_tcp_port: int) -> None:
    nowhere = Address("msteams", f"http://127.0.0.1:{unused_tcp_port}", "a", "b", "c")
    assert (await connector.post(nowhere, {"type": "message"})).fate is Fate.UNREACHABLE


@pytest.mark.parametrize("url", ["https://evil.example", "http://smba.trafficmanager.net", "https://10.0.0.1", ""])
async def test_a_stored_address_is_checked_again(connector: Connector, url: str) -> None:
    assert (await connector.post(Address("msteams", url, "a", "b", "c"), {})).fate is Fate.REFUSED
