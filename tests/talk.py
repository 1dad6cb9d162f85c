"""Conversations with the assistant, without a wire: what a person types or presses, and what they see."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from bot.behind import Behind
from bot.teams.render import card as drawn
from bot.terminal import SEATS, seat_roles
from dialogs.core import texts
from dialogs.core.acquaintances import Acquaintances
from dialogs.core.context import PrivacyNotice, Services
from dialogs.core.exchange import (
    ACCEPT,
    DECLINE,
    Address,
    Happening,
    Incoming,
    Message,
    OfferedFile,
    Quoted,
    Reply,
    Scope,
    filled,
)
from dialogs.core.form_texts import name_topics
from dialogs.core.registry import Registry
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.files import Attached
from knowledge.files.kinds import inspected
from knowledge.people import PersonKey
from knowledge.schools.register import EMPTY, Register
from storage.actions.people import seed_roles
from storage.calls import find, read_base
from storage.engine import Storage
from storage.queries.questions import changed_rules, lessons
from tests.lint.cards import lint
from tests.lint.offers import offer_faults

_CALL = find("2024-experts-opale").read()


def worded(template: str | Mapping[bool, str], **values: object) -> str:
    """Return a sentence of the assistant as it says it for the call that is shipped."""
    return filled(
        _CALL, template if isinstance(template, str) else template[True], **{**texts.SAID_OF_ASSISTANT[True], **values}
    )


# What the call and the deployment fill in, where a sentence was sent without.
_UNFILLED = re.compile("|".join((r"\{\w+_service\}", *(rf"\{{{name}\}}" for name in texts.SAID_OF_ASSISTANT[True]))))


class Hand:
    """A clock that the test sets."""

    def __init__(self, now: datetime) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


async def inspect_here(name: str, content: bytes) -> Attached:
    """Look at a file as the program does, without a process for each: ``tests/bot/test_looking.py`` has those."""
    return inspected(name, content)


@dataclass(
    repr=False
)  # The loop writes down a fixture's result at each test: the whole knowledge took a tenth of the tests.
class Office:
    """An assistant, its database and its clock; people come and talk to it."""

    storage: Storage
    base: KnowledgeBase
    clock: Hand
    services: Services
    router: Router
    behind: Behind
    count: int = 0
    register: Register = EMPTY
    registry: Registry | None = None  # What the router knows; None: all features.
    in_scene: bool = False  # A scene is being played (``tests.scene``).

    @classmethod
    @asynccontextmanager
    async def open(
        cls, storage: Storage, base: KnowledgeBase, now: datetime, notice: PrivacyNotice | None = None
    ) -> AsyncIterator[Office]:
        clock = Hand(now)
        await seed_roles(storage, seat_roles(), now)
        behind = Behind(storage, clock.now)
        opened: list[Office] = []
        services = Services(
            storage=storage,
            knowledge=lambda: opened[0].base if opened else base,
            register=lambda: opened[0].register if opened else EMPTY,
            notebook=behind,
            acquaintances=Acquaintances(),
            now=clock.now,
            inspect=inspect_here,
            notice=notice or PrivacyNotice(controller="Rectorat d’essai", dpo="dpd@example.org"),
        )
        opened.append(cls(storage, base, clock, services, Router(services), behind))
        yield opened[0]
        await behind.close()

    async def learn(self) -> None:
        """Read what was taught, as every replica does when it hears of it."""
        self.base = read_base(find(self.base.call.id), await lessons(self.storage, self.base.call.id))
        changed = await changed_rules(self.storage)
        self.services.rules.take(changed)
        name_topics(changed)

    def restart(self) -> None:
        """Forget all that a process remembers, as after a restart."""
        self.services = replace(self.services, acquaintances=Acquaintances())
        self.router = Router(self.services, self.registry)

    def talk(self, seat: str = "agent", scope: Scope = Scope.PERSONAL) -> Talk:
        person = SEATS[seat]
        return Talk(self, person.key, person.name, scope)

    def stranger(self, oid: str, name: str = "", tenant: str = "local") -> Talk:
        return Talk(self, PersonKey(tenant, oid), name, Scope.PERSONAL)


@dataclass
class Seen:
    """What a person sees of one message."""

    message: Message
    card: dict[str, Any] | None = None

    @property
    def text(self) -> str:
        """All the words shown: the card's, or the message's own."""
        if self.card is None:
            return self.message.text
        return "\n".join(words(self.card.get("body", [])))

    @property
    def buttons(self) -> list[str]:
        return [action["title"] for action in buttons(self.card or {})]


@dataclass(repr=False)
class Talk:
    """One person's conversation."""

    office: Office
    key: PersonKey
    name: str
    scope: Scope = Scope.PERSONAL
    channel: str = "msteams"  # Elsewhere, no thumbs stand in the foot of an answer.
    seen: list[Seen] = field(default_factory=list)
    reply: Reply = field(default_factory=Reply)

    async def says(self, text: str, **more: Any) -> str:
        """Type ``text``; return all that is shown."""
        return await self._turn(Happening.MESSAGE, text=text, **more)

    async def opens(self, **more: Any) -> str:
        """Add the assistant."""
        return await self._turn(Happening.INSTALLED, **more)

    async def leaves(self) -> str:
        """Remove the assistant."""
        return await self._turn(Happening.REMOVED)

    async def presses(self, title: str, inputs: Mapping[str, str] | None = None, **more: Any) -> str:
        """Press the last seen button of that title."""
        action = next(
            action for seen in reversed(self.seen) for action in buttons(seen.card or {}) if action["title"] == title
        )
        return await self.sends(action, inputs, **more)

    async def sends(self, action: Mapping[str, Any], inputs: Mapping[str, str] | None = None, **more: Any) -> str:
        happening = Happening.EXECUTE if action["type"] == "Action.Execute" else Happening.SUBMIT
        happening = Happening.SENT if self.scope is Scope.WINDOW else happening
        value = {**(action.get("data") or {}), **(inputs or {})}
        return await self._turn(happening, value=value, verb=action.get("verb", ""), **more)

    async def chooses(
        self, verb: str, text: str = "", author: Talk | None = None, *, with_files: bool = False, **more: Any
    ) -> str:
        """Choose a command of the app on a message, in a window."""
        who = (author.key.oid, author.name) if author else ("", "")
        quoted = Quoted(text, *who, with_files=with_files)
        return await self._turn(Happening.OPENED, verb=verb, quoted=quoted, **more)

    async def accepts(self, **more: Any) -> str:
        """Accept the last file offered; it is then in ``reply.file``."""
        return await self._turn(Happening.CONSENT, value=dict(self._offered.context), verb=ACCEPT, **more)

    async def declines(self, **more: Any) -> str:
        """Decline the last file offered."""
        return await self._turn(Happening.CONSENT, value=dict(self._offered.context), verb=DECLINE, **more)

    async def consents(self, context: Mapping[str, Any], verb: str = ACCEPT, **more: Any) -> str:
        """Answer an offer of any context, as a forged invoke may."""
        return await self._turn(Happening.CONSENT, value=dict(context), verb=verb, **more)

    @property
    def listed(self) -> list[str]:
        """Return the references that the rows of what was last shown open, in their order."""
        return re.findall(r"\bOuvrir ([A-Z]{2}-\d{4}-\d{4})", "\n".join(self.buttons))

    @property
    def conversation(self) -> str:
        """Return the id of the conversation."""
        return f"chat-{self.key.oid}-{self.scope}"

    @property
    def _offered(self) -> OfferedFile:
        return next(seen.message.offers for seen in reversed(self.seen) if seen.message.offers)

    def incoming(self, happening: Happening, *, activity: str = "", **what: Any) -> Incoming:
        self.office.count += 1
        return Incoming(
            happening=happening,
            person=self.key,
            address=Address(self.channel, "https://smba.trafficmanager.net/emea", self.conversation,
                            "28:bot", f"29:{self.key.oid}", self.scope),
            activity_id=activity or f"activity-{self.office.count}",
            received=self.office.clock.now(),
            name=self.name,
            mentioned=True,
            **what,
        )  # fmt: skip

    async def _turn(self, happening: Happening, **what: Any) -> str:
        self.reply = await self.office.router.answer(self.incoming(happening, **what))
        new = [
            Seen(message, drawn(message.card, message.text) if message.card else None)
            for message in self.reply.messages
        ]
        for seen in new:
            assert not _UNFILLED.search(f"{seen.message.text} {seen.card or ''}"), seen.message.text
            if seen.card:
                faults = lint(seen.card, seen.message.text)
                assert not faults, faults
            if seen.message.offers:
                assert not offer_faults(seen.message), offer_faults(seen.message)
        self.seen += new
        return "\n".join([*(seen.text for seen in new), *([self.reply.error] if self.reply.error else [])])

    @property
    def buttons(self) -> list[str]:
        return self.seen[-1].buttons if self.seen else []


