"""The conversation of a request: what either side types reaches the other, notes stay between experts, all of it is erased."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from dialogs.assistance import texts
from dialogs.assistance.card_texts import BUTTON_CHAT, BUTTON_GROUP
from dialogs.core.context import Colleague
from dialogs.core.exchange import Address
from knowledge.people import PersonKey
from storage.tables import event, outbox, request
from tests.dialogs.asking import FIRST, appointed, ask, does, moves, press, rows, sends
from tests.talk import Office, buttons

STRAY = "le numéro du flux rejeté est 4512, je viens de le retrouver"


async def told(office: Office, kind: str = "request_message") -> list[tuple[str | None, str]]:
    """Return to whom what was said is to be told, in order."""
    async with office.storage.reading() as connection:
        found = await connection.execute(
            sa.select(outbox.c.oid, outbox.c.data).where(outbox.c.kind == kind).order_by(outbox.c.id)
        )
        return [(row.oid, row.data.get("reason", "")) for row in found]


async def test_each_side_writes_and_the_other_is_told(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    version = (await rows(offices))[0]["version"]
    said = await sends(expert, "message pour DA-2024-0001 : quel est le numéro du flux ?")
    assert said.startswith("Transmis à Camille Roux")
    said = await sends(agent, "message pour la 1 : le flux 4512")
    assert FIRST in said
    assert await told(offices) == [
        (agent.key.oid, "quel est le numéro du flux ?"), (expert.key.oid, "le flux 4512"),
    ]  # fmt: skip
    assert (await rows(offices))[0]["version"] == version, "no card grows old by what is said"
    assert "le flux 4512" in await expert.says(f"où en est la demande {FIRST} ?")


async def test_a_note_is_for_those_who_handle_requests(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    other = (await appointed(office, 1))[0]
    await does(expert, "take")
    assert FIRST in await sends(other, "note sur DA-2024-0001 : vu le même cas à Gap")
    assert "vu le même cas à Gap" in await expert.says(f"où en est la demande {FIRST} ?")
    assert "Gap" not in await agent.says(f"où en est la demande {FIRST} ?")
    assert [oid for oid, _ in await told(office, "request_note")] == [expert.key.oid]
    assert "Gap" not in await agent.says("mes données")
    # Who does not hold it says nothing to the school.
    assert texts.NOT_YOURS[:20] in await other.says("message pour DA-2024-0001 : bonjour")
    assert await told(office) == []


async def test_what_is_typed_goes_to_the_one_open_request_and_may_be_taken_back(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    assert "Transmis à" in await sends(agent, STRAY)
    assert (await moves(offices))[-1] == "message"
    assert texts.TAKEN_BACK.format(reference=FIRST) in await agent.presses(texts.NOT_THIS)
    assert "message" not in await moves(offices)
    assert await told(offices) == []
    assert texts.TOO_LATE in await agent.presses(texts.NOT_THIS)


async def test_who_writes_that_it_works_again_is_told_that_the_request_stays_open(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    for said in ("c'est bon ça remarche", "finalement le souci est réglé, merci"):
        assert texts.STILL_OPEN in await sends(agent, said), said
    for said in (STRAY, "ça ne marche toujours pas"):
        assert texts.STILL_OPEN not in await sends(agent, said), said
    await agent.says("oui c'est résolu")
    await agent.presses("Retirer ma demande")
    await agent.says("ça remarche tout seul")
    await agent.says("envoyer")
    assert "withdraw" in await moves(offices), agent.seen[-1].text


async def test_nothing_is_passed_on_without_an_open_request_or_with_a_secret(office: Office) -> None:
    agent = office.talk()
    await agent.says(STRAY)
    await ask(agent)
    await agent.says("message pour la 1 : mon mot de passe est Azerty123!")
    await office.stranger("88888888-8888-4888-8888-000000000001").says("message pour DA-2024-0001 : bonjour")
    assert "message" not in await moves(office)
    await does(agent, "withdraw", "passer")
    assert texts.ENDED.format(reference=FIRST) in await agent.says("message pour la 1 : encore un mot")


async def test_the_card_asks_what_to_say_and_a_second_press_says_it_once(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await expert.says(f"où en est la demande {FIRST} ?")
    await press(expert, "message.write")
    said = {"reason": "Je vous appelle à 15 h."}
    await press(expert, "form.fill", said)
    expert.seen.pop()
    await press(expert, "form.fill", said)
    assert (await moves(offices)).count("message") == 1


async def test_a_request_becomes_urgent_once(offices: Office) -> None:
    agent, expert = offices.talk(), offices.talk("expert")
    await ask(agent)
    await does(expert, "take")
    assert texts.URGENT_NOW.format(reference=FIRST) in await agent.says(
        "ma demande devient urgente, passez-la en urgent"
    )
    assert (await rows(offices))[0]["urgent"] is True
    assert texts.URGENT_ALREADY.format(reference=FIRST) in await agent.says("passez ma demande en urgent svp")
    assert (await moves(offices)).count("make_urgent") == 1


async def test_a_chat_is_offered_where_an_address_is_known(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent, "0130001F", "DEPENSE", "Flux rejeté.", "oui", "SG", "camille.roux@example.org", "non", "passer")
    await does(expert, "take")
    await expert.says(f"où en est la demande {FIRST} ?")
    assert BUTTON_CHAT.format(name="Camille Roux") in expert.buttons


class Known:
    """Teams, that knows the address of everybody but one."""

    def __init__(self, unknown: PersonKey | None = None) -> None:
        self.unknown = unknown

    async def find(self, address: Address, user_id: str) -> Colleague | None:
        oid = user_id.removeprefix("29:")
        mail = "" if self.unknown and self.unknown.oid == oid else f"{oid}@example.org"
        return Colleague(PersonKey("local", oid), "Quelqu’un", mail=mail)


async def test_each_side_opens_a_chat_with_the_other_whom_teams_knows(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    for talk in (agent, expert):
        await talk.opens()
    await office.behind.flush()
    await ask(agent)
    await does(expert, "take")
    office.services = replace(office.services, roster=Known(unknown=expert.key))
    office.router = type(office.router)(office.services, office.registry)
    await expert.says(f"où en est la demande {FIRST} ?")
    await press(expert, "message.chat")
    (link,) = [one["url"] for one in buttons(expert.seen[-1].card or {}) if one["type"] == "Action.OpenUrl"]
    assert link.startswith(
        "https://teams.microsoft.com/l/chat/0/0?users=22222222-2222-4222-8222-222222222222%40example.org"
    )
    await agent.says(f"où en est la demande {FIRST} ?")
    said = await press(agent, "message.chat")
    assert texts.NO_CHAT.format(name="Dominique Ferrand") in said
    stranger = office.stranger("88888888-8888-4888-8888-000000000001")
    assert "@" not in await stranger.sends(
        {"type": "Action.Submit", "data": {"verb": "message.chat", "reference": FIRST}}
    )


async def test_what_was_said_goes_with_the_request(office: Office) -> None:
    agent, expert = office.talk(), office.talk("expert")
    await ask(agent)
    await does(expert, "take")
    await sends(agent, "message pour la 1 : PHRASEUNIQUE du flux")
    async with office.storage.reading() as connection:
        kept = await connection.execute(sa.select(event.c.reason).where(event.c.move == "message"))
        assert kept.scalars().all() == ["PHRASEUNIQUE du flux"]


async def test_where_it_is_escalated_a_chat_of_several_is_offered_and_the_meeting_is_filled_in(office: Office) -> None:
    office.services = replace(office.services, roster=Known())
    office.router = type(office.router)(office.services, office.registry)
    agent, expert, member = office.talk(), office.talk("expert"), office.talk("saeple")
    for talk in (agent, expert, member):
        await talk.opens()
    await office.behind.flush()
    await ask(agent)
    await does(expert, "take")
    await expert.says("planifie la 1 vendredi 2 février à 14h")
    await expert.says(f"où en est la demande {FIRST} ?")
    await press(expert, "message.chat")
    links = {str(one["title"]): str(one.get("url", "")) for one in buttons(expert.seen[-1].card or {})}
    meeting = links["Créer la réunion Teams"]
    assert meeting.startswith("https://teams.microsoft.com/l/meeting/new?subject=Assistance%20Op%40le%20DA-2024-0001")
    assert f"attendees={agent.key.oid}%40example.org" in meeting
    assert "startTime=2024-02-02T14%3A00%3A00%2B01%3A00" in meeting
    assert BUTTON_GROUP not in links
    async with office.storage.engine.begin() as connection:
        await connection.execute(sa.update(request).values(alerts=2))
    await expert.says(f"où en est la demande {FIRST} ?")
    await press(expert, "message.chat")
    links = {str(one["title"]): str(one.get("url", "")) for one in buttons(expert.seen[-1].card or {})}
    assert f"users={agent.key.oid}%40example.org%2C{member.key.oid}%40example.org&topicName=" in links[BUTTON_GROUP]
    assert expert.key.oid not in links[BUTTON_GROUP]
