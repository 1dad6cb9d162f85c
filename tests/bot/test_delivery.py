from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import time as clocks
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
import sqlalchemy as sa
from prometheus_client import CollectorRegistry

from bot import leaving
from bot.delivery import MOST_REFUSALS, Delivery
from bot.leaving import Backoff, Limit, Limiter, Quiet, Reminders
from bot.mail import Mail
from bot.teams.connector import Connector, Fate, Outcome
from bot.teams.tokens import NoCredentials, ServiceHosts
from bot.teams.turn import TeamsSender
from dialogs.core.exchange import Address, Living, Mailbox, Message, Scope
from knowledge.people import PersonKey
from knowledge.time.delays import office_moment
from storage import outbox, rooms
from storage.actions.people import keep_contacts
from storage.engine import Storage, StorageUnavailable
from storage.outbox import OPEN, Medium, Notice, NoticeState, Room, Row, notify
from storage.queries import outgoing
from storage.queries.people import PersonalChat, PersonContact
from storage.rooms import ShownCard
from storage.tables import outbox as table
from storage.tables import person
from storage.transaction import Transaction, transaction
from tests.connector import FakeConnector, Fault

pytestmark = pytest.mark.both

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)
CAMILLE, DENIS, EMMA = (PersonKey("t", name) for name in ("camille", "denis", "emma"))
ROOM = Address("msteams", "https://x/", "19:experts", "28:bot", "", Scope.CHANNEL)
AT_ONCE = Backoff(first=0.01, longest=0.05)


class Clock:
    """Runs on from NOW, and can be put forward."""

    def __init__(self) -> None:
        self._start = clocks.monotonic()
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return NOW + self.ahead + timedelta(seconds=clocks.monotonic() - self._start)


@dataclass
class Teams:
    """Keeps what it is sent; answers with the ``outcomes`` in order, then well."""

    outcomes: deque[Outcome | Exception] = field(default_factory=deque)
    sent: list[tuple[str, str]] = field(default_factory=list)  # Conversation, text.
    tries: int = 0
    hold: asyncio.Event | None = None

    async def send(self, address: Address, message: Message) -> Outcome:
        self.tries += 1
        if self.hold:
            await self.hold.wait()
        outcome = self.outcomes.popleft() if self.outcomes else Outcome(Fate.OK, id=f"m{self.tries}", status=201)
        if isinstance(outcome, Exception):
            raise outcome
        if outcome.ok:
            self.sent.append((address.conversation, message.text))
        return outcome

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.sent]


@dataclass
class Post:
    """A mailer that keeps what it is sent."""

    outcomes: deque[Outcome] = field(default_factory=deque)
    sent: list[tuple[str, Mail]] = field(default_factory=list)

    async def send(self, mail: Mail, key: str) -> Outcome:
        outcome = self.outcomes.popleft() if self.outcomes else Outcome(Fate.OK, status=250)
        if outcome.ok:
            self.sent.append((key, mail))
        return outcome


async def render(row: Row) -> Message | Mail | None:
    """Say kind and version; «gone» is no longer true, «bug» fails."""
    text = f"{row.notice.kind} {row.notice.version}"
    if row.notice.kind == "gone":
        return None
    if row.notice.kind == "bug":
        raise KeyError("personal data")
    if row.medium is Medium.MAIL:
        return Mail((Mailbox(row.notice.mail or ""),), text, text)
    return Message(text, replaces=str(row.notice.data.get("replaces", "")))


async def holder(tx: Transaction, row: Row) -> Sequence[Notice]:
    return [Notice("by_phone", DENIS, reference=row.notice.reference, version=row.id)]


async def find_room(room: Room) -> Address | None:
    return ROOM if room.conversation == ROOM.conversation else None


def make(storage: Storage, **options: Any) -> Delivery:
    return Delivery(
        storage,
        sender=options.pop("sender"),
        mailer=options.pop("mailer", Post()),
        render=options.pop("render", render),
        in_charge=holder,
        find_room=find_room,
        clock=options.pop("clock", Clock()),
        quiet=options.pop("quiet", Quiet()),
        backoff=options.pop("backoff", AT_ONCE),
        conversations=options.pop("conversations", Limiter()),
        tenants=options.pop("tenants", Limiter()),
        poll=options.pop("poll", 0.05),
        **options,
    )


@contextlib.asynccontextmanager
async def delivering(storage: Storage, **options: Any) -> AsyncIterator[Delivery]:
    delivery = make(storage, **options)
    delivery.start()
    try:
        yield delivery
    finally:
        await delivery.stop()


