"""Which case is offered for which difficulty, and what of a text names somebody."""

from __future__ import annotations

import pytest

from knowledge.cases import found, nearest
from knowledge.identities import Naming, identities, without_identities
from knowledge.request import Topic
from storage.calls import subjects
from tests.knowledge.measure_cases import CASES, cases, measure
from tests.knowledge.test_schools import REGISTER

# A difficulty in other words, by its case; the rest has none.
SAID: dict[str, int | None] = {
    "ma clé OTP est bloquée après trois essais": 0,
    "la facture chorus n'arrive pas dans opale": 1,
    "import GFE refusé, ligne 214 structure incorrecte": 2,
    "iban fournisseur refusé clé incorrecte": 3,
    "j'ai le même fournisseur en double avec deux RIB": 4,
    "mise en exécution impossible, dépenses différentes des recettes": 5,
    "rapprochement bancaire DFT-Net qui ne tombe pas juste": 6,
    "le fichier de virement est vide": 7,
    "reconstitution de l'avance refusée": 8,
    "des relances partent à des familles qui ont payé": 10,
    "bilan d'entrée déséquilibré de deux centimes": 11,
    "les annexes sortent vides": 12,
    "un bien apparaît deux fois à l'inventaire": 13,
    "aide COFI": None,
    "aide chorus pro": None,
    "problème de régie": None,
    "je n'arrive pas à saisir une DBM": None,
    "comment créer un tiers": None,
    "je suis nouveau, qui peut m'aider ?": None,
    "les bourses ne sont pas versées": None,
    "mon écran est tout blanc": None,
    "c'est payé ou bénévole ?": None,
    "il pleut": None,
    "": None,
}


@pytest.mark.parametrize("said", SAID)
def test_the_case_of_a_difficulty_is_offered_and_none_for_what_has_none(said: str) -> None:
    offered = nearest(said, tuple(Topic), cases(), subjects())
    assert (offered and offered[0].number) == SAID[said]


def test_a_case_of_another_subject_is_not_offered() -> None:
    assert nearest("la facture chorus n'arrive pas dans opale", (Topic.REGIE,), cases(), subjects()) is None


def test_half_of_what_others_wrote_finds_its_case_and_hardly_anything_else_finds_one() -> None:
    with_case, right, wrong, beside, others = measure()
    assert (with_case, wrong) == (63, 0)
    assert right >= 32
    assert beside <= 19, others  # Of 885.


@pytest.mark.parametrize(
    ("said", "first"),
    [
        ("la régie", "REGIE"),
        ("chorus", "DEPENSE"),
        ("bascule", "BASCULE"),
        ("iban", "TIERS"),
        ("clé otp", "ACCES"),
        ("cofi", "COFI"),
    ],
)
def test_a_search_finds_what_is_about_it_first(said: str, first: str) -> None:
    assert found(said, cases(), subjects())[0].text.topic == first


@pytest.mark.parametrize("said", ["", "?", "le", "zzzz", "' OR 1=1 --", "x" * 5_000])
def test_a_search_for_nothing_finds_nothing(said: str) -> None:
    assert found(said, cases(), subjects()) == []


NAMED = {
    "Mme Blanc confirme": [(Naming.PERSON, "Blanc")],
    "voir avec Dominique Ferrand": [(Naming.PERSON, "Dominique Ferrand")],
    "appeler le 04.42.91.70.00": [(Naming.PHONE, "04.42.91.70.00")],
    "écrire à sg@example.org": [(Naming.MAIL, "sg@example.org")],
    "au 0130001F": [(Naming.CODE, "0130001F")],
    "vu avec … hier": [(Naming.MASKED, "…")],
    "comme DA-2024-0012": [(Naming.REQUEST, "DA-2024-0012")],
    "l'élève Léa Martin": [(Naming.PUPIL, "Léa Martin")],
    "vu avec zephirine quatrebarbes": [(Naming.PERSON, "zephirine quatrebarbes")],
    "mme quatrebarbes et QUATREBARBES": [(Naming.PERSON, "mme quatrebarbes"), (Naming.PERSON, "QUATREBARBES")],
    "le compte zquatrebarbes": [(Naming.PERSON, "zquatrebarbes")],
    "le compte zephirine.quatrebarbes2": [(Naming.PERSON, "zephirine.quatrebarbes")],
    "le compte a.petit": [(Naming.PERSON, "a.petit")],
    "anne petit l'a vu": [(Naming.PERSON, "anne petit")],
    "mme petit l'a vu": [(Naming.PERSON, "mme petit")],
    "madame Q. l'a vu": [(Naming.PERSON, "madame Q.")],
    "mr dupont l'a vu": [(Naming.PERSON, "mr dupont")],
    "élève kévin dupont de 3eB": [(Naming.PUPIL, "kévin dupont")],
    "l'élève dupont": [(Naming.PERSON, "élève dupont")],
    "dominique ferrand a pris la main": [(Naming.PERSON, "dominique ferrand")],
    "à mme blanc@example.org": [(Naming.MAIL, "blanc@example.org")],
    "FR76 3000 6000 0112 3456 7890 189": [(Naming.ACCOUNT, "FR76 3000 6000 0112 3456 7890 189")],
    "FR12 3000 6000 0112 3456 7890 189": [(Naming.ACCOUNT, "FR12 3000 6000 0112 3456 7890 189")],
    "au lycée professionnel Jean-Marie Rivière": [(Naming.SCHOOL, "Jean-Marie Rivière")],
}


@pytest.mark.parametrize("text", NAMED)
def test_what_names_somebody_is_found(text: str) -> None:
    names = ["FERRAND Dominique", "Petit Anne", "Zéphirine Quatrebarbes"]
    found_ = [(one.kind, one.said) for one in identities(text, REGISTER, names)]
    assert [kind for kind, _ in found_] == [kind for kind, _ in NAMED[text]]
    assert all(said in whole for (_, whole), (_, said) in zip(found_, NAMED[text], strict=True))
    masked = without_identities(text, REGISTER, names)
    assert not any(said in masked for _, said in NAMED[text] if said != "…")


@pytest.mark.parametrize(
    "text",
    ["un petit souci", "les cheveux roux", "madame la gestionnaire attend", "monsieur le principal", "Madame, Monsieur",
     "mme n'arrive pas à valider", "l'élève absent", "l'élève boursier", "dominique l'a vu", "une marge de 10 m. de haut"],
)  # fmt: skip
def test_words_of_the_language_name_nobody_though_they_are_names_too(text: str) -> None:
    assert identities(text, REGISTER, ["Petit Anne", "ROUX Camille", "FERRAND Dominique"]) == ()


@pytest.mark.parametrize("text", [f"{problem} {solution}" for _, problem, solution in CASES])
def test_what_names_nobody_is_left_in_peace(text: str) -> None:
    assert identities(text, REGISTER, ["FERRAND Dominique", "PETIT Anne"]) == ()
