"""«Dit par téléphone»: said by those who answer for what the notice is about, of the row that the card shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from dialogs.assistance import texts as handling
from dialogs.core import texts as general
from dialogs.questions import texts as handover
from storage import outbox
from storage.actions.notices import to_phone
from storage.outbox import NoticeState
from storage.queries import outgoing
from storage.tables import event, request
from storage.tables import outbox as outbox_table
from tests.dialogs.applying import decide, deposit, take_in
from tests.dialogs.asking import FIRST, appointed, does, log, moves
from tests.dialogs.delivering import delivered
from tests.dialogs.test_handover import pass_on
from tests.talk import Office, Talk


async def blocked(office: Office) -> list[int]:
    """Find nobody reachable for what was left to people without a chat, as delivery does; return what is to be phoned."""
    now = office.clock.now()
    while rows := await outbox.claim(office.storage, "test", now, limit=50, lease=timedelta(minutes=1)):
        for row in rows:
            if row.notice.kind in ("question_answered", "application_decision", "request_released"):
                await outbox.block(office.storage, row, now, to_phone, error="unreachable")
            else:
                await outbox.finish(office.storage, row, NoticeState.SENT, now)
    return [row.id for row in await outgoing.problems(office.storage) if row.state is NoticeState.BLOCKED]


async def an_answer_to_phone(office: Office) -> int:
    """Have the SA EPLE answer a question whose author cannot be reached; return the row."""
    agent, member = office.talk(), office.talk("saeple")
    await pass_on(agent)
    await member.says("questions")
    await member.presses(handover.BUTTON_ANSWER.format(number=1))
    for said in ("Non.", "passer", "envoyer"):
        await member.says(said)
    (row,) = await blocked(office)
    return row


async def kept(office: Office) -> tuple[Any, ...]:
    """Return what saying «dit par téléphone» may change: the journal, the notices' states, the requests' versions."""
    async with office.storage.reading() as connection:
        journal = (await connection.execute(sa.select(sa.func.count()).select_from(event))).scalar_one()
        states = (await connection.execute(sa.select(outbox_table.c.id, outbox_table.c.state))).all()
        versions = (await connection.execute(sa.select(request.c.reference, request.c.version))).all()
    return journal, sorted(map(tuple, states)), sorted(map(tuple, versions))


async def told(talk: Talk, row: int, reference: object, verb: str = "notice.told") -> str:
    return await talk.sends({"type": "Action.Execute", "verb": verb, "data": {"row": row, "reference": reference}})


async def test_an_expert_does_not_close_what_the_sa_eple_is_to_phone(offices: Office) -> None:
    row = await an_answer_to_phone(offices)
    before = await kept(offices)
    for seat in ("expert", "agent"):
        assert await told(offices.talk(seat), row, "1") == general.TOLD_ALREADY
    assert await kept(offices) == before
    assert await told(offices.talk("saeple"), row, "1") == general.TOLD
    assert await told(offices.talk("saeple"), row, "1") == general.TOLD_ALREADY


async def test_the_holder_of_a_request_does_not_close_anothers_notice_by_it(offices: Office) -> None:
    row = await an_answer_to_phone(offices)
    expert = offices.talk("expert")
    await log(expert, send="enregistrer et prendre")
    await delivered(offices)
    before = await kept(offices)
    for number in (row, row + 1, 10**6):
        for _ in range(2):
            assert general.TOLD_ALREADY in await told(expert, number, FIRST, "request.tell_by_phone")
    assert await kept(offices) == before
    assert "tell_by_phone" not in await moves(offices)


async def test_another_expert_learns_nothing_new_and_changes_nothing(offices: Office) -> None:
    expert, member = offices.talk("expert"), offices.talk("saeple")
    (other,) = await appointed(offices, 1)
    await log(expert, send="enregistrer et prendre")
    await does(expert, "resolve", "Le relevé est importé.")
    ((phone, _),) = [one for one in await delivered(offices, expert) if one[0].notice.kind == "request_phone"]
    row = phone.notice.data["row"]
    before = await kept(offices)
    assert handling.REFUSED_RIGHT in await told(other, row, FIRST, "request.tell_by_phone")
    assert await told(other, row, FIRST) == general.TOLD_ALREADY
    assert await told(offices.talk(), row, FIRST) == general.TOLD_ALREADY
    assert await kept(offices) == before
    assert await told(member, row, FIRST) == general.TOLD


async def test_who_was_asked_to_phone_may_though_they_hold_the_request_no_more(offices: Office) -> None:
    expert = offices.talk("expert")
    await expert.opens()
    await log(expert, send="enregistrer et prendre")
    await does(expert, "release", "Absente demain")
    ((phone, _),) = [one for one in await delivered(offices, expert) if one[0].notice.kind == "request_phone"]
    assert phone.notice.to == expert.key
    (other,) = await appointed(offices, 1)
    assert await told(other, phone.notice.data["row"], FIRST) == general.TOLD_ALREADY
    assert await expert.presses(general.BUTTON_TOLD) == general.TOLD


@pytest.mark.parametrize("reference", ["2", FIRST, "CA-2024-0001"])
async def test_the_row_is_compared_with_what_the_card_is_about(office: Office, reference: str) -> None:
    row = await an_answer_to_phone(office)
    before = await kept(office)
    assert await told(office.talk("saeple"), row, reference) == general.TOLD_ALREADY
    assert await kept(office) == before


@pytest.mark.parametrize("reference", [None, "", 1, ["1"]])
async def test_a_row_without_what_it_is_about_is_no_button_of_ours(office: Office, reference: object) -> None:
    row = await an_answer_to_phone(office)
    before = await kept(office)
    assert await told(office.talk("saeple"), row, reference) == general.UNKNOWN_BUTTON
    assert await kept(office) == before


async def test_a_member_does_not_close_the_notice_of_her_own_decision(office: Office) -> None:
    member, colleague = office.talk("saeple"), await second_member(office)
    await deposit(member)
    await take_in(colleague)
    await decide(colleague, "reject", "Une autre candidature.")
    (row,) = await blocked(office)
    before = await kept(office)
    assert await told(member, row, "CA-2024-0001") == general.TOLD_ALREADY
    assert await kept(office) == before
    assert await told(colleague, row, "CA-2024-0001") == general.TOLD


async def second_member(office: Office) -> Talk:
    """Have the SA EPLE name a colleague; return her chat."""
    colleague = office.stranger("66666666-6666-4666-8666-666666666666", "Ève Martin")
    await colleague.opens()
    await office.behind.flush()
    data = {"oid": colleague.key.oid, "role": "saeple"}
    await office.talk("saeple").sends({"type": "Action.Execute", "verb": "people.give", "data": data})
    return colleague