async def meet(storage: Storage, *people: PersonKey, mail: str | None = None, url: str = "https://x/") -> None:
    """Store that these people have a chat with the assistant."""
    chat = PersonalChat("msteams", url, "", "28:bot", "29:x")
    await keep_contacts(
        storage, [PersonContact(key, "", NOW, replace(chat, conversation=f"a:{key.oid}")) for key in people], NOW
    )
    if mail:
        async with storage.writing() as connection:
            await connection.execute(sa.update(person).values(mail=mail))
            await connection.commit()


async def leave(storage: Storage, *notices: Notice) -> None:
    async with transaction(storage, NOW) as tx:
        await notify(tx, *notices)
        await tx.commit()


async def rows(storage: Storage) -> list[dict[str, Any]]:
    async with storage.reading() as connection:
        return [dict(found) for found in (await connection.execute(sa.select(table).order_by(table.c.id))).mappings()]


async def states(storage: Storage) -> list[str]:
    return [row["state"] for row in await rows(storage)]


async def until(condition: Callable[[], Awaitable[bool]], seconds: float = 50.0) -> None:
    async with asyncio.timeout(seconds):
        while not await condition():  # noqa: ASYNC110 - the database gives no event.
            await asyncio.sleep(0.01)


async def ended(storage: Storage) -> None:
    async def no_open_row() -> bool:
        return not any(state in OPEN for state in await states(storage))

    await until(no_open_row)


async def test_a_notice_leaves_at_once_after_its_commit(storage: Storage) -> None:
    teams, registry = Teams(), CollectorRegistry()
    await meet(storage, CAMILLE)
    async with delivering(storage, sender=teams, poll=60, registry=registry):
        await asyncio.sleep(0.1)
        await leave(storage, Notice("taken", CAMILLE, version=3))
        await ended(storage)
    assert teams.sent == [("a:camille", "taken 3")]
    (row,) = await rows(storage)
    assert (row["state"], row["activity"], row["owner"], row["error"]) == ("sent", "m1", None, "")
    count = {"kind": "taken", "medium": "teams", "outcome": "sent"}
    assert registry.get_sample_value("assistant_notices_total", count) == 1
    assert registry.get_sample_value("assistant_notice_seconds_count", {"medium": "teams"}) == 1


async def test_what_another_process_left_is_found_by_the_poller(storage: Storage) -> None:
    teams = Teams()
    await meet(storage, CAMILLE)
    other = Storage.open(storage.engine.url.render_as_string(hide_password=False))
    async with delivering(storage, sender=teams):
        await asyncio.sleep(0.1)
        await leave(other, Notice("taken", CAMILLE))
        await ended(storage)
    await other.close()
    assert teams.texts == ["taken 0"]


async def test_rooms_get_theirs_and_an_unknown_room_is_told_to_those_in_charge(storage: Storage) -> None:
    teams = Teams()
    await meet(storage, DENIS)
    await leave(storage, Notice("new", room=Room("t", "19:experts")), Notice("new", room=Room("t", "19:other")))
    async with delivering(storage, sender=teams):
        await ended(storage)
    assert sorted(teams.sent) == [("19:experts", "new 0"), ("a:denis", "by_phone 2")]
    assert await states(storage) == ["sent", "blocked", "sent"]


OUTCOMES = [
    # What the first try meets, the kind, what it replaces → how the row ends, after how many tries.
    (Outcome(Fate.OK, id="m9"), "once", "", NoticeState.SENT, 1),
    (Outcome(Fate.THROTTLED, status=429, retry_after=0.1), "once", "", NoticeState.SENT, 2),
    (Outcome(Fate.UNREACHABLE), "once", "", NoticeState.SENT, 2),
    (Outcome(Fate.AMBIGUOUS, status=502), "once", "", NoticeState.UNCERTAIN, 1),
    (Outcome(Fate.AMBIGUOUS), "often", "", NoticeState.SENT, 2),
    (Outcome(Fate.AMBIGUOUS), "once", "m1", NoticeState.SENT, 2),
    (Outcome(Fate.REFUSED, status=400), "once", "", NoticeState.DEAD, 1),
    (Outcome(Fate.REFUSED, status=401), "once", "", NoticeState.SENT, 2),
    *((Outcome(Fate.REFUSED, status=status), "once", "", NoticeState.SENT, 2) for status in (403, 408, 409, 423, 425)),
    (Outcome(Fate.BLOCKED, status=404), "once", "m1", NoticeState.DROPPED, 1),
    (RuntimeError("a bug in the sender"), "once", "", NoticeState.UNCERTAIN, 1),
    (RuntimeError("a bug in the sender"), "often", "", NoticeState.SENT, 2),
]


