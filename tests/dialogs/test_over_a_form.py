"""What is shown over a form that waits is heard first; the form's own cards are asked anew; an order always escapes."""

from __future__ import annotations

import pytest

from dialogs.assistance.new_request import LOGGED_BY_EXPERT, OWN
from storage.actions import drafts
from tests.dialogs import applying, asking
from tests.dialogs.steering import REGISTER
from tests.scene import scene
from tests.talk import Office, Talk

CHORUS = "la facture Chorus Pro est rejetée et je suis bloquée"


@scene
async def offered(office: Office, field: str) -> Talk:
    """Come to a field of the application, and tell a difficulty there: help is offered."""
    office.register = REGISTER
    agent = office.talk()
    await agent.says("candidater")
    for answer in applying.ANSWERS[: [row.id for row in applying.ASKED].index(field)]:
        await agent.says(answer)
    said = await agent.says(CHORUS)
    if "Est-ce votre réponse" in said:
        said = await agent.says("une demande")
    return agent


async def answers(office: Office, talk: Talk, form: str = "candidature") -> dict[str, str]:
    found = await drafts.drafts_of(office.storage, talk.key)
    return next((dict(one.answers) for one in found if one.form == form), {})


WAITS = ("mail", "function", "wave", "phone")


@pytest.mark.parametrize("field", WAITS)
@pytest.mark.parametrize("said", ["oui", "d'accord", "1", "la première", "Demander une assistance"])
async def test_an_offer_made_over_a_form_hears_what_is_said_under_it(office: Office, field: str, said: str) -> None:
    agent = await offered(office, field)
    before = await answers(office, agent)
    pressed = next(seen.buttons[0] for seen in reversed(agent.seen) if seen.buttons)
    shown = await agent.says(pressed if said[0] == "D" else said)
    assert "Étape 1 sur" in shown
    assert "est gardée" in shown
    assert await answers(office, agent) == before
    assert (await answers(office, agent, OWN))["topic"] == "DEPENSE"


@pytest.mark.parametrize("field", WAITS)
async def test_an_offer_that_is_declined_gives_the_form_back(office: Office, field: str) -> None:
    agent = await offered(office, field)
    before = await answers(office, agent)
    shown = await agent.says("non")
    assert shown.startswith("Entendu")
    assert "» attend" in shown
    assert await answers(office, agent) == before
    assert await answers(office, agent, OWN) == {}


async def test_once_the_form_asks_again_an_answer_is_its_own(office: Office) -> None:
    agent = await offered(office, "wave")
    await agent.says("annuler")
    await agent.says("reprendre")
    await agent.says("1")
    assert (await answers(office, agent))["wave"] == "v1"
    assert "ne me dit pas quoi noter" in await agent.says("oui")  # The offer is no longer the last thing asked.
    assert await answers(office, agent, OWN) == {}


async def test_what_no_button_of_the_offer_says_is_the_form_s(office: Office) -> None:
    agent = await offered(office, "wave")
    await agent.says("4")
    assert (await answers(office, agent))["wave"] == "v4"


async def test_a_list_above_a_form_is_pointed_at_and_a_number_answers_the_form(office: Office) -> None:
    office.register = REGISTER
    expert = office.talk("expert")
    for topic in ("TRESO", "BUDGET"):
        await asking.log(expert, *(topic if answer == "TRESO" else answer for answer in asking.LOGGED))
    await expert.says("candidater")
    for answer in applying.ANSWERS[: [row.id for row in applying.ASKED].index("wave")]:
        await expert.says(answer)
    assert "n° 1" in (await expert.says("demandes non prises")).replace("\u00a0", " ")
    assert "Historique" in await expert.says("la première") or asking.FIRST in expert.seen[-2].text
    await expert.says("demandes non prises")
    await expert.says("2")
    assert (await answers(office, expert))["wave"] == "v2"


ORDERS = ("chercher un cas sur la régie", "cas résolus", "cherche un cas de rejet de flux", "DA-2024-0001", "retire le rappel 2", "prendre DA-2024-0001")  # fmt: skip
ANSWERS = ("prendre rendez-vous jeudi", "relevé de compte non rapproché", "délais de paiement dépassés", "cas de rejet du flux", "fiche de paie absente", "note de service perdue")  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("field", [row.id for row in applying.ASKED])
async def test_an_order_escapes_every_field(office: Office, field: str, order: str) -> None:
    office.register = REGISTER
    agent = office.talk("expert")
    await agent.says("candidater")
    for answer in applying.ANSWERS[: [row.id for row in applying.ASKED].index(field)]:
        await agent.says(answer)
    before = await answers(office, agent)
    assert "» attend" in await agent.says(order)
    assert await answers(office, agent) == before


@pytest.mark.parametrize("answer", ANSWERS)
async def test_an_answer_that_begins_like_an_order_is_one(office: Office, answer: str) -> None:
    office.register = REGISTER
    expert = office.talk("expert")
    await expert.says("nouvelle demande")
    for said in asking.LOGGED[:2]:
        await expert.says(said)
    shown = await expert.says(answer)
    if "Est-ce votre réponse à" in shown:  # Too short to tell: it waits, and nothing was ordered.
        await expert.says("oui")
    assert (await answers(office, expert, LOGGED_BY_EXPERT))["details"] == answer


