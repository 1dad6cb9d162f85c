"""A text that waits is changed in words; what asks the assistant is no answer to the expert who waits for one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.terminal import SEATS
from dialogs.assistance.moves import ROWS
from knowledge.request import RequestMove
from knowledge.time.moments import with_moment
from knowledge.understanding.several import told_after
from knowledge.understanding.short import asks_us
from tests.dialogs.applying import deposit
from tests.dialogs.asking import FIRST, appointed, ask, log, moves
from tests.dialogs.delivering import delivered
from tests.talk import Office

NOW = datetime(2024, 1, 25, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ("ajoute que c'est urgent", "Le dossier est à rendre avant vendredi midi. C'est urgent"),
        ("non avant jeudi midi", "Le dossier est à rendre avant jeudi midi"),
        ("mets plutôt : merci de l'envoyer", "Merci de l'envoyer"),
        ("remplace par : merci de l'envoyer", "Merci de l'envoyer"),
    ],
)
async def test_a_message_is_changed_before_it_leaves(office: Office, said: str, whole: str) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await ask(agent)
    await saeple.says("préviens le demandeur de la 1 que Le dossier est à rendre avant vendredi midi")
    assert "Rien n’est encore fait" in await saeple.says(said)
    assert whole in str(saeple.seen[-1].card)


@pytest.mark.parametrize(
    "said",
    ["oublie, ils verront bien", "laisse tomber, je les appelle", "laisse tomber le collège vient de me rappeler"],
)
async def test_what_waits_is_dropped_with_the_reason_why(office: Office, said: str) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await ask(agent)
    await saeple.says("préviens le demandeur de la 1 que le dossier est à rendre")
    assert "annulé" in await saeple.says(said)
    assert "message" not in await moves(office)


@pytest.mark.parametrize(
    ("text", "said", "whole"),
    [
        ("Rendez-vous vendredi 14 h au bureau", "plutôt 15 h", "Rendez-vous vendredi 15 h au bureau"),
        ("À rendre avant vendredi", "non, jeudi", "À rendre avant jeudi"),
        ("À rendre vite", "non, jeudi", ""),
        ("Lundi ou mardi", "non, jeudi", ""),
    ],
)
def test_another_moment_takes_the_place_of_the_only_one(text: str, said: str, whole: str) -> None:
    assert with_moment(text, said, NOW) == whole


@pytest.mark.parametrize(
    "said", ["phrase exacte sur les déplacements svp", "comment on fait une DBM pour la taxe d'apprentissage"]
)
async def test_a_question_under_an_experts_question_is_no_answer(office: Office, said: str) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await expert.opens()
    await ask(agent)
    await expert.says("je prends la 1")
    await expert.says("mets la 1 en attente jusqu'à lundi, j'attends le relevé de l'établissement")
    await delivered(office, agent, expert)
    shown = await agent.says(said)
    assert "Répondre au sujet" not in shown
    assert "reply" not in await moves(office)


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("comment je fais", True),
        ("donnez-moi le texte", True),
        ("je peux mardi", False),
        ("le numéro est 4512", False),
    ],
)
def test_what_has_the_shape_of_a_question_to_the_assistant(said: str, asks: bool) -> None:
    assert asks_us(said) is asks


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("publie une annonce comme quoi on est injoignables", "On est injoignables"),
        ("demande au lycée pour la 11 quel navigateur ils utilisent", "Quel navigateur ils utilisent"),
    ],
)
def test_the_order_is_no_part_of_what_is_written(said: str, text: str) -> None:
    assert told_after(said) == text


async def test_each_number_goes_to_the_name_beside_it(office: Office) -> None:
    saeple, expert = office.talk("saeple"), office.talk("expert")
    await expert.opens()
    await log(expert)
    await log(expert)
    shown = await saeple.says("la 1 pour Ferrand et la 2 pour Nadège stp")
    assert "Dominique Ferrand" in shown
    assert "redites-le ensuite pour DA-2024-0002" in shown


async def test_what_startles_is_no_agenda(office: Office) -> None:
    saeple = office.talk("saeple")
    await saeple.says("convoque le comité pour mardi 14h, en visio")
    await saeple.says("ah zut mardi 14h j'ai le SG. 15h30")
    assert "C’est autre chose" in saeple.buttons


@pytest.mark.parametrize(
    "said", ["non, plutôt Ferrand", "ah mince non, elle est en formation jusqu'à midi, mets plutôt Ferrand"]
)
async def test_another_expert_takes_the_place_of_the_one_just_named(office: Office, said: str) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    for talk in (agent, saeple, office.talk("expert")):
        await talk.opens()
    await appointed(office, 1)
    await ask(agent)
    await saeple.says("attribue la 1 à Nadège0")
    shown = await saeple.says(said)
    assert f"{ROWS[RequestMove.REASSIGN].button.split()[0]} {FIRST}" in shown
    assert SEATS["expert"].key.oid in str(saeple.seen[-1].card)


async def test_a_remark_on_a_request_shows_it(office: Office) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await ask(agent)
    shown = await saeple.says("la 1 c'était pas la peine de s'affoler")
    assert "Merci" not in shown
    assert "DA-2024-0001" in shown


async def test_what_a_candidate_is_asked_for_and_until_when_is_told_in_one_sentence(office: Office) -> None:
    candidate, saeple = office.talk(), office.talk("saeple")
    await deposit(candidate)
    await saeple.says("instruire 1")
    shown = await saeple.says("la candidature 1 est incomplète, demande-lui de préciser ses disponibilités, pour lundi")
    assert "Préciser ses disponibilités" in str(saeple.seen[-1].card)
    assert "lundi 29 janvier" in shown or "2024-01-29" in str(saeple.seen[-1].card)
