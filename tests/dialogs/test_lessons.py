"""What the SA EPLE has taught: listed, corrected, withdrawn, put back, exported; whom it is for, and what may not be taught."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.offline import export
from bot.settings import load_settings
from dialogs.core import form_texts
from dialogs.core import texts as general
from dialogs.questions import learning_texts as texts
from storage.calls import CallFiles
from storage.queries.teaching import lessons
from storage.tables import event
from tests.talk import Office, Talk, buttons

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
    assert general.NOT_YOURS in await agent.sends(button)
    assert general.NOT_YOURS in await agent.says("ce qui est appris")
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
