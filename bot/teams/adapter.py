"""The door: an HTTP request becomes a turn, or one of 400, 401, 403, 413, 415, 503; never 500 for what came in.

A subclass of the SDK's ``CloudAdapter`` that keeps its pipeline and replaces what is unsafe or slow in it: the token
is verified before the body is read, activities are read without msrest, nothing is sent through the SDK's clients.
The ways in that we do not serve (streaming, skills, the SDK's own proactive calls) are shut.
"""

from __future__ import annotations

import json
import logging
import math
import time
import zlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from botbuilder.core import Bot, TurnContext
from botbuilder.integration.aiohttp import CloudAdapter
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount, ResourceResponse
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.health import Health, Metrics
from bot.log import new_incident
from bot.settings import is_loopback
from bot.teams import envelope, files, render
from bot.teams.connector import Connector
from bot.teams.envelope import MAX_BODY, Gate, Handler
from bot.teams.files import Uploads
from bot.teams.tokens import Caller, HttpRefusal, TokenVerifier, TryAgain
from bot.teams.turn import Inflow, Posted, Rated, TeamsTurn, TooMuch
from dialogs.core import texts
from dialogs.core.exchange import Happening, Incoming, Message, Reply, Scope

# --- What the SDK's pipeline insists on having, made cheap and harmless: the signatures are the SDK's.
# ruff: noqa: ARG002


