"""What a sentence says of other fields than the one asked: kept where it is plain, changed where it corrects, never lost."""

from __future__ import annotations

import pytest

from dialogs.assistance.new_request import OWN
from dialogs.core import form_texts
from storage.actions import drafts
from tests.dialogs.steering import REGISTER
from tests.talk import Office, Talk


async def answers(office: Office, talk: Talk, form: str) -> dict[str, str]:
    found = await drafts.drafts_of(office.storage, talk.key)
    return next((dict(one.answers) for one in found if one.form == form), {})


@pytest.fixture
async def asking(office: Office) -> Talk:
    """A person who told a trouble and their school, and is asked for their name."""
    office.register = REGISTER
    talk = office.talk()
    await talk.says(
        "Le flux Chorus Pro est rejeté, la demande de paiement reste bloquée, il faudrait que quelqu’un regarde"
    )
    said = await talk.says("c’est pour le lycée Zola à Aix")
    assert "nom et prénom" in said
    return talk


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ("mon tel direct c’est le 04 42 00 11 22 si l’expert veut m’appeler", "reach", "04 42 00 11 22"),
        ("vous pouvez m’écrire à camille.roux@ac-aix-marseille.fr", "reach", "camille.roux@ac-aix-marseille.fr"),
        ("du coup il faut le passer en urgent je pense", "urgent", "yes"),
        ("non pardon, c’est le lycée Thiers", "school", "0130040Y"),
    ],
)
async def test_of_a_request_it_goes_where_it_belongs(
    office: Office, asking: Talk, said: str, field: str, value: str
) -> None:
    shown = await asking.says(said)
    assert "est noté dans" in shown
    assert (await answers(office, asking, OWN))[field] == value
    assert "nom et prénom" in shown  # What was asked is asked still.


async def test_what_tells_more_is_added_to_the_description_word_for_word(office: Office, asking: Talk) -> None:
    before = (await answers(office, asking, OWN))["details"]
    await asking.says("non je me suis trompée, deux demandes de paiement, pas trois")
    told = "le fournisseur est une boulangerie et elle menace de ne plus nous livrer"
    await asking.says(f"vous pouvez ajouter que {told}")
    after = (await answers(office, asking, OWN))["details"]
    assert after.startswith(before)
    assert after.endswith(told)


async def test_another_trouble_is_not_mixed_into_this_one(office: Office, asking: Talk) -> None:
    before = await answers(office, asking, OWN)
    said = await asking.says("autre chose, ma collègue n’arrive plus à se connecter à Op@le")
    assert form_texts.ONE_AT_A_TIME in said
    assert await answers(office, asking, OWN) == before


async def test_a_number_alone_at_the_summary_is_where_one_is_reached(office: Office, asking: Talk) -> None:
    assert "relisez" in await asking.says("oui")
    for said, kept in (("06 12 34 56 78", "06 12 34 56 78"), ("04 42 91 70 00", "06 12 34 56 78")):
        await asking.says(said)
        assert (await answers(office, asking, OWN))["reach"] == kept  # Another changes it only where it corrects.


async def test_what_can_wait_is_not_urgent(office: Office, asking: Talk) -> None:
    await asking.says("c’est urgent en fait")
    assert (await answers(office, asking, OWN))["urgent"] == "yes"
    await asking.says("non, pas la peine de mettre urgent, ça peut attendre lundi")
    assert (await answers(office, asking, OWN))["urgent"] == "no"


async def test_an_application_takes_all_that_one_sentence_says_and_its_correction(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk()
    await talk.says("candidater")
    said = await talk.says("Roux Camille, je suis secrétaire générale au lycée Zola à Aix, on est passés en vague 3")
    kept = await answers(office, talk, "candidature")
    assert (kept["name"], kept["function"], kept["school"], kept["wave"]) == ("Roux Camille", "sg", "0130001F", "v3")
    assert "courriel" in said
    await talk.says("non pardon, vague 2, c’est mon ancien collège qui était en 3")
    assert (await answers(office, talk, "candidature"))["wave"] == "v2"


async def test_a_remark_at_the_summary_changes_nothing(office: Office) -> None:
    office.register = REGISTER
    talk = office.talk()
    await talk.says("candidater")
    await talk.says("Roux Camille, je suis secrétaire générale au lycée Zola à Aix, on est passés en vague 3")
    before = await answers(office, talk, "candidature")
    await talk.says("le lycée Thiers est passé avant nous")
    assert await answers(office, talk, "candidature") == before
