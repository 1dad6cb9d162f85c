"""The demonstration's server side: its connector, its controls, who may call them, and the life it begins with."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.demo import site
from bot.demo import site as demo_site
from bot.demo.rooms import CHANNEL, GROUP, PEOPLE, PREFIX, Rooms, personal, roles_given, user_id
from bot.demo.seed import seed
from bot.demo.site import PAGE, DemoMailer, Site
from bot.mail import Mail
from bot.serving import assistant
from bot.settings import load_settings
from bot.teams.connector import Connector, Fate
from bot.teams.tokens import NoCredentials, ServiceHosts
from bot.terminal import SEATS
from bot.timers import WallClock
from dialogs.core.exchange import Address, Enclosed, Mailbox
from knowledge.application import ApplicationStatus
from storage.queries.applications import by_reference

AGENT = SEATS["agent"].key.oid
START = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


@dataclass
class Served:
    """A site that runs, with a client for the page's part and the assistant's own connector."""

    url: str
    site: Site
    session: aiohttp.ClientSession
    connector: Connector
    woken: list[datetime] = field(default_factory=list)
    again: asyncio.Event = field(default_factory=asyncio.Event)

    def address(self, conversation: str) -> Address:
        return Address("msteams", f"{self.url}{PREFIX}", conversation, "28:assistant", user_id(AGENT))

    async def asks(self, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Ask as the page does."""
        headers = {"Origin": self.url, **headers}
        async with self.session.post(f"{self.url}{path}", json=body or {}, headers=headers) as response:
            text = await response.text()
            return response.status, json.loads(text) if response.content_type == "application/json" else None

    @contextlib.asynccontextmanager
    async def listens(self) -> AsyncIterator[AsyncIterator[dict[str, Any]]]:
        async with self.session.get(f"{self.url}/demo/events") as response:

            async def events() -> AsyncIterator[dict[str, Any]]:
                async for line in response.content:
                    if line.startswith(b"data: "):
                        yield json.loads(line[6:])

            yield events()


