"""One turn: the SDK dispatches the activity, the dialogs make ``Incoming -> Reply``, within limits for each person.

``ActivityHandler`` tells the kinds of activity apart (it costs some microseconds); replies do not go back through
``TurnContext.send_activity``, which copies and serialises for 0.3 ms what is already JSON, but by the same
:class:`Connector` as every later notice.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from botbuilder.core import ActivityHandler, InvokeResponse, TurnContext

from bot.leaving import Limit, Limiter
from bot.teams import render
from bot.teams.connector import Connector, Fate, Outcome
from bot.teams.envelope import IN_WINDOW, Handler
from bot.teams.files import Stored, UploadPlace, Uploads
from bot.teams.tokens import TryAgain
from dialogs.core import form_texts, texts
from dialogs.core.exchange import SILENCE, Address, Happening, Incoming, Living, Message, Reply, Scope

LOG = logging.getLogger(__name__)

Posted = Callable[[Living, str], None]
"""Takes note of a card that is to be redrawn: what it is, and Teams' id of the message."""

_TYPING_AFTER = 0.5  # Seconds without an answer.
_TYPING_EVERY = 3.0
_SEND_FOR = 13.0  # Seconds after the request while a reply is still tried: at 15 the channel sends it again.
_WINDOW_FOR = 4.0  # Seconds: at 5, Teams says that the app cannot be reached, whatever comes later.

_NO_ACCOUNT = "Je ne peux répondre qu’aux personnes connectées avec leur compte professionnel."
_NOT_HERE = "Cette action n’est pas possible ici."


class Rated:
    """What the thumbs below our latest answers are about, by conversation and message; lost with the process."""

    def __init__(self, most: int = 5_000) -> None:
        """Keep the latest ``most``."""
        self._most = most
        self._kept: dict[tuple[str, str], tuple[str, str]] = {}

    def keep(self, conversation: str, message: str, about: tuple[str, str]) -> None:
        """Note what a message that was just sent answers."""
        self._kept[conversation, message] = about
        if len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]

    def pressed(self, incoming: Incoming) -> Incoming | None:
        """Return a thumb as the button of the card that it stands for; None where what it is about is not known any more."""
        about = self._kept.get((incoming.address.conversation, incoming.reply_to))
        if about is None or not incoming.verb:
            return None
        entry, asked = about
        return replace(incoming, happening=Happening.SUBMIT, value={"entry": entry, "text": asked})


