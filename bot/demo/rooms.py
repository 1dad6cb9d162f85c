"""The conversations of the demonstration and what was said in them: what Teams' servers hold for real clients."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from bot.demo.people import PEOPLE
from bot.seats import Seat

BOT_ID = "28:assistant"
BOT_NAME = "Assistant Op@le"
GROUP = "19:groupe-opale@thread.v2"
CHANNEL = "19:canal-opale@thread.tacv2"
_KEPT = 400  # Activities of one conversation.
_WAITING = 1000  # Events that a page may be behind.


def user_id(oid: str) -> str:
    """Return a person's id in conversations."""
    return f"29:{oid}"


def personal(oid: str) -> str:
    """Return the id of a person's private chat with the assistant."""
    return f"a:{oid}"


def base_of(conversation: str) -> str:
    """Return the conversation of a channel's thread, which is named after its first message."""
    return conversation.partition(";messageid=")[0]


class NoConversation(LookupError):
    """There is no such conversation, or no such message in it."""


@dataclass(slots=True)
class Rooms:
    """All conversations, in memory. Pages that listen are told what happens, in order."""

    now: Callable[[], datetime]
    activities: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # By conversation and id.
    _pages: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        """Open everybody's private chat, the group and the channel."""
        for conversation in (*(personal(person.key.oid) for person in PEOPLE), GROUP, CHANNEL):
            self.activities[conversation] = {}

    def post(self, conversation: str, activity: Mapping[str, Any]) -> str:
        """Add what was said and return its id; of typing, only tell. Raises NoConversation."""
        kept = self._of(conversation)
        number = str(int(self.now().timestamp() * 1000) * 1000 + next(self._numbers) % 1000)
        placed = self._placed(conversation, activity, number)
        if activity.get("type") != "typing":
            kept[number] = placed
            while len(kept) > _KEPT:
                kept.pop(next(iter(kept)))
        self.tell({"event": "activity", "conversation": base_of(conversation), "activity": placed})
        return number

    def update(self, conversation: str, number: str, activity: Mapping[str, Any]) -> None:
        """Put ``activity`` in the place of an earlier one. Raises NoConversation."""
        kept = self._of(conversation)
        if number not in kept:
            raise NoConversation(number)
        earlier = kept[number]
        kept[number] = {
            **self._placed(conversation, activity, number),
            "thread": earlier["thread"],
            "timestamp": earlier["timestamp"],
            "edited": True,
        }
        self.tell({"event": "activity", "conversation": base_of(conversation), "activity": kept[number]})

    def delete(self, conversation: str, number: str) -> None:
        """Take a message away. Raises NoConversation."""
        if self._of(conversation).pop(number, None) is None:
            raise NoConversation(number)
        self.tell({"event": "deleted", "conversation": base_of(conversation), "id": number})

    def members(self, conversation: str) -> list[Seat]:
        """Return who is in a conversation. Raises NoConversation."""
        self._of(conversation)
        base = base_of(conversation)
        return [one for one in PEOPLE if base in (GROUP, CHANNEL, personal(one.key.oid))]

    def tell(self, event: dict[str, Any]) -> None:
        """Tell every page of ``event``; one that has fallen far behind is let go, and will begin anew."""
        for page in list(self._pages):
            if page.qsize() >= _WAITING:
                self._pages.discard(page)
                while not page.empty():
                    page.get_nowait()
                page.put_nowait({"event": "end"})
            else:
                page.put_nowait(event)

    @contextmanager
    def listening(self) -> Any:
        """Give a queue of what happens from now on."""
        page: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._pages.add(page)
        try:
            yield page
        finally:
            self._pages.discard(page)

    def _of(self, conversation: str) -> dict[str, dict[str, Any]]:
        try:
            return self.activities[base_of(conversation)]
        except KeyError:
            raise NoConversation(conversation) from None

    def _placed(self, conversation: str, activity: Mapping[str, Any], number: str) -> dict[str, Any]:
        thread = conversation.partition(";messageid=")[2]
        if not thread and conversation == CHANNEL:
            thread = number
        return {**activity, "id": number, "timestamp": self.now().isoformat(), "thread": thread}
