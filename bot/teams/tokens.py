"""Trust, both ways: which addresses are trusted, tokens of the channel verified, ours fetched, and how a request is refused.

A ``serviceUrl`` is signed by the channel, but a stored one is only as safe as the database, so the same check is
made when an activity comes in and when anything is sent. Where a file is to be put is said by the client: it is
checked as an address from anybody.

The stock SDK fetches keys and tokens synchronously in the turn, breaks when a signing key is rolled over and answers
500 to a bad token. Here keys are cached, fetched once however many ask, and kept when a fetch fails; our own token is
kept by one MSAL application and renewed in a thread before it expires.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import logging
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
import jwt
import requests
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.helpers import get_env_proxy_for_url
from aiohttp.tracing import Trace
from yarl import URL

from bot.settings import AppType, Settings, is_loopback

# Who issues the channel's tokens, and for whom ours are asked.
ISSUER = "https://api.botframework.com"
# From the outbound host list of Microsoft's Agents SDK, less what a Teams bot never calls. Whole names, except where
# a dot leads: trafficmanager.net is shared with every customer of Azure, so one name of it is believed and no more.
MICROSOFT_HOSTS = (
    "smba.trafficmanager.net",
    ".botframework.com",
    ".teams.microsoft.com",
)
# OneDrive for work or school, where Teams keeps the files of a private chat; then the two other places that its upload
# sessions may name. Each is shared by every customer of Microsoft: no token ever goes there.
STORAGE_HOSTS = (".sharepoint.com", "graph.microsoft.com", ".graph.microsoft.com", ".1drv.com")
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class ServiceHosts:
    """The allow-list: Microsoft's connectors over https, or this machine alone for local use."""

    _REMEMBERED = 256

    def __init__(self, *, microsoft: bool, loopback: bool) -> None:
        self._microsoft = microsoft
        self._loopback = loopback
        self._known: dict[str, bool] = {}

    @classmethod
    def of(cls, settings: Settings) -> ServiceHosts:
        """Return the list for these settings: anonymous use never leaves the loopback."""
        return cls(
            microsoft=not settings.anonymous,
            loopback=settings.anonymous or settings.local_cloud,
        )

    def allows(self, url: str) -> bool:
        """Tell whether ``url`` may be called. Asked twice a turn, of a few addresses: the answers are remembered."""
        known = self._known.get(url)
        if known is None:
            if len(self._known) >= self._REMEMBERED:
                self._known.clear()
            known = self._known[url] = self._judge(url)
        return known

    def _judge(self, url: str) -> bool:
        return "?" not in url and _believed(url, MICROSOFT_HOSTS if self._microsoft else (), loopback=self._loopback)


class StorageHosts:
    """Where files may be put: Microsoft's storage over https; in anonymous use, this machine alone."""

    def __init__(self, *, anonymous: bool) -> None:
        self._anonymous = anonymous

    def allows(self, url: str) -> bool:
        """Tell whether a file may be put to ``url``, or shown from there."""
        return _believed(url, () if self._anonymous else STORAGE_HOSTS, loopback=self._anonymous)


def _believed(url: str, names: tuple[str, ...], *, loopback: bool) -> bool:
    """Tell whether ``url`` leads to one of ``names`` over https, or to this machine where that is allowed."""
    if not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        return False  # It will be part of a request line.
    try:
        parts = urlsplit(url)
        host, scheme, port = (parts.hostname or "").lower(), parts.scheme, parts.port
        called = (URL(url, encoded=True).host or "").lower()
    except ValueError:
        return False
    if parts.username is not None or parts.fragment or called != host:
        return False
    if loopback and scheme in ("http", "https") and is_loopback(host):
        return True
    if scheme != "https" or port not in (None, 443) or not _NAME.fullmatch(host):
        return False
    return any(host.endswith(name) if name[0] == "." else host == name for name in names)


# --- The proxy to each host, from ``HTTPS_PROXY`` and ``NO_PROXY``: looked up once a host, since they do not change.


class ProxiedConnector(aiohttp.TCPConnector):
    """Opens connections by the proxies of the environment.

    The session's own ``trust_env`` asks for them, and for passwords in a ``.netrc`` that are no business of ours, in a
    thread at each request: twice 0.1 ms of every reply.
    """

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - the signature is aiohttp's.
    ) -> Connection:
        """Connect, or take a connection that is open."""
        proxy, sign_in = _way(req.url.scheme, req.url.host or "")
        if proxy is not None:
            req.update_proxy(proxy, sign_in, None)
        return await super().connect(req, traces, timeout)


