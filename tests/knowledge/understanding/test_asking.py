"""What is asked of the assistant itself goes to its entry; what does something with a request stays an act; the call keeps its own."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime

import pytest

from dialogs import features
from knowledge.base import KnowledgeBase
from knowledge.schools.register import EMPTY
from knowledge.understanding.meaning import Sense, Situation, Understanding
from knowledge.understanding.understand import Listener
from storage.calls import SERVICE, SERVICE_WORDINGS, arbiter, entries, service, status_reader, subjects
from tests.understanding import data
from tests.understanding.teach_entries import asked as learnt

NOW = datetime(2024, 1, 25, 9, tzinfo=UTC)
# One question of each kind that was once taken for another, in words that are learnt nowhere.
ASKED = {
    "c'est quoi ton utilité exacte pour une gestionnaire ?": "sert",
    "c ou le numero de ma demande": "numero",
    "je dois décaler le rdv de demain, comment on fait": "rdv_changer",
    "que faire si l'expert ne vient pas au rendez-vous ?": "rdv_manque",
    "je veux reprendre la main pendant la séance, je fais comment": "main",
    "peut-on être aidé avant la bascule ?": "avant_bascule",
    "quelqu'un d'autre que vous peut lire ma candidature ?": "lecteurs_candidature",
    "Faut-il mon autorisation pour que ma gestionnaire demande de l'aide ?": "qui_demande",
    "La solution donnée par l'expert n'a pas fonctionné, faut-il refaire toute une demande ?": "rouvrir",
    "je n'ai plus besoin d'aide, comment je retire ma demande ?": "annuler_demande",
    "Que se passe-t-il si je refuse le partage d'écran ?": "refus_ecran",
}
# Said, not asked: it does something with a request, or is passed on to who holds it.
TOLD = ("annule mon rendez-vous", "ça ne marche toujours pas", "personne n'est venu", "je retire mon accord")
OF_THE_CALL = (
    "jusqu'à quand candidater ?",
    "c'est payé combien ?",
    "Tout se fait depuis mon bureau ou il faut aller sur place ?",
)


PHRASES = data.ROOT / "tests" / "phrases" / "assistant.txt"


def asked() -> list[str]:
    """Return the questions on the assistant that are measured: a line has the entries that answer it, then the question."""
    return [line.partition(" | ")[2].strip() for line in PHRASES.read_text("utf-8").splitlines() if " | " in line]


def understood(base: KnowledgeBase, text: str, topic: str | None = None) -> Understanding:
    listener = Listener(base, features.ROUTES.words, subjects, arbiter, status_reader)
    return listener.understand(text, Situation(NOW, register=EMPTY, topic=topic))


@pytest.mark.parametrize(("text", "entry"), ASKED.items())
def test_each_kind_of_question_on_the_assistant_finds_its_entry(base: KnowledgeBase, text: str, entry: str) -> None:
    meant = understood(base, text)
    assert (meant.sense, meant.service) == (Sense.SERVICE, entry)


@pytest.mark.parametrize("text", [*TOLD, *OF_THE_CALL])
def test_no_entry_answers_what_is_told_or_asked_of_the_call(base: KnowledgeBase, text: str) -> None:
    assert understood(base, text).sense is not Sense.SERVICE


@pytest.mark.parametrize("text", ["pour y faire quoi ?", "et quelles fonctions ?"])
def test_what_goes_on_from_an_answer_of_the_call_is_of_the_call(base: KnowledgeBase, text: str) -> None:
    assert understood(base, text, topic="copil").sense is Sense.CALL


def test_who_names_a_function_and_asks_to_be_an_expert_is_told_whom_the_call_addresses(base: KnowledgeBase) -> None:
    assert understood(base, "je suis principal de collège, puis-je être expert ?").sense is Sense.ELIGIBILITY


def test_every_entry_is_known_to_the_reader_and_learnt_from_several_wordings() -> None:
    counts: dict[str, int] = {}
    for _, entry in learnt():
        counts[entry] = counts.get(entry, 0) + 1
    assert set(service()) <= set(counts)
    assert {entry: count for entry, count in counts.items() if count < 8} == {}
    known = set(entries().labels)
    assert set(counts) <= known
    read = tomllib.loads(SERVICE_WORDINGS.read_text("utf-8"))
    commands = {"aide", "identite", "parler_humain", "mes_donnees", "confidentialite"}
    assert set(read) <= set(tomllib.loads(SERVICE.read_text("utf-8"))) | commands


def test_what_is_measured_is_not_learnt() -> None:
    wordings = {text for text, _ in learnt()}
    assert [text for text in asked() if text in wordings] == []
