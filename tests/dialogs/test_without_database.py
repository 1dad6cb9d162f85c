"""A question on the call needs no database: it is answered while there is none, and what needs one is not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from dialogs.core import texts
from storage.engine import Storage
from storage.failures import StorageUnavailable, Trouble
from tests.talk import Office

ANSWER = "1\u00a0800\u00a0€"


@contextmanager
def away(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the database refuse everything while the block lasts."""

    def refuse() -> Any:
        raise StorageUnavailable(trouble=Trouble.AWAY, code="ECONNREFUSED")

    with monkeypatch.context() as patched:
        for way in ("reading", "asking", "writing"):
            patched.setattr(storage, way, refuse)
        yield


def press(verb: str, **data: Any) -> dict[str, Any]:
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
        assert ANSWER in await talk.sends(press("question.ask", entry="indemnite"))
        for action in (press("request.mine"), press("question.ask", entry=7), press("no.such")):
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