@lru_cache(maxsize=64)
def _way(scheme: str, host: str) -> tuple[URL | None, aiohttp.BasicAuth | None]:
    try:
        return get_env_proxy_for_url(URL.build(scheme=scheme, host=host))
    except LookupError:
        return None, None


# --- The refusals: each is one HTTP status, never 500.


class HttpRefusal(Exception):
    """The request is not served. ``status`` is the HTTP answer; ``reason`` is for the log and the metrics.

    A reason is one of a few fixed words: nothing of what was sent.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(f"{status} {reason}")
        self.status = status
        self.reason = reason


class TryAgain(Exception):
    """Nothing was done, for want of something that will come back (database, key server): 503, to be redelivered.

    ``says`` is told to the person, once in a while: the channel may not send the activity again.
    """

    def __init__(self, what: str, *, says: str = "") -> None:
        super().__init__(what)
        self.says = says


LOG = logging.getLogger(__name__)

_FETCH = aiohttp.ClientTimeout(total=5, connect=3)
# Seconds after which keys are fetched again, so that one that was withdrawn does not serve for long: Microsoft advises
# a day at most.
_MAX_AGE = 3600.0
_AFTER_SUCCESS = 15.0  # Seconds between two fetches for unknown keys: a forger must not make us call at will.
_AFTER_FAILURE = 5.0
_LEEWAY = 300  # Seconds that two clocks may differ.
_LEAST_BITS = 2048  # Of an RSA key; a shorter one is not believed.
_REMEMBERED = 256  # Verified tokens: the channel sends the same one for about an hour.


@dataclass(frozen=True, slots=True)
class Caller:
    """What a verified token says of its bearer. ``endorsed`` are the channels that its key may speak for."""

    service_url: str
    endorsed: frozenset[str]
    expires: float  # Seconds since 1970.
    kid: str  # The key that signed.


@dataclass(frozen=True, slots=True)
class _Key:
    public: jwt.PyJWK
    endorsed: frozenset[str]


class SigningKeys:
    """The channel's public keys, by key id."""

    def __init__(
        self, metadata_url: str, session: aiohttp.ClientSession, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._metadata_url = metadata_url
        self._session = session
        self._monotonic = monotonic
        self._keys: dict[str, _Key] = {}
        self._fetched = float("-inf")
        self._next_try = float("-inf")
        self._failed = False
        self._fetching: asyncio.Task[None] | None = None

    def holds(self, kid: str) -> bool:
        """Tell whether the key of that id is still published, as far as is known."""
        return kid in self._keys

    async def get(self, kid: str) -> _Key:
        """Return the key of that id. Raises ``HttpRefusal`` (unknown) or ``TryAgain`` (the key server is out of reach)."""
        key = self._keys.get(kid)
        now = self._monotonic()
        if key is not None:
            if now - self._fetched > _MAX_AGE and now >= self._next_try:
                self._fetch()  # Behind the turn: the old key goes on serving meanwhile.
            return key
        if self._fetching is not None or now >= self._next_try:
            await asyncio.shield(self._fetch())
            key = self._keys.get(kid)
            if key is not None:
                return key
        if self._failed:
            raise TryAgain("signing keys")
        # Keys are published long before they sign, and were read seconds ago: this is somebody who makes up key ids. To be
        # asked again would let them fill what tells that the service cannot serve.
        raise HttpRefusal(401, "unknown key")

    def _fetch(self) -> asyncio.Task[None]:
        if self._fetching is None:
            self._fetching = asyncio.create_task(self._load())
            self._fetching.add_done_callback(self._done)
        return self._fetching

    def _done(self, _task: asyncio.Task[None]) -> None:
        self._fetching = None

    async def _load(self) -> None:
        try:
            keys = _keys_of(await self._json(await self._jwks_url()))
        except (aiohttp.ClientError, TimeoutError, ValueError, LookupError, TypeError, AttributeError) as error:
            LOG.warning("signing keys not fetched: %s", type(error).__name__)
            self._failed, self._next_try = True, self._monotonic() + _AFTER_FAILURE
        else:
            self._keys, self._failed, self._fetched = keys, False, self._monotonic()
            self._next_try = self._fetched + _AFTER_SUCCESS

    async def _jwks_url(self) -> str:
        url = str((await self._json(self._metadata_url))["jwks_uri"])
        parts = urlsplit(url)
        plain_here = parts.scheme == "http" and is_loopback(parts.hostname or "")
        if parts.hostname != urlsplit(self._metadata_url).hostname or not (parts.scheme == "https" or plain_here):
            raise ValueError("jwks_uri")  # Keys come from where their address does, as Microsoft's do.
        return url

    async def _json(self, url: str) -> Any:
        async with self._session.get(url, timeout=_FETCH, allow_redirects=False) as response:
            if response.status != 200:
                raise ValueError("status")
            return await response.json(content_type=None)


def _keys_of(document: Any) -> dict[str, _Key]:
    """Return the RSA keys of a JWKS. An odd key is left out; a set without any raises ``ValueError``."""
    keys: dict[str, _Key] = {}
    for entry in document["keys"]:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not isinstance(entry.get("kid"), str):
            continue
        endorsed = entry.get("endorsements")
        try:
            public = jwt.PyJWK.from_dict(entry, algorithm="RS256")
        except (jwt.PyJWTError, ValueError):
            continue
        if public.key.key_size < _LEAST_BITS:
            continue
        names = endorsed if isinstance(endorsed, list) else []
        keys[entry["kid"]] = _Key(public, frozenset(name for name in names if isinstance(name, str)))
    if not keys:
        raise ValueError("no key")
    return keys


class TokenVerifier:
    """Checks ``Authorization`` before anything of the body is read."""

    def __init__(self, app_id: str, issuer: str, keys: SigningKeys, clock: Callable[[], float] = time.time) -> None:
        self._app_id = app_id
        self._issuer = issuer
        self._keys = keys
        self._clock = clock
        self._verified: dict[str, Caller] = {}

    async def verify(self, header: str | None) -> Caller:
        """Return who calls. Raises ``HttpRefusal`` (401) for anything but a good token, ``TryAgain`` without keys."""
        scheme, _, token = (header or "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise HttpRefusal(401, "no token")
        known = self._verified.get(token)
        if known is not None and known.expires + _LEEWAY > self._clock() and self._keys.holds(known.kid):
            return known
        caller = await self._check(token)
        if len(self._verified) >= _REMEMBERED:
            self._verified.clear()
        self._verified[token] = caller
        return caller

    async def _check(self, token: str) -> Caller:
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            raise HttpRefusal(401, "not a token") from None
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str):
            raise HttpRefusal(401, "wrong header")
        key = await self._keys.get(kid)
        try:
            claims = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=self._issuer,
                leeway=_LEEWAY,
                options={"require": ["exp", "iss", "aud"]},
            )
        except jwt.ExpiredSignatureError:
            raise HttpRefusal(401, "expired") from None
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError) as error:
            raise HttpRefusal(401, type(error).__name__) from None
        service_url = claims.get("serviceurl")
        if not isinstance(service_url, str) or not service_url:
            raise HttpRefusal(401, "no serviceurl")
        return Caller(service_url.rstrip("/"), key.endorsed, float(claims["exp"]), kid)


