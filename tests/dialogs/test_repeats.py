"""What the channel delivers twice happens once: after a process that died before its answer, or by mere repetition."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogs.core import form_texts as forms
from dialogs.questions import texts as questions
from knowledge.people import Role
from storage.actions.people import seed_roles
from storage.tables import draft, question
from tests.dialogs.applying import ANSWERS, ASK
from tests.dialogs.test_handover import pass_on, rows
from tests.talk import Office, Talk, worded

BEGIN = "transmettre une question au SA EPLE"


async def twice(talk: Talk, text: str) -> str:
    """Type, the activity being delivered again to another process after the first died; return what is said then."""
    activity = f"repeated {text}"
    await talk.says(text, activity=activity)
    talk.office.restart()
    return await talk.says(text, activity=activity)


async def test_each_step_delivered_twice_happens_once(offices: Office) -> None:
    talk = offices.talk()
    assert questions.ASK_QUESTION in await twice(talk, BEGIN)
    shown = await twice(talk, "Ma question")
    assert questions.ASK_SCHOOL in shown
    assert questions.ASK_QUESTION in await twice(talk, "retour")
    assert questions.ASK_SCHOOL in await twice(talk, "Ma question, en mieux")
    assert forms.ASIDE.format(title=worded(questions.TITLE)) in await twice(talk, "annuler")
    assert questions.ASK_SCHOOL in await twice(talk, "reprendre")
    shown = await twice(talk, "Lycée Thiers")
    assert forms.REVIEW in shown
    assert "Ma question, en mieux" in shown
    assert "Lycée Thiers" in shown
    assert worded(questions.PASSED, number=1) in await twice(talk, "envoyer")
    assert (await rows(offices, question), await rows(offices, draft)) == (1, 0)


async def test_a_press_that_began_a_form_does_not_begin_it_again_once_it_is_sent(offices: Office) -> None:
    talk = offices.talk()
    button = {"type": "Action.Submit", "data": {"verb": "question.pass", "text": "Ma question", "entry": ""}}
    await talk.sends(button, activity="first")
    await talk.says("passer")
    await talk.says("envoyer")
    assert await talk.sends(button, activity="first") == forms.GONE
    assert (await rows(offices, question), await rows(offices, draft)) == (1, 0)


@pytest.mark.parametrize("how", ["typed", "pressed"])
async def test_yes_to_a_step_delivered_again_at_the_summary_sends_nothing(offices: Office, how: str) -> None:
    talk = offices.talk()
    for text in (BEGIN, "Ma question", "montant versé par an"):
        await talk.says(text)
    assert forms.IS_ANSWER in talk.buttons
    if how == "typed":
        shown = await twice(talk, "oui")
    else:
        seen = list(talk.seen)
        await talk.presses(forms.IS_ANSWER, activity="x")
        shown = await Talk(offices, talk.key, talk.name, seen=seen).presses(forms.IS_ANSWER, activity="x")
    assert forms.REVIEW in shown
    assert await rows(offices, question) == 0


async def test_an_answer_delivered_again_is_not_held_against_the_next_field(offices: Office) -> None:
    talk = offices.talk()
    await talk.says("candidater")
    for answer, asked in ((ANSWERS[0], ASK["mail"]), (ANSWERS[1], ASK["function"])):
        shown = await twice(talk, answer)
        assert asked in shown
        assert "Erreur" not in shown


async def test_a_question_delivered_again_after_a_form_was_begun_is_no_answer_to_it(offices: Office) -> None:
    talk, question_at = offices.talk(), offices.clock.now()
    asked = "C’est payé combien"
    await talk.says(asked, activity="question", sent=question_at)
    await talk.says(BEGIN, sent=question_at + timedelta(seconds=4))
    offices.restart()
    shown = await talk.says(asked, activity="question", sent=question_at)
    assert "1\u00a0800\u00a0€" in shown
    assert questions.ASK_SCHOOL not in shown
    # What was sent in the same second as the button, or has no time, is an answer.
    shown = await talk.says("Ma question", sent=question_at + timedelta(seconds=4))
    assert questions.ASK_SCHOOL in shown
    assert "Ma question" in await talk.says("passer")


async def test_taken_up_again_a_form_takes_what_is_sent_from_then_on(offices: Office) -> None:
    talk, at = offices.talk(), offices.clock.now()
    for seconds, text in enumerate((BEGIN, "Ma question", "annuler", "C’est payé combien", "reprendre")):
        await talk.says(text, activity=text, sent=at + timedelta(seconds=seconds))
    late = await talk.says("Et pour qui", activity="late", sent=at + timedelta(seconds=3))
    assert questions.SCHOOL not in late
    assert forms.REVIEW in await talk.says("Lycée Thiers", sent=at + timedelta(seconds=6))


async def test_what_changed_nothing_at_first_does_not_when_it_comes_again_later(offices: Office) -> None:
    talk = offices.talk()
    await talk.says(BEGIN)
    assert forms.FIRST_STEP in await talk.says("retour", activity="slow")
    await talk.says("Ma question")
    shown = await talk.says("passer")
    assert forms.REVIEW in shown
    assert forms.REVIEW in await talk.says("retour", activity="slow")


async def test_reprendre_in_a_form_is_no_answer(office: Office) -> None:
    talk = office.talk()
    await talk.says(BEGIN)
    shown = await talk.says("reprendre")
    assert questions.ASK_QUESTION in shown
    assert forms.STEP.format(number=1, total=2) in shown


async def test_a_member_whose_answer_is_delivered_again_is_not_told_that_it_was_not_sent(offices: Office) -> None:
    member = offices.talk("saeple")
    await pass_on(offices.talk())
    await member.says("questions")
    await member.presses(questions.BUTTON_ANSWER.format(number=1))
    await member.says("Ma réponse")
    await member.says("passer")
    seen = list(member.seen)
    assert questions.ANSWERED.format(number=1) in await twice(member, "envoyer")
    late = Talk(offices, member.key, member.name, seen=seen)
    assert questions.ANSWERED.format(number=1) in await late.presses(questions.SEND_ANSWER)
    assert questions.ANSWERED.format(number=1) in await late.presses(questions.BUTTON_ANSWER.format(number=1))


async def test_a_member_is_told_that_a_colleague_was_first(offices: Office) -> None:
    member, colleague = offices.talk("saeple"), offices.talk("expert")
    await seed_roles(offices.storage, [(colleague.key, Role.SA_EPLE)], offices.clock.now())
    await pass_on(offices.talk())
    for talk in (member, colleague):
        await talk.says("questions")
        await talk.presses(questions.BUTTON_ANSWER.format(number=1))
        await talk.says("Une réponse")
        await talk.says("passer")
    assert questions.ANSWERED.format(number=1) in await member.says("envoyer")
    assert questions.ANSWERED_ALREADY.format(number=1) in await twice(colleague, "envoyer")
