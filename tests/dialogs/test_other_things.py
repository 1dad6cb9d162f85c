"""What has a number or a verb of a file, and is none: nothing is done to a request or an application for it."""

from __future__ import annotations

import pytest

from knowledge.understanding.act import is_of_a_thing
from knowledge.understanding.references import references
from tests.dialogs.delivering import delivered
from tests.dialogs.steering import REGISTER
from tests.talk import Office


@pytest.mark.parametrize(
    "said", ["retiens la proposition 1", "la visite 3", "la difficulté n° 2", "l’action 4 est faite"]
)
def test_its_number_is_no_files(said: str) -> None:
    assert references(said) == ()


@pytest.mark.parametrize(
    ("said", "of_a_thing"),
    [
        ("supprime l’annonce", True),
        ("efface le ticket officiel de la 4", True),
        ("annule la formation du 13 février", True),
        ("annule la 12", False),
        ("je libère la 4, j’ai une formation", False),
    ],
)
def test_what_is_taken_away_is_what_is_named(said: str, of_a_thing: bool) -> None:
    assert is_of_a_thing(said, "cancel") is of_a_thing


@pytest.mark.parametrize("said", ["Élise était absente au comité", "Dominique n’était pas là à la réunion"])
async def test_who_was_not_at_a_meeting_is_not_away(office: Office, said: str) -> None:
    office.register = REGISTER
    await office.talk("saeple").opens()
    shown = await office.talk("saeple").says(said)
    assert "notée" not in shown
    assert not [row for row, _ in await delivered(office, office.talk("expert")) if "absence" in row.notice.kind]


async def test_an_absence_without_a_day_is_asked_for_and_not_noted(office: Office) -> None:
    expert = office.talk("expert")
    assert "Quels jours" in await expert.says("je serai absent")
    assert "Absence notée" in await expert.says("je suis absent demain")


async def test_a_yes_to_a_sentence_said_back_holds_after_a_minute(office: Office) -> None:
    saeple = office.talk("saeple")
    await office.talk("expert").opens()
    shown = await saeple.says("Dominique Ferrand ne sera pas là lundi et mardi prochains, tu peux le noter ?")
    assert "Dois-je le faire" in shown
    await office.behind.flush()  # What is remembered is stored, without what was typed.
    office.clock.forward(seconds=100)
    assert "notée" in await saeple.says("oui c’est ça")


async def test_what_is_asked_for_somebody_else_is_said_of_them(office: Office) -> None:
    said = await office.talk().says("ma collègue est secrétaire générale en vague 6, elle pourrait candidater ?")
    assert "ne s’adresse pas à cette personne" in said
    assert "votre" not in said.partition("Source")[0].lower()


async def test_an_expert_sees_their_own_papers_and_nobody_elses(office: Office) -> None:
    said = await office.talk("expert").says("mes papiers")
    assert "Vos lettre et ordre de mission 2024" in said
    assert "Perrot" not in said
