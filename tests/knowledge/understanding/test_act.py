"""Acts said in words: references, people, moments and words are computed; hesitation does nothing."""

from __future__ import annotations

from datetime import datetime

import pytest

from knowledge.application import ApplicationMove as A
from knowledge.french import PARIS
from knowledge.request import RequestMove as R
from knowledge.understanding.act import read_act, verdict_said

NOW = datetime(2024, 1, 25, 10, 0, tzinfo=PARIS)
USUAL = frozenset(
    ["je", "la", "le", "les", "on", "met", "mets", "sur", "retiens", "pour", "prends", "annule", "doublon", "de", "une"]
)


@pytest.mark.parametrize(
    ("said", "label", "reference"),
    [
        ("je prends la 12", R.TAKE, "DA-2024-0012"),
        ("DA 12 pour moi", R.TAKE, "DA-2024-0012"),
        ("À moi la DA-2023-0418", R.TAKE, "DA-2023-0418"),
        ("la quatre-vingt-douze c'est pour moi", R.TAKE, "DA-2024-0092"),
        ("annule la 12, doublon de la 9", R.CANCEL, "DA-2024-0012"),
        ("même souci que la 22, annule donc la 24", R.CANCEL, "DA-2024-0024"),
        ("je retiens la 12", A.ACCEPT, "CA-2024-0012"),
        ("3 élèves sont concernés", R.REPLY, None),
        ("je note ma demande 5", R.RATE, None),
    ],
)
def test_the_file_that_is_meant(said: str, label: str, reference: str | None) -> None:
    assert read_act(said, label, NOW, usual=USUAL).reference == reference


@pytest.mark.parametrize(
    ("said", "label", "who"),
    [
        ("mets Rossi sur la 4", R.ASSIGN, "Rossi"),
        ("la 5 on l'enlève à Rossi et on la donne à Hélène", R.REASSIGN, "Hélène"),
        ("je retiens Mme Roux", A.ACCEPT, "Mme Roux"),
        ("je prends la 12", R.TAKE, None),
    ],
)
def test_who_is_named(said: str, label: str, who: str | None) -> None:
    assert read_act(said, label, NOW, usual=USUAL).who == who


def test_when_and_why() -> None:
    planned = read_act("rdv pour la 12 demain 14h", R.PLAN, NOW)
    assert (planned.when, planned.day_only) == (datetime(2024, 1, 26, 14, tzinfo=PARIS), False)
    held = read_act("mets la 12 en attente jusqu'à lundi", R.PUT_ON_HOLD, NOW)
    assert (held.when, held.day_only) == (datetime(2024, 1, 29, tzinfo=PARIS), True)
    assert read_act("je libère la 12, trop chargé", R.RELEASE, NOW).text == "trop chargé"
    assert read_act("4 sur 5, merci", R.RATE, NOW, asked="avis").text == "4"


@pytest.mark.parametrize(
    "said",
    ["jeudi 1er février à 14 h 30", "rappeler au 04 42 91 70 01", "Voici IBAN FR76 3000 6000 0112 3456 7890 189"],
)
def test_minutes_telephones_and_accounts_name_no_request(said: str) -> None:
    assert read_act(said, "plan", NOW).reference is None


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("retiens la 2 avec le motif bonne expérience", "accept"),
        ("retenez Mme Salvi, motif : n'a pas démérité", "accept"),
        ("accepter CA-2024-0003 : refus d'un autre poste", "accept"),
        ("refuse la 4 : j'accepte mal le ton", "reject"),
        ("écarte la 5 avec le motif profil retenu ailleurs", "reject"),
        ("ne retiens pas la 2 : trop juste", "reject"),
        ("je ne refuse pas la 2", ""),
        ("refuse ou retiens la 3", ""),
        ("la 4 en instruction", ""),
    ],
)
def test_a_decision_is_that_of_the_verb_before_its_reason(said: str, verdict: str) -> None:
    assert verdict_said(said) == verdict


_ACTS = ("refus", "reten", "valide", "cloture", "finie", "resolue", "rends", "suivre")  # What sounds like the act here.


@pytest.mark.parametrize(
    ("said", "label", "text"),
    [
        ("c'est bon pour elle, retenue", A.ACCEPT, None),  # A candidate reads it.
        ("M. Garcin, on le refuse, expérience trop courte", A.REJECT, "expérience trop courte"),
        ("on le refuse car trop tôt, dossier mince", A.REJECT, "trop tôt, dossier mince"),
        ("la 4 est finie, on cloture", R.RESOLVE, None),
        ("bon, valide la 4", R.RESOLVE, None),
        ("la 4 est resolue, DBM refaite", R.RESOLVE, "DBM refaite"),
        ("DBM refaite, la 4 est resolue", R.RESOLVE, "DBM refaite"),
        ("clos la 4 : le lot 12 est parti", R.RESOLVE, "le lot 12 est parti"),
    ],
)
def test_the_words_that_go_with_an_act_are_no_part_of_it(said: str, label: str, text: str | None) -> None:
    def weigh(part: str) -> float:
        return 0.9 if any(word in part for word in _ACTS) else 0.1

    assert read_act(said, label, NOW, usual=USUAL | {"garcin", "trop"}, weigh=weigh).text == text