def words(elements: list[dict[str, Any]]) -> list[str]:
    """Return the words of card elements, top to bottom: hidden parts, pills and the labels of fields included.

    What stands side by side is one line: «Lycée Thiers · nouvelle», «Bourses · 4».
    """
    out: list[str] = []
    for element in elements:
        if "text" in element:
            out.append(element["text"])
        if element.get("label"):
            out.append(element["label"])
        if "inlines" in element:
            out.append("".join(run if isinstance(run, str) else run["text"] for run in element["inlines"]))
        out += words(element.get("items", []))
        for line in (element.get("columns", []), *(row["cells"] for row in element.get("rows", []))):
            said = [" ".join(words(column.get("items", []))) for column in line]
            out += [" · ".join(filter(None, said))] if any(said) else []
    return out


_PRESSED = ("Action.Execute", "Action.Submit", "Action.OpenUrl")


def buttons(card: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the buttons that ask the assistant for something, in order: those always shown, then those that unfold.

    A row's is named by the words before its description.
    """
    shown, folded = _actions(card)
    return [action for action in (*shown, *folded) if action["type"] in _PRESSED]


def _actions(card: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    shown: list[dict[str, Any]] = []
    folded: list[dict[str, Any]] = []
    for element in card.get("body", []):
        into = shown if element.get("isVisible", True) else folded
        if element.get("type") == "ActionSet":
            into += element["actions"]
        pressed = element.get("selectAction")
        if pressed:
            into.append({**pressed, "title": pressed["title"].partition("\u00a0:")[0]})
        for inner in ("items", "columns"):
            seen, hidden = _actions({"body": element.get(inner, [])})
            into += seen
            folded += hidden
    return [*shown, *(card.get("actions") or [])], folded
