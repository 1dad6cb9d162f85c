"""The contact of a request, changed after it was sent: in words, by the card, by whom it may be; everyone is told."""

from __future__ import annotations

import pytest

from dialogs.assistance import fields, texts
from dialogs.core.exchange import Letter, Message
from dialogs.core.form_texts import REVIEW
from knowledge.request import RequestRefusal
from storage.actions.erasures import erase
from storage.outbox import Row
from storage.transaction import transaction
from tests.dialogs.asking import FIRST, SCHOOL, appointed, ask, does, log, moves, rows
from tests.dialogs.delivering import delivered
from tests.talk import Office, Talk

SAID = "c'est Mme Blanc qu'il faut appeler au 04 42 91 70 09"
NAMES = ("name", "function", "phone", "mail")


async def contacts(office: Office) -> list[tuple[str, ...]]:
    return [tuple(row[f"contact_{name}"] for name in NAMES) for row in await rows(office)]


def first_lines(sent: list[tuple[Row, Message | Letter]]) -> dict[str, str]:
    """Return the first line of what each person or address was sent."""
    return {
        row.notice.to.oid if row.notice.to else row.notice.mail or "": (
            shown.subject if isinstance(shown, Letter) else shown.text.split("\n")[0]
        )
        for row, shown in sent
        if row.notice.kind == "request_contact"
    }


async def shown_then_sent(talk: Talk, said: str) -> str:
    """Say who is to be reached, which is shown before anybody is told, and agree to it; what is shown then is returned."""
    before = await contacts(talk.office)
    assert texts.FORM_REVIEW in await talk.says(said)
    assert await contacts(talk.office) == before
    return await talk.says("oui")


async def test_the_requester_names_another_person_in_one_sentence(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await expert.opens()
    await ask(agent)
    await does(expert, "take")
    await delivered(offices)
    said = await shown_then_sent(agent, SAID)
    assert "La personne à joindre pour DA-2024-0001 est désormais Mme Blanc." in said
    assert await contacts(offices) == [("Mme Blanc", "", "04 42 91 70 09", "")]
    assert (await moves(offices))[-1] == "change_contact"
    told = first_lines(await delivered(offices))
    assert set(told) == {expert.key.oid}
    assert told[expert.key.oid].startswith("La personne à joindre est désormais Mme Blanc")
    again = await shown_then_sent(agent, SAID)
    assert texts.REFUSALS[RequestRefusal.CONTACT_SAME] in again
    assert await delivered(offices) == []


async def test_the_expert_changes_it_and_the_requester_is_told_as_themself(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await delivered(office)
    await shown_then_sent(expert, "pour la 1, le contact est désormais Sophie Lamy, gestionnaire, 04 42 91 70 11")
    assert await contacts(office) == [("Sophie Lamy", "gestionnaire", "04 42 91 70 11", "")]
    assert set(first_lines(await delivered(office))) == {agent.key.oid}
    # Who asked still speaks under their own name.
    assert REVIEW in await agent.says("message pour la 1 : merci pour le rappel")
    await agent.says("oui")
    (message,) = [shown.text for row, shown in await delivered(office) if row.notice.kind == "request_message"]
    assert message.startswith("Camille Roux vous écrit")


async def test_a_number_alone_is_the_same_person_s(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    (before,) = await contacts(office)
    await shown_then_sent(agent, "mon numéro a changé, c'est le 06 12 34 56 78")
    assert await contacts(office) == [(*before[:2], "06 12 34 56 78", before[3])]


async def test_a_name_alone_asks_how_to_reach_the_person(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    said = await agent.says("c'est M. Durand qu'il faut appeler")
    assert fields.CONTACT_REACH.ask in said
    await agent.says("04 42 91 70 12")
    assert [one[:3] for one in await contacts(office)] == [("M. Durand", "", "04 42 91 70 12")]


async def test_both_addresses_are_told_by_mail(office: Office) -> None:
    expert = office.talk("expert")
    await log(expert, SCHOOL, "TRESO", "Bloqué.", "Mme Blanc", "gestionnaire", "blanc@example.org", "non", "passer",
              "passer", send="enregistrer et prendre en charge")  # fmt: skip
    await delivered(office)
    await shown_then_sent(expert, "pour la 1 c'est Mme Lamy qu'il faut appeler au 04 42 91 70 13, lamy@example.org")
    sent = await delivered(office)
    letters = {shown.to: shown for _, shown in sent if isinstance(shown, Letter)}
    assert set(letters) == {"blanc@example.org", "lamy@example.org"}
    assert letters["lamy@example.org"].name == "Mme Lamy"
    assert letters["blanc@example.org"].name == ""
    assert "CNIL" in letters["lamy@example.org"].text, "who is named reads what is kept of them"


async def test_by_the_card_what_was_said_before_is_there_to_be_corrected(office: Office) -> None:
    agent = office.talk()
    await ask(agent)
    await does(agent, "change_contact")
    card = agent.reply.messages[-1]
    assert "Camille Roux" in str(card.card)
    await agent.says("Mme Blanc")
    await agent.says("04 42 91 70 09")
    assert [one[0] for one in await contacts(office)] == ["Mme Blanc"]


@pytest.mark.parametrize("who", ["expert", "stranger"])
async def test_nobody_else_may(office: Office, who: str) -> None:
    agent = office.talk()
    await ask(agent)
    before = await contacts(office)
    other = (
        (await appointed(office, 1))[0]
        if who == "expert"
        else office.stranger("77777777-7777-4777-8777-777777777777", "Élise Autre")
    )
    said = await other.says(f"pour la 1, {SAID}")
    assert said
    assert await contacts(office) == before
    assert "change_contact" not in await moves(office)


async def test_which_of_several_is_asked_and_pressed(office: Office) -> None:
    expert = office.talk("expert")
    for number in range(2):
        await log(expert, SCHOOL, ("TRESO", "DEPENSE")[number], "Bloqué.", "Mme Blanc", "gestionnaire", "04 42 91 70 01",
                  "non", "passer", "passer", send="enregistrer et prendre en charge")  # fmt: skip
    said = await expert.says("c'est Mme Lamy qu'il faut appeler au 04 42 91 70 13")
    assert texts.CHOOSE in said
    await expert.presses(next(title for title in expert.buttons if title.startswith("DA-2024-0002")))
    await expert.says("oui")
    assert [one[0] for one in await contacts(office)] == ["Mme Blanc", "Mme Lamy"]


async def test_a_new_request_that_names_somebody_is_no_change(office: Office) -> None:
    expert = office.talk("expert")
    await log(expert, send="enregistrer et prendre en charge")
    await expert.says("nouvelle demande clg X, bourses bloquées, c'est Mme Lamy qu'il faut appeler au 04 42 91 70 13")
    assert "change_contact" not in await moves(office)


async def test_erasing_who_asked_leaves_the_other_contact_s_requests(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await shown_then_sent(agent, "c'est Mme Lamy qu'il faut appeler au 04 42 91 70 13, lamy@example.org")
    await log(
        expert, SCHOOL, "TRESO", "Bloqué.", "Mme Lamy", "gestionnaire", "lamy@example.org", "non", "passer", "passer"
    )
    async with transaction(office.storage, office.clock.now()) as tx:
        await erase(tx, agent.key)
        await tx.commit()
    own, other = await contacts(office)
    assert own[0] != "Mme Lamy", "what stood in the erased request is gone"
    assert other[0] == "Mme Lamy"
    assert other[3] == "lamy@example.org"
    assert (await rows(office))[0]["reference"] == FIRST
