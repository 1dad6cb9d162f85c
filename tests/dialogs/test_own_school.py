"""A person's school: asked once, kept, proposed, changed by a sentence, forgotten; it opens nothing."""

from __future__ import annotations

import pytest

from dialogs.assistance import texts as assistance
from dialogs.people import texts
from storage.queries.people import school_of
from tests.dialogs.asking import OWN, ask
from tests.dialogs.steering import IN_WAVES
from tests.talk import Office, Talk

ZOLA = "Lycée polyvalent Émile Zola, Aix-en-Provence"


@pytest.fixture(autouse=True)
def register(request: pytest.FixtureRequest) -> None:
    name = next(one for one in ("office", "offices") if one in request.fixturenames)
    request.getfixturevalue(name).register = IN_WAVES


async def kept(office: Office, talk: Talk) -> str:
    return await school_of(office.storage, talk.key)


async def test_it_is_asked_kept_shown_changed_and_forgotten(offices: Office) -> None:
    talk = offices.talk()
    assert texts.SCHOOL_ASK in await talk.says("mon établissement")
    await talk.says("lycée Zola")
    assert "Zola" in await talk.says("envoyer")
    assert await kept(offices, talk) == "0130001F"
    assert texts.SCHOOL_IS.format(school=ZOLA) in await talk.says("quel est mon établissement ?")
    shown = await talk.says("j’ai changé d’établissement")
    assert texts.SCHOOL_ASK in shown
    await talk.says("annuler")
    await talk.says("je travaille au 0840015K")
    await talk.says("oui")
    assert await kept(offices, talk) == "0840015K"
    assert texts.SCHOOL_FORGOTTEN in await talk.says("oublie mon établissement")
    assert await kept(offices, talk) == ""


async def test_the_first_request_keeps_it_and_the_next_one_proposes_it(office: Office) -> None:
    talk = office.talk()
    await ask(talk, *OWN)
    assert await kept(office, talk) == OWN[0]
    await talk.says("demander une assistance")
    assert "Zola" in talk.seen[-1].message.text
    other = office.talk("expert")  # Who logs for a school says nothing of their own.
    assert await kept(office, other) == ""


async def test_whoever_handles_requests_asks_for_those_of_their_school(office: Office) -> None:
    await ask(office.talk(), *OWN)
    member = office.talk("saeple")
    assert texts.SCHOOL_ASK in await member.says("les demandes de mon établissement")
    await member.says("0130001F")
    await member.says("envoyer")
    for said in ("les demandes de mon établissement", "demandes ouvertes de mon lycée"):
        await member.says(said)
        assert member.listed == ["DA-2024-0001"], said


async def test_a_school_that_somebody_says_is_theirs_shows_them_nothing_of_others(office: Office) -> None:
    await ask(office.talk(), *OWN)
    curious = office.stranger("9a9a9a9a-9a9a-4a9a-8a9a-9a9a9a9a9a9a", "Curieux")
    await curious.says("mon établissement est le lycée Zola")
    await curious.says("oui")
    assert await kept(office, curious) == "0130001F"
    shown = await curious.says("les demandes de mon établissement")
    assert assistance.OF_SCHOOL in shown
    assert "n° 1" not in shown.replace("\u00a0", " ")
    for asked in (
        "demandes de mon lycée en cours",
        "combien de demandes pour mon établissement",
        "statut DA-2024-0001",
    ):
        assert "Chorus" not in await curious.says(asked), asked


@pytest.mark.parametrize(
    "said", ["faut-il l’accord de mon établissement ?", "mon établissement est en vague 2, puis-je postuler ?"]
)
async def test_questions_that_name_it_stay_questions(office: Office, said: str) -> None:
    talk = office.talk()
    assert texts.SCHOOL_ASK not in await talk.says(said)
    assert await kept(office, talk) == ""
