"""Roles by Entra groups: a stand-in Graph over real HTTP, people put into a group and out of it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from aiohttp import web

from bot.doctor import Deployment, DoctorLine
from bot.doctor.examine import examine
from bot.groups import Graph, GroupRoles, GroupsUnreadable
from bot.serving import assistant, duties
from bot.settings import Settings, SettingsError, load_settings
from dialogs.core import texts as general
from dialogs.core.exchange import Address, Happening, Incoming, Scope
from knowledge.base import KnowledgeBase
from knowledge.people import PersonKey, Role
from storage.actions.people import seed_roles, take
from storage.engine import Storage
from storage.queries.people import roles_of
from storage.tables import event
from storage.transaction import Shown
from tests.bot.wire import registered
from tests.conftest import NOW
from tests.dialogs.asking import OWN, ask
from tests.keyserver import TENANT, KeyServer
from tests.talk import Office, worded

pytestmark = pytest.mark.both

MEMBERS, EXPERTS = "aaaaaaaa-0000-4000-8000-000000000001", "aaaaaaaa-0000-4000-8000-000000000002"
ANA, BEN, EVE = (f"bbbbbbbb-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


@dataclass
class StandInGraph:
    """Answers as Graph does for who is in a group: pages of two, ids alone, a token asked for."""

    groups: dict[str, list[str]] = field(default_factory=lambda: {MEMBERS: [], EXPERTS: []})
    refuses: int = 0
    url: str = ""
    asked: list[str] = field(default_factory=list)
    next_host: str = ""  # Where the next page is said to be.

    async def people(self, request: web.Request) -> web.Response:
        self.asked.append(request.headers.get("Authorization", ""))
        if self.refuses:
            return web.json_response({"error": {"code": "Authorization_RequestDenied"}}, status=self.refuses)
        group = request.match_info["group"]
        if group not in self.groups:
            return web.json_response({"error": {"code": "Request_ResourceNotFound"}}, status=404)
        skip = int(request.query.get("$skiptoken", 0))
        found = self.groups[group][skip : skip + 2]
        page: dict[str, Any] = {"value": [{"id": one, "displayName": None} for one in found]}
        if skip + 2 < len(self.groups[group]):
            page["@odata.nextLink"] = f"{self.next_host or self.url}{request.path}?$skiptoken={skip + 2}"
        return web.json_response(page)


@contextlib.asynccontextmanager
async def standing_in() -> AsyncIterator[StandInGraph]:
    graph = StandInGraph()
    app = web.Application()
    app.router.add_get("/v1.0/groups/{group}/transitiveMembers/microsoft.graph.user", graph.people)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    graph.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield graph
    finally:
        await runner.cleanup()


class Ours:
    """Our token."""

    turned_down = 0

    async def header(self) -> str:
        return "Bearer ours"

    def refused(self) -> None:
        self.turned_down += 1


@dataclass
class House:
    """The office, its groups, and what follows them at each turn, as ``Assistant.handle`` does."""

    graph: StandInGraph
    roles: GroupRoles
    office: Office
    seconds: float = 0.0

    async def turn(self, oid: str, said: str = "questions") -> str:
        """Say something as a person, some seconds after the last turn."""
        self.seconds += 16
        await self.roles.follow()
        return await self.office.stranger(oid, "Camille Roux", tenant=TENANT).says(said)


@pytest.fixture
async def house(storage: Storage, base: KnowledgeBase) -> AsyncIterator[House]:
    async with standing_in() as graph, aiohttp.ClientSession() as session, Office.open(storage, base, NOW) as office:
        made = House(graph, None, office)  # type: ignore[arg-type]
        made.roles = GroupRoles(
            Graph(settings(graph), session, Ours()), storage, TENANT, lambda: NOW, lambda: made.seconds
        )
        yield made


def settings(graph: StandInGraph) -> Settings:
    return load_settings(given(graph))


def given(graph: StandInGraph) -> Mapping[str, str]:
    return {
        "MicrosoftAppType": "SingleTenant", "MicrosoftAppId": TENANT, "MicrosoftAppPassword": "secret", "MicrosoftAppTenantId": TENANT,
        "SAEPLE_GROUPS": MEMBERS, "EXPERT_GROUPS": EXPERTS, "GRAPH_URL": graph.url,
    }  # fmt: skip


async def test_who_comes_into_a_group_has_its_role_and_who_leaves_has_none_at_the_next_turn(house: House) -> None:
    refused = worded(general.NOT_YOURS)
    assert refused in await house.turn(ANA)
    house.graph.groups[MEMBERS] = [ANA.upper(), BEN, EVE]  # On two pages.
    assert "Questions transmises" in await house.turn(ANA)
    assert "Questions transmises" in await house.turn(EVE)
    house.graph.groups[MEMBERS] = [BEN, EVE]
    assert refused in await house.turn(ANA)
    assert "Questions transmises" in await house.turn(BEN)
    async with house.office.storage.reading() as connection:
        journal = sa.select(event.c.move, event.c.from_state, event.c.to_state, event.c.oid, event.c.reason)
        told = (await connection.execute(journal.where(event.c.reference == ANA).order_by(event.c.id))).all()
    assert [tuple(one) for one in told] == [
        ("give", None, "saeple", None, "groupe"),
        ("remove", "saeple", None, None, "groupe"),
    ]
    assert set(house.graph.asked) == {"Bearer ours"}


async def test_what_an_expert_held_is_free_again_when_they_leave_the_group(house: House) -> None:
    house.graph.groups[EXPERTS] = [ANA]
    await house.turn(ANA, "bonjour")
    agent = house.office.talk()
    await ask(agent, *OWN)
    expert = house.office.stranger(ANA, "Ana Roux", tenant=TENANT)
    await expert.says("je prends DA-2024-0001")
    assert "suivie par un expert" in await agent.says("statut DA-2024-0001")
    house.graph.groups[EXPERTS] = []
    await house.turn(BEN, "bonjour")
    assert "suivie par un expert" not in await agent.says("statut DA-2024-0001")


async def test_what_cannot_be_read_changes_nothing(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.graph.groups = {MEMBERS: [ANA], EXPERTS: []}
    assert "Questions transmises" in await house.turn(ANA)
    for refuses in (500, 403, 401, 429):
        house.graph.refuses = refuses
        assert "Questions transmises" in await house.turn(ANA)
    house.graph.refuses = 0
    house.graph.groups = {EXPERTS: []}  # One of the two is gone: the other is not taken for the whole.
    assert "Questions transmises" in await house.turn(ANA)
    house.graph.groups = {MEMBERS: [BEN, EVE, ANA], EXPERTS: []}
    house.graph.next_host = "http://ailleurs.example"
    assert "Questions transmises" in await house.turn(ANA)
    assert await roles_of(house.office.storage, PersonKey(TENANT, BEN)) == frozenset()
    assert "the groups cannot be read" in caplog.text
    assert ANA not in caplog.text


async def test_graph_is_asked_once_in_a_while_however_many_speak(house: House) -> None:
    await house.turn(ANA)
    once = len(house.graph.asked)
    for _ in range(3):
        await house.roles.follow()
    assert len(house.graph.asked) == once
    house.seconds += 14
    await house.roles.follow()
    assert len(house.graph.asked) == once
    house.seconds += 2
    assert list(await house.roles.due(NOW)) == []
    assert len(house.graph.asked) == 2 * once


async def test_lists_and_groups_live_side_by_side(house: House) -> None:
    """A member of the settings stays; one whom a command removed from the role stays out until they leave the group."""
    storage, key = house.office.storage, PersonKey(TENANT, ANA)
    await seed_roles(storage, [(PersonKey(TENANT, EVE), Role.SA_EPLE)], NOW)
    house.graph.groups[MEMBERS] = [ANA]
    await house.turn(ANA)
    await take(storage, key, Role.SA_EPLE, by=PersonKey(TENANT, EVE), now=NOW, activity=Shown(TENANT, "x", "1"))
    assert worded(general.NOT_YOURS) in await house.turn(ANA)
    house.graph.groups[MEMBERS] = []
    await house.turn(ANA)
    assert await roles_of(storage, PersonKey(TENANT, EVE)) == {Role.SA_EPLE}
    house.graph.groups[MEMBERS] = [ANA]
    assert "Questions transmises" in await house.turn(ANA)


async def test_a_turn_of_the_served_assistant_follows_the_groups_first(tmp_path: Path) -> None:
    async with standing_in() as graph, aiohttp.ClientSession() as session:
        read = load_settings({**given(graph), "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/a.db"})
        graph.groups[MEMBERS] = [ANA]
        async with assistant(read, migrates=True, graph=Graph(read, session, Ours())) as one:
            address = Address(
                "msteams", "https://smba.trafficmanager.net/emea", "a:1", "28:bot", "29:x", Scope.PERSONAL
            )
            said = Incoming(
                Happening.MESSAGE, PersonKey(TENANT, ANA), address, "1", one.clock.now(), "Ana", "questions"
            )
            assert "Aucune question n’attend" in (await one.handle(said)).messages[0].text
            assert one.groups in duties(read, one)


async def lines(keyserver: KeyServer, graph: StandInGraph, storage: Storage) -> list[DoctorLine]:
    read = registered(keyserver, SAEPLE_GROUPS=MEMBERS, EXPERT_GROUPS=EXPERTS, GRAPH_URL=graph.url)

    def now() -> datetime:
        return NOW

    async with aiohttp.ClientSession() as session:
        return [line async for line in examine(Deployment(read, storage, now, session)) if line.name == "groupes"]


async def test_the_token_is_asked_for_graph_and_the_doctor_says_what_is_missing(storage: Storage) -> None:
    async with standing_in() as graph, KeyServer() as keyserver:
        keyserver.audiences = (*keyserver.audiences, graph.url)
        (empty,) = await lines(keyserver, graph, storage)
        assert empty.text == "groupes\u00a0: un groupe est vide → mettez-y quelqu’un, ou retirez-le du réglage"
        graph.groups = {MEMBERS: [ANA], EXPERTS: [BEN, EVE]}
        (good,) = await lines(keyserver, graph, storage)
        assert good.text == "groupes\u00a0: 1\u00a0membre et 2\u00a0experts"
        assert graph.asked[-1].startswith("Bearer app-token-")
        graph.refuses = 403
        (refused,) = await lines(keyserver, graph, storage)
        assert "GroupMember.Read.All" in refused.text
        graph.refuses, graph.groups = 0, {MEMBERS: []}
        (unknown,) = await lines(keyserver, graph, storage)
        assert "n’est pas celui d’un groupe" in unknown.text


async def test_a_graph_that_is_not_there_is_no_answer() -> None:
    graph = StandInGraph(url="http://127.0.0.1:9")
    async with aiohttp.ClientSession() as session:
        with pytest.raises(GroupsUnreadable):
            await Graph(settings(graph), session, Ours()).members()


def test_groups_need_an_app_that_reads_them() -> None:
    with pytest.raises(SettingsError, match="SAEPLE_GROUPS"):
        load_settings({"ALLOW_ANONYMOUS": "true", "SAEPLE_GROUPS": MEMBERS})
    with pytest.raises(SettingsError, match="EXPERT_GROUPS"):
        load_settings({**given(StandInGraph(url="http://127.0.0.1:1")), "ASSISTANCE": "false"})
