"""A question on the call needs no database: it is answered while there is none, and what needs one is not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import pytest

from dialogs.core import texts
from knowledge.base import KnowledgeBase
from storage.engine import Storage, StorageUnavailable, Trouble
from tests.conftest import NOW, emptied
from tests.database import REFUSALS, account
from tests.dialogs.asking import SCHOOL, ask, does
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk

ANSWER = "1\u00a0800\u00a0€"


@contextmanager
def away(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the database refuse everything while the block lasts."""

    def refuse() -> Any:
        raise StorageUnavailable(trouble=Trouble.AWAY, code="ECONNREFUSED")

    with monkeypatch.context() as patched:
        for way in ("reading", "writing"):
            patched.setattr(storage, way, refuse)
        yield


@asynccontextmanager
async def refusing(url: str, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Office, Any]]:
    """Give an assistant and how to take its database away: PostgreSQL refuses connections, SQLite's engine raises."""
    if url.startswith("sqlite"):
        storage = Storage.open(url)
        async with Office.open(storage, base, NOW) as office:
            yield office, lambda: away_for_a_while(storage, monkeypatch)
        await storage.close()
        return
    owner = Storage.open(url)
    await emptied(owner)
    await owner.close()
    async with account(url) as own:
        storage = Storage.open(own.url)
        async with Office.open(storage, base, NOW) as office:
            yield office, lambda: own.refused(REFUSALS["53300"])
        await storage.close()


@asynccontextmanager
async def away_for_a_while(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    with away(storage, monkeypatch):
        yield


async def never_seen(_office: Office, _talk: Talk) -> None:
    """Nothing was ever said."""


async def spoke_just_now(_office: Office, talk: Talk) -> None:
    await talk.says("bonjour")


async def sent_a_request(_office: Office, talk: Talk) -> None:
    await ask(talk)


async def installed_only(_office: Office, talk: Talk) -> None:
    await talk.opens()


async def told_something_since(office: Office, talk: Talk) -> None:
    expert = office.talk("expert")
    await expert.opens()
    await talk.opens()
    await ask(talk)
    await does(expert, "take")
    assert [row.notice.to for row, _ in await delivered(office, talk, expert)].count(talk.key) == 1


async def cancelled_a_form(_office: Office, talk: Talk) -> None:
    await talk.says("transmettre une question")
    await talk.says("annuler")


async def put_a_form_aside(_office: Office, talk: Talk) -> None:
    await talk.says("demander une assistance")
    await talk.says(SCHOOL)
    assert "reprendre" in await talk.says("plus tard")


async def a_replica_began_to_listen(office: Office, talk: Talk) -> None:
    await talk.says("bonjour")
    office.services.acquaintances.forget_all()


STATES = (
    never_seen, spoke_just_now, sent_a_request, installed_only, told_something_since, cancelled_a_form, put_a_form_aside,
    a_replica_began_to_listen,
)  # fmt: skip


@pytest.mark.parametrize("state", STATES)
async def test_a_question_is_answered_whatever_has_happened_before(
    storage_url: str, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, state: Any
) -> None:
    async with refusing(storage_url, base, monkeypatch) as (office, taken_away):
        talk = office.talk("agent")
        await state(office, talk)
        async with taken_away():
            seen = await talk.says("Quelle est l’indemnité de la mission ?")
        assert ANSWER in seen
        # Somebody met just now needs no read: nothing is different for them, and nothing is to be told.
        assert (texts.ONLY_THE_CALL in seen) == (state is not spoke_just_now)


@pytest.mark.parametrize("taken_up", ["begun", "taken up again"])
async def test_what_is_typed_into_a_form_is_put_off_on_either_database(
    storage_url: str, base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, taken_up: str
) -> None:
    async with refusing(storage_url, base, monkeypatch) as (office, taken_away):
        talk = office.talk("agent")
        await talk.says("demander une assistance")
        if taken_up == "taken up again":
            await talk.says(SCHOOL)
            await talk.says("plus tard")
            await talk.says("reprendre")
        async with taken_away():
            with pytest.raises(StorageUnavailable):
                await talk.says("Quelle est l’indemnité de la mission ?")


def button(verb: str, **data: Any) -> dict[str, Any]:
    return {"type": "Action.Execute", "verb": verb, "data": data}


@pytest.mark.parametrize("how", ["stranger", "met just now", "met long ago", "expert"])
async def test_a_question_on_the_call_is_answered_and_says_that_nothing_is_stored(
    office: Office, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    talk = office.talk("expert" if how == "expert" else "agent")
    if how != "stranger":
        await talk.says("bonjour")
    if how == "met long ago":
        office.clock.forward(minutes=10)
    with away(office.storage, monkeypatch):
        seen = await talk.says("Quelle est l’indemnité ?")
    assert ANSWER in seen
    # Somebody met just now needs no read: nothing is different for them, and nothing is to be told.
    assert (texts.ONLY_THE_CALL in seen) == (how in ("stranger", "met long ago"))


async def test_its_button_is_answered_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    talk = office.talk("agent")
    with away(office.storage, monkeypatch):
        assert ANSWER in await talk.sends(button("question.ask", entry="indemnite"))
        for action in (button("request.mine"), button("question.ask", entry=7), button("no.such")):
            with pytest.raises(StorageUnavailable):
                await talk.sends(action)


@pytest.mark.parametrize(
    "typed",
    ["transmettre une question", "mes demandes", "statut", "candidater", "confidentialité", "zorglub frimas", " "],
)
async def test_what_needs_the_database_is_put_off(office: Office, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    with away(office.storage, monkeypatch), pytest.raises(StorageUnavailable):
        await office.talk("agent").says(typed)


async def test_what_a_form_waits_for_is_put_off_though_it_is_a_question(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = office.talk("agent")
    await talk.says("transmettre une question")
    for minutes in (0, 10):
        office.clock.forward(minutes=minutes)
        with away(office.storage, monkeypatch), pytest.raises(StorageUnavailable):
            await talk.says("Quelle est l’indemnité ?")
    assert "indemnité" in await talk.says("Quelle est l’indemnité ?")


async def test_an_answer_given_meanwhile_is_counted_afterwards(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with away(office.storage, monkeypatch):
        await office.talk("agent").says("Quelle est l’indemnité ?")
        await office.behind.flush()
    await office.behind.flush()
    async with office.storage.reading() as connection:
        (count,) = (await connection.exec_driver_sql("SELECT count(*) FROM question_log")).one()
    assert count == 1
