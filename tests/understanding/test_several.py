"""What is read of acts on several at once: which acts, what each is about, whose words are kept, and what is none."""

from __future__ import annotations

import pytest

from knowledge.batch import Audience, BatchAct
from knowledge.request import CancelReason
from knowledge.understanding.several import How, read_several

A = BatchAct
# Said; the acts with how and by which numbers or words each says what it is about.
READ = [
    ("attribue-les à Ferrand", [(A.ASSIGN, How.SCREEN, ())]),
    ("Attribue la 3, la 5 et la 9 à Mme Ferrand", [(A.ASSIGN, How.NUMBERS, ("3", "5", "9"))]),
    ("confie ces demandes à Dominique Ferrand", [(A.ASSIGN, How.SCREEN, ())]),
    ("peux-tu attribuer DA-2024-0003 et DA 5 à Lopez ?", [(A.ASSIGN, How.NUMBERS, ("DA-2024-0003", "DA-5"))]),
    ("attribue toutes les demandes non prises du 84 à Ferrand", [(A.ASSIGN, How.QUERY, ())]),
    ("relance les experts des demandes en retard", [(A.REMIND, How.QUERY, ())]),
    ("relance-les", [(A.REMIND, How.SCREEN, ())]),
    ("relancez les experts", [(A.REMIND, How.SCREEN, ())]),
    ("clos ces trois, doublons", [(A.CLOSE, How.SCREEN, ())]),
    ("annule les demandes 4 et 7, doublons de la 2", [(A.CLOSE, How.NUMBERS, ("4", "7"))]),
    ("fermer toutes les demandes résolues", [(A.CLOSE, How.QUERY, ())]),
    ("retiens la 3, la 5 et la 9, refuse les autres avec le motif « complet »",
     [(A.ACCEPT, How.NUMBERS, ("3", "5", "9")), (A.REJECT, How.OTHERS, ())]),
    ("je retiens garcin et salvi", [(A.ACCEPT, How.NAMES, ())]),
    ("retiens de la 3 à la 6", [(A.ACCEPT, How.NUMBERS, ("3", "4", "5", "6"))]),
    ("ne retiens pas la 4 et la 6, motif : complet", [(A.REJECT, How.NUMBERS, ("4", "6"))]),
    ("refuser toutes les candidatures de la vague 1, motif : vague déjà servie", [(A.REJECT, How.QUERY, ())]),
    ("classe-les sans suite, motif : désistement oral", [(A.DROP, How.SCREEN, ())]),
    ("prends en instruction les candidatures déposées", [(A.EXAMINE, How.QUERY, ())]),
    ("instruis-les", [(A.EXAMINE, How.SCREEN, ())]),
    ("nomme les retenus", [(A.APPOINT, How.QUERY, ())]),
]  # fmt: skip
# One alone, a question, what is not decided, what is about something else.
NONE = [
    "attribue la 13 à Elise", "attribuer DA-2024-0012 à Durand", "relance DA-2024-0003", "retiens la 4", "ferme la 12",
    "annule ma demande", "retenir CA-2024-0002", "annoncer les résultats", "qui relance les experts ?",
    "combien de demandes closes", "donne moi les demandes de Gap", "n'annule pas les demandes du 84",
    "je ne sais pas encore si je retiens garcin et salvi", "les demandes en retard", "refuse", "bonjour",
    "comment fermer les demandes ?", "", "nommer experts", "nommer Jean et Marie",
]  # fmt: skip


@pytest.mark.parametrize(("said", "wanted"), READ)
def test_acts_on_several_are_read(said: str, wanted: list[tuple[BatchAct, How, tuple[str, ...]]]) -> None:
    found = read_several(said)
    assert found is not None
    assert [(part.act, part.picked.how, part.picked.numbers) for part in found.parts] == wanted


@pytest.mark.parametrize("said", NONE)
def test_what_asks_for_nothing_of_the_kind_is_left_to_others(said: str) -> None:
    assert read_several(said) is None


def test_reasons_names_and_counts_are_kept_as_said() -> None:
    several = read_several("retiens la 3 et la 5, refuse les autres avec le motif « Le réseau est complet. »")
    assert several is not None
    assert [part.reason for part in several.parts] == ["", "Le réseau est complet."]
    closed = read_several("clos ces trois, doublons de la DA-2024-0012 : déjà vu avec M. Blanc")
    assert closed is not None
    assert (closed.cancel_as, closed.duplicate_of) == (CancelReason.DUPLICATE, "da-2024-0012")
    assert (closed.parts[0].picked.count, closed.parts[0].reason) == (3, "déjà vu avec M. Blanc")
    scope = read_several("clos-les, hors périmètre")
    assert scope is not None
    assert scope.cancel_as is CancelReason.OUT_OF_SCOPE
    given = read_several("affecte les deux dernières à Nadia Benali")
    assert given is not None
    assert (given.who, given.parts[0].picked.count) == ("Nadia Benali", -2)
    but = read_several("refuse-les sauf la 4, motif : complet")
    assert but is not None
    assert but.parts[0].picked.but == ("4",)


def test_two_reasons_in_one_part_are_asked_back() -> None:
    said = read_several("refuse la 4 avec le motif hors délai et la 6 avec le motif vague")
    assert said is not None
    assert said.unclear


@pytest.mark.parametrize(
    ("said", "audience", "whom", "text"),
    [
        ("annonce aux experts : réunion jeudi à 14 h", Audience.EXPERTS, "experts", "Réunion jeudi à 14 h"),
        ("Message aux candidats retenus : « bienvenue »", Audience.CANDIDATES, "candidats retenus", "Bienvenue"),
        ("écris aux établissements de la vague 3 : la bascule approche", Audience.SCHOOLS,
         "établissements de la vague 3", "La bascule approche"),
        ("préviens les experts que la réunion est avancée", Audience.EXPERTS, "experts", "La réunion est avancée"),
    ],
)  # fmt: skip
def test_messages_to_several_are_read(said: str, audience: Audience, whom: str, text: str) -> None:
    found = read_several(said)
    assert found is not None
    assert (found.audience, found.whom, found.text) == (audience, whom, text)