@pytest.mark.parametrize("said", ["envoyer", "enregistrer et prendre"])
async def test_a_form_that_is_sent_too_early_says_what_is_missing(office: Office, said: str) -> None:
    expert = office.talk("expert")
    await expert.says("nouvelle demande")
    shown = await expert.says(said)
    assert "Il manque encore" in shown
    assert "Établissement" in shown


async def test_an_order_on_another_request_is_no_answer_to_the_form_of_this_one(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await asking.ask(agent, "0130001F", "REGIE", "La régie ne se clôt pas.", *asking.OWN[3:])
    for number in (1, 2):
        await expert.says(f"je prends la {number}")
        await expert.says(f"résous la {number} : le flux est renvoyé")
        await expert.says("oui")
    await agent.says("DA-2024-0001 n'est pas résolue")
    said = "DA-2024-0002 n'est pas résolue : toujours rejeté"
    await agent.says(said)
    kept = [value for one in await drafts.drafts_of(office.storage, agent.key) for value in one.answers.values()]
    assert said not in kept


async def test_another_act_on_the_very_request_is_no_answer_to_its_form(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await asking.ask(agent)
    await expert.says("je prends la 1")
    await expert.says("planifie la 1 vendredi 2 février 15h")
    await agent.says("demander un autre rendez-vous")
    said = "DA-2024-0001 n'est pas résolue : encore rejeté"
    await agent.says(said)
    kept = [value for one in await drafts.drafts_of(office.storage, agent.key) for value in one.answers.values()]
    assert said not in kept
    assert "Votre demande d’un autre horaire" not in agent.seen[-1].text


@scene
async def noting(office: Office) -> Talk:
    """Return the chat of the SA EPLE, with a note on a request that is read again before it is kept."""
    agent, member = office.talk(), office.talk("saeple")
    await agent.opens()
    await member.opens()
    await asking.ask(agent)
    assert "Rien n’est encore fait" in await member.says("note pour la 1 : RIB à vérifier")
    return member


async def notes(office: Office) -> list[str]:
    return [move for move in await asking.moves(office) if move == "note"]


@pytest.mark.parametrize("between", ["", "qui est absent ?"])
async def test_the_words_of_the_button_that_sends_send(office: Office, between: str) -> None:
    member = await noting(office)
    if between:
        await member.says(between)
    await member.says("garde la note")
    assert await notes(office) == ["note"]


@pytest.mark.parametrize(
    "said", ["non laisse tomber la note, montre-moi les candidatures", "annule ça. Liste des candidatures ?"]
)
async def test_what_is_wanted_instead_of_a_form_is_done(office: Office, said: str) -> None:
    member = await noting(office)
    shown = await member.says(said)
    assert "rien n’a été envoyé" in shown
    assert "Candidatures" in shown
    await member.says("oui")
    assert await notes(office) == []


async def test_why_a_form_is_given_up_is_no_order(office: Office) -> None:
    member = await noting(office)
    await member.says("laisse tomber, c'est réglé")
    assert [row["status"] for row in await asking.rows(office)] == ["new"]
    assert await notes(office) == []


@scene
async def decision_aside(office: Office) -> Talk:
    """Begin to accept an application, then write a note on it: the decision waits."""
    await applying.deposit(office.talk())
    member = office.talk("saeple")
    await applying.take_in(member)
    await member.says("retenir CA-2024-0001")
    await member.says("note sur CA-2024-0001 : quotité à vérifier")
    await member.says("envoyer")
    return member


@pytest.mark.parametrize("said", ["envoyer", "c'est parti ou pas ma décision ?", "bon allez c'est bon, envoie-la"])
async def test_what_waits_aside_is_shown_again_when_it_is_spoken_of_and_nothing_is_sent(
    office: Office, said: str
) -> None:
    member = await decision_aside(office)
    shown = await member.says(said)
    assert "Retenir la candidature" in shown
    assert "attend" in shown or "reprend" in shown


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("c'est noté ou pas ?", "Rien n’est encore parti"),
        ("tu l'as envoyé ou pas encore ?", "Rien n’est encore parti"),
        ("oublie, je vais plutôt l'appeler", "annulé"),
    ],
)
async def test_a_summary_hears_what_is_said_of_it_in_other_words(office: Office, said: str, shown: str) -> None:
    member = await decision_aside(office)
    await member.says("envoyer")
    assert shown in await member.says(said)


async def test_what_is_changed_in_part_is_asked_for_again_and_not_sent(office: Office) -> None:
    expert = office.talk("expert")
    for number in (1, 2):  # Of two, the one that is spoken of is shown first.
        await asking.log(expert, asking.SCHOOL, ("TRESO", "BUDGET")[number - 1], *asking.LOGGED[2:])
        await expert.says(f"je prends la {number}")
    await expert.says("DA-2024-0001")
    assert "Rien n’est encore modifié" in await expert.says("propose leur demain 10h")
    assert "Quels horaires proposez-vous" in await expert.says("alors 14h plutôt")
    assert "C’est proposé" not in await expert.says("ok envoie")
    assert "10:00:00" not in str(expert.seen[-1].card)  # A moment stands in its box as a person writes it.


async def test_what_another_card_asks_is_not_what_is_sent(office: Office) -> None:
    expert, chief = office.talk("expert"), office.talk("saeple")
    await expert.opens()
    await asking.log(expert)
    await chief.opens()
    await chief.says("DA-2024-0001")
    await chief.says("écris-lui que le RIB est arrivé")
    assert "destinataire" in await chief.says("écris à Dominique Ferrand : où en êtes-vous ?")
    assert "Rien n’est encore fait" in await chief.says("envoyer")
