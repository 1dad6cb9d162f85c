"""How much one person, and one tenant, may ask of this process: the rest is put off, and the person is told kindly."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bot.limits import Limit, Limiter
from dialogs.core.turn import Happening, Incoming

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
