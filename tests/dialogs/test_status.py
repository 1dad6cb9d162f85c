"""Status questions in the chat, by each role, on both databases."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.core import texts as general
from knowledge.understanding.status import StatusReader, StatusReading
from tests.talk import Office, worded

pytestmark = pytest.mark.both


async def test_the_sa_eple_sees_what_was_understood_above_what_is_found(offices: Office) -> None:
    pilot = offices.talk("saeple")
    shown = await pilot.says("demandes ouvertes du 84")
    assert "Demandes ouvertes du 84" in shown
    assert "Rien ne correspond." in shown
    assert "Nombre de demandes" in await pilot.says("combien de demandes en attente ?")
    assert "par département" in await pilot.says("demandes par département")


async def test_a_continuation_changes_the_question_before(offices: Office) -> None:
    pilot = offices.talk("saeple")
    await pilot.says("demandes ouvertes du 84")
    assert "Demandes ouvertes du 13" in await pilot.says("et dans le 13 ?")


async def test_experts_get_lists_and_no_totals(offices: Office) -> None:
    expert = offices.talk("expert")
    assert "Demandes non prises urgentes" in await expert.says("urgentes non prises")
    assert await expert.says("combien de demandes par expert") == worded(worded(general.NOT_YOURS))


async def test_nobody_else_learns_whether_a_number_exists(offices: Office) -> None:
    agent = offices.talk("agent")
    assert await agent.says("demandes ouvertes du 13") != ""
    assert await agent.says("liste des demandes ouvertes du 13 par expert") == worded(worded(general.NOT_STAFF))


async def test_what_is_not_understood_is_never_dropped_in_silence(offices: Office) -> None:
    pilot = offices.talk("saeple")
    said = await pilot.says("demandes ouvertes du 13 qui plaisent au recteur")
    assert "plaisent" in said
    assert "Je n’ai pas tenu compte de" in said or "Je n’ai pas compris" in said


async def test_a_question_about_the_call_is_not_read_for_a_status_question(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is surely asked of the call costs no second reading, whoever asks."""
    read: list[str] = []
    heard = StatusReader.read

    def noted(self: StatusReader, text: str, *given: Any, **more: Any) -> StatusReading:
        read.append(text)
        return heard(self, text, *given, **more)

    monkeypatch.setattr(StatusReader, "read", noted)
    agent, expert = office.talk("agent"), office.talk("expert")
    await agent.says("Quel est le montant de l'indemnité ?")
    await expert.says("demandes urgentes non prises")
    assert read == ["demandes urgentes non prises"]
