"""What a message takes back as it goes on, and the signs that a telephone writes in words."""

from __future__ import annotations

import pytest

from knowledge.understanding.utterance import corrected
from knowledge.understanding.words import undictated

TAKEN_BACK = (
    ("combien par jour non par expert pardon", "combien par expert pardon"),
    ("combien de candidatures, euh non, combien d'experts dans le 04 ?", "combien d'experts dans le 04 ?"),
    ("par semaine… par sujet plutôt", "par sujet plutôt"),
    ("Remplace en attente par résolues", "plutôt résolues"),
    ("même tableau, demandes créées au lieu des séances", "même tableau, demandes créées"),
    ("affichez-les une par une, au lieu de les compter ?", "affichez-les une par une ?"),
    ("demandes non prises à Istres, heu à Miramas", "demandes non prises à Miramas"),
    ("séances de jeudi… on est jeudi, pardon, de vendredi", "séances de vendredi"),
    ("en attente depuis 3 jours, pardon depuis 5 jours", "en attente depuis 5 jours"),
    ("demandes du 13, non, du 84, enfin plutôt du 05", "demandes du 05"),
)
STANDING = (
    "demandes prises ou non à Gap",
    "les urgentes et non prises du 84",
    "les demandes de Gap et non de Digne",
    "les demandes du 84 non prises du collège Mignet",
    "non, du 84",
    "pas de rendez-vous à Gap",
    "demandes de Gap, celles de Digne aussi",
    "mets la 1 en attente jusqu'à lundi, j'attends le relevé de l'établissement",
)


@pytest.mark.parametrize(("said", "meant"), TAKEN_BACK)
def test_what_is_taken_back_is_not_asked(said: str, meant: str) -> None:
    assert corrected(said) == meant


@pytest.mark.parametrize("said", STANDING)
def test_what_is_not_taken_back_stands(said: str) -> None:
    assert corrected(said) == said


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("combien d'urgentes point d'interrogation", "combien d'urgentes ?"),
        ("à Veynes virgule la même chose", "à Veynes, la même chose"),
        ("affiche les rendez-vous de madame Perrot point", "affiche les rendez-vous de madame Perrot."),
        ("et ceux de monsieur Ferrand à la ligne", "et ceux de monsieur Ferrand"),
        ("fais le point", "fais le point"),
        ("un point", "un point"),
        ("point", "point"),
        ("la virgule du montant est mal placée", "la virgule du montant est mal placée"),
        ("le fichier demande un point virgule", "le fichier demande un point virgule"),
        ("comment passer à la ligne", "comment passer à la ligne"),
    ],
)
def test_a_sign_said_aloud_is_written(said: str, meant: str) -> None:
    assert undictated(said) == meant