class TeamsTurn(ActivityHandler):
    """Answers one activity; made for it, and gone with it."""

    def __init__(
        self,
        incoming: Incoming,
        executes: bool,
        handler: Handler,
        connector: Connector,
        *,
        uploads: Uploads,
        posted: Posted,
        rated: Rated,
        place: UploadPlace | None = None,
    ) -> None:
        """Take an activity. ``executes``: its ``EXECUTE`` is valid; ``place``: the upload address of an accepted file."""
        self._incoming = incoming
        self._executes = executes
        self._handler = handler
        self._connector = connector
        self._uploads = uploads
        self._posted = posted
        self._rated = rated
        self._place = place
        self._until = time.monotonic() + _SEND_FOR

    async def on_message_activity(self, turn_context: TurnContext) -> None:  # noqa: ARG002
        """Answer a typed message or a card's Submit; in a group or channel, a message only when mentioned."""
        incoming = self._incoming
        if (
            incoming.happening is Happening.MESSAGE
            and incoming.address.scope is not Scope.PERSONAL
            and not incoming.mentioned
        ):
            return
        with Typing(incoming, self._connector):
            reply = await self._handler(incoming) if incoming.person.oid else Reply.text(_NO_ACCOUNT)
        # An error is meant for an Execute; its button may have come as a Submit, from a client that knows no other.
        await self.say(reply.messages or ((Message(reply.error),) if reply.error else ()))

    async def on_conversation_update_activity(self, turn_context: TurnContext) -> None:  # noqa: ARG002
        """Greet, or take note of leaving; other changes of a conversation mean nothing to us."""
        await self._take_note()

    async def on_installation_update(self, turn_context: TurnContext) -> None:  # noqa: ARG002
        """Do as for a conversation update."""
        await self._take_note()

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse:  # noqa: ARG002
        """Answer an ``Action.Execute`` in the invoke's own body, a file's consent by messages; others are not ours (501)."""
        incoming = self._incoming
        if incoming.happening is Happening.CONSENT:
            await self._consented()
            return InvokeResponse(status=200, body={})
        if incoming.happening is Happening.RATED:
            pressed = self._rated.pressed(incoming) if incoming.person.oid else None
            if pressed is not None:
                await self.say((await self._handler(pressed)).messages)
            return InvokeResponse(status=200, body={})
        if incoming.happening is Happening.SEARCH:
            reply = await self._handler(incoming) if incoming.person.oid else SILENCE
            return InvokeResponse(status=200, body=render.search_answer(reply))
        if incoming.happening in IN_WINDOW:
            return InvokeResponse(status=200, body=render.window_answer(incoming.happening, await self._in_window()))
        if incoming.happening is not Happening.EXECUTE:
            return InvokeResponse(status=501, body=render.error_answer(501, "NotImplemented", _NOT_HERE))
        if not self._executes:
            return InvokeResponse(status=200, body=render.error_answer(400, "BadRequest", _NOT_HERE))
        if not incoming.person.oid:
            return InvokeResponse(status=200, body=render.error_answer(403, "Forbidden", _NO_ACCOUNT))
        reply = await self._handler(incoming)
        body = render.execute_answer(reply)
        if reply.messages and not reply.error:
            self._note(reply.messages[0], incoming.reply_to)
        await self.say(reply.messages[1:])
        return InvokeResponse(status=200, body=body)

    async def _in_window(self) -> Reply:
        """Return what the window of the message extension shows; a sentence in time rather than the answer too late."""
        if not self._incoming.person.oid:
            return Reply.text(_NO_ACCOUNT)
        try:
            async with asyncio.timeout(_WINDOW_FOR):
                return await self._handler(self._incoming)
        except (TimeoutError, TryAgain) as late:
            LOG.warning("window not answered: %s", late)
            return Reply.text(texts.WINDOW_LATE)

    async def _consented(self) -> None:
        """Take note of a refusal, or put the accepted file where the client says and show it there."""
        if not self._incoming.person.oid:
            await self.say((Message(_NO_ACCOUNT),))
            return
        reply = await self._handler(self._incoming)
        if reply.file is None:
            await self.say(reply.messages)
            return
        stored = await self._uploads.put(self._place, reply.file.content) if self._place else Stored.FAILED
        if self._place is None or stored not in (Stored.OK, Stored.AGAIN):
            await self.say((Message(form_texts.EXPIRED if stored is Stored.EXPIRED else form_texts.FAILED),))
            return
        if stored is Stored.OK and self._uploads.shows(self._place):
            shown = render.file_info(self._place, reply.file.name, self._incoming.address)
            outcome = await self._connector.post(self._incoming.address, shown, until=self._until)
            if not outcome.ok:
                LOG.warning("file not shown: %s, status %d", outcome.fate, outcome.status)
        # It is there now: what cannot be said about it is no reason to be asked again.
        with contextlib.suppress(TryAgain):
            await self.say(reply.messages)

    async def _take_note(self) -> None:
        incoming = self._incoming
        if incoming.happening is Happening.OTHER:
            return
        # Without an object id nobody can be greeted; a removal still says that nothing may be sent there.
        if incoming.person.oid or incoming.happening is Happening.REMOVED:
            reply = await self._handler(incoming)
            # Taken away, it cannot speak there any more.
            await self.say((reply if incoming.happening is Happening.INSTALLED else SILENCE).messages)

    async def say(self, messages: tuple[Message, ...]) -> None:
        """Send messages in order. Raises ``TryAgain`` when surely nothing of them could be said."""
        for number, message in enumerate(messages):
            outcome = await self._send(message)
            if outcome.ok:
                self._note(message, message.replaces or outcome.id)
                continue
            LOG.warning("reply not sent: %s, status %d", outcome.fate, outcome.status)
            if outcome.fate in (Fate.THROTTLED, Fate.UNREACHABLE) and number == 0:
                # Nothing has been seen, and what was done is done once however often it is asked (the inbox).
                raise TryAgain("connector")
            if outcome.fate is not Fate.REFUSED:
                return

    def _note(self, message: Message, activity: str) -> None:
        """Take note of where a card is that is to be redrawn; in a channel it is not a person's own."""
        if message.rated and activity:
            self._rated.keep(self._incoming.address.conversation, activity, message.rated)
        if message.living and activity and self._incoming.address.scope is Scope.PERSONAL:
            self._posted(message.living, activity)

    async def _send(self, message: Message) -> Outcome:
        incoming = self._incoming
        payload = render.activity(message, incoming.address)
        if message.replaces:
            outcome = await self._connector.update(incoming.address, message.replaces, payload, until=self._until)
            if outcome.fate not in (Fate.BLOCKED, Fate.REFUSED):
                return outcome
            # The message is gone, or too old to be redrawn: what it says must still be said.
        # Only what a person wrote can be answered; an event's id is no message's.
        typed = incoming.happening in (Happening.MESSAGE, Happening.SUBMIT)
        reply_to = incoming.activity_id if typed else ""
        outcome = await self._connector.post(incoming.address, payload, reply_to=reply_to, until=self._until)
        if outcome.fate is Fate.REFUSED and message.card is not None:
            # Too large, or not to this client's taste: the sentence can still be read.
            LOG.warning("card refused, status %d: said as text", outcome.status)
            payload = render.activity(replace(message, card=None), incoming.address)
            outcome = await self._connector.post(incoming.address, payload, reply_to=reply_to, until=self._until)
        if outcome.fate is Fate.REFUSED and message.offers is not None:
            LOG.warning("file offer refused, status %d: does the app's manifest say supportsFiles?", outcome.status)
            payload = render.activity(Message(form_texts.NOT_OFFERED), incoming.address)
            outcome = await self._connector.post(incoming.address, payload, reply_to=reply_to, until=self._until)
        return outcome


