"""Commands of the staff in free words, and what is said while one file is shown, without naming it."""

from __future__ import annotations

import pytest

from dialogs import texts
from knowledge.application import ApplicationStatus
from tests.dialogs import applying, asking
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk


@pytest.mark.parametrize(
    ("seat", "said", "shown"),
    [
        ("saeple", "où en sont les actions décidées par le comité ?", "action"),
        ("saeple", "est-ce que les agents nous ont posé des questions ?", "question"),
        ("saeple", "à quoi suis-je abonnée, déjà ?", "abonnement"),
        ("saeple", "en moyenne, on met combien de temps à prendre une demande en charge ?", "Délai"),
        ("saeple", "quels mandats se terminent bientôt ?", "andat"),
        ("expert", "par quoi je commence ce matin ?", "Votre journée"),
        ("expert", "y a-t-il quelqu'un d'absent cette semaine ?", "bsen"),
    ],
)
async def test_a_command_is_given_in_free_words(office: Office, seat: str, said: str, shown: str) -> None:
    talk = office.talk(seat)
    await talk.opens()
    assert shown in await talk.says(said)


# The services beside requests and applications, by three voices: whole sentences, short messages, talk.
@pytest.mark.parametrize(
    ("seat", "said", "shown"),
    [
        ("saeple", "Veuillez informer tous les établissements que l'intégration des bourses est en panne depuis 9 heures.", "Annoncer une difficulté"),
        ("expert", "ya des dde en double auj sur le meme pb ?", "Difficultés communes"),
        ("saeple", "au fait la panne de ce matin sur les virements, on a combien d'établissements qui se sont signalés en tout ?", "Difficultés communes"),
        ("agent", "on attend cb de tps en gnral avt kon nous reponde", "L’attente habituelle"),
        ("saeple", "Je souhaite disposer de la liste des inscrits à la session du 8 février.", "formation"),
        ("saeple", "mets une session tresorerie ven 9 fev 9h-12h visio animee par lucie arnaud", "Annoncer une session de formation"),
        ("saeple", "Pourriez-vous me dire quels membres ont confirmé leur participation à la réunion du comité ?", "Comité de pilotage"),
        ("saeple", "reu comite mar 13/02 10h visio convoque tt le monde", "Convoquer le comité"),
        ("expert", "tiens, une idée comme ça, on pourrait pas se faire un point entre experts tous les quinze jours, ça mériterait d'être mis sur la table du comité", "Proposition pour le comité"),
        ("saeple", "Je voudrais consulter les propositions que les experts ont formulées en vue du comité.", "Propositions des experts"),
        ("saeple", "tt les om des experts dun coup stp", "Lettres et ordres de mission"),
        ("expert", "J'aurais besoin d'une copie de ma lettre de mission afin de la remettre à mon chef d'établissement.", "Vos lettre et ordre de mission"),
        ("expert", "comme je roule pas mal en ce moment, l'assurance veut voir mon ordre de mission de l'année, tu l'as ?", "Vos lettre et ordre de mission"),
        ("expert", "inc0045990 cest kel dde ?", "INC0045990"),
    ],
)  # fmt: skip
async def test_a_service_is_reached_in_three_voices(office: Office, seat: str, said: str, shown: str) -> None:
    talk = office.talk(seat)
    await talk.opens()
    assert shown in await talk.says(said)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Pourriez-vous me préparer une synthèse d'une page de la demande DA-2024-0001 pour ma collègue ?", "en une page"),
        ("resume moi la 1 vite fait jla reprends", "en une page"),
        ("pour la 1 j'ai la collègue qui reprend derrière moi, y a moyen de lui imprimer un truc qui tient sur une feuille ?", "en une page"),
        ("ajoute la soluce de la 1 ds les cas resolus", "n’est pas résolue"),
        ("jreponds koi a la 1 ya un modele ?", "s’y écrivent"),
    ],
)  # fmt: skip
async def test_a_page_and_a_case_are_asked_for_by_number(office: Office, said: str, shown: str) -> None:
    await one_request(office)
    expert = office.talk("expert")
    await expert.opens()
    assert shown in await expert.says(said)