@pytest.mark.parametrize(("met", "kind", "replaces", "state", "tries"), OUTCOMES)
async def test_each_outcome_has_its_rule(
    storage: Storage, met: Outcome | Exception, kind: str, replaces: str, state: NoticeState, tries: int
) -> None:
    teams = Teams(deque([met]))
    await meet(storage, CAMILLE)
    await leave(storage, Notice(kind, CAMILLE, data={"replaces": replaces}))
    async with delivering(storage, sender=teams, may_repeat={"often"}):
        await ended(storage)
    assert (await states(storage), teams.tries) == ([state], tries)


async def test_a_refusal_that_does_not_pass_ends_a_notice(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.REFUSED, status=403)] * 20))
    await meet(storage, CAMILLE)
    await leave(storage, Notice("once", CAMILLE))
    async with delivering(storage, sender=teams, backoff=AT_ONCE):
        await ended(storage)
    assert (await states(storage), teams.tries) == ([NoticeState.DEAD], MOST_REFUSALS)


async def test_a_refusal_after_other_failures_is_tried_again_too(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.UNREACHABLE)] * 9 + [Outcome(Fate.REFUSED, status=403)]))
    await meet(storage, CAMILLE)
    await leave(storage, Notice("once", CAMILLE))
    async with delivering(storage, sender=teams, backoff=AT_ONCE):
        await ended(storage)
    assert (await states(storage), teams.tries) == ([NoticeState.SENT], 11)


@pytest.mark.parametrize(("doubtful", "state", "tries"), [(3, NoticeState.SENT, 4), (4, NoticeState.UNCERTAIN, 4)])
async def test_what_may_have_arrived_is_tried_again_three_times_at_most(
    storage: Storage, doubtful: int, state: NoticeState, tries: int
) -> None:
    teams = Teams(deque([Outcome(Fate.UNREACHABLE)] * 5 + [Outcome(Fate.AMBIGUOUS)] * doubtful))
    await meet(storage, CAMILLE)
    await leave(storage, Notice("often", CAMILLE))
    async with delivering(storage, sender=teams, may_repeat={"often"}):
        await ended(storage)
    assert (await states(storage), teams.tries) == ([state], 5 + tries)


async def test_retry_after_is_honoured(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.THROTTLED, status=429, retry_after=30)]))
    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    async with delivering(storage, sender=teams):

        async def put_off() -> bool:
            return (await rows(storage))[0]["error"] == "throttled 429"

        await until(put_off)
        await asyncio.sleep(0.2)
    (row,) = await rows(storage)
    assert (row["state"], row["attempts"], teams.tries) == ("pending", 1, 1)
    assert NOW + timedelta(seconds=30) <= row["not_before"] <= NOW + timedelta(seconds=35)


async def test_it_is_given_up_visibly_and_sent_again_by_decision(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.UNREACHABLE)] * 3))
    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    async with delivering(storage, sender=teams, backoff=replace(AT_ONCE, attempts=3)):
        await ended(storage)
        (dead,) = await outgoing.problems(storage)
        assert (dead.state, dead.error, dead.attempts) == (NoticeState.DEAD, "unreachable", 3)
        async with transaction(storage, NOW) as tx:
            assert await outbox.retry(tx, dead.id, DENIS)
            await tx.commit()
        await ended(storage)
    assert (await states(storage), teams.texts) == (["sent"], ["taken 0"])


async def test_who_blocks_the_assistant_is_written_to_and_not_tried_again(storage: Storage) -> None:
    teams, post = Teams(deque([Outcome(Fate.BLOCKED, status=403)])), Post()
    await meet(storage, CAMILLE, mail="camille@ac-normandie.fr")
    await leave(storage, Notice("taken", CAMILLE, version=1), Notice("planned", CAMILLE, version=2))
    async with delivering(storage, sender=teams, mailer=post):
        await ended(storage)
    assert teams.tries == 1
    assert [(mail.to[0].address, mail.text) for _, mail in post.sent] == [
        ("camille@ac-normandie.fr", "taken 1"), ("camille@ac-normandie.fr", "planned 2"),
    ]  # fmt: skip
    assert len({key for key, _ in post.sent}) == 2
    assert [(row["state"], row["medium"]) for row in await rows(storage)] == [("sent", "mail"), ("sent", "mail")]
    await meet(storage, CAMILLE)  # Back again.
    await leave(storage, Notice("resolved", CAMILLE, version=3))
    async with delivering(storage, sender=teams, mailer=post):
        await ended(storage)
    assert teams.texts == ["resolved 3"]


