"""Files over the wire: offered, accepted, put into the person's storage, shown there; and all that may go wrong."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import aiohttp
import pytest

from bot.teams import files, turn
from bot.teams.files import Stored, UploadPlace, Uploads
from bot.teams.render import FILE_CONSENT, FILE_INFO
from bot.teams.tokens import StorageHosts
from dialogs.core import form_texts as texts
from dialogs.core.exchange import Enclosed, Happening, Incoming, Message, OfferedFile, Reply
from tests.bot.store import FakeStore
from tests.bot.wire import Wire, wire
from tests.connector import Fault
from tests.keyserver import KeyServer

CONTEXT = {"file": "candidature.eml", "reference": "CA-2024-0001"}
CONTENT = b"X-Unsent: 1\r\n\r\nMotiv\xc3\xa9e"
SAVED = "Le fichier est enregistré."


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turn, "_SEND_FOR", 2.0)
    monkeypatch.setattr(files, "_TIMEOUT", aiohttp.ClientTimeout(total=0.5))


async def gives(incoming: Incoming) -> Reply:
    file = Enclosed("candidature.eml", "message/rfc822", CONTENT) if incoming.verb == "accept" else None
    said = SAVED if file else texts.DECLINED
    return Reply((Message(said, replaces=incoming.reply_to),), file=file)


def consent(served: Wire, place: Any, action: str = "accept", **more: Any) -> dict[str, Any]:
    """An answer to an offer, as Teams sends it."""
    value = {"type": "fileUpload", "action": action, "context": CONTEXT, **({"uploadInfo": place} if place else {})}
    return served.message(
        None, type="invoke", name="fileConsent/invoke", value=value, replyToId="17", **{"entities": [], **more}
    )


def said(served: Wire) -> list[str]:
    """All sentences, new or redrawn, in order."""
    return [str(call.body["text"]) for call in served.connector.calls if call.body.get("text")]


async def test_an_offer_is_teams_own_card() -> None:
    async def offers(_incoming: Incoming) -> Reply:
        return Reply.of(Message("Courriel prêt.", offers=OfferedFile("candidature.eml", 1234, CONTEXT)))

    async with wire(offers) as served:
        await served.post(served.message())
        (message,) = served.connector.messages
        assert "text" not in message
        assert message["summary"] == "Courriel prêt."
        content = {"description": "Courriel prêt.", "sizeInBytes": 1234, "acceptContext": CONTEXT,
                   "declineContext": CONTEXT}  # fmt: skip
        assert message["attachments"] == [{"contentType": FILE_CONSENT, "name": "candidature.eml", "content": content}]
        await served.post(served.message(channelId="emulator"))
        assert served.connector.messages[1]["text"] == texts.NOT_OFFERED
        served.connector.faults.append(Fault(status=400))
        await served.post(served.message())
        assert served.connector.messages[2]["text"] == texts.NOT_OFFERED


async def test_what_is_accepted_is_put_and_shown_and_the_question_goes_away() -> None:
    async with FakeStore() as store, wire(gives) as served:
        assert await served.post(consent(served, store.place())) == (200, {})
        (incoming,) = served.seen
        assert (incoming.happening, incoming.verb, incoming.value) == (Happening.CONSENT, "accept", CONTEXT)
        (put,) = store.puts
        assert (put.method, put.path) == ("PUT", "/upload/secret-1?guid='a%2Fb'&tempauth=secret-2")
        assert put.content == CONTENT
        assert put.headers["Content-Range"] == f"bytes 0-{len(CONTENT) - 1}/{len(CONTENT)}"
        assert put.headers["Content-Length"] == str(len(CONTENT))
        assert not {"authorization", "cookie"} & {name.lower() for name in put.headers}
        shown, redrawn = served.connector.calls
        assert shown.body["attachments"] == [
            {
                "contentType": FILE_INFO,
                "contentUrl": f"{store.url}/kept/candidature%20(1).eml",
                "name": "candidature (1).eml",
                "content": {"uniqueId": "1150D938-8870-4044-9F2C-5BBDEBA70C8C", "fileType": "eml"},
            }
        ]
        assert (redrawn.method, redrawn.activity, redrawn.body["text"]) == ("PUT", "17", SAVED)
        assert "attachments" not in redrawn.body


async def test_declining_puts_nothing_and_takes_the_question_away() -> None:
    async with FakeStore() as store, wire(gives) as served:
        assert await served.post(consent(served, None, "decline")) == (200, {})
        (redrawn,) = served.connector.calls
        assert (redrawn.method, redrawn.activity, redrawn.body["text"]) == ("PUT", "17", texts.DECLINED)
        assert store.puts == []


async def test_the_same_answer_delivered_again_puts_once_and_shows_once() -> None:
    async with FakeStore() as store, wire(gives) as served:
        for _ in range(2):
            assert await served.post(consent(served, store.place())) == (200, {})
        store.hang = 0.2
        place = store.place(uploadUrl=f"{store.url}/other")
        await asyncio.gather(*(served.post(consent(served, place)) for _ in range(3)))
        assert [put.path for put in store.puts] == ["/upload/secret-1?guid='a%2Fb'&tempauth=secret-2", "/other"]
        assert len(served.connector.messages) == 2
        assert {call.body["text"] for call in served.connector.calls if call.method == "PUT"} == {SAVED}


async def test_accepting_a_second_time_puts_to_the_new_place() -> None:
    async with FakeStore() as store, wire(gives) as served:
        for number in (1, 2):
            await served.post(consent(served, store.place(uploadUrl=f"{store.url}/{number}")))
        assert [put.path for put in store.puts] == ["/1", "/2"]


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (401, texts.EXPIRED), (403, texts.EXPIRED), (404, texts.EXPIRED), (409, texts.EXPIRED), (410, texts.EXPIRED),
        (416, texts.EXPIRED), (202, texts.FAILED), (204, texts.FAILED), (301, texts.FAILED), (302, texts.FAILED),
        (307, texts.FAILED), (308, texts.FAILED), (400, texts.FAILED), (413, texts.FAILED), (429, texts.FAILED),
        (500, texts.FAILED), (503, texts.FAILED), (507, texts.FAILED),
    ],
)  # fmt: skip
async def test_what_cannot_be_put_is_said_and_the_question_stays(status: int, text: str) -> None:
    async with FakeStore() as other, FakeStore(statuses=[status], location=f"{other.url}/stolen") as store:
        async with wire(gives) as served:
            assert await served.post(consent(served, store.place())) == (200, {})
            assert [(call.method, call.body["text"]) for call in served.connector.calls] == [("POST", text)]
        assert (len(store.puts), other.puts) == (1, [])


async def test_after_a_failure_the_same_place_may_be_tried_again() -> None:
    async with FakeStore(statuses=[503]) as store, wire(gives) as served:
        for _ in range(2):
            await served.post(consent(served, store.place()))
        assert len(store.puts) == 2
        assert said(served) == [texts.FAILED, SAVED]


@pytest.mark.parametrize("how", ["hang", "reset", "gone"])
async def test_a_storage_that_does_not_answer_is_given_up(how: str) -> None:
    store = FakeStore(hang=3.0 if how == "hang" else 0.0, reset=how == "reset")
    async with store:
        place = store.place()
        if how == "gone":
            place["uploadUrl"] = "http://127.0.0.1:1/upload"
        async with wire(gives) as served:
            assert await served.post(consent(served, place)) == (200, {})
            assert said(served) == [texts.FAILED]


async def test_an_endless_answer_holds_nothing_up() -> None:
    async with FakeStore(endless=True) as store, wire(gives) as served:
        async with asyncio.timeout(2):
            await served.post(consent(served, store.place()))
        assert said(served) == [SAVED]


@pytest.mark.parametrize(
    "place",
    [None, [], "x", {}, {"uploadUrl": None}, {"uploadUrl": 7}, {"uploadUrl": ""}, {"uploadUrl": ["http://127.0.0.1/"]},
     {"uploadUrl": "http://127.0.0.1/" + "a" * 9_000}, {"uploadUrl": "file:///etc/passwd"}, {"uploadUrl": "//127.0.0.1/a"},
     {"uploadUrl": "http://10.0.0.7/a"}, {"uploadUrl": "http://169.254.169.254/latest"}, {"uploadUrl": "\ud800"},
     {"uploadUrl": "https://contoso-my.sharepoint.com/a"}],
)  # fmt: skip
async def test_a_place_that_is_none_or_not_believed_gets_nothing(place: Any) -> None:
    async with wire(gives) as served:
        assert await served.post(consent(served, place)) == (200, {})
        assert said(served) == [texts.FAILED]


async def test_a_registered_assistant_puts_nothing_on_its_own_machine() -> None:
    async with FakeStore() as store, KeyServer() as keyserver, wire(gives, keyserver=keyserver) as served:
        assert await served.post(consent(served, store.place())) == (200, {})
        assert (store.puts, said(served)) == ([], [texts.FAILED])


async def test_a_link_that_is_not_believed_is_not_shown() -> None:
    async with FakeStore() as store, wire(gives) as served:
        for link in ("javascript:alert(1)", "https://evil.example/candidature.eml", "", None):
            place = store.place(uploadUrl=f"{store.url}/{link}".replace(" ", ""), contentUrl=link)
            await served.post(consent(served, place))
        assert served.connector.messages == []
        assert said(served) == [SAVED] * 4


async def test_nothing_of_the_place_or_the_file_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with FakeStore(statuses=[201, 500, 404, 302]) as store, wire(gives) as served:
        for number in range(5):
            place = store.place(uploadUrl=f"{store.url if number < 4 else 'http://127.0.0.1:1'}/secret-{number}")
            await served.post(consent(served, place))
        await served.post(consent(served, store.place(uploadUrl="https://secret.example/secret")))
    assert "file put: ok" in caplog.text
    for secret in ("secret", "candidature", "Motiv", "CA-2024"):
        assert secret not in caplog.text


async def test_without_an_account_nothing_is_asked_of_the_dialogs() -> None:
    async with FakeStore() as store, KeyServer() as keyserver, wire(gives, keyserver=keyserver) as served:
        body = consent(served, store.place(), **{"from": {"id": "29:someone", "name": "?"}})
        assert await served.post(body) == (200, {})
        assert (served.seen, said(served)) == ([], [turn._NO_ACCOUNT])


async def test_a_bug_is_told_with_its_number() -> None:
    async def fails(_incoming: Incoming) -> Reply:
        raise ZeroDivisionError

    async with FakeStore() as store, wire(fails) as served:
        assert (await served.post(consent(served, store.place())))[0] == 200
        assert store.puts == []
        assert said(served)[0].startswith("Désolé, incident")


async def test_what_is_put_is_told_even_if_the_connector_is_busy() -> None:
    async with FakeStore() as store, wire(gives) as served:
        served.connector.faults.extend(Fault(status=429, retry_after="60") for _ in range(4))
        assert await served.post(consent(served, store.place())) == (200, {})  # Never «come back»: it is done.
        assert len(store.puts) == 1


async def test_sizes_are_limited_and_counts_are_kept() -> None:
    async with FakeStore() as store, aiohttp.ClientSession() as session:
        seen: list[Stored] = []
        uploads = Uploads(session, StorageHosts(anonymous=True), seen.append)
        place = UploadPlace(f"{store.url}/a", "", "", "", "")
        assert await uploads.put(place, b"") is Stored.FAILED
        assert await uploads.put(place, b"x" * (files.MAX_PLACED + 1)) is Stored.FAILED
        assert store.puts == []
        assert await uploads.put(place, b"x" * files.MAX_PLACED) is Stored.OK
        assert await uploads.put(place, b"x") is Stored.AGAIN
        assert await uploads.put(UploadPlace("https://evil.example/", "", "", "", ""), b"x") is Stored.FORBIDDEN
        assert seen == [Stored.OK, Stored.FORBIDDEN]


GOOD = (
    "https://contoso-my.sharepoint.com/personal/c_roux/_api/v2.0/drive/items/01ABC/uploadSession?guid='a'&tempauth=e.y",
    "https://CONTOSO-MY.SharePoint.com/a%20b",
    "https://contoso.sharepoint.com:443/a",
    "https://graph.microsoft.com/v1.0/x",
    "https://northeurope1.graph.microsoft.com/x",
    "https://api.up.1drv.com/up/x",
)
BAD = (
    "", "a", "/a", "//contoso.sharepoint.com/a", "https:contoso.sharepoint.com", "https:///a",
    "http://contoso.sharepoint.com/a", "ftp://contoso.sharepoint.com/a", "file:///etc/passwd", "javascript:alert(1)",
    "https://sharepoint.com/a", "https://.sharepoint.com/a", "https://evilsharepoint.com/a",
    "https://contoso.sharepoint.com./a", "https://contoso.sharepoint.com.evil.example/a",
    "https://evil.example/contoso.sharepoint.com", "https://evil.example?.sharepoint.com",
    "https://evil.example#.sharepoint.com", "https://evil.example\\.sharepoint.com/a",
    "https://evil.example%2f.sharepoint.com/a", "https://evil.example%00.sharepoint.com/a",
    "https://contoso.sharepoint.com@evil.example/a", "https://user@contoso.sharepoint.com/a",
    "https://user:password@contoso.sharepoint.com/a", "https://@contoso.sharepoint.com/a",
    "https://contoso.sharepoint.com:8443/a", "https://contoso.sharepoint.com:80/a",
    "https://contoso.sharepoint.com:99999/a", "https://contoso.sharepoint.com:x/a",
    "https://contoso.sharepoint.com/a#b", "https://contoso.sharepoint.com/a b", "https://contoso.sharepoint.com/\r\nX: y",
    "https://contoso.share\tpoint.com/a", "https://contoso.sharepoint.com/é", "https://contoso.sharepoint。com/a",
    "https://graph.microsoft.com.evil.example/", "https://evilgraph.microsoft.com/", "https://1drv.com/",
    "https://127.0.0.1/a", "https://2130706433/a", "https://0x7f.1/a", "https://0177.0.0.1/a", "https://127.1/a",
    "https://[::1]/a", "https://[::ffff:127.0.0.1]/a", "https://[fe80::1%25eth0]/a", "https://10.0.0.7/a",
    "https://169.254.169.254/a", "https://localhost/a", "http://localhost/a", "http://127.0.0.1:8080/a",
    "https://a..sharepoint.com/a", "https://-a.sharepoint.com/a", "https://a_b.sharepoint.com/a", "https://[a/",
)  # fmt: skip


@pytest.mark.parametrize("url", GOOD)
def test_microsofts_storage_is_believed(url: str) -> None:
    assert StorageHosts(anonymous=False).allows(url)
    assert not StorageHosts(anonymous=True).allows(url)


@pytest.mark.parametrize("url", BAD)
def test_no_other_address_is_believed(url: str) -> None:
    assert not StorageHosts(anonymous=False).allows(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:3978/demo/files/a", "http://localhost/a", "http://[::1]:80/a?b=c"])
def test_alone_on_this_machine_its_loopback_is_believed(url: str) -> None:
    assert StorageHosts(anonymous=True).allows(url)
    assert not StorageHosts(anonymous=False).allows(url)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1@evil.example/", "http://evil.example/127.0.0.1", "http://localhost.evil.example/",
     "http://user@localhost/", "file://localhost/etc/passwd", "http://127.0.0.1\\@evil.example/", "http://2130706433/",
     "http://0x7f.1/", "http://10.0.0.7/", "http://127.0.0.1/#a"],
)  # fmt: skip
def test_alone_on_this_machine_nothing_else_is_believed(url: str) -> None:
    assert not StorageHosts(anonymous=True).allows(url)
