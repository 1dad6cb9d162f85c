"""What the SDK's pipeline insists on having, made cheap and harmless."""
# ruff: noqa: ARG002 - the signatures are the SDK's.

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount
from botframework.connector.auth import (
    AuthenticateRequestResult,
    BotFrameworkAuthentication,
    ClaimsIdentity,
    ConnectorFactory,
)

from bot.teams.connector import Connector
from dialogs.core.exchange import Incoming


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