async def test_who_cannot_be_written_to_is_to_be_phoned_by_those_in_charge(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.BLOCKED, status=403)]))
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, Notice("taken", CAMILLE, reference="DA-1"))
    async with delivering(storage, sender=teams):
        await ended(storage)
    blocked, follow = await rows(storage)
    assert (blocked["state"], blocked["error"]) == ("blocked", "blocked 403")
    assert (follow["state"], follow["kind"], follow["reference"]) == ("sent", "by_phone", "DA-1")
    assert teams.sent == [("a:denis", f"by_phone {blocked['id']}")]


async def test_a_contact_without_an_address_alarms_nobody(storage: Storage, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot.delivery")
    await meet(storage, DENIS)
    await leave(storage, Notice("resolved", CAMILLE, reference="DA-1"))
    async with delivering(storage, sender=Teams(deque())):
        await ended(storage)
    assert [(one.levelname, one.args and one.args[-1]) for one in caplog.records] == [("INFO", "unreachable")]


async def test_teams_then_mail_then_phone(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.BLOCKED, status=404)]))
    post = Post(deque([Outcome(Fate.UNREACHABLE), Outcome(Fate.BLOCKED, status=550)]))
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, Notice("taken", CAMILLE, mail="gone@ac-normandie.fr"))
    async with delivering(storage, sender=teams, mailer=post):
        await ended(storage)
    blocked, follow = await rows(storage)
    assert (blocked["state"], blocked["medium"], blocked["error"]) == ("blocked", "mail", "blocked 550")
    assert follow["state"] == "sent"
    assert post.sent == []


async def test_people_without_any_address_and_those_in_charge_out_of_reach_end_quietly(storage: Storage) -> None:
    await leave(storage, Notice("taken", reference="DA-1"), Notice("taken", PersonKey("t", "stranger")))
    async with delivering(storage, sender=Teams()):
        await ended(storage)
    assert await states(storage) == ["blocked"] * 4  # Denis, whom nobody knows, is not to be called about himself.


MAIL_OUTCOMES = [
    (Outcome(Fate.OK), "once", NoticeState.SENT),
    (Outcome(Fate.THROTTLED, status=450), "once", NoticeState.SENT),
    (Outcome(Fate.UNREACHABLE), "once", NoticeState.SENT),
    (Outcome(Fate.REFUSED, status=554), "once", NoticeState.DEAD),
    (Outcome(Fate.AMBIGUOUS), "once", NoticeState.UNCERTAIN),
    (Outcome(Fate.AMBIGUOUS), "often", NoticeState.SENT),
]


@pytest.mark.parametrize(("met", "kind", "state"), MAIL_OUTCOMES)
async def test_each_outcome_of_a_mail_has_its_rule(
    storage: Storage, met: Outcome, kind: str, state: NoticeState
) -> None:
    post = Post(deque([met]))
    await leave(storage, Notice(kind, mail="camille@ac-normandie.fr"))
    async with delivering(storage, sender=Teams(), mailer=post, may_repeat={"often"}):
        await ended(storage)
    assert await states(storage) == [state]
    assert len(post.sent) == (state is NoticeState.SENT)


async def test_a_mail_has_the_same_key_at_each_try(storage: Storage) -> None:
    keys: list[str] = []

    class Doubtful(Post):
        async def send(self, mail: Mail, key: str) -> Outcome:
            keys.append(key)
            return Outcome(Fate.AMBIGUOUS if len(keys) < 3 else Fate.OK)

    await leave(storage, Notice("often", mail="camille@ac-normandie.fr"))
    async with delivering(storage, sender=Teams(), mailer=Doubtful(), may_repeat={"often"}):
        await ended(storage)
    assert len(keys) == 3
    assert len(set(keys)) == 1


async def test_what_is_no_longer_true_is_dropped_and_a_bug_holds_up_nobody(
    storage: Storage, caplog: pytest.LogCaptureFixture
) -> None:
    teams = Teams()
    await meet(storage, CAMILLE)
    await leave(storage, Notice("gone", CAMILLE), Notice("bug", CAMILLE), Notice("taken", CAMILLE))
    with caplog.at_level(logging.ERROR, "bot"):
        async with delivering(storage, sender=teams):
            await ended(storage)
    assert [(row["state"], row["error"]) for row in await rows(storage)] == [
        ("dropped", ""), ("dead", "KeyError"), ("sent", ""),
    ]  # fmt: skip
    assert [record.getMessage() for record in caplog.records] == ["notice 2 (bug) cannot be told"]


