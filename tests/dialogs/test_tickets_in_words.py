"""The official ticket's number, corrected and taken away in a sentence; a request handed over with its page; what is asked of one."""

from __future__ import annotations

import pytest

from knowledge.understanding.contact import is_urgent
from knowledge.understanding.request_phrase import read_request
from knowledge.understanding.tickets import is_given, is_noted, is_removed, ticket_in
from knowledge.understanding.utterance import without_page, without_wisher
from storage.calls import subjects
from tests.dialogs.asking import appointed, ask
from tests.talk import Office


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("le ticket n'est pas INC0045123 mais INC0045132", "INC0045132"),
        ("c'est INC0045132 et non INC0045123", "INC0045132"),
        ("le ticket n'est pas INC0045123", "INC0045123"),
        ("le ticket n'est pas 458712 mais 458721", "458721"),
    ],
)
def test_a_number_that_is_denied_gives_way_to_the_other(said: str, number: str) -> None:
    assert ticket_in(said) == number


@pytest.mark.parametrize(
    "said", ["enlève le ticket de la 10", "retirez le numéro du ticket", "supprime INC0045123 stp"]
)
def test_a_ticket_is_taken_away(said: str) -> None:
    assert is_removed(said)


@pytest.mark.parametrize(
    "said",
    ["note le ticket INC0045123", "où en est le ticket de la 10 ?", "enlève le filtre", "virement bloqué, ticket INC0045123",
     "il n'y a pas de ticket sur la 10 ?"],
)  # fmt: skip
def test_nothing_else_takes_a_ticket_away(said: str) -> None:
    assert not is_removed(said)


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("la 5 est partie au national sous le 461093", True),
        ("J'ai ouvert chez eux pour la 4, réf 470255, à garder avec", True),
        ("mets 459940 sur la 6 stp", True),
        ("on a une réponse sur 466018", True),
        ("j'ai eu 471150 par la hotline", True),
        ("il manque 461093 € sur la 5", False),
        ("le compte 512400 est faux", False),
        ("le mandat 461093 est bloqué", False),
        ("appelez le 0442917288", False),
    ],
)
def test_a_long_number_is_a_ticket_where_it_is_cited_as_a_thing(said: str, given: bool) -> None:
    assert is_given(said) is given


async def test_a_number_that_is_only_cited_is_noted_found_and_corrected(office: Office) -> None:
    await ask(office.talk())
    (expert,) = await appointed(office, 1)
    await expert.says("je prends la 1")
    await expert.says("la 1 est partie chez l'éditeur sous le 458712")
    assert "458712" in await expert.says("oui")
    assert "DA-2024-0001" in await expert.says("ils me rappellent à propos du 458712, retrouve-moi le dossier")
    await expert.says("Erreur de ma part, pour la 1 ce n'était pas 458712 mais 458721, tu corriges ?")
    assert "458721" in await expert.says("oui")
    assert "DA-2024-0001" in await expert.says("c'est laquelle déjà, le 458721 ?")


def test_an_order_may_be_put_as_a_question() -> None:
    assert is_noted("tu l'accroches au dossier ?")
    assert not is_noted("INC0045123, c'est quelle demande ?")
    assert not is_noted("notre ticket INC0045123, c'est quelle demande ?")


async def test_the_number_is_corrected_then_taken_away(office: Office) -> None:
    await ask(office.talk())
    (expert,) = await appointed(office, 1)
    await expert.says("je prends la 1")
    await expert.says("la 1 porte le ticket INC0045123")
    await expert.says("oui")
    assert "INC0045123" in await expert.says("quel est le ticket de la 1 ?")
    await expert.says("le ticket de la 1 n'est pas INC0045123 mais INC0045132, tu peux corriger ?")
    assert "Ticket officiel de DA-2024-0001\N{NO-BREAK SPACE}: INC0045132." in await expert.says("oui")
    await expert.says("enlève le ticket de la 1, c'était une erreur")
    await expert.says("oui")
    assert "Aucun ticket officiel" in await expert.says("quel est le ticket de la 1 ?")
    assert "Aucun ticket officiel" in await expert.says("enlève le ticket de la 1")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("passe la 9 à Mme Perrot avec une synthèse des échanges", "passe la 9 à Mme Perrot"),
        ("confier la 9 à Perrot, accompagnée d'un résumé", "confier la 9 à Perrot"),
        ("résume la 9 avec l'historique", "résume la 9 avec l'historique"),
        (
            "message pour la 9 : je vous passe le dossier avec un résumé",
            "message pour la 9 : je vous passe le dossier avec un résumé",
        ),
        ("donc je regarde la 9 avec un point d'étape", "donc je regarde la 9 avec un point d'étape"),
    ],
)
def test_the_page_goes_with_what_is_handed_over(said: str, left: str) -> None:
    assert without_page(said) == left


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("nombre de candidatures par état, pour le recteur qui me l'a demandé hier", "nombre de candidatures par état"),
        ("je voudrais, pour la cheffe qui nous le réclame, le nombre de demandes", "je voudrais le nombre de demandes"),
        ("les demandes pour le collège qui attend", "les demandes pour le collège qui attend"),
    ],
)
def test_who_wants_an_answer_is_no_part_of_the_question(said: str, left: str) -> None:
    assert without_wisher(said) == left


