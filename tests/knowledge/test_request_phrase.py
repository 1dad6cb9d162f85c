"""A request said in one sentence, on Thursday 25 January 2024 at 10:00. The schools here are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.french import PARIS
from knowledge.request import Topic
from knowledge.schools.register import Register, School
from knowledge.schools.words import key_of
from knowledge.understanding import contact
from knowledge.understanding.contact import is_urgent, slot_of
from knowledge.understanding.intent.scoring import KnownMessages, read_weights
from knowledge.understanding.intent.subjects import learnable
from knowledge.understanding.request_phrase import RequestDraft, read_request
from storage.calls import SUBJECT_TAUGHT, SUBJECT_WEIGHTS, read_arrays, subject_words, subjects

NOW = datetime(2024, 1, 25, 10, tzinfo=PARIS)
DUPIN = School("0139001" + key_of("0139001"), "Collège Aurore Dupin", "Collège", "Gap", "05")
DUPIN_84 = School("0849002" + key_of("0849002"), "Collège Aurore Dupin", "Collège", "Apt", "84")
RIVIERE = School(
    "0139003" + key_of("0139003"), "Lycée professionnel Jean-Marie Rivière", "Lycée", "Arles", "13", (), "LP"
)
REGISTER = Register((DUPIN, DUPIN_84, RIVIERE))


def read(text: str) -> RequestDraft:
    return read_request(text, REGISTER, NOW, subjects())


def test_a_whole_request_is_read() -> None:
    draft = read(
        "Bonjour, nouvelle demande : LP Rivière Arles, rapprochement bancaire bloqué, urgent, rappeler Mme Da Silva, "
        "agente comptable, au 04 65 71 94 94 (ac@example.org), visio mardi 30 à 14h"
    )
    assert draft == RequestDraft(
        uai=(RIVIERE.uai,),
        subjects=(Topic.TRESO,),
        urgent=True,
        phone="+33465719494",
        email="ac@example.org",
        contact_role="agent comptable",
        contact_name="Mme Da Silva",
        slot=datetime(2024, 1, 30, 14, tzinfo=PARIS),
        details="LP Rivière Arles, rapprochement bancaire bloqué, urgent, rappeler Mme Da Silva, agente comptable, visio mardi 30 à 14h",
    )
    assert draft.missing == ()


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("ils ont un souci de régie", ("school",)),
        ("lycée Rivière à Arles, rappeler la SG au 0465719494", ("subject",)),
        ("nouvelle demande", ("school", "subject")),
        ("rivière Arles, pb op@le", ("subject",)),
        ("collège Dupin, régie", ()),
        ("", ("school", "subject")),
    ],
)
def test_what_is_missing_is_told(text: str, missing: tuple[str, ...]) -> None:
    assert read(text).missing == missing


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("rappeler Mme Da Silva au 0465719494", "Mme Da Silva"),
        ("rappeler M Dupuis", "M Dupuis"),
        ("voir avec Karim", "Karim"),
        ("contact : Élise Martin, SG", "Élise Martin"),
        ("voir avec mme la gestionnaire", None),
        ("rappeler Rivière à Arles", None),
        ("la gestionnaire attend un appel", None),
        # Without a title: whom to reach, who asks, whose function it is, who writes, who signs.
        ("rappeler Odile Ferrat au 0465719494", "Odile Ferrat"),
        ("rappeler odile ferrat, LP Rivière", "odile ferrat"),
        ("demande de Yacine Morand, LP Rivière", "Yacine Morand"),
        ("l'agente comptable Odile Ferrat du LP Rivière attend", "Odile Ferrat"),
        ("LP Rivière, Odile Ferrat, gestionnaire, régie", "Odile Ferrat"),
        ("Odile du LP Rivière : régie bloquée", "Odile"),
        ("[10:02] Ferrat Odile : bonjour, la régie est bloquée", "Ferrat Odile"),
        ("De : Odile Ferrat <o.ferrat@example.org>\nObjet : régie\n\nLa régie est bloquée", "Odile Ferrat"),
        ("La régie est bloquée.\nCordialement,\nOdile Ferrat\nGestionnaire", "Odile Ferrat"),
        ("mme le bris-morand, LP Rivière", "mme le bris-morand"),
        ("mr saïd du LP Rivière", "mr saïd"),
        # What is written like a name and is none.
        ("demande de Mandatement, LP Rivière", None),
        ("Bonjour Odile, la gestionnaire du LP Rivière attend", None),
        ("rappeler Arles demain", None),
        ("LP Rivière\nDFT\nrégie bloquée", None),
    ],
)
def test_the_contact_is_named(text: str, name: str | None) -> None:
    assert read(text).contact_name == name


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("demander une assistance clg Mignet, erreur au mandatement", "clg Mignet, erreur au mandatement"),
        ("Demander assistance : erreur au mandatement", "erreur au mandatement"),
        ("demande d'assistance lycée Cézanne, bug", "lycée Cézanne, bug"),
        ("demandeur bloqué à la régie", "demandeur bloqué à la régie"),
        ("ouvrir un ticket pour la régie", "la régie"),
        ("à noter : LP Rivière, régie bloquée. Son numéro : 0465719494.", "LP Rivière, régie bloquée."),
        ("Ajoute une demande. LP Rivière, régie bloquée", "LP Rivière, régie bloquée"),
        ("tu notes ? LP Rivière, régie bloquée, 0465719494", "LP Rivière, régie bloquée"),
        ("peux-tu noter ceci stp ? LP Rivière, régie bloquée", "LP Rivière, régie bloquée"),
        ("note de frais bloquée", "note de frais bloquée"),
        ("régie bloquée, tél. 0465719494 ou 06 39 98 00 01", "régie bloquée, ou 06 39 98 00 01"),
        ("Enregistre : De : Odile Ferrat <o@example.org> Objet : régie bloquée", "Objet: régie bloquée"),
    ],
)
def test_the_command_before_it_is_no_part_of_a_description(text: str, details: str) -> None:
    assert read(text).details == details


def test_who_writes_requests_down_is_not_to_be_called_back() -> None:
    text = "[10:02] Ferrat Odile : tu notes ?\n[10:03] Morand Yacine : LP Rivière, régie bloquée"
    assert read_request(text, REGISTER, NOW, subjects(), ("Odile Ferrat",)).contact_name == "Morand Yacine"


@pytest.mark.parametrize(
    ("text", "name", "role"),
    [
        ("Rappelez M. Blin au 0465719494.\nCordialement,\nOdile Ferrat\nPrincipale", "M. Blin", None),
        ("Rappelez Mme Blin, gestionnaire.\nCordialement,\nLe principal", "Mme Blin", "gestionnaire"),
        ("La régie bloque.\nCordialement,\nOdile Ferrat\nPrincipale", "Odile Ferrat", "chef d'établissement"),
        ("le SGAC attend un appel", None, "agent comptable"),
        ("la secrétaire générale agent comptable attend", None, "agent comptable"),
        ("la SG/AC attend un appel", None, "agent comptable"),
    ],
)
def test_a_function_is_that_of_whom_to_call_back(text: str, name: str | None, role: str | None) -> None:
    assert (read(text).contact_name, read(text).contact_role) == (name, role)


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("LP Rivière, régie, rappeler demain matin", "vendredi 26 janvier 2024 (« demain matin »)"),
        ("LP Rivière, dispo mercredi après 15h", "mercredi 31 janvier 2024 (« mercredi après 15h »)"),
        (
            "LP Rivière, rappeler lundi ou mardi",
            "lundi 29 janvier 2024 (« lundi ») ou mardi 30 janvier 2024 (« mardi »)",
        ),
        ("LP Rivière, rappeler demain à 15h", ""),
        ("LP Rivière, bloqué depuis lundi", ""),
        ("LP Rivière, le CA est demain soir", ""),
    ],
)
def test_a_moment_that_is_no_one_hour_is_kept_as_it_was_said(text: str, wished: str) -> None:
    assert read(text).wished.replace("\u00a0", " ") == wished


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("note une demande pour le LP Rivière, Mme Budget", ()),
        ("LP Rivière, rappeler Mme Régis", ()),
        ("LP Rivière, rappeler Mme Régis, mandat rejeté", (Topic.DEPENSE,)),
    ],
)
def test_a_name_says_nothing_of_the_subject(text: str, topics: tuple[Topic, ...]) -> None:
    assert read(text).subjects[:1] == topics


def test_a_town_alone_makes_no_request_of_a_sentence() -> None:
    draft = read("il neige à Arles et le compte financier attend")
    assert (draft.uai, draft.placed, draft.reads_as_request) == ((RIVIERE.uai,), True, False)


def test_the_school_of_a_signature_comes_after_that_of_the_text() -> None:
    signed = "\nCordialement,\nMme X, LP Rivière, Arles"
    assert read(f"collège Dupin à Apt, bourse en retard{signed}").uai == (DUPIN_84.uai,)
    assert read(f"une bourse en retard{signed}").uai == (RIVIERE.uai,)


def test_homonyms_are_all_kept_and_a_school_denied_is_not() -> None:
    assert set(read("collège Dupin, une bourse en retard").uai) == {DUPIN.uai, DUPIN_84.uai}
    assert read("LP d'Arles (pas Dupin), une bourse en retard").uai == (RIVIERE.uai,)


def test_a_right_code_outside_the_register_is_taken_and_said_so() -> None:
    code = "0131234" + key_of("0131234")
    draft = read(f"{code} bourses")
    assert (draft.uai, draft.outside) == ((code,), True)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("clé otp HS depuis lundi", Topic.ACCES),
        ("la nouvelle gestionnaire n'a aucun droit dans op@le", Topic.HABIL),
        ("virement de crédits entre services refusé", Topic.BUDGET),
        ("facture chorus introuvable", Topic.DEPENSE),
        ("fusionner deux fournisseurs en doublon", Topic.TIERS),
        ("relance envoyée à une famille qui a payé", Topic.RECETTE),
        ("l'import de la demi-pension plante", Topic.DROITS),
        ("le 443 n'est pas soldé", Topic.BOURSES),
        ("séjour au ski à budgéter", Topic.VOYAGES),
        ("le régisseur veut reconstituer son avance", Topic.REGIE),
        ("rapprocher le compte dft", Topic.TRESO),
        ("sortir une voiture de l'inventaire", Topic.IMMO),
        ("charges a payer et extournes", Topic.COFI),
        ("reprise des données GFC", Topic.BASCULE),
        ("l'imprimante du secrétariat est en panne", Topic.ORIENTER),
        ("raprochement bancère", Topic.TRESO),
    ],
)
def test_the_subject_is_told(text: str, topic: Topic) -> None:
    assert subjects().found(text)[0] is topic


def test_the_weights_are_learnt_from_the_wordings_there_are() -> None:
    held = read_weights(read_arrays(SUBJECT_WEIGHTS), read_arrays(SUBJECT_TAUGHT)).said
    said = KnownMessages.of(learnable(subject_words()))
    same = held.hashes.tolist() == said.hashes.tolist() and held.owners.tolist() == said.owners.tolist()
    assert same, "run: make train"


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("URGENT clé perdue", True),
        ("c'est bloquant", True),
        ("faites vite", True),
        ("à rappeler en urgence", True),
        ("je ne peux pas me connecter, urgent", True),
        ("pas bloquant mais urgent", True),
        ("le budget affiche « anomalie bloquante »", False),
        ("c'est bloquant pour la paie, merci", True),
        ("ça urge", True),
        ("faut que ça parte avant ce soir", True),
        ("urgent ? non", False),
        ("rien d'urgent", False),
        ("rien de très urgent", False),
        ("Ce n'est pas du tout urgent.", False),
        ("sans caractère d'urgence", False),
        ("non urgent", False),
        ("pas super bloquant", False),
        ("quand vous pourrez", False),
        ("aide d'urgence à saisir au fonds social", False),
        ("rapprochement bloqué", False),
        ("avant le 31", False),
    ],
)
def test_urgency_is_said_or_denied(text: str, urgent: bool) -> None:
    assert is_urgent(text) is urgent


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("tel 06 39 98 12 34", "+33639981234"),
        ("06.39.98.12.34", "+33639981234"),
        ("0639 98 12 34", "+33639981234"),
        ("06 39 981 234", "+33639981234"),
        ("+33 (0)6 39 98 12 34", "+33639981234"),
        ("0033639981234", "+33639981234"),
        ("+32 2 555 12 12", "+3225551212"),
        ("le 04 65 71 50 50 (standard) ou 06 39 98 50 50", "+33465715050"),
        ("04 65 71 50 50, non pardon 04 65 71 50 51", "+33465715051"),
        ("mon numéro 06 39 98 50 50, le leur 04 65 71 50 50", "+33465715050"),
        ("au zéro six trente-neuf quatre-vingt-dix-huit douze trente-quatre", "+33639981234"),
        ("tel: six trente neuf quatre vingt dix huit douze trente quatre", "+33639981234"),
        ("AC : 0 6 3 9 9 8 1 2 3 4, bilan", "+33639981234"),
        ("fax 04 65 71 50 50", None),
        ("SIRET 12345678900012", None),
        ("facture de 12 500,00 du 12/12/2023, compte 443", None),
        ("0131234A", None),
    ],
)
def test_phones_are_read(text: str, phone: str | None) -> None:
    found = contact.chosen(text, contact.phones(text))
    assert (found.value if found else None) == phone


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("rappeler la SG", "SG"),
        ("l'intendante attend un appel", "gestionnaire"),
        ("adjointe gestionnaire : 06 39 98 12 34", "gestionnaire"),
        ("voir avec l'assistante de gestion, pas la gestionnaire", "assistant de gestion"),
        ("AC 0465719494", "agent comptable"),
        ("l'AC part, la fondée de pouvoir prend la suite : lui écrire", "fondé de pouvoir"),
        ("contacter le FdP", "fondé de pouvoir"),
        ("la proviseure adjointe demande", "chef d'établissement adjoint"),
        ("le principal", "chef d'établissement"),
        ("assistant de comptabilité au 0465719494, l'agent comptable est absent", "assistant de comptabilité"),
        ("la régisseuse veut une visio", "régisseur"),
        ("nouveau principal à accréditer", None),
        ("le souci principal, c'est le plan comptable", None),
        ("habilitation de la SG", None),
        ("créneau demandé par le fondé de pouvoir", "fondé de pouvoir"),
        ("DP rejetée par l'AC, contact Mme Martin, assistante de gestion", "assistant de gestion"),
        ("le SG, pas moyen de joindre l'AC, demande une aide", "SG"),
        ("une contractuelle n'a pas ses droits", None),
    ],
)
def test_the_function_of_the_person_to_call_back(text: str, role: str | None) -> None:
    reached = [(one.start, one.end) for one in (*contact.phones(text), *contact.mails(text))]
    found = contact.to_call_back(contact.mentions(text, reached))
    assert (found.role if found else None) == role


@pytest.mark.parametrize(
    ("text", "slot"),
    [
        ("visio lundi à 9h", "2024-01-29T09:00"),
        ("lundi", None),
        ("avant mardi 9h", None),
        ("CA le 5 février à 18h, visio mardi 6 à 10h", "2024-02-06T10:00"),
        ("lundi 9h ou mardi 10h", "2024-01-29T09:00"),
        ("lundi 9h, non plutôt mardi 10h", "2024-01-30T10:00"),
        ("hier à 15h", None),
        ("bloqué depuis lundi 9h", None),
        ("rappeler vers 16h", "2024-01-25T16:00"),
        ("à rappeler à 9h", None),
        ("joignable jusqu'à 17h", None),
        ("absente mardi 10h", None),
    ],
)
def test_the_slot_is_the_one_to_meet_at(text: str, slot: str | None) -> None:
    found = slot_of(text, NOW).start
    assert (found.strftime("%Y-%m-%dT%H:%M") if found else None) == slot


def test_the_sentence_is_a_request_by_itself_or_not() -> None:
    assert read("rivière arles, régie à créer").reads_as_request
    assert read("impossible d'encaisser un chèque, SG 0465719494").reads_as_request
    assert not read("combien touche un expert ?").reads_as_request


@given(text=st.text())
def test_any_text_is_read(text: str) -> None:
    draft = read(text)
    assert draft == replace(draft)


_PIECES = [
    "urgent",
    "pas",
    "SG",
    "au",
    "06",
    "39",
    "98",
    "12",
    "34",
    "lycée",
    "Rivière",
    "Arles",
    "collège",
    "Dupin",
    "mardi",
    "30",
    "à",
    "14h",
    "@",
    "example.org",
    "+",
    "(",
    ")",
    "de",
    "la",
    "l'",
    "régie",
    "non",
    "Mme",
    "M.",
    "avant",
    "depuis",
    "chorus",
]


@given(st.lists(st.sampled_from(_PIECES), max_size=60))
def test_any_words_of_requests_are_read(said: list[str]) -> None:
    draft = read(" ".join(said))
    assert draft.phone is None or draft.phone.startswith("+")
    assert draft.slot is None or draft.slot > NOW


def test_time_grows_with_the_length_only() -> None:
    def seconds(text: str) -> float:
        best = float("inf")
        for _ in range(4):
            start = process_time()
            read(text)
            best = min(best, process_time() - start)
        return best

    for piece in ("rappeler la SG au 06 39 98 12 34, ", "pas pas pas d'", "a.b@c ", "+33 0 6 ", "assistante de "):
        assert seconds(piece * (1600 // len(piece))) < 12 * seconds(piece * (400 // len(piece)))
