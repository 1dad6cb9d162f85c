"""Who gets in: the case matrix of the stock adapter, with every hole closed, over real HTTP."""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import time
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from bot.teams.tokens import ServiceHosts
from tests.bot.wire import Wire, anonymous, wire
from tests.keyserver import TENANT, KeyServer, new_private_key

STRANGER = new_private_key()


@pytest.fixture
async def keyserver() -> AsyncIterator[KeyServer]:
    async with KeyServer() as server:
        yield server


@pytest.fixture
async def served(keyserver: KeyServer) -> AsyncIterator[Wire]:
    async with wire(keyserver=keyserver) as running:
        yield running


def unsigned(url: str) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    claims = {"iss": "https://api.botframework.com", "aud": "x", "exp": time.time() + 99, "serviceurl": url}
    return f"{part({'alg': 'none', 'kid': 'key-1'})}.{part(claims)}."


Token = Callable[[KeyServer, str], str | None]

TOKENS: dict[str, tuple[Token, int]] = {
    "valid": (lambda k, u: k.token(u), 200),
    "serviceurl claim with a trailing slash": (lambda k, u: k.token(u + "/"), 200),
    "expired four minutes ago, within the leeway": (lambda k, u: k.token(u, exp=time.time() - 240), 200),
    "no header": (lambda k, u: None, 401),
    "garbage": (lambda k, u: "garbage", 401),
    "garbage in three parts": (lambda k, u: "a.b.c", 401),
    "much too long (aiohttp's own limit)": (lambda k, u: "a" * 9000, 400),
    "expired": (lambda k, u: k.token(u, exp=time.time() - 400), 401),
    "not yet valid": (lambda k, u: k.token(u, nbf=time.time() + 400), 401),
    "wrong audience": (lambda k, u: k.token(u, aud="another"), 401),
    "wrong issuer": (lambda k, u: k.token(u, iss="https://sts.windows.net/x/"), 401),
    "no issuer": (lambda k, u: k.token(u, without="iss"), 401),
    "no audience": (lambda k, u: k.token(u, without="aud"), 401),
    "no exp claim": (lambda k, u: k.token(u, without="exp"), 401),
    "odd exp claim": (lambda k, u: k.token(u, exp="demain"), 401),
    "no serviceurl claim": (lambda k, u: k.token(u, without="serviceurl"), 401),
    "odd serviceurl claim": (lambda k, u: k.token(u, serviceurl=["x"]), 401),
    "another serviceurl claim": (lambda k, u: k.token("https://smba.trafficmanager.net/emea/"), 403),
    "algorithm none": (lambda k, u: unsigned(u), 401),
    "signed with a shared secret": (lambda k, u: k.token(u, key="s" * 32, algorithm="HS256"), 401),
    "another algorithm of the same key": (lambda k, u: k.token(u, algorithm="RS512"), 401),
    "wrong key under a known id": (lambda k, u: k.token(u, key=STRANGER), 401),
    "unknown key id": (lambda k, u: k.token(u, key=STRANGER, kid="stranger"), 401),
    "no key id": (lambda k, u: k.token(u, kid=None), 401),
}


@pytest.mark.parametrize("case", TOKENS)
async def test_tokens(served: Wire, case: str) -> None:
    make, status = TOKENS[case]
    assert served.keyserver is not None
    token = make(served.keyserver, served.connector.url)
    assert (await served.post(served.message(), token=token))[0] == status
    assert len(served.seen) == (status == 200)


async def test_another_scheme_is_no_token(served: Wire) -> None:
    assert (await served.post(served.message(), token=None, Authorization="Basic eDp5"))[0] == 401


