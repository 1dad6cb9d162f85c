"""Everyday words that lean on what is there: the last request, an open request, an appointment, what was said just before."""

from __future__ import annotations

import pytest

from bot.demo.seed import FILE as SCHOOLS
from dialogs.core.form_texts import REVIEW
from knowledge.request import RequestStatus
from knowledge.schools.register import Register, read_file
from tests.dialogs.asking import FIRST, LOGGED, ask, log, rows
from tests.scene import scene
from tests.talk import Office


@scene
async def two_requests(office: Office) -> None:
    expert = office.talk("expert")
    await log(expert)
    office.clock.forward(hours=1)
    await log(expert, LOGGED[0], "BOURSES", *LOGGED[2:])
    office.clock.forward(hours=1)


@pytest.mark.parametrize(
    ("text", "taken"),
    [("je prends la dernière", 1), ("je prends la plus ancienne", 0), ("la plus récente, je m'en occupe", 1)],
)
async def test_a_request_is_named_by_its_place(office: Office, text: str, taken: int) -> None:
    await two_requests(office)
    expert = office.talk("expert")
    await expert.opens()
    await expert.says(text)
    if (await rows(office))[taken].status == RequestStatus.NEW:  # Said back first, where it was not sure.
        await expert.presses("Oui, prendre en charge")
    states = [row.status for row in await rows(office)]
    assert states[taken] == RequestStatus.ASSIGNED
    assert states[1 - taken] == RequestStatus.NEW


@pytest.mark.parametrize(
    "text", ["je précise que ça touche aussi les bourses", "pour info, c'est pareil sur l'autre poste"]
)
async def test_what_adds_to_the_open_request_is_kept_with_it(office: Office, text: str) -> None:
    agent = office.talk()
    await ask(agent)
    assert REVIEW in await agent.says(text)
    assert FIRST in await agent.says("oui")
    assert "Pas pour cette demande" in agent.buttons


@pytest.mark.parametrize(
    "text", ["c'est à quelle heure mon rendez-vous ?", "mon rdv c'est quand", "à quelle heure est ma séance ?"]
)
async def test_the_hour_of_an_appointment_is_shown_and_no_other_one_asked_for(office: Office, text: str) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await expert.opens()
    await ask(agent)
    await expert.says("je prends la 1")
    await expert.says("rdv pour la 1 demain 14h")
    shown = await agent.says(text)
    assert "26 janvier" in shown
    assert "14" in shown
    assert (await rows(office))[0].status == RequestStatus.PLANNED


async def test_a_school_of_the_register_is_in_the_academie_and_an_application_takes_what_was_said(
    office: Office,
) -> None:
    office.register = Register(read_file(SCHOOLS.read_text("utf-8")).schools)
    agent = office.talk()
    shown = await agent.says("puis-je candidater ? je suis SGAC, vague 2, au lycée Jean-Henri Fabre")
    assert shown.startswith("L’appel s’adresse à vous.")
    assert "si vous exercez dans l’académie" not in shown
    begun = await agent.says("candidater")
    assert "agent comptable" in begun
    assert "Fabre" in begun
    for answer in ("oui", "camille.roux@ac-aix-marseille.fr"):
        asked = await agent.says(answer)
    assert "fonction" not in asked.lower()
    assert "vague" not in asked.lower()


@pytest.mark.parametrize("text", ["résume moi l'appel en 5 lignes", "tu peux me faire un résumé de la circulaire ?"])
async def test_a_summary_is_asked_for_in_any_words(office: Office, text: str) -> None:
    agent = office.talk()
    await agent.opens()
    assert (await agent.says(text)).startswith(await agent.says("l'appel en bref"))


async def test_help_with_the_motivation_changes_no_application(office: Office) -> None:
    assert "Je ne l’écris pas à votre place" in await office.talk().says("aidez moi à rédiger ma motivation")


async def test_the_report_for_the_committee_says_what_it_covers(office: Office) -> None:
    assert "toute l’académie" in await office.talk("saeple").says("bilan copil de la vague 2")


async def test_a_yes_is_said_of_what_was_asked_alone(office: Office) -> None:
    chief = office.talk("saeple")
    await chief.opens()
    await chief.says("chaque lundi à 8 h les demandes en retard")
    assert "C’est noté" not in await chief.says("oui pour la candidature")
    await chief.says("chaque lundi à 8 h les demandes en retard")
    assert "C’est noté" in await chief.says("oui pour l'abonnement")


async def test_two_numbers_given_to_somebody_are_two_requests(office: Office) -> None:
    await two_requests(office)
    chief = office.talk("saeple")
    await office.talk("expert").opens()
    await chief.opens()
    assert "2\u00a0demandes" in await chief.says("la 1 et la 2 à Ferrand")
    assert [row.status for row in await rows(office)] == [RequestStatus.NEW] * 2


@pytest.mark.parametrize("text", ["qu'est-ce qui attend ?", "bonjour, qu'est ce qui attend ce matin ?"])
async def test_what_waits_is_the_summary(office: Office, text: str) -> None:
    await two_requests(office)
    chief = office.talk("saeple")
    await chief.opens()
    assert "Bilan des demandes et candidatures" in await chief.says(text)


async def test_what_is_proposed_to_the_committee_proposes_no_appointment(office: Office) -> None:
    await two_requests(office)
    expert = office.talk("expert")
    await expert.says("je prends la 1")
    assert "Proposition pour le comité" in await expert.says("je propose que l'on ouvre une aide le mercredi à 14 h")


async def test_who_is_written_to_under_a_list_is_asked_for(office: Office) -> None:
    await two_requests(office)
    chief = office.talk("saeple")
    await chief.opens()
    await chief.says("DA-2024-0001")
    await chief.says("demandes urgentes")
    assert "Pour quelle demande" in await chief.says("écris-leur qu'on les rappelle dans la matinée")


async def test_why_somebody_is_chosen_notes_nothing_of_what_they_know(office: Office) -> None:
    await two_requests(office)
    chief = office.talk("saeple")
    await chief.opens()
    await chief.says("la 1 à Ferrand")
    await chief.says("réattribue la 1")
    assert "C’est noté" not in await chief.says("Dominique Ferrand, parce qu'il connaît les voyages")
