"""A call that says less than others, or otherwise: closed «à minuit», without a reference, its contact by telephone alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from bot.call_check import check_file
from dialogs.application import texts
from dialogs.core.exchange import Letter, Message, Scope, filled
from dialogs.questions.texts import BUTTON_PASS
from knowledge.base import KnowledgeBase
from knowledge.call_heading import Heading
from knowledge.french import NBSP, PARIS
from storage.engine import Storage
from tests.dialogs.applying import pass_time, sent
from tests.talk import Office, Talk

OPEN = datetime(2026, 3, 20, 10, tzinfo=PARIS)
CLOSING = datetime(2026, 4, 11, 0, tzinfo=PARIS)  # «le 10 avril à minuit»
ANSWERS = ("ROUX Camille", "camille.roux@exemple.fr", "lettres", "5", "0690042W", "J’anime un club depuis cinq ans.")
MIDNIGHT = "vendredi 10 avril 2026 à minuit"


@pytest.fixture
async def office(sqlite: Storage, sober: KnowledgeBase) -> AsyncIterator[Office]:
    async with Office.open(sqlite, sober, OPEN) as office:
        yield office


async def said(talk: Talk, text: str) -> str:
    return (await talk.says(text)).replace(NBSP, " ")


async def fill(talk: Talk) -> str:
    """Answer the whole form; return how it is read over."""
    shown = await talk.says("candidater")
    for answer in (*ANSWERS, "oui"):
        shown = await talk.says(answer)
    return shown.replace(NBSP, " ")


async def letters(office: Office) -> list[Letter]:
    return [one for _, one in await sent(office) if isinstance(one, Letter)]


def document(letter: Letter) -> str:
    return "\n".join(part.text for part in Document(BytesIO(letter.enclosed[0].content)).paragraphs)


@pytest.mark.night
def test_such_a_file_has_no_fault_and_nothing_is_asked_of_its_writer_for_what_the_text_does_not_say(
    sober_file: Path,
) -> None:
    faulty, report = check_file(sober_file)
    assert not faulty, report
    assert "sera dit non précisé" not in report.replace(NBSP, " ")


async def test_midnight_is_said_wherever_the_last_day_is(office: Office) -> None:
    talk, late = office.talk(), office.stranger("44444444-4444-4444-8444-444444444444", "Late Comer")
    assert f"jusqu’au {MIDNIGHT}" in await said(talk, "bonjour")
    assert f"Jusqu’au {MIDNIGHT} : il reste 21 jours." in await said(talk, "quelle est la date limite ?")
    assert "Clôture le vendredi 10 avril 2026, jusqu’à minuit" in await said(talk, "candidater")
    assert "c’est ma règle" not in await said(talk, "ma candidature")
    await fill(talk)
    receipt = await said(talk, "envoyer")
    assert f"À faire avant le {MIDNIGHT}" in receipt
    assert f"Jusqu’au {MIDNIGHT}, vous pouvez corriger ou retirer ici" in receipt
    await said(late, "candidater")
    office.clock.time = CLOSING - timedelta(hours=14)
    assert "dernier jour pour candidater, jusqu’à minuit" in await said(talk, "bonjour")
    assert "Aujourd’hui, jusqu’à minuit." in await said(talk, "quelle est la date limite ?")
    await pass_time(office)
    told = "\n".join(one.text for _, one in await sent(office) if isinstance(one, Message | Letter)).replace(NBSP, " ")
    assert "C’est le dernier jour pour déposer votre brouillon : vendredi 10 avril 2026, jusqu’à minuit" in told


async def test_the_last_second_of_the_day_counts_and_midnight_does_not(office: Office) -> None:
    talk, late = office.talk(), office.stranger("44444444-4444-4444-8444-444444444444", "Late Comer")
    await fill(talk)
    await fill(late)
    office.clock.time = CLOSING - timedelta(seconds=1)
    assert "est enregistrée" in await said(talk, "envoyer")
    office.clock.time = CLOSING
    assert f"closes depuis le {MIDNIGHT}" in await said(late, "envoyer")


async def test_a_call_without_a_reference_is_named_by_its_date(office: Office) -> None:
    talk = office.talk()
    assert "L’appel ne porte pas de référence." in await said(talk, "quelle est la référence de l'appel ?")
    assert "Source : appel du 2 mars 2026, « La mission »" in await said(talk, "combien d'heures par semaine ?")
    assert "Du texte officiel de l’appel du 2 mars 2026 :" in await said(talk, "tu te bases sur quoi pour répondre")
    await fill(talk)
    await talk.says("envoyer")
    ready = (await talk.presses(texts.BUTTON_MAIL)).replace(NBSP, " ")
    assert "Objet : Candidature – Correspondants lecture des collèges – ROUX Camille" in ready
    assert "En réponse à l’appel à candidatures du 2 mars 2026, j’ai l’honneur" in ready
    member = office.talk("saeple")
    assert "Candidatures à l’appel du 2 mars 2026" in await said(member, "statut candidatures")
    await member.says("dossier word LC-2026-0001")
    await member.accepts()
    assert member.reply.file is not None
    dossier = "\n".join(part.text for part in Document(BytesIO(member.reply.file.content)).paragraphs)
    assert "Appel « Correspondants lecture des collèges » (du 2 mars 2026)." in dossier.replace(NBSP, " ")
    (receipt,) = await letters(office)
    assert "Appel à candidatures du 2 mars 2026" in document(receipt)


async def test_whom_to_ask_is_said_with_the_telephone_where_the_text_gives_no_address(office: Office) -> None:
    talk = office.talk()
    whom = "Mme Anne Besson, 04 65 71 10 10."
    assert f"À qui le demander : {whom}" in await said(talk, "faut-il un CV ?")
    assert f"Une personne vous répond : {whom}" in await said(talk, "parler à quelqu'un")
    assert "Mme Anne Besson, au 04 65 71 10 10." in await said(talk, "qui contacter ?")
    await talk.says("faut-il un CV ?")
    await talk.presses(filled(office.base.call, BUTTON_PASS))
    await talk.says("passer")
    assert f"Si c’est pressé : {whom}" in await said(talk, "envoyer")
    await fill(talk)
    assert f"Dossier suivi par Mme Anne Besson : {whom.partition(', ')[2]}" in await said(talk, "envoyer")
    office.clock.time = CLOSING
    assert "Pour savoir ce qui reste possible : Mme Anne Besson (04 65 71 10 10) ou lecture@exemple.fr." in await said(
        office.stranger("44444444-4444-4444-8444-444444444444", "Late Comer"), "candidater"
    )


async def test_that_all_is_to_be_one_file_is_said_wherever_the_pieces_are(office: Office) -> None:
    talk, channel = office.talk(), office.talk(scope=Scope.CHANNEL)
    one = "le tout en un seul fichier PDF"
    pieces = f"lettre de motivation, curriculum vitae et avis du principal, {one}"
    assert f"À joindre : {pieces}." in await said(channel, "je veux candidater")
    assert f"vous y joignez : {pieces}, et vous l’envoyez" in await fill(talk)
    receipt = await said(talk, "envoyer")
    assert f"en y joignant : {pieces}." in receipt
    (mailed,) = await letters(office)
    assert f"en y joignant : {pieces}." in mailed.text.replace(NBSP, " ")
    assert [one.name for one in mailed.enclosed] == ["LECTURE_lettre-LC-2026-0001.docx"]  # To be made part of the file.
    ready = (await talk.presses(texts.BUTTON_MAIL)).replace(NBSP, " ")
    assert f"À joindre : {pieces}" in ready
    assert f"Pièces jointes : {pieces}." in ready
    assert f"en y joignant : {pieces}." in await said(talk, "ma candidature")
    drafted = (await talk.presses(texts.BUTTON_DRAFT)).replace(NBSP, " ")
    assert "joignez-y toutes les pièces en un seul fichier PDF" in drafted
    await talk.accepts()
    assert talk.reply.file is not None
    assert b".docx" not in talk.reply.file.content
    await talk.says("ma candidature")
    await talk.presses(texts.BUTTON_LETTER)
    await talk.accepts()
    assert talk.reply.file.name == "LECTURE_lettre-LC-2026-0001.docx"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Quelle est l’indemnité ?", "Indemnité\n42,50 € brut de l’heure."),
        ("c'est bien 42,50 € de l'heure ?", "Oui : 42,50 € brut de l’heure."),
        ("l'indemnité est de 42.5 ?", "Oui : 42,50 € brut de l’heure."),
        ("l'indemnité c'est 42€50 ?", "Oui : 42,50 € brut de l’heure."),
        ("l'indemnité c'est bien 45 € ?", "Non : 42,50 € brut de l’heure."),
        ("y a-t-il un entretien ?", "Du 11 au 13 mai 2026, au rectorat."),
        ("l’entretien est prévu quand ?", "C’est prévu : du 11 au 13 mai 2026, au rectorat."),
    ],
)
async def test_a_sum_with_cents_and_two_days_are_read_and_said(office: Office, asked: str, answer: str) -> None:
    assert answer in await said(office.talk(), asked)


async def test_a_meeting_is_announced_up_to_its_day_and_told_as_past_from_the_next_on(office: Office) -> None:
    talk, asked = office.talk(), "quand est la réunion d'information ?"
    office.clock.time = datetime(2026, 3, 25, 23, 59, 59, tzinfo=PARIS)
    assert "\nLe mercredi 25 mars 2026, en ligne." in await said(talk, asked)
    office.clock.forward(seconds=1)
    assert "\nLa réunion a eu lieu le mercredi 25 mars 2026." in await said(talk, asked)
    office.clock.time = CLOSING + timedelta(days=3)
    assert "\nLa réunion a eu lieu le mercredi 25 mars 2026." in await said(talk, asked)


def test_an_opening_may_have_its_hour(sober: KnowledgeBase) -> None:
    heading = Heading.model_validate({**sober.call.call.model_dump(), "opens_hour": time(9)}, strict=False)
    assert heading.opening.replace(NBSP, " ") == "lundi 16 mars 2026 à 9 h"
    nine = datetime(2026, 3, 16, 9, tzinfo=PARIS)
    assert not heading.takes(nine - timedelta(seconds=1))
    assert heading.takes(nine)
    assert sober.call.call.opening == "lundi 16 mars 2026"
