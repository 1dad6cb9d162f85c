"""After a long stop, or with requests of another system: one message says how many are late, not one for each."""

from __future__ import annotations

from bot.duties import Requests
from bot.timers import Timers
from dialogs.core.exchange import Message
from knowledge.people import Role
from knowledge.schools.register import Register
from storage.actions.notices import BACKLOG
from storage.actions.people import seed_roles
from tests.bench.seeding import seed
from tests.dialogs.asking import ask, press
from tests.dialogs.delivering import delivered
from tests.dialogs.steering import REGISTER
from tests.talk import Office

_ALERTS = ("request_untaken", "request_idle")
_MANY, _EXPERTS = 300, 5


async def _filled(office: Office) -> Timers:
    """Give an office whose base holds the requests of three years, as after an import."""
    office.register = Register(tuple(REGISTER))
    await seed(office.storage, REGISTER, _MANY, experts=_EXPERTS, now=office.clock.now())
    return Timers(office.storage, [Requests(office.services)], office.clock.now)


async def test_late_alerts_of_many_requests_are_one_message_each_and_its_button_lists_them(offices: Office) -> None:
    member, expert = offices.talk("saeple"), offices.talk("expert")
    for talk in (member, expert):
        await talk.opens()
    await offices.behind.flush()
    timers = await _filled(offices)
    await timers.look()
    sent = await delivered(offices, member, expert)
    assert len([row for row, _ in sent if row.notice.kind in _ALERTS]) <= 1  # Due this morning.
    one_each = [(row.notice.to, said) for row, said in sent if row.notice.kind == BACKLOG]
    told = dict(one_each)
    assert len(one_each) == len(told) == 2 + _EXPERTS
    assert {member.key, expert.key} < set(told)
    listed = await member.says("combien de demandes en retard")
    [count] = [word for word in listed.replace("\xa0", " ").split() if word.isdigit()][:1]
    said = told[member.key]
    assert isinstance(said, Message)
    assert said.text.replace("\xa0", " ").splitlines()[0] == f"Des demandes sont en retard : {count}"
    assert int(count) > 10
    # Once a day, however often it is looked.
    await timers.look()
    assert [row for row, _ in await delivered(offices, member, expert) if row.notice.kind == BACKLOG] == []


async def test_the_button_of_the_message_lists_what_is_late(offices: Office) -> None:
    member = offices.talk("saeple")
    await member.opens()
    await offices.behind.flush()
    await (await _filled(offices)).look()
    await delivered(offices, member)
    assert "demandes en retard" in (await press(member, "status.show")).lower()


async def test_an_alert_that_is_on_time_is_told_by_itself(offices: Office) -> None:
    expert = offices.talk("expert")
    await seed_roles(offices.storage, [(expert.key, Role.EXPERT)], offices.clock.now())
    await expert.opens()
    await offices.behind.flush()
    timers = await _filled(offices)
    await timers.look()
    await delivered(offices, expert)
    await ask(offices.talk())
    await delivered(offices, expert)
    offices.clock.forward(hours=4)
    await timers.look()
    kinds = {row.notice.kind for row, _ in await delivered(offices, expert) if row.notice.to == expert.key}
    assert "request_untaken" in kinds
    assert BACKLOG not in kinds
