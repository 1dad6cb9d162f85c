"""What puts a message into a conversation: Teams, through its connector, or a double of it in the tests."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from bot.teams.connector import Connector, Outcome
from bot.teams.render import activity
from dialogs.core.turn import Address, Message


class Sender(Protocol):
    """Sends a message to a conversation, or redraws the one that it ``replaces``; never raises for the network."""

    async def send(self, address: Address, message: Message) -> Outcome:
        """Send it once; ``id`` of the outcome names the message."""
        ...


class TeamsSender:
    """Sends through the connector, which checks the service address again."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def send(self, address: Address, message: Message) -> Outcome:
        """Post the message, or redraw the one it replaces."""
        if message.thread and not message.replaces:
            address = replace(address, conversation=f"{address.conversation};messageid={message.thread}")
        payload = activity(message, address)
        if message.replaces:
            return await self._connector.update(address, message.replaces, payload)
        return await self._connector.post(address, payload)
