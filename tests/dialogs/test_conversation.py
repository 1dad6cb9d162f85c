"""A conversation that goes on: what leans on what was said, what starts anew, and the filters that can be taken off."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from dialogs.core import texts as general
from dialogs.core.acquaintances import Acquaintances
from dialogs.router import Router
from knowledge.understanding import status as status_reader
from knowledge.understanding.query import Zone
from knowledge.understanding.short import chosen, leans, place, says_no, says_yes
from tests.dialogs.steering import fill
from tests.talk import Office, Talk

# Typed one after the other in one chat, each says all that it asks.
IN_A_ROW = (
    "demandes ouvertes", "les demandes en retard à Gap la semaine dernière", "statut", "qui suit quoi à Gap", "demandes urgentes non prises",
    "combien de demandes depuis lundi ?", "les dossiers de Nadia Benali", "demandes de Carpentras", "séances de demain",
    "demandes closes en janvier", "combien de demandes par département", "qui a le plus de demandes", "demandes du lycée Thiers",
    "demandes en attente", "liste des experts", "candidatures", "combien de candidats", "demandes sur les bourses", "rendez-vous de la semaine prochaine",
    "demandes ouvertes du 84", "nombre de demandes créées ce mois-ci", "demandes annulées", "DA-2024-0005", "demandes par sujet",
    "les demandes non prises depuis plus de 3 jours",
)  # fmt: skip
AND_MORE = (
    "statut des demandes", "demandes de Marc Lopez à Carpentras", "combien de demandes urgentes ?", "demandes résolues", "séances d'aujourd'hui",
    "demandes ouvertes à Marseille", "quelles demandes attendent l'éditeur ?", "demandes du 04", "combien de séances cette semaine ?",
    "demandes créées hier", "les demandes d'Anne Dupont", "demandes par expert", "candidatures déposées", "candidatures de la vague 2",
    "demandes en retard", "demandes ouvertes par sujet", "lycée Marcel Pagnol", "demandes urgentes du 13", "demandes non prises du 84",
    "demandes closes par expert", "séances de Nadia Benali", "demandes de l'établissement 0840015K", "nombre de candidatures par état",
    "demandes de trésorerie", "demandes planifiées", "combien de demandes closes en décembre ?", "demandes de plus de 10 jours",
    "demandes nouvelles à Aix-en-Provence", "tableau de bord", "toutes les demandes", "demandes ouvertes des plus anciennes aux plus récentes",
    "demandes du collège Marcel Massot", "statut DA-2024-0012",
)  # fmt: skip
LEANING = (
    ("demandes ouvertes du 84", "et à Gap ?", "Demandes ouvertes à Gap"),
    ("demandes ouvertes", "les urgentes", "Demandes ouvertes urgentes"),
    ("demandes du 13", "seulement celles de Nadia Benali", "de l’expert Nadia Benali"),
    ("demandes ouvertes du 84", "combien ?", "Nombre de demandes ouvertes du 84"),
    ("demandes ouvertes", "par expert", "Nombre de demandes ouvertes par expert"),
)  # fmt: skip


@pytest.fixture
async def pilot(office: Office) -> Talk:
    await fill(office)
    talk = office.talk("saeple")
    await talk.opens()
    return talk


async def afresh(talk: Talk, text: str) -> str:
    """Return what is answered to somebody who has said nothing before."""
    office, router = talk.office, talk.office.router
    office.router = Router(replace(office.services, acquaintances=Acquaintances()))
    try:
        return await talk.says(text)
    finally:
        office.router = router


@pytest.mark.parametrize("questions", [IN_A_ROW, AND_MORE], ids=["25", "33 more"])
async def test_whole_questions_in_one_chat_are_answered_as_in_a_fresh_one(
    pilot: Talk, questions: tuple[str, ...]
) -> None:
    heard = {text: await pilot.says(text) for text in questions}
    alone = {text: await afresh(pilot, text) for text in questions}
    assert {text: said for text, said in heard.items() if said != alone[text]} == {}
    assert len(questions) in (25, 33)


@pytest.mark.parametrize(("first", "then", "said"), LEANING)
async def test_what_leans_narrows_the_question_before(pilot: Talk, first: str, then: str, said: str) -> None:
    await pilot.says(first)
    assert said in await pilot.says(then)


async def test_filters_are_seen_and_go_by_a_press_or_by_words(pilot: Talk) -> None:
    await pilot.says("demandes ouvertes urgentes du 84")
    assert "Demandes urgentes du 84\n" in await pilot.presses("Enlever «\u00a0ouvertes\u00a0»")
    assert "Demandes urgentes\n" in await pilot.says("enlève le 84")
    assert "Demandes\n" in await pilot.says("efface les filtres")
    assert "Aucun filtre" in await pilot.says("efface les filtres")


@pytest.mark.parametrize("anew", ["statut", "aide", "bonjour, demandes closes"])
async def test_nothing_narrows_after_what_begins_anew(pilot: Talk, anew: str) -> None:
    await pilot.says("les demandes en retard à Gap la semaine dernière")
    await pilot.says(anew)
    assert "à Gap" not in await pilot.says("demandes urgentes")


async def test_a_list_is_chosen_from_by_place_number_and_words(pilot: Talk) -> None:
    await pilot.says("demandes ouvertes du 84")
    references = list(dict.fromkeys(re.findall(r"DA-\d{4}-\d{4}", pilot.seen[-1].message.text)))
    assert len(references) == 5
    for text, at in (
        ("la première", 0),
        ("la 2", 1),
        ("le dernier", -1),
        ("3", 2),
        ("ouvre la quatrième", 3),
        ("2e", 1),
    ):
        shown = await pilot.says(text)
        assert references[at] in shown.splitlines()[1], (text, shown)
    assert references[0] in (await pilot.says(f"la {int(references[0][-4:])}")).splitlines()[1]
    assert "DA-2024-0018" in (await pilot.says("la demande sur les régies")).splitlines()[1]


@pytest.mark.parametrize("text", ["oui", "non", "merci", "ok merci", "d'accord"])
async def test_a_bare_yes_or_no_narrows_nothing(pilot: Talk, text: str) -> None:
    await pilot.says("demandes ouvertes du 84")
    assert "Demandes" not in await pilot.says(text)


async def test_a_question_said_back_hears_yes_and_no(pilot: Talk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_reader, "zone_of", lambda _chance, **_kept: Zone.ASK)
    doubtful = "bah les demandes du 84 qui coincent chez nous là"
    for text in ("oui", "ok", "c'est ça", "oui, afficher"):
        assert "Ai-je bien compris" in await pilot.says(doubtful)
        assert "au total" in await pilot.says(text), text
        assert "au total" not in await pilot.says("oui")  # It has been answered.
    for text in ("pas du tout", "non", "ce n'est pas ça"):
        assert "Ai-je bien compris" in await pilot.says(doubtful)
        assert await pilot.says(text) == general.NOT_DONE, text


@pytest.mark.parametrize(
    ("text", "at"),
    [("le premier", 0), ("la 2", 1), ("3", 2), ("le dernier", 2), ("le lycée", 0), ("celui de Gap", 2), ("le collège Thiers", 1),
     ("thiers", None), ("la douzième", None), ("4", None), ("les lycées", None), ("lequel", None)],
)  # fmt: skip
def test_words_choose_one_line_or_none(text: str, at: int | None) -> None:
    lines = ("Lycée Thiers, Marseille 1er", "Collège Thiers, Marseille 1er", "Collège Mauzan, Gap")
    assert chosen(text, lines) == at


@pytest.mark.parametrize(
    "text", ["oui", "Ouais !", "ok merci", "c'est ça", "Oui, c’est bon", "vas-y", "d'accord", "oui svp"]
)
def test_yes(text: str) -> None:
    assert says_yes(text)
    assert not says_no(text)


@pytest.mark.parametrize("text", ["non", "Non merci", "pas du tout", "nan", "surtout pas !", "non, laisse tomber"])
def test_no(text: str) -> None:
    assert says_no(text)
    assert not says_yes(text)


def test_what_is_neither() -> None:
    for text in ("", "merci", "oui mais non", "la prime", "non prises", "okay google"):
        assert not says_yes(text), text
        assert not says_no(text), text
    assert place("le 13") == 13
    assert place("un souci") is None


@pytest.mark.parametrize("text", [*IN_A_ROW, *AND_MORE])
def test_whole_questions_do_not_lean(text: str) -> None:
    assert not leans(text)
