"""What one request costs its people in messages, and how long a notice takes under load: «python -m tests.bench.notices».

``events``: thirty events on one request, delivered one by one, then all at once. ``load``: two hundred requests logged in
fourteen seconds with twelve experts in chat, some of them taken meanwhile, by the real delivery with Teams' rates.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from bot.delivery import Delivery
from bot.teams.connector import Fate, Outcome
from dialogs import features
from dialogs.core.exchange import Address, Letter, Message
from dialogs.ui.elements import as_json
from knowledge.people import PersonKey, Role
from knowledge.request import RequestGiven, RequestMove, SchoolContact, Topic, WaitingFor
from knowledge.time.delays import DEFAULT_DELAYS
from storage.actions import requests as actions
from storage.actions.notices import to_phone
from storage.actions.people import keep_contacts, seed_roles
from storage.actions.requests import NewRequest
from storage.calls import find, read_base
from storage.engine import Storage
from storage.outbox import Room, Row
from storage.queries.people import PersonalChat, PersonContact
from storage.schema import migrate
from storage.transaction import ActivityKey
from tests.dialogs.delivering import delivered
from tests.talk import Office

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
AGENT, MEMBER = PersonKey("t", "agent"), PersonKey("t", "saeple")
M = RequestMove
WANTED = NewRequest(
    uai="0130001F", school="Collège Alphonse Daudet, Istres", contact=SchoolContact(name="Ève Martin", phone="04 42 00 00 00"),
    topic=Topic.TRESO, details="Le rapprochement est bloqué depuis hier.", requester=AGENT, urgent=True,
)  # fmt: skip
REQUESTS, OVER, EXPERTS, TAKEN_EVERY = 200, 14.0, 12, 10


@asynccontextmanager
async def office(experts: int) -> AsyncIterator[tuple[Office, list[PersonKey]]]:
    """Open an office whose people have all opened a chat."""
    folder = Path(tempfile.mkdtemp())
    storage = Storage.open(f"sqlite+aiosqlite:///{folder / 'bench.db'}")
    await migrate(storage)
    try:
        async with Office.open(storage, read_base(find("2024-experts-opale")), NOW) as opened:
            keys = [PersonKey("t", f"expert{number:02}") for number in range(experts)]
            await seed_roles(storage, [*((key, Role.EXPERT) for key in keys), (MEMBER, Role.SA_EPLE)], NOW)
            askers = [AGENT, *(PersonKey("t", f"agent{number}") for number in range(REQUESTS))]
            chats = [
                PersonContact(key, key.oid, NOW, PersonalChat("msteams", "https://x", f"c-{key.oid}", "28:b", "29:x"))
                for key in (*keys, MEMBER, *askers)
            ]
            await keep_contacts(storage, chats, NOW)
            yield opened, keys
    finally:
        await storage.close()
        shutil.rmtree(folder)


def life(holder: PersonKey) -> list[tuple[RequestMove, PersonKey, dict[str, Any]]]:
    """Return thirty events after the first: a request with two appointments, four changes of mind, and a solution refused."""
    slot = NOW + timedelta(days=2)
    yes_and_no = [(M.AGREE, AGENT, {}), (M.TAKE_BACK, AGENT, {})] * 4
    wait = (M.PUT_ON_HOLD, holder, {"waiting_for": WaitingFor.SCHOOL, "resume_at": slot})
    return [
        (M.TAKE, holder, {}), (M.PLAN, holder, {"slot": slot}), (M.ASK_OTHER_SLOT, AGENT, {"reason": "Absence"}),
        (M.MOVE_SLOT, holder, {"slot": slot + timedelta(days=1), "reason": "Absence"}), *yes_and_no,
        wait, (M.REPLY, AGENT, {"reason": "Voici."}), wait, (M.RESUME, holder, {}),
        (M.PLAN, holder, {"slot": slot}), (M.AGREE, AGENT, {}), (M.START_SESSION, holder, {}), (M.END_SESSION, holder, {}),
        (M.RESOLVE, holder, {"report": "Fait."}), (M.REFUSE_SOLUTION, AGENT, {"reason": "Non."}),
        (M.PLAN, holder, {"slot": slot}), (M.AGREE, AGENT, {}), (M.START_SESSION, holder, {}), (M.END_SESSION, holder, {}),
        (M.RESOLVE, holder, {"report": "Fait, cette fois."}), (M.CONFIRM, AGENT, {}), (M.RATE, AGENT, {"score": 5}),
        (M.REOPEN, MEMBER, {"reason": "Encore."}),
    ]  # fmt: skip


async def events(*, at_once: bool) -> None:
    """Print, by person, the cards posted, the cards redrawn and the lines after thirty events."""
    async with office(3) as (opened, experts):
        found: dict[str, Counter[str]] = defaultdict(Counter)
        moves = life(experts[0])

        async def deliver() -> None:
            for row, shown in await delivered(opened):
                if isinstance(shown, Letter) or row.notice.to is None:
                    continue
                drawn = json.dumps(as_json(shown.card), ensure_ascii=False) if shown.card else ""
                kind = "redrawn" if shown.replaces else "cards" if WANTED.details in drawn else "lines"
                found[row.notice.to.oid].update({kind: 1, "characters": len(drawn)})

        async def act(number: int, what: Any) -> None:
            opened.clock.forward(seconds=30)
            await what(ActivityKey("t", "c", str(number)), opened.clock.now())

        await act(
            0, lambda key, now: actions.log(opened.storage, WANTED, DEFAULT_DELAYS, by=AGENT, now=now, activity=key)
        )
        await deliver()
        for number, (move, by, given) in enumerate(moves, 1):
            await act(number, lambda key, now, move=move, by=by, given=given: actions.make(
                opened.storage, "DA-2024-0001", move, DEFAULT_DELAYS, by=by, now=now, activity=key,
                given=RequestGiven(**given)))  # fmt: skip
            if not at_once:
                await deliver()
        await deliver()
        print(f"{len(moves)} events after the first, delivered {'at the end' if at_once else 'one by one'}:")
        for oid in ("agent", *(key.oid for key in experts), "saeple"):
            one = found[oid]
            print(f"  {oid:9} cards {one['cards']:3}  redrawn {one['redrawn']:3}  lines {one['lines']:3}  "
                  f"notifications {one['cards'] + one['lines']:3}  characters {one['characters']:7}")  # fmt: skip


class Channel:
    """Takes everything, at once, and notes when."""

    def __init__(self) -> None:
        self.posts: list[tuple[float, str]] = []
        self.sent = Counter[str]()

    async def send(self, address: Address, message: Message) -> Outcome:
        """Note a message."""
        await asyncio.sleep(0.02)
        self.sent["redrawn" if message.replaces else "posted"] += 1
        self.posts.append((time.monotonic(), address.conversation))
        return Outcome(Fate.OK, id=f"m{len(self.posts)}", status=201)


async def load() -> None:
    """Print how long the requesters wait for «prise en charge» while two hundred requests come in."""
    async with office(EXPERTS) as (opened, experts):
        channel, started = Channel(), time.monotonic()

        def now() -> datetime:
            return NOW + timedelta(seconds=time.monotonic() - started)

        async def render(row: Row) -> Any:
            return await features.render(opened.services, row)

        async def nowhere(_room: Room) -> Address | None:
            return None

        delivery = Delivery(opened.storage, sender=channel, mailer=None, render=render, in_charge=to_phone,  # type: ignore[arg-type]
                            find_room=nowhere, clock=now, may_repeat=features.MAY_REPEAT, silent=features.SILENT)  # fmt: skip
        delivery.start()
        pressed: dict[str, float] = {}
        for number in range(REQUESTS):
            asker = PersonKey("t", f"agent{number}")
            wanted = replace(WANTED, uai=f"013{number:04}A", requester=asker, urgent=False)
            key = ActivityKey("t", f"c-{asker.oid}", "log")
            await actions.log(opened.storage, wanted, DEFAULT_DELAYS, by=asker, now=now(), activity=key)
            if number % TAKEN_EVERY == TAKEN_EVERY - 1:
                key = ActivityKey("t", f"c-{asker.oid}", "take")
                await actions.make(opened.storage, f"DA-2024-{number + 1:04}", M.TAKE, DEFAULT_DELAYS,
                                   by=experts[number % EXPERTS], now=now(), activity=key)  # fmt: skip
                pressed[f"c-{asker.oid}"] = time.monotonic()
            await asyncio.sleep(max(0.0, started + OVER * (number + 1) / REQUESTS - time.monotonic()))
        logged = time.monotonic() - started
        until = time.monotonic() + 150
        while time.monotonic() < until and not set(pressed) <= {where for _, where in channel.posts}:  # noqa: ASYNC110
            await asyncio.sleep(0.2)
        arrived = {conversation: at for at, conversation in reversed(channel.posts)}
        waits = sorted(arrived[one] - at for one, at in pressed.items() if one in arrived)
        print(f"{REQUESTS} requests logged in {logged:.1f} s, {len(pressed)} taken meanwhile: {len(waits)} requesters told, "
              f"median {median(waits):.1f} s, longest {waits[-1]:.1f} s")  # fmt: skip
        for _ in range(8):
            before = len(channel.posts)
            await asyncio.sleep(2)
            if len(channel.posts) == before:
                break
        print(f"after {time.monotonic() - started:.0f} s: {dict(channel.sent)}")
        await delivery.stop(2)


if __name__ == "__main__":
    if "load" in sys.argv:
        asyncio.run(load())
    else:
        asyncio.run(events(at_once=False))
        asyncio.run(events(at_once=True))
