"""What is written behind the replies: nothing is lost to a busy database, nor to the end of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot import behind
from bot.behind import Behind
from knowledge.conversation import NOTHING
from knowledge.people import PersonKey
from storage.actions.people import Remembering, keep_conversations
from storage.engine import Failure, Storage, StorageUnavailable
from storage.queries.people import PersonContact
from storage.queries.questions import LoggedQuestion
from storage.tables import conversation, person, question_log
from tests.conftest import NOW

pytestmark = pytest.mark.both

KEY = PersonKey("tenant", "oid")
LATER = NOW + timedelta(minutes=1)


async def kept(storage: Storage, column: sa.Column[str]) -> list[str]:
    async with storage.reading() as connection:
        return list((await connection.execute(sa.select(column))).scalars())


def note(written: Behind, topic: str, at: datetime = NOW) -> None:
    written.remember(KEY, "a:1", NOTHING.about(topic, at))
    written.contact(PersonContact(KEY, topic, at, None))
    written.asked(LoggedQuestion(date(2024, 2, 5), "call", "answer", topic, 90, None))


async def test_what_a_busy_database_refuses_is_written_the_next_time(storage: Storage) -> None:
    written = Behind(storage, lambda: NOW)
    note(written, "first")
    with pytest.MonkeyPatch.context() as busy:
        for name in ("keep_conversations", "keep_contacts", "log_questions"):
            busy.setattr(behind, name, _refused)
        await written.flush()
        note(written, "second", LATER)
        await written.flush()
    assert await kept(storage, conversation.c.topic) == []
    await written.flush()
    assert await kept(storage, conversation.c.topic) == ["second"]
    assert await kept(storage, person.c.name) == ["second"]
    assert await kept(storage, question_log.c.entry) == ["first", "second"]


async def test_a_question_that_is_perhaps_written_is_not_counted_twice(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection was lost after the commit was sent: what may be written twice is, a count is not."""
    lost = []

    def losing(write: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
        async def written(*given: object) -> None:
            await write(*given)
            if write not in lost:
                lost.append(write)
                raise StorageUnavailable(failure=Failure.PERHAPS_DONE)

        return written

    for name in ("keep_conversations", "keep_contacts", "log_questions"):
        monkeypatch.setattr(behind, name, losing(getattr(behind, name)))
    written = Behind(storage, lambda: NOW)
    note(written, "first")
    await written.flush()
    await written.flush()
    assert await kept(storage, conversation.c.topic) == ["first"]
    assert await kept(storage, person.c.name) == ["first"]
    assert await kept(storage, question_log.c.entry) == ["first"]


async def _refused(*_given: object) -> None:
    raise StorageUnavailable


async def test_ending_waits_for_the_batch_in_hand(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(storage: Storage, spoken: Iterable[Remembering], now: datetime) -> None:
        begun.set()
        await go.wait()
        await keep_conversations(storage, spoken, now)

    monkeypatch.setattr(behind, "keep_conversations", slowly)
    monkeypatch.setattr(behind, "EVERY", 0.0)
    written = Behind(storage, lambda: NOW)
    note(written, "first")
    written.start()
    await begun.wait()
    ending = asyncio.create_task(written.close())
    await asyncio.sleep(0)
    go.set()
    await ending
    assert await kept(storage, conversation.c.topic) == ["first"]
