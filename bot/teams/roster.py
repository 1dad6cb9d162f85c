"""Who somebody in a conversation is, as the connector has them."""

from __future__ import annotations

from bot.teams.connector import Connector
from dialogs.core.context import Colleague
from dialogs.core.turn import Address
from knowledge.people import PersonKey

_OUTSIDE = frozenset({"guest", "anonymous"})


class TeamsRoster:
    """Asks the connector, each time: it is rarely needed, and what it says may change."""

    def __init__(self, connector: Connector, tenant: str = "") -> None:
        """``tenant``: that of everybody, for local use without one."""
        self._connector = connector
        self._tenant = tenant

    async def find(self, address: Address, user_id: str) -> Colleague | None:
        """Return the person; None for an application, and when the connector does not tell."""
        member = await self._connector.member(address, user_id)
        if member is None or not member.oid:
            return None
        key = PersonKey(self._tenant or member.tenant, member.oid)
        guest = member.role in _OUTSIDE
        return Colleague(key, member.name[:200], guest=guest, mail=(member.upn or member.email)[:256])
