"""What is heard before anything is answered: danger, harassment, exhaustion, a secret written here."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from dialogs.core import texts as general
from dialogs.questions import texts
from knowledge.sensitive import Secret
from knowledge.understanding.care import Care, care_for
from storage.tables import question_log
from tests.talk import Office


@pytest.mark.parametrize(
    ("said", "care"),
    [
        ("j'ai envie d'en finir", Care.DANGER),
        ("je vais me tuer, arrêtez les notifications", Care.DANGER),
        ("il m'insulte dans les mails", Care.HARASSMENT),
        ("je suis à bout, j'en peux plus de vos messages", Care.EXHAUSTION),
        ("stop les notifications, j'en peux plus", None),
        ("je pense au suicide", Care.DANGER),
        ("il m'a frappée hier", Care.DANGER),
        ("je suis malade et mon chef me harcèle", Care.HARASSMENT),
        ("je subis du harcèlement", Care.HARASSMENT),
        ("mon principal m'humilie devant tout le monde", Care.HARASSMENT),
        ("j'en peux plus d'opale, tout bloque et personne ne répond, je suis à bout", Care.EXHAUSTION),
        ("jsuis au bout du rouleau", Care.EXHAUSTION),
        ("je veux en finir avec ce bordereau", None),
        ("l'appel dit quoi du harcèlement ?", None),
        ("Quelle est l'indemnité ?", None),
        ("c'est tuant ce logiciel", None),
        ("je suis à bout de mes questions", Care.EXHAUSTION),
    ],
)
def test_what_a_message_tells_of_the_person(said: str, care: Care | None) -> None:
    assert care_for(said) is care


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("je suis malade et mon chef me harcèle", texts.HARASSMENT),
        ("j'ai envie de mourir", texts.DANGER),
        ("mon mot de passe est azerty123", texts.SECRETS[Secret.PASSWORD]),
        ("mon mot de passe : Soleil2024!", texts.SECRETS[Secret.PASSWORD]),
    ],
)
async def test_it_is_answered_with_care_and_nothing_of_it_is_kept(office: Office, typed: str, said: str) -> None:
    assert said in await office.talk().says(typed)
    await office.behind.flush()
    async with office.storage.reading() as connection:
        assert (await connection.execute(sa.select(question_log.c.text))).scalars().all() == []


@pytest.mark.parametrize(
    "typed",
    [
        "ça m'a pas aidé",
        "merci mais ça ne m'aide pas",
        "merci, ce n'est pas ce que je demande",
        "cela ne m'aide pas",
        "c'est nul",
    ],
)
async def test_who_complains_is_not_thanked(office: Office, typed: str) -> None:
    talk = office.talk()
    await talk.says("Quelle est l'indemnité ?")
    shown = await talk.says(typed)
    assert general.THANKS not in shown
    assert any(one in shown for one in (texts.COMPLAINT_TITLE, texts.SORRY, general.REPROACH))


async def test_who_thanks_is_thanked(office: Office) -> None:
    assert general.THANKS in await office.talk().says("merci beaucoup, ça m'a bien aidé")


async def test_exhaustion_leads_to_an_expert_and_to_a_person(office: Office) -> None:
    talk = office.talk()
    shown = await talk.says("je suis à bout")
    assert "Mme RAFONI" in shown
    assert talk.seen[0].buttons == [texts.BUTTON_ASK, texts.BUTTON_HUMAN]
