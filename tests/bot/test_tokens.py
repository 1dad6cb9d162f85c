"""Our own token: fetched once, ahead of time, in a thread, and missed without breaking a turn."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from bot.settings import load_settings
from bot.teams.tokens import AppCredentials, TokenUnavailable
from tests.bot.wire import registered
from tests.keyserver import APP_ID, TENANT, KeyServer


class Login:
    """A login server in a function: counts what it is asked, in which thread."""

    def __init__(self) -> None:
        self.asked: list[bool] = []
        self.threads: set[int] = set()
        self.answer: dict[str, Any] | Exception | None = None

    def __call__(self, fresh: bool) -> dict[str, Any]:
        self.asked.append(fresh)
        self.threads.add(threading.get_ident())
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer or {"access_token": f"t{len(self.asked)}", "expires_in": 3600}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_one_fetch_for_many_in_another_thread() -> None:
    login = Login()
    credentials = AppCredentials(login)
    assert set(await asyncio.gather(*(credentials.header() for _ in range(20)))) == {"Bearer t1"}
    assert login.asked == [False]
    assert threading.get_ident() not in login.threads


async def test_a_token_is_renewed_behind_the_turn() -> None:
    login, clock = Login(), Clock()
    credentials = AppCredentials(login, clock)
    assert await credentials.header() == "Bearer t1"
    clock.now = 3600 - 280
    assert await credentials.header() == "Bearer t1"
    await asyncio.sleep(0.05)
    assert await credentials.header() == "Bearer t2"
    assert len(login.asked) == 2


@pytest.mark.parametrize("answer", [OSError("no route"), {"error": "invalid_client"}, {"access_token": 7}])
async def test_an_outage_is_survived_while_the_token_lasts(answer: Any) -> None:
    login, clock = Login(), Clock()
    credentials = AppCredentials(login, clock)
    await credentials.header()
    login.answer, clock.now = answer, 3600 - 280
    for _ in range(3):
        assert await credentials.header() == "Bearer t1"
        await asyncio.sleep(0.02)
    assert len(login.asked) == 2, "a failing login server is not asked at every turn"
    clock.now = 3600 - 20
    with pytest.raises(TokenUnavailable):
        await credentials.header()
    login.answer, clock.now = None, 3600 + 20
    assert await credentials.header() == "Bearer t4"


async def test_a_token_turned_down_is_fetched_anew_but_not_at_every_turn() -> None:
    login, clock = Login(), Clock()
    credentials = AppCredentials(login, clock)
    await credentials.header()
    credentials.refused()
    assert await credentials.header() == "Bearer t1"
    clock.now = 60
    credentials.refused()
    assert await credentials.header() == "Bearer t2"
    assert login.asked == [False, True]


async def test_msal_asks_the_login_server_of_the_settings() -> None:
    async with KeyServer() as keyserver:
        credentials = AppCredentials.of(registered(keyserver))
        assert await credentials.header() == "Bearer app-token-1"
        assert keyserver.logins == 1


async def test_a_managed_identity_asks_its_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    import msal

    asked: list[Any] = []

    class Managed:
        def __init__(self, identity: Any, *, http_client: Any) -> None:
            asked.append((identity["Id"], http_client is not None))

        def acquire_token_for_client(self, *, resource: str) -> dict[str, Any]:
            asked.append(resource)
            return {"access_token": "managed", "expires_in": 86400}

    monkeypatch.setattr(msal, "ManagedIdentityClient", Managed)
    settings = load_settings(
        {"MicrosoftAppType": "UserAssignedMSI", "MicrosoftAppId": APP_ID, "MicrosoftAppTenantId": TENANT}
    )
    assert await AppCredentials.of(settings).header() == "Bearer managed"
    assert asked == [(APP_ID, True), "https://api.botframework.com"]