class TokenUnavailable(Exception):
    """No token could be had for sending: nothing can be sent for now."""


class Credentials(Protocol):
    """Where the ``Authorization`` header of what we send comes from."""

    async def header(self) -> str:
        """Return the header's value, or "" when none is to be sent. Raises ``TokenUnavailable``."""
        ...

    def refused(self) -> None:
        """Say that the connector turned the current token down."""
        ...


class NoCredentials:
    """Local use: nothing proves who we are."""

    async def header(self) -> str:
        """Return the empty string: no header."""
        return ""

    def refused(self) -> None:
        """Do nothing: there is no token to renew."""


class AppCredentials:
    """Our token at the connector: one MSAL application, one token, renewed in a thread ahead of its end.

    ``fetch`` is blocking and returns MSAL's answer: ``access_token`` and ``expires_in`` (seconds), or ``error``.
    """

    # MSAL itself hands out its cached token until five minutes before the end; asking sooner would change nothing.
    _AHEAD = 290.0
    _PAUSE = 10.0  # Seconds between two tries when renewing fails.
    _MARGIN = 30.0  # Seconds before its end when a token is no longer used.

    def __init__(
        self, fetch: Callable[[bool], dict[str, Any]], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._fetch = fetch
        self._monotonic = monotonic
        self._value = ""
        self._ends = float("-inf")
        self._next_try = float("-inf")
        self._renewing: asyncio.Task[None] | None = None
        self._fresh = False

    @classmethod
    def of(cls, settings: Settings, audience: str = "") -> AppCredentials:
        """Return the credentials of these settings, at the connector or at ``audience``; nothing is fetched yet."""
        return cls(_Msal(settings, audience))

    async def header(self) -> str:
        """Return «Bearer …», at once while the token lasts. Raises ``TokenUnavailable``."""
        now = self._monotonic()
        if now < self._ends - self._AHEAD:
            return self._value
        if now < self._ends - self._MARGIN:
            if now >= self._next_try:
                self._renew()  # Behind the turn.
            return self._value
        if self._renewing is not None or now >= self._next_try:
            await asyncio.shield(self._renew())
        if self._monotonic() >= self._ends - self._MARGIN:
            raise TokenUnavailable
        return self._value

    def refused(self) -> None:
        """Forget the token, and MSAL's copy of it, at most once in a while."""
        if self._monotonic() >= self._next_try:
            self._ends, self._fresh = float("-inf"), True

    def _renew(self) -> asyncio.Task[None]:
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._load())
            self._renewing.add_done_callback(self._done)
        return self._renewing

    def _done(self, _task: asyncio.Task[None]) -> None:
        self._renewing = None

    async def _load(self) -> None:
        self._next_try = self._monotonic() + self._PAUSE
        try:
            answer = await asyncio.to_thread(self._fetch, self._fresh)
        except Exception as error:  # MSAL and requests raise many kinds; none may reach a turn.
            answer = {"error": type(error).__name__}
        token, lasts = answer.get("access_token"), answer.get("expires_in")
        if isinstance(token, str) and isinstance(lasts, int | float | str):
            self._value, self._ends, self._fresh = f"Bearer {token}", self._monotonic() + float(lasts), False
        else:
            LOG.error("no token to call with: %s", answer.get("error", "odd answer"))


