"""Conversations about the call: what a person types and sees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from dialogs.texts import general, questions
from dialogs.turn import Happening, Scope
from storage.tables import focus, question, question_log
from tests.talk import Office

# A point on which the call is silent.
SILENT = "L'appel demande-t-il un CV ?"


async def test_a_question_is_answered_with_its_source_and_three_further_questions(office: Office) -> None:
    talk = office.talk()
    shown = await talk.says("Quelle est l’indemnité ?")
    assert shown.splitlines()[:3] == [
        "Indemnité annuelle",
        "La mission donne droit à une indemnité de 1\u00a0800\u00a0€ par an. Elle s’ajoute à la majoration de la part "
        "variable du CIA.",
        "Source\u00a0: Appel SAEPL/24-995-42 du 22/01/2024, §\u00a07",
    ]
    assert talk.seen[0].buttons == [
        "Qu’en est-il du CIA\u00a0?",
        "Que gagne-t-on en tout\u00a0?",
        "Faut-il se déplacer\u00a0?",
    ]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (datetime(2024, 1, 25, 9, tzinfo=UTC), "Nous sommes le jeudi 25 janvier 2024\u00a0: il reste 11\u00a0jours."),
        (
            datetime(2024, 2, 4, 22, 59, tzinfo=UTC),
            "Nous sommes le dimanche 4 février 2024\u00a0: il reste 1\u00a0jour.",
        ),
        (datetime(2024, 2, 4, 23, 0, tzinfo=UTC), "Nous sommes le lundi 5 février 2024\u00a0: c’est le dernier jour."),
        (
            datetime(2024, 2, 5, 22, 59, 59, tzinfo=UTC),
            "Nous sommes le lundi 5 février 2024\u00a0: c’est le dernier jour.",
        ),
        (
            datetime(2024, 2, 5, 23, 0, tzinfo=UTC),
            "Nous sommes le mardi 6 février 2024\u00a0: cette date est passée. Pour savoir ce qui reste possible, écrivez "
            "à ingrid.rafoni@ac-aix-marseille.fr.",
        ),
    ],
)
async def test_the_deadline_says_what_it_means_today(office: Office, now: datetime, said: str) -> None:
    office.clock.time = now
    assert said in await office.talk().says("Quelle est la date limite ?")


async def test_the_press_of_a_related_question_answers_it(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    assert "coefficient 3" in await talk.presses("Qu’en est-il du CIA\u00a0?")


async def test_two_questions_in_one_message_get_two_answers(office: Office) -> None:
    shown = await office.talk().says("Comment candidater et qui contacter ?")
    assert "refacadopale@ac-aix-marseille.fr" in shown
    assert "Mme RAFONI" in shown


async def test_where_the_call_is_silent_the_answer_says_so_and_gives_the_closest_point(office: Office) -> None:
    shown = await office.talk().says(SILENT)
    assert "L’appel ne précise pas s’il faut un CV" in shown
    assert "présentation succincte de la motivation" in shown
    assert "ingrid.rafoni@ac-aix-marseille.fr" in shown


async def test_another_matter_gets_no_fact_of_the_call(office: Office) -> None:
    shown = await office.talk().says("Il va pleuvoir demain à Marseille ?")
    assert questions.ELSEWHERE.format(title="Experts Op@le académiques") in shown
    assert "RAFONI" not in shown


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u2060", "🙂🙂"])
async def test_an_empty_message_is_answered_without_a_fact(office: Office, text: str) -> None:
    shown = await office.talk().says(text)
    assert shown
    assert "1\u00a0800" not in shown


async def test_a_follow_up_is_understood_after_a_restart(office: Office) -> None:
    talk = office.talk()
    await talk.says("Où envoyer sa candidature ?")
    await office.behind.flush()
    office.restart()
    assert "DIEPAT" in await talk.says("et en copie ?")


async def test_a_question_passed_on_is_kept_once_however_often_it_is_pressed(offices: Office) -> None:
    talk = offices.talk()
    await talk.says(SILENT)
    first = await talk.presses(questions.BUTTON_PASS)
    assert questions.PASSED.format(number=1) in first
    again = await talk.sends(
        {"type": "Action.Execute", "verb": "question.pass", "data": talk.seen[0].card["actions"][-1]["data"]}
    )
    assert questions.PASSED_AGAIN.format(number=1) in again
    async with offices.storage.reading() as connection:
        kept = (await connection.execute(sa.select(question.c.text, question.c.name, question.c.state))).all()
    assert [tuple(row) for row in kept] == [(SILENT, "Camille Roux", "waiting")]


async def test_a_redelivered_press_gets_the_same_answer(offices: Office) -> None:
    talk = offices.talk()
    await talk.says(SILENT)
    one = await talk.presses(questions.BUTTON_PASS, activity="f:1")
    talk.seen.pop()
    assert (await talk.presses(questions.BUTTON_PASS, activity="f:1")).replace(
        questions.PASSED_AGAIN.format(number=1), questions.PASSED.format(number=1)
    ) == one


async def test_in_a_channel_nothing_can_be_passed_on(office: Office) -> None:
    talk = office.talk(scope=Scope.CHANNEL)
    await talk.says(SILENT)
    assert questions.BUTTON_PASS not in talk.buttons
    forged = {"type": "Action.Execute", "verb": "question.pass", "data": {"text": "x", "nonce": "n" * 20}}
    assert await talk.sends(forged) == general.PERSONAL_ONLY


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": "x"},
        {"text": "", "nonce": "n" * 20},
        {"text": 3, "nonce": []},
        {"text": "x" * 5000, "nonce": "n" * 20},
    ],
)
async def test_a_forged_card_is_refused_in_one_sentence(office: Office, data: dict[str, object]) -> None:
    talk = office.talk()
    forged = {"type": "Action.Execute", "verb": "question.pass", "data": data}
    assert await talk.sends(forged) == general.UNKNOWN_BUTTON
    assert await talk.sends({"type": "Action.Submit", "data": {"verb": "nothing.known"}}) == general.UNKNOWN_BUTTON


async def test_only_the_sa_eple_reads_the_questions_passed_on(office: Office) -> None:
    agent = office.talk()
    for text in (SILENT, "Mon <b>cas</b> [est](http://x) *particulier*"):
        await agent.says(SILENT)
        data = agent.seen[-1 if agent.seen[-1].buttons else -2].card["actions"][-1]["data"]
        await agent.sends({"type": "Action.Execute", "verb": "question.pass", "data": {**data, "text": text}})
    assert await agent.says("questions") == general.NOT_YOURS
    assert general.NOT_YOURS in await office.talk("expert").says("Questions !")
    shown = await office.talk("saeple").says("questions")
    assert "2\u00a0questions attendent de réponse" in shown
    assert "Mon <b>cas</b> [est](http://x) *particulier*" in shown
    assert SILENT in shown
    assert "de Camille Roux" in shown


async def test_with_no_question_waiting_the_list_says_so(office: Office) -> None:
    assert questions.WAITING_NONE in await office.talk("saeple").says("questions en attente")


async def test_the_log_keeps_no_identity_and_no_text_of_what_was_answered(office: Office) -> None:
    talk = office.talk()
    await talk.says("Quelle est l’indemnité ?")
    await talk.says("Je suis Jean Dupont, 06 11 22 33 44 : xyzzy plugh frobnicate ?")
    await office.behind.flush()
    async with office.storage.reading() as connection:
        rows = (await connection.execute(sa.select(question_log).order_by(question_log.c.id))).mappings().all()
        topics = (await connection.execute(sa.select(focus.c.topic))).scalars().all()
    assert [(row["decision"], row["entry"], row["text"]) for row in rows][0] == ("answer", "indemnite", None)
    assert all("Dupont" not in (row["text"] or "") and "44" not in (row["text"] or "") for row in rows)
    assert topics[0] is not None


async def test_events_that_mean_nothing_are_met_with_silence(office: Office) -> None:
    talk = office.talk()
    reply = await office.router.answer(talk.incoming(Happening.OTHER))
    assert reply.messages == ()
