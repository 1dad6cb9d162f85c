"""Acts in one's own words, on requests that exist: found, filled in, said back, and the assistant's questions heard."""

from __future__ import annotations

from knowledge.request import RequestStatus
from tests.dialogs.asking import FIRST, ask, moves, rows
from tests.talk import Office


async def test_a_request_is_handled_in_words_from_taking_to_confirming(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)

    await expert.says("allez je m'occupe de la 1")
    assert (await rows(office))[0].status == RequestStatus.ASSIGNED
    assert "vendredi 26 janvier 2024 à 14" in await expert.says("rdv pour la 1 demain 14h")
    assert (await rows(office))[0].status == RequestStatus.PLANNED
    await expert.says("je libère la 1, trop chargé en ce moment")
    assert (await rows(office))[0].status == RequestStatus.NEW

    await expert.says("je prends la 1")
    await expert.says(f"{FIRST} résolue, le tiers était bloqué")
    assert (await rows(office))[0].status == RequestStatus.RESOLVED
    await agent.says("oui c'est résolu merci")
    assert (await rows(office))[0].status == RequestStatus.CLOSED
    await agent.says("5, très bien merci")
    assert (await moves(office))[-1] == "rate"


async def test_who_may_not_see_a_request_learns_nothing_and_changes_nothing(office: Office) -> None:
    await ask(office.talk())
    other = office.stranger("88888888-8888-4888-8888-000000000001", "Une autre")
    seen = await other.says("annule la demande 1, c'est une erreur")
    assert "0130001F" not in seen
    assert (await rows(office))[0].status == RequestStatus.NEW
