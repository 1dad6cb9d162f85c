"""What is typed under a notice does what its button does, as long as what it asks stands; staff are heard too."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.assistance import texts
from dialogs.assistance.moves import ROWS
from dialogs.assistance.texts import FORM_REVIEW, ONE_PRESS
from knowledge.request import RequestMove, RequestStatus
from storage.tables import outbox
from tests.dialogs.asking import FIRST, OWN, SCHOOL, ask, does, moves, rows
from tests.dialogs.delivering import delivered
from tests.scene import scene
from tests.talk import Office, Talk

S = RequestStatus
SECOND = "DA-2024-0002"


async def state(office: Office) -> str:
    return str((await rows(office))[0]["status"])


async def told(office: Office, *talks: Talk) -> None:
    """Have what is due delivered, after what was said."""
    office.clock.forward(minutes=1)
    await delivered(office, *talks)
    office.clock.forward(minutes=1)


@scene
async def begun(office: Office) -> tuple[Talk, Talk, Talk]:
    agent, expert, saeple = office.talk(), office.talk("expert"), office.talk("saeple")
    for talk in (agent, expert, saeple):
        await talk.opens()
    await office.behind.flush()
    await ask(agent)
    await told(office, agent, expert, saeple)
    return agent, expert, saeple


@scene
async def resolved(office: Office) -> tuple[Talk, Talk]:
    """Have a request solved, and its requester told."""
    agent, expert, _ = await begun(office)
    await expert.says("je prends")
    await does(expert, "resolve", "Réglé ensemble.")
    await told(office, agent, expert)
    return agent, expert


async def test_a_bare_yes_to_the_notice_is_said_back_before_the_request_is_taken(office: Office) -> None:
    _, expert, _ = await begun(office)
    assert ONE_PRESS in await expert.says("oui")  # The notice asks nothing.
    assert await state(office) == S.NEW
    await expert.says("oui")
    assert await state(office) == S.ASSIGNED, expert.seen[-1].text


@pytest.mark.parametrize("text", ["je prends", "Prendre", "oui je m'en occupe", "je m'en charge"])
async def test_an_expert_takes_the_request_of_the_notice(office: Office, text: str) -> None:
    _, expert, _ = await begun(office)
    await expert.says(text)
    assert await state(office) == S.ASSIGNED, expert.seen[-1].text


@pytest.mark.parametrize("text", ["ok", "merci", "entendu", "non", "pas maintenant", "non merci"])
async def test_what_only_says_that_it_was_read_takes_nothing(office: Office, text: str) -> None:
    _, expert, _ = await begun(office)
    await expert.says(text)
    assert await state(office) == S.NEW


async def test_what_was_asked_since_goes_before_and_the_button_is_still_heard(office: Office) -> None:
    _, expert, _ = await begun(office)
    await expert.says("Quelle est l’indemnité ?")
    await expert.says("oui")
    assert await state(office) == S.NEW
    await expert.says("je prends")
    assert await state(office) == S.ASSIGNED


async def test_what_another_clock_says_is_still_to_come_stands_above_nothing(office: Office) -> None:
    _, expert, _ = await begun(office)
    await expert.says("chaque lundi à 8 h mes demandes")
    later = office.clock.now() + timedelta(hours=1)
    async with office.storage.writing() as connection:
        await connection.execute(sa.update(outbox).values(ended_at=later))
        await connection.commit()
    assert "C’est noté" in await expert.says("oui")
    assert await state(office) == S.NEW


async def test_a_notice_that_no_longer_holds_is_not_answered(office: Office) -> None:
    _, expert, saeple = await begun(office)
    await expert.says("je prends")
    await saeple.says("oui")
    assert (await moves(office)).count("take") == 1


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("oui c'est bon merci ça marche", S.CLOSED),
        ("oui", S.CLOSED),
        ("c'est résolu", S.CLOSED),
        ("d'accord", S.RESOLVED),  # It may only say that the notice was read.
    ],
)
async def test_the_requester_confirms(office: Office, text: str, ends: RequestStatus) -> None:
    agent, _ = await resolved(office)
    await agent.says(text)
    assert await state(office) == ends, agent.seen[-1].text


async def test_the_requester_says_that_it_comes_again(office: Office) -> None:
    agent, _ = await resolved(office)
    await agent.says("non ça recommence")
    assert await state(office) != S.CLOSED
    assert FIRST in agent.seen[-1].text or "recommence" in agent.seen[-1].text.lower()


@pytest.mark.parametrize("text", ["5, très bien", "4"])
async def test_the_requester_rates(office: Office, text: str) -> None:
    agent, expert = await resolved(office)
    await agent.says("oui")
    await told(office, agent, expert)
    await agent.says(text)
    assert (await moves(office))[-1] == "rate"


@pytest.mark.parametrize("notice", [False, True])
async def test_a_note_is_of_the_request_just_closed(office: Office, notice: bool) -> None:
    agent, expert, _ = await begun(office)
    await ask(agent, SCHOOL, "TRESO", "Le rapprochement bancaire ne se fait pas.", *OWN[3:])
    await told(office, agent, expert)
    for reference in (FIRST, SECOND):
        await expert.says(f"je prends {reference}")
        await does(expert, "resolve", "Réglé ensemble.", on=reference)
        await told(office, agent, expert)
    await agent.says(f"{FIRST} c'est résolu")
    if notice:
        await told(office, agent, expert)
    await agent.says(f"{SECOND} c'est résolu")
    await agent.says("5")
    assert [row["score"] for row in await rows(office)] == [None, 5]


@pytest.mark.parametrize(
    "text",
    [
        "Le rapprochement bancaire ne passe plus depuis ce matin",
        "la DBM est bloquée chez nous, erreur au visa",
        "Les demi-pensionnaires au tarif quatre jours sont montés au tarif cinq jours après l'import.",
        "on a aussi une erreur sur les recettes",
    ],
)
async def test_a_trouble_typed_after_a_closing_is_no_opinion_on_it(office: Office, text: str) -> None:
    agent, _ = await resolved(office)
    await agent.says("c'est résolu")
    said = await agent.says(text)
    assert "Demande d’assistance" in said or "l’aide d’un expert" in said
    assert (await rows(office))[0]["status"] == S.CLOSED


async def test_an_appointment_is_agreed_to_or_another_day_asked_for(office: Office) -> None:
    agent, expert, _ = await begun(office)
    await expert.says("je prends")
    await expert.says(f"rdv pour {FIRST} demain 14h")
    await expert.says("passer")
    await expert.says("envoyer")
    assert await state(office) == S.PLANNED, expert.seen[-1].text
    await told(office, agent, expert)
    assert FORM_REVIEW in await agent.says("plutôt lundi")  # The expert reads these words.
    await agent.says("oui")
    assert "ask_other_slot" in await moves(office), agent.seen[-1].text
    await told(office, agent, expert)
    await expert.says("je déplace à lundi 14h")
    assert "Pourquoi ce changement" in expert.seen[-1].text  # The day was said.


async def test_a_second_yes_presses_neither_of_two_buttons_that_say_yes(office: Office) -> None:
    agent, expert, _ = await begun(office)
    await expert.says("je prends")
    await does(expert, "plan", "26/01/2024 à 10h")
    await told(office, agent, expert)
    await agent.says("oui c'est d'accord")
    await does(expert, "resolve", "Réglé ensemble.", on=FIRST)
    await told(office, agent, expert)
    assert "mais à quoi" in await agent.says("oui ça marche, merci")  # To the session, or to the solution.
    assert ONE_PRESS in await agent.says("oui")  # What its state asks is said back.
    assert (await moves(office))[-1] == "resolve"


@scene
async def awaited(office: Office) -> Talk:
    """Return the chat of a requester whose expert waits for an answer."""
    agent, expert = office.talk(), office.talk("expert")
    for one in (agent, expert):
        await one.opens()
    await ask(agent)
    await expert.says("je prends la 1")
    await expert.says("mets la 1 en attente jusqu'à lundi, j'attends le relevé de l'établissement")
    await expert.says("oui")
    assert [row["status"] for row in await rows(office)] == [RequestStatus.WAITING]
    return agent


async def test_another_difficulty_told_under_an_experts_question_is_help_offered_and_may_still_be_the_answer(
    office: Office,
) -> None:
    agent = await awaited(office)
    shown = await agent.says("impossible de me connecter depuis ce matin, clé OTP refusée trois fois")
    assert texts.TITLE in shown
    answers = ROWS[RequestMove.REPLY].button
    assert answers in agent.buttons
    await agent.presses(answers)
    assert "REPLY" not in str(await moves(office)).upper(), "it is shown before it leaves"
    await agent.says("oui")
    assert [row["status"] for row in await rows(office)] == [RequestStatus.ASSIGNED]


@pytest.mark.parametrize(
    "said", ["oui j'ai vidé le cache, le rejet revient toujours", "je vous envoie le relevé demain"]
)
async def test_what_tells_of_nothing_else_is_the_answer(office: Office, said: str) -> None:
    agent = await awaited(office)
    shown = await agent.says(said)
    assert ONE_PRESS in shown or FORM_REVIEW in shown
    await agent.says("oui")
    assert [row["status"] for row in await rows(office)] == [RequestStatus.ASSIGNED]