class Typing:
    """Shows the assistant as writing while the block lasts, from half a second on; always called off."""

    def __init__(self, incoming: Incoming, connector: Connector) -> None:
        self._address = incoming.address
        self._connector = connector
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        # A timer costs a tenth of a task, and most turns end before it rings.
        self._timer = asyncio.get_running_loop().call_later(_TYPING_AFTER, self._start)

    def __exit__(self, *_: object) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()

    def _start(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._show())

    async def _show(self) -> None:
        while True:
            await self._connector.post(self._address, render.typing(self._address))
            await asyncio.sleep(_TYPING_EVERY)


# --- How many messages a person and a tenant may send: further ones are put off, and the person is told so.

# Half may come at once, so that a person who presses and types fast never meets them.
PER_PERSON = (Limit(120, 30),)
PER_TENANT = (Limit(10_000, 10),)
IN_HAND = 12  # Turns of one person at once: the places of all are common.
_TOLD = Limit(1, 60)  # How often a person is told so.
_SHORT = 1.0  # Seconds to come back after, where turns in hand will have ended.

# What somebody does; what merely happens (an installation, a removal) is never put off.
_DONE_BY_SOMEBODY = frozenset(
    {Happening.MESSAGE, Happening.SUBMIT, Happening.EXECUTE, Happening.CONSENT, Happening.OPENED, Happening.SENT,
     Happening.LOOKUP}
)  # fmt: skip


class TooMuch(Exception):
    """This turn is put off for ``seconds``; nothing of it was done."""

    def __init__(self, seconds: float, whose: str) -> None:
        """``whose`` allowance is used up: «person» or «tenant», for the log and the metrics."""
        super().__init__(whose)
        self.seconds = seconds
        self.whose = whose


@dataclass(frozen=True, slots=True)
class Allowance:
    """What the limits are; the defaults are far above what people do."""

    person: tuple[Limit, ...] = PER_PERSON
    tenant: tuple[Limit, ...] = PER_TENANT
    in_hand: int = IN_HAND
    tenant_in_hand: int | None = None  # Turns of one tenant at once; None: as many as there are places.


