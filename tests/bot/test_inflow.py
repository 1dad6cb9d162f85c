"""Floods: one person, or one tenant, may not take the others' places, and whoever is put off is told so."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.leaving import Limit
from bot.teams.tokens import TryAgain
from bot.teams.turn import PER_PERSON, Allowance, Inflow, TooMuch
from dialogs.core import texts
from dialogs.core.exchange import Address, Happening, Incoming, Reply, Scope
from knowledge.people import PersonKey
from tests.bot.test_delivery_limits import Seconds
from tests.bot.wire import NOW, Wire, echo, wire

ONE = "22222222-2222-4222-8222-000000000001"
OTHER = "22222222-2222-4222-8222-000000000002"


def of(served: Wire, oid: str, number: int, **more: Any) -> dict[str, Any]:
    """A message of somebody, with its own number."""
    told = {
        "text": f"message {number}",
        "id": f"{oid}-{number}",
        "conversation": {"id": f"a:{oid}", "conversationType": "personal"},
        "from": {"id": f"29:{oid}", "name": "X", "aadObjectId": oid},
    }
    return served.message(**{**told, **more})


PRESS = {
    "type": "invoke",
    "name": "adaptiveCard/action",
    "text": None,
    "value": {"action": {"type": "Action.Execute", "verb": "help.show", "data": {}}},
}


async def raw(served: Wire, activity: dict[str, Any]) -> tuple[int, str, Any]:
    """Post and return status, Retry-After and JSON body."""
    async with served.session.post(f"{served.url}/api/messages", json=activity) as response:
        body = await response.json() if response.content_type == "application/json" else None
        return response.status, response.headers.get("Retry-After", ""), body


async def test_a_flood_of_one_person_is_put_off_and_the_others_are_answered() -> None:
    async with wire() as served:
        said = [await raw(served, of(served, ONE, number)) for number in range(100)]
        assert await raw(served, of(served, OTHER, 1)) == (200, "", None)
        taken = [number for number, (status, _, _) in enumerate(said) if status == 200]
        late = [(status, wait) for status, wait, _ in said if status != 200]
        assert len(taken) >= PER_PERSON[0].count // 2
        assert {status for status, _ in late} == {429}
        assert all(int(wait) >= 1 for _, wait in late)
        # What was said to be taken has its answer; what was put off has had no effect, and is taken later.
        answers = [text for text in served.connector.texts if text.startswith("Vous dites")]
        assert sorted(answers) == sorted([f"Vous dites : message {number}" for number in taken] + [answers[-1]])
        assert [one.text for one in served.seen] == [*(f"message {number}" for number in taken), "message 1"]
        # They are told once, not for each message.
        assert served.connector.texts.count(texts.TOO_FAST) == 1


async def test_an_execute_too_many_says_so_on_its_card() -> None:
    async with wire(inflow=Inflow(Allowance(person=(Limit(1, 60),)))) as served:
        assert (await raw(served, of(served, ONE, 1)))[0] == 200
        status, wait, body = await raw(served, of(served, ONE, 2, **PRESS))
        assert (status, body["statusCode"], body["value"]["message"]) == (200, 429, texts.TOO_FAST)
        assert int(wait) == 60
        assert len(served.seen) == 1


async def test_the_places_of_one_person_are_few_whoever_waits() -> None:
    held = asyncio.Event()

    async def slow(incoming: Incoming) -> Reply:
        if incoming.person.oid == ONE:
            await held.wait()
        return await echo(incoming)

    async with wire(slow, inflow=Inflow(Allowance(in_hand=3))) as served:
        waiting = [asyncio.create_task(raw(served, of(served, ONE, number))) for number in range(3)]
        async with asyncio.timeout(5):
            while len(served.seen) < 3:  # noqa: ASYNC110 - the server tells nothing.
                await asyncio.sleep(0.01)
        assert (await raw(served, of(served, ONE, 9)))[:2] == (429, "1")
        assert (await raw(served, of(served, OTHER, 1)))[0] == 200
        held.set()
        assert [(await one)[0] for one in waiting] == [200] * 3
        assert (await raw(served, of(served, ONE, 10)))[0] == 200


async def test_a_tenant_has_its_share_and_an_installation_is_never_put_off() -> None:
    inflow = Inflow(Allowance(tenant=(Limit(2, 60),)))
    async with wire(inflow=inflow) as served:
        assert [(await raw(served, of(served, oid, 1)))[0] for oid in (ONE, OTHER, "3")] == [200, 429, 429]
        installed = {"type": "installationUpdate", "action": "add", "text": None}
        assert (await raw(served, of(served, OTHER, 2, **installed)))[0] == 200


def incoming(oid: str, tenant: str = "t") -> Incoming:
    return Incoming(
        happening=Happening.MESSAGE, person=PersonKey(tenant, oid),
        address=Address("msteams", "https://x/", f"a:{oid}", "28:b", "29:x", Scope.PERSONAL),
        activity_id="1", text="x", received=NOW,
    )  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 20)), max_size=80))
def test_nobody_is_put_off_because_of_another(turns: list[tuple[str, float]]) -> None:
    """Whether one is admitted depends on one's own turns alone, and a wait that was told is enough."""
    clock, alone = Seconds(), {oid: (Seconds(), None) for oid in "abc"}
    limits = Allowance(person=(Limit(4, 30),))
    together = Inflow(limits, clock)
    apart = {oid: Inflow(limits, one) for oid, (one, _) in alone.items()}
    for oid, pause in turns:
        clock.now += pause
        alone[oid][0].now = clock.now
        said = [admitted(inflow, oid) for inflow in (together, apart[oid])]
        assert said[0] == said[1]
        if said[0]:
            clock.now += said[0]
            assert admitted(together, oid) == 0
            alone[oid][0].now = clock.now
            assert admitted(apart[oid], oid) == 0


def admitted(inflow: Inflow, oid: str) -> float:
    try:
        with inflow.taking(incoming(oid)):
            return 0
    except TooMuch as much:
        return much.seconds


async def test_a_person_is_told_when_the_database_does_not_take_a_change() -> None:
    async def away(_: Incoming) -> Reply:
        raise TryAgain("database", says=texts.NOT_NOW)

    async with wire(away) as served:
        assert [(await raw(served, of(served, ONE, number)))[:2] for number in range(3)] == [(503, "5")] * 3
        assert served.connector.texts == [texts.NOT_NOW]
        status, _, body = await raw(served, of(served, ONE, 4, **PRESS))
        assert (status, body["value"]["message"]) == (503, texts.NOT_NOW)
        await raw(served, of(served, OTHER, 1, conversation={"id": "19:x", "isGroup": True}))
        assert served.connector.texts == [texts.NOT_NOW]  # In a group, nobody's trouble is told to all.


@pytest.mark.parametrize("text", [texts.TOO_FAST, texts.NOT_NOW])
def test_what_is_said_of_a_delay_asks_for_nothing_twice(text: str) -> None:
    assert "renvoyez-le" in text
    assert "sans réponse" in text or "pas de réponse" in text