class ShutAuthentication(BotFrameworkAuthentication):
    """The SDK's own authentication, shut: streaming, skills and its proactive calls all end here."""

    async def authenticate_request(self, activity: Activity, auth_header: str) -> AuthenticateRequestResult:
        """Refuse: tokens are verified by our own verifier, before there is an activity."""
        raise PermissionError

    async def authenticate_streaming_request(
        self, auth_header: str, channel_id_header: str
    ) -> AuthenticateRequestResult:
        """Refuse: there is no streaming here."""
        raise PermissionError

    def create_connector_factory(self, claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """Refuse: nothing is sent by the SDK's clients."""
        raise PermissionError

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> Any:
        """Return None: nobody signs in through the assistant, and the SDK's client costs 5 ms a turn."""
        return None


class _OurConnector(ConnectorFactory):
    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> Any:
        return self._connector


def verified(connector: Connector) -> AuthenticateRequestResult:
    """Return what the pipeline wants to know of a caller whom we have verified ourselves."""
    result = AuthenticateRequestResult()
    result.claims_identity = ClaimsIdentity({}, is_authenticated=True)
    result.connector_factory = _OurConnector(connector)
    return result


def model(activity: Mapping[str, Any], incoming: Incoming) -> Activity:
    """Return what the pipeline looks at. Reading all of it through msrest would cost more than the turn."""
    address, name = incoming.address, activity.get("name")
    return Activity(
        type=activity["type"],
        name=name if isinstance(name, str) else "",
        id=incoming.activity_id,
        channel_id=address.channel,
        service_url=address.service_url,
        conversation=ConversationAccount(id=address.conversation),
        from_property=ChannelAccount(id=address.user_id),
        recipient=ChannelAccount(id=address.bot_id),
    )


LOG = logging.getLogger(__name__)

MAX_TURNS = 500  # In hand at once; beyond, the channel is asked to come back.
_RETRY_AFTER = 5  # Seconds.


class TeamsAdapter(CloudAdapter):
    """Serves ``POST /api/messages``."""

    def __init__(
        self,
        *,
        gate: Gate,
        verifier: TokenVerifier | None,
        connector: Connector,
        uploads: Uploads,
        handler: Handler,
        posted: Posted,
        apology: Callable[[str], Reply],
        clock: Callable[[], datetime],
        health: Health,
        metrics: Metrics,
        settled: Callable[[str], Awaitable[None]] | None = None,
        inflow: Inflow | None = None,
    ) -> None:
        """Take the parts. ``verifier`` is None in anonymous mode only; ``apology`` gets the incident's number.

        ``settled`` waits until what is remembered of a conversation is stored: a message is acknowledged after that.
        """
        if verifier is None and not gate.anonymous:
            raise ValueError("a verifier is needed")
        super().__init__(ShutAuthentication())
        metrics.in_hand.set_function(lambda: health.turns)
        self._gate = gate
        self._verifier = verifier
        self._connector = connector
        self._uploads = uploads
        self._handler = handler
        self._posted = posted
        self._rated = Rated()
        self._apology = apology
        self._clock = clock
        self._health = health
        self._metrics = metrics
        self._settled = settled
        self._verified = verified(connector)
        self._inflow = inflow or Inflow()

    async def process(
        self,
        request: web.Request,
        bot: Bot | None = None,
        ws_response: web.WebSocketResponse | None = None,
    ) -> web.Response:
        """Answer one request. ``bot`` and ``ws_response`` are the SDK's signature: a turn is its own bot here."""
        try:
            if self._health.stopping or self._health.turns >= MAX_TURNS:
                raise TryAgain("stopping" if self._health.stopping else "busy")
            caller = await self._admit(request)
            activity = envelope.loads(await _body(request))
            envelope.check(activity, caller, self._gate)
            incoming = envelope.read(activity, self._gate, self._clock())
        except HttpRefusal as refused:
            LOG.info("refused: %s", refused)
            self._metrics.refusals.labels(str(refused.status), refused.reason).inc()
            headers = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else None
            return web.Response(status=refused.status, headers=headers)
        except TryAgain as later:
            return self._later(later)
        return await self._counted(activity, incoming)

    async def _admit(self, request: web.Request) -> Caller | None:
        """Return who calls; None for a local client in anonymous mode. Raises ``HttpRefusal``, ``TryAgain``."""
        if self._verifier is not None:
            return await self._verifier.verify(request.headers.get("Authorization"))
        # A page of another site can make a browser call the loopback, but not under a loopback name, nor (its
        # Content-Type being JSON) without a permission that is never given.
        if not is_loopback(_host(request)):
            raise HttpRefusal(403, "host")
        return None

    async def _counted(self, activity: Mapping[str, Any], incoming: Incoming) -> web.Response:
        started = time.monotonic()
        outcome = "failed"
        self._health.begin()
        try:
            with self._inflow.taking(incoming):
                response = await self._turn(activity, incoming)
            outcome = "answered" if response.status < 500 else "later" if response.status == 503 else "unanswered"
        except TooMuch as much:
            outcome = "later"
            response = await self._too_much(activity, incoming, much)
        finally:
            self._health.end()
            self._metrics.turns.labels(incoming.happening.value, outcome).inc()
            self._metrics.seconds.observe(time.monotonic() - started)
        return response

    def _turn_of(self, activity: Mapping[str, Any], incoming: Incoming) -> TeamsTurn:
        return TeamsTurn(
            incoming,
            envelope.executes(activity),
            self._handler,
            self._connector,
            uploads=self._uploads,
            posted=self._posted,
            rated=self._rated,
            place=files.place(activity) if incoming.happening is Happening.CONSENT else None,
        )

    async def _turn(self, activity: Mapping[str, Any], incoming: Incoming) -> web.Response:
        turn = self._turn_of(activity, incoming)
        try:
            answer = await self.process_activity(self._verified, model(activity, incoming), turn.on_turn)
        except TryAgain as later:
            if later.says:
                await self._explain(turn, incoming, later.says)
            body = render.error_answer(503, "NotNow", later.says) if _executed(incoming) and later.says else None
            return self._later(later, body)
        except Exception as error:
            return await self._apologise(turn, incoming, error)
        if answer is None:
            if self._settled:  # The person has the reply: what comes next, at whichever replica, finds it remembered.
                await self._settled(incoming.address.conversation)
            return web.Response(status=200)
        return _json(answer.status, answer.body)

    async def _apologise(self, turn: TeamsTurn, incoming: Incoming, error: Exception) -> web.Response:
        """Log a bug with its place, tell the person its number; the same activity is not worth a second try."""
        incident = new_incident()
        self._metrics.turns.labels(incoming.happening.value, "incident").inc()
        LOG.error("turn failed: %s", incoming.happening.value, exc_info=error, extra={"incident": incident})
        try:
            reply = self._apology(incident)
            if incoming.happening in envelope.IN_WINDOW:
                return _json(200, render.window_answer(incoming.happening, reply))
            if incoming.happening is Happening.EXECUTE:
                text = reply.error or " ".join(message.text for message in reply.messages)
                return _json(200, render.error_answer(500, "InternalError", text))
            if incoming.happening in (Happening.MESSAGE, Happening.SUBMIT, Happening.CONSENT):
                await turn.say(reply.messages)
        except Exception as second:
            LOG.error("apology failed", exc_info=second, extra={"incident": incident})
        return web.Response(status=200)

    def _later(self, later: TryAgain, body: Any = None) -> web.Response:
        LOG.warning("put off: %s", later)
        self._metrics.refusals.labels("503", "try again").inc()
        return _put_off(503, _RETRY_AFTER, body)

    async def _too_much(self, activity: Mapping[str, Any], incoming: Incoming, much: TooMuch) -> web.Response:
        """Put a turn off that is one too many: nothing of it was done, and the person is told once in a while."""
        LOG.info("put off: too much of one %s", much.whose)
        self._metrics.refusals.labels("429", much.whose).inc()
        seconds = max(1, math.ceil(much.seconds))
        if incoming.happening in envelope.IN_WINDOW:
            return _put_off(200, seconds, render.window_answer(incoming.happening, Reply.text(texts.TOO_FAST)))
        if _executed(incoming):
            # Clients show what a good answer says is wrong; of a bad one, they say that something went wrong.
            return _put_off(200, seconds, render.error_answer(429, "TooManyRequests", texts.TOO_FAST))
        await self._explain(self._turn_of(activity, incoming), incoming, texts.TOO_FAST)
        return _put_off(429, seconds)

    async def _explain(self, turn: TeamsTurn, incoming: Incoming, text: str) -> None:
        """Say once in a while, in the private chat, why there is no answer; what cannot be said is left."""
        if incoming.address.scope is not Scope.PERSONAL or not self._inflow.may_tell(incoming):
            return
        try:
            await turn.say((Message(text),))
        except TryAgain as second:
            LOG.info("not told that a turn is put off: %s", second)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Keep the answer of an invoke, the one thing that the SDK's pipeline sends here."""
        for activity in activities:
            if activity.type != ActivityTypes.invoke_response:
                raise NotImplementedError("replies go through Connector")
            context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
        return [ResourceResponse(id="") for _ in activities]


def _host(request: web.Request) -> str:
    """Return the name that the client called us by, without its port; "" for an odd one."""
    try:
        return urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        return ""


async def _body(request: web.Request) -> bytes:
    """Return the body. Raises ``HttpRefusal``: 415, 413, or 400 for one that cannot be read."""
    if request.content_type != "application/json":
        raise HttpRefusal(415, "content type")
    if (request.content_length or 0) > MAX_BODY:
        raise HttpRefusal(413, "too large")
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise HttpRefusal(413, "too large") from None
    except (web.RequestPayloadError, ValueError):
        raise HttpRefusal(400, "unreadable") from None
    packing = request.headers.get("Content-Encoding", "identity").strip().lower()
    return body if packing == "identity" else _unpacked(body, packing)


def _unpacked(body: bytes, packing: str) -> bytes:
    """Return a body that was sent compressed. Raises ``HttpRefusal``: 415, 413, or 400 for a broken one."""
    if packing not in ("gzip", "deflate"):
        raise HttpRefusal(415, "encoding")
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # Either of the two, as its first bytes say.
    try:
        whole = unpacking.decompress(body, MAX_BODY + 1)
    except zlib.error:
        raise HttpRefusal(400, "unreadable") from None
    if len(whole) > MAX_BODY:
        raise HttpRefusal(413, "too large")
    if not unpacking.eof or unpacking.unused_data:
        raise HttpRefusal(400, "unreadable")
    return whole


def _executed(incoming: Incoming) -> bool:
    return incoming.happening is Happening.EXECUTE


def _put_off(status: int, seconds: int, body: Any = None) -> web.Response:
    response = web.Response(status=status) if body is None else _json(status, body)
    response.headers["Retry-After"] = str(seconds)
    return response


def _json(status: int, body: Any) -> web.Response:
    return web.Response(status=int(status), body=json.dumps(body).encode(), content_type="application/json")
