"""Two other calls through the same chat: their own fields, whom they address, receipt, mail, letter, closing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from dialogs.application import texts
from dialogs.core.exchange import Letter, filled
from knowledge.base import KnowledgeBase
from knowledge.french import NBSP, PARIS
from storage.engine import Storage
from tests.dialogs.applying import decide, pass_time, rows, sent, take_in
from tests.talk import Office, Talk, words

HERE = Path(__file__).parent
LETTER = "J’anime un réseau depuis cinq ans.\nJe souhaite continuer."
BASSIN = (
    "ROUX Camille", "camille.roux@ac-lyon.fr", "CPE", "0690042W", "Gex", "12 ans", "03/05/1985", LETTER, "passer", "oui",
)  # fmt: skip
RELAIS = (
    "ROUX Camille", "camille.roux@ac-nantes.fr", "certifiée", "Histoire-géographie", "0440001M", "Musée du Mans", LETTER, "oui",
)  # fmt: skip


@pytest.fixture
async def lyon(storage: Storage, bassin: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, bassin, datetime(2025, 3, 20, 10, tzinfo=PARIS)) as office:
        yield office


@pytest.fixture
async def nantes(storage: Storage, relais: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(storage, relais, datetime(2026, 5, 4, 10, tzinfo=PARIS)) as office:
        yield office


async def fill(talk: Talk, answers: tuple[str, ...]) -> str:
    said = await talk.says("candidater")
    for answer in answers:
        said = await talk.says(answer)
    return said


async def test_what_is_deposited_on_a_site_gets_a_number_a_letter_and_what_is_left_to_do(lyon: Office) -> None:
    talk = lyon.talk()
    asked = await talk.says("candidater")
    assert "Candidature de référent numérique de bassin" in asked
    assert "vendredi 11 avril 2025, jusqu’à midi" in asked
    assert "c’est ma règle" not in asked
    recap = await fill(talk, BASSIN)
    for label, value in (("Corps", "Conseiller principal d’éducation"), ("Bassin demandé", "Gex"),
                         ("Années d’exercice", "12"), ("Date de naissance", "vendredi 3 mai 1985")):  # fmt: skip
        assert label in recap
        assert value in recap
    assert "vague" not in recap.lower()
    receipt = await talk.says("envoyer")
    assert "Il reste à le déposer" in receipt
    assert "déposez votre dossier dans Colibris ou adressez votre dossier par la poste" in receipt
    assert "lettre de motivation, curriculum vitae et avis du supérieur hiérarchique" in receipt
    assert "vendredi 11 avril 2025 à midi" in receipt
    assert "M. DELORME" in receipt
    for foreign in ("Op@le", "SA EPLE", "DIEPAT", "RAFONI", "courriel part"):
        assert foreign not in receipt
    (file,) = await rows(lyon)
    assert (file["call"], file["answers"]["annees"], file["answers"]["naissance"]) == (
        "2025-referents-bassin", "12", "1985-05-03",
    )  # fmt: skip
    assert file["flags"] == []
    letters = [letter for _, letter in await sent(lyon) if isinstance(letter, Letter)]
    assert [letter.to for letter in letters] == ["camille.roux@ac-lyon.fr"]  # Nothing goes where mail is not accepted.
    (enclosed,) = letters[0].enclosed
    said = "\n".join(part.text for part in Document(BytesIO(enclosed.content)).paragraphs)
    assert enclosed.name == "lettre-CA-2025-0001.docx"
    assert "Candidature\u00a0: Référents numériques de bassin" in said
    assert "Lettre de motivation" in said
    assert LETTER.split("\n", maxsplit=1)[0] in said


async def test_what_the_call_does_not_address_is_flagged_in_its_own_words(lyon: Office) -> None:
    talk, member = lyon.talk(), lyon.talk("saeple")
    answers = ("X AESH", "a@b.fr", "AESH", "0130001F", "Roanne", "2", "1/1/1960", LETTER, "passer", "oui")
    recap = await fill(talk, ("ROUX Camille", *answers[1:]))
    for flag in ("corps que l’appel ne cite pas", "établissement d’une autre académie", "moins de trois années d’exercice",
                 "soixante-deux ans ou plus au 1er septembre 2025"):  # fmt: skip
        assert flag in recap
    assert "La DRANE étudiera ces points" in recap
    await talk.says("envoyer")
    assert "Moins de trois années d’exercice" in await member.says("statut CA-2025-0001")
    await member.says("candidatures Roanne")
    assert member.listed == ["CA-2025-0001"]
    assert "Aucune candidature" in await member.says("candidatures Gex")


async def test_whoever_asks_learns_whom_the_call_addresses(lyon: Office) -> None:
    talk = lyon.talk()
    card = await talk.says("suis-je éligible ?")
    assert "La DRANE étudie" in card
    yes = {"corps": "cpe", "annees": "5", "naissance": "1985-05-03", "authority": "yes"}
    assert filled(lyon.base.call, texts.RESULT_MEANT) in await talk.presses(texts.CHECK_BUTTON, yes)
    await talk.says("suis-je éligible ?")
    no = await talk.presses(texts.CHECK_BUTTON, {**yes, "annees": "1", "naissance": "1950-01-01"})
    assert filled(lyon.base.call, texts.RESULT_JUDGED) in no
    assert "au moins 3" in no
    assert "L’appel demande moins de soixante-deux ans" in no


async def test_after_noon_nothing_is_taken_and_drafts_end(lyon: Office) -> None:
    talk = lyon.talk()
    await fill(talk, BASSIN)
    lyon.clock.time = datetime(2025, 4, 11, 11, 59, tzinfo=PARIS)
    assert "est enregistré le" in await talk.says("envoyer")
    late = lyon.stranger("44444444-4444-4444-8444-444444444444", "Late Comer")
    await fill(late, BASSIN)
    lyon.clock.time = datetime(2025, 4, 11, 12, 0, tzinfo=PARIS)
    assert "closes depuis le vendredi 11 avril 2025 à midi" in await late.says("envoyer")
    await pass_time(lyon)
    assert [row["status"] for row in await rows(lyon)] == ["under_review", "expired"]
    assert "close depuis le vendredi 11 avril 2025 à midi" in await late.says("ma candidature")


async def test_a_decision_is_in_the_words_of_the_call_and_gives_no_role(lyon: Office) -> None:
    talk, member = lyon.talk(), lyon.talk("saeple")
    await fill(talk, BASSIN)
    await talk.says("envoyer")
    await take_in(member, "CA-2025-0001")
    await decide(member, "accept", "passer", "CA-2025-0001")
    shown = await member.says("statut CA-2025-0001")
    assert "Nommer expert" not in member.buttons
    assert "expert" not in shown
    told = "\n".join(one.text for _, one in await sent(lyon) if one)
    assert "à la mission de référent numérique de bassin est retenue. La DRANE vous en félicite" in told
    assert "nomination" not in told
    assert "Op@le est" not in told


async def test_a_mail_to_which_documents_are_enclosed_is_left_to_the_candidate(nantes: Office) -> None:
    talk = nantes.talk()
    await fill(talk, RELAIS)
    receipt = await talk.says("envoyer")
    assert (
        "envoyez le courriel de candidature à daac@ac-nantes.fr, avec l’inspecteur de la discipline en copie" in receipt
    )
    assert "curriculum vitae et avis du chef d’établissement" in receipt
    assert receipt.replace(NBSP, " ").startswith("Candidature CA-2026-0001 : à envoyer")
    assert "Il reste à l’envoyer." in receipt
    assert "déposée" not in receipt, "nothing has gone yet"
    mine = await talk.says("ma candidature")
    assert "enregistrée le" in mine
    shown = "\n".join(words(talk.seen[-1].card["body"]))  # type: ignore[index]
    assert "enregistrée" in shown
    assert "Ce que vous avez écrit" in shown
    assert "Ce que vous avez déposé" not in shown
    ready = await talk.presses(texts.BUTTON_MAIL)
    assert "Objet\u00a0: Professeur relais – ROUX Camille" in ready
    letter = "projet pour la structure choisie"
    assert f"Pièces jointes\u00a0: {letter}, curriculum vitae et avis du chef d’établissement." in ready
    assert f"À joindre\u00a0: {letter}" in ready
    assert LETTER not in ready, "what is enclosed is not written twice"
    assert "à la mission de professeur relais" in ready
    assert "Op@le" not in ready
    assert [type(one) for _, one in await sent(nantes)] == [
        Letter
    ]  # The receipt alone: nothing was sent in their name.
    await talk.says("ma candidature")
    await talk.presses(texts.BUTTON_DRAFT)
    await talk.accepts()
    assert talk.reply.file is not None
    assert b"daac@ac-nantes.fr" in talk.reply.file.content
    assert b"projet-CA-2026-0001.docx" in talk.reply.file.content
