"""Welcome, help, personal data, contact: by role and by place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from dialogs.application import texts as candidature
from dialogs.assistance import texts as assistance
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.core.exchange import Scope
from dialogs.people import texts as privacy
from dialogs.questions import texts as questions
from storage.tables import address, person
from tests.dialogs.applying import in_words
from tests.dialogs.test_questions import SILENT
from tests.talk import Office, worded


async def test_the_welcome_is_said_once_whatever_teams_repeats(offices: Office) -> None:
    talk = offices.talk()
    shown = await talk.opens()
    assert shown.startswith(worded(general.WELCOME_TITLE))
    assert general.NOTICE_SHORT in shown
    assert general.GREET_EXPERT not in shown
    assert await talk.opens() == ""
    offices.restart()
    assert await talk.opens() == ""


async def test_the_welcome_says_what_is_there_for_the_role(office: Office) -> None:
    assert general.GREET_EXPERT in await office.talk("expert").opens()
    assert general.GREET_SA_EPLE[True] in await office.talk("saeple").opens()


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
    agent, member = office.talk(), office.talk("saeple")
    assert worded(worded(general.HELP_ASK)) in await agent.says(typed)
    shown = await agent.presses(general.HELP_THEMES["rest"])
    assert "«\u00a0mes données\u00a0»\nVoir et télécharger ce que je garde sur vous" in shown
    assert "«\u00a0supprimer mes données\u00a0»\nFaire effacer ce que je garde sur vous" in shown
    assert general.HELP_THEMES["saeple_questions"] not in agent.seen[0].buttons
    await member.says(typed)
    assert "Lire les questions transmises" in await member.presses(general.HELP_THEMES["saeple_questions"])


async def test_help_shows_themes_to_press_those_of_the_role_first(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.says("aide")
    assert agent.seen[0].buttons == [
        general.HELP_THEMES[one] for one in ("questions", "application", "assistance", "rest")
    ]
    await member.says("aide")
    own = [worded(general.HELP_THEMES[one]) for one in general.HELP_THEMES if one.startswith("saeple")]
    assert member.seen[0].buttons == [*own, general.BUTTON_THEMES]
    await member.presses(general.BUTTON_THEMES)
    assert general.HELP_THEMES["questions"] in member.buttons


@pytest.mark.parametrize(("seat", "title", "said"), [
    ("saeple", general.BUTTON_STATUS, "demande"),
    ("saeple", general.BUTTON_QUESTIONS, questions.WAITING_NONE),
    ("saeple", general.BUTTON_APPLICATIONS, "candidature"),
    ("expert", general.BUTTON_STATUS, "demande"),
    ("expert", general.BUTTON_MY_REQUESTS, "demande"),
])  # fmt: skip
async def test_the_greeting_leads_to_the_daily_work(office: Office, seat: str, title: str, said: str) -> None:
    talk = office.talk(seat)
    await talk.opens()
    assert len(talk.buttons) <= 4
    assert said in await talk.presses(title)


async def test_a_button_follows_no_route_that_the_person_may_not(office: Office) -> None:
    talk = office.talk()
    forged = {"type": "Action.Submit", "data": {"verb": "help.follow", "name": "questions"}}
    assert worded(worded(general.NOT_YOURS)) in await talk.sends(forged)


async def test_a_question_is_passed_on_by_the_command_of_the_help(office: Office) -> None:
    assert questions.ASK_QUESTION in await office.talk().says("transmettre une question")
    group = office.talk("agent", Scope.GROUP)
    assert general.PERSONAL_ONLY in await group.says("transmettre une question")


@pytest.mark.parametrize(("day", "said", "button"), [
    (25, "candidatez avec moi jusqu’au lundi 5 février 2024", general.BUTTON_START_APPLICATION),
    (34, "plus que 2\u00a0jours pour candidater", general.BUTTON_START_APPLICATION),
    (36, "dernier jour pour candidater", general.BUTTON_START_APPLICATION),
    (37, "les candidatures sont closes depuis le lundi 5 février 2024", general.BUTTON_MY_APPLICATION),
])  # fmt: skip
async def test_the_greeting_knows_the_season(office: Office, day: int, said: str, button: str) -> None:
    office.clock.time = datetime(2024, 1, 1, 9, tzinfo=UTC) + timedelta(days=day - 1)
    talk = office.talk()
    assert said in await talk.opens()
    assert button in talk.buttons
    assert said in await talk.says("bonjour")


async def test_the_notice_says_each_period_once(office: Office) -> None:
    shown = await office.talk().says("confidentialité")
    assert "365" not in shown
    assert shown.count("Un an au plus") == 1
    assert "90\u00a0jours au plus\u00a0:\n- Un brouillon\n- Un courriel gardé en fichier" in shown


async def test_somebody_can_be_reached(office: Office) -> None:
    shown = await office.talk().says("parler à quelqu'un")
    assert "Mme RAFONI" in shown
    assert "04 42 91 72 88" in shown


async def test_all_that_is_kept_about_a_person_is_shown_to_them_alone(offices: Office) -> None:
    talk = offices.talk()
    await talk.opens()
    await talk.says(SILENT)
    await talk.presses(worded(questions.BUTTON_PASS))
    await talk.says("passer")
    await talk.says("envoyer")
    shown = await talk.says("Mes données")
    assert "Nom affiché\u00a0: Camille Roux" in shown
    assert SILENT in shown
    assert "jeudi 25 janvier 2024 à 10" in shown
    other = await offices.talk("expert").says("mes donnees")
    assert SILENT not in other
    assert "Rôle\u00a0: expert" in other
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
        ("bonjour", general.HELLO_TITLE),
        ("merci beaucoup", general.THANKS),
        ("je veux postuler maintenant", form_texts.ASK_NAME),
        ("nouvelle demande d'assistance", assistance.HELP_INTRO),
        ("où en est ma candidature ?", in_words(candidature.MINE_NONE)),
        ("annuler", worded(general.NOTHING_BEGUN)),
    ],
)
async def test_what_is_asked_to_be_done_is_answered_with_what_can_be_done_today(
    office: Office, typed: str, said: str
) -> None:
    assert said in await office.talk().says(typed)
