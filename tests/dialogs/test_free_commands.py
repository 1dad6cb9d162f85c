"""Commands of the staff in free words, and what is said while one file is shown, without naming it."""

from __future__ import annotations

import pytest

from dialogs import texts
from knowledge.application import ApplicationStatus
from tests.dialogs import applying, asking
from tests.talk import Office, Talk


@pytest.mark.parametrize(
    ("seat", "said", "shown"),
    [
        ("saeple", "où en sont les actions décidées par le comité ?", "action"),
        ("saeple", "est-ce que les agents nous ont posé des questions ?", "question"),
        ("saeple", "à quoi suis-je abonnée, déjà ?", "abonnement"),
        ("saeple", "en moyenne, on met combien de temps à prendre une demande en charge ?", "Délai"),
        ("saeple", "quels mandats se terminent bientôt ?", "andat"),
        ("expert", "par quoi je commence ce matin ?", "Votre journée"),
        ("expert", "y a-t-il quelqu'un d'absent cette semaine ?", "bsen"),
    ],
)
async def test_a_command_is_given_in_free_words(office: Office, seat: str, said: str, shown: str) -> None:
    talk = office.talk(seat)
    await talk.opens()
    assert shown in await talk.says(said)


async def one_request(office: Office) -> Talk:
    """Return the chat of the SA EPLE, in which one request is shown."""
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await asking.ask(agent)
    office.clock.forward(minutes=1)
    await member.says(asking.FIRST)
    return member


@pytest.mark.parametrize(
    "said",
    [
        "elle attend depuis longtemps ?",
        "c'est quoi leur souci exactement",
        "ki est le contact",
        "un expert s'en occupe ?",
    ],
)
async def test_what_is_asked_of_the_request_that_is_shown_shows_it(office: Office, said: str) -> None:
    member = await one_request(office)
    shown = await member.says(said)
    assert asking.FIRST in shown
    assert texts.WHAT_TO_DO not in shown


@pytest.mark.parametrize(
    "said", ["combien de demandes dans le 84 ?", "quelle est la date limite ?", "merci", "les candidatures"]
)
async def test_what_is_of_another_matter_does_not_show_it(office: Office, said: str) -> None:
    member = await one_request(office)
    assert f"Demande {asking.FIRST}" not in await member.says(said)


async def test_a_note_is_kept_on_the_request_that_is_shown_once_it_was_read_again(office: Office) -> None:
    member = await one_request(office)
    shown = await member.says("Ajoute une note dessus : le fournisseur rappellera vendredi.")
    assert asking.FIRST in shown
    assert await asking.moves(office) == ["log"]
    await member.says("envoyer")
    assert "Le fournisseur rappellera vendredi." in await member.says(asking.FIRST)


async def test_a_file_is_opened_and_nothing_is_done_with_it(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await applying.deposit(agent)
    await member.says("les candidatures")
    assert "CA-2024-0001" in await member.says("Ouvrez donc le dossier de Mme Roux, s'il vous plaît.")
    assert (await applying.rows(office))[0]["status"] == ApplicationStatus.SUBMITTED


async def test_a_word_after_a_file_that_was_shown_plans_nothing(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    office.clock.forward(minutes=1)
    await expert.says(asking.FIRST)
    await expert.says("plutôt 10h30")
    assert [row["slot"] for row in await asking.rows(office)] == [None]


async def test_a_message_to_one_expert_is_shown_before_it_leaves(office: Office) -> None:
    expert, member = office.talk("expert"), office.talk("saeple")
    await expert.opens()
    await member.opens()
    shown = await member.says("dis à Ferrand que la réunion commence à 15 h")
    assert "La réunion commence à 15 h" in shown
    assert "Ferrand" in shown
