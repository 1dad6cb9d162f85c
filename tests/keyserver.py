"""A key server and login server on the loopback: what Microsoft's two are, as far as the assistant can tell.

Keys can be rolled over and either server can be out of order, so that the tests meet what production will.
"""

from __future__ import annotations

import asyncio
import json
import time
from types import TracebackType
from typing import Any, Self

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"
APP_ID = "11111111-1111-4111-8111-111111111111"
TENANT = "99999999-9999-4999-8999-999999999999"


def new_private_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


class KeyServer:
    """Serves ``/metadata``, ``/keys`` and the login server's token endpoint, and signs the channel's tokens."""

    def __init__(self) -> None:
        self.url = ""
        self.down = False  # Every answer is 500.
        self.delay = 0.0  # Seconds before every answer.
        self.fetches = 0  # Of the key set.
        self.logins = 0  # Tokens given to the assistant.
        self.date = ""  # What every answer is dated; now if empty.
        self.refuses = 0  # The code of Entra with which the assistant's secret is turned down.
        self.tenants = (TENANT,)  # Those that the login server knows.
        self.audiences: tuple[str, ...] = (ISSUER,)  # For whom its tokens may be asked.
        self.lasts = 3600  # Seconds that these say they last.
        self.published: dict[str, dict[str, Any]] = {}
        self._private: dict[str, rsa.RSAPrivateKey] = {}
        self._runner: web.AppRunner | None = None
        self.kid = ""
        self.roll()

    @property
    def metadata_url(self) -> str:
        return f"{self.url}/metadata"

    def roll(self, *, keep: bool = False, endorsements: tuple[str, ...] | None = ("msteams",), bits: int = 2048) -> str:
        """Sign with a new key from now on and publish it, instead of the old ones or beside them."""
        self.kid = f"key-{len(self._private) + 1}"
        self._private[self.kid] = new_private_key(bits)
        if not keep:
            self.published.clear()
        jwk = {**json.loads(RSAAlgorithm.to_jwk(self._private[self.kid].public_key())), "kid": self.kid, "use": "sig"}
        if endorsements is not None:
            jwk["endorsements"] = list(endorsements)
        self.published[self.kid] = jwk
        return self.kid

    def token(
        self,
        service_url: str,
        *,
        without: str = "",
        key: rsa.RSAPrivateKey | str | None = None,
        algorithm: str = "RS256",
        kid: str | None = "",
        **claims: Any,
    ) -> str:
        """Return a channel's token for ``service_url``, good unless told otherwise; ``without`` leaves a claim out."""
        now = time.time()
        payload = {"iss": ISSUER, "aud": APP_ID, "nbf": now - 60, "exp": now + 3600, "serviceurl": service_url}
        payload = {name: value for name, value in {**payload, **claims}.items() if name != without}
        headers = {} if kid is None else {"kid": kid or self.kid}
        return jwt.encode(payload, key or self._private[self.kid], algorithm=algorithm, headers=headers)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/metadata", self._metadata)
        app.router.add_get("/keys", self._keys)
        app.router.add_get("/{tenant}/v2.0/.well-known/openid-configuration", self._login_metadata)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    async def _answer(self, body: dict[str, Any]) -> web.Response:
        await asyncio.sleep(self.delay)
        dated = {"Date": self.date} if self.date else None
        return web.Response(status=500) if self.down else web.json_response(body, headers=dated)

    async def _metadata(self, _request: web.Request) -> web.Response:
        return await self._answer({"issuer": ISSUER, "jwks_uri": f"{self.url}/keys"})

    async def _keys(self, _request: web.Request) -> web.Response:
        self.fetches += 1
        return await self._answer({"keys": list(self.published.values())})

    async def _login_metadata(self, request: web.Request) -> web.Response:
        if request.match_info["tenant"] not in self.tenants:
            return web.json_response({"error": "invalid_tenant"}, status=400)
        base = f"{self.url.replace('http:', 'https:')}/{request.match_info['tenant']}"
        return await self._answer(
            {
                "issuer": f"{base}/v2.0",
                "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
                "token_endpoint": f"{base}/oauth2/v2.0/token",
            }
        )

    async def _login(self, request: web.Request) -> web.Response:
        form = await request.post()
        if self.refuses:
            refusal = {"error": "invalid_client", "error_codes": [self.refuses], "error_description": "AADSTS"}
            return web.json_response(refusal, status=401)
        if form.get("client_secret") != "secret" or form.get("scope") not in [
            f"{one}/.default" for one in self.audiences
        ]:
            return web.json_response({"error": "invalid_client"}, status=401)
        self.logins += 1
        return await self._answer(
            {"token_type": "Bearer", "expires_in": self.lasts, "access_token": f"app-token-{self.logins}"}
        )