async def test_a_database_out_of_reach_while_rendering_loses_nothing(storage: Storage) -> None:
    teams, tries = Teams(), []

    async def shaky(row: Row) -> Message:
        tries.append(row.id)
        if len(tries) == 1:
            raise StorageUnavailable("OperationalError")
        return Message("said")

    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    async with delivering(storage, sender=teams, render=shaky):
        await ended(storage)
    assert (await states(storage), teams.texts, len(tries)) == (["sent"], ["said"], 2)


async def test_an_outcome_that_cannot_be_stored_is_never_repeated_blindly(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    teams, real, failures = Teams(), outbox.finish, []

    async def failing(*args: Any, **more: Any) -> bool:
        if len(failures) < 2:
            failures.append(1)
            raise StorageUnavailable("OperationalError")
        return await real(*args, **more)

    monkeypatch.setattr(outbox, "finish", failing)
    monkeypatch.setattr("bot.delivery._STORE_TRIES", 2)
    await meet(storage, CAMILLE)
    await leave(storage, Notice("taken", CAMILLE))
    async with delivering(storage, sender=teams):
        await ended(storage)
    assert (await states(storage), teams.tries, len(failures)) == (["uncertain"], 1, 2)


async def test_order_holds_in_a_conversation_whatever_fails_and_whoever_sends(storage: Storage) -> None:
    people = [PersonKey("t", f"p{number}") for number in range(4)]
    await meet(storage, *people)
    bad = [Outcome(Fate.UNREACHABLE), Outcome(Fate.THROTTLED, status=429), Outcome(Fate.OK, id="m")]
    teams = Teams(deque(bad * 12))
    async with delivering(storage, sender=teams), delivering(storage, sender=teams):
        for version in range(8):
            await leave(storage, *(Notice("said", key, version=version) for key in people))
        await ended(storage)
    for key in people:
        assert [t for c, t in teams.sent if c == f"a:{key.oid}"] == [f"said {version}" for version in range(8)]


async def test_in_quiet_hours_only_answers_leave_and_the_rest_in_the_morning(storage: Storage) -> None:
    teams, clock = Teams(), Clock()
    clock.ahead = timedelta(hours=10)  # 20:00 in Paris.
    await meet(storage, CAMILLE)
    await leave(storage, Notice("reminder", CAMILLE), Notice("receipt", CAMILLE, urgent=True))
    async with delivering(storage, sender=teams, clock=clock):

        async def receipt_sent() -> bool:
            return await states(storage) == ["pending", "sent"]

        await until(receipt_sent)
        await asyncio.sleep(0.2)
        assert teams.texts == ["receipt 0"]
        clock.ahead = timedelta(hours=21, minutes=31)  # 7:31.
        await ended(storage)
    assert teams.texts == ["receipt 0", "reminder 0"]


async def test_rates_are_kept_for_a_conversation_and_for_all(storage: Storage) -> None:
    teams = Teams()
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, *(Notice("said", key, version=v) for v in range(4) for key in (CAMILLE, DENIS)))
    started = clocks.monotonic()
    async with delivering(storage, sender=teams, conversations=Limiter(Limit(4, 1.0)), tenants=Limiter(Limit(100, 1))):
        await ended(storage)
    assert len(teams.sent) == 8
    assert 0.9 <= clocks.monotonic() - started < 5  # Two at once, then two a second.


async def test_conversations_that_must_wait_hold_up_nobody_else(storage: Storage) -> None:
    """A worker that waited for one conversation would let the notices of all others wait: two here, and two workers."""
    teams, limiter = Teams(), Limiter(Limit(1, 3.0))
    await meet(storage, CAMILLE, DENIS, EMMA)
    await leave(storage, *(Notice("said", key, version=v) for v in range(3) for key in (CAMILLE, DENIS)))
    await leave(storage, Notice("prompt", EMMA))
    async with delivering(storage, sender=teams, conversations=limiter, workers=2):

        async def emma_told() -> bool:
            return ("a:emma", "prompt 0") in teams.sent

        await until(emma_told)
    assert teams.texts.count("said 1") == 0