@pytest.fixture
async def served(tmp_path: Path, unused_tcp_port: int) -> AsyncIterator[Served]:
    app = web.Application()
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    clock = WallClock(START)
    async with contextlib.AsyncExitStack() as stack:
        session = await stack.enter_async_context(aiohttp.ClientSession())
        stack.push_async_callback(runner.cleanup)
        hosts = ServiceHosts(microsoft=False, loopback=True)
        url = f"http://127.0.0.1:{unused_tcp_port}"
        one = Served(url, Site(url, Rooms(clock.now), clock, tmp_path, lambda: None, lambda: None), session,
                     Connector(session, NoCredentials(), hosts))  # fmt: skip
        one.site.wake = lambda: one.woken.append(clock.now())
        one.site.again = one.again.set
        one.site.add_to(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", unused_tcp_port).start()
        yield one


def message(text: str) -> dict[str, Any]:
    return {"type": "message", "text": text}


async def test_the_page_hears_what_the_assistant_says_changes_and_takes_back(served: Served) -> None:
    address = served.address(personal(AGENT))
    async with served.listens() as events:
        hello = await anext(events)
        assert (hello["event"], hello["activities"][personal(AGENT)]) == ("hello", [])
        await served.connector.post(address, {"type": "typing"})
        said = await served.connector.post(address, message("Bonjour"), reply_to="7")
        assert said.ok
        changed = await served.connector.update(address, said.id, message("Bonsoir"))
        assert changed.ok
        url = f"{served.url}{PREFIX}/v3/conversations/{personal(AGENT)}/activities/{said.id}"
        async with served.session.delete(url) as response:
            assert response.status == 200
        heard = [await anext(events) for _ in range(4)]
    shown = [(one["event"], one.get("activity", {}).get("type"), one.get("activity", {}).get("text")) for one in heard]
    assert shown == [
        ("activity", "typing", None),
        ("activity", "message", "Bonjour"),
        ("activity", "message", "Bonsoir"),
        ("deleted", None, None),
    ]
    assert (heard[1]["activity"]["replyToId"], heard[2]["activity"]["edited"]) == ("7", True)
    assert {one["conversation"] for one in heard} == {personal(AGENT)}


async def test_typing_is_told_and_not_kept(served: Served) -> None:
    await served.connector.post(served.address(GROUP), {"type": "typing"})
    await served.connector.post(served.address(GROUP), message("Bonjour à tous"))
    async with served.listens() as events:
        hello = await anext(events)
    assert [one["text"] for one in hello["activities"][GROUP]] == ["Bonjour à tous"]


async def test_a_thread_of_the_channel_is_kept_together(served: Served) -> None:
    status, placed = await served.asks("/demo/said", {"oid": AGENT, "conversation": CHANNEL, "text": "Une question"})
    assert (status, placed["conversation"]) == (201, f"{CHANNEL};messageid={placed['id']}")
    assert (await served.connector.post(served.address(placed["conversation"]), message("Une réponse"))).ok
    kept = served.site.rooms.activities[CHANNEL].values()
    assert [(one["text"], one["thread"]) for one in kept] == [
        ("Une question", placed["id"]),
        ("Une réponse", placed["id"]),
    ]


async def test_what_is_not_there_is_said_as_teams_says_it(served: Served) -> None:
    nowhere = served.address("a:nobody")
    assert (await served.connector.post(nowhere, message("?"))).fate is Fate.BLOCKED
    assert (await served.connector.update(served.address(GROUP), "1", message("?"))).fate is Fate.BLOCKED


async def test_members_are_known_by_either_id(served: Served) -> None:
    for wanted in (user_id(AGENT), AGENT):
        member = await served.connector.member(served.address(personal(AGENT)), wanted)
        assert member is not None
        assert (member.oid, member.name, member.email) == (AGENT, "Camille Roux", "agent@demonstration.example")
    assert await served.connector.member(served.address(personal(AGENT)), user_id(SEATS["expert"].key.oid)) is None
    base = f"{served.url}{PREFIX}/v3/conversations"
    async with served.session.get(f"{base}/{GROUP}/pagedmembers") as response:
        assert len((await response.json())["members"]) == len(PEOPLE)
    async with served.session.get(f"{base}/{personal(AGENT)}/members") as response:
        assert [one["name"] for one in await response.json()] == ["Camille Roux"]


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/demo/events", "/demo/mails"])
async def test_another_name_than_the_loopback_s_is_refused(served: Served, path: str) -> None:
    async with served.session.get(f"{served.url}{path}", headers={"Host": "evil.example"}) as response:
        assert response.status == 403


@pytest.mark.parametrize("path", ["/demo/said", "/demo/clock", "/demo/reset", "/demo/files"])
@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
async def test_only_the_page_moves_anything(served: Served, path: str, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    async with served.session.post(f"{served.url}{path}", json={"hours": 1}, headers=headers) as response:
        assert response.status == 403
    assert not served.woken
    assert not served.again.is_set()


async def test_no_page_speaks_for_the_assistant(served: Served) -> None:
    url = f"{served.url}{PREFIX}/v3/conversations/{GROUP}/activities"
    async with served.session.post(url, json=message("?"), headers={"Origin": served.url}) as response:
        assert response.status == 403


async def test_only_the_page_s_own_files_are_served(served: Served) -> None:
    async with served.session.get(f"{served.url}/") as response:
        assert response.status == 200
        assert "script-src 'self'" in response.headers["Content-Security-Policy"]
    for path in ("/page/..%2Frun.py", "/page/nothing.js", "/library/adaptivecards.js", "/library/..%2Fpackage.json"):
        async with served.session.get(f"{served.url}{path}") as response:
            assert response.status == 404


def test_every_file_of_the_page_is_small() -> None:
    lines = {path.name: path.read_text("utf-8").count("\n") for path in PAGE.iterdir()}
    assert {name: count for name, count in lines.items() if count > 300} == {}


async def test_the_hand_goes_forward_and_the_timers_follow(served: Served) -> None:
    status, moved = await served.asks("/demo/clock", {"hours": 24})
    assert (status, moved["moved"]) == (200, True)
    assert timedelta() <= datetime.fromisoformat(moved["now"]) - START - timedelta(days=1) < timedelta(seconds=5)
    assert (await served.asks("/demo/clock", {"to": "2024-02-05T23:58+01:00"}))[1]["moved"]
    assert served.site.clock.now() >= datetime(2024, 2, 5, 22, 58, tzinfo=UTC)
    assert len(served.woken) == 2


@pytest.mark.parametrize(
    "body", [{"to": "2024-01-01T00:00+01:00"}, {"to": "2024-02-05T23:58"}, {"to": "demain"}, {"to": 3}, {"hours": 0},
             {"hours": -1}, {"hours": 10**9}, {"hours": "x"}, {}],
)  # fmt: skip
async def test_the_hand_does_not_go_elsewhere(served: Served, body: dict[str, Any]) -> None:
    assert not (await served.asks("/demo/clock", body))[1]["moved"]
    assert served.site.clock.now() - START < timedelta(seconds=5)
    assert served.woken == []


async def test_recommencer_is_passed_on(served: Served) -> None:
    assert (await served.asks("/demo/reset"))[0] == 202
    async with asyncio.timeout(5):
        await served.again.wait()


def test_the_real_time_is_not_moved() -> None:
    with pytest.raises(ValueError, match="real time"):
        WallClock().move(START)


async def test_a_file_is_put_where_the_person_agreed_and_nowhere_else(served: Served) -> None:
    status, place = await served.asks("/demo/files", {"name": "état.xlsx"})
    assert (status, place["name"], place["fileType"]) == (201, "état.xlsx", "xlsx")
    async with served.session.get(place["contentUrl"]) as response:
        assert response.status == 404  # Not there yet.
    async with served.session.put(place["uploadUrl"], data=b"x" * 300_000) as response:
        assert response.status == 201
    async with served.session.get(place["contentUrl"]) as response:
        assert response.headers["Content-Disposition"] == "attachment; filename*=UTF-8''%C3%A9tat.xlsx"
        assert await response.read() == b"x" * 300_000
    async with served.session.put(f"{served.url}/demo/files/other", data=b"x") as response:
        assert response.status == 404
    async with served.session.put(place["uploadUrl"], data=io.BytesIO(b"x" * (10 * 1024 * 1024 + 1))) as response:
        assert response.status == 413


async def test_mails_are_kept_told_and_read(tmp_path: Path) -> None:
    came: list[bool] = []
    mailer = DemoMailer(tmp_path)
    mailer.begin("Assistant Op@le", lambda: START, lambda: came.append(True))
    letter = Mail(
        to=(Mailbox("camille@example.org", "Camille Roux"),),
        subject="Candidature déposée",
        text="Bonjour,\nvoici l’accusé de réception.\n",
        attachments=(Enclosed("motivation.txt", "text/plain", "Motivé·e".encode()),),
    )
    assert (await mailer.send(letter, "7.a")).ok
    assert came == [True]
    (shown,) = demo_site.mails(tmp_path)
    assert (shown["key"], shown["subject"], shown["files"]) == ("7.a", "Candidature déposée", ["motivation.txt"])
    assert shown["text"].replace("\r\n", "\n") == letter.text
    assert "camille@example.org" in shown["to"]
    found = demo_site.part(tmp_path, "7.a", 0)
    assert found is not None
    assert (found.name, found.content) == ("motivation.txt", "Motivé·e".encode())
    assert demo_site.part(tmp_path, "7.a", 1) is None
    assert demo_site.part(tmp_path, "../7.a", 0) is None


async def test_the_seeded_life_is_made_by_real_actions_and_read_already(tmp_path: Path) -> None:
    settings = load_settings({
        "ALLOW_ANONYMOUS": "true", "ASSISTANT_NOW": site.NOW, "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path}/demo.db",
    })  # fmt: skip
    async with assistant(settings, seeds=roles_given(), migrates=True) as one:
        await seed(one.services, "http://127.0.0.1:3978")
        storage = one.services.storage
        found = [await by_reference(storage, f"CA-2024-{number:04}") for number in range(1, 6)]
        assert [file.candidature.status for file in found if file] == [
            ApplicationStatus.SUBMITTED,
            ApplicationStatus.UNDER_REVIEW,
            ApplicationStatus.INCOMPLETE,
            ApplicationStatus.UNDER_REVIEW,
            ApplicationStatus.SUBMITTED,
        ]
        async with storage.reading() as connection:
            states = await connection.exec_driver_sql("SELECT status, count(*) FROM request GROUP BY status")
            assert dict(tuple(row) for row in states) == {
                "new": 3, "assigned": 2, "planned": 2, "waiting": 2, "resolved": 1, "closed": 2, "cancelled": 2,
            }  # fmt: skip
            left = await connection.exec_driver_sql(
                "SELECT medium, count(*) FROM outbox WHERE state = 'pending' GROUP BY medium"
            )
            # The mails are on their way, and the channel's own card.
            assert sorted(medium for medium, _ in left) == ["mail", "teams"]
