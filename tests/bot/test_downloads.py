"""What people send is fetched from Teams or its storage alone: no other address, no redirection, no more than is kept."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web

from bot.teams import envelope, files
from bot.teams.envelope import Gate
from bot.teams.files import Downloads
from bot.teams.tokens import ServiceHosts, StorageHosts, TokenUnavailable
from dialogs.core.exchange import SentFile
from knowledge.files import MAX_FILE, AttachmentRefused, Fault

TOKEN = "Bearer ours"


class Ours:
    """Credentials that say what they are."""

    async def header(self) -> str:
        return TOKEN

    def refused(self) -> None:
        raise AssertionError


class NoToken(Ours):
    async def header(self) -> str:
        raise TokenUnavailable


@dataclass
class Shelf:
    """A server that gives what its paths say."""

    url: str = ""
    tokens: dict[str, str] = field(default_factory=dict)

    async def give(self, request: web.Request) -> web.StreamResponse:
        self.tokens[request.path] = request.headers.get("Authorization", "")
        name = request.path.removesuffix("/views/original").rpartition("/")[2]
        match name:
            case "moved":
                raise web.HTTPFound("/v3/attachments/image/views/original")
            case "gone" | "forbidden" | "broken":
                return web.Response(status={"gone": 404, "forbidden": 403, "broken": 500}[name])
            case "large":
                return web.Response(body=b"x" * (MAX_FILE + 1))
            case "unsaid":
                response = web.StreamResponse()
                await response.prepare(request)
                for _ in range(MAX_FILE // 65536 + 2):
                    await response.write(b"x" * 65536)
                return response
            case "packed":
                packed = gzip.compress(b"\0" * (MAX_FILE * 4))
                return web.Response(body=packed, headers={"Content-Encoding": "gzip"})
            case "slow":
                await asyncio.sleep(1)
            case "cut":
                response = web.StreamResponse(headers={"Content-Length": "100"})
                await response.prepare(request)
                await response.write(b"x")
                assert request.transport
                request.transport.close()
                return response
        return web.Response(body=b"the image")


@asynccontextmanager
async def shelf() -> AsyncIterator[Shelf]:
    one = Shelf()
    app = web.Application()
    app.router.add_get("/{path:.*}", one.give)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    one.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield one
    finally:
        await runner.cleanup()


def local(session: aiohttp.ClientSession, credentials: Ours | None = None) -> Downloads:
    hosts = ServiceHosts(microsoft=False, loopback=True)
    return Downloads(session, credentials or Ours(), hosts, StorageHosts(anonymous=True))


async def fault(fetching: Downloads, file: SentFile) -> Fault:
    with pytest.raises(AttachmentRefused) as refused:
        await fetching.fetch(file)
    return refused.value.fault


async def test_a_picture_is_fetched_with_our_token_and_a_file_without() -> None:
    async with shelf() as one, aiohttp.ClientSession() as session:
        fetching = local(session)
        assert (
            await fetching.fetch(SentFile("a", f"{one.url}/v3/attachments/image/views/original", at_connector=True))
            == b"the image"
        )
        assert await fetching.fetch(SentFile("a", f"{one.url}/download?tempauth=x")) == b"the image"
        assert one.tokens == {"/v3/attachments/image/views/original": TOKEN, "/download": ""}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("moved", Fault.UNREACHED), ("gone", Fault.UNREACHED), ("forbidden", Fault.UNREACHED), ("broken", Fault.UNREACHED),
        ("cut", Fault.UNREACHED), ("slow", Fault.UNREACHED), ("large", Fault.TOO_LARGE), ("unsaid", Fault.TOO_LARGE),
        ("packed", Fault.TOO_LARGE),
    ],
)  # fmt: skip
async def test_what_a_server_may_do(name: str, why: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "_FETCH_TIMEOUT", aiohttp.ClientTimeout(total=0.5))
    async with shelf() as one, aiohttp.ClientSession() as session:
        for file in (
            SentFile("a", f"{one.url}/v3/attachments/{name}/views/original", at_connector=True),
            SentFile("a", f"{one.url}/{name}"),
        ):
            assert await fault(local(session), file) == why


async def test_without_a_token_nothing_is_asked() -> None:
    async with shelf() as one, aiohttp.ClientSession() as session:
        file = SentFile("a", f"{one.url}/v3/attachments/image/views/original", at_connector=True)
        assert await fault(local(session, NoToken()), file) == Fault.UNREACHED
        assert one.tokens == {}


VIEW = "/v3/attachments/0-weu-d1/views/original"
HOST = "https://smba.trafficmanager.net"
# Addresses that an activity may name, and that are not asked for anything.
ELSEWHERE = (
    # Another place, or another way to it.
    f"http://smba.trafficmanager.net/emea{VIEW}",
    f"https://evil.example{VIEW}",
    f"https://smba.trafficmanager.net.evil.example{VIEW}",
    f"https://smba.trafficmanager.net@evil.example{VIEW}",
    f"https://evil.trafficmanager.net{VIEW}",
    f"https://smba.trafficmanager.net:8443{VIEW}",
    f"{HOST}{VIEW}?to=http://10.0.0.1/",
    f"{HOST}{VIEW}#x",
    f"https://user:word@smba.trafficmanager.net{VIEW}",
    f"https://127.0.0.1{VIEW}",
    f"https://localhost{VIEW}",
    f"https://[::1]{VIEW}",
    f"https://10.0.0.1{VIEW}",
    f"https://192.168.1.1{VIEW}",
    f"https://169.254.169.254{VIEW}",
    f"https://metadata.google.internal{VIEW}",
    f"https://2130706433{VIEW}",
    f"https://0x7f.1{VIEW}",
    "file:///etc/passwd",
    f"file://smba.trafficmanager.net{VIEW}",
    "data:image/png;base64,iVBORw0KGgo=",
    f"ftp://smba.trafficmanager.net{VIEW}",
    f"gopher://smba.trafficmanager.net{VIEW}",
    f"//smba.trafficmanager.net{VIEW}",
    f"https://smba.trafficmanager.net\\@evil.example{VIEW}",
    f"{HOST}{VIEW}\r\nHost: evil.example",
    f"{HOST} {VIEW}",
    f"https://smba.trafficmanager。net{VIEW}",
    VIEW,
    "",
    # The connector, but no view of an attachment.
    HOST,
    f"{HOST}/",
    f"{HOST}/emea/v3/conversations/1/activities",
    f"{HOST}/emea/v3/attachments/1",
    f"{HOST}/emea/v3/attachments/1/views",
    f"{HOST}/emea/v3/attachments/1/views/",
    f"{HOST}/emea/v3/attachments//views/original",
    f"{HOST}/emea{VIEW}/",
    f"{HOST}/emea{VIEW}/members",
    f"{HOST}/emea/v3/attachments/../conversations/19:abc/members",
    f"{HOST}/emea/v3/attachments/../attachments/1/views/original",
    f"{HOST}/emea/../..{VIEW}",
    f"{HOST}/emea/.{VIEW}",
    f"{HOST}/emea/v3/attachments/%2e%2e/conversations/19:abc/members",
    f"{HOST}/emea/v3/attachments/1%2f..%2f..%2fconversations/views/original",
    f"{HOST}/emea/v3/attachments/%2e%2e/views/original",
    f"{HOST}/emea/%2e%2e{VIEW}",
    f"{HOST}/emea/v3/attachments/1/views/..",
    f"{HOST}/emea/v3/conversations/19:abc/members/{VIEW}",
    f"{HOST}/emea/v3/conversations/19:abc{VIEW}",
    f"{HOST}/emea/v3/conversations/19:abc/members;{VIEW}",
    f"{HOST}/a/b/c{VIEW}",
    f"{HOST}/{VIEW}",
)


class NoSession:
    """A session that nobody may use."""

    def get(self, *_args: object, **_more: object) -> None:
        raise AssertionError("asked")


@pytest.mark.parametrize("url", ELSEWHERE)
async def test_no_other_address_is_asked(url: str) -> None:
    hosts, storage = ServiceHosts(microsoft=True, loopback=False), StorageHosts(anonymous=False)
    fetching = Downloads(NoSession(), Ours(), hosts, storage)  # type: ignore[arg-type]
    for at_connector in (True, False):
        assert await fault(fetching, SentFile("a.png", url, at_connector=at_connector)) == Fault.UNREACHED


@pytest.mark.parametrize(
    ("at_connector", "url"),
    [
        (True, f"{HOST}/emea/v3/attachments/0-weu-d1/views/original"),
        (True, f"{HOST}/amer/def57894-de93-412b-8ce2-87faabe44453/v3/attachments/0-eus-d6-0d3d6109/views/original"),
        (True, f"{HOST}/amer-client-ss.msg/v3/attachments/0-cus-d7-e0ee/views/thumbnail"),
        (True, f"{HOST}{VIEW}"),
        (False, "https://contoso-my.sharepoint.com/personal/c_roux/_layouts/15/download.aspx?UniqueId=1&tempauth=e.y"),
    ],
)
def test_those_of_teams_are_allowed(*, at_connector: bool, url: str) -> None:
    hosts, storage = ServiceHosts(microsoft=True, loopback=False), StorageHosts(anonymous=False)
    fetching = Downloads(NoSession(), Ours(), hosts, storage)  # type: ignore[arg-type]
    assert fetching._allowed(SentFile("a", url, at_connector=at_connector))
    assert not fetching._allowed(SentFile("a", url, at_connector=not at_connector))


def test_what_an_activity_encloses() -> None:
    gate = Gate(ServiceHosts(microsoft=False, loopback=True), frozenset(), anonymous=True)
    body = {
        "type": "message", "id": "1", "serviceUrl": "http://127.0.0.1:1", "channelId": "msteams", "from": {"id": "29:a"},
        "recipient": {"id": "28:b"}, "conversation": {"id": "c", "conversationType": "personal"}, "text": "voici",
        "attachments": [
            {"contentType": "image/*", "contentUrl": "https://x/v3/attachments/1"},
            {"contentType": "IMAGE/PNG", "name": "a\u202egnp.exe", "contentUrl": "https://x/v3/attachments/2"},
            {"contentType": "application/vnd.microsoft.teams.file.download.info", "name": "relevé.pdf",
             "contentUrl": "https://x/shown", "content": {"downloadUrl": "https://x/download", "fileType": "pdf"}},
            {"contentType": "text/html", "content": "<p>voici</p>"},
            {"contentType": "application/vnd.microsoft.card.adaptive", "content": {}},
            {"contentType": "application/vnd.microsoft.teams.file.download.info", "content": "nothing"},
            {"contentType": "image/png", "contentUrl": 3}, {"contentType": None}, 7,
            {"contentType": "image/png", "contentUrl": "https://x/" + "a" * 9_000},
        ],
    }  # fmt: skip
    incoming = envelope.read(body, gate, datetime(2024, 1, 25, tzinfo=UTC))
    assert incoming.text == "voici"
    assert incoming.files == (
        SentFile("", "https://x/v3/attachments/1", at_connector=True),
        SentFile("agnp.exe", "https://x/v3/attachments/2", at_connector=True),
        SentFile("relevé.pdf", "https://x/download"),
        # Without an address that can be asked: not handed over, which the person is told.
        SentFile("", ""),
        SentFile("", "", at_connector=True),
        SentFile("", "", at_connector=True),
    )
    assert "download" not in repr(incoming.files)
    many = {**body, "attachments": [{"contentType": "image/png", "contentUrl": f"https://x/{n}"} for n in range(50)]}
    assert len(envelope.read(many, gate, datetime(2024, 1, 25, tzinfo=UTC)).files) == 20