BODIES: dict[str, tuple[dict[str, Any], int]] = {
    "serviceUrl absent": ({"serviceUrl": None}, 400),
    "serviceUrl empty": ({"serviceUrl": ""}, 400),
    "serviceUrl no string": ({"serviceUrl": 7}, 400),
    "another serviceUrl, on the list": ({"serviceUrl": "https://smba.trafficmanager.net/emea/"}, 403),
    "serviceUrl of a stranger": ({"serviceUrl": "https://evil.example/"}, 403),
    "serviceUrl of a neighbour at Azure": ({"serviceUrl": "https://evil.trafficmanager.net/"}, 403),
    "serviceUrl that is none": ({"serviceUrl": "http://[::1"}, 403),
    "channelId absent": ({"channelId": None}, 403),
    "another channel": ({"channelId": "webchat"}, 403),
    "tenant absent": ({"channelData": None, "conversation": {"id": "a:1"}}, 403),
    "another tenant": ({"channelData": {"tenant": {"id": "other"}}}, 403),
    "two tenants": ({"conversation": {"id": "a:1", "tenantId": "other"}}, 403),
    "tenant in the conversation alone": ({"channelData": {}}, 200),
    "tenant in the channel's data alone": ({"conversation": {"id": "a:1", "conversationType": "personal"}}, 200),
    "conversation absent": ({"conversation": None}, 400),
    "conversation without id": ({"conversation": {"tenantId": TENANT}}, 400),
    "type absent": ({"type": None}, 400),
    "type no string": ({"type": {"a": 1}}, 400),
    "odd parts that mean nothing": ({"entities": 7, "locale": [], "id": {}, "replyToId": 3, "text": 5}, 200),
}


@pytest.mark.parametrize("case", BODIES)
async def test_envelopes(served: Wire, case: str) -> None:
    change, status = BODIES[case]
    body = {name: value for name, value in served.message(**change).items() if value is not None}
    assert (await served.post(body))[0] == status
    assert len(served.seen) == (status == 200)


RAW: dict[str, tuple[bytes, dict[str, str], int]] = {
    "no content type": (b"{}", {"Content-Type": ""}, 415),
    "a form": (b"a=b", {"Content-Type": "application/x-www-form-urlencoded"}, 415),
    "bad JSON": (b"{", {}, 400),
    "nothing": (b"", {}, 400),
    "a list": (b"[]", {}, 400),
    "not UTF-8": (b'{"type":"\xff"}', {}, 400),
    "NaN": (b'{"type":"message","x":NaN}', {}, 400),
    "a very deep list": (b"[" * 100_000, {}, 400),
    "a very long number": (b'{"type":"message","x":' + b"9" * 10_000 + b"}", {}, 400),
    "too large": (b'{"type":"message","x":"' + b"x" * 300_000 + b'"}', {}, 413),
    "not really compressed": (b"{}", {"Content-Encoding": "gzip"}, 400),
}


@pytest.mark.parametrize("case", RAW)
async def test_bodies(served: Wire, case: str) -> None:
    body, headers, status = RAW[case]
    assert (await served.post(body, **headers))[0] == status


async def test_a_large_body_in_pieces_is_refused(served: Wire) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(40):
            yield b"x" * 10_000

    assert served.keyserver is not None
    headers = {
        "Authorization": f"Bearer {served.keyserver.token(served.connector.url)}",
        "Content-Type": "application/json",
    }
    async with served.session.post(f"{served.url}/api/messages", data=pieces(), headers=headers) as response:
        assert response.status == 413


async def test_the_body_is_not_looked_at_before_the_token(served: Wire) -> None:
    assert (await served.post(b"{", token=None))[0] == 401
    assert (await served.post(b"x" * 300_000, token=None))[0] == 401


@pytest.mark.parametrize("endorsements", [(), None, ("webchat",)])
async def test_a_key_that_does_not_speak_for_teams_is_refused(
    served: Wire, endorsements: tuple[str, ...] | None
) -> None:
    assert served.keyserver is not None
    served.keyserver.roll(endorsements=endorsements)
    assert (await served.post(served.message()))[0] == 403


