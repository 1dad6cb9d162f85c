"""Welcome, help, personal data, contact: by role and by place."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.application import texts as candidature
from dialogs.assistance import texts as assistance
from dialogs.core import person_texts
from dialogs.core import texts as general
from dialogs.core.turn import Scope
from dialogs.people import privacy_texts as privacy
from dialogs.questions import handover_texts as handover
from dialogs.questions import texts as questions
from storage.tables import address, person
from tests.dialogs.applying import CLOSES
from tests.dialogs.test_questions import SILENT
from tests.talk import Office


async def test_the_welcome_is_said_once_whatever_teams_repeats(offices: Office) -> None:
    talk = offices.talk()
    shown = await talk.opens()
    assert shown.startswith(general.WELCOME_TITLE)
    assert general.NOTICE_SHORT in shown
    assert general.WELCOME_EXPERT not in shown
    assert await talk.opens() == ""
    offices.restart()
    assert await talk.opens() == ""


async def test_the_welcome_says_what_is_there_for_the_role(office: Office) -> None:
    assert general.WELCOME_EXPERT in await office.talk("expert").opens()
    assert general.WELCOME_SA_EPLE in await office.talk("saeple").opens()


async def test_without_a_welcome_the_first_reply_points_to_the_notice_once(office: Office) -> None:
    talk = office.talk()
    assert (await talk.says("Quelle est l’indemnité ?")).endswith(general.NOTICE_LINE)
    assert general.NOTICE_LINE not in await talk.says("Quelle est la date limite ?")
    await office.behind.flush()
    office.restart()
    assert general.NOTICE_LINE not in await talk.says("Quelle est la date limite ?")


async def test_after_the_welcome_no_reply_points_to_the_notice(office: Office) -> None:
    talk = office.talk()
    await talk.opens()
    assert general.NOTICE_LINE not in await talk.says("Quelle est l’indemnité ?")


async def test_a_group_is_not_greeted_nor_told_of_personal_data(office: Office) -> None:
    talk = office.talk(scope=Scope.GROUP)
    assert await talk.opens() == ""
    assert general.NOTICE_LINE not in await talk.says("Quelle est l’indemnité ?")
    assert await talk.says("mes données") == general.PERSONAL_ONLY


@pytest.mark.parametrize("typed", ["aide", "Aide", "AIDE !", "help", "?", "menu"])
async def test_help_is_built_from_the_commands_of_the_person(office: Office, typed: str) -> None:
    agent = await office.talk().says(typed)
    assert "mes données — voir et télécharger ce que je garde sur vous" in agent
    assert "supprimer mes données — faire effacer ce que je garde sur vous" in agent
    assert "questions — " not in agent
    assert "questions — lire les questions transmises au SA EPLE" in await office.talk("saeple").says(typed)


async def test_help_groups_commands_by_theme_and_names_those_of_each_role(office: Office) -> None:
    agent = (await office.talk().says("aide")).split("\n")
    assert agent.index(general.HELP_THEMES["questions"]) < agent.index(general.HELP_THEMES["application"])
    following = agent[agent.index(general.HELP_THEMES["questions"]) + 1]
    assert following == "- transmettre une question — envoyer une question au SA EPLE, qui vous répond"
    assert not any("SA EPLE :" in line or "expert Op@le" in line for line in agent)
    member = await office.talk("saeple").says("aide")
    for theme in ("saeple_questions", "saeple_applications", "saeple_people", "saeple"):
        assert general.HELP_THEMES[theme] in member
    assert member.index(general.HELP_THEMES["saeple_people"]) < member.index("- nommer — ")


async def test_a_question_is_passed_on_by_the_command_of_the_help(office: Office) -> None:
    assert handover.ASK_QUESTION in await office.talk().says("transmettre une question")
    group = office.talk("agent", Scope.GROUP)
    assert general.PERSONAL_ONLY in await group.says("transmettre une question")


async def test_the_welcome_speaks_of_applications_until_the_closing(office: Office) -> None:
    said = general.WELCOME_APPLY.format(closes="lundi 5 février 2024")
    assert said in await office.talk().opens()
    office.clock.time = CLOSES
    assert said not in await office.talk("expert").opens()


async def test_the_notice_says_each_period_once(office: Office) -> None:
    shown = await office.talk().says("confidentialité")
    assert "365" not in shown
    assert shown.count("Un an au plus") == 1
    assert "90\u00a0jours au plus\u00a0: un brouillon et un courriel gardé en fichier" in shown


async def test_somebody_can_be_reached(office: Office) -> None:
    shown = await office.talk().says("parler à quelqu'un")
    assert "Mme RAFONI" in shown
    assert "04 42 91 72 88" in shown


async def test_all_that_is_kept_about_a_person_is_shown_to_them_alone(offices: Office) -> None:
    talk = offices.talk()
    await talk.opens()
    await talk.says(SILENT)
    await talk.presses(questions.BUTTON_PASS)
    await talk.says("passer")
    await talk.says("envoyer")
    shown = await talk.says("Mes données")
    assert "Nom affiché\u00a0: Camille Roux" in shown
    assert SILENT in shown
    assert "jeudi 25 janvier 2024 à 10" in shown
    other = await offices.talk("expert").says("mes donnees")
    assert SILENT not in other
    assert "Rôle\u00a0: expert Op@le" in other
    assert "Depuis le\u00a0: jeudi 25 janvier 2024" in other


async def test_a_person_unknown_until_now_is_told_that_nothing_is_kept(office: Office) -> None:
    assert privacy.MINE_NOTHING in await office.stranger("77777777-7777-4777-8777-777777777777").says("mes données")


async def test_the_notice_names_the_controller_and_the_rights(office: Office) -> None:
    shown = await office.talk().says("confidentialité")
    assert general.CONTROLLER.format(controller="Rectorat d’essai") in shown
    assert "CNIL" in shown


async def test_the_personal_chat_is_learnt_and_lost(offices: Office) -> None:
    talk = offices.talk()
    await talk.opens()
    await talk.says("bonjour")
    await talk.leaves()
    async with offices.storage.reading() as connection:
        row = (await connection.execute(sa.select(address))).mappings().one()
        names = (await connection.execute(sa.select(person.c.name))).scalars().all()
    assert (row["conversation"], row["reachable"]) == (f"chat-{talk.key.oid}-personal", False)
    assert names == ["Camille Roux"]


async def test_nobody_without_an_identity_is_served(office: Office) -> None:
    assert await office.stranger("").says("bonjour") == general.NO_IDENTITY


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("bonjour", general.HELLO),
        ("merci beaucoup", general.THANKS),
        ("je veux postuler maintenant", person_texts.ASK_NAME),
        ("nouvelle demande d'assistance", assistance.HELP_INTRO),
        ("où en est ma candidature ?", candidature.MINE_NONE),
        ("annuler", general.NOTHING_TO_CANCEL),
    ],
)
async def test_what_is_asked_to_be_done_is_answered_with_what_can_be_done_today(
    office: Office, typed: str, said: str
) -> None:
    assert said in await office.talk().says(typed)
