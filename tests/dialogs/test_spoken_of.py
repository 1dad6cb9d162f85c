"""The file that is being spoken of: named by its candidate, leant on without a name, or the last act said again of another."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs import texts
from dialogs.application.steering_texts import DECIDE_REVIEW
from knowledge.application import ApplicationStatus
from knowledge.request import RequestStatus
from knowledge.understanding.viewed import asks_of_one, candidate_named, leans_on_one, same_again
from storage.tables import event
from tests.dialogs import applying, asking
from tests.talk import Office, Talk

CANDIDATES = (("BENALI Nadia", "CA-2024-0001"), ("Thomas Garcin", "CA-2024-0002"), ("PETIT Luc", "CA-2024-0003"))


async def one_application(office: Office) -> Talk:
    """Return the chat of the SA EPLE, with one application, of Camille Roux."""
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await applying.deposit(agent)
    return member


@pytest.mark.parametrize("said", ["Roux ?", "ouvre le dossier de roux", "Camille Roux, il manque quelque chose ?"])
async def test_an_application_is_opened_by_the_name_of_its_candidate(office: Office, said: str) -> None:
    member = await one_application(office)
    assert "ROUX Camille\nCandidature CA-2024-0001" in await member.says(said)


async def test_what_is_said_next_is_of_the_file_that_was_opened(office: Office) -> None:
    member = await one_application(office)
    await member.says("Roux ?")
    await member.says("Passez-le en instruction.")
    assert (await applying.rows(office))[0]["status"] == ApplicationStatus.UNDER_REVIEW
    assert "CA-2024-0001" in await member.says("Il l'a déposé quand ?")
    assert DECIDE_REVIEW.partition(" ")[0] in await member.says("Je le retiens.")
    await member.says("oui")
    assert (await applying.rows(office))[0]["status"] == ApplicationStatus.ACCEPTED


async def test_where_something_else_was_shown_since_the_file_is_said_back(office: Office) -> None:
    member = await one_application(office)
    await member.says("Roux ?")
    office.clock.forward(seconds=20)
    await member.says("quelle est la date limite ?")
    assert texts.PRESS_TITLE in await member.says("Passez-le en instruction.")
    assert (await applying.rows(office))[0]["status"] == ApplicationStatus.SUBMITTED
    await member.says("Oui, allez-y.")
    assert (await applying.rows(office))[0]["status"] == ApplicationStatus.UNDER_REVIEW


async def test_a_question_is_heard_while_a_decision_waits_and_is_no_part_of_it(office: Office) -> None:
    member = await one_application(office)
    await member.says("mettre CA-2024-0001 en instruction")
    await member.says("retenir CA-2024-0001")
    assert "Nombre de candidatures" in await member.says("combien de candidatures avons-nous ?")
    assert "Date limite" in await member.says("quelle est la date limite ?")
    row = (await applying.rows(office))[0]
    assert row["status"] == ApplicationStatus.UNDER_REVIEW


async def test_a_question_at_a_choice_is_answered_and_so_is_what_follows_it(office: Office) -> None:
    member = await one_application(office)
    await member.says("demander un complément CA-2024-0001")
    assert "Nombre de candidatures" in await member.says("combien de candidatures déposées ?")
    assert "ROUX Camille" in await member.says("lesquelles ?")
    row = (await applying.rows(office))[0]
    assert row["status"] == ApplicationStatus.SUBMITTED


async def test_what_leans_on_a_file_leans_on_none_once_another_matter_is_named(office: Office) -> None:
    member = await one_application(office)
    await member.says("Roux ?")
    assert "Date limite" in await member.says("quelle est la date limite ?")
    assert "ROUX" not in await member.says("combien de demandes ouvertes ?")


async def test_the_last_act_is_said_again_of_another_request(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await asking.appointed(office, 1)
    await asking.ask(agent)
    await asking.ask(agent, "0130001F", "REGIE", "La régie ne se clôt pas.", *asking.OWN[3:])
    await member.says("attribue la 1 à Nadège0")
    said = await member.says("et la 2 à Nadège0")
    assert "DA-2024-0002" in said
    await member.says("oui")
    assert [row["status"] for row in await asking.rows(office)] == [RequestStatus.ASSIGNED] * 2


@pytest.mark.parametrize(
    "said", ["dites au collège pour la 1 que nous rappelons demain", "écrivez-lui sur la 1 : nous rappelons demain"]
)
async def test_what_is_to_be_written_about_a_request_is_shown_word_for_word_first(office: Office, said: str) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    await expert.says(said)
    assert "message" not in await asking.moves(office), "it is shown first"
    assert "Transmis" in await expert.says("envoyer")
    async with office.storage.reading() as connection:
        reasons = (await connection.execute(sa.select(event.c.reason))).scalars().all()
    assert "Nous rappelons demain" in reasons


async def test_two_numbers_asked_for_at_once_are_counted_apart(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await asking.ask(agent)
    said = await member.says("combien de demandes nouvelles et combien de closes ?")
    assert "nouvelle · 1" in said


@pytest.mark.parametrize(
    ("said", "reference"),
    [
        ("salvi ?", ""),
        ("et benali ?", "CA-2024-0001"),
        ("Thomas Garcin, où en est-il ?", "CA-2024-0002"),
        ("un petit dossier", ""),
        ("le dossier de Petit", "CA-2024-0003"),
        ("Benali et Garcin", ""),
    ],
)
def test_a_candidate_is_named_by_surname(said: str, reference: str) -> None:
    assert candidate_named(said, CANDIDATES, (), frozenset(("petit",))) == reference


def test_a_namesake_among_the_experts_names_no_candidate() -> None:
    assert candidate_named("Benali ?", CANDIDATES, ("Sonia Benali",), frozenset()) == ""


def test_what_leans_on_one_thing_is_told_from_what_speaks_of_none() -> None:
    for said in ("il l'a déposé quand ?", "manque-t-il quelque chose ?", "a-t-elle été annulée ?", "son dossier"):
        assert asks_of_one(said), said
    for said in (
        "reste-t-il des dossiers ?",
        "y a-t-il du nouveau ?",
        "il faut un CV ?",
        "on l'accepte ?",
        "combien ?",
    ):
        assert not asks_of_one(said), said
    assert leans_on_one("passez-la en instruction")
    assert leans_on_one("je la retiens")
    assert not leans_on_one("je retiens la 4")


def test_what_says_the_last_act_again_is_told_by_how_it_begins() -> None:
    assert same_again("Et la 14 à Ferrand.") == "la 14 à Ferrand."
    assert same_again("Non, pardon, la 12") == "la 12"
    assert same_again("la 12 est urgente") == ""
