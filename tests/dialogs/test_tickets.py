"""The official ticket's number: noted in words or by a form, found by it, told to nobody who may not see the request."""

from __future__ import annotations

import pytest

from dialogs.assistance import card_texts, service_texts, texts
from dialogs.assistance.moves import ROWS
from knowledge.request import RequestMove
from knowledge.understanding.tickets import ticket_in
from tests.dialogs.asking import FIRST, OWN, SCHOOL, ask, rows
from tests.talk import Office, Talk


async def asked(office: Office, *answers: str) -> tuple[Talk, Talk, Talk]:
    talks = office.talk(), office.talk("expert"), office.talk("saeple")
    for one in talks:
        await one.opens()
    await ask(talks[0], *answers)
    return talks


def done(ticket: str) -> str:
    return ROWS[RequestMove.NOTE_TICKET].done.format(ticket=ticket, reference=FIRST)


@pytest.mark.parametrize(
    ("seat", "said", "ticket"),
    [
        ("saeple", f"Le numéro du ticket officiel de la demande {FIRST} est INC0045123.", "INC0045123"),
        ("saeple", "ticket 451236 pr la 1", "451236"),
        ("saeple", "On nous a donné un ticket chez eux pour la 1, il me semble que c'était le RITM 0045", "RITM0045"),
        ("agent", "mon ticket officiel est le 451 236", "451236"),
        ("agent", "g fait 1 ticket c le inc0045123", "INC0045123"),
        ("saeple", "alors pour la demande 1 le ticket c'est quatre cent cinquante-sept mille cent vingt", "457120"),
        ("saeple", "le support m'a donné la référence quatre six zéro huit un deux pour la demande 1", "460812"),
        ("saeple", "l'assistance nationale a donné 458213 pour la 1, à consigner", "458213"),
        (
            "agent",
            "Pour ma demande, l'assistance officielle m'a répondu avec le ticket 45-1236 hmm, pardon : 451236",
            "451236",
        ),
    ],
)
@pytest.mark.both
async def test_the_ticket_is_noted_once_it_was_shown(offices: Office, seat: str, said: str, ticket: str) -> None:
    agent, _, member = await asked(offices)
    talk = member if seat == "saeple" else agent
    shown = await talk.says(said)
    assert FIRST in shown
    assert f"'{ticket}'" in str(talk.seen[-1].card), "its field holds it"
    assert [row["ticket"] for row in await rows(offices)] == [""], "it is shown first"
    assert done(ticket) in await talk.says("oui")
    assert [row["ticket"] for row in await rows(offices)] == [ticket]
    assert f"{card_texts.TICKET}\u00a0: {ticket}" in (await talk.says(FIRST)).replace(" :", "\u00a0:")


@pytest.mark.parametrize(
    "said",
    [
        "À quelle demande correspond le ticket INC0045123 ?",
        "ticket inc0045123",
        "L'éditeur me rappelle au sujet du ticket INC0045123, je ne sais plus de quel établissement il s'agit",
    ],
)
async def test_a_request_is_found_by_its_ticket(office: Office, said: str) -> None:
    agent, expert, member = await asked(office, *OWN[:2], "Flux rejeté, ticket INC0045123 fait hier.", *OWN[3:])
    assert [row["ticket"] for row in await rows(office)] == ["INC0045123"], "taken from what was described"
    for talk in (expert, member) if len(said) > 60 else (agent, expert, member):  # A school may add to what it said.
        shown = await talk.says(said)
        assert FIRST in shown
        assert service_texts.TICKET_FOUND.format(ticket="INC0045123") in shown
    stranger = office.stranger("99999999-9999-4999-8999-000000000001", "Alix Noir")
    await stranger.opens()
    shown = await stranger.says(said)
    assert FIRST not in shown
    assert "Thiers" not in shown


async def test_what_nobody_has_noted_is_said_so(office: Office) -> None:
    _, expert, _ = await asked(office)
    assert await expert.says("quelle demande a le ticket INC999 ?") == service_texts.TICKET_NONE.format(ticket="INC999")
    assert await expert.says("cherche 4586402") == service_texts.TICKET_NONE.format(ticket="4586402")
    assert await expert.says("ticket INC999") == service_texts.TICKET_WHICH.format(ticket="INC999")