async def test_a_new_signing_key_is_fetched_at_once(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    assert (await served.post(served.message()))[0] == 200
    keys.roll()
    skip_pause(served)
    assert (await served.post(served.message()))[0] == 200
    assert keys.fetches == 2


async def test_a_key_is_accepted_once_the_keys_may_be_fetched_again(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    assert (await served.post(served.message()))[0] == 200
    keys.roll()
    assert (await served.post(served.message()))[0] == 401
    assert keys.fetches == 1
    skip_pause(served)
    assert [(await served.post(served.message()))[0] for _ in range(2)] == [200, 200]
    assert keys.fetches == 2


async def test_who_makes_up_key_ids_is_refused_and_is_not_counted_as_put_off(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    made_up = [keys.token(served.connector.url, key=STRANGER, kid=f"made-up-{number}") for number in range(6)]
    said = [(await served.post(served.message(), token=token))[0] for token in made_up[:3]]
    skip_pause(served)
    said += [status for status, _ in await asyncio.gather(*(served.post(b"{}", token=one) for one in made_up[3:]))]
    assert (said, keys.fetches) == ([401] * 6, 2)
    counted = served.metrics.registry.get_sample_value
    assert counted("assistant_refusals_total", {"status": "401", "reason": "unknown key"}) == 6
    assert counted("assistant_refusals_total", {"status": "503", "reason": "try again"}) is None
    assert (await served.post(served.message()))[0] == 200


async def test_a_key_that_was_withdrawn_serves_an_hour_at_most(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    old = [keys.token(served.connector.url, n=n) for n in range(3)]
    assert (await served.post(served.message(), token=old[0]))[0] == 200
    keys.roll()
    signing(served)._fetched -= 3601
    skip_pause(served)
    assert (await served.post(served.message(), token=old[1]))[0] == 200  # The keys are fetched behind this turn.
    async with asyncio.timeout(5):
        while keys.fetches < 2 or signing(served)._fetching:  # noqa: ASYNC110 - nothing tells of it.
            await asyncio.sleep(0.01)
    assert (await served.post(served.message(), token=old[0]))[0] != 200
    assert (await served.post(served.message(), token=old[2]))[0] != 200


@pytest.mark.filterwarnings("ignore:The RSA key is 1024")
async def test_a_short_key_is_not_believed(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    keys.roll(bits=1024)
    assert (await served.post(served.message()))[0] == 503  # Without any good key, it is asked for again.
    assert served.seen == []


@pytest.mark.parametrize("size", [1_000_000, 50_000_000])
async def test_a_small_body_that_would_be_a_large_one_is_refused_without_a_trace(
    served: Wire, size: int, caplog: pytest.LogCaptureFixture
) -> None:
    bomb = gzip.compress(b'{"type":"message","x":"' + b"x" * size + b'"}')
    assert (await served.post(bomb, **{"Content-Encoding": "gzip"}))[0] == 413
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []
    whole = gzip.compress(json.dumps(served.message()).encode())
    assert (await served.post(whole, **{"Content-Encoding": "gzip"}))[0] == 200


def packed(body: bytes) -> dict[str, tuple[str, bytes, int]]:
    """Return bodies that say to be compressed: how, the bytes, and the status they get."""
    whole, other, bare = gzip.compress(body), zlib.compress(body), zlib.compressobj(wbits=-15)
    flipped, sum_wrong = bytearray(whole), bytearray(whole)
    flipped[20] ^= 0xFF
    sum_wrong[-6] ^= 0xFF
    return {
        "gzip": ("gzip", whole, 200),
        "deflate": ("deflate", other, 200),
        "nothing": ("gzip", b"", 400),
        "cut": ("gzip", whole[:-10], 400),
        "cut in its head": ("gzip", whole[:5], 400),
        "a byte is wrong": ("gzip", bytes(flipped), 400),
        "the sum is wrong": ("gzip", bytes(sum_wrong), 400),
        "not compressed": ("gzip", body, 400),
        "something behind it": ("gzip", whole + b"x", 400),
        "cut deflate": ("deflate", other[:-10], 400),
        "no deflate": ("deflate", b"\x78\x9cxx", 400),
        "bare deflate": ("deflate", bare.compress(body) + bare.flush(), 400),
        "twice": ("gzip, gzip", gzip.compress(whole), 415),
        "br": ("br", b"xxxx", 415),
        "zstd": ("zstd", b"\x28\xb5\x2f\xfdxx", 415),
        "another": ("compress", body, 415),
        "a bomb that is cut": ("gzip", gzip.compress(b" " * 5_000_000)[:-12], 413),
    }


@pytest.mark.parametrize("mode", ["anonymous", "signed", "without a token"])
async def test_a_broken_compressed_body_is_refused_without_a_trace(
    keyserver: KeyServer, mode: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with wire(keyserver=None if mode == "anonymous" else keyserver) as made:
        token = None if mode == "without a token" else ""
        said = {}
        cases = packed(json.dumps(made.message()).encode())
        for name, (packing, body, _) in cases.items():
            said[name] = (await made.post(body, token=token, **{"Content-Encoding": packing}))[0]
        expected = {name: status for name, (_, _, status) in cases.items()}
        assert said == (dict.fromkeys(cases, 401) if mode == "without a token" else expected)
        # What the server does after the answer is done by the time of the next one on the same connection.
        assert (await made.post(made.message()))[0] == 200
    assert [record.message for record in caplog.records if record.levelname == "ERROR"] == []


async def test_many_first_turns_make_one_fetch(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    keys.delay = 0.05
    answers = await asyncio.gather(*(served.post(served.message()) for _ in range(10)))
    assert [status for status, _ in answers] == [200] * 10
    assert keys.fetches == 1
    assert keys.logins == 1


async def test_without_keys_the_channel_is_asked_to_come_back(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    keys.down = True
    assert (await served.post(served.message()))[0] == 503
    keys.down = False
    skip_pause(served)
    assert (await served.post(served.message()))[0] == 200


async def test_known_keys_serve_through_an_outage_and_an_unknown_one_is_put_off(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    assert (await served.post(served.message()))[0] == 200
    keys.down = True
    signing(served)._fetched -= 2 * 24 * 3600
    skip_pause(served)
    # Another token under the known key: the first one is remembered and would not need the key.
    assert (await served.post(served.message(), token=keys.token(served.connector.url, n=1)))[0] == 200
    keys.roll()
    skip_pause(served)
    assert (await served.post(served.message()))[0] == 503


async def test_a_remembered_token_goes_with_its_key(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    token = keys.token(served.connector.url)
    assert (await served.post(served.message(), token=token))[0] == 200
    keys.roll()
    skip_pause(served)
    assert (await served.post(served.message()))[0] == 200
    assert (await served.post(served.message(), token=token))[0] == 401


async def test_a_known_token_is_not_verified_again_until_it_expires(served: Wire) -> None:
    keys = served.keyserver
    assert keys is not None
    token = keys.token(served.connector.url, exp=time.time() + 60)
    assert (await served.post(served.message(), token=token))[0] == 200
    verifier(served)._clock = lambda: time.time() + 370
    verifier(served)._keys._keys.clear()
    skip_pause(served)
    keys.published.clear()
    keys.roll()
    assert (await served.post(served.message(), token=token))[0] == 401


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:3978", 200),
        ("127.0.0.1", 200),
        ("[::1]:3978", 200),
        ("evil.example", 403),
        ("localhost.evil.example", 403),
        ("10.0.0.1:3978", 403),
        ("[::1", 403),
        ("a b", 403),
        ("", 403),
    ],
)
async def test_anonymous_use_answers_to_loopback_names_only(host: str, status: int) -> None:
    async with wire() as served:
        assert (await served.post(served.message(), Host=host))[0] == status


@pytest.mark.parametrize(
    "service_url", ["https://smba.trafficmanager.net/emea/", "http://10.0.0.1:80", "http://localhost@evil.example/"]
)
async def test_anonymous_use_never_leaves_the_loopback(service_url: str) -> None:
    async with wire() as served:
        assert (await served.post(served.message(serviceUrl=service_url)))[0] == 403


async def test_anonymous_use_takes_odd_ids_and_any_tenant() -> None:
    async with wire() as served:
        body = served.message(
            channelId="emulator",
            **{"from": {"id": "user-id-0", "aadObjectId": "00000000-0000-0000-0000-0000000000020"}},
            channelData={"tenant": {"id": "whatever"}},
            conversation={"id": "personal-chat-id"},
        )
        assert (await served.post(body))[0] == 200
        assert served.seen[0].person == ("whatever", "00000000-0000-0000-0000-0000000000020")
        body["from"], body["channelData"] = {"id": "user-id-0"}, None
        assert (await served.post(body))[0] == 200
        assert served.seen[1].person == ("local", "user-id-0")


async def test_microsoft_is_the_only_cloud_without_local_keys() -> None:

    hosts = ServiceHosts(microsoft=True, loopback=False)
    for good in ("https://smba.trafficmanager.net/emea/", "https://smba.infra.gcc.teams.microsoft.com/teams"):
        assert hosts.allows(good)
    for bad in (
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net:8443/",
        "https://user@smba.trafficmanager.net/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://smba.trafficmanager.net/?x=1",
        "https://smba.trafficmanager.net/ HTTP/1.1\r\nX: y",
        "https://smba.trafficmanager.net/é",
        "https://teams.microsoft.com.evil.example",
        "https://evilteams.microsoft.com.",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "",
    ):
        assert not hosts.allows(bad), bad
    assert anonymous().anonymous


def verifier(served: Wire) -> Any:
    """The verifier inside the running server: tests move its clocks."""
    return served.adapter._verifier


def signing(served: Wire) -> Any:
    return verifier(served)._keys


def skip_pause(served: Wire) -> None:
    signing(served)._next_try = float("-inf")
