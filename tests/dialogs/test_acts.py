"""Acts in one's own words, on requests that exist: found, filled in, said back, and the assistant's questions heard."""

from __future__ import annotations

from dialogs.assistance.texts import FORM_REVIEW, ONE_PRESS
from dialogs.core.form_texts import REVIEW
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
    # Words that the school reads are shown before they leave.
    assert FORM_REVIEW in await expert.says("je libère la 1, trop chargé en ce moment")
    assert (await rows(office))[0].status == RequestStatus.PLANNED
    await expert.says("oui")
    assert (await rows(office))[0].status == RequestStatus.NEW

    await expert.says("je prends la 1")
    assert FORM_REVIEW in await expert.says(f"{FIRST} résolue, le tiers était bloqué")
    await expert.says("oui")
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


async def test_the_sa_eple_reminds_an_expert_in_words_and_a_requester_is_passed_on(office: Office) -> None:
    agent, expert, saeple = office.talk(), office.talk("expert"), office.talk("saeple")
    for one in (agent, expert, saeple):
        await one.opens()
    await ask(agent)
    await expert.says("je prends la 1")
    assert "relance" in await saeple.says("relance l'expert de la 1, ça fait huit jours")
    assert (await moves(office))[-1] == "nudge"
    assert REVIEW in await agent.says("pouvez-vous relancer l'expert pour la 1 ?")
    assert "Transmis" in await agent.says("oui")
    assert (await moves(office))[-1] == "message"


async def test_another_contact_is_given_in_any_words(office: Office) -> None:
    agent = office.talk()
    await agent.opens()
    await ask(agent)
    said = await agent.says("sur la 1 mettez plutôt le contact de ma collègue, Mme Sabatier, 06 41 52 63 74")
    for shown in (ONE_PRESS, FORM_REVIEW):  # What is not quite sure is said back, and what the expert reads is shown.
        if shown in said:
            said = await agent.says("oui")
    (row,) = await rows(office)
    assert row["contact_name"] == "Mme Sabatier", said
    assert row["contact_phone"] == "06 41 52 63 74", said