class Inflow:
    """Counts what comes in. For one event loop; each replica counts for itself."""

    def __init__(self, allowance: Allowance | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        """``clock`` gives seconds that never go back."""
        self._allowance = allowance or Allowance()
        self._people = Limiter(*self._allowance.person, clock=clock)
        self._tenants = Limiter(*self._allowance.tenant, clock=clock)
        self._told = Limiter(_TOLD, clock=clock)
        self._in_hand: Counter[str] = Counter()

    @contextmanager
    def taking(self, incoming: Incoming) -> Iterator[None]:
        """Count a turn while the block lasts. Raises TooMuch, before anything is done."""
        if incoming.happening not in _DONE_BY_SOMEBODY:
            yield
            return
        person, tenant = _person(incoming), incoming.person.tenant
        most = self._allowance.tenant_in_hand
        if self._in_hand[person] >= self._allowance.in_hand:
            raise TooMuch(_SHORT, "person")
        if most is not None and self._in_hand[tenant] >= most:
            raise TooMuch(_SHORT, "tenant")
        for limiter, key, whose in ((self._people, person, "person"), (self._tenants, tenant, "tenant")):
            wait = limiter.wait(key)
            if wait:
                raise TooMuch(wait, whose)
        self._people.take(person)
        self._tenants.take(tenant)
        for key in (person, tenant):  # ``Counter.update`` takes five times as long.
            self._in_hand[key] += 1
        try:
            yield
        finally:
            for key in (person, tenant):
                self._in_hand[key] -= 1
                if not self._in_hand[key]:
                    del self._in_hand[key]

    def may_tell(self, incoming: Incoming) -> bool:
        """Tell, once in a while, that this conversation is to be told why it has no answer yet."""
        conversation = incoming.address.conversation
        if self._told.wait(conversation):
            return False
        self._told.take(conversation)
        return True


def _person(incoming: Incoming) -> str:
    """Return what names who asks: without an account, the conversation does."""
    key = incoming.person
    return f"{key.tenant}/{key.oid or incoming.address.conversation}"


# --- How many turns run at once: others wait in line, and a person who waits too long is asked to come back.

PLACES = 32  # More than wait for the database or for a file at any time; the fewer, the shorter a round of the loop.
PATIENCE = 6.0  # Seconds in line: the turn itself and its reply come on top, and the channel gives 15 in all.


class TurnPlaces:
    """The places and the line before them, first come, first served. For one event loop."""

    def __init__(
        self, count: int = PLACES, patience: float = PATIENCE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """``patience`` in seconds; ``clock`` gives seconds that never go back."""
        self._places = asyncio.Semaphore(count)
        self._patience = patience
        self._clock = clock

    def through(self, handler: Handler) -> Handler:
        """Return ``handler`` behind the line. It raises TryAgain, nothing having been done, for who has waited too long."""

        async def placed(incoming: Incoming) -> Reply:
            if self._places.locked():
                await self._wait()
            else:
                await self._places.acquire()
            try:
                return await handler(incoming)
            finally:
                self._places.release()

        return placed

    async def _wait(self) -> None:
        came = self._clock()
        try:
            async with asyncio.timeout(self._patience):  # Where no place becomes free at all.
                await self._places.acquire()
        except TimeoutError:
            raise TryAgain("busy") from None
        if self._clock() - came > self._patience:  # Where the loop is late, so is its timer.
            self._places.release()
            raise TryAgain("busy")


class TeamsSender:
    """Sends through the connector, which checks the service address again."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def send(self, address: Address, message: Message) -> Outcome:
        """Post the message, or redraw the one it replaces."""
        if message.thread and not message.replaces:
            address = replace(address, conversation=f"{address.conversation};messageid={message.thread}")
        payload = render.activity(message, address)
        if message.replaces:
            return await self._connector.update(address, message.replaces, payload)
        return await self._connector.post(address, payload)
