"""Names that ``bot.teams.adapter`` fills in for the SDK; nothing here does anything."""

from typing import Any


class AuthenticateRequestResult:
    claims_identity: Any = None
    connector_factory: Any = None


class BotFrameworkAuthentication: ...


class ConnectorFactory: ...


class ClaimsIdentity:
    def __init__(self, claims: dict[str, str], is_authenticated: bool) -> None:
        self.claims, self.is_authenticated = claims, is_authenticated
