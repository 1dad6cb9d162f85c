"""The whole wire for tests: our server over real HTTP, between a key server and a connector of our own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from bot.app import make_adapter, make_app, make_runner, open_connector
from bot.health import Health, Metrics
from bot.settings import Settings, load_settings
from bot.teams.adapter import TeamsAdapter
from bot.teams.turn import Inflow, TurnPlaces
from dialogs.core.exchange import Incoming, Living, Reply
from tests.connector import FakeConnector
from tests.keyserver import APP_ID, TENANT, KeyServer

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
OID = "22222222-2222-4222-8222-222222222222"
BOT = "28:assistant"
PERSON = "29:someone"

Handler = Callable[[Incoming], Awaitable[Reply]]


def registered(keyserver: KeyServer, **more: str) -> Settings:
    """Settings with an app id, its keys and tokens coming from ``keyserver``."""
    return load_settings(
        {
            "MicrosoftAppType": "SingleTenant",
            "MicrosoftAppId": APP_ID,
            "MicrosoftAppPassword": "secret",
            "MicrosoftAppTenantId": TENANT,
            "OPENID_METADATA_URL": keyserver.metadata_url,
            "LOGIN_URL": keyserver.url,
            **more,
        }
    )


def anonymous(**more: str) -> Settings:
    return load_settings({"ALLOW_ANONYMOUS": "true", **more})


def message(service_url: str, text: str | None = "bonjour", **more: Any) -> dict[str, Any]:
    """A message as Teams sends it in a personal chat."""
    return {
        "type": "message",
        "id": "1485983408511",
        "timestamp": "2024-01-25T09:00:00.000Z",
        "channelId": "msteams",
        "serviceUrl": service_url,
        "from": {"id": PERSON, "name": "Camille Durand", "aadObjectId": OID},
        "recipient": {"id": BOT, "name": "Aide"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "entities": [{"type": "clientInfo", "locale": "fr-FR", "timezone": "Europe/Paris"}],
        "locale": "fr-FR",
        "text": text,
        **more,
    }


async def echo(incoming: Incoming) -> Reply:
    return Reply.text(f"Vous dites : {incoming.text}")


@dataclass(slots=True)
class Wire:
    """A running server. ``seen`` is what its handler was given."""

    url: str
    session: aiohttp.ClientSession
    connector: FakeConnector
    health: Health
    metrics: Metrics
    adapter: TeamsAdapter
    keyserver: KeyServer | None = None
    seen: list[Incoming] = field(default_factory=list)

    def message(self, text: Any = "bonjour", **more: Any) -> dict[str, Any]:
        return message(self.connector.url, text, **more)

    async def post(self, body: Any, *, token: str | None = "", **headers: str) -> tuple[int, Any]:
        """Post an activity (or raw bytes) and return status and JSON answer; signed unless ``token`` says otherwise."""
        if token == "" and self.keyserver is not None:
            token = self.keyserver.token(self.connector.url)
        if token:
            headers = {"Authorization": f"Bearer {token}", **headers}
        data = body if isinstance(body, bytes) else aiohttp.JsonPayload(body)
        if isinstance(body, bytes):
            headers = {"Content-Type": "application/json", **headers}
        async with self.session.post(f"{self.url}/api/messages", data=data, headers=headers) as response:
            return response.status, await response.json() if response.content_type == "application/json" else None


@contextlib.asynccontextmanager
async def wire(
    handler: Handler = echo,
    keyserver: KeyServer | None = None,
    settings: Settings | None = None,
    inflow: Inflow | None = None,
    places: TurnPlaces | None = None,
) -> AsyncIterator[Wire]:
    """Run a server with ``handler``: with an app id when there is a key server, else anonymous."""
    settings = settings or (registered(keyserver) if keyserver else anonymous())
    health, metrics = Health(), Metrics()
    seen: list[Incoming] = []
    posted: list[tuple[Living, str]] = []

    async def watched(incoming: Incoming) -> Reply:
        seen.append(incoming)
        return await handler(incoming)

    async with contextlib.AsyncExitStack() as stack:
        fake = await stack.enter_async_context(FakeConnector())
        client = await stack.enter_async_context(aiohttp.ClientSession())
        connector, session = await stack.enter_async_context(open_connector(settings, metrics))
        adapter = make_adapter(
            settings,
            connector,
            session,
            handler=watched,
            posted=lambda living, activity: posted.append((living, activity)),
            apology=lambda incident: Reply.text(f"Désolé, incident {incident}."),
            clock=lambda: NOW,
            health=health,
            metrics=metrics,
            inflow=inflow,
            places=places,
        )
        runner = make_runner(make_app(adapter, health, metrics))
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield Wire(
            f"http://127.0.0.1:{runner.addresses[0][1]}",
            client,
            fake,
            health,
            metrics,
            adapter,
            keyserver=keyserver,
            seen=seen,
        )