@dataclass
class SlowLanes(Teams):
    """Takes what is for some conversations only once it is told to."""

    slow: frozenset[str] = frozenset()
    waiting: set[str] = field(default_factory=set)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: Address, message: Message) -> Outcome:
        if address.conversation in self.slow:
            self.waiting.add(address.conversation)
            await self.go.wait()
        return await super().send(address, message)


async def slow_lanes(storage: Storage, count: int) -> tuple[SlowLanes, list[str]]:
    """Leave a notice in each of so many slow conversations, then one for Emma."""
    people = [PersonKey("t", f"slow{number}") for number in range(count)]
    await meet(storage, *people, EMMA)
    await leave(storage, *(Notice("said", key) for key in people), Notice("prompt", EMMA))
    slow = sorted(f"a:{key.oid}" for key in people)
    return SlowLanes(slow=frozenset(slow)), slow


async def test_conversations_that_are_slow_to_take_a_message_hold_up_nobody_else(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "_SLOW", 0.05)
    teams, slow = await slow_lanes(storage, 5)
    async with delivering(storage, sender=teams, workers=2):

        async def all_but_emma_wait() -> bool:
            return sorted(teams.waiting) == slow and ("a:emma", "prompt 0") in teams.sent

        await until(all_but_emma_wait)
        assert teams.texts == ["prompt 0"]
        teams.go.set()
        await ended(storage)
    assert sorted(teams.texts) == ["prompt 0", *["said 0"] * 5]


async def test_no_more_slow_sendings_are_in_hand_than_may_be(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving, "_SLOW", 0.0)
    monkeypatch.setattr(leaving, "_LENT", 2)
    teams, slow = await slow_lanes(storage, 6)
    async with delivering(storage, sender=teams, workers=1, poll=0.01):

        async def all_in_hand() -> bool:
            return len(teams.waiting) == 3

        await until(all_in_hand)
        await asyncio.sleep(0.1)
        assert len(teams.waiting) == 3  # The worker's own, and the two that gave their place.
        teams.go.set()
        await ended(storage)
    assert sorted(teams.waiting) == slow


async def test_a_long_pause_gives_the_row_back(storage: Storage) -> None:
    teams, limiter = Teams(), Limiter()
    limiter.pause("a:camille", 60)
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, Notice("said", CAMILLE), Notice("said", DENIS))
    async with delivering(storage, sender=teams, conversations=limiter):

        async def other_sent() -> bool:
            return await states(storage) == ["pending", "sent"]

        await until(other_sent)
    first, _ = await rows(storage)
    assert first["not_before"] >= NOW + timedelta(seconds=50)
    assert teams.sent == [("a:denis", "said 0")]


async def test_a_stop_finishes_what_is_in_hand_and_gives_back_the_rest(storage: Storage) -> None:
    teams, limiter = Teams(hold=asyncio.Event()), Limiter()
    limiter.pause("a:denis", 4)
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, Notice("said", CAMILLE), Notice("said", DENIS), Notice("more", CAMILLE))
    delivery = make(storage, sender=teams, conversations=limiter)
    delivery.start()

    async def one_in_hand() -> bool:
        return await states(storage) == ["leased", "pending", "pending"] and teams.tries == 1

    await until(one_in_hand)
    stopping = asyncio.create_task(delivery.stop())
    await asyncio.sleep(0.1)
    assert not stopping.done()
    assert teams.hold
    teams.hold.set()
    await stopping
    assert [(row["state"], row["owner"], row["attempts"]) for row in await rows(storage)] == [
        ("sent", None, 0), ("pending", None, 0), ("pending", None, 0),
    ]  # fmt: skip
    assert storage.bells == []


async def test_a_stop_gives_back_what_waits_for_the_rate_of_all(storage: Storage) -> None:
    teams, tenants = Teams(), Limiter()
    tenants.pause("t", 30)
    await meet(storage, CAMILLE)
    await leave(storage, Notice("said", CAMILLE))
    delivery = make(storage, sender=teams, tenants=tenants)
    delivery.start()

    async def in_hand() -> bool:
        return await states(storage) == ["leased"]

    await until(in_hand)
    await delivery.stop()
    assert [(row["state"], row["owner"], row["attempts"]) for row in await rows(storage)] == [("pending", None, 0)]