def test_a_colleague_s_function_is_not_that_of_who_writes(office: Office) -> None:
    said = "notre nouvelle secrétaire générale n'a aucune habilitation"
    assert read_request(said, office.register, office.clock.now(), subjects()).contact_role is None


@pytest.mark.parametrize(
    ("said", "urgent"),
    [
        ("j'ai un paiement à faire avant midi", True),
        ("nous ne pouvons plus rien valider", True),
        ("rappelez-moi lundi", False),
    ],
)
def test_what_cannot_wait_is_urgent(said: str, urgent: bool) -> None:
    assert is_urgent(said) is urgent


async def test_a_question_on_the_one_request_named_is_answered(office: Office) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await appointed(office, 1)
    await ask(agent)
    shown = await saeple.says("la 1 ils ont tjs pas répondu ?")
    assert "Ai-je bien compris" not in shown
    assert "DA-2024-0001" in shown


async def test_what_to_do_is_said_where_no_request_is_kept(office: Office) -> None:
    agent = office.talk()
    shown = await agent.says("l'expert avait dit 10 h et il n'est pas venu, je fais quoi ?")
    assert "pas de demande en cours" in shown
    assert len(agent.reply.messages) > 1


async def test_a_sheet_of_a_request_is_its_page(office: Office) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await ask(agent)
    assert "DA-2024-0001 en une page" in await saeple.says("fiche 0001 en une page svp")


async def test_an_outage_that_is_over_is_not_announced(office: Office) -> None:
    saeple = office.talk("saeple")
    assert "relisez" not in await saeple.says("la panne Chorus Pro est réglée, retire l'annonce")


async def test_several_questions_of_one_message_are_answered_in_turn(office: Office) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await ask(agent)
    shown = await saeple.says("combien de demandes ouvertes, et combien sont urgentes parmi celles-là ?")
    assert "1\N{NO-BREAK SPACE}demande au total" in shown
    assert "0\N{NO-BREAK SPACE}demande au total" in shown
    assert "1\N{NO-BREAK SPACE}demande au total" in await saeple.says(
        "combien de demandes ouvertes, et depuis quand elles traînent ?"
    )


async def test_who_reads_a_message_is_said_before_it_leaves(office: Office) -> None:
    agent, saeple = office.talk(), office.talk("saeple")
    await ask(agent)
    shown = await saeple.says("message pour DA 1 : les bourses partent demain")
    assert "sera lu par" in shown
    await saeple.says("annuler")
    shown = await saeple.says("bon donne lui la 1 stp")
    assert "donne lui la 1" not in str(saeple.seen[-1].card)
    await saeple.says("annuler")
    await saeple.says("message pour DA 1 : passez-moi votre relevé")
    assert "passez-moi votre relevé" in str(saeple.seen[-1].card), "what follows the colon is the message"


async def test_what_a_yes_would_do_is_said(office: Office) -> None:
    saeple = office.talk("saeple")
    await appointed(office, 1)
    shown = await saeple.says("Nadège0 n'est pas là lundi ni mardi matin")
    assert "Dois-je le faire" in shown
    assert "Je comprends" in shown


async def test_a_return_on_another_day_ends_no_absence(office: Office) -> None:
    saeple = office.talk("saeple")
    await appointed(office, 1)
    await saeple.says("Nadège0 est malade jusqu'à mercredi")
    shown = await saeple.says("Nadège0 rentre mardi")
    assert "terminée" not in shown
    assert "Quels jours" in shown


async def test_a_request_is_found_by_its_ticket(office: Office) -> None:
    await ask(office.talk())
    (expert,) = await appointed(office, 1)
    await expert.says("je prends la 1")
    await expert.says("la 1 porte le ticket 452187")
    await expert.says("oui")
    await expert.says("mets la 1 en attente jusqu'à lundi, j'attends le relevé de l'établissement")
    await expert.says("oui")
    found = await expert.says("retrouve moi la demande du ticket 452187")
    assert "Le ticket officiel 452187 est celui de cette demande." in found
