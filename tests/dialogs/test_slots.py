"""Appointments proposed as buttons: proposed in one gesture, chosen by a press, a number or words; by whom, and what is told."""

from __future__ import annotations

import pytest

from dialogs.assistance.texts import FORM_REVIEW
from dialogs.core.exchange import Letter, Message
from knowledge.french import PARIS
from knowledge.request import RequestNotice
from storage.outbox import Row
from tests.dialogs.asking import FIRST, LOGGED, appointed, ask, log, moves, press, rows
from tests.dialogs.delivering import delivered
from tests.scene import scene
from tests.talk import Office, Talk

PROPOSE = "propose lundi 10h ou mardi 14h pour la 1"
MONDAY, TUESDAY = "Lundi 29 janvier à 10\u00a0h", "Mardi 30 janvier à 14\u00a0h"


@scene
async def proposed(office: Office, said: str = PROPOSE) -> tuple[Talk, Talk]:
    """Return requester and expert, once appointments are proposed for a request that is taken."""
    agent, expert = office.talk("agent"), office.talk("expert")
    await agent.opens()
    await expert.opens()
    await office.behind.flush()
    await ask(agent)
    await expert.says(f"prendre {FIRST}")
    assert "C’est proposé" in await expert.says(said)
    return agent, expert


async def read(office: Office, *talks: Talk) -> list[tuple[Row, Message | Letter]]:
    """Deliver what is left for people, a minute later."""
    office.clock.forward(minutes=1)
    return await delivered(office, *talks)


async def slot(office: Office) -> str:
    found = (await rows(office))[0]["slot"]
    return f"{found.astimezone(PARIS):%d %Hh}" if found else ""


async def test_the_expert_proposes_in_one_sentence_and_the_requester_presses(offices: Office) -> None:
    agent, expert = await proposed(offices)
    sent = await read(offices, agent, expert)
    assert RequestNotice.SLOTS_OFFERED in [row.notice.kind for row, _ in sent if row.notice.to == agent.key]
    assert agent.seen[-1].text.startswith("Dominique Ferrand propose le lundi 29 janvier à 10")
    assert agent.buttons[:3] == [MONDAY, TUESDAY, "Demander un autre horaire"]
    said = await agent.presses(TUESDAY)
    assert "Le rendez-vous est fixé au mardi 30 janvier 2024" in said
    assert await slot(offices) == "30 14h"
    assert (await moves(offices))[-2:] == ["offer_slots", "choose_slot"]
    sent = await read(offices, agent, expert)
    told = next(
        shown for row, shown in sent if row.notice.kind == RequestNotice.PLANNED and row.notice.to == expert.key
    )
    assert told.text.startswith("Camille Roux choisit le mardi 30 janvier")
    assert "horaires proposés" in await expert.says(FIRST)


@pytest.mark.parametrize(
    ("said", "ends"),
    [
        ("2", "30 14h"), ("la deuxième", "30 14h"), ("le premier", "29 10h"), ("lundi", "29 10h"), ("mardi me va", "30 14h"), ("plutôt mardi", "30 14h"),
        ("ok pour mardi", "30 14h"), ("10h", "29 10h"), ("d'accord pour le 30 janvier à 14h", "30 14h"), ("oui", ""), ("mercredi ?", ""),
    ],
)  # fmt: skip
async def test_the_requester_chooses_in_words_under_the_notice(office: Office, said: str, ends: str) -> None:
    agent, expert = await proposed(office)
    await read(office, agent, expert)
    shown = await agent.says(said)
    assert await slot(office) == ends, shown
    assert said != "oui" or "Plusieurs horaires sont proposés" in shown


@pytest.mark.parametrize(("said", "ends"), [("mardi me va", "30 14h"), ("plutôt mardi", "30 14h"), ("lundi 10h", "29 10h"), ("je serai absente lundi", ""), ("rappelle-moi lundi 10h", "")])  # fmt: skip
async def test_the_requester_chooses_in_words_later(office: Office, said: str, ends: str) -> None:
    agent, expert = await proposed(office)
    await read(office, agent, expert)
    await agent.says("jusqu'à quand peut-on candidater ?")
    await agent.says(said)
    assert await slot(office) == ends


@pytest.mark.parametrize("said", ["aucun ne me va", "plutôt jeudi 9h", "jeudi matin", "je ne peux ni lundi ni mardi"])
async def test_the_requester_asks_for_another_and_the_expert_proposes_again(offices: Office, said: str) -> None:
    agent, expert = await proposed(offices)
    await read(offices, agent, expert)
    assert FORM_REVIEW in await agent.says(said)  # The expert reads these words: they are shown before they leave.
    assert (await moves(offices))[-1] == "offer_slots"
    assert "autre horaire est transmise" in await agent.says("oui")
    assert (await moves(offices))[-1] == "ask_other_slot"
    await read(offices, agent, expert)
    assert said in expert.seen[-1].text
    assert "Proposer des horaires" in expert.buttons
    await expert.presses("Proposer des horaires")
    await expert.says("jeudi 9h")
    await read(offices, agent, expert)
    await agent.says("oui")
    assert await slot(offices) == "01 09h"