async def test_a_stop_does_not_wait_for_ever_and_what_was_begun_is_in_doubt(storage: Storage) -> None:
    teams, clock = Teams(hold=asyncio.Event()), Clock()
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, Notice("once", CAMILLE), Notice("often", DENIS))
    delivery = make(storage, sender=teams, clock=clock, may_repeat={"often"})
    delivery.start()

    async def both_tried() -> bool:
        return teams.tries == 2

    await until(both_tried)
    await delivery.stop(seconds=0.1)
    assert await states(storage) == ["leased", "leased"]
    teams.hold = None
    async with delivering(storage, sender=teams, clock=clock, may_repeat={"often"}):
        await asyncio.sleep(0.2)
        assert await states(storage) == ["leased", "leased"]  # The lease still runs.
        clock.ahead += timedelta(seconds=121)
        await ended(storage)
    assert [(row["state"], row["error"]) for row in await rows(storage)] == [("uncertain", "abandoned"), ("sent", "")]
    assert teams.texts == ["often 0"]


# A cancelled worker leaves its connection open, as a killed process does. The collector tells of it, here and in no later test.
@pytest.mark.filterwarnings(
    r"ignore:Exception ignored in. <function Connection.__del__:pytest.PytestUnraisableExceptionWarning"
)
async def test_four_workers_of_which_two_die_after_sending_lose_and_double_nothing(storage: Storage) -> None:
    people = [PersonKey("t", f"p{number}") for number in range(400)]
    await meet(storage, *people)
    await leave(storage, *(Notice("often" if n % 4 == 0 else "once", key) for n, key in enumerate(people)))
    clock, sent = Clock(), Counter[str]()

    class Sender(Teams):
        async def send(self, address: Address, message: Message) -> Outcome:
            sent[f"{message.text.split()[0]} {address.conversation}"] += 1
            await asyncio.sleep(0.001)
            return Outcome(Fate.OK, id="m", status=201)

    workers = [make(storage, sender=Sender(), clock=clock, may_repeat={"often"}) for _ in range(4)]
    for worker in workers:
        worker.start()

    async def halfway() -> bool:
        return len(sent) > 150

    await until(halfway)
    for dying in workers[:2]:
        assert dying._loop
        tasks = (dying._loop, *dying._in_hand)
        for task in tasks:
            task.cancel()  # As hard as a kill: whatever was sent, nothing more is stored.
        await asyncio.gather(*tasks, return_exceptions=True)
        storage.bells.remove(dying.wake)
    del workers[:2], dying, tasks, task
    gc.collect()

    async def only_theirs_left() -> bool:
        return "pending" not in await states(storage)

    await until(only_theirs_left)
    clock.ahead += timedelta(seconds=121)
    await ended(storage)
    for worker in workers:
        await worker.stop()
    ends = Counter((row["kind"], row["state"]) for row in await rows(storage))
    assert sum(ends.values()) == 400
    assert set(ends) <= {("often", "sent"), ("once", "sent"), ("once", "uncertain")}
    assert ends["often", "sent"] == 100
    told = {name for name in sent if sent[name]}
    doubtful = {f"once a:{row['oid']}" for row in await rows(storage) if row["state"] == "uncertain"}
    assert told | doubtful == {f"{'often' if n % 4 == 0 else 'once'} a:p{n}" for n in range(400)}
    assert all(count == 1 for name, count in sent.items() if name.startswith("once"))
    assert all(count <= 2 for count in sent.values())
    assert len(doubtful) <= 16  # What two workers can have in hand.


FAULTS = [
    (Fault(429, retry_after="1"), NoticeState.SENT, 1),
    (Fault(500, accepted=True), NoticeState.UNCERTAIN, 1),
    (Fault(reset=True, accepted=True), NoticeState.UNCERTAIN, 1),
    (Fault(413), NoticeState.DEAD, 0),
    (Fault(403, code="MessageWritesBlocked"), NoticeState.BLOCKED, 0),
]


@pytest.mark.parametrize(("fault", "state", "kept"), FAULTS)
async def test_over_the_wire_each_fault_ends_as_it_should(
    storage: Storage, fault: Fault, state: NoticeState, kept: int
) -> None:
    async with FakeConnector() as fake, aiohttp.ClientSession() as session:
        await meet(storage, CAMILLE, url=fake.url)
        await leave(storage, Notice("taken", CAMILLE))
        fake.faults.append(fault)
        connector = Connector(session, NoCredentials(), ServiceHosts(microsoft=False, loopback=True))
        async with delivering(storage, sender=TeamsSender(connector)):
            await ended(storage)
        assert (await states(storage))[0] == state
        assert len([text for text in fake.texts if text == "taken 0"]) == kept