async def test_who_may_not_note_it_is_refused_and_learns_nothing(office: Office) -> None:
    _, expert, _ = await asked(office)
    stranger = office.stranger("99999999-9999-4999-8999-000000000001", "Alix Noir")
    await stranger.opens()
    assert await stranger.says("ticket INC0045123 pour la 1") == texts.NO_SUCH
    assert FIRST in await expert.says("ticket INC0045123 pour la 1")  # An expert who does not hold it sees it, no more.
    await expert.says("oui")
    assert [row["ticket"] for row in await rows(office)] == [""]


async def test_of_several_requests_the_one_is_chosen(office: Office) -> None:
    agent, *_ = await asked(office)
    await ask(agent, OWN[0], "REGIE", *OWN[2:])
    office.clock.forward(hours=2)  # Neither is being spoken of any more.
    shown = await agent.says("mon ticket officiel est le 451236")
    assert service_texts.TICKET_CHOOSE.format(ticket="451236") in shown
    await agent.presses(agent.buttons[0])
    await agent.says("oui")
    assert sorted(row["ticket"] for row in await rows(office)) == ["", "451236"]


async def test_by_the_form_a_second_press_and_another_number(office: Office) -> None:
    agent, *_ = await asked(office)
    await agent.says(FIRST)
    await agent.presses(ROWS[RequestMove.NOTE_TICKET].button)
    assert texts.TICKET_BAD in await agent.says("abc")
    before = list(agent.seen)
    assert done("451236") in await agent.says("451236")
    agent.seen = before
    office.restart()
    await agent.says("mon ticket officiel est le 451236")
    assert service_texts.TICKET_FOUND.format(ticket="451236") in agent.seen[-1].text


@pytest.mark.parametrize(
    ("said", "ticket"),
    [
        ("ticket INC0045123 pour la 12", "INC0045123"),
        ("note le ticket 451 236 sur DA-2024-0012", "451236"),
        ("45871 est le ticket de la 12", "45871"),
        ("le numero du ticket de la 3 c inc0009", "INC0009"),
        ("ticket 12", ""),
        ("j'ai déjà fait un ticket hier à 10h", ""),
        ("ticket fait, rappelez au 0442917000", ""),
        ("ticket ouvert le 25 janvier 2024", ""),
        ("la facture 451236 est bloquée", ""),
    ],
)
def test_which_number_is_a_ticket(said: str, ticket: str) -> None:
    assert ticket_in(said) == ticket


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("demandes avec un ticket", True),
        ("Quelles demandes ont été remontées au support ?", True),
        ("montre celles qui ont un ticket officiel", True),
        ("demandes ouvertes sans ticket", False),
        ("lesquelles n'ont pas encore été transmises à l'éditeur ?", False),
    ],
)
@pytest.mark.both
async def test_requests_are_listed_by_whether_they_have_a_ticket(offices: Office, said: str, held: bool) -> None:
    agent, _, member = await asked(offices)
    await ask(agent, SCHOOL, "REGIE", "La régie ne se clôt pas.", *OWN[3:])
    await member.says(f"ticket INC0045123 pour {FIRST}")
    await member.says("oui")
    shown = await member.says(said)
    if "Oui, afficher" in member.buttons:
        shown = await member.presses("Oui, afficher")
    assert member.listed == [FIRST if held else "DA-2024-0002"], shown


@pytest.mark.parametrize(
    "said",
    ["la 1 a un ticket ?", "quel est le numéro de ticket de la 1 ?", "un ticket est-il ouvert pour DA-2024-0001 ?"],
)
async def test_a_question_says_which_ticket_a_request_has_or_that_it_has_none(office: Office, said: str) -> None:
    _, _, member = await asked(office)
    assert service_texts.TICKET_OF_NONE in await member.says(said)
    await member.says(f"ticket INC0045123 pour {FIRST}")
    await member.says("oui")
    assert service_texts.TICKET_IS.format(ticket="INC0045123") in await member.says(said)


async def test_a_ticket_told_of_what_nobody_follows_says_to_take_it_first(office: Office) -> None:
    _, expert, _ = await asked(office)
    assert "prenez-la en charge" in await expert.says("1 => INC0045123")
    assert "Prendre en charge" in expert.buttons
    await expert.presses("Prendre en charge")
    await expert.says("1 => INC0045123")
    assert done("INC0045123") in await expert.says("oui")
