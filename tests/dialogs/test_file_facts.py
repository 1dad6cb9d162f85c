"""A question on one file is answered in its first sentence; who asked, and whose answer is awaited, narrow a list."""

from __future__ import annotations

import pytest

from dialogs.application.lists import FACTS as OF_APPLICATIONS
from dialogs.assistance.request_facts import FACTS as OF_REQUESTS
from knowledge.understanding.arbiter import NO_FACT
from storage.calls import arbiter
from tests.dialogs import applying, asking
from tests.dialogs.steering import fill
from tests.talk import Office, Talk
from tests.understanding.teach import LINES, data


async def cancelled(office: Office) -> Talk:
    """Return the chat of the SA EPLE, whose member has cancelled the one request."""
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await asking.ask(agent)
    await member.says("annuler DA-2024-0001")
    await member.says("hors périmètre")
    return member


def first(shown: str) -> str:
    """Return what a card says first."""
    return shown.split("\n", 1)[0]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("qui a annulé la 1 ?", "annulée, par Alix Meyer"),
        ("pourquoi DA-2024-0001 a été annulée ?", "hors du périmètre"),
        ("c'est quel établissement la 1 ?", "Établissement"),
        ("la 1, ils ont joint un fichier ?", "Aucun fichier"),
    ],
)
async def test_a_fact_of_a_request_is_the_first_thing_said(office: Office, said: str, told: str) -> None:
    member = await cancelled(office)
    assert told in first(await member.says(said))


async def test_what_is_asked_next_is_of_the_same_file(office: Office) -> None:
    member = await cancelled(office)
    await member.says("qui a annulé la 1 ?")
    assert "hors du périmètre" in first(await member.says("pourquoi ?"))
    assert "Description" in first(await member.says("et c'était quoi le problème ?"))


async def test_a_fact_of_an_application_is_said_on_its_card(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await applying.deposit(agent)
    assert "Déposée : le" in (await member.says("Quand Roux a-t-il déposé ?")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Personne ne l’a encore mise en instruction" in await member.says("qui instruit son dossier ?")


async def test_a_command_alone_answers_nothing_beside_the_card(office: Office) -> None:
    member = await cancelled(office)
    assert (await member.says("DA-2024-0001")).startswith("Le flux Chorus Pro est rejeté.\nDemande DA-2024-0001")


async def test_requests_are_listed_by_who_asked_and_by_whose_answer_is_awaited(offices: Office) -> None:
    await fill(offices)
    member = offices.talk("saeple")
    await member.opens()
    assert "de l’établissement" in await member.says("quelles demandes attendent une réponse de l'établissement ?")
    assert "de l’éditeur" in await member.says("et de l'éditeur ?")
    assert "demandées par" in await member.says("les demandes de Claire Petit")


async def test_what_narrows_an_empty_list_begins_anew(offices: Office) -> None:
    await fill(offices)
    member = offices.talk("saeple")
    await member.opens()
    assert "Rien ne correspond" in await member.says("demandes annulées à Gap sur les immobilisations")
    assert "Gap" not in (await member.says("combien de demandes urgentes ?")).split("\n")[0]


async def test_an_absence_told_before_a_summary_is_noted_and_said_to_be(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    await expert.says("c'est réglé pour la 1 : le tiers est corrigé")
    assert "Absence notée" in await expert.says("je serai absent vendredi")


def test_every_fact_that_is_learnt_has_a_row_and_every_row_is_learnt() -> None:
    learnt = set(arbiter().facts) - {NO_FACT}
    assert learnt == set(OF_REQUESTS) | set(OF_APPLICATIONS)
    taught = {row["fact"] for row in data.lines(LINES / "fichier.jsonl") if row["about"] == "file"}
    assert taught - {NO_FACT} == learnt