class _Msal:
    """The blocking part, made at first use: importing MSAL and asking the login server for its addresses is slow."""

    def __init__(self, settings: Settings, audience: str = "") -> None:
        self._settings = settings
        self._audience = audience or ISSUER
        self._acquire: Callable[[], dict[str, Any]] | None = None

    def __call__(self, fresh: bool) -> dict[str, Any]:
        if self._acquire is None or fresh:
            self._acquire = self._application()
        return self._acquire()

    def _application(self) -> Callable[[], dict[str, Any]]:
        # Imported when first used: 60 ms and 10 MB that local use never needs.
        msal: Any = importlib.import_module("msal")
        s = self._settings
        session = requests.Session()
        session.max_redirects = 0
        session.request = functools.partial(session.request, timeout=5)  # type: ignore[method-assign]
        if s.app_type is AppType.USER_ASSIGNED_MSI:
            identity = msal.UserAssignedManagedIdentity(client_id=s.app_id)
            managed = msal.ManagedIdentityClient(identity, http_client=session)
            return functools.partial(managed.acquire_token_for_client, resource=self._audience)
        login = urlsplit(s.login_url)
        if login.scheme == "http":  # Only on the loopback. MSAL insists on https, so the way back is made underneath.
            session.mount(f"https://{login.netloc}", _plain_http(login.netloc))
        confidential = msal.ConfidentialClientApplication(
            s.app_id,
            authority=f"https://{login.netloc}/{s.app_tenant}",
            client_credential=s.app_password.get_secret_value() if s.app_password else None,
            instance_discovery=False,  # The address comes from our own settings; nothing to look up elsewhere.
            http_client=session,
        )
        return functools.partial(confidential.acquire_token_for_client, [f"{self._audience}/.default"])


def ask_token(settings: Settings) -> dict[str, Any]:
    """Ask for our token once and return MSAL's answer, ``error_codes`` included. Blocking; raises what MSAL does."""
    return _Msal(settings)(False)


def _plain_http(netloc: str) -> Any:
    """Return a transport that sends requests for ``https://netloc`` to ``http://netloc``."""

    class PlainHttp(requests.adapters.HTTPAdapter):
        def send(self, request: Any, *args: Any, **kwargs: Any) -> Any:
            request.url = request.url.replace(f"https://{netloc}", f"http://{netloc}", 1)
            return super().send(request, *args, **kwargs)

    return PlainHttp()