async def test_a_decision_is_not_turned_round_by_its_reason(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await applying.deposit(agent)
    await member.says("instruire CA-2024-0001")
    shown = await member.says("retiens la candidature 1 avec le motif bonne expérience d'Op@le")
    assert "Retenir la candidature" in shown
    assert "Ne pas retenir" not in shown


async def test_another_difficulty_is_no_urgency_of_the_first_and_what_is_said_of_it_is_added(office: Office) -> None:
    agent = office.talk()
    await agent.opens()
    await asking.ask(agent)
    shown = await agent.says("voici une précision : le rejet dit « SIRET inconnu »")
    assert "Écrire au sujet de DA-2024-0001" in shown
    await agent.says("annuler")
    shown = await agent.says("la clôture de la régie de recettes est refusée, c'est urgent")
    assert "la passer en urgent" not in shown
    assert "Régie" in shown


async def one_request(office: Office) -> Talk:
    """Return the chat of the SA EPLE, in which one request is shown."""
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await asking.ask(agent)
    office.clock.forward(minutes=1)
    await member.says(asking.FIRST)
    return member


@pytest.mark.parametrize(
    "said",
    [
        "elle attend depuis longtemps ?",
        "c'est quoi leur souci exactement",
        "ki est le contact",
        "un expert s'en occupe ?",
    ],
)
async def test_what_is_asked_of_the_request_that_is_shown_shows_it(office: Office, said: str) -> None:
    member = await one_request(office)
    shown = await member.says(said)
    assert asking.FIRST in shown
    assert texts.WHAT_TO_DO not in shown


@pytest.mark.parametrize(
    "said", ["combien de demandes dans le 84 ?", "quelle est la date limite ?", "merci", "les candidatures"]
)
async def test_what_is_of_another_matter_does_not_show_it(office: Office, said: str) -> None:
    member = await one_request(office)
    assert f"Demande {asking.FIRST}" not in await member.says(said)


async def test_a_note_is_kept_on_the_request_that_is_shown_once_it_was_read_again(office: Office) -> None:
    member = await one_request(office)
    shown = await member.says("Ajoute une note dessus : le fournisseur rappellera vendredi.")
    assert asking.FIRST in shown
    assert await asking.moves(office) == ["log"]
    await member.says("envoyer")
    assert "Le fournisseur rappellera vendredi." in await member.says(asking.FIRST)


async def test_a_file_is_opened_and_nothing_is_done_with_it(office: Office) -> None:
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await applying.deposit(agent)
    await member.says("les candidatures")
    assert "CA-2024-0001" in await member.says("Ouvrez donc le dossier de Mme Roux, s'il vous plaît.")
    assert (await applying.rows(office))[0]["status"] == ApplicationStatus.SUBMITTED


async def test_a_word_after_a_file_that_was_shown_plans_nothing(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    office.clock.forward(minutes=1)
    await expert.says(asking.FIRST)
    await expert.says("plutôt 10h30")
    assert [row["slot"] for row in await asking.rows(office)] == [None]


async def test_a_message_to_one_expert_is_shown_before_it_leaves(office: Office) -> None:
    expert, member = office.talk("expert"), office.talk("saeple")
    await expert.opens()
    await member.opens()
    shown = await member.says("dis à Ferrand que la réunion commence à 15 h")
    assert "La réunion commence à 15 h" in shown
    assert "Ferrand" in shown


@pytest.mark.parametrize(
    ("seat", "said", "offered"),
    [
        ("saeple", "y a-t-il d'autres bahuts touchés par le même souci", "Difficultés communes"),
        ("expert", "il me manque quoi comme papiers ?", "ordre de mission"),
    ],
)
async def test_a_command_that_is_not_surely_known_is_offered_to_choose(
    office: Office, seat: str, said: str, offered: str
) -> None:
    talk = office.talk(seat)
    await talk.opens()
    shown = await talk.says(said)
    assert "Source : appel" not in shown
    assert offered in shown or any(offered in title for title in talk.buttons), (shown, talk.buttons)


async def test_a_question_that_names_a_file_shows_it(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    await asking.ask(office.talk())
    assert "Le flux Chorus Pro est rejeté." in await member.says("la 1 est bien prévue aujourd'hui ?")


async def test_a_reason_behind_a_comma_goes_with_the_act(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    assert "Noter DA-2024-0001 comme résolue" in await expert.says("la 1 est résolue, DBM refaite après le visa")
    assert "DBM refaite après le visa" in str(expert.seen[-1].card)
    assert (await asking.moves(office))[-1] == "take"


async def test_a_bare_yes_under_a_file_that_asks_nothing_does_nothing(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    await applying.deposit(office.talk())
    await member.says("statut CA-2024-0001")
    assert "Je n’attends pas de réponse" in await member.says("oui")


@pytest.mark.parametrize("said", ["envoie ça tous les lundis matin", "je voudrais la même chose chaque vendredi"])
async def test_what_is_on_the_screen_is_subscribed_to(office: Office, said: str) -> None:
    member = office.talk("saeple")
    await member.opens()
    await asking.ask(office.talk())
    await member.says("demandes ouvertes")
    assert "« Demandes ouvertes »" in (await member.says(said)).replace("\u00a0", " ")


async def test_a_decision_that_comes_too_early_says_what_comes_first_and_offers_it(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    await applying.deposit(office.talk())
    assert "Avant d’en décider, prenez-la en instruction." in await member.says("refuse CA-2024-0001")
    assert "Prendre en instruction" in member.buttons


async def test_no_other_request_is_meant_than_the_one_on_the_screen(office: Office) -> None:
    agent, expert, member = office.talk(), office.talk("expert"), office.talk("saeple")
    for talk in (agent, expert, member):
        await talk.opens()
    await asking.ask(agent)
    urgent = (*asking.OWN[3:6], "oui", asking.OWN[7])
    await asking.ask(agent, asking.SCHOOL, "REGIE", "La régie ne se clôt pas.", *urgent)
    await delivered(office, member)
    await expert.says("je prends la 1")
    await asking.does(expert, "resolve", "Réglé ensemble.")
    await member.says("où en est la 1 ?")
    said = await member.says("donne-la à Ferrand")
    assert "DA-2024-0001 est résolue" in said
    assert await asking.moves(office, "DA-2024-0002") == ["log"]


@pytest.mark.parametrize("said", ["oui", "oui envoie"])
async def test_who_looks_at_a_solved_request_closes_it_by_no_yes(office: Office, said: str) -> None:
    agent, expert, member = office.talk(), office.talk("expert"), office.talk("saeple")
    for talk in (agent, expert, member):
        await talk.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    await asking.does(expert, "resolve", "Réglé ensemble.")
    await member.says("où en est la 1 ?")
    await member.says(said)
    assert (await asking.moves(office))[-1] == "resolve"


async def test_a_message_to_an_expert_is_for_no_candidate_whose_file_is_open(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    await office.talk("expert").opens()
    await applying.deposit(office.talk())
    await member.says("statut CA-2024-0001")
    shown = await member.says("envoie un message à Dominique : peux-tu m'appeler avant midi ?")
    assert "Dominique Ferrand" in shown
    assert "candidature" not in shown


async def test_the_summary_of_a_decision_takes_its_reason_by_name(office: Office) -> None:
    member = office.talk("saeple")
    await member.opens()
    await applying.deposit(office.talk())
    await applying.take_in(member)
    await member.says("retiens CA-2024-0001")
    shown = await member.says("motif : déjà formatrice de son groupement")
    assert "déjà formatrice de son groupement" in shown
    assert "attend" not in shown
