"""A request on one page: what it says, who may read it, and that whoever gets a request from somebody else gets it too."""

from __future__ import annotations

import pytest

from dialogs.assistance import card_texts, service_texts, texts
from dialogs.core import texts as general
from knowledge.request import RequestStatus
from tests.dialogs.asking import FIRST, appointed, ask, does, press, sends
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk, worded

TITLE = service_texts.PAGE_TITLE.format(reference=FIRST)
PARTS = (
    service_texts.PAGE_ASKED,
    service_texts.PAGE_SAID,
    service_texts.PAGE_TRIED,
    service_texts.PAGE_AWAITED,
    service_texts.PAGE_NEXT,
)


async def told(office: Office) -> tuple[Talk, Talk, Talk]:
    """Return a requester, the expert and a member of the SA EPLE, after much has been said of one request."""
    agent, expert, member = office.talk(), office.talk("expert"), office.talk("saeple")
    for one in (agent, expert, member):
        await one.opens()
    await ask(agent)
    await expert.says(f"prendre {FIRST}")
    await sends(agent, f"message pour {FIRST} : le code d'erreur est le 4512")
    await sends(expert, f"note sur {FIRST} : la gestionnaire est débutante")
    await does(expert, "resolve", "Le tiers est recréé.")
    await does(agent, "refuse_solution", "Le flux est encore rejeté.")
    return agent, expert, member


@pytest.mark.parametrize(
    "said",
    [
        "résume la 1",
        f"Pourriez-vous me rappeler l'essentiel de {FIRST}, je vous prie, avant que je la reprenne ?",
        "tu me fais 1 resume de la 1 stp",
        "J'arrive sur la 1 sans rien en connaître et il me faudrait un récapitulatif de ce qui a été tenté",
    ],
)
@pytest.mark.parametrize("seat", ["expert", "saeple"])
async def test_a_request_is_told_on_one_page(office: Office, seat: str, said: str) -> None:
    _, expert, member = await told(office)
    shown = await (expert if seat == "expert" else member).says(said)
    lines = shown.splitlines()
    assert lines[0] == TITLE
    assert [line for line in lines if line in PARTS] == list(PARTS)
    for wanted in ("Le flux Chorus Pro est rejeté.", "4512", "débutante", "Le tiers est recréé.", "encore rejeté"):
        assert wanted in shown, wanted
    assert lines[-1] == service_texts.NEXT_STEP[RequestStatus.ASSIGNED].format(contact="Camille Roux")


async def test_the_requester_reads_their_own_without_the_notes_of_experts(office: Office) -> None:
    agent, _, _ = await told(office)
    for said in ("résume ma demande", "fais-moi un résumé de ma demande", "résume la 1"):
        shown = await agent.says(said)
        assert TITLE in shown
        assert "4512" in shown
        assert "débutante" not in shown


async def test_nothing_is_told_of_a_request_to_others(office: Office) -> None:
    await told(office)
    stranger = office.stranger("99999999-9999-4999-8999-000000000001", "Alix Noir")
    await stranger.opens()
    for said in ("résume la 1", f"résume {FIRST}", "résume DA-2024-0099"):
        assert await stranger.says(said) == texts.NO_SUCH
    page = {"type": "Action.Submit", "data": {"verb": "page.show", "reference": FIRST}}
    assert await stranger.sends(page) == texts.NO_SUCH
    assert await stranger.says("résume") == service_texts.PAGE_WHICH


async def test_a_fresh_request_has_an_honest_page(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await ask(agent)
    shown = await expert.says("résume la 1")
    assert service_texts.PAGE_NOTHING_SAID in shown
    assert service_texts.PAGE_NOTHING_TRIED in shown
    office.restart()
    await expert.says(FIRST)
    assert TITLE in await expert.presses(card_texts.BUTTON_PAGE)


@pytest.mark.both
async def test_who_gets_it_from_another_expert_gets_the_page(offices: Office) -> None:
    _, expert, _ = await told(offices)
    (other,) = await appointed(offices, 1)
    await does(expert, "reassign")
    await press(expert, "request.reassign_to", {"oid": other.key.oid, "reason": "Elle connaît Chorus."})
    await delivered(offices, other)
    news = "\n".join(seen.text for seen in other.seen)
    for wanted in (service_texts.PAGE_SAID, "4512", service_texts.PAGE_TRIED, "encore rejeté", "débutante"):
        assert wanted in news, wanted


async def test_a_request_that_is_given_first_brings_no_page(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await ask(agent)
    (other,) = await appointed(office, 1)
    await member.says(f"attribuer {FIRST} à Nadège0")
    await delivered(office, other)
    assert service_texts.PAGE_TRIED not in "\n".join(seen.text for seen in other.seen)


async def test_a_week_is_not_a_request(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    assert "en une page" not in await member.says("résume la semaine")
    assert worded(general.NOT_YOURS) not in await member.says("résume la semaine")
