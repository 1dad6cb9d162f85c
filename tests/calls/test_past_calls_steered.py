"""A past call is still steered: it is named, listed, counted, exported, decided on, and answered for to who applied to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from dialogs.application.moves import ROWS
from dialogs.core import texts as general
from dialogs.core.exchange import Message
from knowledge.application import ApplicationNotice
from knowledge.base import KnowledgeBase
from knowledge.french import PARIS
from knowledge.understanding.call_names import CallNames
from storage.calls import find
from storage.engine import Storage
from tests.calls.test_past_calls import come_into_force
from tests.calls.test_two_calls import fill
from tests.dialogs.applying import decide, pass_time, rows, sent
from tests.talk import Office, Talk

HERE = Path(__file__).parent
DEPOSITED = datetime(2026, 2, 2, 10, tzinfo=PARIS)
NOW = datetime(2026, 5, 4, 10, tzinfo=PARIS)
PROJECT = (
    "ROUX Camille", "camille.roux@ac-dijon.fr", "0130001F", "collège", "3", "1200",
    "Un potager dans la cour, avec les élèves de sixième.", "oui",
)  # fmt: skip
PAST = "Appel «\u00a0Jardins pédagogiques\u00a0», qui n’est plus en vigueur."
REASON = "Le nombre de projets est atteint."


@pytest.fixture
async def office(storage: Storage, jardins: KnowledgeBase, relais: KnowledgeBase) -> AsyncIterator[Office]:
    """Give an assistant with a call in force, and a project deposited to the one before, which has letters of its own."""
    async with Office.open(storage, jardins, DEPOSITED) as office:
        talk = office.talk()
        await fill(talk, PROJECT)
        await talk.says("envoyer")
        come_into_force(office, relais, NOW)
        await pass_time(office)
        await sent(office)
        assert [(row["reference"], row["status"]) for row in await rows(office)] == [("JP-2026-0001", "under_review")]
        yield office


async def said(member: Talk, *messages: str) -> str:
    """Say one thing after another; the last answer is returned."""
    answer = ""
    for message in messages:
        answer = await member.says(message)
    return answer


@pytest.mark.parametrize(
    ("words", "button"),
    [
        ("refuser JP-2026-0001", "reject"),
        ("je ne retiens pas JP-2026-0001", "reject"),
        ("retenir JP-2026-0001", "accept"),
        ("classer sans suite JP-2026-0001", "drop"),
    ],
)
async def test_an_act_in_words_is_that_of_the_button(office: Office, words: str, button: str) -> None:
    form = ROWS[button].form
    assert form is not None
    asked = await office.talk("saeple").says(words)
    assert f"{form.title} (JP-2026-0001)" in asked
    assert [row["status"] for row in await rows(office)] == ["under_review"]


async def test_a_name_is_looked_for_among_past_calls_too(office: Office) -> None:
    assert "JP-2026-0001" in await office.talk("saeple").says("je refuse la candidature de Roux")
    assert "JP-2026-0001" in await office.talk("saeple").says("je retiens Roux")


async def test_what_is_said_of_requests_alone_only_opens_the_application(office: Office) -> None:
    assert "ROUX Camille\nCandidature JP-2026-0001" in await office.talk("saeple").says("annule JP-2026-0001")
    assert [row["status"] for row in await rows(office)] == ["under_review"]


async def test_the_call_is_named_and_what_follows_keeps_it(office: Office) -> None:
    member = office.talk("saeple")
    counted = await member.says("candidatures jardins")
    assert "Candidatures à l’appel DAEDD-2026-07" in counted
    assert PAST in counted
    listed = await member.says("liste des candidatures de l’appel jardins")
    assert PAST in listed
    assert "JP-2026-0001" in listed
    assert "1\u00a0ligne" in await member.says("exporter")
    assert "Retenir" not in await member.says("celles en instruction")
    assert "JP-2026-0001" in await member.says("les 5 plus anciennes")
    prepared = await member.says("refuse-les avec le motif « budget épuisé »")
    assert "ROUX Camille" in prepared
    assert "DAAC-2026-14" in await member.says("candidatures de l’appel professeurs relais")
    assert "Rien ne correspond" in await member.says("candidatures en instruction")


async def test_what_the_call_in_force_has_none_of_is_found_in_the_past_one(office: Office) -> None:
    member = office.talk("saeple")
    for asked in ("candidatures en instruction", "combien de candidatures ?"):
        told = await member.says(asked)
        assert "Appel «\u00a0Jardins pédagogiques\u00a0»\u00a0: 1\u00a0candidature" in told, asked
    listed = await member.presses("Voir «\u00a0Jardins pédagogiques\u00a0»")
    assert "JP-2026-0001" in listed
    table = await member.says("décider")
    assert PAST in table
    assert "Collège" in table, "its only application"
    assert "Jardins pédagogiques · 1\u00a0candidature · appel clos" in await member.says("statut")


async def test_results_held_back_are_told_of_and_announced(office: Office) -> None:
    member, talk = office.talk("saeple"), office.talk()
    await talk.opens()
    await said(member, "statut JP-2026-0001")
    await member.presses(ROWS["reject"].button)
    await said(member, REASON)
    await member.presses("Annoncer plus tard")
    counts = await member.says("statut candidatures")
    assert "Des résultats y sont à annoncer, pour l’appel «\u00a0Jardins pédagogiques\u00a0»" in counts
    assert "non retenue" not in await talk.says("ma candidature")
    await said(member, "annoncer les résultats")
    assert "1\u00a0résultat annoncé" in await member.presses("Annoncer les résultats (1)")
    told = "\n".join(one.text for _, one in await sent(office) if one)
    assert REASON in told
    assert "M. Perrot" in told
    assert "DAAC" not in told
    assert "non retenue" in await talk.says("ma candidature")


async def test_a_question_on_the_text_of_a_past_call_is_not_answered_of_another(office: Office) -> None:
    told = await office.talk("saeple").says("quelle est la date limite de l’appel jardins ?")
    assert told.startswith(general.CALL_PAST.format(title="Jardins pédagogiques"))
    assert "22 mai" not in told


async def test_who_has_two_applications_names_the_one_meant(office: Office) -> None:
    talk = office.talk()
    await fill(talk, RELAIS_NOW)
    await talk.says("envoyer")
    asked = await talk.says("retirer ma candidature")
    assert "JP-2026-0001, en instruction" in asked
    assert "CA-2026-0001, déposée" in asked
    assert "(JP-2026-0001)" in await talk.presses("JP-2026-0001")
    await talk.says("annuler")
    assert "(CA-2026-0001)" in await talk.says("retirer CA-2026-0001")
    await talk.says("annuler")
    assert "(JP-2026-0001)" in await talk.says("retirer ma candidature JP-2026-0001")
    await said(talk, "passer", "envoyer")
    assert [row["status"] for row in await rows(office)] == ["withdrawn", "submitted"]
    assert "(CA-2026-0001)" in await talk.says("retirer ma candidature"), "one alone can be withdrawn now"


async def test_the_buttons_of_an_old_application_are_about_it(office: Office) -> None:
    talk = office.talk()
    await fill(talk, RELAIS_NOW)
    await talk.says("envoyer")
    assert "Ma candidature JP-2026-0001" in await talk.says("JP-2026-0001")
    assert "Un potager dans la cour" in await talk.presses("Afficher mon texte")
    await decide(office.talk("saeple"), "reject", REASON, "JP-2026-0001")
    (told,) = [
        one
        for row, one in await sent(office)
        if row.notice.kind == ApplicationNotice.DECISION and isinstance(one, Message)
    ]
    data = [one["data"] for one in told.card["actions"]] if told.card else []
    assert [one.get("reference") for one in data] == ["JP-2026-0001"]


async def test_my_data_are_labelled_by_the_form_of_their_own_call(office: Office) -> None:
    shown = await office.talk().says("mes données")
    for label, value in (("Niveau de la classe", "Collège"), ("Somme demandée, en euros", "1200")):
        assert f"{label}\u00a0: {value}" in shown
    assert "niveau\u00a0: college" not in shown


def test_a_call_is_named_by_words_of_its_title_role_reference_or_year(
    bassin: KnowledgeBase, base: KnowledgeBase
) -> None:
    jardins, formateurs = (find(name, HERE).read() for name in ("2026-jardins", "2026-formateurs"))
    naming = CallNames([bassin.call, base.call, jardins, formateurs])
    for said, id_, left in (
        ("combien de candidatures pour l’appel référents numériques de bassin ?", bassin.call.id, "combien de candidatures ?"),
        ("liste des candidatures de l’appel de 2024", base.call.id, "liste des candidatures"),
        ("candidater à l’appel formateurs", formateurs.id, "candidater"),
        ("candidater aux formateurs", formateurs.id, "candidater"),
        ("liste des candidatures des formateurs", formateurs.id, "liste des candidatures"),
        ("liste des candidatures jardins", jardins.id, "liste des candidatures"),
        ("candidatures retenues", None, "candidatures retenues"),
        ("candidatures de 2025", None, "candidatures de 2025"),
    ):  # fmt: skip
        assert (naming.called(said), naming.without(said)) == (id_, left), said


RELAIS_NOW = (
    "ROUX Camille", "camille.roux@ac-nantes.fr", "certifiée", "Histoire-géographie", "0440001M", "Musée du Mans",
    "J’anime un réseau depuis cinq ans.\nJe souhaite continuer.", "oui",
)  # fmt: skip
