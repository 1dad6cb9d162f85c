"""A call whose applications are deposited with the assistant, some of whose documents may follow after the closing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime

import pytest

from dialogs.application import texts
from dialogs.core.exchange import Letter
from dialogs.router import Router
from knowledge.base import KnowledgeBase
from knowledge.french import NBSP, PARIS
from storage.calls import find, read_base
from storage.engine import Storage
from tests.calls.test_pieces import FIELDS, HERE, NOW, Cloud, begun, held, sends
from tests.dialogs.applying import pass_time, sent
from tests.talk import Office, Talk

AFTER = datetime(2025, 5, 26, 10, tzinfo=PARIS)


CONTACT = """
[[contact]]
name = "Mme PEY"
mail = "paie@exemple.fr"
about = "l’indemnité"
on = ["versement_indemnite"]

"""


@pytest.fixture(scope="session")
def here(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Return that call: what is deposited here is deposited, and the opinion of the head may come a week later."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "academies").mkdir()
    for file in (*HERE.glob("2026-professeurs-relais*.toml"), *HERE.glob("academies/*.toml")):
        text = file.read_text("utf-8").replace("2026", "2025")
        if file.name == "2026-professeurs-relais.toml":
            text = text.replace(
                'documents = ["curriculum vitae", "avis du chef d’établissement"]\n', "pieces_until = 2025-05-30\n"
            )
            text = text.replace('deposit_mail = "daac@ac-nantes.fr"\n', "deposit_here = true\n")
            text = text.replace("[values]", FIELDS.replace("optional = true\n", "") + CONTACT + "[values]", 1)
        place = folder / "academies" if file.parent != HERE else folder
        (place / file.name.replace("2026", "2025")).write_text(text, "utf-8")
    return read_base(find("2025-professeurs-relais", folder))


@pytest.fixture
async def office(storage: Storage, here: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, here, NOW) as opened:
        opened.services = replace(opened.services, downloads=Cloud())
        opened.router = Router(opened.services)
        yield opened


async def deposited(talk: Talk) -> str:
    """Deposit with the curriculum, and without the opinion that is to come."""
    await begun(talk)
    asked = await sends(talk, "cv.pdf")
    assert "l’ajouter jusqu’au vendredi 30 mai 2025" in plain(asked)
    await talk.says("passer")
    await talk.says("oui")
    return plain(await talk.says("envoyer"))


def plain(said: str) -> str:
    return said.replace(NBSP, " ")


LEFT = "Il manque « Avis du chef d’établissement » : à ajouter ici, dans Teams, jusqu’au vendredi 30 mai 2025."


async def test_what_is_deposited_here_is_deposited_and_nothing_is_left_to_send(office: Office) -> None:
    talk = office.talk()
    receipt = await deposited(talk)
    assert "Accusé de réception CA-2025-0001" in receipt
    assert "Votre candidature est déposée\n" in receipt
    assert LEFT in receipt
    mine = plain(await talk.says("ma candidature"))
    assert "déposée le" in mine
    for said in (receipt, mine):
        assert [
            one
            for one in ("à déposer", "reste à", "ne compte pas", ": .", "courriel de candidature", "Télécharger")
            if one in said
        ] == []
    letters = [letter for _, letter in await sent(office) if isinstance(letter, Letter)]
    assert [letter.to for letter in letters] == ["camille.roux@ac-nantes.fr"]
    assert "déposée" in letters[0].text


@pytest.mark.both
async def test_a_file_is_added_after_the_closing_until_the_day_that_the_call_gives(office: Office) -> None:
    talk = office.talk()
    await deposited(talk)
    office.clock.time = AFTER
    await pass_time(office)
    mine = plain(await talk.says("ma candidature"))
    assert "en instruction" in mine
    assert LEFT in mine
    asked = await talk.says("ajouter une pièce")
    assert "Avis du chef d’établissement" in asked
    await sends(talk, "avis.png")
    receipt = plain(await talk.says("envoyer"))
    assert "Vos pièces sont reçues : candidature n° CA-2025-0001, version 2" in receipt
    assert "Il manque" not in receipt
    assert await held(office) == [("CA-2025-0001", "cv.pdf"), ("CA-2025-0001", "avis.png")]


async def test_after_that_day_and_for_who_has_deposited_nothing_no_file_is_taken(office: Office) -> None:
    talk, other = office.talk(), office.stranger("88888888-8888-4888-8888-000000000001")
    await deposited(talk)
    office.clock.time = AFTER
    await pass_time(office)
    assert texts.EXPIRED_TITLE in await other.says("candidater")
    office.clock.time = datetime(2025, 5, 31, 0, 1, tzinfo=PARIS)
    assert "ne peut plus être modifiée" in await talk.says("ajouter une pièce")
    assert "Il manque" not in await talk.says("ma candidature")


async def test_who_answers_on_a_subject_is_named_for_it(office: Office, here: KnowledgeBase) -> None:
    talk = office.talk()
    call = here.call
    point = next(one for one in call.silent if one.id == "versement_indemnite")
    assert call.contact_on(point).name == "Mme PEY"
    assert call.contact_on(call.fact[0]) is call.call.contact
    said = plain(await talk.says("quand l'indemnité est-elle versée ?"))
    assert "Mme PEY" in said
    assert "Sur l’indemnité : Mme PEY, paie@exemple.fr." in plain(await talk.says("parler à quelqu'un"))