async def test_by_the_card_it_takes_a_press_and_one_answer(office: Office) -> None:
    agent, expert = office.talk("agent"), office.talk("expert")
    await ask(agent)
    await expert.says(f"prendre {FIRST}")
    await press(expert, "request.offer_slots")
    assert "un à trois horaires" in await expert.says("la semaine prochaine")
    assert "un à trois horaires" in await expert.says("hier 10h, lundi 9h, lundi 10h, lundi 11h et mardi 14h")
    assert "C’est proposé" in await expert.says("lundi 9h, lundi 11h")
    shown = await agent.says(FIRST)
    assert "Horaires proposés" in shown
    assert agent.buttons[0] == "Lundi 29 janvier à 9\u00a0h"


async def test_what_is_past_is_no_longer_offered(offices: Office) -> None:
    agent, _ = await proposed(offices)
    offices.clock.forward(days=5, hours=1)
    assert [one for one in (await agent.says(FIRST), agent.buttons)[1] if "janvier" in one] == [TUESDAY]
    offices.clock.forward(days=2)
    await agent.says(FIRST)
    assert not [one for one in agent.buttons if "janvier" in one]
    await agent.says("mardi 14h")
    assert await slot(offices) == ""


async def test_a_new_appointment_takes_the_place_of_what_was_proposed(office: Office) -> None:
    agent, expert = await proposed(office)
    await read(office, agent, expert)
    old = agent.seen[-1]
    await expert.says("planifie la 1 vendredi 2 février 15h")
    agent.seen.append(old)
    said = await agent.presses(MONDAY)
    assert "fixé" not in said or "vendredi" in said
    assert await slot(office) == "02 15h"


@pytest.mark.parametrize("seat", ["agent", "saeple", "other"])
async def test_only_who_holds_it_proposes(office: Office, seat: str) -> None:
    agent, expert = office.talk("agent"), office.talk("expert")
    await ask(agent)
    await expert.says(f"prendre {FIRST}")
    other = (await appointed(office, 1))[0] if seat == "other" else office.talk(seat)
    await other.says(PROPOSE)
    assert (await rows(office))[0]["proposed"] is None


@pytest.mark.parametrize("seat", ["expert", "saeple", "other"])
async def test_only_the_requester_chooses(office: Office, seat: str) -> None:
    await proposed(office)
    other = (await appointed(office, 1))[0] if seat == "other" else office.talk(seat)
    row = (await rows(office))[0]
    button = {"type": "Action.Execute", "verb": "request.choose_slot",
              "data": {"reference": FIRST, "version": row["version"], "slot": row["proposed"][0]}}  # fmt: skip
    await other.sends(button)
    await other.says("lundi 10h me va")
    assert "choose_slot" not in await moves(office)


async def test_a_forged_moment_is_not_taken(office: Office) -> None:
    agent, _ = await proposed(office)
    row = (await rows(office))[0]
    for slot_ in ("2024-02-20T10:00:00+01:00", "lundi", None):
        data = {"reference": FIRST, "version": row["version"], "slot": slot_}
        await agent.sends({"type": "Action.Execute", "verb": "request.choose_slot", "data": data})
    assert await slot(office) == ""


async def test_of_several_held_that_of_which_one_speaks_is_shown_first(office: Office) -> None:
    expert = office.talk("expert")
    for topic in ("TRESO", "BUDGET"):
        await log(expert, *(topic if one == "TRESO" else one for one in LOGGED), send="enregistrer et prendre")
    assert "DA-2024-0002" in await expert.says("propose lundi 10h ou mardi 14h")
    assert not any(row["proposed"] for row in await rows(office))
    await expert.says("oui")
    assert [bool(row["proposed"]) for row in await rows(office)] == [False, True]


async def test_of_several_held_it_is_asked_which(office: Office) -> None:
    expert = office.talk("expert")
    for topic in ("TRESO", "BUDGET"):
        await log(expert, *(topic if one == "TRESO" else one for one in LOGGED), send="enregistrer et prendre")
    office.clock.forward(minutes=30)
    said = await expert.says("propose lundi 10h ou mardi 14h")
    assert "Pour quelle demande" in said
    await expert.presses(next(one for one in expert.buttons if "0002" in one))
    assert [bool(row["proposed"]) for row in await rows(office)] == [False, True]


async def test_a_contact_outside_teams_reads_them_by_mail(office: Office) -> None:
    expert = office.talk("expert")
    await log(
        expert,
        *("blanc@ac-aix-marseille.fr" if one.startswith("04") else one for one in LOGGED),
        send="enregistrer et prendre",
    )
    await expert.says(PROPOSE)
    letters = [shown for row, shown in await read(office) if row.notice.kind == RequestNotice.SLOTS_OFFERED]
    assert len(letters) == 1
    text = letters[0].text.replace("\u00a0", " ")
    assert "lundi 29 janvier 2024 à 10 h 00 ou mardi 30 janvier 2024 à 14 h 00 (heure de Paris)" in text
    assert "Dites lequel vous convient" in text
