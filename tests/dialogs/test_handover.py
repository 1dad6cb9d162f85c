"""Passing a question on to the SA EPLE, and its answer: by messages, by cards, by both."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.core import form_texts as forms
from dialogs.core import texts as general
from dialogs.core.exchange import Letter, Message
from dialogs.features import render
from dialogs.questions import texts as questions
from storage import outbox
from storage.outbox import Medium, NoticeState, Row
from storage.tables import draft, event, person, question
from tests.dialogs.test_questions import SILENT
from tests.talk import Office, Talk, worded


async def rows(office: Office, table: sa.Table) -> int:
    async with office.storage.reading() as connection:
        return (await connection.execute(sa.select(sa.func.count()).select_from(table))).scalar_one()


async def notices(office: Office) -> list[Row]:
    claimed = await outbox.claim(office.storage, "test", office.clock.now(), lease=timedelta(minutes=1), limit=50)
    return list(claimed)


async def pass_on(talk: Talk, text: str = SILENT) -> str:
    """Pass a question on by messages alone."""
    await talk.says("transmettre une question au SA EPLE")
    await talk.says(text)
    await talk.says("passer")
    return await talk.says("envoyer")


async def test_by_messages_alone(offices: Office) -> None:
    await offices.talk("saeple").opens()
    talk = offices.talk()
    await talk.opens()
    await talk.says(SILENT)
    shown = await talk.presses(worded(questions.BUTTON_PASS))
    assert questions.ASK_SCHOOL in shown
    shown = await talk.says("Collège Marcel Pagnol, Marseille")
    assert "Collège Marcel Pagnol, Marseille" in shown
    assert SILENT in shown
    assert forms.REVIEW in shown
    assert await rows(offices, question) == 0
    shown = await talk.says("envoyer")
    assert worded(questions.PASSED, number=1) in shown
    assert worded(questions.NOT_HEARD) not in shown
    assert (await rows(offices, question), await rows(offices, draft)) == (1, 0)
    (told,) = await notices(offices)
    assert (told.notice.kind, told.notice.to) == ("question_asked", offices.talk("saeple").key)
    message = await render(offices.services, told)
    assert isinstance(message, Message)
    assert "Camille Roux" in message.text
    assert "Collège Marcel Pagnol" in message.text


async def test_by_one_screen_as_a_card(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.presses(forms.WHOLE)
    shown = await talk.presses(forms.SAVE, {"question": "  Qui prend les stagiaires ?  ", "school": ""})
    assert "Qui prend les stagiaires ?" in shown
    assert worded(questions.PASSED, number=1) in await talk.presses(questions.SEND)


async def test_card_and_message_fill_the_same_draft(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.presses(forms.NEXT, {"question": "Ma question"})
    await talk.says("retour")
    await talk.says("Ma question, en mieux")
    await talk.presses(forms.SKIP)
    shown = await talk.presses(questions.SCHOOL)
    assert questions.ASK_SCHOOL in shown
    shown = await talk.says("0130001F")
    assert "Ma question, en mieux" in shown
    assert "0130001F" in shown


@pytest.mark.parametrize("long", ["é" * 2_001, "mot " * 900])
async def test_what_is_too_long_is_explained_and_kept(office: Office, long: str) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    shown = await talk.says(long)
    assert "le maximum est de 2\u00a0000\u00a0caractères" in shown
    kept = next(one for one in talk.seen[-1 if talk.seen[-1].card else -2].card["body"] if one["type"] == "Input.Text")
    assert kept["value"] == long.strip() or kept["value"] == long


async def test_an_empty_answer_is_refused_on_the_screen_and_the_rest_is_kept(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.presses(forms.WHOLE)
    shown = await talk.presses(forms.SAVE, {"question": "", "school": "Lycée Thiers"})
    assert forms.NEEDED in shown
    values = {one["id"]: one.get("value") for one in talk.seen[-1].card["body"] if one["type"] == "Input.Text"}
    assert values == {"question": None, "school_written": "Lycée Thiers"}


async def test_the_question_itself_cannot_be_skipped(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    assert forms.NEEDED in await talk.says("passer")


async def test_a_command_in_the_middle_is_run_and_the_form_goes_on(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    shown = await talk.says("confidentialité")
    assert "CNIL" in shown
    assert questions.ASK_QUESTION in shown
    assert forms.HELP.format(title=worded(questions.TITLE)) in await talk.says("aide")


async def test_cancelling_an_empty_form_leaves_nothing(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    assert await talk.says("annuler") == forms.LEFT.format(title=worded(questions.TITLE))
    assert await rows(office, draft) == 0
    assert await talk.says("annuler") == worded(general.NOTHING_BEGUN)


async def test_a_form_put_aside_is_taken_up_again_after_a_restart(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    assert forms.ASIDE.format(title=worded(questions.TITLE)) in await talk.says("annuler")
    assert "1\u00a0800" in await talk.says("Quelle est l’indemnité ?")
    offices.restart()
    shown = await talk.says("reprendre")
    assert forms.RESUMED in shown
    assert questions.ASK_SCHOOL in shown
    assert "Ma question" in await talk.says("passer")


async def test_a_restart_in_the_middle_changes_nothing(offices: Office) -> None:
    talk = offices.talk()
    for step in ("transmettre une question au SA EPLE", "Ma question", "passer"):
        await talk.says(step)
        offices.restart()
    assert worded(questions.PASSED, number=1) in await talk.says("oui")


async def test_a_draft_is_thrown_away_on_demand(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("annuler")
    assert await talk.presses(forms.DISCARD) == forms.DISCARDED.format(title=worded(questions.TITLE))
    assert await talk.says("reprendre") == forms.NOTHING_TO_RESUME
    assert await talk.presses(forms.RESUME) == forms.GONE


@pytest.mark.both
async def test_twenty_presses_at_once_send_one_question(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("passer")
    said = await asyncio.gather(*(Talk(offices, talk.key, talk.name, seen=list(talk.seen)).presses(questions.SEND)
                                  for _ in range(20)))  # fmt: skip
    assert await rows(offices, question) == 1
    # The same confirmation each time: whichever press is answered last, it is what stays on the screen.
    assert len(set(said)) == 1
    assert worded(questions.PASSED, number=1) in said[0]
    assert "Ma question" in said[0]


async def test_a_redelivered_press_is_answered_from_what_was_stored(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("passer")
    await talk.presses(questions.SEND, activity="f:1")
    again = await talk.presses(questions.SEND, activity="f:1")
    assert worded(questions.PASSED, number=1) in again
    assert await rows(offices, question) == 1


async def test_a_summary_that_is_out_of_date_is_shown_again_before_anything_is_sent(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("passer")
    old = Talk(office, talk.key, talk.name, seen=list(talk.seen))
    await talk.presses(questions.QUESTION)
    await talk.says("Une autre question")
    shown = await old.presses(questions.SEND)
    assert forms.CHANGED in shown
    assert "Une autre question" in shown
    assert await rows(office, question) == 0


async def test_another_person_cannot_use_the_card(office: Office) -> None:
    talk = office.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("passer")
    thief = Talk(office, office.talk("expert").key, "Dominique Ferrand", seen=list(talk.seen))
    assert forms.GONE in await thief.presses(questions.SEND)
    assert await rows(office, question) == 0


@pytest.mark.parametrize("data", [{}, {"draft": "x"}, {"draft": None}, {"draft": 1, "field": ["x"]}, {"draft": 10**30}])
async def test_forged_data_are_refused_in_one_sentence(office: Office, data: dict[str, object]) -> None:
    talk = office.talk()
    await talk.opens()
    assert await talk.sends({"type": "Action.Execute", "verb": "form.answer", "data": data}) in (
        general.UNKNOWN_BUTTON, forms.GONE,
    )  # fmt: skip


async def test_with_no_member_in_teams_the_person_is_given_the_contact(office: Office) -> None:
    shown = await pass_on(office.talk())
    assert worded(questions.NOT_HEARD) in shown
    assert "Mme RAFONI" in shown


async def test_the_sa_eple_answers_and_the_person_is_told(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await member.opens()
    await agent.opens()
    await pass_on(agent)
    await notices(offices)
    shown = await member.says("questions")
    assert SILENT in shown
    assert questions.ASK_ANSWER in await member.presses(questions.BUTTON_ANSWER.format(number=1))
    await member.says("Non, aucun CV n’est demandé.")
    await member.says("passer")
    assert questions.ANSWERED.format(number=1) in await member.presses(questions.SEND_ANSWER)
    assert questions.WAITING_NONE in await member.says("questions")
    (told,) = [row for row in await notices(offices) if row.notice.kind == "question_answered"]
    message = await render(offices.services, told)
    assert isinstance(message, Message)
    assert "Non, aucun CV n’est demandé." in message.text
    assert told.notice.to == agent.key
    async with offices.storage.reading() as connection:
        moves = (await connection.execute(sa.select(event.c.move).where(event.c.subject == "question"))).scalars().all()
    assert moves == ["pass_on", "answer"]


@pytest.mark.both
async def test_of_two_presses_of_an_answer_one_is_stored(offices: Office) -> None:
    agent, member = offices.talk(), offices.talk("saeple")
    await pass_on(agent)
    await member.says("questions")
    await member.presses(questions.BUTTON_ANSWER.format(number=1))
    await member.says("Première réponse")
    await member.says("passer")
    twin = Talk(offices, member.key, member.name, seen=list(member.seen))
    said = await asyncio.gather(member.presses(questions.SEND_ANSWER), twin.presses(questions.SEND_ANSWER))
    assert all(questions.ANSWERED.format(number=1) in one for one in said)
    async with offices.storage.reading() as connection:
        moves = (await connection.execute(sa.select(event.c.move).where(event.c.subject == "question"))).scalars().all()
    assert moves == ["pass_on", "answer"]


async def test_only_the_sa_eple_answers(office: Office) -> None:
    await pass_on(office.talk())
    for seat in ("agent", "expert"):
        talk = office.talk(seat)
        said = await talk.sends({"type": "Action.Submit", "data": {"verb": "answer.write", "number": 1}})
        assert worded(worded(general.NOT_YOURS)) in said
    member = office.talk("saeple")
    assert questions.NO_SUCH in await member.sends(
        {"type": "Action.Submit", "data": {"verb": "answer.write", "number": 9}}
    )


async def test_a_person_known_by_mail_is_written_to(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await pass_on(agent)
    await member.sends({"type": "Action.Submit", "data": {"verb": "answer.write", "number": 1}})
    await member.says("Réponse")
    await member.says("passer")
    await member.says("oui")
    async with office.storage.engine.begin() as connection:
        await connection.execute(
            sa.update(person).where(person.c.oid == agent.key.oid).values(mail="c.roux@example.org")
        )
    (row,) = [row for row in await notices(office) if row.notice.kind == "question_answered"]
    assert await outbox.turn_to_mail(office.storage, row, "c.roux@example.org", office.clock.now(), error="403")
    (mail,) = [row for row in await notices(office) if row.medium is Medium.MAIL]
    letter = await render(office.services, mail)
    assert isinstance(letter, Letter)
    assert (letter.to, letter.subject) == ("c.roux@example.org", "[Op@le] Réponse à votre question n°\u00a01")
    assert SILENT in letter.text


async def test_the_health_of_the_service_lists_what_did_not_leave(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    assert "Toutes les notifications sont parties" in await member.says("santé du service")
    await pass_on(office.talk())
    (row,) = await notices(office)
    await outbox.finish(office.storage, row, NoticeState.DEAD, office.clock.now(), error="test")
    shown = await member.says("santé du service")
    assert "Message non envoyé\u00a0: question transmise, " in shown
    assert f"La notification n°\u00a0{row.id} repart." in await member.presses(f"Renvoyer la n°\u00a0{row.id}")
    assert "n’est plus à renvoyer" in await member.presses(f"Renvoyer la n°\u00a0{row.id}")
    assert worded(worded(general.NOT_YOURS)) in await office.talk("expert").says("santé du service")
