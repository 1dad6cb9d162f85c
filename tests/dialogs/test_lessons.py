"""What the SA EPLE has taught: listed, corrected, withdrawn, put back, exported; whom it is for, and what may not be taught."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.offline import export
from bot.settings import load_settings
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.questions import texts
from knowledge.people import Role
from storage.actions.people import seed_roles
from storage.calls import CallFiles
from storage.queries.questions import lessons
from storage.tables import event
from tests.talk import Office, Talk, buttons, worded

QUESTION = "Les zygomars du pantographe sont-ils éligibles ?"
ANSWER = "Oui, sous réserve de leur pantographe."


async def journal(office: Office) -> list[str]:
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(event.c.move).where(event.c.subject == "taught").order_by(event.c.id)
        )
        return list(found.scalars())


async def teach(member: Talk) -> None:
    """Have a member of the SA EPLE teach something."""
    await _form(member, "passer", ANSWER, "envoyer")


async def _form(member: Talk, *answers: str) -> str:
    """Fill the form of teaching in, which a button of an unanswered question begins."""
    await member.office.stranger("88888888-8888-4888-8888-000000000009", "Qui demande").says(QUESTION)
    await member.office.behind.flush()
    await member.says("questions sans réponse")
    await member.presses(texts.TEACH_BUTTON.format(number=1))
    said = ""
    for answer in answers:
        said = await member.says(answer)
    return said


async def test_a_lesson_is_seen_withdrawn_and_put_back(offices: Office) -> None:
    member, agent = offices.talk("saeple"), offices.talk()
    assert texts.NO_LESSONS in await member.says("ce qui est appris")
    assert texts.TAUGHT in await _form(member, "passer", ANSWER, "envoyer")
    await offices.learn()
    assert ANSWER in await agent.says(QUESTION)
    shown = await member.says("ce qui est appris")
    assert f"«\u00a0{QUESTION}\u00a0»" in shown
    assert f"Réponse\u00a0: {ANSWER}" in shown
    assert f"Appris par {member.name}" in shown
    assert "La leçon 1 est retirée" in await member.presses(texts.BUTTON_WITHDRAW.format(number=1))
    await offices.learn()
    assert ANSWER not in await agent.says(QUESTION)
    assert "Retiré" in await member.says("ce qui est appris")
    await member.presses(texts.BUTTON_PUT_BACK.format(number=1))
    await offices.learn()
    assert ANSWER in await agent.says(QUESTION)
    assert await journal(offices) == ["teach", "withdraw", "put_back"]


async def test_a_correction_takes_the_place_of_the_lesson(offices: Office) -> None:
    member = offices.talk("saeple")
    await _form(member, "passer", ANSWER, "envoyer")
    await member.says("ce qui est appris")
    recap = await member.presses(texts.BUTTON_CORRECT.format(number=1))
    assert ANSWER in recap
    await member.says("modifier answer")
    await member.says("Non, jamais.")
    assert texts.TAUGHT in await member.says("envoyer")
    assert [one.answer for one in await lessons(offices.storage, offices.base.call.id)] == ["Non, jamais."]
    assert await journal(offices) == ["teach", "withdraw", "teach"]


async def test_a_command_or_a_greeting_is_not_taught(office: Office) -> None:
    member = office.talk("saeple")
    await _form(member, "passer", ANSWER)
    for said in ("merci", "candidater", "bonjour"):
        await member.says("modifier wording")
        await member.presses(form_texts.NEXT, {"wording": said})
        assert texts.IS_COMMAND.format(text=said) in await member.says("envoyer")
        await member.presses(form_texts.NEXT, {"wording": QUESTION})
    assert await lessons(office.storage, office.base.call.id) == []
    assert texts.TAUGHT in await member.says("envoyer")


async def test_lessons_are_the_services_alone(office: Office) -> None:
    member, agent = office.talk("saeple"), office.talk()
    await _form(member, "passer", ANSWER, "envoyer")
    await member.says("ce qui est appris")
    button = next(one for one in _buttons(member) if one.get("data", {}).get("verb") == "lesson.withdraw")
    assert worded(worded(general.NOT_YOURS)) in await agent.sends(button)
    assert worded(worded(general.NOT_YOURS)) in await agent.says("ce qui est appris")
    assert len(await lessons(office.storage, office.base.call.id)) == 1


async def test_what_is_exported_passes_the_check(office: Office, tmp_path: Path) -> None:
    member = office.talk("saeple")
    await _form(member, "passer", ANSWER, "envoyer")
    url = office.storage.engine.url.render_as_string(hide_password=False)
    written = await export(load_settings({"ALLOW_ANONYMOUS": "true", "DATABASE_URL": url}))
    assert 'id = "reponse_1"' in written
    own = (Path(__file__).parent.parent / "calls" / "2025-referents-bassin.toml").read_text("utf-8")
    file = tmp_path / "2025-referents-bassin.toml"
    file.write_text(f"{own}\n{written}", "utf-8")
    (tmp_path / "academies").mkdir()
    lyon = Path(__file__).parent.parent / "calls" / "academies" / "lyon.toml"
    (tmp_path / "academies" / "lyon.toml").write_text(lyon.read_text("utf-8"), "utf-8")
    text = file.read_text("utf-8").replace(f'parts = ["{next(iter(office.base.call.parts))}"]', 'parts = ["dossier"]')
    file.write_text(text, "utf-8")
    assert ANSWER in {fact.answer for fact in CallFiles(file).read().fact}


def _buttons(member: Talk) -> list[dict[str, Any]]:
    return [one for seen in member.seen for one in buttons(seen.card or {})]


async def _says(member: Talk, *said: str) -> str:
    answer = ""
    for one in said:
        answer = await member.says(one)
    return answer


async def test_a_member_begins_to_teach_in_words_and_finds_what_is_taught(offices: Office) -> None:
    member, agent = offices.talk("saeple"), offices.talk()
    assert texts.ASK_WORDING in await member.says("apprendre une question")
    assert texts.TAUGHT in await _says(member, QUESTION, "passer", ANSWER, "envoyer")
    await offices.learn()
    assert ANSWER in await agent.says(QUESTION)
    await member.says("corriger une réponse")
    assert texts.BUTTON_CORRECT.format(number=1) in {button["title"] for button in _buttons(member)}
    assert worded(worded(general.NOT_YOURS)) in await agent.says("apprendre une question")


async def test_each_question_is_taught_in_a_draft_of_its_own(offices: Office) -> None:
    member = offices.talk("saeple")
    first, second = ("Le klaxon du kraken est-il peint ?", "Qui paie le café du kraken ?")
    for text in (first, second):
        press = {"type": "Action.Submit", "data": {"verb": "learning.teach", "text": text, "entry": "indemnite"}}
        await member.sends(press)
        assert text in await member.says("passer")
    assert texts.TAUGHT in await member.says("envoyer")
    assert [one.wording for one in await lessons(offices.storage, offices.base.call.id)] == [second]


async def test_a_question_has_one_answer(offices: Office) -> None:
    member = offices.talk("saeple")
    await _says(member, "apprendre une question", QUESTION, "passer", ANSWER, "envoyer")
    other = offices.talk("saeple")
    await _says(other, "apprendre une question", QUESTION.upper(), "passer", "Jamais de la vie.")
    assert texts.ANSWERED_BY.format(number=1) in await other.says("envoyer")
    assert [one.answer for one in await lessons(offices.storage, offices.base.call.id)] == [ANSWER]


async def test_what_was_corrected_is_not_put_back_beside_its_correction(offices: Office) -> None:
    member = offices.talk("saeple")
    await _says(member, "apprendre une question", QUESTION, "passer", ANSWER, "envoyer", "ce qui est appris")
    await member.presses(texts.BUTTON_CORRECT.format(number=1))
    await _says(member, "modifier answer", "Non, jamais.", "envoyer")
    button = {"type": "Action.Submit", "data": {"verb": "lesson.put_back", "number": 1}}
    assert texts.ANSWERED_BY.format(number=2) in await member.sends(button)
    assert [one.answer for one in await lessons(offices.storage, offices.base.call.id)] == ["Non, jamais."]


async def test_of_two_who_correct_the_same_lesson_the_second_is_told(offices: Office) -> None:
    one, other = offices.talk("saeple"), offices.stranger("99999999-9999-4999-8999-999999999990", "Sam Blanc")
    await seed_roles(offices.storage, [(other.key, Role.SA_EPLE)], offices.clock.now())
    await _says(one, "apprendre une question", QUESTION, "passer", ANSWER, "envoyer")
    for member, answer in ((one, "Non, jamais."), (other, "Oui, toujours.")):
        await member.says("ce qui est appris")
        await member.presses(texts.BUTTON_CORRECT.format(number=1))
        await _says(member, "modifier answer", answer)
    assert texts.TAUGHT in await one.says("envoyer")
    assert texts.CHANGED_MEANWHILE.format(number=1) in await other.says("envoyer")
    assert [lesson.answer for lesson in await lessons(offices.storage, offices.base.call.id)] == ["Non, jamais."]
    button = {"type": "Action.Submit", "data": {"verb": "lesson.correct", "number": 1}}
    assert texts.CHANGED_MEANWHILE.format(number=1) in await other.sends(button)
