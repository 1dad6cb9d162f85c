"""What a second press says: where things stand, in the words of the first, and never twice the same living card."""

from __future__ import annotations

import json

import pytest

from dialogs.application import steering_texts as examination
from dialogs.core import form_texts as forms
from dialogs.questions import texts as questions
from tests.dialogs.applying import deposit
from tests.dialogs.test_handover import SILENT, pass_on
from tests.dialogs.test_learning import log
from tests.talk import Office, Talk, worded

pytestmark = pytest.mark.both


async def test_passing_on_pressed_twice_opens_one_form(offices: Office) -> None:
    talk = offices.talk()
    await talk.says(SILENT)
    before = list(talk.seen)
    assert questions.ASK_SCHOOL in await talk.presses(worded(questions.BUTTON_PASS))
    second = Talk(offices, talk.key, talk.name, seen=before)
    assert await second.presses(worded(questions.BUTTON_PASS)) == forms.ALREADY_OPEN.format(
        title=worded(questions.TITLE)
    )
    assert second.seen[-1].card is None
    assert questions.ASK_SCHOOL in await talk.says("reprendre")


async def test_pressed_again_later_the_form_is_shown_again(office: Office) -> None:
    talk = office.talk()
    await talk.says(SILENT)
    before = list(talk.seen)
    await talk.presses(worded(questions.BUTTON_PASS))
    office.clock.forward(minutes=5)
    shown = await Talk(office, talk.key, talk.name, seen=before).presses(worded(questions.BUTTON_PASS))
    assert questions.ASK_SCHOOL in shown
    assert forms.RESUMED in shown


async def test_a_press_delivered_again_gets_the_form_that_may_not_have_arrived(offices: Office) -> None:
    talk = offices.talk()
    await talk.says(SILENT)
    before = list(talk.seen)
    await talk.presses(worded(questions.BUTTON_PASS), activity="one")
    again = Talk(offices, talk.key, talk.name, seen=before)
    assert questions.ASK_SCHOOL in await again.presses(worded(questions.BUTTON_PASS), activity="one")


@pytest.mark.parametrize("heard", [True, False])
async def test_sending_pressed_twice_redraws_the_same_confirmation(offices: Office, heard: bool) -> None:
    if heard:
        await offices.talk("saeple").opens()
        await offices.behind.flush()
    talk = offices.talk()
    await talk.says("transmettre une question au SA EPLE")
    await talk.says("Ma question")
    await talk.says("passer")
    before = list(talk.seen)
    first = await talk.presses(questions.SEND)
    assert (worded(questions.NOT_HEARD) in first) is not heard
    assert await Talk(offices, talk.key, talk.name, seen=before).presses(questions.SEND) == first


async def test_an_answer_is_thanked_for_once(office: Office) -> None:
    talk = office.talk()
    for _ in range(2):
        await talk.says("Quelle est l’indemnité ?")
        assert questions.THANKS in await talk.says("réponse utile")
        assert await talk.says("réponse utile") == questions.NOTED_ALREADY
        assert questions.SORRY in await talk.says("ce n’est pas ma question")
        assert await talk.says("ce n’est pas ma question") == questions.NOTED_ALREADY
    assert [decision for decision, _, _ in await log(office)].count("good") == 2


async def test_the_feedback_stands_apart_from_what_leads_on(office: Office) -> None:
    talk = office.talk()
    talk.channel = "emulator"
    for _ in range(3):
        await talk.says("Quelle est l’indemnité ?")
    card = talk.seen[-1].card
    assert card
    assert [action["title"] for action in card["actions"]] == [questions.GOOD, questions.BAD]
    (row,) = (element for element in card["body"] if element["type"] == "ActionSet")
    assert row["actions"]


async def test_each_step_of_an_answer_shows_the_question(office: Office) -> None:
    member = office.talk("saeple")
    await pass_on(office.talk(), "Qui prend les stagiaires ?")
    await member.says("questions")
    for shown in (await member.presses(questions.BUTTON_ANSWER.format(number=1)), await member.says("Ma réponse")):
        assert "Qui prend les stagiaires ?" in shown
    await member.says("passer")
    assert "Qui prend les stagiaires ?" in await member.says("retour")


async def test_on_one_screen_the_hint_stands_below_its_field(office: Office) -> None:
    talk = office.talk()
    await talk.says("candidater")
    await talk.presses(forms.WHOLE)
    card = talk.seen[-1].card
    assert card
    body = card["body"]
    inputs = {element["label"]: at for at, element in enumerate(body) if element["type"].startswith("Input.")}
    said = [json.dumps(element, ensure_ascii=False) for element in body]
    assert "L’accusé de réception y est envoyé." in said[inputs["Courriel professionnel"] + 1]
    assert body[inputs[forms.NAME]]["value"]  # What is filled in needs no example below it.
    assert forms.NAME_HINT not in said[inputs[forms.NAME] + 1]


async def test_recording_pressed_twice_gives_the_number_again(offices: Office) -> None:
    member = offices.talk("saeple")
    await member.says("consigner")
    answers = ("PETIT Noé", "noe.petit@example.org", "24/01/2024", "sg", "0130001F", "v1", "Aider.", "passer")
    for answer in answers:
        await member.says(answer)
    before = list(member.seen)
    first = await member.presses(examination.RECORD_SEND)
    said = examination.RECORDED.format(name="PETIT Noé", reference="CA-2024-0001")
    assert said in first
    assert said in await Talk(offices, member.key, member.name, seen=before).presses(examination.RECORD_SEND)
    late = await Talk(offices, member.key, member.name, seen=before).presses(examination.RECORD_SEND)
    assert said in late
    await deposit(offices.talk())