async def test_a_message_is_redrawn_in_place(storage: Storage) -> None:
    async with FakeConnector() as fake, aiohttp.ClientSession() as session:
        await meet(storage, CAMILLE, url=fake.url)
        connector = Connector(session, NoCredentials(), ServiceHosts(microsoft=False, loopback=True))
        async with delivering(storage, sender=TeamsSender(connector)):
            await leave(storage, Notice("card", CAMILLE, reference="DA-1"))
            await ended(storage)
            (posted,) = await outgoing.posted(storage, "DA-1", ["card"])
            fake.faults.append(Fault(502, accepted=True))  # In doubt, but harmless.
            await leave(storage, Notice("redraw", CAMILLE, data={"replaces": posted.activity}))
            await ended(storage)
        assert [(call.method, call.activity) for call in fake.calls] == [("POST", ""), ("PUT", "m1"), ("PUT", "m1")]
    assert await states(storage) == ["sent", "sent"]


def _one_message(reminders: Sequence[tuple[Row, Message]]) -> Message:
    return Message(" + ".join(message.text for _, message in reminders))


REMINDERS = Reminders(
    frozenset({"reminder", "alert"}), office_moment, _one_message, settles=timedelta(milliseconds=200)
)


async def test_reminders_wait_for_office_hours_and_come_as_one_message(storage: Storage) -> None:
    teams, clock = Teams(), Clock()
    clock.ahead = timedelta(days=2)  # A Saturday, at ten.
    await meet(storage, CAMILLE, DENIS)
    await leave(storage, Notice("reminder", CAMILLE), Notice("said", CAMILLE), Notice("reminder", CAMILLE, version=1),
                Notice("gone", CAMILLE), Notice("alert", CAMILLE, version=2), Notice("reminder", DENIS, version=3))  # fmt: skip
    async with delivering(storage, sender=teams, clock=clock, reminders=REMINDERS):

        async def held() -> bool:
            waits = [row["not_before"] > clock() for row in await rows(storage) if row["kind"] in REMINDERS.kinds]
            return len(waits) == 4 and all(waits)

        await until(held)
        clock.ahead = timedelta(days=3, hours=22, minutes=1)  # Monday, a minute past eight.
        await ended(storage)
    assert sorted(teams.texts) == ["reminder 0 + reminder 1 + alert 2", "reminder 3", "said 0"]
    assert teams.texts[0] == "said 0"  # What waits for Monday holds up nothing.
    activities = {row["activity"] for row in await rows(storage) if row["oid"] == CAMILLE.oid and row["activity"]}
    assert len(activities) == 2


async def test_several_reminders_that_cannot_leave_are_all_tried_again(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.UNREACHABLE)]))
    await meet(storage, CAMILLE)
    await leave(storage, *(Notice("reminder", CAMILLE, version=version) for version in range(3)))
    async with delivering(storage, sender=teams, reminders=REMINDERS, may_repeat={"reminder"}):
        await ended(storage)
    assert set(await states(storage)) == {"sent"}
    assert sorted(part for text in teams.texts for part in text.split(" + ")) == [
        "reminder 0",
        "reminder 1",
        "reminder 2",
    ]


async def test_where_a_card_is_ends_with_its_row_and_a_card_that_is_gone_is_forgotten(storage: Storage) -> None:
    teams = Teams(deque([Outcome(Fate.OK, id="m1", status=201), Outcome(Fate.BLOCKED, status=404)]))
    await meet(storage, CAMILLE)

    async def living(row: Row) -> Message:
        found = await rooms.find_card(storage, CAMILLE, "DA-2024-0001")
        return Message("card", replaces=found.activity if found else "", living=Living(CAMILLE, "DA-2024-0001", "abc"))

    await leave(storage, Notice("card", CAMILLE, reference="DA-2024-0001"))
    async with delivering(storage, sender=teams, render=living, silent={"redraw"}):
        await ended(storage)
        assert await rooms.find_card(storage, CAMILLE, "DA-2024-0001") == ShownCard(
            CAMILLE, "DA-2024-0001", "m1", "abc"
        )
        await leave(storage, Notice("redraw", CAMILLE, reference="DA-2024-0001", version=2))
        await ended(storage)
    assert await states(storage) == ["sent", "dropped"]
    assert await rooms.find_card(storage, CAMILLE, "DA-2024-0001") is None


async def test_a_redraw_is_nothing_to_who_is_out_of_reach(storage: Storage) -> None:
    await leave(storage, Notice("redraw", DENIS, mail="denis@example.org", reference="DA-2024-0001"))
    async with delivering(storage, sender=Teams(), silent={"redraw"}):
        await ended(storage)
    assert await states(storage) == ["dropped"]
